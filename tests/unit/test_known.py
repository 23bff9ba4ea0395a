"""Own data over the shipped data: in place everywhere, and as known on a day."""

import json
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box
from shapely.geometry import shape
from typer.testing import CliRunner

from qngeo.cli import app
from qngeo.config import settings
from qngeo.domain.boundaries import outlines
from qngeo.domain.boundaries.own_outlines import in_place, land_and_sea
from qngeo.errors import DateError
from qngeo.io.store import Commit
from qngeo.services.own_data import known
from qngeo.services.zones import allocation

PARK = "park:song_khoai"
SQUARE = box(106.85, 20.98, 106.86, 20.99)


pytestmark = pytest.mark.usefixtures("own_store")


def _outline(name: str = PARK, where: object = SQUARE) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"feature_id": [name]}, geometry=[where], crs="EPSG:4326")


def _commit(layer: str, rows: pd.DataFrame) -> int:
    commit = Commit(layer=layer, who="lan", action="import", rows=rows, mode="upsert")
    return known.store().commit(commit).number


def _feature(folder: Path, layer: str, name: str) -> dict:
    content = json.loads((folder / f"{layer}.geojson").read_text("utf-8"))
    (found,) = [f for f in content["features"] if f["id"] == name]
    return found


def _off(feature: dict) -> float:
    return shape(feature["geometry"]).symmetric_difference(SQUARE).area


def test_without_own_data_the_shipped_layers_are_used() -> None:
    assert known.version() == 0
    assert known.layers_folder() == settings().layers
    assert known.plots() is None


def test_an_own_outline_stands_in_the_layer_and_undo_takes_it_away() -> None:
    number = _commit("parks", _outline())
    folder = known.layers_folder()
    assert folder != settings().layers
    found = _feature(folder, "parks", PARK)
    assert _off(found) < 1e-9
    assert found["properties"]["geometry_method"] == "as_given"
    # 0.01 degree by 0.01 degree at 20.985 N: about 1,039 m by 1,107 m
    assert found["properties"]["area_drawn_ha"] == pytest.approx(115, abs=1)
    shipped = _feature(settings().layers, "parks", PARK)
    assert found["properties"]["name_vi"] == shipped["properties"]["name_vi"]
    others = {p.name for p in folder.iterdir()} - {"parks.geojson", "catalog.json"}
    for name in others - {"places.json"}:
        assert (folder / name).read_bytes() == (settings().layers / name).read_bytes()
    known.store().undo(number, who="lan")
    back = known.layers_folder()
    assert back != folder
    names = ("parks.geojson", "zones.geojson")
    for name in names:
        assert (back / name).read_bytes() == (settings().layers / name).read_bytes()


def test_the_layers_of_one_state_are_built_once() -> None:
    _commit("parks", _outline())
    folder = known.layers_folder()
    (folder / "mark").touch()
    assert (known.layers_folder() / "mark").exists()


def test_own_parks_and_plots_do_not_grow_the_zones_again(monkeypatch) -> None:
    _commit("parks", _outline())
    first = known.layers_folder()
    monkeypatch.setattr(outlines, "zone_land", None)  # a call would fail
    _commit("parks", _outline(where=box(106.85, 20.98, 106.87, 20.99)))
    _commit("plots", _outline("plot:a1").assign(park_id=PARK, status="ready"))
    second = known.layers_folder()
    assert second != first
    zones = [(f / "zones.geojson").read_bytes() for f in (first, second)]
    assert zones[0] == zones[1] == (settings().layers / "zones.geojson").read_bytes()
    assert (second / "plots.geojson").is_file()


def test_a_past_day_shows_what_was_known_then() -> None:
    _commit("parks", _outline())
    assert known.version(known.FIRST_DAY) in {0, 1}
    assert known.version(date(2999, 1, 1)) == 1
    with pytest.raises(DateError, match="nothing was known on 2020-01-01"):
        known.baseline(date(2020, 1, 1))


def _own_fact(recorded: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "feature_id": ["f900001"],
            "subject_id": [PARK],
            "attribute": ["area_leased"],
            "value": ["150"],
            "unit": ["ha"],
            "qualifier": [""],
            "as_of": ["2026-10"],
            "recorded": [recorded],
            "confidence": ["stated"],
            "definition": [""],
            "scope": [""],
            "source_id": ["own_ledger"],
            "note": [""],
        }
    )


