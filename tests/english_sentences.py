"""The English sentences that stand in the code, read from its syntax tree."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from qngeo.config import ROOT

PACKAGE = ROOT / "qngeo"

SPEAKING = {"Refusal", "_refused", "missing", "unknown", "unknown_name"}
"""Functions whose first argument a user reads; in the commands ``say`` and
``refuse`` as well."""

FEWEST_LETTERS = 4
"""What has fewer is a value in punctuation."""

TELLING = {"message", "msg", "reason"}
"""Names of variables that hold words for a user."""


def template(node: ast.expr) -> str | None:
    """Return the text of a string or f-string with ``{}`` for each value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}"
            for part in node.values
        )
    return None


def strings(path: Path) -> set[str]:
    """Return every string and f-string of a module, docstrings cleaned."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    found = (
        template(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in inner
    )
    return {inspect.cleandoc(text) for text in found if text} | {
        text for node in ast.walk(tree) if (text := _text(node))
    }


def _text(node: ast.AST) -> str | None:
    return template(node) if isinstance(node, ast.Constant | ast.JoinedStr) else None


def spoken(path: Path) -> set[str]:
    """Return what a user is told by a module: errors, words of commands, their help."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    command = path.parent.name == "cli"
    speaking = SPEAKING | {"say", "refuse"} if command else SPEAKING
    found = {text for node in ast.walk(tree) for text in _told(node, speaking) if text}
    if command:
        found |= {text for node in ast.walk(tree) if (text := _help(node))}
    return {text for text in found if sum(map(str.isalpha, text)) >= FEWEST_LETTERS}


def _told(node: ast.AST, speaking: set[str]) -> Iterator[str | None]:
    match node:
        case ast.Raise(exc=ast.Call(args=[first, *_])):
            yield template(first)
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in speaking:
            yield template(first)
        case ast.keyword(arg="help" | "msg", value=value):
            yield template(value)
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in TELLING:
            yield from (template(one) for one in _branches(value))


def _branches(value: ast.expr) -> list[ast.expr]:
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def _help(node: ast.AST) -> str | None:
    if isinstance(node, ast.FunctionDef) and _is_command(node):
        return ast.get_docstring(node)
    return None


def _is_command(node: ast.FunctionDef) -> bool:
    names = [ast.unparse(one) for one in node.decorator_list]
    return node.name.endswith("_command") or any(".command" in one for one in names)


def modules() -> list[Path]:
    """Return every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))
