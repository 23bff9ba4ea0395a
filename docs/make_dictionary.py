"""Write the data dictionary from the schemas: ``python -m docs.make_dictionary``.

`docs/data-dictionary.md` is never edited by hand; a test compares it with what this
program writes.
"""

import ast
import csv
import itertools
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandera.pandas as pa

from qngeo import schema
from qngeo.domain.figures.definitions import DEFINITIONS, Definition
from qngeo.i18n import translate
from qngeo.model import Confidence, GeometryMethod, Kind
from qngeo.services.datasets.columns import described
from qngeo.units import UNITS

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "data-dictionary.md"

TABLES = {
    "FACTS": "Figures, `data/facts/*.csv`",
    "LAND_USE": "Land by use, `data/land_use.csv`",
    "SUBJECTS": "Subjects, `data/subjects.csv`",
    "SOURCES": "Sources, `data/sources.csv`",
    "ATTRIBUTES": "Attributes, `data/attributes.csv`",
    "SCOPES": "Scopes, `data/scopes.csv`",
    "CORRECTIONS": "Corrections, `data/corrections.csv`",
    "PLOTS": "Plots of land, `plots.csv` of an installation",
}
"""Each schema of `qngeo.schema` with the title of its section."""

MEANINGS = {
    "fact_id": "Names the row for ever; it is never used again.",
    "source_id": "Id of a row of sources.",
    "correction_id": "Names the correction.",
    "unit": "Id of a unit.",
    "note": "What else must be known of the row, in the language of the collector.",
    "title": "As the source itself has it.",
    "title_vi": "Name shown in Vietnamese.",
    "title_en": "Name shown in English.",
    "meaning": "What is counted, and what is not.",
    "name_vi": "Vietnamese name.",
    "name_en": "English name.",
    "kind": "Id of a kind of subjects.",
    "status": "How far it has come.",
    "language": "In which the source is written.",
    "type": "Who speaks; it decides between figures of one day.",
    "theme": "Section of the sheet in which it stands.",
    "plot_id": "Names the plot.",
    "date": "Day, month or year of the source itself.",
    "publisher": "Who published it.",
    "url": "Where it was read.",
    "was": "As printed or as taken in before.",
    "now": "As taken in; empty where the row was set aside or stays open.",
    "reason": "Why, in words that can be checked.",
}
"""Of columns that `columns.csv` does not tell, or tells of another table."""

HEAD = """# Data dictionary

<!-- Written by docs/make_dictionary.py from the schemas; not to be edited by hand. -->

What each table, column, attribute, unit and id means. All text is UTF-8, numbers have
a dot as decimal mark and no thousands mark, days are those of Viet Nam, several names
in one cell are parted by "; ". An empty cell is unknown, never zero. How figures are
chosen and computed stands in [methods](methods.md).
"""


