"""What the forest map is told of own rasters: legend, addresses of tiles, edges."""

from datetime import date
from typing import Any

from qngeo.errors import MissingDataError
from qngeo.i18n import translate
from qngeo.services.own_data.own_rasters import OWN, OwnRaster, own_rasters
from qngeo.web.own_rasters import legend, look
from qngeo.web.tile_sources import own_source


def message(raster: OwnRaster, lang: str) -> dict[str, Any]:
    """Return an own raster as plain data for the page of the map.

    Parameters
    ----------
    raster : OwnRaster
    lang : str

    Returns
    -------
    dict
        ``legend``, ``tiles`` (template of addresses), ``credit`` and ``bounds``
        (south-west and north-east corner, latitude and longitude).

    Raises
    ------
    MissingDataError
        If its file is not on this machine.
    """
    west, south, east, north = raster.footprint.bounds
    source = own_source(raster)
    version = source.version(look(raster))
    name = f"{raster.id}.{raster.version}"
    return {
        "legend": legend(raster, lang),
        "tiles": f"../tiles/{OWN}/{name}/{OWN}/{{z}}/{{x}}/{{y}}.png?v={version}",
        "credit": translate("rasters.page.basis", lang, who=raster.described_by),
        "bounds": [[south, west], [north, east]],
    }


def messages(lang: str, known_on: date | None) -> list[dict[str, Any]]:
    """Return every own raster whose file is here, as plain data for the map."""
    found = []
    for raster in own_rasters(known_on):
        try:
            found.append(message(raster, lang))
        except MissingDataError:
            continue  # the part of own rasters says which is missing
    return found
