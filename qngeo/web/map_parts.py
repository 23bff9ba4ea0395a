"""The parts of every map: its first view, the layers that it offers, the controls."""

import html
from collections.abc import Collection, Iterable

from folium.map import Layer

from qngeo.i18n import translate
from qngeo.web.folium_parts import (
    Background,
    BaseMap,
    Links,
    LocalFullscreen,
    LocalGroupedLayerControl,
    LocalMap,
    NamesLayer,
    Start,
    UrlLayer,
)
from qngeo.web.layer_specs import BaseMapSpec, LayerSpec

HOME = ((20.66, 106.40), (21.70, 108.10))
"""South-west and north-east corner of the opening view, latitude and longitude."""


def whole_province(
    *, scripts: Links, styles: Links, zoom_snap: float = 0.25
) -> LocalMap:
    """Return an empty map that opens with the whole province.

    Parameters
    ----------
    scripts, styles : list of (name, address)
        What the page fetches; empty where both stand within it.
    zoom_snap : float
        Steps of the zoom; tiles are sharp at whole ones only.
    """
    (south, west), (north, east) = HOME
    return LocalMap(
        scripts=scripts,
        styles=styles,
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=9,
        min_zoom=7,
        max_zoom=18,
        zoom_snap=zoom_snap,
        zoom_control=False,
        font_size="13px",
    )


def furnish(
    chart: LocalMap,
    specs: Iterable[LayerSpec],
    *,
    published: Collection[str],
    lang: str,
    base_maps: Iterable[BaseMapSpec] = (),
) -> None:
    """Put layers, lettering and controls on a map; what is not published is left out.

    Parameters
    ----------
    chart : LocalMap
        Its settings stand in its head already.
    specs : iterable of LayerSpec
        In the order of the layer control.
    published : collection of str
        Names of the layers that there are.
    lang : str
        "vi" or "en".
    base_maps : iterable of BaseMapSpec
        Tiles of the internet that can be switched on.

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """

    def say(key: str) -> str:
        return html.escape(translate(key, lang))

    groups: dict[str, list[Layer]] = {}

    def offer(layer: Layer, group: str) -> None:
        groups.setdefault(say(f"map.group.{group}"), []).append(layer.add_to(chart))

    Background().add_to(chart)
    for spec in specs:
        if spec.source in published:
            offer(UrlLayer(spec, title=say(f"map.layer.{spec.key}")), spec.group)
    offer(NamesLayer(title=say("map.layer.names")), "administration")
    for tiles in base_maps:
        offer(BaseMap(tiles, title=say(f"map.layer.{tiles.key}")), "internet")
    LocalGroupedLayerControl(groups, collapsed=False, auto_z_index=False).add_to(chart)
    LocalFullscreen(
        title=translate("map.control.fullscreen", lang),
        title_cancel=translate("map.control.fullscreen_exit", lang),
        force_separate_button=True,
    ).add_to(chart)
    Start().add_to(chart)
