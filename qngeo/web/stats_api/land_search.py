"""The land search as a statistic: the same need and answer as ``land search``."""

from datetime import date

from qngeo.domain.land.need import CRITERIA, SCALES, STATUSES, Need
from qngeo.domain.land.ranking import LEAST_KNOWN
from qngeo.domain.land.readiness import ITEMS
from qngeo.domain.land.sectors import SECTORS
from qngeo.io.baseline import Baseline
from qngeo.services.asof import parse_as_of
from qngeo.services.land import search as service
from qngeo.services.own_data import known
from qngeo.services.subjects import find_subject
from qngeo.services.transport import access
from qngeo.web.ogc.asked_numbers import read_number
from qngeo.web.ogc.refusals import RefusedError, shortened
from qngeo.web.stats_api.parameters import Parameter, Values

PARAMETERS = (
    Parameter(name="min_ha", kind="number"),
    Parameter(name="max_price", kind="number"),
    Parameter(name="sector", kind="list", choices=tuple(SECTORS)),
    Parameter(name="zone", kind="list"),
    Parameter(name="status", kind="list", choices=STATUSES),
    Parameter(name="ready", kind="list", choices=tuple(ITEMS)),
    Parameter(name="near"),
    Parameter(name="within_min", kind="number"),
    Parameter(name="no_forest", kind="truth"),
    Parameter(name="unknown_fails", kind="list", choices=CRITERIA),
    Parameter(name="weight", kind="list"),
    Parameter(name="least_known", kind="number"),
    Parameter(name="with_planned", kind="truth"),
    Parameter(name="as_of"),
)


def search(baseline: Baseline, values: Values, known_on: date | None) -> object:
    """Return the answer of ``land search``: sites, rejected sites and the funnel."""
    day = parse_as_of(values.text("as_of"))
    least_known = values.number("least_known")
    near = values.text("near")
    need = Need(
        min_ha=values.number("min_ha"),
        max_price=values.number("max_price"),
        sectors=values.texts("sector"),
        zones=tuple(find_subject(baseline, name) for name in values.texts("zone")),
        statuses=values.texts("status"),
        near=access.resolve_target(baseline, near) if near else "",
        within_min=values.number("within_min"),
        readiness=values.texts("ready"),
        no_forest=values.truth("no_forest"),
        unknown_fails=values.texts("unknown_fails"),
        weights=tuple(_weight(text) for text in values.texts("weight")),
        least_known=LEAST_KNOWN if least_known is None else least_known,
    )
    asked = {criterion.id for criterion in need.criteria()}
    for name in need.unknown_fails:
        if name not in asked:
            message = f"unknown_fails={name} is not asked for: ask for it as well"
            raise RefusedError(message)
    planned = values.truth("with_planned")
    minutes = access.minutes(baseline, as_of=day, with_planned=planned)
    plots = known.plots(known_on)
    found = service.search(baseline, need, as_of=day, minutes=minutes, plots=plots)
    return found.as_json()


def _weight(text: str) -> tuple[str, float]:
    name, _, share = text.partition("=")
    number = read_number(share)
    if name not in SCALES or number is None:
        there = ", ".join(SCALES)
        message = f"weight={shortened(text)}: write one of {there} like area=2"
        raise RefusedError(message)
    return name, number
