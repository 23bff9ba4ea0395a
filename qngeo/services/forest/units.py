"""What was published of each unit's forest, and of which units nothing?"""

from collections import defaultdict
from datetime import date

import pandas as pd

from qngeo import clock
from qngeo.dates import parse_period
from qngeo.domain.forest import damage as forest_damage
from qngeo.errors import DateError, UnknownNameError
from qngeo.i18n import in_data
from qngeo.io.baseline import Baseline
from qngeo.io.tables import read_legacy_units
from qngeo.model import HOME
from qngeo.names import fold, unknown
from qngeo.services.forest.official import STORM, forest_figures, in_time, of


def damage_counts(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return the counts of storm damage as `forest_damage.count_series` sorts them."""
    rows = forest_figures(baseline, as_of=as_of)
    return forest_damage.count_series(of(rows, STORM, "damaged_area"))


def damage_parts(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return what else was published of the damage: degrees, losses, fires."""
    rows = forest_figures(baseline, as_of=as_of)
    mine = rows[rows["subject_id"].eq(STORM)]
    counts = forest_damage.count_series(of(mine, STORM, "damaged_area"))
    rest = mine[~mine["fact_id"].isin(counts["fact_id"])]
    return rest.sort_values(["attribute", "as_of"], key=in_time).reset_index(drop=True)


UNIT_KINDS = {
    "commune": ("commune",),
    "district": ("district",),
    "zone": ("zone", "border_zone"),
    "park": ("park", "cluster"),
    "province": ("province",),
}
"""Kinds of subject by the word that asks for them."""

STATS_COLUMNS = (
    "subject_id",
    "name_vi",
    "basis",
    "attribute",
    "value",
    "unit",
    "qualifier",
    "scope",
    "as_of",
    "confidence",
    "source_title",
    "fact_id",
    "note",
)
"""Columns of `stats`; ``basis`` is official: what measures forest from images
stands in columns of its own."""

SILENT = "nothing published for this unit"
SILENT_THEN = "nothing published for this unit and time"


def units(baseline: Baseline, by: str) -> pd.DataFrame:
    """Return the units of a kind with what else published figures speak of in them.

    Parameters
    ----------
    baseline : Baseline
    by : str
        A key of `UNIT_KINDS`.

    Returns
    -------
    DataFrame with ``subject_id``, ``name_vi``, ``name_en`` and ``within``: the id
    of the unit that a part (a former commune, a mangrove) lies in, "" for the
    unit itself. Each unit is followed by its parts.

    Raises
    ------
    UnknownNameError
        If there is no such kind.
    """
    if by not in UNIT_KINDS:
        raise UnknownNameError(unknown("kind of unit", by, list(UNIT_KINDS)))
    subjects = baseline.subjects
    mine = subjects[subjects["kind"].isin(UNIT_KINDS[by])]
    mine = mine.sort_values("name_vi", key=lambda names: names.map(fold))
    mine = mine[mine["kind"].ne("province") | mine["subject_id"].eq(HOME)]
    forest = subjects[subjects["kind"].eq("forest")]
    place = _place(by, forest)
    found = []
    for unit in mine.to_dict("records"):
        key = HOME if by == "province" else unit[PLACES.get(by, "subject_id")]
        parts = forest[place.eq(key)].to_dict("records") if key else []
        found.append(unit | {"within": ""})
        found += [part | {"within": unit["subject_id"]} for part in parts]
    columns = ["subject_id", "name_vi", "name_en", "within"]
    return pd.DataFrame(found, columns=columns)


PLACES = {"commune": "communes", "district": "districts_legacy"}
"""Column that says in which unit a subject of forest figures lies."""


def _place(by: str, forest: pd.DataFrame) -> pd.Series:
    """Return the unit each subject of forest figures lies in, "" for none."""
    if by == "province":
        whole = forest["districts_legacy"].eq("") & ~_company(forest)
        return pd.Series(HOME, index=forest.index).where(whole, "")
    if by in PLACES:
        return forest[PLACES[by]]
    return pd.Series("", index=forest.index)


def _company(forest: pd.DataFrame) -> pd.Series:
    return forest["subject_id"].str.startswith("forest:company_")


def stats(
    baseline: Baseline, *, by: str, since: str = "", until: str = ""
) -> pd.DataFrame:
    """Return the published forest figures unit by unit.

    Nothing is added up, chosen or shared out among units: figures of former
    communes stand as parts of the new commune they went to, and the figures of
    former districts stand with the districts only.

    Parameters
    ----------
    baseline : Baseline
    by : str
        A key of `UNIT_KINDS`.
    since, until : str, optional
        Only figures whose period meets this time; undated ones drop out as soon
        as a bound is given. Without ``until`` figures up to today.

    Returns
    -------
    DataFrame with the columns `STATS_COLUMNS`; a unit for which nothing is
    published has one row with blanks and says so in ``note``.

    Raises
    ------
    UnknownNameError
        If there is no such kind of unit.
    DateError
        If a bound is no date, or the first lies after the last.
    """
    first, last = _bounds(since, until)
    table = units(baseline, by)
    rows = forest_figures(baseline, as_of=last)
    if since or until:
        inside = [_meets(text, first, last) for text in rows["as_of"]]
        rows = rows[inside]
    joined = forest_damage.by_unit(
        table, rows.drop(columns=["name_vi", "name_en"])
    ).assign(basis="official")
    part = joined["within"].ne("")
    joined = joined[~part | joined["fact_id"].notna()]
    silent = joined["fact_id"].isna()
    joined.loc[silent, "note"] = SILENT_THEN if since or until else SILENT
    return joined[list(STATS_COLUMNS)].reset_index(drop=True)


def _bounds(since: str, until: str) -> tuple[date, date]:
    first, last = parse_period(since), parse_period(until)
    start = first.start if first and first.start else date.min
    end = last.end if last else clock.today()
    if start > end:
        msg = f"--from {since} lies after --to {until or end}: give the earlier first"
        raise DateError(msg)
    return start, end


def _meets(text: str, first: date, last: date) -> bool:
    period = parse_period(text)
    if period is None:
        return False
    return period.end >= first and (period.start or date.min) <= last


def companies(baseline: Baseline) -> pd.DataFrame:
    """Return the forestry companies in the form of `units`."""
    forest = baseline.subjects[_company(baseline.subjects)]
    return forest[["subject_id", "name_vi", "name_en"]].assign(within="")


def damage_by_unit(baseline: Baseline, *, by: str, as_of: date) -> pd.DataFrame:
    """Return published storm damage of each unit; blank rows where there is none.

    Parameters
    ----------
    baseline : Baseline
    by : str
        A key of `UNIT_KINDS`, or "company".
    as_of : date

    Returns
    -------
    DataFrame with ``subject_id``, ``name_vi``, ``name_en``, ``within`` and the
    columns of a figure, missing where nothing is published. Parts without a
    figure have no row.
    """
    table = companies(baseline) if by == "company" else units(baseline, by)
    rows = forest_figures(baseline, as_of=as_of)
    rows = rows[rows["attribute"].eq("damaged_area")]
    joined = forest_damage.by_unit(table, rows.drop(columns=["name_vi", "name_en"]))
    return joined[joined["within"].eq("") | joined["fact_id"].notna()].reset_index(
        drop=True
    )


def new_communes(baseline: Baseline, lang: str) -> pd.Series:
    """Return, for each former district, the new units on its land, by name only.

    Parameters
    ----------
    baseline : Baseline
    lang : str

    Returns
    -------
    Series of tuple of str, by the id of the district.
    """
    pairs = forest_damage.successors(read_legacy_units())
    subjects = baseline.subjects.set_index("subject_id")
    names = pairs["commune_id"].map(subjects[f"name_{in_data(lang)}"])
    grouped: dict[str, list[str]] = defaultdict(list)
    for district, name in zip(pairs["district"], names, strict=True):
        grouped[district].append(name)
    districts = subjects[subjects["kind"].eq("district")]["districts_legacy"]
    return districts.map(lambda district: tuple(sorted(grouped[district], key=fold)))
