"""What can be handed out: names, columns, licences, own rows and the data version."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from own_folder import var_folder

from qngeo import crs
from qngeo.config import settings
from qngeo.errors import DateError, UnknownNameError
from qngeo.i18n import LANGUAGES, translate
from qngeo.io.layers import read_layer
from qngeo.io.store import LAYERS, Commit
from qngeo.services.datasets import columns, layers, tables
from qngeo.services.datasets.model import KINDS
from qngeo.services.datasets.register import data_version, dataset, names, titles
from qngeo.services.layers.licences import ODBL, OWN
from qngeo.services.own_data import known

PARK = "park:song_khoai"
FINE = shapely.box(106.8512345678, 20.98, 106.86, 20.99)
"""More decimals of a degree than the five that the map's files keep."""

SHORE = shapely.box(107.4012345678, 20.9, 107.6, 21.1)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[None]:
    with var_folder(tmp_path):
        yield


def commit(layer: str, feature: str, shape: object = None, **cells: object) -> int:
    table = pd.DataFrame(
        {"feature_id": [feature], **{k: [v] for k, v in cells.items()}}
    )
    if shape is not None:
        table = gpd.GeoDataFrame(table, geometry=[shape], crs=crs.STORAGE)
    made = Commit(layer=layer, who="lan", action="import", rows=table, mode="upsert")
    return known.store().commit(made).number


HELD = {"Số tầng": 5, "mixed": "a", "tags": [1, 2], "licence": "CC0", "id": "7"}


