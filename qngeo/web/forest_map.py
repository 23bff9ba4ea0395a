"""The page of the forest map (bản đồ rừng): two seasons under one divider.

As `qngeo.web.map_page` it holds no figure and no geometry; which rasters there are,
the areas and the patches come by message from the application.
"""

import html
from dataclasses import replace
from datetime import date
from functools import lru_cache

import folium

from qngeo.i18n import translate
from qngeo.web import layer_files
from qngeo.web.assets import bundle_address
from qngeo.web.files import Payload
from qngeo.web.folium_parts import (
    Background,
    BaseMap,
    Config,
    LocalFullscreen,
    LocalGroupedLayerControl,
    LocalMap,
    NamesLayer,
    Start,
    UrlLayer,
)
from qngeo.web.layer_specs import BASE_MAPS, LAYERS, LayerSpec
from qngeo.web.map_page import HOME, config, rendered
from qngeo.web.palettes import LOOKS, legend

PATH = "/map/forest"

BUNDLES = ("map.js", "forest.js", "map.css", "forest.css")

SHOWN = {"communes": True, "zones": True, "parks": False, "clusters": False,
         "roads": False, "expressways": False}  # fmt: skip
"""Layers of the page, and whether each is drawn at the start; as outlines only, for
the rasters lie beneath."""


class ForestMap(LocalMap):
    """The map with the scripts of the swipe, the drawing and the rasters as well."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            script=bundle_address("map.js"), style=bundle_address("map.css"), **options
        )
        self.default_js.append(("qngeo_forest_js", bundle_address("forest.js")))
        self.default_css.append(("qngeo_forest_css", bundle_address("forest.css")))


def specs() -> tuple[LayerSpec, ...]:
    """Return the layers of this page, as it first shows them."""
    return tuple(
        replace(spec, show=SHOWN[spec.key]) for spec in LAYERS if spec.key in SHOWN
    )


def build(lang: str, known_on: date | None = None) -> ForestMap:
    """Build the map in one language; layers that are not published are left out.

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """

    def say(key: str) -> str:
        return html.escape(translate(key, lang))

    known = layer_files.versions(known_on)
    (south, west), (north, east) = HOME
    chart = ForestMap(
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=9,
        min_zoom=7,
        max_zoom=18,
        zoom_snap=1,
        zoom_control=False,
        font_size="13px",
    )
    settings = config(lang, known_on, themes=("map.", "raster."))
    settings["looks"] = [legend(look, lang) for look in LOOKS]
    chart.get_root().header.add_child(Config(settings), name="config")
    Background().add_to(chart)
    groups: dict[str, list[folium.map.Layer]] = {}
    for spec in specs():
        if spec.source in known:
            layer = UrlLayer(spec, title=say(f"map.layer.{spec.key}")).add_to(chart)
            groups.setdefault(say(f"map.group.{spec.group}"), []).append(layer)
    names = NamesLayer(title=say("map.layer.names")).add_to(chart)
    groups.setdefault(say("map.group.administration"), []).append(names)
    for tiles in BASE_MAPS:
        base = BaseMap(tiles, title=say(f"map.layer.{tiles.key}")).add_to(chart)
        groups.setdefault(say("map.group.internet"), []).append(base)
    LocalGroupedLayerControl(groups, collapsed=False, auto_z_index=False).add_to(chart)
    LocalFullscreen(
        title=translate("map.control.fullscreen", lang),
        title_cancel=translate("map.control.fullscreen_exit", lang),
        force_separate_button=True,
    ).add_to(chart)
    Start().add_to(chart)
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

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """
    known = layer_files.versions(known_on)
    state = (
        *(bundle_address(name) for name in BUNDLES),
        *(f"{name}={digest}" for name, digest in sorted(known.items())),
    )
    return _rendered(lang, known_on, state)
