"""Rules of zonal statistics that hold for all grids and polygons."""

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from qngeo.domain.zonal.class_areas import class_areas
from qngeo.domain.zonal.coverage import cover, edges_of
from qngeo.domain.zonal.laid_window import LaidWindow
from qngeo.domain.zonal.statistics import Needs, Totals, part_of
from qngeo.grids import CellGrid, Window

ROWS, COLS = 7, 9
GRID = CellGrid(pyproj.CRS("EPSG:4326"), (0.001, 0, 107, 0, -0.001, 21), ROWS, COLS)
WHOLE = Window(0, ROWS, 0, COLS)

# On the lines of the grid as often as between them, in the grid and beside it. Finer
# than a millionth of a cell the intersections that are compared with would go wrong.
PLACES = st.one_of(
    st.integers(-3, 12).map(float),
    st.integers(-3_000_000, 12_000_000).map(lambda millionths: millionths / 1e6),
)
POINTS = st.lists(st.tuples(PLACES, PLACES), min_size=3, max_size=9)


def _polygonal(points):
    parts = shapely.get_parts(
        shapely.get_parts(shapely.make_valid(shapely.Polygon(points)))
    )
    return shapely.MultiPolygon([p for p in parts if p.geom_type == "Polygon"])


POLYGONS = POINTS.map(_polygonal)
VALUES = st.integers(0, 2**32 - 1).map(
    lambda seed: np.random.default_rng(seed).integers(0, 6, (ROWS, COLS)).astype("u1")
)


def shares(polygons, window=WHOLE):
    """Write the coverage out as one picture a polygon."""
    found = cover(edges_of(np.array(polygons, dtype=object)), window)
    picture = np.zeros((len(polygons), *window.shape))
    for zone, row, start, stop in zip(
        found.span_zone,
        found.span_row,
        found.span_start,
        found.span_stop,
        strict=True,
    ):
        picture[zone, row, start:stop] += 1
    np.add.at(picture, (found.zone, found.row, found.col), found.share)
    return picture


def laid_on(polygons):
    coverage = cover(edges_of(np.array(polygons, dtype=object)), WHOLE)
    return LaidWindow(WHOLE, coverage, GRID.cell_areas(WHOLE))


def summed(values, valid, polygons):
    totals = Totals(len(polygons))
    needs = Needs.of(("sum", "std", "min", "max"))
    totals.add(part_of(values, valid, laid_on(polygons), needs))
    return totals.table(("count", "sum", "mean", "min", "max", "std"))


@settings(deadline=None, max_examples=150)
@given(POLYGONS)
def test_the_share_of_a_cell_is_its_intersection_with_the_polygon(polygon):
    cells = np.array(
        [[shapely.box(c, r, c + 1, r + 1) for c in range(COLS)] for r in range(ROWS)]
    )
    assert shares([polygon])[0] == pytest.approx(
        shapely.area(shapely.intersection(cells, polygon)), abs=1e-6
    )


@settings(deadline=None)
@given(POLYGONS, st.integers(1, ROWS - 1), st.integers(1, COLS - 1))
def test_windows_together_cover_what_the_whole_covers(polygon, row, col):
    parts = [
        [
            shares([polygon], Window(top, bottom, left, right))[0]
            for left, right in ((0, col), (col, COLS))
        ]
        for top, bottom in ((0, row), (row, ROWS))
    ]
    assert np.block(parts) == pytest.approx(shares([polygon])[0], abs=1e-9)


@settings(deadline=None)
@given(POLYGONS, POLYGONS)
def test_a_polygon_does_not_disturb_another(one, other):
    both = shares([one, other])
    assert both[0] == pytest.approx(shares([one])[0], abs=1e-12)
    assert both[1] == pytest.approx(shares([other])[0], abs=1e-12)


@settings(deadline=None)
@given(POLYGONS, VALUES, VALUES)
def test_the_statistics_are_those_of_the_shares(polygon, values, mask):
    valid = mask > 1
    weight = shares([polygon])[0] * valid
    row = summed(values, valid, [polygon]).iloc[0]
    assert row["count"] == pytest.approx(weight.sum(), abs=1e-9)
    if weight.sum() < 1e-6:
        return
    mean = (weight * values).sum() / weight.sum()
    spread = (weight * (values - mean) ** 2).sum() / weight.sum()
    assert row["mean"] == pytest.approx(mean, abs=1e-9)
    assert row["std"] == pytest.approx(spread**0.5, abs=1e-5)
    assert row["min"] == values[weight > 0].min()
    assert row["max"] == values[weight > 0].max()


@settings(deadline=None)
@given(POLYGONS, VALUES, st.one_of(st.none(), VALUES))
def test_the_areas_of_the_classes_add_up_to_the_valid_area(polygon, values, mask):
    valid = None if mask is None else mask > 1
    found = class_areas(values, valid, laid_on([polygon]))
    row = summed(values, valid, [polygon]).iloc[0]
    assert found["m2"].sum() / 1e4 == pytest.approx(row["area_ha"], abs=1e-9)
    if row["count"] > 1e-6:
        assert set(found["class"]) <= set(range(6))
        mean = (found["class"] * found["m2"]).sum() / found["m2"].sum()
        # The cells of this small grid differ in area by less than a ten-thousandth.
        assert mean == pytest.approx(row["mean"], abs=1e-3)
