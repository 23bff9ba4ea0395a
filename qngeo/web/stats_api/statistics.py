"""Which statistics there are: address, parameters and the service that counts.

They are those of the command line, by the same functions and with the same keys.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from qngeo.domain.figures.definitions import DEFINITIONS
from qngeo.io.baseline import Baseline
from qngeo.services.asof import parse_as_of
from qngeo.services.figures import listing
from qngeo.services.forest import units
from qngeo.services.zones import allocation, occupancy
from qngeo.web.ogc.asked import COMMON
from qngeo.web.plain_json import rows
from qngeo.web.stats_api import land_search
from qngeo.web.stats_api.parameters import Parameter, Values

SUBJECT = "subject"

_SUBJECT = Parameter(name=SUBJECT, required=True)
_AS_OF = Parameter(name="as_of")

Count = Callable[[Baseline, Values, date | None], object]


@dataclass(frozen=True, kw_only=True)
class Statistic:
    """One statistic.

    Attributes
    ----------
    name : str
        Last part of its address; its title and text stand in the locale files
        under ``api.stats.<name>``.
    parameters : tuple of Parameter
    count : callable
        Gets the tables, the parameters and the day as known on.
    example : str
        Parameters of an example, as in an address.
    """

    name: str
    parameters: tuple[Parameter, ...]
    count: Count
    example: str = ""

    @property
    def path(self) -> str:
        """Address of the statistic."""
        return f"/stats/{self.name}"

    @property
    def allowed(self) -> frozenset[str]:
        """Names of all parameters that the address takes."""
        return COMMON | {parameter.name for parameter in self.parameters}


def _occupancy(baseline: Baseline, values: Values, _known: date | None) -> object:
    table = occupancy.occupancy_table(
        baseline,
        by=values.text("by", "park"),
        definition=values.text("definition"),
        as_of=parse_as_of(values.text("as_of")),
    )
    return rows(table)


def _allocation(baseline: Baseline, values: Values, _known: date | None) -> object:
    day = parse_as_of(values.text("as_of"))
    return rows(allocation.allocation_table(baseline, values.text(SUBJECT), as_of=day))


def _facts(baseline: Baseline, values: Values, _known: date | None) -> object:
    table = listing.figures(
        baseline,
        values.text(SUBJECT),
        attribute=values.text("attribute"),
        as_of=parse_as_of(values.text("as_of")),
    )
    return rows(table)


def _forest(baseline: Baseline, values: Values, _known: date | None) -> object:
    table = units.stats(
        baseline,
        by=values.text("by", "commune"),
        since=values.text("from"),
        until=values.text("to"),
    )
    return rows(table)


STATISTICS = (
    Statistic(
        name="occupancy",
        parameters=(
            Parameter(name="by", choices=tuple(occupancy.KINDS)),
            Parameter(
                name="definition",
                choices=tuple(definition.id for definition in DEFINITIONS),
            ),
            _AS_OF,
        ),
        count=_occupancy,
        example="by=zone",
    ),
    Statistic(
        name="allocation",
        parameters=(_SUBJECT, _AS_OF),
        count=_allocation,
        example="subject=zone:van_don",
    ),
    Statistic(
        name="facts",
        parameters=(_SUBJECT, Parameter(name="attribute"), _AS_OF),
        count=_facts,
        example="subject=zone:van_don",
    ),
    Statistic(
        name="forest",
        parameters=(
            Parameter(name="by", choices=tuple(units.UNIT_KINDS)),
            Parameter(name="from"),
            Parameter(name="to"),
        ),
        count=_forest,
        example="by=district",
    ),
    Statistic(
        name="land",
        parameters=land_search.PARAMETERS,
        count=land_search.search,
        example="min_ha=20",
    ),
)
