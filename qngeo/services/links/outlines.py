"""How does an own area fit into a link? Its corners, as text of sixty-four signs.

The corners are an encoded polyline of five decimals (about a metre), written in the
signs of base64url: an address holds them as they are, where the polyline's own signs
would grow to three each. 200 corners take at most 1,620 characters.
"""

import polyline
from shapely import Polygon

MOST_CORNERS = 200
"""A longer outline would make an address that mail programs cut."""

_POLYLINE = "".join(chr(63 + value) for value in range(64))
_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_TO_SAFE = str.maketrans(_POLYLINE, _SAFE)
_FROM_SAFE = str.maketrans(_SAFE, _POLYLINE)


def encode(area: Polygon) -> str:
    """Return the outer ring of a polygon as text.

    Parameters
    ----------
    area : Polygon
        EPSG:4326, x the longitude.

    Returns
    -------
    str
        "" where it is no polygon or has more than `MOST_CORNERS` corners.
    """
    corners = list(area.exterior.coords) if area.geom_type == "Polygon" else []
    if not corners or len(corners) - 1 > MOST_CORNERS:
        return ""
    text = str(polyline.encode([(x, y) for x, y, *_ in corners], geojson=True))
    return text.translate(_TO_SAFE)


def decode(text: str) -> Polygon | None:
    """Return the polygon that a text encodes; None if it encodes none.

    Examples
    --------
    >>> decode(encode(Polygon([(107, 21), (107.1, 21), (107, 21.1)]))).wkt
    'POLYGON ((107 21, 107.1 21, 107 21.1, 107 21))'
    >>> decode("<script>") is None
    True
    """
    if not text or not set(text) <= set(_SAFE):
        return None
    try:
        corners = polyline.decode(text.translate(_FROM_SAFE), geojson=True)
        area = Polygon(corners)
    except (ValueError, IndexError):
        return None
    inside = all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in corners)  # noqa: PLR2004 -- degrees
    whole = len(corners) - 1 <= MOST_CORNERS and inside
    return area if whole and area.is_valid and area.area > 0 else None
