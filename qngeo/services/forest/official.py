"""What do published figures say of the forest, and which of them are official?"""

from datetime import date

import pandas as pd

from qngeo.domain.figures.facts import date_order, ranked, spans
from qngeo.domain.forest import cover as forest_cover
from qngeo.domain.forest import targets as forest_targets
from qngeo.io.baseline import Baseline
from qngeo.model import HOME

STORM = "forest:yagi_damage"
STORM_DAY = date(2024, 9, 7)
"""Landfall of storm no. 3 (Yagi) in the province."""

RATE, TARGET = "forest_cover_rate", forest_cover.TARGET

LAND_SCOPE = "forestry statistics"
"""Scope of the natural land area by which forestry divides its cover rate."""

COLUMNS = (
    "subject_id",
    "name_vi",
    "name_en",
    "attribute",
    "value",
    "number",
    "unit",
    "qualifier",
    "scope",
    "as_of",
    "kind",
    "confidence",
    "source_id",
    "source_title",
    "fact_id",
    "note",
)
"""Columns of every frame here. ``kind`` is a word of `forest_cover.KINDS`; a row
that qngeo computed names the facts and sources it rests on, parted by "; "."""


def forest_figures(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return every figure of forest and forestry known on a day.

    Parameters
    ----------
    baseline : Baseline
    as_of : date

    Returns
    -------
    DataFrame with the columns `COLUMNS`; aims for later years are among them
    from the date of their source.
    """
    attributes = baseline.attributes
    forest = set(attributes.loc[attributes["theme"].eq("forest"), "attribute"])
    rows = baseline.facts[baseline.facts["attribute"].isin(forest)]
    rows = forest_targets.known(rows, baseline.sources, as_of=as_of)
    return long_form(rows, baseline)


def long_form(rows: pd.DataFrame, baseline: Baseline) -> pd.DataFrame:
    """Join names, kind and source to facts, in the columns `COLUMNS`."""
    subjects = baseline.subjects.set_index("subject_id")
    titles = baseline.sources.set_index("source_id")["title"]
    joined = rows.assign(
        name_vi=rows["subject_id"].map(subjects["name_vi"]),
        name_en=rows["subject_id"].map(subjects["name_en"]),
        kind=forest_cover.kinds(rows),
        source_title=rows["source_id"].map(titles),
    )
    return joined[list(COLUMNS)].reset_index(drop=True)


def of(rows: pd.DataFrame, subject: str, *attributes: str) -> pd.DataFrame:
    """Narrow figures to one subject and some attributes."""
    mine = rows["subject_id"].eq(subject) & rows["attribute"].isin(attributes)
    return rows[mine]


def cover(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return the province's cover rates and aims, none merged, oldest first.

    Parameters
    ----------
    baseline : Baseline
    as_of : date

    Returns
    -------
    DataFrame with `COLUMNS`, ``year`` (Int64) and ``announcement`` and
    ``announcement_id``: the decision (quyết định công bố hiện trạng rừng) that
    the same source names for the same day and its fact id, "" where none is known.
    """
    rows = of(forest_figures(baseline, as_of=as_of), HOME, RATE, TARGET)
    rows = rows.sort_values(["as_of", "fact_id"], key=in_time)
    decisions = of(baseline.facts, HOME, "decision")
    by_key = decisions.set_index(["as_of", "source_id"])[["value", "fact_id"]]
    by_key = by_key[~by_key.index.duplicated()]
    key = pd.MultiIndex.from_frame(rows[["as_of", "source_id"]])
    found = by_key.reindex(key).fillna("").set_axis(rows.index)
    official = rows["kind"].eq("official")
    return rows.assign(
        year=forest_cover.year_of(rows),
        announcement=found["value"].where(official, ""),
        announcement_id=found["fact_id"].where(official, ""),
    ).reset_index(drop=True)


def in_time(column: pd.Series) -> pd.Series:
    """Order dates by time and other columns by themselves, for ``sort_values``."""
    return date_order(column) if column.name == "as_of" else column


def computed(
    rest_on: pd.DataFrame, *, step: str, number: float, unit: str, note: str
) -> dict[str, object]:
    """Return a row of `COLUMNS` with ``step`` that qngeo worked out of others."""
    last = rest_on.sort_values("as_of", key=date_order).iloc[-1]

    def joined(name: str) -> str:
        parts = [part for text in rest_on[name] for part in str(text).split("; ")]
        return "; ".join(dict.fromkeys(parts))

    names = last[["subject_id", "name_vi", "name_en", "attribute", "as_of"]]
    return {
        **{str(key): value for key, value in names.items()},
        "step": step,
        "value": f"{number:.10g}",
        "number": number,
        "unit": unit,
        "qualifier": "",
        "scope": "",
        "kind": "derived",
        "confidence": "derived",
        "source_id": joined("source_id"),
        "source_title": joined("source_title"),
        "fact_id": joined("fact_id"),
        "note": note,
    }


def land_area(baseline: Baseline, *, scope: str = LAND_SCOPE) -> pd.DataFrame:
    """Return the province's natural land area (diện tích tự nhiên), one row or none.

    Parameters
    ----------
    baseline : Baseline
    scope : str, optional
        "" asks for the area as it is given outside forestry.

    Returns
    -------
    DataFrame with `COLUMNS`.
    """
    rows = of(baseline.facts, HOME, "area")
    whole = rows[rows["scope"].eq(scope) & rows["unit"].eq("ha")]
    return long_form(ranked(whole, sources=baseline.sources).head(1), baseline)


def why(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Work the cover rate out of the forest classes, step by step.

    Parameters
    ----------
    baseline : Baseline
    as_of : date

    Returns
    -------
    DataFrame with ``step`` and `COLUMNS`, in the order of the sum: natural,
    closed, counted (their sum), land, rate (counted over land), stated (what was
    announced for that day, where known), rate_other (over the land area that is
        given outside forestry, where known), open (young plantations), all (counted
    and open), trap (all over land: no cover rate). Then, where known, the same
    pair before the storm: before_counted, before_rate, before_all, before_trap.
    Empty where the classes or the land area are not known.
    """
    rows = forest_figures(baseline, as_of=as_of)
    areas = of(rows, HOME, "forest_area")
    classes = forest_cover.latest_classes(areas)
    land = land_area(baseline)
    if classes is None or land.empty:
        return pd.DataFrame(columns=["step", *COLUMNS])
    given = rows.set_index("fact_id", drop=False).loc[list(classes.fact_ids)]
    counted = computed(
        given.iloc[:2],
        step="counted",
        number=classes.counted_ha,
        unit="ha",
        note="natural forest + closed plantations",
    )
    everything = computed(
        given,
        step="all",
        number=classes.planted_too_ha,
        unit="ha",
        note="the same + young plantations",
    )
    other = land_area(baseline, scope="")
    stated = of(rows, HOME, RATE)
    announced = stated[stated["kind"].eq("official")]
    announced = announced[announced["as_of"].eq(classes.as_of)]
    steps = [
        {"step": "natural", **given.iloc[0]},
        {"step": "closed", **given.iloc[1]},
        counted,
        {"step": "land", **land.iloc[0]},
        _share("rate", counted, land),
        *({"step": "stated", **row} for _, row in announced.iterrows()),
        *([] if other.empty else [_share("rate_other", counted, other)]),
        {"step": "open", **given.iloc[2]},
        everything,
        _share("trap", everything, land),
        *_before(areas, land),
    ]
    return pd.DataFrame(steps)[["step", *COLUMNS]]


def _share(step: str, part: dict[str, object], land: pd.DataFrame) -> dict[str, object]:
    rest_on = pd.concat([pd.DataFrame([part]), land], ignore_index=True)
    pct = forest_cover.cover_pct(*rest_on["number"])
    row = computed(rest_on, step=step, number=pct, unit="%", note="area / land x 100")
    return row | {"as_of": part["as_of"], "attribute": RATE}


def _before(areas: pd.DataFrame, land: pd.DataFrame) -> list[dict[str, object]]:
    """Give the same pair before the storm, of the newest figures of then."""
    ends = spans(areas["as_of"])["end"]
    until = ends.map(lambda end: end is not None and end <= STORM_DAY).astype(bool)
    early = areas[until & areas["qualifier"].eq("")]
    steps: list[dict[str, object]] = []
    for scope, area, rate in (
        ("closed", "before_counted", "before_rate"),
        ("", "before_all", "before_trap"),
    ):
        found = early[early["scope"].eq(scope)]
        if found.empty:
            return []
        last = found.sort_values("as_of", key=date_order).iloc[-1]
        row = {str(key): value for key, value in last.items()}
        steps += [{"step": area, **row}, _share(rate, row, land)]
    return steps


def classes(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return forest and forestry land of the province by class, newest first."""
    rows = forest_figures(baseline, as_of=as_of)
    mine = of(rows, HOME, "forest_area", "forestry_land")
    place = -date_order(mine["as_of"])
    ordered = mine.assign(_place=place).sort_values(["attribute", "_place", "fact_id"])
    return ordered.drop(columns="_place").reset_index(drop=True)


def national_aims(baseline: Baseline, *, as_of: date) -> pd.DataFrame:
    """Return the aims for the cover rate of the whole country, not the province."""
    rows = forest_figures(baseline, as_of=as_of)
    return of(rows, "country:vietnam", TARGET).reset_index(drop=True)


def criteria(baseline: Baseline) -> pd.DataFrame:
    """Return the legal criteria of planted forest (tiêu chí rừng trồng)."""
    rows = of(baseline.facts, "forest:definition", "remark")
    mine = rows[rows["scope"].eq("definition of planted forest")]
    return long_form(mine, baseline)


def corrections(baseline: Baseline) -> pd.DataFrame:
    """Return what was mended, set aside or left open of incoming forest figures."""
    rows = baseline.corrections
    mine = rows["target"].str.startswith("forest.csv:")
    return rows[mine].reset_index(drop=True)
