"""Schemas of the tables in ``data/``: the contract between files and code."""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from qngeo import dates
from qngeo.errors import DateError, SchemaError
from qngeo.model import Confidence, Kind
from qngeo.names import unknown
from qngeo.units import UNITS

QUALIFIERS = ("", "about", "at_least", "at_most", "range")
"""How exact a source is: "" exact, "over" is at_least, "nearly" is at_most."""

TEXT_UNITS = ("text", "date")

SHARES = ("fill_rate", "clearance_rate", "forest_cover_rate")
"""Attributes that are a share of a whole, 0 to 100 per cent."""

SOURCE_TYPES = ("legal", "official", "press", "company", "dataset", "other", "none")

SOURCE_LANGUAGES = ("vi", "en", "other")

RATE_DEFINITIONS = (
    "decree-35-2022",
    "industrial-land",
    "handed-over-industrial-land",
    "handed-over-land",
    "ready-land",
    "gross-area",
    "unstated",
)
"""Bases of a fill rate; `qngeo.domain.figures.definitions` tells what each divides."""

WORKED_BACK = ("from-rate", "from-capital-density")
"""Definitions of hectares that a collector worked back from a rate or capital."""

DEFINITIONS = ("", *RATE_DEFINITIONS, *WORKED_BACK)
"""All that the column ``definition`` of a fact may hold."""

STATUSES = (
    "",
    "operating",
    "part_operating",
    "under_construction",
    "planned",
    "proposed",
    "withdrawn",
    "unknown",
)
"""How far a subject has come; empty where the word makes no sense."""

MAX_FAULTS_SHOWN = 20


def _is_period(column: pd.Series) -> pd.Series:
    def readable(text: str) -> bool:
        try:
            dates.parse_period(text)
        except DateError:
            return False
        return True

    return column.map(readable)


def _is_number_or_range(text: str) -> bool:
    try:
        parts = [float(part) for part in text.split("/")]
    except ValueError:
        return False
    return len(parts) == 1 or (len(parts) == 2 and parts[0] <= parts[1])  # noqa: PLR2004


def _numbers_are_numbers(table: pd.DataFrame) -> pd.Series:
    numeric = ~table["unit"].isin(TEXT_UNITS)
    return ~numeric | table["value"].map(_is_number_or_range)


def _rates_name_a_base(table: pd.DataFrame) -> pd.Series:
    is_rate = table["attribute"].eq("fill_rate")
    return ~is_rate | ~table["definition"].isin(WORKED_BACK)


_period = pa.Check(_is_period, error="not a date of the form in qngeo.dates")
_text = pa.Column(str)
_filled = pa.Column(str, pa.Check.str_length(min_value=1))

FACTS = pa.DataFrameSchema(
    {
        "fact_id": pa.Column(str, pa.Check.str_matches(r"^f\d{4,}$"), unique=True),
        "subject_id": _filled,
        "attribute": _filled,
        "value": _filled,
        "unit": pa.Column(str, pa.Check.isin(UNITS)),
        "qualifier": pa.Column(str, pa.Check.isin(QUALIFIERS)),
        "as_of": pa.Column(str, _period),
        "recorded": pa.Column(str, pa.Check.str_matches(r"^\d{4}-\d\d-\d\d$")),
        "confidence": pa.Column(str, pa.Check.isin([c.value for c in Confidence])),
        "definition": pa.Column(str, pa.Check.isin(DEFINITIONS)),
        "scope": _text,
        "source_id": _filled,
        "note": _text,
    },
    checks=[
        pa.Check(
            _numbers_are_numbers,
            name="value",
            error="value is no number (dot as decimal mark) and no range low/high",
        ),
        pa.Check(
            _rates_name_a_base,
            name="definition",
            error="only hectares are worked back: a rate names its base or unstated",
        ),
    ],
    strict=True,
)
"""One row a figure. ``scope`` narrows what the figure speaks of (a phase, a
part, the far end of a distance); empty means the whole subject."""

SUBJECTS = pa.DataFrameSchema(
    {
        "subject_id": pa.Column(
            str, pa.Check.str_matches(r"^[a-z_]+:[a-z0-9_]+$"), unique=True
        ),
        "kind": pa.Column(str, pa.Check.isin([k.value for k in Kind])),
        "name_vi": _filled,
        "name_en": _filled,
        "aliases": _text,
        "zone_id": _text,
        "parent_id": _text,
        "communes": _text,
        "districts_legacy": _text,
        "status": pa.Column(str, pa.Check.isin(STATUSES)),
        "note": _text,
    },
    strict=True,
)
"""One row a thing that facts speak of. ``aliases``, ``communes`` and
``districts_legacy`` hold several names parted by "; "."""

SOURCES = pa.DataFrameSchema(
    {
        "source_id": pa.Column(str, pa.Check.str_matches(r"^[a-z0-9_]+$"), unique=True),
        "title": _filled,
        "publisher": _text,
        "date": pa.Column(str, _period),
        "url": _text,
        "language": pa.Column(str, pa.Check.isin(SOURCE_LANGUAGES)),
        "type": pa.Column(str, pa.Check.isin(SOURCE_TYPES)),
        "note": _text,
    },
    strict=True,
)
"""One row a source; ``type`` none is general knowledge with no page read."""

ATTRIBUTES = pa.DataFrameSchema(
    {
        "attribute": pa.Column(str, pa.Check.str_matches(r"^[a-z0-9_]+$"), unique=True),
        "theme": pa.Column(
            str,
            pa.Check.isin(
                [
                    "identity",
                    "legal",
                    "land",
                    "occupancy",
                    "clearance",
                    "investment",
                    "utilities",
                    "access",
                    "transport",
                    "economy",
                    "population",
                    "forest",
                    "position",
                ]
            ),
        ),
        "title_vi": _filled,
        "title_en": _filled,
        "meaning": _text,
    },
    strict=True,
)
"""The one vocabulary of attributes."""

