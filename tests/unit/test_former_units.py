"""Weights of former units: the shipped ones, and those of outlines of their own."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from qngeo.crs import METRIC, STORAGE
from qngeo.io.store import Commit, log
from qngeo.services.layers import former_units, places
from qngeo.services.layers.former_units import legacy_units
from qngeo.services.own_data import known

DIVIDED = "06655"
"""Phường Hà Khẩu: its larger part went to Việt Hưng, another to Tuần Châu."""

EAST, NORTH = 430_000.0, 2_320_000.0


def squares(**spans: tuple[float, float]) -> gpd.GeoSeries:
    """Strips of 1 km from south to north; metres from west to east."""
    strips = {
        name: box(EAST + west, NORTH, EAST + east, NORTH + 1000)
        for name, (west, east) in spans.items()
    }
    return gpd.GeoSeries(strips, crs=METRIC).to_crs(STORAGE)


def communes() -> gpd.GeoDataFrame:
    drawn = squares(viet_hung=(0, 300), tuan_chau=(300, 900))
    return gpd.GeoDataFrame(
        {
            "commune_id": "commune:" + drawn.index,
            "name_vi": list(drawn.index),
            "geometry_method": ["surveyed", "dissolved_from_approximate_communes"],
        },
        geometry=drawn.array,
        crs=STORAGE,
    )


def own(feature_id: str = f"former:{DIVIDED}", name: str = "") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"feature_id": [feature_id], "name_vi": [name]},
        geometry=squares(o=(0, 1000)).array,
        crs=STORAGE,
    )


def of(table: pd.DataFrame, code: str = DIVIDED) -> pd.DataFrame:
    return table[table["code"].eq(code)].set_index("commune_id")


def test_without_outlines_the_shipped_weights_stand_and_say_so():
    table = legacy_units()
    assert set(table["basis"]) == {"shipped"}
    assert (table["weight"] == table["weight_shipped"]).all()
    assert of(table)["weight"].to_dict() == {
        "commune:viet_hung": 1,
        "commune:tuan_chau": 0,
    }


def test_an_own_outline_gives_shares_beside_the_shipped_weights():
    """300 m in Việt Hưng, 600 m in Tuần Châu, 100 m in neither, of 1,000 m."""
    table = legacy_units(own(), communes())
    mine = of(table)
    assert mine["weight"].to_dict() == pytest.approx(
        {"commune:viet_hung": 0.3, "commune:tuan_chau": 0.6, "": 0.1}, abs=1e-6
    )
    assert set(mine["basis"]) == {"overlap"}
    assert mine.loc["commune:viet_hung", "weight_shipped"] == 1
    assert mine.loc["commune:tuan_chau", "weight_shipped"] == 0
    assert pd.isna(mine.loc["", "weight_shipped"])
    assert "surveyed" in mine.loc["commune:viet_hung", "note"]
    assert "approximate" in mine.loc["commune:tuan_chau", "note"]
    assert "in none of the communes" in mine.loc["", "note"]
    others = table[table["code"].ne(DIVIDED)].reset_index(drop=True)
    before = legacy_units()
    same = before[before["code"].ne(DIVIDED)].reset_index(drop=True)
    pd.testing.assert_frame_equal(others, same)


@pytest.mark.parametrize(
    ("feature_id", "name", "known_unit"),
    [
        (f"former:{DIVIDED}", "", True),
        ("former:phuong_ha_khau", "phường Hà Khẩu", True),
        ("former:99999", "Phường Không Có", False),
    ],
)
def test_an_outline_goes_by_its_code_or_its_name(feature_id, name, known_unit):
    mine = of(legacy_units(own(feature_id, name), communes()))
    assert (mine["basis"] == "overlap").all() == known_unit


def test_the_search_takes_the_commune_that_holds_most_of_it():
    table = legacy_units(own(), communes())
    mine = table[table["code"].eq(DIVIDED)]
    found = places.former_communes(mine, communes())
    (place,) = [p for p in found if p["id"] == f"former:{DIVIDED}"]
    assert place["also"] == ["tuan_chau"]


@pytest.fixture
def stored(own_store, monkeypatch):
    """A store that got the outline on 25 November 2026."""
    monkeypatch.setattr(log, "next_moment", lambda _: "2026-11-25T08:00:00.000000Z")
    drawn = communes().rename(columns={"commune_id": "feature_id"})
    for layer, rows in (("former_units", own()), ("communes", drawn)):
        known.store().commit(
            Commit(layer=layer, who="lan", action="import", rows=rows, mode="upsert")
        )
    return own_store


@pytest.mark.usefixtures("stored")
def test_stored_outlines_count_as_they_were_known():
    now = of(known.legacy_units())
    assert now["weight"].sum() == pytest.approx(1)
    assert now.loc["commune:viet_hung", "weight"] == pytest.approx(0.3, abs=1e-6)
    before = of(known.legacy_units(date(2026, 11, 24)))
    assert set(before["basis"]) == {former_units.SHIPPED}
