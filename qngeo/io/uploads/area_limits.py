"""What one file of areas may hold: polygons, and not too many of them."""

from qngeo.errors import SchemaError

MAX_FEATURES = 2000

POLYGONS = ("Polygon", "MultiPolygon")
"""Kinds of geometry that are areas."""


def limited_areas(number: int, name: str) -> None:
    """Refuse a file with more areas than are read.

    Raises
    ------
    SchemaError
    """
    if number > MAX_FEATURES:
        msg = f"{name} holds {number} areas: at most {MAX_FEATURES}; give fewer"
        raise SchemaError(msg)
