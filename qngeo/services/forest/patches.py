"""Which patches of damaged forest do not come back, and how to walk to them?"""

import tempfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import rasterio.features
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from qngeo import crs
from qngeo.domain.forest.accuracy import PIXEL_COUNT
from qngeo.domain.forest.patches import CellHectares, PatchRule, find_patches
from qngeo.errors import SchemaError, TooFewFiguresError
from qngeo.grids import CellGrid, Window
from qngeo.io.imagery.rasters import open_raster
from qngeo.io.whole_files import write_whole
from qngeo.services.forest.change import Change
from qngeo.services.forest.change_blocks import read_bands

COLUMNS = ("patch", "area_ha", "cells", "heavy_share", "regained", "lon", "lat",
           "season", "interval", "basis")  # fmt: skip

SHORT_NAMES = {"heavy_share": "heavy_shr"}
"""Names in a Shapefile, which holds ten letters: the others stay as they are."""

ENDINGS = (".gpkg", ".zip", ".csv")


def patches(
    change: Change, *, season: str | None = None, rule: PatchRule | None = None
) -> gpd.GeoDataFrame:
    """Find the patches that do not recover.

    Parameters
    ----------
    change : Change
    season : str, optional
        Whose share regained counts; the newest where None.
    rule : PatchRule, optional

    Returns
    -------
    GeoDataFrame, EPSG:4326
        `COLUMNS` and the outline along the cells, the largest first: hectares (true
        area, a pixel count without interval), number of cells, share of heavy loss,
        mean share of the loss regained, and a point within the patch to walk to,
        degrees.

    Raises
    ------
    TooFewFiguresError
        If no season after the first one is there yet.
    SchemaError
        If the season is not after the first one.
    """
    chosen = _season(change, season)
    with open_raster(change.loss) as loss, open_raster(change.regained(chosen)) as back:
        transform, projection = loss.transform, loss.crs
        labels, table = find_patches(
            read_bands(loss, [1])[0],
            read_bands(back, [1])[0],
            _cell_ha(loss),
            rule=rule or PatchRule(),
        )
    shapes = _outlines(labels, transform)
    frame = gpd.GeoDataFrame(
        table, geometry=[shapes[number] for number in table["patch"]], crs=projection
    )
    points = crs.to_storage(frame.geometry.representative_point())
    frame.geometry = crs.to_storage(frame.geometry)
    frame["lon"], frame["lat"] = points.x.round(6), points.y.round(6)
    frame["season"], frame["interval"] = chosen, PIXEL_COUNT
    frame["basis"] = change.basis
    return frame[[*COLUMNS, "geometry"]]


def _season(change: Change, season: str | None) -> str:
    if not change.later:
        message = (
            f"series {change.series.name} has no season after {change.after}: what "
            "comes back can be seen from the next dry season on"
        )
        raise TooFewFiguresError(message)
    if season is None:
        return change.later[-1]
    if season not in change.later:
        message = (
            f"season {season!r} is not one after {change.after}; there are: "
            f"{', '.join(change.later)}"
        )
        raise SchemaError(message)
    return season


def _cell_ha(source: Any) -> CellHectares:
    """Return what tells the true area of cells, hectares."""
    rows, columns = source.shape
    grid = CellGrid(CRS(source.crs), tuple(source.transform)[:6], rows, columns)
    areas = grid.cell_areas(Window(0, rows, 0, columns))
    return lambda row, column: areas.at(row, column) / crs.M2_PER_HA


def _outlines(labels: NDArray[np.int32], transform: Any) -> dict[int, Any]:
    """Return the outline of each patch along its cells."""
    parts: dict[int, list[Any]] = {}
    drawn = rasterio.features.shapes(
        labels, mask=labels > 0, connectivity=8, transform=transform
    )
    for shape, number in drawn:
        polygon = shapely.make_valid(shapely.geometry.shape(shape))
        parts.setdefault(int(number), []).append(polygon)
    return {
        number: shapely.union_all(polygons) if len(polygons) > 1 else polygons[0]
        for number, polygons in parts.items()
    }


def export(found: gpd.GeoDataFrame, target: Path) -> Path:
    """Write patches for the ranger's GPS: whole or not at all.

    Parameters
    ----------
    found : GeoDataFrame
        As `patches` gives.
    target : Path
        ``.gpkg``, ``.zip`` (a Shapefile in it, UTF-8, names by `SHORT_NAMES`) or
        ``.csv`` (without outlines, with the point to walk to).

    Returns
    -------
    Path
        The target.

    Raises
    ------
    SchemaError
        If the ending is another one, or its folder is not there.
    ExportError
        If the file cannot be written.
    """
    ending = target.suffix.lower()
    if ending not in ENDINGS or not target.parent.is_dir():
        message = (
            f"{target.name}: patches are written to {', '.join(ENDINGS)} in a folder "
            "that is there; change the name"
        )
        raise SchemaError(message)
    write_whole(target, export_bytes(found, ending))
    return target


def export_bytes(found: gpd.GeoDataFrame, ending: str) -> bytes:
    """Return the file of `export` as bytes, for a download.

    Parameters
    ----------
    found : GeoDataFrame
    ending : str
        One of `ENDINGS`.
    """
    if ending == ".csv":
        table = found.drop(columns="geometry")
        return bytes(table.to_csv(index=False).encode("utf-8-sig"))
    with tempfile.TemporaryDirectory() as folder:
        if ending == ".gpkg":
            path = Path(folder) / "patches.gpkg"
            pyogrio.write_dataframe(
                _multi(found), path, layer="patches", driver="GPKG"
            )  # fmt: skip
            return path.read_bytes()
        return _zipped(Path(folder), _multi(found).rename(columns=SHORT_NAMES))


def _multi(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Make every outline a MultiPolygon: a layer holds one kind of geometry."""
    shapes = [
        shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape
        for shape in found.geometry
    ]
    return found.set_geometry(gpd.GeoSeries(shapes, index=found.index, crs=found.crs))


def _zipped(folder: Path, found: gpd.GeoDataFrame) -> bytes:
    inside = folder / "shape"
    inside.mkdir()
    pyogrio.write_dataframe(
        found,
        inside / "patches.shp",
        driver="ESRI Shapefile",
        encoding="UTF-8",
        geometry_type="MultiPolygon",
    )
    packed = folder / "patches.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(inside.iterdir()):
            archive.writestr(zipfile.ZipInfo(part.name), part.read_bytes())
    return packed.read_bytes()
