"""What could run a program or a text as code is listed here, and nowhere else."""

import ast

import pytest

from qngeo.config import ROOT

PROCESSES = {"qngeo/web/report/typeset.py", "qngeo/cli/bench.py"}
"""typst for a document, with a folder of its own; and the benchmarks of the operator.
Both start this Python with fixed words, and no shell."""

FORBIDDEN = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.exec",
    "os.spawn", "pickle.load", "pickle.loads", "marshal.loads", "shelve.open",
    "yaml.load", "yaml.unsafe_load", "pd.read_pickle", "tempfile.mktemp",
    "asyncio.create_subprocess_shell", "asyncio.create_subprocess_exec",
    "xml.etree.ElementTree.parse", "ElementTree.fromstring",
}  # fmt: skip


def _trees():
    for path in [*sorted((ROOT / "qngeo").rglob("*.py")), ROOT / "app.py"]:
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def trees():
    return list(_trees())


def _calls(trees):
    for name, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield name, node, ast.unparse(node.func)


def test_nothing_runs_a_text_as_code(trees) -> None:
    ends = (".from_pickle", ".load_extension")
    found = [
        (name, node.lineno, func)
        for name, node, func in _calls(trees)
        if func in FORBIDDEN or func.endswith(ends)
    ]
    assert found == []
    for name, node, func in _calls(trees):
        if func == "np.load":
            assert any(ast.unparse(word) == "allow_pickle=False"
                       for word in node.keywords), name  # fmt: skip


def test_programs_are_started_in_two_places_and_without_a_shell(trees) -> None:
    places = {name for name, _, func in _calls(trees) if func.startswith("subprocess.")}
    assert places == PROCESSES
    for name, node, func in _calls(trees):
        if func.startswith("subprocess."):
            words = {word.arg: ast.unparse(word.value) for word in node.keywords}
            assert "shell" not in words, name
            assert isinstance(node.args[0], ast.List | ast.Name), name
            if name.startswith("qngeo/web/"):
                assert "timeout" in words, f"{name} may wait for ever"
