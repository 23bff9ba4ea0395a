"""Public functions say which errors they raise; measures say what they return."""

import ast
from collections.abc import Iterator

import pytest

from qngeo.config import ROOT

CODE = sorted(
    path
    for name in ("domain", "io", "services")
    for path in (ROOT / "qngeo" / name).rglob("*.py")
)
BASE = sorted((ROOT / "qngeo").glob("*.py"))

ARRAYS = (
    "DataFrame",
    "Series",
    "NDArray",
    "Floats",
    "Mask",
    "Array",
    "Field",
    "Shapes",
)
"""Words of a return type of which shape, unit or index must be told."""

INTERNAL = {"UnreadableError"}
"""Never leaves a run: what it says becomes a gap of a season."""


def public(path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def own_nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Give what stands in a function, but not in classes or functions within it."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


def raised(function: ast.FunctionDef) -> set[str]:
    """Return the names of the errors that a function raises itself."""
    calls = (n.exc for n in own_nodes(function) if isinstance(n, ast.Raise) and n.exc)
    made = (n.func for n in calls if isinstance(n, ast.Call))
    names = {n.id for n in made if isinstance(n, ast.Name)}
    return {name for name in names if name.endswith("Error")} - INTERNAL


def section(text: str, title: str) -> str:
    """Return what stands under a title, up to the next one."""
    _, _, rest = text.partition(f"\n{title}\n{'-' * len(title)}\n")
    return rest.partition("\n\n")[0]


def test_a_section_ends_where_the_next_begins():
    text = "Do.\n\nReturns\n-------\nint\n\nRaises\n------\nDateError\n    If late."
    assert section(text, "Returns") == "int"
    assert section(text, "Raises") == "DateError\n    If late."
    assert section(text, "Yields") == ""


def test_only_what_a_function_raises_itself_is_asked_for():
    source = (
        "def f():\n    def g():\n        raise DateError(m)\n"
        "    if x:\n        raise SchemaError(m) from e\n    raise\n"
    )
    (function,) = ast.parse(source).body
    assert raised(function) == {"SchemaError"}


@pytest.mark.parametrize("layer", ["base", "domain", "io", "services"])
def test_every_error_that_a_public_function_raises_is_told(layer):
    paths = BASE if layer == "base" else [p for p in CODE if layer in p.parts]
    lacking = {
        f"{path.name}: {function.name} raises {name}"
        for path in paths
        for function in public(path)
        for name in raised(function)
        if name not in section(ast.get_docstring(function) or "", "Raises")
    }
    assert lacking == set()


def test_every_measure_of_the_domain_says_what_it_returns():
    lacking = set()
    for path in (path for path in CODE if "domain" in path.parts):
        for function in public(path):
            given = ast.unparse(function.returns) if function.returns else ""
            text = ast.get_docstring(function) or ""
            told = section(text, "Returns") or ">>>" in text
            if any(word in given for word in ARRAYS) and not told:
                lacking.add(f"{path.name}: {function.name}")
    assert lacking == set()
