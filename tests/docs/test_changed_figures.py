"""Who has quoted a figure finds each correction of it in the changelog."""

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = re.findall(
    r"^### Changed figures\n(.*?)(?=^##|\Z)",
    (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
    re.M | re.S,
)


def named() -> set[str]:
    """Return the corrections that the changelog names, ranges spelt out."""
    text = "\n".join(SECTIONS)
    found = set(re.findall(r"\bc\d{3,}\b", text))
    for first, last in re.findall(r"\bc(\d+)–c(\d+)\b", text):
        found |= {f"c{n:03}" for n in range(int(first), int(last) + 1)}
    return found


def corrections() -> list[dict[str, str]]:
    with (ROOT / "data" / "corrections.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_correction_of_a_figure_is_named() -> None:
    """Ids given anew (``id:``) change no figure."""
    changed = {
        row["correction_id"]
        for row in corrections()
        if row["status"] == "applied" and not row["target"].startswith("id:")
    }
    assert len(changed) > 40
    assert changed - named() == set()


def test_no_correction_is_named_that_was_not_applied() -> None:
    applied = {r["correction_id"] for r in corrections() if r["status"] == "applied"}
    assert named() - applied == set()


def test_the_day_of_each_correction_is_told() -> None:
    for day in {row["recorded"] for row in corrections()}:
        year, month, number = day.split("-")
        assert re.search(rf"\b{int(number)} \w+ {year}", "\n".join(SECTIONS)), month