SCOPES = pa.DataFrameSchema(
    {
        "scope": pa.Column(str, pa.Check.str_matches(r"^[^;\s][^;]*$"), unique=True),
        "title_vi": _filled,
        "title_en": _filled,
    },
    strict=True,
)
"""One row a narrowing (phạm vi) that the ``scope`` of a fact may hold; a fact
parts several by "; "."""

CORRECTIONS = pa.DataFrameSchema(
    {
        "correction_id": pa.Column(
            str, pa.Check.str_matches(r"^c\d{3,}$"), unique=True
        ),
        "target": _filled,
        "field": _filled,
        "was": _text,
        "now": _text,
        "reason": _filled,
        "source_id": _text,
        "status": pa.Column(str, pa.Check.isin(["applied", "set_aside", "open"])),
        "recorded": pa.Column(str, pa.Check.str_matches(r"^\d{4}-\d\d-\d\d$")),
    },
    strict=True,
)
"""What was changed of an incoming figure or package value, and why. ``target``
is a fact id, an incoming row (``zones_parks_west.csv:32``) or ``package:name``."""

LAND_ROLES = ("total", "part", "subpart", "low", "high", "remainder")
"""What a row of land use is in its balance."""

LAND_USE = pa.DataFrameSchema(
    {
        "fact_id": pa.Column(str, pa.Check.str_matches(r"^lu\d{3,}$"), unique=True),
        "subject_id": _filled,
        "plan": _filled,
        "horizon": pa.Column(str, _period),
        "decided": pa.Column(str, _period),
        "role": pa.Column(str, pa.Check.isin(LAND_ROLES)),
        "parent": _text,
        "land_use": _filled,
        "title_vi": _filled,
        "title_en": _filled,
        "area_ha": pa.Column(float, pa.Check.ge(0)),
        "share_pct": pa.Column(float, nullable=True),
        "qualifier": pa.Column(str, pa.Check.isin(QUALIFIERS)),
        "confidence": pa.Column(str, pa.Check.isin([c.value for c in Confidence])),
        "recorded": pa.Column(str, pa.Check.str_matches(r"^\d{4}-\d\d-\d\d$")),
        "source_id": _filled,
        "note": _text,
    },
    strict=True,
)
"""Land by use (cơ cấu sử dụng đất). Rows that share subject, plan and horizon
make one balance: ``part`` rows add up towards the ``total`` row; ``subpart``
rows lie within the part named in ``parent``; ``low`` and ``high`` bound a
forecast and are never added; a ``remainder`` is what a collector worked out as
whole less parts, which proves nothing and is never added either. ``horizon`` is
the time a plan is made for, ``decided`` the date of the decision, or of the
report of it; empty where unknown."""

PLOT_STATUSES = ("leased", "reserved", "ready", "uncleared", "planned")
"""Where a plot stands: signed, spoken for, open, to be cleared, on paper."""

PLOTS = pa.DataFrameSchema(
    {
        "plot_id": pa.Column(
            str, pa.Check.str_matches(r"^plot:[a-z0-9_]+$"), unique=True
        ),
        "park_id": _filled,
        "area_ha": pa.Column(float, pa.Check.gt(0)),
        "status": pa.Column(str, pa.Check.isin(PLOT_STATUSES)),
        "price_usd_m2": pa.Column(float, pa.Check.ge(0), nullable=True),
        "sectors": _text,
        "utilities": _text,
        "valid_from": pa.Column(str, _period),
        "valid_to": pa.Column(str, _period),
    },
    strict=True,
)
"""One row a plot of land (lô đất) of a ledger: area in hectares, asking price in
US dollars a square metre for the whole term, sectors parted by "; ". An empty
``valid_from`` holds from ever, an empty ``valid_to`` until further notice."""


def _fault(case: Any, schema: pa.DataFrameSchema, name: str) -> str:
    """Say one fault in a line; of a closed list name the nearest allowed word."""
    row = "?" if pd.isna(case.index) else int(case.index) + 2
    where = f"{name} row {row}, {case.column}"
    value = case.failure_case
    if str(case.check).startswith("isin("):
        check = schema.columns[case.column].checks[int(case.check_number)]
        allowed = [word for word in check.statistics["allowed_values"] if word]
        return f"{where}: {unknown(case.column, value, allowed)}"
    return f"{where}: {value!r} breaks {case.check}"


def _speaks(case: Any, schema: pa.DataFrameSchema) -> bool:
    """Tell whether a case is of the column that its check is named after.

    A rule over whole rows comes with one case for each column of the row.
    """
    if case.schema_context != "DataFrameSchema" or pd.isna(case.check_number):
        return True
    return bool(case.column == schema.checks[int(case.check_number)].name)


def validate(
    table: pd.DataFrame, schema: pa.DataFrameSchema, name: str
) -> pd.DataFrame:
    """Check a whole table and report every fault at once.

    Parameters
    ----------
    table : DataFrame
        As read from the file.
    schema : DataFrameSchema
        One of this module.
    name : str
        The file's name, for the message.

    Returns
    -------
    DataFrame, the same table.

    Raises
    ------
    SchemaError
        Lists file row, column, value and rule of each fault; for a word that is
        not in a closed list, the nearest that is.
    """
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as error:
        rows = error.failure_cases.itertuples(index=False)
        cases = [case for case in rows if _speaks(case, schema)]
        lines = [_fault(case, schema, name) for case in cases[:MAX_FAULTS_SHOWN]]
        more = len(cases) - len(lines)
        if more > 0:
            lines.append(f"and {more} more")
        raise SchemaError("\n".join(lines)) from error
    return table
