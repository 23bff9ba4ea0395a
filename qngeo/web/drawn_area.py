"""An area drawn on the map (vùng vẽ), checked before anything is computed for it."""

from typing import Any

from qngeo.errors import SchemaError

MOST_CORNERS = 2000
"""Corners of a drawn ring, its end counted twice."""

_LEAST_CORNERS = 4
_LONGITUDE, _LATITUDE = 180.0, 90.0


def drawn_area(value: object) -> dict[str, Any] | None:
    """Return an area drawn on the map once it is seen to be one, else None.

    Parameters
    ----------
    value : object
        As the browser sent it.

    Raises
    ------
    SchemaError
        If it is no polygon of 3 to `MOST_CORNERS` corners with finite coordinates.
    """
    if value is None:
        return None
    rings = _rings(value)
    if rings is None or not all(_is_ring(ring) for ring in rings):
        message = (
            "the drawn area is no polygon of at least 3 corners and at most"
            f" {MOST_CORNERS}: draw it again"
        )
        raise SchemaError(message)
    return {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Polygon", "coordinates": rings},
    }


def _rings(value: object) -> list[Any] | None:
    geometry = value.get("geometry") if isinstance(value, dict) else None
    if not isinstance(geometry, dict) or geometry.get("type") != "Polygon":
        return None
    rings = geometry.get("coordinates")
    return rings if isinstance(rings, list) and rings else None


def _is_ring(ring: object) -> bool:
    return (
        isinstance(ring, list)
        and _LEAST_CORNERS <= len(ring) <= MOST_CORNERS
        and all(_is_place(place) for place in ring)
        and ring[0] == ring[-1]
    )


def _is_place(place: object) -> bool:
    if not isinstance(place, list) or len(place) != 2:  # noqa: PLR2004 -- a pair
        return False
    if not all(isinstance(part, int | float) for part in place):
        return False
    return bool(abs(place[0]) <= _LONGITUDE and abs(place[1]) <= _LATITUDE)
