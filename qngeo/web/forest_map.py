"""The page of the forest map (bản đồ rừng): two seasons under one divider.

As `qngeo.web.map_page` it holds no figure and no geometry; which rasters there are,
the areas and the patches come by message from the application.
"""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from qngeo.i18n import translate
from qngeo.web import layer_files
from qngeo.web.assets import bundle_address
from qngeo.web.files import Payload
from qngeo.web.folium_parts import Config, LocalMap
from qngeo.web.layer_specs import BASE_MAPS, LAYERS, LayerSpec
from qngeo.web.map_page import config, drawn_from, rendered
from qngeo.web.map_parts import furnish, whole_province
from qngeo.web.palettes import LOOKS, legend

PATH = "/map/forest"

BUNDLES = ("map.js", "forest.js", "map.css", "forest.css")

SHOWN = {"communes": True, "zones": True, "parks": False, "clusters": False,
         "roads": False, "expressways": False}  # fmt: skip
"""Layers of the page, and whether each is drawn at the start; as outlines only, for
the rasters lie beneath."""


def specs() -> tuple[LayerSpec, ...]:
    """Return the layers of this page, as it first shows them."""
    return tuple(
        replace(spec, show=SHOWN[spec.key]) for spec in LAYERS if spec.key in SHOWN
    )


def build(lang: str, known_on: date | None = None) -> LocalMap:
    """Build the map in one language; layers that are not published are left out.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    known_on : date, optional
        See `qngeo.web.map_page.config`.

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """
    chart = whole_province(
        scripts=[
            ("qngeo_js", bundle_address("map.js")),
            ("qngeo_forest_js", bundle_address("forest.js")),
        ],
        styles=[
            ("qngeo_css", bundle_address("map.css")),
            ("qngeo_forest_css", bundle_address("forest.css")),
        ],
        zoom_snap=1,
    )
    settings = config(lang, known_on, themes=("map.", "raster."))
    settings["looks"] = [legend(look, lang) for look in LOOKS]
    chart.get_root().header.add_child(Config(settings), name="config")
    published = layer_files.versions(known_on)
    furnish(chart, specs(), published=published, base_maps=BASE_MAPS, lang=lang)
    return chart


@lru_cache(maxsize=8)
def _rendered(lang: str, known_on: date | None, _state: tuple[str, ...]) -> Payload:
    title = translate("raster.title", lang)
    return rendered(build(lang, known_on), title=title, lang=lang)


def page(lang: str, known_on: date | None = None) -> Payload:
    """Return the whole page, the same bytes while layers and scripts are the same.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    known_on : date, optional
        See `qngeo.web.map_page.config`.

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """
    return _rendered(lang, known_on, drawn_from(BUNDLES, known_on))
