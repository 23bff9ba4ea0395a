"""The named definitions of a fill rate (tỷ lệ lấp đầy), each with its two sides."""

from dataclasses import dataclass

from qngeo.errors import UnknownNameError
from qngeo.names import unknown
from qngeo.schema import WORKED_BACK

DECREE_35 = "Decree 35/2022/NĐ-CP, article 2 clause 22"
DECREE_82 = "Decree 82/2018/NĐ-CP"


@dataclass(frozen=True)
class Definition:
    """What a fill rate divides by what.

    Attributes
    ----------
    id : str
        As the column ``definition`` of facts of attribute ``fill_rate``.
    numerator : str
        Attribute of the hectares counted as filled; "" where no source says.
    denominators : tuple of tuple of str
        Attributes of the whole. Those of one inner tuple are summed; the outer
        ones are alternatives, the first that is known being taken.
    strict : bool
        The hectares of the numerator must themselves carry this definition:
        plain "leased" hectares do not say whether service land is among them.
    legal : str
        Legal text that sets the definition; "" for a habit of reports.
    """

    id: str
    numerator: str = ""
    denominators: tuple[tuple[str, ...], ...] = ()
    strict: bool = False
    legal: str = ""

    @property
    def computed(self) -> bool:
        """Whether qngeo can divide hectares under this definition."""
        return bool(self.denominators)

    @property
    def title_key(self) -> str:
        """Key of the title in the locale files."""
        return f"domain.definition.{self.id}.title"

    @property
    def formula_key(self) -> str:
        """Key of the formula in words."""
        return f"domain.definition.{self.id}.formula"

    @property
    def meaning_key(self) -> str:
        """Key of what the rate tells and does not tell."""
        return f"domain.definition.{self.id}.meaning"


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "decree-35-2022",
        "area_leased",
        (("area_industrial", "area_service"),),
        strict=True,
        legal=DECREE_35,
    ),
    Definition(
        "industrial-land", "area_leased", (("area_industrial",),), legal=DECREE_82
    ),
    Definition(
        "handed-over-industrial-land",
        "area_leased",
        (("area_industrial_handed_over",),),
    ),
    Definition("handed-over-land", "area_leased", (("area_handed_over",),)),
    Definition(
        "ready-land",
        "area_leased",
        (("area_leased", "area_ready"), ("area_developed",)),
    ),
    Definition("gross-area", "area_leased", (("area_planned",),)),
    Definition("unstated"),
)
"""In the order in which a menu offers them."""

NEVER_DIVIDED = WORKED_BACK
"""Definitions of hectares that a collector worked back from a rate or from
capital; dividing them again would only return what was put in."""


def find(definition_id: str) -> Definition:
    """Return a definition by its id.

    Raises
    ------
    UnknownNameError
        If there is none; the message names the nearest.

    Examples
    --------
    >>> find("ready-land").numerator
    'area_leased'
    >>> find("readyland")
    Traceback (most recent call last):
    qngeo.errors.UnknownNameError: no definition 'readyland': did you mean 'ready-land'?
    """
    by_id = {definition.id: definition for definition in DEFINITIONS}
    if definition_id in by_id:
        return by_id[definition_id]
    raise UnknownNameError(unknown("definition", definition_id, by_id))
