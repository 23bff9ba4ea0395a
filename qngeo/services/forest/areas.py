"""For which areas are forest statistics worked out, and how far can they be trusted?"""

from pathlib import Path

import geopandas as gpd
import numpy as np

from qngeo.crs import STORAGE, to_metric
from qngeo.errors import UnknownNameError
from qngeo.io.layers import read_layer
from qngeo.model import HOME, GeometryMethod
from qngeo.names import unknown
from qngeo.services.own_data.known import layers_folder
from qngeo.told import Told

LAYERS = {"province": "land", "zone": "zones", "park": "parks", "commune": "communes"}
"""The published layer of each kind of area."""

ON_LAND = "land"

METHODS = tuple(method.value for method in GeometryMethod)
"""How outlines were made; each has a caveat ``areas.caveat.<method>``."""

ELSEWHERE = "areas.caveat.elsewhere"
"""Caveat of a footprint whose position error exceeds its own side."""

COLUMNS = (
    "id",
    "name_vi",
    "name_en",
    "method",
    "position_error_m",
    "caveat",
    "geometry",
)


def areas(kind: str, folder: Path | None = None) -> gpd.GeoDataFrame:
    """Return the areas of one kind with what must be said of their outlines.

    Parameters
    ----------
    kind : str
        "province", "zone" (economic zones and border-gate zones, their land part),
        "park" (parks, clusters and sites) or "commune".
    folder : Path, optional
        Of the published layers; those that are known now where None.

    Returns
    -------
    GeoDataFrame in EPSG:4326 with `COLUMNS`: ``method`` how the outline was made,
    ``position_error_m`` metres, ``caveat`` a key for `qngeo.i18n.translate`.

    Raises
    ------
    UnknownNameError
        If there is no such kind.
    """
    if kind not in LAYERS:
        raise UnknownNameError(unknown("kind of area", kind, LAYERS))
    features = read_layer(LAYERS[kind], folder or layers_folder())["features"]
    layer = gpd.GeoDataFrame.from_features(features, crs=STORAGE)
    if kind == "province":
        layer = layer[layer["class"].eq("province")].assign(id=HOME)
    else:
        layer = layer.assign(id=layer["subject_id"])
    if kind == "zone":
        layer = layer[layer["part"].eq(ON_LAND)]
    side_m = np.sqrt(to_metric(layer.geometry).area)
    square = layer["geometry_method"].eq(GeometryMethod.FOOTPRINT.value)
    method = layer["geometry_method"]
    known = method.where(method.isin(METHODS), GeometryMethod.AS_GIVEN.value)
    caveat = "areas.caveat." + known
    found = layer.assign(
        method=layer["geometry_method"],
        position_error_m=_error_m(layer),
        caveat=caveat.where(~square | (layer["position_error_m"] <= side_m), ELSEWHERE),
    )
    return found[list(COLUMNS)].reset_index(drop=True)


def _error_m(layer: gpd.GeoDataFrame) -> gpd.pd.Series:
    """Return how far an outline may be off; of the province, its border's error."""
    worst = layer.get("border_error_m", layer["position_error_m"])
    return worst.astype(float)


def notes(found: gpd.GeoDataFrame, lang: str) -> tuple[str, ...]:
    """Return in one language what reading a person's areas decided or mended."""
    told: tuple[Told, ...] = found.attrs.get("told", ())
    return tuple(note.words(lang) for note in told)
