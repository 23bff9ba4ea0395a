"""Polygons made ready for a raster's grid: repaired, brought over, and what to note."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from qngeo.domain.zonal.coverage import Edges, edges_of
from qngeo.errors import SchemaError
from qngeo.grids import CellGrid

NO_GEOMETRY = "no outline"
NO_POLYGON = "not a polygon"
REPAIRED = "outline repaired"
NO_AREA = "outline without area"
NO_WAY = "outside the area of the raster's coordinate system"
OUTSIDE = "outside the raster"
PARTLY = "partly outside the raster"
NO_VALUE = "no valid cell"

POLYGONAL = [GeometryType.POLYGON, GeometryType.MULTIPOLYGON]

SHARED_AREA = "T********"
"""Interiors that meet, in the letters of DE-9IM."""

HAIR = 1e-6
"""Cells by which an outline may stand out of the raster unnoted."""


@dataclass(frozen=True)
class LaidZones:
    """Polygons on a grid.

    Attributes
    ----------
    edges : Edges
        Of the polygons that reach into the raster, in cells.
    notes : array (polygon,) of str
        What is known before any value is read; "" if nothing.
    away : array (polygon,) of bool
        Whether the polygon has no cell at all.
    """

    edges: Edges
    notes: NDArray[np.object_]
    away: NDArray[np.bool_]

    def notes_after(self, count: NDArray[np.float64]) -> NDArray[np.object_]:
        """Complete the notes when the valid cells are counted.

        Parameters
        ----------
        count : array (polygon,) of float
            Valid cells, or their area.

        Returns
        -------
        array (polygon,) of str
        """
        bare = ~self.away & ~(count > 0)
        notes = self.notes.copy()
        notes[bare] = [_joined(note, NO_VALUE) for note in notes[bare]]
        return notes


def check_zones(zones: gpd.GeoDataFrame, id_column: str) -> None:
    """Make sure that polygons can be placed and told apart.

    Parameters
    ----------
    zones : GeoDataFrame
    id_column : str
        Column that names the polygons.

    Raises
    ------
    SchemaError
        If there is no CRS or the id column is missing, has gaps or repeats itself.
    """
    if zones.crs is None:
        message = (
            "the zones have no coordinate system: export them with one (a shapefile "
            'needs its .prj) or tell it, such as zones.set_crs("EPSG:5899") for VN-2000'
        )
        raise SchemaError(message)
    if id_column not in zones.columns:
        names = ", ".join(str(c) for c in zones.columns if c != zones.geometry.name)
        message = f"the zones have no column {id_column}; they have {names or 'none'}"
        raise SchemaError(message)
    ids = zones[id_column]
    if ids.isna().any():
        row = int(np.flatnonzero(ids.isna())[0]) + 1
        message = f"row {row} of the zones has no {id_column}; fill it in"
        raise SchemaError(message)
    if ids.duplicated().any():
        twice = ids[ids.duplicated()].iloc[0]
        message = (
            f"{id_column} {twice} stands in more than one row of the zones; "
            "dissolve them or choose another column"
        )
        raise SchemaError(message)


def zones_on(grid: CellGrid, zones: gpd.GeoDataFrame) -> LaidZones:
    """Lay polygons on a grid.

    Parameters
    ----------
    grid : CellGrid
    zones : GeoDataFrame
        In any declared CRS. Outlines that cross themselves are repaired by
        `shapely.make_valid`, which is noted.

    Returns
    -------
    LaidZones
    """
    shapes = zones.geometry.array
    notes = np.full(len(zones), "", dtype=object)
    missing = np.asarray(shapes.isna() | shapes.is_empty)
    polygonal = np.isin(shapely.get_type_id(shapes), POLYGONAL)
    notes[missing] = NO_GEOMETRY
    notes[~missing & ~polygonal] = NO_POLYGON
    kept = np.flatnonzero(polygonal & ~missing)
    outlines = np.array(shapes, dtype=object)[kept]
    broken = ~shapely.is_valid(outlines)
    outlines[broken] = [_polygons(g) for g in shapely.make_valid(outlines[broken])]
    notes[kept[broken]] = REPAIRED
    flat = shapely.area(outlines) == 0
    notes[kept[flat]] = NO_AREA
    kept, outlines = kept[~flat], outlines[~flat]
    laid = grid.to_cells(gpd.GeoSeries(outlines, crs=zones.crs))
    bounds = shapely.bounds(laid)
    known = np.isfinite(bounds).all(axis=1)
    left, top, right, bottom = bounds.T
    inside = known & (left < grid.cols) & (top < grid.rows) & (right > 0) & (bottom > 0)
    beyond = np.maximum.reduce([-left, -top, right - grid.cols, bottom - grid.rows])
    partly = inside & (beyond > HAIR)
    frame = shapely.box(0, 0, grid.cols, grid.rows)
    inside[partly] = shapely.relate_pattern(laid[partly], frame, SHARED_AREA)
    partly &= inside
    for which, note in ((~known, NO_WAY), (known & ~inside, OUTSIDE), (partly, PARTLY)):
        notes[kept[which]] = [_joined(old, note) for old in notes[kept[which]]]
    edges = edges_of(laid[inside])
    away = np.ones(len(zones), bool)
    away[kept[inside]] = False
    return LaidZones(replace(edges, zone=kept[inside][edges.zone]), notes, away)


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep the polygons of a repaired outline; lines and points have no area."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    kept = shapely.get_type_id(parts) == GeometryType.POLYGON
    return shapely.MultiPolygon(list(parts[kept]))


def _joined(first: str, second: str) -> str:
    return f"{first}; {second}" if first else second


def zone_ids(zones: gpd.GeoDataFrame, id_column: str) -> pd.Series:
    """Return the ids of the zones under the name ``id``, numbered from 0.

    Parameters
    ----------
    zones : GeoDataFrame
    id_column : str

    Returns
    -------
    Series, with the dtype of the column.
    """
    ids: pd.Series = zones[id_column].reset_index(drop=True)
    return ids.rename("id")
