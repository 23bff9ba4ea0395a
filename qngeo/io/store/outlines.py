"""Geometry on its way into a store: 2D well-known binary, and each store's wrapping.

A GeoPackage keeps well-known binary behind a header of its own (OGC 12-128r19,
clause 2.1.3: magic "GP", flags, srs_id, envelope); PostGIS takes and gives the
extended form (EWKB), which carries the srs_id inside, as hexadecimal text.
"""

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import UserDefinedType

SRS_ID = 4326
"""EPSG code of all stored geometry: WGS 84."""

HEADER = struct.Struct("<2sBBi4d")
_VERSION = 0
_FLAGS = 0b0000_0011
"""Little-endian, envelope of west, east, south, north; not empty."""

_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_SRID_FLAG = 0x2000_0000
_HAS_SRID = struct.Struct("<BII")
_PLAIN = struct.Struct("<BI")

_JOIN: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "MultiPolygon": ("Polygon", lambda part: shapely.MultiPolygon([part])),
    "MultiLineString": ("LineString", lambda part: shapely.MultiLineString([part])),
}


def as_stored(geometry: Any, kind: str) -> Any:
    """Bring one geometry to the kind of its layer: 2D, multi, empty as None.

    Parameters
    ----------
    geometry : geometry or None
    kind : str
        As in `qngeo.io.store.layers.Layer.geometry`.

    Returns
    -------
    geometry or None; None too for a geometry that holds nothing.

    Raises
    ------
    ValueError
        If it is of another kind or has a coordinate that is no finite number.
    """
    if geometry is None or geometry.is_empty:
        return None
    flat = shapely.force_2d(geometry)
    if not np.isfinite(shapely.get_coordinates(flat)).all():
        msg = "a coordinate is no finite number"
        raise ValueError(msg)
    single, join = _JOIN.get(kind, ("", None))
    if join is not None and flat.geom_type == single:
        return join(flat)
    if flat.geom_type != kind:
        msg = f"a {flat.geom_type} where the layer holds {kind}"
        raise ValueError(msg)
    return flat


def to_wkb(geometries: list[Any]) -> list[bytes | None]:
    """Write geometries as little-endian well-known binary; None stays None."""
    return list(shapely.to_wkb(np.array(geometries, dtype=object), byte_order=1))


def to_geopackage(wkb: bytes) -> bytes:
    """Put the header of a GeoPackage before well-known binary."""
    west, south, east, north = shapely.from_wkb(wkb).bounds
    head = HEADER.pack(b"GP", _VERSION, _FLAGS, SRS_ID, west, east, south, north)
    return head + wkb


def from_geopackage(blob: bytes) -> bytes:
    """Take the header off a geometry of a GeoPackage, whatever its envelope."""
    envelope = _ENVELOPE_BYTES[blob[3] >> 1 & 0b111]
    return blob[8 + envelope :]


def to_ewkb(wkb: bytes) -> str:
    """Write little-endian well-known binary as PostGIS takes it, in hexadecimal."""
    order, kind = _PLAIN.unpack_from(wkb)
    head = _HAS_SRID.pack(order, kind | _SRID_FLAG, SRS_ID)
    return (head + wkb[_PLAIN.size :]).hex()


def from_ewkb(text: str) -> bytes:
    """Read what PostGIS gives, little-endian as its server machine is."""
    blob = bytes.fromhex(text)
    order, kind = _PLAIN.unpack_from(blob)
    if not kind & _SRID_FLAG:
        return blob
    return _PLAIN.pack(order, kind & ~_SRID_FLAG) + blob[_HAS_SRID.size :]


class Outline(UserDefinedType[bytes]):
    """Column of well-known binary in Python, of geometry in the database."""

    cache_ok = True

    def __init__(self, kind: str) -> None:
        """Keep the kind, such as MultiPolygon."""
        self.kind = kind

    def get_col_spec(self, **_: Any) -> str:
        """Return the column's type in a GeoPackage."""
        return self.kind.upper()

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Wrap on the way in."""
        wrap = to_geopackage if dialect.name == "sqlite" else to_ewkb
        return lambda wkb: None if wkb is None else wrap(wkb)

    def result_processor(self, dialect: Dialect, _: object) -> Callable[[Any], Any]:
        """Unwrap on the way out."""
        unwrap: Callable[[Any], bytes]
        unwrap = from_geopackage if dialect.name == "sqlite" else from_ewkb
        return lambda stored: None if stored is None else unwrap(stored)


class PostgisOutline(Outline):
    """The same column where PostGIS declares kind and srs_id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the column's type in PostGIS."""
        return f"geometry({self.kind},{SRS_ID})"
