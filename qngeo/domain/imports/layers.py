"""What each layer's columns must hold, and under which names files bring them."""

from types import MappingProxyType

from qngeo import schema
from qngeo.domain.imports.rules import (
    CODE,
    DATE,
    IDS,
    METHOD,
    NAMES,
    NUMBER,
    ORIGIN,
    STATUS,
    SUBJECT,
    LayerRules,
    Rule,
)
from qngeo.domain.imports.table_layers import FACTS, SOURCES, SUBJECTS
from qngeo.domain.imports.transport_layers import PLACES, ROADS
from qngeo.errors import UnknownNameError
from qngeo.names import unknown

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
"""leased, industrial, planned: none may exceed the next (hectares). They are figures
of the park, no columns of the layer."""

AS_OF = Rule(column="as_of", kind=DATE, aliases=("tinh den", "thoi diem", "ngay"))
"""Of what day those figures speak."""


def _outlined(name: str, prefix: str, *more: Rule, overlaps: bool) -> LayerRules:
    return LayerRules(
        name=name,
        prefix=prefix,
        kinds=("cluster", "site") if name == "parks" else (),
        id_aliases=(*IDS, f"{prefix} id"),
        shape="required",
        area="area_published_ha",
        overlaps=overlaps,
        rules=(
            *NAMES,
            SUBJECT,
            Rule(column="kind", aliases=("loai",)),
            STATUS,
            METHOD,
            *more,
            *ORIGIN,
            *_PUBLISHED,
        ),
    )


_PLOTS = LayerRules(
    name="plots",
    prefix="plot",
    id_aliases=(*IDS, "plot id", "ma lo", "so lo", "lo", "ma thua", "so thua", "lot"),
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

LAYER_RULES = MappingProxyType(
    {
        rules.name: rules
        for rules in (
            _outlined("parks", "park", Rule(column="zone_id"), _DECISION, *_BALANCE,
                      AS_OF, overlaps=True),
            _outlined("zones", "zone", _DECISION, overlaps=False),
            _outlined("communes", "commune", overlaps=True),
            _outlined("former_units", "former", overlaps=True),
            _PLOTS,
            ROADS,
            PLACES,
            FACTS,
            SOURCES,
            SUBJECTS,
        )
    }
)  # fmt: skip
"""The layers that can be imported (lớp dữ liệu nhập được)."""


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
