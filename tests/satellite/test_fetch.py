"""A run of `fetch sentinel2` against a STAC API with faults, from search to file."""

import json
import signal
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from satellite import made_season
from satellite.conftest import Unbroken
from satellite.made_api import Api
from satellite.made_cluster import cluster


def _blocks(rasters: Path) -> dict[str, int]:
    """Return the finished blocks and when each was written."""
    found = (rasters / "sentinel2" / ".work").glob("*/*/[0-9]*.npz")
    return {path.name: path.stat().st_mtime_ns for path in found}


def _wait_for_blocks(rasters: Path, number: int) -> dict[str, int]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if len(found := _blocks(rasters)) >= number:
            return found
        time.sleep(0.02)
    pytest.fail(f"{number} blocks were not finished in a minute")


def assert_same_result(folder: Path, unbroken: Unbroken) -> None:
    """Compare the bytes of the raster, and all of the sidecar but its day."""
    raster = (folder / "2023-2024.tif").read_bytes()
    assert raster == unbroken.raster.read_bytes()
    ours, theirs = (
        json.loads((place / "2023-2024.json").read_text("utf-8"))
        for place in (folder, unbroken.folder)
    )
    assert {**ours, "made": ""} == {**theirs, "made": ""}


def _at(unbroken: Unbroken, *, row: int, column: int) -> dict[str, float]:
    """Return the bands at a cell, counted from the north-west of the scenes."""
    with rasterio.open(unbroken.raster) as source:
        west, _, _, north = made_season.EXTENT
        x, y = west + 20 * column + 10, north - 20 * row - 10
        values = next(source.sample([(x, y)]))
        return dict(zip(source.descriptions, map(float, values), strict=True))


def test_the_composite_is_the_median_of_the_clear_days(unbroken: Unbroken) -> None:
    assert unbroken.code == 0, unbroken.stderr
    # South-west: NIR 0.3, 0.4 and 0.5, each index by its own median.
    south_west = _at(unbroken, row=530, column=100)
    assert south_west == pytest.approx({
        "red": 0.05, "green": 0.06, "blue": 0.04, "nbr": 0.3 / 0.5, "ndmi": 0.2 / 0.6,
        "ndvi": 0.35 / 0.45, "valid": 3,
    })  # fmt: skip
    # South-east also 0.2: the median is the mean of the middle two, 0.3 and 0.4.
    south_east = _at(unbroken, row=530, column=900)
    assert south_east["valid"] == 4
    assert south_east["nbr"] == pytest.approx((0.2 / 0.4 + 0.3 / 0.5) / 2)
    assert south_east["ndvi"] == pytest.approx((0.25 / 0.35 + 0.35 / 0.45) / 2)


def test_a_file_that_is_cut_off_counts_where_it_is_whole(unbroken: Unbroken) -> None:
    north_west = _at(unbroken, row=100, column=100)
    assert north_west["valid"] == 4
    assert north_west["nbr"] == pytest.approx(0.3 / 0.5)
    assert _at(unbroken, row=535, column=100)["valid"] == 3


def test_a_tile_of_the_next_zone_fills_only_what_its_day_lacks(
    unbroken: Unbroken,
) -> None:
    outside = _at(unbroken, row=-3, column=100)
    assert outside["valid"] == 1
    assert outside["nbr"] == pytest.approx(0.8)


def test_every_gap_is_told_with_item_asset_and_reason(unbroken: Unbroken) -> None:
    about = json.loads(unbroken.sidecar.read_text("utf-8"))
    told = {(gap["item"], gap["asset"]): gap["reason"] for gap in about["gaps"]}
    expected = {
        ("S2A_5_cut", "nir"): "cut off",
        ("S2A_6_gap", "swir2"): "HTTP 404",
        ("S2A_7_flag", "red"): "would make 100% of clear red negative",
        ("S2A_9_summer", ""): "outside the period",
        ("S2A_10_s3", "red"): "s3",
        ("S2A_11_without", "scl"): "not listed",
        ("S2A_12_unclear", "red"): "offset unclear",
    }
    assert told.keys() == expected.keys()
    for key, reason in expected.items():
        assert reason in told[key]
        assert key[0] in unbroken.stderr
    assert about["left_out_as_cloudy"] == 1


