"""Whatever is imported and exported comes back the same."""

import io
import json
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from made_imports import EAST, NORTH, geojson

from qngeo.io.store import open_store
from qngeo.io.uploads.sheet_cells import as_given
from qngeo.io.uploads.tables import as_csv
from qngeo.services.own_data.importing import check_file, import_checked

LETTERS = st.sampled_from("abc ÀáảẠăđĐơưỹ<>&\"'=+-,;1.5%°\\/")
NAMES = st.text(LETTERS, min_size=1, max_size=20).map(str.strip).filter(bool)
HECTARES = st.floats(min_value=0.01, max_value=1e5, allow_nan=False)
METRES = st.integers(min_value=50, max_value=900)


@st.composite
def layers(draw):
    """One to four parks 1 km apart, of any names and sizes, in EPSG:5899."""
    count = draw(st.integers(min_value=1, max_value=4))
    shapes = [
        shapely.box(
            EAST + 1000 * at,
            NORTH,
            EAST + 1000 * at + draw(METRES),
            NORTH + draw(METRES),
        )
        for at in range(count)
    ]
    return gpd.GeoDataFrame(
        {
            "feature_id": [f"park:p{at}" for at in range(count)],
            "name_vi": [draw(NAMES) for _ in range(count)],
            "area_planned_ha": [draw(HECTARES) for _ in range(count)],
            "ghi_rieng": [draw(NAMES) for _ in range(count)],
        },
        geometry=shapes,
        crs=5899,
    )


def as_geojson(frame):
    return geojson(frame)


def as_geopackage(frame):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        pyogrio.write_dataframe(frame, path)
        return path.read_bytes()


def as_parquet(frame):
    memory = io.BytesIO()
    frame.to_parquet(memory)
    return memory.getvalue()


WRITERS = {"a.geojson": as_geojson, "a.gpkg": as_geopackage, "a.parquet": as_parquet}


def same(found, frame):
    """Attributes equal, geometry to 1 mm, CRS as the store keeps it."""
    assert found.crs == 4326
    assert found["feature_id"].tolist() == frame["feature_id"].tolist()
    assert found["name_vi"].tolist() == frame["name_vi"].tolist()
    metres = found.to_crs(5899).geometry
    apart = shapely.hausdorff_distance(metres.array, frame.geometry.array)
    assert np.max(apart) < 1e-3


@pytest.mark.parametrize("name", WRITERS)
@given(frame=layers())
@settings(max_examples=15)
def test_what_was_imported_is_what_the_file_held(name, frame):
    found = check_file(WRITERS[name](frame), name=name, layer="parks")
    assert found.report.accepted == len(frame), found.report.as_frame("en").to_string()
    same(found.rows, frame)
    assert found.rows["area_planned_ha"].tolist() == frame["area_planned_ha"].tolist()
    kept = [row["ghi_rieng"] for row in found.rows["extra"]]
    assert kept == frame["ghi_rieng"].tolist()


@given(frame=layers())
@settings(max_examples=5)
def test_what_the_store_gives_back_imports_without_a_change(frame):
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "own.gpkg"))
        first = check_file(as_geojson(frame), name="a.geojson", layer="parks")
        import_checked(store, first, who="Minh")
        exported = store.read("parks")
        same(exported, frame)
        held = [json.loads(row) for row in exported["extra"]]
        assert [row["ghi_rieng"] for row in held] == frame["ghi_rieng"].tolist()
        assert [row["area_planned_ha"] for row in held] == frame[
            "area_planned_ha"
        ].tolist()
        again = check_file(as_geopackage(exported), name="b.gpkg", layer="parks",
                           store=store)  # fmt: skip
        assert again.report.count("fault") == 0
        version = import_checked(store, again, who="Minh", mode="replace")
        assert (version.added, version.changed, version.removed) == (0, 0, 0)
        store.close()


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True))
def test_a_table_written_for_spreadsheets_holds_no_formula(names):
    frame = gpd.pd.DataFrame({"ten": names})
    lines = as_csv(frame).decode("utf-8-sig").split("\n")
    assert not any(line.startswith(("=", "+", "-", "@")) for line in lines)
    back = gpd.pd.read_csv(io.BytesIO(as_csv(frame)), dtype=str, keep_default_na=False)
    assert [as_given(cell) for cell in back["ten"]] == names