@pytest.fixture(scope="module")
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some of everything; its layers are built once for the module."""
    folder = tmp_path_factory.mktemp("own")
    with var_folder(folder):
        commit("parks", PARK, FINE, source_ids="own_ledger", name_vi="Sông Khoai",
               extra=json.dumps(HELD))  # fmt: skip
        commit("parks", "park:c", FINE, name_vi="C", extra='{"mixed": 3, "Số tầng": 2}')
        commit("zones", "zone:van_don", SHORE)
        commit("sources", "own_ledger", title="Sổ", publisher="", date="", url="",
               language="vi", type="official", note="")  # fmt: skip
        commit("facts", "f900001", subject_id=PARK, attribute="area_leased",
               value="150", unit="ha", qualifier="", as_of="2026-10",
               recorded="2026-11-22", confidence="stated", definition="", scope="",
               source_id="own_ledger", note="")  # fmt: skip
        commit("plots", "plot:a1", FINE, park_id=PARK, area_ha=2.0, status="ready")
        commit("plots", "plot:a2", park_id=PARK, area_ha=3.0, status="leased",
               source_ids="own_ledger")  # fmt: skip
    return folder


@pytest.fixture
def own(own_folder: Path) -> Iterator[None]:
    with var_folder(own_folder):
        yield


def row(name: str, feature: str) -> pd.Series:
    return dataset(name).frame.set_index("id", drop=False).loc[feature]


def test_every_layer_of_the_catalogue_and_every_table_is_there() -> None:
    listed = json.loads((settings().layers / "catalog.json").read_text("utf-8"))
    found = names()
    assert {entry["name"] for entry in listed["layers"]} <= set(found)
    assert set(tables.NAMES) <= set(found)
    assert len(found) == len(set(found))
    assert not [name for name in found if name.startswith("own_")]
    assert "plots" not in found
    assert titles()["parks"] == (
        "Khu và cụm công nghiệp",
        "Industrial parks and clusters",
    )
    assert titles()["facts"] == (dataset("facts").title_vi, dataset("facts").title_en)


@pytest.mark.parametrize("name", ["parks", "border", "facts", "occupancy", "land_use"])
def test_a_dataset_is_what_it_says(name: str) -> None:
    found = dataset(name)
    titles = [column.name for column in found.columns]
    assert titles[0] == found.key == "id"
    assert titles[-2:] == ["source_ids", "licence"]
    drawn = found.kind == "layer"
    assert list(found.frame.columns) == [*titles, *(["geometry"] if drawn else [])]
    assert found.frame["id"].is_unique
    assert found.frame["id"].is_monotonic_increasing
    assert found.frame["licence"].notna().all()
    assert not found.frame.eq("").any().any()
    if drawn:
        assert isinstance(found.frame, gpd.GeoDataFrame)
        assert found.frame.crs == crs.STORAGE


def test_every_column_has_a_title_and_no_entry_is_unused() -> None:
    used = {column.name for name in names() for column in dataset(name).columns}
    for layer in LAYERS.values():
        used |= {*layer.columns, "in_version", "extra"} - {"source_id"}
    used |= {"id", "area_ha", "park_id"}
    told = columns.described()
    assert used - set(told) == set()
    assert set(told) - used == set()
    for column in told.values():
        assert column.title_vi
        assert column.title_en
        assert column.kind in KINDS
        assert column.name.isidentifier()
        assert column.name.isascii()
        assert column.name == column.name.lower()


def test_every_layer_of_own_data_has_a_title() -> None:
    for lang in LANGUAGES:
        words = [translate(f"export.dataset.own_{name}", lang) for name in LAYERS]
        assert len(set(words)) == len(LAYERS)


def test_rows_are_those_of_the_published_file() -> None:
    published = read_layer("parks")["features"]
    found = dataset("parks")
    assert set(found.frame["id"]) == {feature["id"] for feature in published}
    one = next(f for f in published if f["id"] == PARK)
    mine = row("parks", PARK)
    assert mine["name_vi"] == one["properties"]["name_vi"]
    assert mine["area_drawn_ha"] == one["properties"]["area_drawn_ha"]
    assert mine.geometry.equals(shapely.from_geojson(json.dumps(one["geometry"])))


def test_a_row_is_under_the_licence_of_its_sources() -> None:
    roads = dataset("roads").frame
    osm = roads["source_ids"].str.contains("package_scgraph_data")
    assert set(roads.loc[osm, "licence"]) == {ODBL}
    assert set(dataset("stations").frame["licence"]) == {OWN}
    assert dataset("roads").licence == ODBL
    assert dataset("stations").licence == OWN


def test_figures_come_with_titles_and_source() -> None:
    mine = row("facts", "f0001")
    assert mine["source_ids"] == "draft_political_report_2025"
    sources = known.baseline().sources.set_index("source_id")
    assert mine["source_title"] == sources.loc[mine["source_ids"], "title"]
    assert (mine["value"], mine["number"], mine["unit"]) == ("1914", 1914.0, "ha")
    assert pd.isna(mine["definition"])


def test_fill_rates_of_a_subject_without_a_figure_stay_unknown() -> None:
    found = dataset("occupancy").frame
    none = found[found["id"].str.endswith(".unknown")]
    assert len(none)
    assert none[["rate_pct", "numerator_ha", "definition"]].isna().all().all()
    park = found[found["subject_id"].eq(PARK) & found["rate_pct"].notna()]
    assert park["id"].str.startswith(PARK + ".").all()


def test_a_divided_unit_has_a_row_for_each_commune() -> None:
    found = dataset("legacy_units").frame
    parts = found[found["code"].eq("06655")]
    assert len(parts) > 1
    assert parts["weight"].sum() == pytest.approx(1)
    assert parts["id"].str.startswith("06655-").all()


@pytest.mark.usefixtures("own")
def test_an_own_outline_is_handed_out_unrounded_and_as_the_users_own() -> None:
    mine = row("parks", PARK)
    assert mine.geometry.equals_exact(shapely.MultiPolygon([FINE]), 0)
    assert mine["licence"] == layers.OWN_LICENCE
    assert mine["source_ids"] == "own_ledger"
    assert row("parks", "park:hai_yen")["licence"] == ODBL
    assert layers.OWN_LICENCE in dataset("parks").licence
    assert ODBL in dataset("parks").licence


@pytest.mark.usefixtures("own")
def test_an_own_zone_keeps_its_land_and_sea_and_loses_no_decimals() -> None:
    parts = dataset("zones").frame
    mine = parts[parts["subject_id"].eq("zone:van_don")]
    assert set(mine["id"]) == {"zone:van_don", "zone:van_don#sea"}
    whole = shapely.union_all(mine.geometry.array)
    assert whole.symmetric_difference(SHORE).area < 1e-6
    land, sea = mine.geometry
    assert land.intersection(sea).area < 1e-12
    corners = shapely.get_coordinates(whole)[:, 0]
    assert abs(corners - 107.4012345678).min() < 1e-12


@pytest.mark.usefixtures("own")
def test_rows_of_the_store_come_with_all_that_their_file_held() -> None:
    found = dataset("own_parks")
    assert found.kind == "layer"
    assert list(found.frame["id"]) == ["park:c", PARK]
    by_name = {column.name: column for column in found.columns}
    assert by_name["Số tầng"].kind == "integer"
    assert list(found.frame["Số tầng"]) == [2, 5]
    assert json.loads(found.frame["extra"][0]) == {"mixed": 3}
    assert json.loads(found.frame["extra"][1]) == {
        "mixed": "a", "tags": [1, 2], "id": "7",
    }  # fmt: skip
    assert list(found.frame["licence"]) == [layers.OWN_LICENCE, "CC0"]
    assert list(found.frame["in_version"]) == [2, 1]
    assert found.recorded == known.store().versions()[-1].made.date().isoformat()


@pytest.mark.usefixtures("own")
def test_own_figures_and_sources_are_under_no_licence_of_ours() -> None:
    assert row("facts", "f900001")["licence"] == layers.OWN_LICENCE
    assert row("facts", "f0001")["licence"] == OWN
    assert row("sources", "own_ledger")["licence"] == layers.OWN_LICENCE
    own = dataset("own_facts")
    assert own.kind == "table"
    assert own.frame["source_ids"][0] == "own_ledger"
    rates = dataset("occupancy").frame
    rests = rates["source_ids"].fillna("").str.contains("own_ledger")
    assert rests.any()
    assert set(rates.loc[rests, "licence"]) == {layers.OWN_LICENCE}


@pytest.mark.usefixtures("empty")
def test_all_tables_come_from_one_reading_that_none_changes_until_the_data_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = known.baseline()
    before = {name: frame.copy(deep=True) for name, frame in vars(made).items()}
    asked: list[object] = []
    monkeypatch.setattr(known, "baseline", lambda day: asked.append(day) or made)
    tables._baseline.cache_clear()
    for name in tables.NAMES:
        frame = tables.table(name)
        frame["id"] = "changed by a caller"
    assert asked == [None]
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(made, name), frame)
    commit("sources", "own_ledger", title="Sổ", publisher="", date="", url="",
           language="vi", type="official", note="")  # fmt: skip
    tables.table("sources")
    assert asked == [None, None]
    tables._baseline.cache_clear()


@pytest.mark.usefixtures("own")
def test_plots_are_there_once_a_ledger_is() -> None:
    assert {"plots", "own_plots"} <= set(names())
    found = dataset("plots")
    assert found.kind == "layer"
    assert list(found.frame["id"]) == ["plot:a1", "plot:a2"]
    assert list(found.frame.geometry.isna()) == [False, True]
    assert found.frame["source_ids"][1] == "own_ledger"
    assert set(found.frame["licence"]) == {layers.OWN_LICENCE}


@pytest.mark.usefixtures("empty")
def test_the_version_changes_with_the_data_and_only_then() -> None:
    first = data_version()
    assert first == data_version()
    assert first == data_version(date(2999, 1, 1))
    number = commit("parks", PARK, FINE)
    second = data_version()
    assert second != first
    known.store().undo(number, who="lan")
    assert data_version() not in {first, second}


@pytest.mark.usefixtures("empty")
def test_the_version_of_a_table_that_differs_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = data_version()
    data = tmp_path / "data"
    (data / "facts").mkdir(parents=True)
    for path in [*settings().data.glob("*.csv"), *settings().data.glob("facts/*.csv")]:
        (data / path.relative_to(settings().data)).write_bytes(path.read_bytes())
    monkeypatch.setenv("QNGEO_DATA", str(data))
    settings.cache_clear()
    assert data_version() == first
    with (data / "facts" / "parks.csv").open("a", encoding="utf-8") as file:
        file.write(f"f999999,{PARK},area_leased,1,ha,,2026,2999-01-01,stated,,,x,\n")
    assert data_version() not in {first}
    assert data_version(date(2998, 1, 1)) != data_version()


def test_what_was_known_before_is_handed_out_as_it_was() -> None:
    before = dataset("parks", known.FIRST_DAY).frame
    assert len(before) == len(dataset("parks").frame)
    with pytest.raises(DateError, match="nothing was known on 2020-01-01"):
        names(date(2020, 1, 1))
    with pytest.raises(DateError, match="nothing was known on 2020-01-01"):
        dataset("parks", date(2020, 1, 1))


def test_a_name_that_is_none_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no layer or table 'park': did you"):
        dataset("park")