def test_the_sidecar_says_how_each_scene_was_used(unbroken: Unbroken) -> None:
    about = json.loads(unbroken.sidecar.read_text("utf-8"))
    offsets = {item["id"]: item["offset"] for item in about["items"]}
    assert offsets == {"S2A_1": 0, "S2A_2": -1000, "S2A_2_49N": 0, "S2A_3": 0,
                       "S2A_4": 0, "S2A_5_cut": 0, "S2A_6_gap": 0}  # fmt: skip
    assert (about["from"], about["to"]) == ("2023-10-01", "2024-03-31")
    assert about["cloud_pct"] == 10.0
    assert about["code_version"]
    assert "median" in about["method"]


def test_nothing_half_written_stays(unbroken: Unbroken) -> None:
    names = {path.name for path in unbroken.folder.iterdir()}
    assert names == {"2023-2024.tif", "2023-2024.json", "series.json"}
    with rasterio.open(unbroken.raster) as source:
        assert source.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert source.transform.c % 20 == 0
        assert source.transform.f % 20 == 0
        seen = source.read(7) > 0
        assert np.isfinite(source.read(1)[seen]).all()
        assert np.isnan(source.read(1)[~seen]).all()


def test_a_finished_season_is_not_made_again(
    season_api: Api, unbroken: Unbroken
) -> None:
    before = unbroken.raster.stat().st_mtime_ns
    done = made_season.fetch(season_api, unbroken.folder.parent)
    assert done.returncode == 0
    assert "nothing to do" in done.stderr
    assert unbroken.raster.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "ends",
    [("killed",), pytest.param(("stopped", "killed"), marks=pytest.mark.heavy)],
    ids=" and ".join,
)
def test_a_run_that_ended_on_the_way_comes_to_the_same_bytes(
    season_api: Api, unbroken: Unbroken, tmp_path: Path, ends: tuple[str, ...]
) -> None:
    season_api.delay = 0.02
    finished: dict[str, int] = {}
    try:
        for end in ends:
            run = made_season.start(season_api, tmp_path)
            _wait_for_blocks(tmp_path, len(finished) + 1)
            if end == "stopped":
                run.send_signal(signal.SIGINT)
                assert run.wait(timeout=60) == 130
                assert "goes on from there" in (tmp_path / "said.txt").read_text()
            else:
                run.kill()
                run.wait()
            before, finished = finished, _blocks(tmp_path)
            assert finished.items() >= before.items(), "a block was made again"
    finally:
        season_api.delay = 0.0
    assert 1 <= len(finished) < 6
    assert not (tmp_path / "sentinel2" / "2023-2024.tif").exists()
    left = tmp_path / "sentinel2" / ".2023-2024-killed"  # while blocks were joined
    left.mkdir()
    (left / "plain.tif").write_bytes(b"half")
    season_api.asked.clear()
    done = made_season.fetch(season_api, tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{len(finished)} of 6 blocks are there already" in done.stderr
    assert season_api.reads().total() < unbroken.reads.total()
    names = {path.name for path in (tmp_path / "sentinel2").iterdir()}
    assert names == {"2023-2024.tif", "2023-2024.json", "series.json"}
    assert_same_result(tmp_path / "sentinel2", unbroken)


@pytest.mark.heavy
def test_two_workers_of_a_cluster_give_the_same_bytes_though_one_is_killed(
    season_api: Api, unbroken: Unbroken, tmp_path: Path
) -> None:
    with cluster(tmp_path / "dask", workers=2) as (address, workers):
        season_api.delay = 0.02
        try:
            run = made_season.start(season_api, tmp_path, "--scheduler", address)
            _wait_for_blocks(tmp_path, 1)
            workers[0].kill()
            season_api.delay = 0.0
            code = run.wait(timeout=120)
        finally:
            season_api.delay = 0.0
            run.kill()
    assert code == 0, (tmp_path / "said.txt").read_text()
    assert_same_result(tmp_path / "sentinel2", unbroken)
