"""The forest map: local in every part, told addresses and words and no more."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasterio.transform import from_origin

from qngeo.config import Settings, settings
from qngeo.errors import SchemaError, UnknownNameError
from qngeo.i18n import messages
from qngeo.io.imagery.rasters import Grid, Layout, write_raster
from qngeo.io.imagery.series import BANDS, read_series
from qngeo.services.own_data import known
from qngeo.web import assets, forest_map, tile_sources
from qngeo.web.drawn_area import MOST_CORNERS, drawn_area
from qngeo.web.forest_parts import (
    SEASON_LOOKS,
    ChangeRasters,
    changes_message,
    overview_message,
    series_message,
    tile_name,
)
from qngeo.web.layer_specs import BASE_MAPS
from qngeo.web.palettes import LOOKS, look_of

GRID = Grid(
    crs="EPSG:32648", transform=from_origin(700_000, 2_340_000, 20, 20), shape=(5, 5)
)
ABOUT = {
    "2023-2024": {"from": "2023-10-01", "to": "2024-03-31", "cloud_pct": 12.5,
                  "items": [{"id": "a"}, {"id": "b"}]},
    "2024-2025": {"from": "2024-10-01", "to": "2025-03-31"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    """Two published layers, and two series that differ in their kind alone."""
    for name in ("zones", "land"):
        text = '{"type": "FeatureCollection", "features": []}'
        (tmp_path / f"{name}.geojson").write_text(text, encoding="utf-8")
    layers = [{"name": name, "sha256": name[0] * 64} for name in ("zones", "land")]
    (tmp_path / "catalog.json").write_text(json.dumps({"layers": layers}))
    rasters = tmp_path / "rasters"
    for name, kind in (("storm", "satellite"), ("made", "practice")):
        folder = rasters / name
        values = np.full((len(BANDS), 5, 5), 0.5)
        for season, about in ABOUT.items():
            layout = Layout(grid=GRID, bands=BANDS)
            write_raster(folder / f"{season}.tif", layout, values)
            (folder / f"{season}.json").write_text(json.dumps(about))
        about = {"kind": kind, "title_vi": "Chuỗi", "title_en": "Series", "credit": "C"}
        (folder / "series.json").write_text(json.dumps(about))
        loss = Layout(grid=GRID, bands=("loss",), dtype="uint8", nodata=255)
        write_raster(folder / "derived" / "k1" / "loss.tif", loss, values[:1])
    made = Settings(
        layers=tmp_path,
        assets=settings().assets,
        rasters=rasters,
        data=tmp_path,
        var=tmp_path,
    )
    for module in (known, assets, tile_sources):
        monkeypatch.setattr(module, "settings", lambda: made)
    return rasters


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_names_no_outside_address_but_the_optional_base_maps(lang):
    text = forest_map.page(lang).body.decode()
    found = set(re.findall(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}", text))
    allowed = {f"https://{base.host}" for base in BASE_MAPS}
    assert found <= allowed | {"https://www.openstreetmap.org"}
    sources = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert len(sources) >= 4
    assert [s for s in sources if not s.startswith("../assets/")] == []


def test_the_page_holds_the_legend_of_every_look_in_its_language():
    vi, en = (forest_map.page(lang).body.decode() for lang in ("vi", "en"))
    config = json.loads(re.search(r"qngeoConfig = (\{.*?\});</script>", en)[1])
    assert [look["name"] for look in config["looks"]] == [look.name for look in LOOKS]
    assert '<html lang="vi">' in vi
    assert "State of the trees" in en
    assert "State of the trees" not in vi


def test_only_published_layers_are_offered_and_base_maps_are_off():
    text = forest_map.page("en").body.decode()
    assert set(re.findall(r'qngeo\.layer\(\{.*?"key": "(\w+)"', text)) == {"zones"}
    chart = forest_map.build("en")
    bases = [c for c in chart._children.values() if type(c).__name__ == "BaseMap"]
    assert [base.show for base in bases] == [False, False]


def test_the_same_state_gives_the_same_bytes():
    first = forest_map.page("vi").body
    forest_map._rendered.cache_clear()
    assert forest_map.page("vi").body == first


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(UnknownNameError, match="'xx': there are vi and en"):
        forest_map.page("xx")


def test_every_word_that_the_scripts_ask_for_exists_in_both_languages():
    asked = set()
    for path in (settings().assets / "qngeo").glob("*.js"):
        asked |= set(
            re.findall(r'tell\("([a-z_.]+[a-z])"[,)]', path.read_text("utf-8"))
        )
    asked |= {f"season.{side}" for side in ("left", "right")}
    asked |= {f"draw.{tool}" for tool in ("polygon", "rectangle", "edit", "remove")}
    assert len(asked) > 20
    for lang in ("vi", "en"):
        assert {f"raster.{key}" for key in asked} - set(messages(lang)) == set()


def test_a_season_is_told_with_its_dates_images_and_cloud():
    first, second = series_message(read_series_of("storm"), "vi")["seasons"]
    assert first["period"] == "1/10/2023 – 31/3/2024"
    assert first["facts"] == "2 ảnh · mây 12,5 %"
    assert second["facts"] == "– ảnh · không rõ tỷ lệ mây"
    english = series_message(read_series_of("storm"), "en")["seasons"][0]
    assert english["facts"] == "2 images · cloud 12.5 %"


def read_series_of(name):
    return read_series(name, tile_sources.settings().rasters)


def test_a_season_without_dates_says_so(folders):
    (folders / "storm" / "2023-2024.json").write_text("{}")
    first = series_message(read_series_of("storm"), "en")["seasons"][0]
    assert first["period"] == "dates unknown"


def test_practice_is_said_and_its_tiles_carry_the_language():
    real = series_message(read_series_of("storm"), "en")
    made = series_message(read_series_of("made"), "en")
    assert (real["practice"], made["practice"]) == (False, True)
    assert made["seasons"][0]["facts"].startswith("made data")
    for look in SEASON_LOOKS:
        assert "lang=en" in made["seasons"][0]["tiles"][look]
        assert "lang=" not in real["seasons"][0]["tiles"][look]


def test_addresses_carry_the_version_of_the_raster_and_bounds_its_place():
    told = series_message(read_series_of("storm"), "vi")
    version = tile_sources.find("storm", "2023-2024").version(look_of("nbr"))
    assert told["seasons"][0]["tiles"]["nbr"] == (
        f"../tiles/storm/2023-2024/nbr/{{z}}/{{x}}/{{y}}.png?v={version}"
    )
    (south, west), (north, east) = told["bounds"]
    assert 21.1 < south < north < 21.2
    assert 106.9 < west < east < 107.0


def test_a_damaged_season_leaves_the_others_and_their_place(folders):
    whole = series_message(read_series_of("storm"), "vi")
    (folders / "storm" / "2023-2024.tif").write_bytes(b"no raster")
    told = series_message(read_series_of("storm"), "vi")
    assert told["bounds"] == whole["bounds"]
    (folders / "storm" / "2024-2025.tif").write_bytes(b"no raster")
    assert series_message(read_series_of("storm"), "vi")["bounds"] is None


def test_the_credit_of_a_series_is_told():
    assert series_message(read_series_of("storm"), "vi")["credit"] == "C"


def test_computed_rasters_are_told_by_key_and_season(folders):
    series = read_series_of("storm")
    loss = folders / "storm" / "derived" / "k1" / "loss.tif"
    rasters = ChangeRasters(before="2023-2024", after="2024-2025", loss=loss)
    told = changes_message(series, rasters, "vi")
    assert told["loss"].startswith("../tiles/storm/k1.loss/loss/")
    assert (told["before"], told["regained"]) == ("2023-2024", {})
    bare = ChangeRasters(before="2023-2024", after="2024-2025")
    assert changes_message(series, bare, "vi")["loss"] is None


def test_a_raster_of_another_folder_has_no_address(folders):
    with pytest.raises(UnknownNameError, match="no raster of series storm"):
        tile_name(read_series_of("storm"), folders / "made" / "2023-2024.tif")


def test_the_overview_is_told_only_where_it_is_there(tmp_path):
    assert overview_message("vi") is None
    layout = Layout(grid=GRID, bands=("class",), dtype="uint8", nodata=255)
    path = tmp_path / "rasters" / "modis_landcover_2019.tif"
    write_raster(path, layout, np.ones((1, 5, 5)))
    told = overview_message("vi")
    assert told is not None
    assert "/baseline/modis_landcover_2019/landcover/" in told["tiles"]


def feature(ring, kind="Polygon"):
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": [ring]}}


TRIANGLE = [[107.0, 21.0], [107.1, 21.0], [107.1, 21.1], [107.0, 21.0]]


def test_a_drawn_triangle_is_taken_and_nothing_else_of_what_was_sent():
    sent = {**feature(TRIANGLE), "properties": {"area_ha": 1e9}, "id": "x"}
    assert drawn_area(sent) == {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Polygon", "coordinates": [TRIANGLE]},
    }
    assert drawn_area(None) is None


@pytest.mark.parametrize(
    "sent",
    [
        "polygon",
        [],
        {},
        {"geometry": None},
        feature(TRIANGLE, "LineString"),
        {"geometry": {"type": "Polygon", "coordinates": []}},
        {"geometry": {"type": "Polygon", "coordinates": "abc"}},
        feature(TRIANGLE[:2] + TRIANGLE[:1]),
        feature(TRIANGLE[:3]),
        feature([*TRIANGLE[:1], [107.1, 91.0], *TRIANGLE[2:]]),
        feature([*TRIANGLE[:1], [float("nan"), 21.0], *TRIANGLE[2:]]),
        feature([*TRIANGLE[:1], ["107", 21.0], *TRIANGLE[2:]]),
        feature([*TRIANGLE[:1], [107.0, 21.0, 3.0], *TRIANGLE[2:]]),
        feature(TRIANGLE[:3] * MOST_CORNERS + TRIANGLE[:1]),
    ],
)
def test_what_is_no_polygon_is_refused_in_one_line(sent):
    with pytest.raises(SchemaError, match="is no polygon of at least 3 corners"):
        drawn_area(sent)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "geometry", "coordinates"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_whatever_is_sent_is_an_area_or_a_plain_refusal(sent):
    try:
        area = drawn_area(sent)
    except SchemaError:
        return
    assert area is None or area["geometry"]["type"] == "Polygon"
