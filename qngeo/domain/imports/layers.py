"""What each layer's columns must hold, and under which names files bring them."""

from dataclasses import dataclass
from types import MappingProxyType

from qngeo import schema
from qngeo.errors import UnknownNameError
from qngeo.model import Confidence
from qngeo.names import fold, unknown
from qngeo.units import UNITS

TEXT, NUMBER, DATE, CODE = "text", "number", "date", "code"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What one column must hold.

    Attributes
    ----------
    column : str
    kind : str
        text, number, date (`qngeo.dates`) or code (one of ``allowed``).
    required : bool
        Whether an empty cell is a fault.
    allowed : tuple of str
        Of a code.
    above : float or None
        A number must be greater, or equal where ``equal``.
    equal : bool
    aliases : tuple of str
        Folded names under which files bring the column.
    """

    column: str
    kind: str = TEXT
    required: bool = False
    allowed: tuple[str, ...] = ()
    above: float | None = None
    equal: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LayerRules:
    """What a layer asks of its rows.

    Attributes
    ----------
    name : str
    prefix : str
        Of the ids, such as "park"; empty where ids have none.
    id_aliases : tuple of str
        Folded names of the column with the id.
    shape : str
        "required", "optional" or "none".
    area : str
        Column with the stated area, hectares, to hold against the outline.
    overlaps : bool
        Whether rows must not cover the same land.
    rules : tuple of Rule
    """

    name: str
    prefix: str
    id_aliases: tuple[str, ...]
    shape: str
    rules: tuple[Rule, ...]
    area: str = ""
    overlaps: bool = False

    def column_for(self, header: str) -> str:
        """Return the column that a header of a file means, "" for none.

        Examples
        --------
        >>> layer_rules("plots").column_for("Diện tích (ha)")
        'area_ha'
        """
        word = fold(header.replace("_", " "))
        for unit in (" ha", " m2", " km2"):
            word = word.removesuffix(unit) if word != unit.strip() else word
        if word in self.id_aliases:
            return "feature_id"
        for rule in self.rules:
            bare = fold(rule.column.replace("_", " ")).removesuffix(" ha")
            if word in (bare, *rule.aliases):
                return rule.column
        return ""

    def rule(self, column: str) -> Rule | None:
        """Return the rule of a column, None where there is none."""
        return next((rule for rule in self.rules if rule.column == column), None)


_NAMES = (
    Rule(
        column="name_vi",
        required=True,
        aliases=("name", "ten", "ten vi", "ten goi", "ten tieng viet", "ten kcn",
                 "ten khu", "ten xa", "ten cum", "layer"),
    ),
    Rule(column="name_en", aliases=("ten en", "ten tieng anh", "english name")),
)  # fmt: skip
_ORIGIN = (
    Rule(column="note_vi", aliases=("note", "ghi chu", "description")),
    Rule(column="note_en"),
    Rule(column="source_ids", aliases=("source id", "nguon", "source")),
    Rule(column="valid_from", kind=DATE, aliases=("tu ngay", "hieu luc tu", "from")),
    Rule(column="valid_to", kind=DATE, aliases=("den ngay", "hieu luc den", "to")),
)
_STATUS = Rule(
    column="status",
    kind=CODE,
    allowed=schema.STATUSES,
    aliases=("trang thai", "tinh trang"),
)
_METHOD = Rule(
    column="geometry_method",
    kind=CODE,
    allowed=(
        "", "surveyed", "digitised", "dissolved_from_approximate_communes",
        "footprint_from_centre_and_area", "schematic",
    ),
)  # fmt: skip
_DECISION = Rule(column="decision", aliases=("quyet dinh", "so quyet dinh"))
_PUBLISHED = (
    Rule(
        column="area_published_ha",
        kind=NUMBER,
        above=0,
        aliases=("area", "dien tich", "dt", "dien tich cong bo", "area published"),
    ),
    Rule(column="position_error_m", kind=NUMBER, above=0, equal=True),
)
_BALANCE = (
    Rule(
        column="area_planned_ha",
        kind=NUMBER,
        above=0,
        aliases=("dien tich quy hoach", "dt quy hoach"),
    ),
    Rule(
        column="area_industrial_ha",
        kind=NUMBER,
        above=0,
        equal=True,
        aliases=("dat cong nghiep", "dien tich dat cong nghiep"),
    ),
    Rule(
        column="area_leased_ha",
        kind=NUMBER,
        above=0,
        equal=True,
        aliases=("da cho thue", "dien tich da cho thue"),
    ),
)
BALANCE = tuple(rule.column for rule in reversed(_BALANCE))
"""leased, industrial, planned: none may exceed the next (hectares)."""

_IDS = ("feature id", "id", "subject id", "ma", "code", "ma so", "ma doi tuong")
_KIND = Rule(column="kind", aliases=("loai",))
_SUBJECT = Rule(column="subject_id")


def _outlined(name: str, prefix: str, *more: Rule, overlaps: bool) -> LayerRules:
    return LayerRules(
        name=name,
        prefix=prefix,
        id_aliases=(*_IDS, f"{prefix} id"),
        shape="required",
        area="area_published_ha",
        overlaps=overlaps,
        rules=(
            *_NAMES,
            _SUBJECT,
            _KIND,
            _STATUS,
            _METHOD,
            *more,
            *_ORIGIN,
            *_PUBLISHED,
        ),
    )


_PLOTS = LayerRules(
    name="plots",
    prefix="plot",
    id_aliases=(*_IDS, "plot id", "ma lo", "so lo", "lo", "ma thua", "so thua", "lot"),
    shape="optional",
    area="area_ha",
    overlaps=True,
    rules=(
        Rule(
            column="park_id",
            required=True,
            aliases=("park", "kcn", "khu cong nghiep", "ma kcn", "ten kcn"),
        ),
        Rule(
            column="area_ha",
            kind=NUMBER,
            required=True,
            above=0,
            aliases=("area", "dien tich", "dt"),
        ),
        Rule(
            column="status",
            kind=CODE,
            required=True,
            allowed=schema.PLOT_STATUSES,
            aliases=("trang thai", "tinh trang"),
        ),
        Rule(
            column="price_usd_m2",
            kind=NUMBER,
            above=0,
            equal=True,
            aliases=("gia", "gia usd", "don gia", "gia thue", "price", "price usd"),
        ),
        Rule(column="sectors", aliases=("nganh", "nganh nghe", "linh vuc")),
        Rule(column="utilities", aliases=("ha tang", "tien ich")),
        Rule(column="source_ids", aliases=("source id", "nguon", "source")),
        Rule(column="valid_from", kind=DATE, aliases=("tu ngay", "hieu luc tu")),
        Rule(column="valid_to", kind=DATE, aliases=("den ngay", "hieu luc den")),
    ),
)

_FACTS = LayerRules(
    name="facts",
    prefix="",
    id_aliases=("fact id", "feature id"),
    shape="none",
    rules=(
        Rule(column="subject_id", required=True),
        Rule(column="attribute", required=True),
        Rule(column="value", required=True),
        Rule(column="unit", kind=CODE, allowed=tuple(UNITS)),
        Rule(column="qualifier", kind=CODE, allowed=schema.QUALIFIERS),
        Rule(column="as_of", kind=DATE),
        Rule(column="recorded", kind=DATE, required=True),
        Rule(
            column="confidence",
            kind=CODE,
            required=True,
            allowed=tuple(c.value for c in Confidence),
        ),
        Rule(column="definition", kind=CODE, allowed=schema.DEFINITIONS),
        Rule(column="scope"),
        Rule(column="source_id", required=True),
        Rule(column="note"),
    ),
)

LAYER_RULES = MappingProxyType(
    {
        rules.name: rules
        for rules in (
            _outlined("parks", "park", Rule(column="zone_id"), _DECISION, *_BALANCE,
                      overlaps=True),
            _outlined("zones", "zone", _DECISION, overlaps=False),
            _outlined("communes", "commune", overlaps=True),
            _PLOTS,
            _FACTS,
        )
    }
)  # fmt: skip
"""The layers that can be imported (lớp dữ liệu nhập được)."""

STATUS_WORDS = MappingProxyType(
    {
        "da cho thue": "leased",
        "cho thue": "leased",
        "giu cho": "reserved",
        "dat coc": "reserved",
        "san sang": "ready",
        "con trong": "ready",
        "trong": "ready",
        "chua gpmb": "uncleared",
        "chua giai phong mat bang": "uncleared",
        "quy hoach": "planned",
        "dang hoat dong": "operating",
        "hoat dong": "operating",
        "dang xay dung": "under_construction",
    }
)
"""Vietnamese words for the codes of a status, folded."""


def layer_rules(name: str) -> LayerRules:
    """Return the rules of a layer.

    Raises
    ------
    UnknownNameError
        If it cannot be imported; the message names the nearest that can.
    """
    if name not in LAYER_RULES:
        raise UnknownNameError(unknown("layer to import", name, LAYER_RULES))
    return LAYER_RULES[name]
