"""The zone map inside a Streamlit page: colours go in, clicks come out.

The page of the map is loaded once into a frame that stays through reruns; a change
of definition or selection sends ids and classes only, and pan and zoom send nothing.
"""

from typing import Any

from qngeo.i18n import translate
from qngeo.ui import address, cache
from qngeo.ui.map_frame import map_frame
from qngeo.web.legend import Legend, Shade
from qngeo.web.routes import MAP_PATH
from qngeo.web.zone_colours import as_message

KEY = "map"
"""One map a page; a changed key would load it anew."""

_component = map_frame("qngeo_map", bridge="map_bridge.js", narrow="max-height: 68vh;")


def map_panel(  # noqa: PLR0913 -- all that a map shows
    *,
    lang: str,
    styles: dict[str, Shade],
    legend: Legend,
    selected: str | None,
    overlay: dict[str, Any] | None = None,
    plots: str = "",
    height: int = 620,
) -> str | None:
    """Show the map and return the id that was clicked in this run, if any.

    Call it inside ``st.fragment`` where a click need not redraw the whole page.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    styles : dict of str to Shade
        How each subject is shown, by its id. Ids that are left out are hatched.
    legend : Legend
        As `qngeo.web.legend.fill_rate_legend` makes it.
    selected : str or None
        Subject id drawn as selected, and brought into view when out of it.
    overlay : dict or None
        A small GeoJSON FeatureCollection drawn under the zones, EPSG:4326; its
        features carry ``minutes``, or ``preview`` where they are not stored yet. With
        ``fit`` the map goes to them.
    plots : str
        One letter a plot, in the order of the layer of plots; see
        `qngeo.ui.site_map.plot_letters`. "" where there is no such layer.
    height : int
        Pixels; at most 92 % of the window's height.

    Returns
    -------
    str or None
        Subject id such as ``park:song_khoai`` in the run that a click caused; None in
        every other run. The caller keeps it, for instance in the session state.
    """
    result = _component(
        key=KEY,
        data={
            "url": f"{MAP_PATH.lstrip('/')}?{cache.map_query(lang)}",
            "title": translate("map.frame", lang),
            "styles": as_message(styles),
            "legend": legend.as_message(),
            "selected": selected,
            "faded": sorted(name for name, shade in styles.items() if shade.faded),
            "overlay": overlay,
            "plots": plots,
            "height": height,
            "fill": address.embedded(),
        },
        on_selected_change=lambda: None,
    )
    return str(result.selected) if result.selected else None
