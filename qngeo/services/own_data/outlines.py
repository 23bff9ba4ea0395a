"""Are the outlines of a person's file in their place, sound and alone on their land?"""

from typing import Any

import numpy as np
import shapely

from qngeo.crs import STORAGE
from qngeo.domain.imports import mending
from qngeo.domain.imports import places as import_places
from qngeo.domain.imports import shapes as import_shapes
from qngeo.domain.imports.columns import Cleaned
from qngeo.domain.imports.findings import FAULT, NOTE
from qngeo.domain.imports.mending import Measured, Shapes
from qngeo.domain.imports.rules import LINE, LayerRules
from qngeo.io.store import Store
from qngeo.io.uploads.raw import Raw
from qngeo.services.own_data import crs as import_crs
from qngeo.services.own_data import known_before as import_known
from qngeo.services.own_data.crs import Decision

_POINT, _POLYGON = 0, 3


def outlines(
    raw: Raw, rules: LayerRules, crs: str, found: Cleaned
) -> tuple[Measured | None, Decision]:
    """Bring the shapes of a file to EPSG:4326, mend and measure them.

    Returns
    -------
    tuple of (Measured or None, Decision)
        None where the layer has no outlines or they cannot be read; the findings of
        ``found`` tell why.
    """
    nothing = None, Decision(STORAGE)
    if rules.shape == "none":
        return nothing
    if raw.shapes is None:
        if rules.shape == "required":
            found.tell(FAULT, "no_shapes")
        return nothing
    for row, reason in raw.broken.items():
        found.tell(FAULT, "shape_broken", row, values={"reason": reason})
    read_as = import_crs.decide(raw, crs, found.findings)
    if read_as is None:
        return nothing
    finite, bad = _finite(raw.shapes)
    for at in np.flatnonzero(bad):
        mending.tell(found.findings, found.table, at, FAULT, "shape_not_finite")
    degrees = import_places.to_degrees(finite, read_as.crs, turned=read_as.turned)
    if rules.shape == "optional":
        _points_beside(degrees, found)
    else:
        _missing(degrees, bad, raw, found)
    if rules.drawn == LINE and raw.joined:
        degrees = _courses(degrees)
    kept = mending.mended(degrees, found.table, found.findings, drawn=rules.drawn)
    return kept, read_as


def _missing(degrees: Shapes, bad: Any, raw: Raw, found: Cleaned) -> None:
    """Tell features without a shape that were not told for another reason."""
    gone = shapely.is_missing(degrees) | shapely.is_empty(degrees)
    for at in np.flatnonzero(gone & ~bad):
        if found.table.index[int(at)] not in raw.broken:
            mending.tell(found.findings, found.table, at, FAULT, "shape_missing")


def _courses(shapes: Shapes) -> Shapes:
    """Return outlines that were joined of corner points as open lines."""
    found = shapes.copy()
    for at in np.flatnonzero(shapely.get_type_id(shapes) == _POLYGON):
        corners = shapely.get_coordinates(shapes[at].exterior)[:-1]
        found[at] = shapely.LineString(corners)
    return found


def _finite(shapes: Shapes) -> tuple[Shapes, Any]:
    """Take out shapes with a coordinate that is not finite."""
    places, owner = shapely.get_coordinates(shapes, return_index=True)
    bad = np.zeros(len(shapes), dtype=bool)
    bad[owner[~np.isfinite(places).all(axis=1)]] = True
    kept = shapes.copy()
    kept[bad] = None
    return kept, bad


def _points_beside(degrees: Shapes, found: Cleaned) -> None:
    """Keep points of a ledger as longitude and latitude beside its rows."""
    points = np.flatnonzero(shapely.get_type_id(degrees) == _POINT)
    for at in points:
        lon, lat = shapely.get_coordinates(degrees[at])[0]
        found.table["extra"].iloc[at].update(lon=round(lon, 7), lat=round(lat, 7))
        degrees[at] = None
    if len(points):
        found.tell(NOTE, "points_kept", values={"count": len(points)})


def compare(
    measured: Measured, rules: LayerRules, found: Cleaned, store: Store | None
) -> None:
    """Hold outlines against the province, one another and what is stored.

    A stored row of the same id gives way to the new one and is not compared.
    """
    told, table = found.findings, found.table
    import_shapes.places(measured, table, import_known.reach(), told)
    import_shapes.twice(measured, table, told)
    if rules.shape == "required":
        import_shapes.far_off(measured, table, import_known.drawn(rules.name), told)
    if rules.area:
        import_shapes.stated(measured, table, rules.area, told)
    if not rules.overlaps:
        return
    import_shapes.overlaps(measured, table, told)
    stored = store.read(rules.name) if store is not None else None
    if stored is None or stored.empty:
        return
    others = stored[~stored["feature_id"].isin(table["feature_id"])]
    shapes = np.asarray(others.geometry.array, dtype=object)
    drawn = ~shapely.is_missing(shapes)
    import_shapes.overlaps(
        measured,
        table,
        told,
        others=mending.metric(shapes[drawn]),
        other_ids=others["feature_id"].to_numpy(object)[drawn],
    )
