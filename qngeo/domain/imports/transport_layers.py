"""What files of roads and of places such as ports and gates must hold."""

from qngeo.domain.imports.rules import (
    CODE,
    IDS,
    LINE,
    METHOD,
    NAMES,
    NUMBER,
    ORIGIN,
    POINT,
    STATUS,
    SUBJECT,
    LayerRules,
    Rule,
)

ROAD_KINDS = (
    "expressway",
    "expressway_connector",
    "national_road",
    "provincial_road",
    "approach_road",
    "local_road",
    "bridge",
    "railway",
)
"""What a line is; the map draws railways (đường sắt) in a layer of their own."""

PLACE_PREFIXES = {
    "seaport": "port",
    "seaport_terminal": "port",
    "passenger_port": "port",
    "inland_port": "port",
    "anchorage": "port",
    "border_gate": "gate",
    "airport": "airport",
    "station": "station",
    "interchange": "interchange",
    "toll_plaza": "toll",
    "bridge": "bridge",
}
"""What a place is, and how the ids of its kind begin."""

RAIL_PREFIX = "rail"
"""How ids of railways begin."""

_ERROR = Rule(
    column="position_error_m",
    kind=NUMBER,
    above=0,
    equal=True,
    aliases=("sai so", "sai so vi tri", "error"),
)


def _kind(allowed: tuple[str, ...]) -> Rule:
    return Rule(
        column="kind",
        kind=CODE,
        required=True,
        allowed=allowed,
        aliases=("loai", "loai duong", "loai hinh", "cap duong", "type", "highway"),
    )


ROADS = LayerRules(
    name="roads",
    prefix="road",
    kinds=(RAIL_PREFIX, "bridge"),
    id_aliases=(*IDS, "road id", "ma duong"),
    shape="required",
    drawn=LINE,
    rules=(*NAMES, SUBJECT, _kind(ROAD_KINDS), STATUS, METHOD, *ORIGIN, _ERROR),
)
"""Roads and railways (đường bộ, đường sắt) as lines."""

PLACES = LayerRules(
    name="places",
    prefix="port",
    kinds=tuple(sorted({*PLACE_PREFIXES.values()} - {"port"})),
    id_aliases=(*IDS, "place id", "ma diem"),
    shape="required",
    drawn=POINT,
    rules=(
        *NAMES,
        SUBJECT,
        _kind(tuple(PLACE_PREFIXES)),
        STATUS,
        METHOD,
        *ORIGIN,
        _ERROR,
    ),
)
"""Ports, gates, stations and other places (cảng, cửa khẩu, ga) as points."""
