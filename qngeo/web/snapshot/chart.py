"""The map of a snapshot: that of the application, with its layers within the page."""

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
from qngeo.web.folium_parts import Config, LocalMap
from qngeo.web.layer_specs import BACKGROUND, LAYERS
from qngeo.web.map_parts import furnish, whole_province
from qngeo.web.snapshot.inline import data_block, script, style
from qngeo.web.zone_colours import as_message, legend_of, shades

PLOTS = "plots"

MOST_PLOT_BYTES = 7_000_000
"""Plots that would make the file larger than mail takes are left out, and that is
said in it."""


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
        "styles": as_message(styles),
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
    chart = whole_province(scripts=[], styles=[])
    settings = map_page.config(lang, as_known_on)
    settings["versions"] = dict.fromkeys(held, "held")
    settings["background"] = [name for name in BACKGROUND if name in held]
    header = chart.get_root().header
    header.add_child(style("map.css"), name="qn_style")
    header.add_child(style("snapshot.css"), name="qn_snapshot_style")
    header.add_child(Config(settings), name="qn_config")
    header.add_child(data_block("qn-layers", held), name="qn_layers")
    header.add_child(data_block("qn-snapshot", data), name="qn_snapshot")
    header.add_child(script("map.js"), name="qn_script")
    header.add_child(script("snapshot.js"), name="qn_snapshot_script")
    furnish(chart, LAYERS, published=held, lang=lang)
    return chart
