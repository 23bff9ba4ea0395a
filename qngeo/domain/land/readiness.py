"""The readiness checklist (mức độ sẵn sàng) of a park, each item with its evidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from qngeo.dates import known_by
from qngeo.domain.figures.completeness import STALE_MONTHS, age_months
from qngeo.domain.figures.facts import as_known
from qngeo.domain.figures.pairing import Figure, figures
from qngeo.domain.land import supplies

ITEMS = (
    "plan",
    "clearance",
    "power",
    "water",
    "wastewater",
    "road",
    "term",
    "environment",
)

READY, PARTLY, NOT_READY, NO_EVIDENCE = "ready", "partly", "not_ready", "no_evidence"

STATES = (READY, PARTLY, NOT_READY, NO_EVIDENCE)

TERM_YEARS = 20
"""Years of the land term that must be left for the item to be ready; a default
of qngeo, not of a legal text."""

CLEARED_PCT = 100.0

CHECKLIST_COLUMNS = [
    "site_id",
    "item",
    "state",
    "reason",
    "fact_ids",
    "as_of",
    "age_months",
    "stale",
    "target_facts",
]

_OPEN = ("operating", "part_operating")


@dataclass(frozen=True)
class Finding:
    """The state of one item with the figures it rests on.

    Attributes
    ----------
    state : str
        Of `STATES`; with no figures it is always "no_evidence".
    reason : str
        Locale key of why.
    figures : tuple of Figure
    """

    state: str
    reason: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Park:
    """What is known of one park, the most trusted figures first."""

    status: str
    as_of: date
    figures: tuple[Figure, ...]

    def of(self, attribute: str) -> list[Figure]:
        """Return the figures of one attribute."""
        return [f for f in self.figures if f.attribute == attribute]


NOTHING = Finding(NO_EVIDENCE, "land.ready.no_evidence")


def _found(state: str, reason: str, *figures: Figure) -> Finding:
    """Make a finding; a figure from memory alone never makes an item ready."""
    if state == READY and all(f.confidence == "recalled" for f in figures):
        return Finding(PARTLY, "land.ready.recalled", figures)
    return Finding(state, f"land.ready.{reason}", figures)


def _plan(park: Park) -> Finding:
    withdrawn = [f for f in park.of("status") if "withdrawn" in f.text]
    if park.status == "withdrawn" and withdrawn:
        return _found(NOT_READY, "withdrawn", withdrawn[0])
    decisions = [f for f in park.of("decision") if f.scope != "environment"]
    if not decisions:
        return NOTHING
    if decisions[0].text.startswith("listed"):
        return _found(PARTLY, "listed_only", decisions[0])
    if park.status in {"planned", "proposed", "withdrawn"}:
        return _found(PARTLY, "park_planned", decisions[0])
    return _found(READY, "decided", decisions[0])


def _newest(found: Sequence[Figure]) -> Figure | None:
    dated = [f for f in found if f.end is not None]
    return max(dated, key=lambda f: f.end or date.min, default=next(iter(found), None))


def _clearance(park: Park) -> Finding:
    whole = [f for f in park.figures if f.scope == ""]
    left = _newest([f for f in whole if f.attribute == "area_to_clear"])
    rate = _newest([f for f in whole if f.attribute == "clearance_rate"])
    cleared = _newest([f for f in whole if f.attribute == "area_cleared"])
    if rate is not None and rate.value >= CLEARED_PCT:
        return _found(READY, "cleared", rate)
    if left is not None and left.value == 0:
        return _found(READY, "cleared", left)
    some = [f for f in (rate, left, cleared) if f is not None]
    if rate is not None and rate.value == 0:
        return _found(NOT_READY, "not_cleared", rate)
    if some:
        return _found(PARTLY, "cleared_in_part", *some)
    parts = [
        f
        for f in park.figures
        if f.attribute in {"clearance_rate", "area_cleared"} and f.value > 0
    ]
    if parts:
        return _found(PARTLY, "cleared_in_part", *parts)
    trouble = [f for f in park.of("clearance_status") if "difficult" in f.text]
    return _found(NOT_READY, "difficulties", trouble[0]) if trouble else NOTHING


def _built(park: Park, item: str) -> Finding:
    """Judge a supply by its words and by whether the park works at all."""
    said = supplies.clauses(park.figures, item)
    if not said:
        return NOTHING
    now = [(f, w) for f, w in said if not supplies.PLANNED.search(w)]
    if not now:
        return _found(NOT_READY, "planned_only", said[0][0])
    built = [(f, w) for f, w in now if not supplies.BEING_BUILT.search(w)]
    if not built:
        return _found(PARTLY, "being_built", now[0][0])
    figure, words = max(built, key=lambda pair: pair[0].end or date.min)
    if park.status not in _OPEN:
        return _found(PARTLY, "park_not_open", figure)
    if park.status == "part_operating" and not supplies.CAPACITY.search(words):
        return _found(PARTLY, "no_capacity", figure)
    same = [f for f, _ in built if f.as_of == figure.as_of]
    return _found(READY, "supplied", *dict.fromkeys(same))


def _road(park: Park) -> Finding:
    said = _built(park, "road")
    if said.state != NO_EVIDENCE:
        return said
    near = [f for f in park.of("distance") if "expressway" in f.scope]
    return _found(PARTLY, "road_distance", near[0]) if near else NOTHING


def _term(park: Park) -> Finding:
    ends = [f for f in park.figures if f.attribute == "term_end"]
    if not ends:
        return NOTHING
    whole = [f for f in ends if f.scope == ""]
    figure = (whole or ends)[0]
    year = int(figure.text[:4])
    if year < park.as_of.year:
        return _found(NOT_READY, "expired", figure)
    if figure.scope:
        return _found(PARTLY, "term_of_part", figure)
    if figure.confidence != "stated":
        return _found(PARTLY, "term_derived", figure)
    if year - park.as_of.year < TERM_YEARS:
        return _found(PARTLY, "term_short", figure)
    return _found(READY, "term_long", figure)


def _environment(park: Park) -> Finding:
    permits = [f for f in park.of("decision") if f.scope == "environment"]
    return _found(READY, "permitted", permits[0]) if permits else NOTHING


_RULES: dict[str, Callable[[Park], Finding]] = {
    "plan": _plan,
    "clearance": _clearance,
    "power": lambda park: _built(park, "power"),
    "water": lambda park: _built(park, "water"),
    "wastewater": lambda park: _built(park, "wastewater"),
    "road": _road,
    "term": _term,
    "environment": _environment,
}


def _age(found: Finding, as_of: date) -> tuple[str, float]:
    newest = _newest(found.figures)
    if newest is None or newest.end is None:
        return "", float("nan")
    return newest.as_of, age_months(newest.end, as_of)


def wastewater_target(
    facts: pd.DataFrame, *, as_of: date, sources: pd.DataFrame | None = None
) -> tuple[str, ...]:
    """Return the fact ids of the province's target for parks and clusters.

    A target (chỉ tiêu) bears the date that it is set for, later than the day on
    which it was said; it counts from the date of its source, an undated source
    always.

    Parameters
    ----------
    facts : DataFrame
        All facts, not narrowed to a day.
    as_of : date
    sources : DataFrame, optional
        As `qngeo.schema.SOURCES`; without it every source counts as undated.

    Returns
    -------
    tuple of str, fact ids in the order of ``facts``.
    """
    wanted = facts["attribute"].eq("wastewater_target") & facts["scope"].eq(
        "parks and clusters"
    )
    said = (
        {}
        if sources is None
        else dict(zip(sources["source_id"], sources["date"], strict=True))
    )
    targets = facts[wanted]
    return tuple(
        fact_id
        for fact_id, source in zip(
            targets["fact_id"], targets["source_id"], strict=True
        )
        if known_by(said.get(source, ""), as_of)
    )


def checklist(
    facts: pd.DataFrame,
    subjects: pd.DataFrame,
    *,
    as_of: date,
    sources: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Judge every item of every park and cluster.

    The rules: plan, a legal decision, of a park that is more than planned;
    clearance, 100 % of the whole; power, water and wastewater, a supply that is
    neither planned nor being built, in a park that operates, with its capacity
    where it operates in part; road, a stated link (the distance to an expressway
    alone is "partly"); term, at least `TERM_YEARS` left of a stated term of the
    whole park; environment, a decision of scope "environment". What is only
    remembered (``recalled``) is never ready.

    Parameters
    ----------
    facts : DataFrame
        As `qngeo.io.tables.read_facts` gives it.
    subjects : DataFrame
        As `qngeo.schema.SUBJECTS`.
    as_of : date
    sources : DataFrame, optional
        As `qngeo.schema.SOURCES`; says from which day the target counts.

    Returns
    -------
    DataFrame with the columns `CHECKLIST_COLUMNS`, one row an item of `ITEMS`
    for each park and cluster. ``state`` one of `STATES`, "no_evidence" exactly
    where ``fact_ids`` is empty; ``age_months`` of the newest of these figures;
    ``stale`` True above 12 months, missing where undated; ``target_facts``: for
    wastewater, the province's target of central treatment (`wastewater_target`),
    which is never evidence.
    """
    parks = subjects[subjects["kind"].isin(["park", "cluster"])]
    known = as_known(facts, as_of=as_of)
    target = wastewater_target(facts, as_of=as_of, sources=sources)
    own: dict[str, list[Figure]] = {}
    for figure in figures(known[known["subject_id"].isin(parks["subject_id"])]):
        own.setdefault(figure.subject_id, []).append(figure)
    records = []
    for site_id, status in zip(parks["subject_id"], parks["status"], strict=True):
        park = Park(status, as_of, tuple(own.get(site_id, [])))
        for item, rule in _RULES.items():
            found = rule(park)
            newest, age = _age(found, as_of)
            records.append(
                {
                    "site_id": site_id,
                    "item": item,
                    "state": found.state,
                    "reason": found.reason,
                    "fact_ids": tuple(f.fact_id for f in found.figures),
                    "as_of": newest,
                    "age_months": age,
                    "stale": age > STALE_MONTHS if newest else pd.NA,
                    "target_facts": target if item == "wastewater" else (),
                }
            )
    table = pd.DataFrame(records, columns=CHECKLIST_COLUMNS)
    return table.astype({"stale": "boolean"})


def states(table: pd.DataFrame) -> pd.DataFrame:
    """Return the states as one row a site and one column an item.

    Parameters
    ----------
    table : DataFrame
        As `checklist` gives it.

    Returns
    -------
    DataFrame indexed by site_id, columns `ITEMS` (str).
    """
    wide = table.pivot_table(
        index="site_id", columns="item", values="state", aggfunc="first", sort=False
    )
    return wide[list(ITEMS)]
