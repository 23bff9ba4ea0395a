"""A user's own areas on the Forest page: drawn on the map, or out of a file."""

from hashlib import sha256
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from qngeo.crs import STORAGE
from qngeo.errors import QngeoError
from qngeo.i18n import translate
from qngeo.io.uploads.areas import drawn as read_drawn
from qngeo.io.uploads.areas import read_areas
from qngeo.services.forest.areas import notes
from qngeo.services.links.outlines import decode, encode
from qngeo.ui import address, faults, waiting
from qngeo.ui.once import once
from qngeo.ui.plain import plain

KEY = "area"
"""Of the drawn area in the address: its corners as an encoded polyline."""

DRAWN = "drawn"

READ = "forest_upload_read"
"""Of the session state: the areas of the file that was given last."""

KINDS = ["geojson", "json", "gpkg", "zip", "kml", "kmz", "csv"]


def uploaded(lang: str) -> gpd.GeoDataFrame | None:
    """Ask for a file with areas; tell what was decided in reading it.

    Returns
    -------
    GeoDataFrame or None
        EPSG:4326 with ``id``, ``name``; None without a file or with one that was
        refused, whose reason stands below it.
    """
    file = st.file_uploader(
        translate("forest.own.upload", lang),
        type=KINDS,
        help=translate("forest.own.upload.help", lang),
        key="forest_upload",
    )
    if file is None:
        st.session_state.pop(READ, None)
        return None
    content, name = file.getvalue(), file.name

    def read() -> gpd.GeoDataFrame:
        with waiting.doing("reading"):
            return read_areas(content, name=name)

    try:
        found = once(READ, (sha256(content).hexdigest(), name), read)
    except QngeoError as error:
        faults.tell(error)
        return None
    for note in notes(found, lang):
        st.caption(f":material/info: {plain(note)}")
    return found.assign(id="file:" + found["id"].astype(str))


def drawn(feature: dict[str, Any] | None, lang: str) -> gpd.GeoDataFrame | None:
    """Return the drawn area with its name; keep it in the address.

    Parameters
    ----------
    feature : dict or None
        GeoJSON Feature that stands on the map; None where there is none, or it was
        deleted.
    lang : str
    """
    name = translate("forest.own.drawn", lang)
    if feature is None:
        address.keep(KEY, "")
        return None
    found = read_drawn(feature, name=name).assign(id=DRAWN)
    text = encode(found.geometry.iloc[0])
    address.keep(KEY, text)
    kept = decode(text)  # to a metre, so that the link gives the very same figures
    return found if kept is None else found.set_geometry([kept], crs=found.crs)


def linked() -> dict[str, Any] | None:
    """Return the area that the address holds as a GeoJSON Feature, None without one."""
    area = decode(address.get(KEY))
    if area is None:
        return None
    corners = [list(corner) for corner in area.exterior.coords]
    geometry = {"type": "Polygon", "coordinates": [corners]}
    return {"type": "Feature", "properties": {}, "geometry": geometry}


def together(*parts: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    """Return several sets of areas as one; None if there is none."""
    there = [part[["id", "name", "geometry"]] for part in parts if part is not None]
    if not there:
        return None
    return gpd.GeoDataFrame(pd.concat(there, ignore_index=True), crs=STORAGE)
