"""Published figures that contradict each other, side by side."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from qngeo.domain.figures.definitions import NEVER_DIVIDED
from qngeo.domain.figures.facts import FIGURE_KEY
from qngeo.domain.figures.pairing import Figure, figures, overlap
from qngeo.schema import TEXT_UNITS

FLOWS = (
    "budget",
    "cargo_throughput",
    "container_throughput",
    "export",
    "fdi_",
    "import",
    "passengers",
    "planted",
    "projects_new",
    "replanted",
    "revenue",
    "timber_harvest",
    "trade",
    "traffic",
    "visits",
)
"""Beginnings of attributes that add up over time: a year and eight months of it
may differ, so these are compared only over the very same period."""

MULTIPLIED_OUT = 1_000_000
"""From here on a figure was given in millions or billions; its closing zeros
are then no digits of the source."""

CONFLICT_COLUMNS = [
    *FIGURE_KEY,
    "as_of",
    "values",
    "qualifiers",
    "minimum",
    "maximum",
    "spread_pct",
    "fact_ids",
    "source_ids",
]

_SLACK = 1e-9


def _half_a_unit(text: str, *, rounded: bool) -> float:
    """Half of the last digit that a number is written with."""
    plain = text.lstrip("+-")
    whole, _, decimals = plain.partition(".")
    if not rounded or decimals.strip("0"):
        digits = decimals.rstrip("0") if rounded else decimals
        return 0.5 * float(10 ** -len(digits))
    zeros = len(whole) - len(whole.rstrip("0"))
    return 0.5 * float(10**zeros) if whole.strip("0") else 0.5


def spread_of(text: str, qualifier: str = "") -> tuple[float, float]:
    """Smallest and largest number that a written figure may stand for.

    Parameters
    ----------
    text : str
        A number with dot as decimal mark, or a range "low/high".
    qualifier : str
        As in `qngeo.schema.QUALIFIERS`.

    Returns
    -------
    tuple of float
        Half a unit of the last written digit to either side; of the last digit
        that is not zero where the figure is "about" or a million and more; open
        to one side for "at_least" and "at_most"; a range as it stands.

    Examples
    --------
    >>> spread_of("469.36")
    (469.355, 469.365)
    >>> spread_of("470", "about")
    (465.0, 475.0)
    >>> spread_of("50", "at_most")
    (-inf, 50.5)
    """
    if "/" in text:
        first, last = text.split("/")
        return float(first), float(last)
    value = float(text)
    rounded = qualifier == "about" or abs(value) >= MULTIPLIED_OUT
    half = _half_a_unit(text, rounded=rounded) if "e" not in text.lower() else 0.0
    low, high = value - half, value + half
    if qualifier == "at_least":
        return low, float("inf")
    if qualifier == "at_most":
        return float("-inf"), high
    return low, high


def _spans_time(as_of: str) -> bool:
    """Whether a source gives a range, as for sums over some months or years."""
    return "/" in as_of and not as_of.startswith("..") and not as_of.endswith("~")


def _same_time(one: Figure, other: Figure) -> bool:
    ranges = _spans_time(one.as_of) or _spans_time(other.as_of)
    if ranges or one.attribute.startswith(FLOWS):
        same = (one.start, one.end) == (other.start, other.end)
        return same and one.end is not None
    return overlap(one, other)


def contradict(one: Figure, other: Figure) -> bool:
    """Tell whether two figures that answer the same question cannot both hold.

    They speak of a common time (`qngeo.domain.figures.pairing.overlap`; for `FLOWS`
    and figures over a range of dates, of the very same period) and no number is
    within what both may stand for (`spread_of`). The order of the two does not matter.
    """
    if not _same_time(one, other):
        return False
    low, high = spread_of(one.text, one.qualifier)
    other_low, other_high = spread_of(other.text, other.qualifier)
    slack = _SLACK * max(abs(high), abs(other_high), 1.0)
    if slack == float("inf"):
        slack = _SLACK
    return low > other_high + slack or other_low > high + slack


def _components(members: list[Figure]) -> Iterator[list[Figure]]:
    """Gather figures that contradict, directly or through others."""
    group_of = {figure.fact_id: {figure.fact_id} for figure in members}
    for one, other in combinations(members, 2):
        if (
            contradict(one, other)
            and group_of[one.fact_id] is not (group_of[other.fact_id])
        ):
            joined = group_of[one.fact_id] | group_of[other.fact_id]
            group_of.update(dict.fromkeys(joined, joined))
    seen: set[str] = set()
    for figure in members:
        group = group_of[figure.fact_id]
        if len(group) > 1 and figure.fact_id not in seen:
            seen |= group
            yield [f for f in members if f.fact_id in group]


def _record(group: list[Figure]) -> dict[str, object]:
    group = sorted(group, key=lambda f: f.fact_id)
    bounds = [float(part) for f in group for part in f.text.split("/")]
    low, high = min(bounds), max(bounds)
    larger = max(abs(low), abs(high))
    return {
        **{name: getattr(group[0], name) for name in FIGURE_KEY},
        "as_of": tuple(f.as_of for f in group),
        "values": tuple(f.text for f in group),
        "qualifiers": tuple(f.qualifier for f in group),
        "minimum": low,
        "maximum": high,
        "spread_pct": 100 * (high - low) / larger,
        "fact_ids": tuple(f.fact_id for f in group),
        "source_ids": tuple(f.source_id for f in group),
    }


def conflicts(facts: pd.DataFrame) -> pd.DataFrame:
    """Gather figures of one subject, attribute, definition, scope and unit that differ.

    Two figures contradict when they speak of a common time and no number is
    within the rounding of both (`contradict`). Undated figures are not compared:
    nobody can say of what time they speak. Positions (unit deg), words and
    hectares that nobody published (worked back from a rate) are left out. Both
    figures stand; nothing is settled here.

    Parameters
    ----------
    facts : DataFrame
        Rows of the fact tables with ``number``.

    Returns
    -------
    DataFrame with the columns `CONFLICT_COLUMNS`, one row a group of figures;
    ``as_of``, ``values``, ``qualifiers``, ``fact_ids`` and ``source_ids`` are
    tuples of equal length in the order of the fact ids; ``spread_pct`` is the
    distance from minimum to maximum in per cent of the larger.
    """
    published = ~facts["definition"].isin(NEVER_DIVIDED)
    numeric = facts[published & ~facts["unit"].isin([*TEXT_UNITS, "deg"])]
    several = numeric.groupby(FIGURE_KEY)["value"].transform("nunique") > 1
    alike: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for figure in figures(numeric[several]):
        alike[tuple(getattr(figure, name) for name in FIGURE_KEY)].append(figure)
    records = [
        _record(group) for members in alike.values() for group in _components(members)
    ]
    table = pd.DataFrame(records, columns=CONFLICT_COLUMNS)
    return table.sort_values([*FIGURE_KEY, "fact_ids"]).reset_index(drop=True)
