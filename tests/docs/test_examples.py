"""Every command and program that the documents show does what it says, to its end.

They run in the order in which they stand, as a reader tries them: `undo` takes back
what was imported before it, `restore` reads the backup above it.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import made_inputs
import pytest
from documented import ROOT, Example, commands, programs
from own_folder import var_folder
from satellite import made_season
from satellite.made_api import serving
from typer.main import get_command
from typer.testing import CliRunner

from qngeo import cli
from qngeo.config import settings

MORE = {"practice": ["--cells", "300"], "account add": ["--password-stdin"]}
"""A scene of 6 km in place of 30; a password without a terminal."""

ELSEWHERE = {
    "publish": "make test runs it by itself",
    "fetch landcover": "tiles of 36,000 cells: tests/satellite/test_landcover.py",
    "bench": "minutes: tests/unit/test_bench.py runs each in a tiny form",
}
FETCHING = "fetch sentinel2"


def path_of(words: list[str]) -> str:
    """Return the command's name, with the name below it where there is one."""
    group = get_command(cli.app).commands[words[0]]
    return " ".join(words[: 2 if hasattr(group, "commands") else 1])


def is_only_named(example: Example) -> bool:
    return example.not_run or path_of(example.words) in ELSEWHERE


def _params(*, fetching: bool) -> list[object]:
    chosen = [e for e in commands() if not is_only_named(e)]
    return [
        pytest.param(e, id=f"{e.document}: {e.line}")
        for e in chosen
        if (path_of(e.words) == FETCHING) == fetching
    ]


@dataclass
class Desk:
    """The folder in which a reader tries the examples of one document."""

    here: Path
    var: Path
    rasters: Path
    document: str = ""

    def begin(self, document: str) -> None:
        """Start each document with a store of its own."""
        self.document = document
        self.var = self.here / f"var-{len(list(self.here.glob('var-*')))}"
        self.var.mkdir()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    here = tmp_path_factory.mktemp("examples")
    desk = Desk(here, here, here / "rasters")
    made_inputs.write_all(here, desk.rasters)
    (here / "backups").mkdir()
    return desk


@pytest.fixture
def at(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.chdir(desk.here)
    monkeypatch.setenv("QNGEO_RASTERS", str(desk.rasters))
    settings.cache_clear()
    yield desk
    settings.cache_clear()


def _before(example: Example, desk: Desk) -> list[str]:
    """Do what the reader has done before; return the words with his own paths."""
    words = list(example.words)
    if words[0] == "differences":
        made_inputs.four_versions(desk.here)
    if words[:2] == ["forest", "estimate"]:
        made_inputs.look_at(desk.here / "points.gpkg")
    if words[0] == "restore":
        words[1] = str(next((desk.here / "backups").glob("*.zip")))
    words = [str(desk.here / "backups") if w == "/var/backups/qngeo" else w
             for w in words]  # fmt: skip
    return words + MORE.get(path_of(words), [])


def _files(words: list[str]) -> list[Path]:
    """Return the files that a command writes."""
    named = [Path(after) for option, after in pairwise(words)
             if option in ("--to", "--pack")]  # fmt: skip
    return [path for path in named if not path.is_dir()]


def run(example: Example, desk: Desk) -> str:
    if desk.document != example.document:
        desk.begin(example.document)
    with var_folder(desk.var):
        words = _before(example, desk)
        written = _files(words)
        for file in written:  # an earlier document wrote one of that name
            file.unlink(missing_ok=True)
        typed = "a long password\n"
        answer = CliRunner().invoke(cli.app, words, input=typed)
    assert answer.exit_code == 0, (answer.output, answer.exception)
    assert all(file.stat().st_size > 0 for file in written)
    return answer.output


@pytest.mark.parametrize("example", _params(fetching=False))
def test_a_command_of_the_documents_runs(example: Example, at: Desk) -> None:
    assert run(example, at).strip()


@pytest.mark.heavy
@pytest.mark.parametrize("example", _params(fetching=True))
def test_a_command_that_fetches_asks_an_api_on_this_machine(
    example: Example, tmp_path: Path
) -> None:
    """For the area of the made season, in a process of its own."""
    with serving(tmp_path / "api") as api:
        made_season.fill(api)
        words = made_season.command(api)
        done = subprocess.run(
            [*words[:3], *example.words, *words[words.index("--bbox") :]],
            env=made_season.environment(tmp_path / "rasters"),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "rasters" / "sentinel2").glob("2023-2024.tif"))


@pytest.mark.parametrize(
    "example", [e for e in commands() if is_only_named(e)], ids=lambda e: e.line
)
def test_a_command_that_is_not_run_has_options_the_program_takes(
    example: Example,
) -> None:
    path = path_of(example.words).split()
    answer = CliRunner().invoke(cli.app, [*path, "--help"])
    assert answer.exit_code == 0, answer.output
    for option in (word for word in example.words if word.startswith("--")):
        assert re.search(rf"{option}\b", answer.output), option


@pytest.mark.usefixtures("at")
def test_the_programs_of_the_documents_run() -> None:
    for document, text in programs():
        exec(compile(text, document, "exec"), {"__name__": "example"})


def test_the_documents_show_many_commands() -> None:
    """A change of their form must not leave this file with nothing to run."""
    documents = {example.document for example in commands()}
    assert "README.md" in documents
    assert {
        f"docs/guide/{lang}/import-boundary.md" for lang in ("vi", "en")
    } < documents
    assert len(commands()) > 50