def _cell(text: object) -> str:
    """Return a text as one cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" if name else "empty" for name in names)


def documented(module: Path, owner: str = "") -> dict[str, str]:
    """Return what stands below each assignment of a module, or of one of its classes.

    Parameters
    ----------
    module : Path
        A Python file.
    owner : str
        Name of the class; the module itself where empty.

    Returns
    -------
    dict of str to str
        The text by the assigned name; only names that have one.
    """
    body = ast.parse(module.read_text(encoding="utf-8")).body
    if owner:
        body = next(
            n for n in body if isinstance(n, ast.ClassDef) and n.name == owner
        ).body
    told = {}
    for node, below in itertools.pairwise(body):
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            told[node.targets[0].id] = str(below.value.value)
    return told


def _rule(column: pa.Column) -> str:
    """Say what a column may hold, as its checks have it."""
    rules = ["once only"] if column.unique else []
    for check in column.checks:
        known = check.statistics
        if "allowed_values" in known:
            values = list(known["allowed_values"])
            rules.append(
                "see [Units](#units)" if values == list(UNITS) else _words(values)
            )
        elif "pattern" in known:
            rules.append(f"`{getattr(known['pattern'], 'pattern', known['pattern'])}`")
        elif "min_length" in known or known.get("min_value") == 1:
            rules.append("not empty")
        elif "min_value" in known:
            least = f"{known['min_value']:g}"
            rules.append(
                f"more than {least}"
                if check.name == "greater_than"
                else f"{least} or more"
            )
        else:
            rules.append("a date (see below)")
    return "; ".join(rules) or ("text" if str(column.dtype) == "str" else "number")


def _columns(name: str) -> str:
    columns = getattr(schema, name).columns
    told = described()
    return _table(
        ["column", "holds", "meaning"],
        (
            (f"`{c}`", _rule(column), MEANINGS.get(c) or told[c].meaning)
            for c, column in columns.items()
        ),
    )


def _formula(definition: Definition) -> tuple[str, ...]:
    below = " or ".join(
        " + ".join(f"`{a}`" for a in one) for one in definition.denominators
    )
    return (
        f"`{definition.id}`",
        translate(definition.title_key, "vi"),
        f"`{definition.numerator}` / ({below})" if below else "not told",
        definition.legal or "usage of reports" * bool(below),
        translate(definition.meaning_key, "en"),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _enumerated(enum: type[Confidence | Kind | GeometryMethod]) -> str:
    told = documented(ROOT / "qngeo" / "model.py", enum.__name__)
    rows = ((f"`{m.value}`", _first(told.get(m.name, ""))) for m in enum)
    return _table(["id", "meaning"], rows)


def _first(text: str) -> str:
    """Return a docstring as running text of Markdown."""
    return re.sub(r"``([^`]+)``", r"`\1`", " ".join(text.split()))


def dictionary() -> str:
    """Return the whole dictionary as Markdown."""
    below = documented(ROOT / "qngeo" / "schema.py")
    parts = [HEAD, "## Tables"]
    for name, title in TABLES.items():
        parts += [f"### {title}", _first(below.get(name, "")), _columns(name)]
    parts += [
        "### Dates",
        "`2024-09-07`, `2024-09`, `2024`, `2021/2025` (from, to), `2014~` (inferred), "
        "`../2021` (before the end of 2021), empty (undated).",
        "## Columns of layers and tables handed out",
        "By files, the API and the snapshot (`qngeo/services/datasets/columns.csv`).",
        _table(
            ["column", "kind", "unit", "Vietnamese", "English", "meaning"],
            (
                (f"`{c.name}`", c.kind, c.unit, c.title_vi, c.title_en, c.meaning)
                for c in described().values()
            ),
        ),
        "## Attributes (chỉ tiêu)",
    ]
    attributes = _rows("attributes.csv")
    for theme in dict.fromkeys(row["theme"] for row in attributes):
        parts += [
            f"### {theme}",
            _table(
                ["attribute", "Vietnamese", "English", "meaning"],
                (
                    (f"`{r['attribute']}`", r["title_vi"], r["title_en"], r["meaning"])
                    for r in attributes
                    if r["theme"] == theme
                ),
            ),
        ]
    parts += [
        "## Definitions of a fill rate",
        _table(
            ["id", "Vietnamese", "divides", "source", "tells, and does not tell"],
            map(_formula, DEFINITIONS),
        ),
        "Hectares worked back from a rate or from capital carry "
        f"{_words(schema.WORKED_BACK)} and are never divided again.",
        "## Confidence (độ tin cậy)",
        _enumerated(Confidence),
        "## Kinds of subjects (loại đối tượng)",
        _enumerated(Kind),
        "## How an outline came about (cách lập ranh giới)",
        _enumerated(GeometryMethod),
        "## Units",
        _table(["unit", "meaning"], ((_words([u]), m) for u, m in UNITS.items())),
        "## Scopes (phạm vi)",
        'What narrows a figure; a figure parts several by "; ".',
        _table(
            ["scope", "Vietnamese", "English"],
            ((r["scope"], r["title_vi"], r["title_en"]) for r in _rows("scopes.csv")),
        ),
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def main() -> int:
    """Write the dictionary and say how long it is."""
    FILE.write_text(dictionary(), encoding="utf-8")
    print(
        f"{FILE.relative_to(ROOT)}: {len(FILE.read_text('utf-8').splitlines())} lines"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
