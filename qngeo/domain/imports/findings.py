"""What the check of a person's file found, row by row (kết quả kiểm tra)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from qngeo import i18n
from qngeo.errors import SchemaError

FAULT, WARNING, NOTE = "fault", "warning", "note"
SEVERITIES = (FAULT, WARNING, NOTE)
"""A fault keeps its row out; a warning wants a look; a note tells what was done."""

LARGEST = 1e15
"""Above it a number is written with its power of ten."""

COLUMNS = ("row", "feature_id", "column", "severity", "key", "message")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that the check has to say.

    Attributes
    ----------
    row : int or None
        Row of the file, as the person counts it; None for the whole file.
    feature_id : str
        Empty where the row has none.
    column : str
        The column it speaks of; empty for the outline or the whole row.
    severity : str
        One of `SEVERITIES`.
    key : str
        The words stand under `WORDS` and this key.
    values : mapping
        What fills the words: texts and numbers.
    """

    row: int | None
    feature_id: str = ""
    column: str = ""
    severity: str
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    WORDS: ClassVar[str] = "imports.finding."

    def __post_init__(self) -> None:
        """Refuse a severity that no one counts."""
        if self.severity not in SEVERITIES:
            msg = f"severity {self.severity!r} is none of {', '.join(SEVERITIES)}"
            raise SchemaError(msg)

    def words(self, lang: str) -> str:
        """Return the sentence in one language, its numbers written as there."""
        filled = {name: _written(value, lang) for name, value in self.values.items()}
        return i18n.translate(f"{self.WORDS}{self.key}", lang, **filled)


def _written(value: object, lang: str) -> object:
    """Return a number as it is written in a language; other values stay."""
    if not isinstance(value, (int, float)):
        return value
    if abs(value) > LARGEST:
        return f"{float(value):.3g}"
    return i18n.number(value, lang, decimals=4)


@dataclass(frozen=True, kw_only=True)
class Report:
    """The check of one file.

    Attributes
    ----------
    layer, file_name, file_sha256 : str
    rows, accepted : int
        Rows of the file, and those without a fault.
    findings : tuple of Finding
        Faults first, then warnings, then notes, each in the order of the file.
    crs : str
        In which the coordinates were read; empty for a table without places.
    encoding : str
        In which the text was read.
    """

    layer: str
    file_name: str
    file_sha256: str
    rows: int
    accepted: int
    findings: tuple[Finding, ...]
    crs: str = ""
    encoding: str = ""

    def count(self, severity: str) -> int:
        """Return how many findings are of one severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def as_frame(self, lang: str) -> pd.DataFrame:
        """Return one row a finding with its sentence; see `COLUMNS`."""
        rows = [
            (f.row, f.feature_id, f.column, f.severity, f.key, f.words(lang))
            for f in self.findings
        ]
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        return table.astype({"row": "Int64"})

    def as_json(self) -> dict[str, Any]:
        """Return the report as the log of the store keeps it: the first findings.

        At most `MOST_KEPT` findings are kept; ``counts`` tells of all.
        """
        return {
            "layer": self.layer,
            "file_name": self.file_name,
            "file_sha256": self.file_sha256,
            "rows": self.rows,
            "accepted": self.accepted,
            "crs": self.crs,
            "encoding": self.encoding,
            "counts": dict(Counter(f"{f.severity}.{f.key}" for f in self.findings)),
            "findings": [
                {
                    "row": f.row,
                    "feature_id": f.feature_id,
                    "column": f.column,
                    "severity": f.severity,
                    "key": f.key,
                    "values": dict(f.values),
                }
                for f in self.findings[:MOST_KEPT]
            ],
        }


MOST_KEPT = 500
"""Findings that are written into the log."""


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Sort findings: the gravest first, of the whole file before those of rows."""
    return tuple(
        sorted(findings, key=lambda f: (SEVERITIES.index(f.severity), f.row or 0))
    )
