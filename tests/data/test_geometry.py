"""The committed cut of land, communes and borders is sound and honest."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from strategies import geodesic_area_ha

from qngeo.config import settings
from qngeo.crs import METRIC, area_ha
from qngeo.domain.boundaries import footprints, outlines
from qngeo.domain.transport import network
from qngeo.io import vectors
from qngeo.model import GeometryMethod

BOX = shapely.box(106.3, 20.5, 108.2, 21.8)
POLYGON_LAYERS = ("land", "communes", "territory")
LINE_LAYERS = ("border_china", "border_province")
MOST_BYTES = 2_500_000


@pytest.fixture(scope="module")
def land():
    return vectors.geometry("land").set_index("class")


@pytest.fixture(scope="module")
def communes():
    return vectors.geometry("communes")


@pytest.fixture(scope="module")
def official():
    return pd.read_csv(settings().data / "communes.csv", dtype={"code": str})


@pytest.mark.parametrize("name", POLYGON_LAYERS + LINE_LAYERS)
def test_every_shape_is_valid_within_the_box_and_says_how_good_it_is(name):
    layer = vectors.geometry(name)
    assert layer.is_valid.all()
    assert layer.within(BOX.buffer(1e-4)).all()
    assert layer["geometry_method"].isin([m.value for m in GeometryMethod]).all()
    assert (layer["position_error_m"] > 0).all()
    assert layer["source_ids"].str.len().gt(0).all()


def test_the_files_stay_small():
    folder = settings().data / "geometry"
    assert sum(p.stat().st_size for p in folder.glob("*.geojson")) < MOST_BYTES


def test_land_of_the_province_is_of_the_expected_size(land):
    # OpenStreetMap land, not the official 6,178 to 6,208 km2.
    province = area_ha(land.geometry)["province"] / 100
    assert 5_450 < province < 5_650


def test_land_classes_do_not_overlap(land):
    shapes = land.to_crs(METRIC).geometry
    for first, second in [
        ("province", "neighbour"),
        ("province", "china"),
        ("neighbour", "china"),
    ]:
        # The outlines are simplified one by one: slivers along the border only.
        shared = shapes[first].intersection(shapes[second])
        assert shared.buffer(-70).is_empty


def test_the_border_with_china_is_crossed_by_no_land_of_the_province(land):
    home = vectors.geometry("territory").to_crs(METRIC).geometry.item()
    beyond = land.to_crs(METRIC).geometry["province"].difference(home)
    assert beyond.buffer(-50).is_empty


def test_planar_and_geodesic_areas_agree(communes):
    planar = area_ha(communes.geometry).to_numpy()
    geodesic = geodesic_area_ha(communes.geometry)
    assert np.abs(planar / geodesic - 1).max() < 5e-4


def test_the_54_communes_share_the_land_without_gap_or_overlap(communes, land):
    shapes = communes.to_crs(METRIC).geometry
    province = land.to_crs(METRIC).geometry["province"]
    whole = shapely.union_all(shapes.array)
    assert len(communes) == 54
    assert shapes.area.sum() - whole.area < 1e-5 * whole.area
    assert whole.symmetric_difference(province).area < 1e-4 * province.area


def test_communes_are_labelled_approximate(communes, official):
    assert set(communes["geometry_method"]) == {"schematic"}
    assert (communes["position_error_m"] >= 1000).all()
    assert set(communes["commune_id"]) == set(official["commune_id"])


def test_inland_communes_have_their_official_area_and_none_is_forced(
    communes, official
):
    drawn = area_ha(communes.set_index("commune_id").geometry) / 100
    ratio = drawn / official.set_index("commune_id")["area_km2"]
    assert (ratio.sub(1).abs() < 0.01).sum() >= 20
    assert ratio.min() > 0.55


def test_van_don_and_co_to_are_archipelagos(communes):
    shapes = communes.set_index("commune_id").geometry
    assert len(shapes["commune:van_don"].geoms) > 300
    assert len(shapes["commune:co_to"].geoms) > 10


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("commune:van_don", 21.118, 107.414),  # the airport, stated position
        ("commune:mong_cai_1", 21.526, 108.010),
        ("commune:dong_mai", 21.00608, 106.84121),  # Đông Mai park, stated position
        ("commune:co_to", 21.2394, 107.9642),  # Trần island, apart from the others
        ("commune:vinh_thuc", 21.3692, 107.9239),
        ("commune:cai_chien", 21.3287, 107.7705),
        ("commune:hoanh_mo", 21.5900, 107.4950),
    ],
)
def test_known_places_lie_in_their_commune(communes, name, lat, lon):
    shape = communes.set_index("commune_id").geometry[name]
    assert shape.contains(shapely.Point(lon, lat))


def test_cat_ba_is_no_land_of_the_province(land):
    cat_ba = shapely.Point(107.0044, 20.7950)
    assert land.geometry["neighbour"].contains(cat_ba)
    assert not land.geometry["province"].contains(cat_ba)


@pytest.fixture(scope="module")
def zones(communes, official):
    claims = {
        "zone:van_don": 58_183.0,
        "zone:mong_cai": 69_399.0,
        "zone:quang_yen": 13_303.0,
        "zone:hoanh_mo": 14_236.0,
        "zone:bac_phong_sinh": 9_373.43,
    }
    table = pd.DataFrame(
        {"subject_id": list(claims), "area_land_ha": list(claims.values())}
    ).assign(name_vi="", name_en="", kind="zone", area_land_fact="", source_ids="")
    extents = vectors.table("zone_extents")
    extents["position_error_m"] = pd.to_numeric(extents["position_error_m"])
    land = communes.merge(official[["commune_id", "area_km2"]], on="commune_id")
    return outlines.zone_land(extents, table, land)


def test_zone_land_is_near_the_published_area_or_a_note_says_why(zones):
    apart = 100 * (zones["area_drawn_ha"] / zones["area_published_ha"] - 1)
    far = apart.abs() > outlines.TOLERANCE_PCT
    assert zones.loc[far, ["note_vi", "note_en"]].map(len).gt(40).all(axis=None)
    assert set(zones.loc[~far, "subject_id"]) == {
        "zone:quang_yen",
        "zone:bac_phong_sinh",
    }


def test_zones_never_claim_more_land_than_published(zones):
    apart = 100 * (zones["area_drawn_ha"] / zones["area_published_ha"] - 1)
    assert (apart < outlines.TOLERANCE_PCT).all()


def test_zones_are_valid_polygons(zones):
    assert zones.is_valid.all()
    assert set(zones.geom_type) <= {"Polygon", "MultiPolygon"}


def test_zones_do_not_overlap(zones):
    shapes = zones.to_crs(METRIC).geometry
    whole = shapely.union_all(shapes.array, grid_size=0.1)
    assert shapes.area.sum() - whole.area < 1e-5 * whole.area


def test_quang_yen_lies_in_its_published_box_and_its_parts_add_up(zones):
    extents = vectors.table("zone_extents").query("subject_id == 'zone:quang_yen'")
    assert pd.to_numeric(extents["area_ha"]).sum() == pytest.approx(13_303)
    shape = zones.set_index("subject_id").geometry["zone:quang_yen"]
    assert shape.within(shapely.box(106.6983, 20.8169, 106.9175, 21.0267).buffer(1e-4))


def test_park_placements_name_known_communes(communes):
    table = vectors.table("park_placement")
    named = {name for text in table["within"] for name in outlines.ids(text)}
    assert named <= set(communes["commune_id"])
    assert set(table["on_water"]) <= {"yes", "no"}


def test_transport_tables_give_lines_and_points_near_the_province():
    lines = network.lines(vectors.table("transport_lines"))
    points = network.points(vectors.table("transport_points"))
    around = BOX.buffer(0.3)
    for layer in (lines, points):
        assert isinstance(layer, gpd.GeoDataFrame)
        assert layer.within(around).all()
        assert layer["position_error_m"].notna().all()


def test_footprints_on_the_real_coast_keep_their_area(communes):
    land = communes.set_index("commune_id").geometry
    park = pd.DataFrame(
        [
            {
                "subject_id": "park:cai_lan",
                "name_vi": "",
                "name_en": "",
                "kind": "park",
                "lat": 20.972393,
                "lon": 107.0448962,
                "uncertainty_km": 0.8,
                "area_ha": 305.3,
                "area_fact": "",
                "on_water": False,
                "source_ids": "",
            }
        ]
    )
    drawn = footprints.footprints(park, land)
    assert drawn["area_drawn_ha"].item() == pytest.approx(305.3, rel=0.02)
