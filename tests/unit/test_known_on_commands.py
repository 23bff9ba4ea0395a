"""Every command that answers from what is stored can be asked about a past day."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely import box
from typer.main import get_command

from qngeo import cli
from qngeo.io.store import Commit, log
from qngeo.services.own_data import known

PARK = "park:song_khoai"
SQUARE = box(106.85, 20.98, 106.86, 20.99)
"""About 1,039 m by 1,107 m: 115 ha."""

WRITES = "it writes and answers nothing"
FILES = "it answers from the files that are named"
WITHOUT = {
    "account add": WRITES,
    "account list": "accounts are no data; their file keeps the present ones",
    "account remove": WRITES,
    "backup": "it keeps every day that was",
    "bench": "it measures made data",
    "boundary": FILES,
    "changes": "its --since and --until are such days",
    "check": "it checks the tables of data/, before a release",
    "differences": "it names two versions itself",
    "fetch landcover": WRITES,
    "fetch sentinel2": WRITES,
    "forest estimate": FILES,
    "forest loss": "a series of images has no earlier state",
    "forest patches": "a series of images has no earlier state",
    "forest sample": FILES,
    "health": "it speaks of this moment",
    "import": WRITES,
    "practice": WRITES,
    "publish": WRITES,
    "restore": WRITES,
    "undo": WRITES,
    "versions": "it is the history itself",
}


pytestmark = pytest.mark.usefixtures("own_store")


def commands(group: click.Command, path: str = "") -> Iterator[tuple[str, set[str]]]:
    inner = getattr(group, "commands", None)
    if inner is None:
        yield path.strip(), {option for p in group.params for option in p.opts}
        return
    for name, command in inner.items():
        yield from commands(command, f"{path} {name}")


def test_every_command_takes_the_day_or_there_is_a_reason():
    without = {
        name
        for name, options in commands(get_command(cli.app))
        if "--as-known-on" not in options
    }
    assert without == set(WITHOUT)


@pytest.fixture
def imported(qngeo, monkeypatch):
    """An own outline of a park, stored on 25 November 2026."""
    monkeypatch.setattr(log, "next_moment", lambda _: "2026-11-25T08:00:00.000000Z")
    rows = gpd.GeoDataFrame({"feature_id": [PARK]}, geometry=[SQUARE], crs=4326)
    known.store().commit(
        Commit(layer="parks", who="lan", action="import", rows=rows, mode="upsert")
    )
    return qngeo


@pytest.fixture
def raster(tmp_path: Path) -> Path:
    """Ones over the west of the province."""
    path = tmp_path / "ones.tif"
    size = {"count": 1, "height": 60, "width": 80, "dtype": "uint8"}
    place = from_origin(106.5, 21.3, 0.01, 0.01)
    with rasterio.open(
        path, "w", driver="GTiff", crs="EPSG:4326", transform=place, **size
    ) as file:
        file.write(np.ones((1, 60, 80), dtype="uint8"))
    return path


def test_areas_by_name_are_those_of_the_day(imported, raster: Path):
    def hectares(*day: str) -> float:
        code, out, err = imported(
            "zonal", raster, "park", "--stats", "count", "--format", "json", *day
        )
        assert code == 0, err
        return next(r["area_ha"] for r in json.loads(out) if r["id"] == PARK)

    now = hectares()
    assert now == pytest.approx(115, abs=1)
    assert hectares("--as-known-on", "2026-11-25") == now
    assert hectares("--as-known-on", "2026-11-24") > 2 * now  # as it was drawn


@pytest.mark.parametrize("command", ["zonal", "forest area"])
def test_a_day_is_refused_for_a_file_of_outlines(qngeo, raster: Path, command: str):
    path = raster.with_name("areas.geojson")
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[SQUARE], crs=4326).to_file(path)
    given = [raster, path] if command == "zonal" else [path]
    day = ("--as-known-on", date(2026, 11, 24))
    code, out, err = qngeo(*command.split(), *given, *day)
    assert (code, out) == (2, "")
    assert "areas.geojson is a file: leave the day out" in err
    assert len(err.splitlines()) == 1


def test_a_day_before_all_data_is_refused_for_areas_by_name(qngeo, raster: Path):
    code, _, err = qngeo("zonal", raster, "park", "--as-known-on", "2020-01-01")
    assert code == 2
    assert "nothing was known on 2020-01-01" in err
