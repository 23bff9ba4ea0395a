"""``check`` over shipped and own data: which is which, and what is a fault."""

import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from qngeo import schema
from qngeo.io.store import Commit

SOURCE = "vir_2023_03_song_khoai_ip"


pytestmark = pytest.mark.usefixtures("own_store")


def commit(store, layer, rows):
    return store.commit(
        Commit(layer=layer, who="Lan", action="import", rows=rows, mode="upsert")
    )


def fact(**cells):
    columns = dict.fromkeys(schema.FACTS.columns, "")
    row = columns | {
        "fact_id": "f900001", "subject_id": "park:song_khoai",
        "attribute": "area_planned", "value": "714", "unit": "ha", "as_of": "2024",
        "recorded": "2026-11-22", "confidence": "stated", "source_id": SOURCE, **cells,
    }  # fmt: skip
    return pd.DataFrame([row]).rename(columns={"fact_id": "feature_id"})


@pytest.fixture
def told(qngeo, store):
    """Run the command: (exit code, rows of own data)."""
    assert store.versions() == []

    def run():
        code, out, err = qngeo("check", "--format", "json")
        rows = json.loads(out)
        assert [row for row in rows if row["data"] == "shipped"] == []
        assert "own data" in err
        return code, [row for row in rows if row["data"] == "own"]

    return run


def test_without_own_data_nothing_is_told_of_them(told):
    assert told() == (0, [])


def test_a_sound_own_figure_is_no_fault(store, told):
    commit(store, "facts", fact())
    assert told() == (0, [])


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"source_id": "no_such"}, "source_id resolves"),
        ({"subject_id": "park:atlantis"}, "subject_id resolves"),
        ({"attribute": "area_plant"}, "attribute resolves"),
        ({"attribute": "fill_rate", "unit": "%", "value": "130"},
         "a share lies between 0 and 100 %"),
        ({"attribute": "area_leased", "value": "5000"},
         "leased land is no more than its whole"),
        ({"recorded": "soon"}, "keeps the schema"),
    ],
)  # fmt: skip
def test_an_own_figure_that_cannot_be_ends_with_exit_code_one(store, told, cells, rule):
    commit(store, "facts", fact(**cells))
    code, rows = told()
    assert code == 1
    assert rule in {row["rule"] for row in rows if row["severity"] == "fault"}
    assert all(row["remedy"] for row in rows)


def test_what_hides_published_rows_is_told_without_a_fault(store, told):
    title = pd.DataFrame([{"feature_id": SOURCE, "title": "Mine", "language": "vi",
                           "type": "other"}]).assign(
        publisher="", date="", url="", note=""
    )  # fmt: skip
    commit(store, "sources", title)
    park = gpd.GeoDataFrame(
        {"feature_id": ["park:song_khoai"], "geometry_method": ["surveyed"]},
        geometry=[box(106.85, 20.98, 106.86, 20.99)], crs="EPSG:4326",
    )  # fmt: skip
    commit(store, "parks", park)
    code, rows = told()
    assert code == 0
    assert {(row["row"], row["severity"]) for row in rows} == {
        (SOURCE, "warning"), ("park:song_khoai", "note"),
    }  # fmt: skip


def test_an_own_outline_outside_the_province_is_a_fault(store, told):
    park = gpd.GeoDataFrame(
        {"feature_id": ["park:x"]}, geometry=[box(105.8, 21, 105.81, 21.01)], crs=4326
    )
    commit(store, "parks", park)
    code, rows = told()
    assert (code, [row["rule"] for row in rows]) == (1, ["outside"])
