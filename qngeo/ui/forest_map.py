"""The forest map inside a Streamlit page: rasters go in by address, areas come out.

The map is loaded once into a frame that stays through reruns. Pan, zoom, the divider,
the opacity and the choice of seasons never reach the application; a drawn area and a
clicked id do.
"""

from dataclasses import dataclass
from typing import Any

from qngeo.i18n import translate
from qngeo.io.imagery.series import Series
from qngeo.ui import address, cache
from qngeo.ui.map_frame import map_frame
from qngeo.web import own_raster_parts
from qngeo.web.drawn_area import drawn_area
from qngeo.web.forest_map import PATH
from qngeo.web.forest_parts import (
    ChangeRasters,
    changes_message,
    overview_message,
    series_message,
)

KEY = "forest_map"
"""One map a page; a changed key would load it anew."""

_component = map_frame(
    "qngeo_forest_map",
    bridge="forest_bridge.js",
    narrow="max-height: 82vh; min-height: 560px;",
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the user did on the map.

    Attributes
    ----------
    drawn : dict or None
        The drawn area that stands on the map now, a GeoJSON Feature with a Polygon,
        EPSG:4326; None where there is none or it was deleted. It stays through reruns.
    clicked : str or None
        Id of the patch, area, commune, zone or park that was clicked, in the run that
        the click caused only.
    """

    drawn: dict[str, Any] | None
    clicked: str | None


def forest_map(  # noqa: PLR0913 -- all that a map shows
    *,
    lang: str,
    series: Series | None,
    changes: ChangeRasters | None = None,
    areas: dict[str, Any] | None = None,
    patches: dict[str, Any] | None = None,
    selected: str | None = None,
    drawn: dict[str, Any] | None = None,
    shown: str | None = None,
    height: int = 760,
) -> Outcome:
    """Show the map and return what was drawn and clicked on it.

    Call it inside ``st.fragment``, so that a click redraws no more than it must.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    series : Series or None
        None shows why there is no imagery, and the command that fetches some.
    changes : ChangeRasters or None
        Rasters of loss and of recovery; None where they are not computed.
    areas, patches : dict or None
        GeoJSON FeatureCollections, EPSG:4326: areas of the user, and patches that do
        not recover (a few hundred at most). A feature has ``id`` and ``properties``
        with ``name`` and ``lines``, the further lines of its tooltip.
    selected : str or None
        Id that is drawn as selected, and brought into view when out of it.
    drawn : dict or None
        A GeoJSON Feature with a Polygon that stands on the map as drawn when the map
        is first loaded, such as one out of a link; what the user then draws or
        deletes takes its place.
    shown : str or None
        Look of an own raster that the map goes to when another one is named.
    height : int
        Pixels; at most 92 % of the window's height.

    Returns
    -------
    Outcome

    Raises
    ------
    SchemaError
        If the browser sent an area that is no polygon.
    """
    known = changes if series else None
    given = drawn_area(drawn)
    result = _component(
        key=KEY,
        data={
            "url": f"{PATH.lstrip('/')}?{cache.map_query(lang)}",
            "title": translate("raster.frame", lang),
            "message": {
                "series": series_message(series, lang) if series else None,
                "changes": changes_message(series, known, lang)
                if series and known
                else None,
                "overview": overview_message(lang),
                "before": known.before if known else None,
                "after": known.after if known else None,
                "areas": areas,
                "patches": patches,
                "selected": selected,
                "own": own_raster_parts.messages(lang, cache.state().day),
                "shown": shown,
            },
            "drawn": given,
            "height": height,
            "fill": address.embedded(),
        },
        on_drawn_change=lambda: None,
        on_clicked_change=lambda: None,
    )
    clicked = str(result.clicked) if result.clicked else None
    done = result.drawn
    area = drawn_area(done.get("area")) if isinstance(done, dict) else given
    return Outcome(drawn=area, clicked=clicked)
