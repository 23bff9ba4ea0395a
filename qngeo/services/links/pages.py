"""What is the state of each page? The one place that declares what a link holds.

A page reads and keeps its choices under these names; what is not declared here cannot
be written into an address. Which ids exist is known to the page alone: a link may name
a park that an installation does not have.
"""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from qngeo.domain.figures.definitions import DEFINITIONS
from qngeo.domain.forest.loss import Thresholds
from qngeo.i18n import LANGUAGES
from qngeo.services.links.composed import Area, Asked, Scenarios, Spot
from qngeo.services.links.values import (
    NAME,
    Day,
    Flag,
    Name,
    Names,
    Numbers,
    Part,
    Text,
    Whole,
    Word,
)
from qngeo.services.own_data.known import FIRST_DAY as FIRST_KNOWN
from qngeo.services.zones.overview import KINDS

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2050, 12, 31)
"""Of the day up to which figures are shown (số liệu đến ngày)."""

DEFAULT_DEFINITION = "industrial-land"
"""The oldest definition whose hectares sources give for more than one park."""

LAND_VIEWS = ("shortlist", "compare", "readiness", "scenario")
FOREST_VIEWS = ("official", "satellite", "conflict", "estimate", "rasters")
FOREST_TABS = ("loss", "recovery", "patches")
RASTER_AREAS = ("commune", "zone", "park", "own")
FOREST_AREAS = ("own", "scene", "site", "commune", "zone", "park")
SOURCE_TABS = ("conflicts", "identities", "age", "sources", "corrections")
DATA_VIEWS = ("stock", "import", "raster", "corners", "fact", "versions")

_USUAL = Thresholds()
STEPS = (_USUAL.light, _USUAL.moderate, _USUAL.heavy, float(_USUAL.least))
"""Steps of dNBR (light, moderate, heavy), and the clear observations of a cell."""

_WORD = re.compile(r"[a-z_]{1,40}")
_CHOSEN = re.compile(r"[a-z_]+(:[A-Za-z0-9_-]{1,60})?")

COMMON: Mapping[str, Part[Any]] = MappingProxyType(
    {
        "lang": Word(key="lang", options=LANGUAGES, default=LANGUAGES[0]),
        "known": Day(key="known", first=FIRST_KNOWN, last=LAST_DAY),
        "pin": Whole(key="pin", default=0, low=0, high=10**9),
        "embed": Flag(key="embed"),
    }
)
"""Of every page: its language, the day as known on which the data are shown, the
version of own data that the link was made with, and whether a frame holds it."""

_AS_OF = Day(key="as_of", first=FIRST_DAY, last=LAST_DAY)
_SUBJECT = Name(key="subject")
_LAYERS = Names(key="layers", hashed=True, pattern=re.compile(r"-?[a-z_]{1,40}"))
_MAP: Mapping[str, Part[Any]] = {"map": Spot(key="map"), "layers": _LAYERS}


def _share(key: str, default: int) -> Whole:
    return Whole(key=key, default=default, low=0, high=100, hashed=True)


def _season(key: str, *, hashed: bool = False) -> Name:
    return Name(key=key, pattern=NAME, hashed=hashed)


PAGES: Mapping[str, Mapping[str, Part[Any]]] = MappingProxyType(
    {
        "overview": {"as_of": _AS_OF, "subject": _SUBJECT, **_MAP},
        "zones": {
            "as_of": _AS_OF,
            "definition": Word(
                key="definition",
                options=tuple(each.id for each in DEFINITIONS),
                default=DEFAULT_DEFINITION,
            ),
            "kinds": Names(key="kinds", options=KINDS, default=KINDS),
            "status": Names(key="status", pattern=_WORD),
            "name": Text(key="name"),
            "subject": _SUBJECT,
            "view": Word(key="view", options=("", "table", "sheet"), default=""),
            **_MAP,
        },
        "land": {
            "as_of": _AS_OF,
            "need": Asked(),
            "planned": Flag(key="planned"),
            "iso": Flag(key="iso"),
            "view": Word(key="view", options=LAND_VIEWS, default=LAND_VIEWS[0]),
            "compared": Names(key="cmp"),
            "scenarios": Scenarios(key="sc"),
            "open_scenario": Whole(key="sn", default=1, low=1, high=4),
            **_MAP,
        },
        "forest": {
            "as_of": _AS_OF,
            "view": Word(key="view", options=FOREST_VIEWS, default=FOREST_VIEWS[0]),
            "series": _season("series"),
            "before": _season("before"),
            "after": _season("after"),
            "steps": Numbers(key="steps", default=STEPS, low=0.01, high=20),
            "by": Word(key="by", options=("", *FOREST_AREAS), default=""),
            "tab": Word(key="tab", options=FOREST_TABS, default=FOREST_TABS[0]),
            "chosen": Name(key="pick", pattern=_CHOSEN),
            "charted": Name(key="of", pattern=_CHOSEN),
            "kind": Word(key="kind", options=("zone", "park"), default="zone"),
            "area": Area(key="area"),
            "raster": Name(key="raster", pattern=NAME),
            "raster_by": Word(key="rby", options=RASTER_AREAS, default=RASTER_AREAS[0]),
            "left": _season("left", hashed=True),
            "right": _season("right", hashed=True),
            "look": Name(key="look", pattern=NAME, hashed=True),
            "opacity": _share("opacity", 100),
            "divider": _share("at", 50),
            **_MAP,
        },
        "sources": {
            "as_of": _AS_OF,
            "tab": Word(key="tab", options=SOURCE_TABS, default=SOURCE_TABS[0]),
            "subject": _SUBJECT,
        },
        "data": {
            "view": Word(key="view", options=DATA_VIEWS, default=DATA_VIEWS[0]),
            "version": Whole(key="version", default=0, low=0, high=10**9),
        },
    }
)
"""The parts of each page's state by their names, beside those of `COMMON`."""
