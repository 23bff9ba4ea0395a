"""A drawn area goes into the address and comes back."""

from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, Polygon

from qngeo.services.links.outlines import MOST_CORNERS, decode, encode

AROUND = st.lists(
    st.integers(0, 359), min_size=3, max_size=MOST_CORNERS - 1, unique=True
).filter(lambda angles: max(_gaps(angles)) < 170)


def _gaps(angles: list[int]) -> list[int]:
    ordered = sorted(angles)
    return [
        (after - before) % 360
        for before, after in zip(ordered, [*ordered[1:], ordered[0]], strict=True)
    ]


@given(AROUND, st.floats(106.5, 108), st.floats(20.7, 21.6), st.floats(0.01, 0.3))
def test_an_area_comes_back_to_a_metre(
    angles: list[int], lon: float, lat: float, radius: float
) -> None:
    corners = [
        (lon + radius * cos(radians(a)), lat + radius * sin(radians(a)))
        for a in sorted(angles)
    ]
    area = Polygon(corners)
    text = encode(area)
    assert len(text) < 2000
    back = decode(text)
    assert back is not None
    assert len(back.exterior.coords) == len(corners) + 1
    assert area.exterior.hausdorff_distance(back.exterior) < 1.5e-5


def test_an_outline_with_too_many_corners_is_not_put_into_the_address() -> None:
    assert encode(Point(107, 21).buffer(0.1, quad_segs=MOST_CORNERS)) == ""


@pytest.mark.parametrize("text", ["", "a", "??", "zzzz", "ሴ", "_p~iF~ps|U"])
def test_what_encodes_no_area_gives_none(text: str) -> None:
    assert decode(text) is None


@given(st.text(max_size=60))
def test_any_text_is_an_area_or_none(text: str) -> None:
    found = decode(text)
    assert found is None or (found.is_valid and found.area > 0)
