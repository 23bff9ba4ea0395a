"""Forest cover (tỷ lệ che phủ rừng): what counts for it, and what each figure is."""

from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from qngeo.domain.figures.facts import spans
from qngeo.errors import BalanceError
from qngeo.model import Confidence

ESTIMATE = "estimate after the storm"
"""Scope of rates that were said after the storm and before any announcement."""

BEFORE = "before the storm"
"""Scope of rates that speak of the time before the storm."""

KINDS = ("official", "estimate", "target", "derived")
"""What a figure is: stated for a day or year, estimated, aimed at, or computed."""

TARGET = "forest_cover_target"

NATURAL, CLOSED, OPEN = "natural", "planted, closed", "planted, open"
"""Scopes of the three classes: rừng tự nhiên, rừng trồng đã thành rừng, rừng
trồng chưa thành rừng. Only the first two count for the cover rate."""


def kinds(rows: pd.DataFrame) -> pd.Series:
    """Tell of each figure whether it is official, an estimate, a target or derived.

    Parameters
    ----------
    rows : DataFrame
        Facts with ``attribute``, ``confidence`` and ``scope``.

    Returns
    -------
    Series of str on the same index, words of `KINDS`.
    """
    found = pd.Series("official", index=rows.index, dtype=object)
    found[rows["scope"].eq(ESTIMATE)] = "estimate"
    found[rows["confidence"].ne(Confidence.STATED.value)] = "derived"
    found[rows["attribute"].eq(TARGET)] = "target"
    return found


def cover_pct(forest_ha: float, land_ha: float) -> float:
    """Return forest over natural land area (diện tích tự nhiên), in per cent.

    It is the cover rate only if ``forest_ha`` is forest that meets the criteria:
    natural forest and closed plantations.

    Parameters
    ----------
    forest_ha, land_ha : float, hectares

    Returns
    -------
    float, per cent; NaN where either is missing.

    Raises
    ------
    BalanceError
        If the forest is negative or larger than the land, or the land is not
        larger than nothing.

    Examples
    --------
    >>> round(cover_pct(119_652.7 + 162_357.3, 617_779), 2)
    45.65
    """
    if pd.isna(forest_ha) or pd.isna(land_ha):
        return float("nan")
    if land_ha <= 0 or not 0 <= forest_ha <= land_ha:
        msg = (
            f"{forest_ha:,.2f} ha of forest do not fit on {land_ha:,.2f} ha of land: "
            "give both in hectares, the land larger than nothing"
        )
        raise BalanceError(msg)
    return 100 * forest_ha / land_ha


@dataclass(frozen=True)
class ForestClasses:
    """Forest by class as one source gives it for one day.

    Attributes
    ----------
    natural_ha, closed_ha, open_ha : float, hectares
        Natural forest, plantations that are forest by the criteria, and young
        plantations that are not forest yet.
    as_of : str
        In the form of `qngeo.dates`.
    fact_ids : tuple of str
        In the order of the three areas.
    """

    natural_ha: float
    closed_ha: float
    open_ha: float
    as_of: str
    fact_ids: tuple[str, str, str]

    @property
    def counted_ha(self) -> float:
        """Forest that counts for the cover rate, hectares."""
        return self.natural_ha + self.closed_ha

    @property
    def planted_too_ha(self) -> float:
        """The same with the young plantations, which do not count, hectares."""
        return self.counted_ha + self.open_ha


def latest_classes(rows: pd.DataFrame) -> ForestClasses | None:
    """Return the newest day for which one source gives all three classes.

    Classes of different days or sources are never put together.

    Parameters
    ----------
    rows : DataFrame
        Facts ``forest_area`` of one subject, with ``number``.

    Returns
    -------
    ForestClasses, or None where no source gives all three for a day.
    """
    exact = rows[rows["qualifier"].eq("") & rows["number"].notna()]
    found = []
    for (as_of, _), group in exact.groupby(["as_of", "source_id"]):
        parts = group.drop_duplicates("scope").set_index("scope")
        if not {NATURAL, CLOSED, OPEN} <= set(parts.index):
            continue
        areas = parts.loc[[NATURAL, CLOSED, OPEN]]
        natural, closed, young = (float(area) for area in areas["number"])
        first, second, third = (str(fact) for fact in areas["fact_id"])
        ids = (first, second, third)
        end = spans(areas["as_of"])["end"].iloc[0]
        found.append((end, ForestClasses(natural, closed, young, str(as_of), ids)))
    dated = [pair for pair in found if pair[0] is not None]
    return max(dated, key=lambda pair: pair[0])[1] if dated else None


def year_of(rows: pd.DataFrame) -> pd.Series:
    """Return the year in which the period of each figure ends; missing if undated.

    Parameters
    ----------
    rows : DataFrame
        With ``as_of``.

    Returns
    -------
    Series of Int64 on the same index.
    """
    ends = spans(rows["as_of"])["end"]
    years = [end.year if end is not None else None for end in ends]
    return pd.Series(years, index=rows.index, dtype="Int64")


def silent_years(rows: pd.DataFrame, *, first: int, last: int) -> tuple[int, ...]:
    """Return the years for which there is no official figure.

    An estimate, target or derived figure leaves its year silent.

    Parameters
    ----------
    rows : DataFrame
        Facts of the cover rate.
    first, last : int
        Years, both included.

    Returns
    -------
    tuple of int, rising.
    """
    told = set(year_of(rows[kinds(rows).eq("official")]).dropna())
    return tuple(year for year in range(first, last + 1) if year not in told)


def runs(years: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Join consecutive years.

    Examples
    --------
    >>> runs((2015, 2016, 2017, 2025))
    ((2015, 2017), (2025, 2025))
    """
    numbered = enumerate(sorted(years))
    groups = groupby(numbered, key=lambda pair: pair[1] - pair[0])
    joined = [[year for _, year in group] for _, group in groups]
    return tuple((group[0], group[-1]) for group in joined)
