"""The commands and programs that the documents show, each with where it stands."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "guide").rglob("*.md")),
)
BLOCK = re.compile(
    r"(?P<not_run><!-- not run: [^>]+ -->\n)?"
    r"^ *```(?P<language>\w*)\n(?P<text>.*?)^ *```$",
    re.M | re.S,
)
COMMAND = re.compile(r"^ *(?P<how>(?:\S*/)?python -m )?qngeo (?P<words>.+)$", re.M)
"""Without ``python -m`` it is the alias of an installed service."""

OF_A_STATE = {"account", "backup", "differences", "import", "rasters", "restore",
              "undo", "versions", "zonal"}  # fmt: skip
"""What these tell or change depends on what was done before in the document."""


@dataclass(frozen=True)
class Example:
    """One command of a document, without ``python -m qngeo``."""

    document: str
    line: str
    not_run: bool

    @property
    def words(self) -> list[str]:
        """Return the command as the shell hands it over."""
        return shlex.split(self.line, comments=True)


def blocks(path: Path) -> list[re.Match[str]]:
    """Return the fenced blocks of a document."""
    return list(BLOCK.finditer(path.read_text(encoding="utf-8")))


def commands() -> list[Example]:
    """Return each command once; what depends on a state once a document."""
    found: list[Example] = []
    seen: set[tuple[str, ...]] = set()
    for path in DOCUMENTS:
        name = path.relative_to(ROOT).as_posix()
        for block in blocks(path):
            for command in COMMAND.finditer(block["text"]):
                line = command["words"]
                key = (line, name) if line.split()[0] in OF_A_STATE else (line,)
                if key not in seen:
                    seen.add(key)
                    held = bool(block["not_run"]) or not command["how"]
                    found.append(Example(name, line, held))
    return found


def programs() -> list[tuple[str, str]]:
    """Return each Python block with its document."""
    return [
        (path.relative_to(ROOT).as_posix(), block["text"])
        for path in DOCUMENTS
        for block in blocks(path)
        if block["language"] == "python"
    ]