SOURCE = pd.DataFrame(
    {
        "feature_id": ["own_ledger"], "title": ["Sổ đất 2026"], "publisher": ["Ban"],
        "date": ["2026-10"], "url": [""], "language": ["vi"], "type": ["official"],
        "note": [""],
    }
)  # fmt: skip


def test_an_own_figure_stands_beside_the_shipped_ones() -> None:
    before = known.baseline().facts
    _commit("sources", SOURCE)
    _commit("facts", _own_fact("2026-11-23"))
    after = known.baseline()
    assert len(after.facts) == len(before) + 1
    row = after.facts.set_index("fact_id").loc["f900001"]
    assert row["number"] == 150.0
    assert "own_ledger" in set(after.sources["source_id"])
    allocation.allocation_table(after, PARK, as_of=date(2026, 12, 1))
    earlier = known.baseline(known.FIRST_DAY)
    assert "f900001" not in set(earlier.facts["fact_id"])


def test_own_plots_join_the_ledger_and_the_map() -> None:
    plot = _outline("plot:a1").assign(
        park_id=PARK, area_ha=2.0, status="ready", price_usd_m2=90.0
    )
    _commit("plots", plot)
    table = known.plots()
    assert table is not None
    assert table.set_index("plot_id").loc["plot:a1", "area_ha"] == 2.0
    drawn = _feature(known.layers_folder(), "plots", "plot:a1")
    assert _off(drawn) < 1e-9


def test_own_communes_replace_the_approximate_ones_and_the_zones_made_of_them() -> None:
    shipped = _feature(settings().layers, "communes", "commune:quang_ha")
    smaller = shape(shipped["geometry"]).buffer(-0.01)
    _commit("communes", _outline("commune:quang_ha", smaller))
    folder = known.layers_folder()
    found = _feature(folder, "communes", "commune:quang_ha")
    assert found["properties"]["geometry_method"] == "as_given"
    zone = _feature(folder, "zones", "zone:mong_cai")
    assert zone != _feature(settings().layers, "zones", "zone:mong_cai")


def test_a_new_subject_is_added_with_what_it_tells() -> None:
    drawn = gpd.GeoDataFrame(
        {"subject_id": ["park:a"], "name_vi": ["A"], "geometry_method": ["schematic"],
         "position_error_m": [500.0], "source_ids": ["s"]},
        geometry=[box(107, 21, 107.1, 21.1)], crs="EPSG:4326",
    )  # fmt: skip
    own = _outline("park:b", box(107.2, 21, 107.3, 21.1)).assign(
        name_vi="B", geometry_method="digitised", position_error_m=5.0
    )
    found = in_place(drawn, own).set_index("subject_id")
    assert list(found.index) == ["park:a", "park:b"]
    assert found.loc["park:b", "geometry_method"] == "digitised"
    assert found.loc["park:b", "position_error_m"] == 5.0
    assert found.loc["park:a", "name_vi"] == "A"
    assert in_place(drawn, own.iloc[:0]) is drawn


def test_an_own_zone_is_cut_at_the_coast() -> None:
    zone = gpd.GeoDataFrame(
        {"subject_id": ["zone:z"], "part": [None], "area_drawn_ha": [0.0]},
        geometry=[box(107, 21, 107.2, 21.1)], crs="EPSG:4326",
    )  # fmt: skip
    cut = land_and_sea(zone, box(106, 20, 107.05, 22), pd.Index(["zone:z"]))
    sizes = cut.set_index("part")["area_drawn_ha"]
    assert set(sizes.index) == {"land", "sea"}
    assert sizes["sea"] == pytest.approx(3 * sizes["land"], rel=1e-3)


def _facts_of_park(*options: str) -> list[dict]:
    result = CliRunner().invoke(app, ["facts", PARK, "--format", "json", *options])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_command_line_tells_own_figures_and_what_was_known_before() -> None:
    _commit("sources", SOURCE)
    _commit("facts", _own_fact("2026-11-23"))
    now = {row["fact_id"] for row in _facts_of_park()}
    then = {row["fact_id"] for row in _facts_of_park("--as-known-on", "2026-11-22")}
    assert now - then == {"f900001"}
    assert then


@pytest.mark.parametrize(
    ("day", "fault"), [("2020-01-01", "nothing was known"), ("soon", "no day")]
)
def test_a_day_on_which_nothing_was_known_is_refused(day: str, fault: str) -> None:
    result = CliRunner().invoke(app, ["facts", PARK, "--as-known-on", day])
    assert fault in str(result.exception)
    assert isinstance(result.exception, DateError)
