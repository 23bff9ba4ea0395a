"""How one incoming row becomes a fact: vocabulary, units, dates, qualifiers."""

import csv
import re
from decimal import Decimal
from pathlib import Path

DATA = Path(__file__).resolve().parents[1]
INTAKE = DATA / "intake"
RECORDED = "2026-11-22"

FACT_COLUMNS = [
    "fact_id",
    "subject_id",
    "attribute",
    "value",
    "unit",
    "qualifier",
    "as_of",
    "recorded",
    "confidence",
    "definition",
    "scope",
    "source_id",
    "note",
]

WORDS = ("text", "date")
"""Units whose values are no numbers."""

Row = dict[str, str]

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)")
_AT_LEAST = r"over|more than|at least|hơn|hon|trên|plus de"
_AT_MOST = r"nearly|almost|up to|gần|gan"
_ABOUT = r"about|around|khoảng|expected"
_OPENING = re.compile(
    rf"^[\"“]?(?:(?P<at_least>{_AT_LEAST})|(?P<at_most>{_AT_MOST})|(?P<about>{_ABOUT}))"
    r"(?=[\s,;.\"”]|$)(?P<rest>.*)",
)


def read(name: str) -> list[Row]:
    """Read a table of ``data/intake``."""
    with (INTAKE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path: Path, columns: list[str], rows: list[Row]) -> None:
    """Write a table with Unix line ends, in the given column order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def plain(number: Decimal) -> str:
    """Write a number with a dot and without exponent or trailing zeros.

    Examples
    --------
    >>> plain(Decimal("4.75") * 10**9), plain(Decimal("705.20"))
    ('4750000000', '705.2')
    """
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text


def canonical(value: str, factor: Decimal) -> str | None:
    """Turn an incoming number or range into its canonical text.

    Returns
    -------
    str or None
        ``"7000/7500"`` for ranges, None when the text is no number.
    """
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return plain(Decimal(text) * factor)
    match = _RANGE.fullmatch(text)
    if match:
        low, high = (plain(Decimal(part) * factor) for part in match.groups())
        return f"{low}/{high}"
    return None


def qualifier_of(note: str, value: str) -> str:
    """Read "nearly", "over", "about" where the note opens with such a word.

    A number that follows the word must be the figure itself, else the words
    speak of something else and do not count.
    """
    match = _OPENING.match(note.strip())
    if not match:
        return ""
    follower = re.match(r"\s*([\d.,]*\d)", match["rest"])
    if follower:
        digits = re.sub(r"\D", "", follower[1]).rstrip("0")
        if digits and digits != re.sub(r"\D", "", value).strip("0"):
            return ""
    return next(name for name, hit in match.groupdict().items() if hit)


class Rules:
    """The rule tables of ``data/intake``, read once."""

    def __init__(self) -> None:
        self.units = {r["incoming_unit"]: r for r in read("unit_map.csv")}
        self.dates = {r["incoming_as_of"]: r["as_of"] for r in read("date_map.csv")}
        self.subjects = {r["incoming_id"]: r for r in read("subject_map.csv")}
        self.sources = {
            (r["source_url"], r["source_title"]): r["source_id"]
            for r in read("source_map.csv")
        }
        self.attributes: dict[str, list[Row]] = {}
        for rule in read("attribute_map.csv"):
            self.attributes.setdefault(rule["incoming_attribute"], []).append(rule)
        self.rows: dict[tuple[str, str], list[Row]] = {}
        for rule in read("row_rules.csv"):
            self.rows.setdefault((rule["file"], rule["row"]), []).append(rule)

    def subject(self, incoming: str) -> str:
        """Give the subject id for an incoming id."""
        rule = self.subjects.get(incoming)
        if rule:
            return rule["subject_id"]
        return re.sub(r"^ward:", "commune:", incoming)

    def attribute(self, incoming: str, subject: str) -> Row:
        """Give the vocabulary rule for an attribute; the longest subject wins."""
        fitting = [
            r for r in self.attributes[incoming] if subject.startswith(r["subject"])
        ]
        return max(fitting, key=lambda r: len(r["subject"]))

    def as_of(self, incoming: str) -> str:
        """Give the date in the written form of `qngeo.dates`."""
        return self.dates.get(incoming, incoming)

    def parts(self, file: str, row: str) -> list[dict[str, str]]:
        """Give what is set by hand for a row: one dict for each fact it yields."""
        parts: dict[str, dict[str, str]] = {}
        for rule in self.rows.get((file, row), []):
            parts.setdefault(rule["part"] or "0", {})[rule["field"]] = rule["value"]
        return [parts[key] for key in sorted(parts)] or [{}]

    def convert(self, incoming: Row, hand: dict[str, str]) -> Row:
        """Turn a long row into a fact without its id.

        Parameters
        ----------
        incoming : dict
            The nine columns of a long table.
        hand : dict
            Fields set by hand in ``row_rules.csv``; they win.

        Raises
        ------
        ValueError
            If a value is no number although its unit asks for one.
        """
        rule = self.attribute(incoming["attribute"], incoming["subject_id"])
        unit_rule = self.units[incoming["unit"]]
        unit = hand.get("unit") or rule["unit"] or unit_rule["unit"]
        given = hand.get("value", incoming["value"])
        factor = Decimal(1) if "value" in hand else Decimal(unit_rule["factor"])
        value, note = given, _empty(hand.get("note_is", incoming["note"]))
        if unit not in WORDS:
            number = canonical(given, factor)
            if number is None:
                msg = (
                    f"{incoming['subject_id']} {incoming['attribute']}: {given!r} is "
                    f"no number of {unit}; set value or unit in row_rules.csv"
                )
                raise ValueError(msg)
            value = number
        qualifier = "" if unit in WORDS else qualifier_of(note, incoming["value"])
        if "/" in value and unit not in WORDS:
            qualifier = "range"
        if unit != "date" and not _same(value, incoming["value"]):
            note = _join(note, f"as given: {incoming['value']} {incoming['unit']}")
        note = _join(note, hand.get("note", ""))
        fact = {
            "subject_id": self.subject(incoming["subject_id"]),
            "attribute": rule["attribute"],
            "value": value,
            "unit": unit,
            "qualifier": qualifier,
            "as_of": rule["as_of"] or self.as_of(incoming["as_of"]),
            "recorded": RECORDED,
            "confidence": incoming["confidence"],
            "definition": rule["definition"],
            "scope": rule["scope"],
            "source_id": self.sources[incoming["source_url"], incoming["source_title"]],
            "note": note,
        }
        keep = set(fact) - {"value", "unit", "note"}
        fact.update({k: _empty(v) for k, v in hand.items() if k in keep})
        return fact


def _empty(value: str) -> str:
    return "" if value == "-" else value


def _same(value: str, incoming: str) -> bool:
    """Tell whether two texts are one number, so that nothing needs telling."""
    if _NUMBER.fullmatch(value) and _NUMBER.fullmatch(incoming):
        return Decimal(value) == Decimal(incoming)
    return value == incoming or value == incoming.replace("-", "/")


def _join(*texts: str) -> str:
    return "; ".join(text for text in texts if text)
