"""The map of a snapshot: that of the application, with its layers within the page."""

import html
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from qngeo.domain.figures.definitions import DEFINITIONS, find
from qngeo.domain.land.sites import DEFAULT_DEFINITION
from qngeo.i18n import translate
from qngeo.io.baseline import Baseline
from qngeo.services.own_data import known
from qngeo.services.zones.overview import zone_rows
from qngeo.web import map_page
from qngeo.web.folium_parts import (
    Background,
    Config,
    LocalFullscreen,
    LocalGroupedLayerControl,
    LocalMap,
    NamesLayer,
    Start,
    UrlLayer,
)
from qngeo.web.layer_specs import BACKGROUND, LAYERS
from qngeo.web.legend import NO_FIGURE
from qngeo.web.snapshot.inline import data_block, script, style
from qngeo.web.zone_colours import legend_of, shades

PLOTS = "plots"

MOST_PLOT_BYTES = 7_000_000
"""Plots that would make the file larger than mail takes are left out, and that is
said in it."""

JSON_LAYERS = ("places",)
"""Layers that are a JSON list and no GeoJSON."""


def layers(as_known_on: date | None) -> tuple[dict[str, Any], bool]:
    """Return every published layer by name, and whether plots were left out.

    Parameters
    ----------
    as_known_on : date, optional
        The state that is shown; now where None.
    """
    folder = known.layers_folder(as_known_on)
    found: dict[str, Any] = {}
    too_large = False
    for path in sorted(folder.glob("*.*json")):
        if path.name == "catalog.json":
            continue
        if path.stem == PLOTS and path.stat().st_size > MOST_PLOT_BYTES:
            too_large = True
            continue
        found[path.stem] = json.loads(path.read_text(encoding="utf-8"))
    return found, too_large


def looks(
    baseline: Baseline, *, lang: str, as_of: date, only: Iterable[str] = ()
) -> dict[str, dict[str, Any]]:
    """Return classes, legend and faded ids for every definition with a figure.

    Parameters
    ----------
    baseline : Baseline
    lang : str
    as_of : date
    only : iterable of str, optional
        Other subjects are drawn faintly; none where empty.
    """
    found = {}
    for definition in DEFINITIONS:
        rows = zone_rows(baseline, definition=definition.id, as_of=as_of)
        if rows["rate_pct"].isna().all() and definition.id != DEFAULT_DEFINITION:
            continue
        found[definition.id] = _look(rows, definition.id, lang, frozenset(only))
    return found


def _look(
    rows: pd.DataFrame, definition: str, lang: str, only: frozenset[str]
) -> dict[str, Any]:
    kept = rows.index[rows.index.isin(only)] if only else rows.index
    styles = shades(rows, kept=kept, definition=definition, lang=lang)
    legend = legend_of(rows.loc[kept], styles, definition, lang)
    return {
        "title": translate(find(definition).title_key, lang),
        "styles": {
            name: {"class": shade.index, "text": shade.text}
            for name, shade in styles.items()
            if shade.index != NO_FIGURE
        },
        "legend": legend.as_message(),
        "faded": sorted(name for name, shade in styles.items() if shade.faded),
    }


def build(
    lang: str, held: dict[str, Any], data: dict[str, Any], as_known_on: date | None
) -> LocalMap:
    """Build the map with everything that it needs within the page.

    Parameters
    ----------
    lang : str
    held : dict of str to object
        The layers, as `layers` gives them.
    data : dict
        What ``snapshot.js`` shows: ``looks``, ``first``, ``panels``,
        ``shown`` and ``absent``.
    as_known_on : date, optional
    """

    def say(key: str) -> str:
        return html.escape(translate(key, lang))

    (south, west), (north, east) = map_page.HOME
    chart = LocalMap(
        script="",
        style="",
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=9,
        min_zoom=7,
        max_zoom=18,
        zoom_snap=0.25,
        zoom_control=False,
        font_size="13px",
    )
    chart.default_js, chart.default_css = [], []
    settings = map_page.config(lang, as_known_on)
    settings["versions"] = dict.fromkeys(held, "held")
    settings["background"] = [n for n in BACKGROUND if n in held]
    header = chart.get_root().header
    header.add_child(style("map.css"), name="qn_style")
    header.add_child(style("snapshot.css"), name="qn_snapshot_style")
    header.add_child(Config(settings), name="qn_config")
    header.add_child(data_block("qn-layers", held), name="qn_layers")
    header.add_child(data_block("qn-snapshot", data), name="qn_snapshot")
    header.add_child(script("map.js"), name="qn_script")
    header.add_child(script("snapshot.js"), name="qn_snapshot_script")
    Background().add_to(chart)
    groups: dict[str, list[Any]] = {}
    for spec in LAYERS:
        if spec.source in held:
            layer = UrlLayer(spec, title=say(f"map.layer.{spec.key}")).add_to(chart)
            groups.setdefault(say(f"map.group.{spec.group}"), []).append(layer)
    names = NamesLayer(title=say("map.layer.names")).add_to(chart)
    groups.setdefault(say("map.group.administration"), []).append(names)
    LocalGroupedLayerControl(groups, collapsed=False, auto_z_index=False).add_to(chart)
    LocalFullscreen(
        title=translate("map.control.fullscreen", lang),
        title_cancel=translate("map.control.fullscreen_exit", lang),
        force_separate_button=True,
    ).add_to(chart)
    Start().add_to(chart)
    return chart
