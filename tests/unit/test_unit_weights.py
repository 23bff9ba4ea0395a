"""Weights of former units are shares of area; what is not known stays so."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from qngeo.domain.boundaries.unit_weights import area_weights

EAST, NORTH = 430_000.0, 2_330_000.0


def square(west: float, south: float, east: float, north: float):
    """Metres from a corner within the province; 1,000 by 1,000 is 100 ha."""
    return box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def frame(column: str, **shapes: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {column: list(shapes)}, geometry=list(shapes.values()), crs="EPSG:5899"
    )


def pairs(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["code", "commune_id"])


def weights(found: pd.DataFrame) -> dict[tuple[str, str], float]:
    return found.set_index(["code", "commune_id"])["weight"].to_dict()


OLD = frame("code", o=square(0, 0, 1000, 1000))
BOTH = pairs(("o", "a"), ("o", "b"))


def test_shares_of_a_divided_unit_and_what_no_commune_covers():
    new = frame("commune_id", a=square(0, 0, 600, 1000), b=square(600, 0, 900, 1000))
    found = area_weights(OLD, new, BOTH)
    assert weights(found) == pytest.approx(
        {("o", "a"): 0.6, ("o", "b"): 0.3, ("o", ""): 0.1}
    )
    assert list(found["area_ha"]) == pytest.approx([60, 30, 10])


def test_land_in_a_neighbour_that_it_did_not_go_to_is_the_remainder():
    new = frame("commune_id", a=square(0, 0, 950, 1000), c=square(950, 0, 2000, 1000))
    found = area_weights(OLD, new, pairs(("o", "a")))
    assert weights(found) == pytest.approx({("o", "a"): 0.95, ("o", ""): 0.05})


def test_what_two_communes_claim_is_given_to_neither():
    new = frame("commune_id", a=square(0, 0, 600, 1000), b=square(500, 0, 1000, 1000))
    assert weights(area_weights(OLD, new, BOTH)) == pytest.approx(
        {("o", "a"): 0.5, ("o", "b"): 0.4, ("o", ""): 0.1}
    )


def test_without_the_outline_of_a_commune_its_share_and_the_rest_are_unknown():
    new = frame("commune_id", a=square(0, 0, 600, 1000))
    found = weights(area_weights(OLD, new, BOTH))
    assert found.pop(("o", "a")) == pytest.approx(0.6)
    assert pd.isna(pd.Series(found)).all()
    assert set(found) == {("o", "b"), ("o", "")}


def test_a_unit_without_an_outline_has_no_weight():
    new = frame("commune_id", a=square(0, 0, 600, 1000))
    assert area_weights(OLD, new, pairs(("other", "a"))).empty


def test_degrees_and_metres_give_the_same():
    new = frame("commune_id", a=square(0, 0, 600, 1000), b=square(600, 0, 1000, 1000))
    metres = weights(area_weights(OLD, new, BOTH))
    degrees = weights(
        area_weights(OLD.to_crs("EPSG:4326"), new.to_crs("EPSG:4326"), BOTH)
    )
    assert degrees == pytest.approx(metres, abs=1e-6)


edges = st.integers(-500, 1500)
boxes = st.tuples(edges, edges, st.integers(1, 1500), st.integers(1, 1500))


@given(st.lists(boxes, min_size=1, max_size=5))
def test_weights_of_a_unit_add_up_to_one(places):
    named = {
        f"c{at}": square(west, south, west + wide, south + high)
        for at, (west, south, wide, high) in enumerate(places)
    }
    new = frame("commune_id", **named)
    found = area_weights(OLD, new, pairs(*[("o", name) for name in named]))
    assert found["weight"].sum() == pytest.approx(1)
    assert found["weight"].between(-1e-12, 1 + 1e-12).all()
    assert found["area_ha"].sum() == pytest.approx(100)
