"""What happens to the forest's files when something went wrong with them."""

import json
import stat
import sys
from pathlib import Path

import geopandas as gpd
import made_series
import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import Polygon

from qngeo import cli
from qngeo.errors import ExportError, MissingDataError, SchemaError
from qngeo.i18n import number
from qngeo.io.imagery.class_raster import class_cells
from qngeo.io.imagery.series import read_series
from qngeo.io.json_files import read_json, write_json
from qngeo.services.forest.change import change
from qngeo.services.forest.patches import export, patches
from qngeo.ui.parts.forest_own import decode, encode


@pytest.fixture
def series(tmp_path: Path):
    return made_series.write_series(tmp_path, regained=(0.0, 0.1))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "loss.tif").unlink(),
        lambda folder: (folder / "loss.tif").write_bytes(b"II*\0 cut off"),
        lambda folder: (folder / "change.json").write_text("{}"),
        lambda folder: (folder / "change.json").write_text('{"basis":'),
    ],
    ids=["gone", "cut off", "empty", "half"],
)
def test_a_damaged_result_is_computed_anew(series, spoil):
    found = change(series)
    first = found.loss.read_bytes()
    spoil(found.folder)
    again = change(series)
    assert again.loss.read_bytes() == first
    assert again.about == found.about


def test_a_whole_result_is_not_computed_twice(series):
    found = change(series)
    written = found.loss.stat().st_mtime_ns
    assert change(series).loss.stat().st_mtime_ns == written


def test_a_series_of_an_unknown_kind_is_refused(tmp_path, series):
    about = read_json(series.folder / "series.json")
    write_json(series.folder / "series.json", {**about, "kind": "made up"})
    with pytest.raises(SchemaError, match="made up"):
        read_series(series.name, tmp_path)


def test_patches_that_cannot_be_written_leave_nothing_behind(tmp_path, series):
    (tmp_path / "taken.gpkg").mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ExportError, match=r"taken\.gpkg cannot be written"):
        export(patches(change(series)), tmp_path / "taken.gpkg")
    assert sorted(tmp_path.iterdir()) == before


def test_a_name_in_capitals_is_a_geopackage_too(tmp_path, series):
    found = patches(change(series))
    written = export(found, tmp_path / "GPS.GPKG")
    assert len(gpd.read_file(written)) == len(found)


def test_a_sidecar_can_be_read_by_whom_the_rasters_can(tmp_path):
    write_json(tmp_path / "a.json", {"x": 1})
    (tmp_path / "plain").write_text("x")
    modes = {
        stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.json", "plain")
    }
    assert len(modes) == 1
    assert json.loads((tmp_path / "a.json").read_text()) == {"x": 1}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.json", "plain"]


def test_a_folder_in_place_of_a_sidecar_is_told(tmp_path):
    (tmp_path / "a.json").mkdir()
    with pytest.raises(MissingDataError, match=r"a\.json cannot be read"):
        read_json(tmp_path / "a.json")


def test_a_raster_of_heights_is_refused_as_a_map_of_classes_at_once(tmp_path):
    path = tmp_path / "heights.tif"
    values = np.arange(90_000, dtype=np.int32).reshape(300, 300)
    with rasterio.open(
        path, "w", driver="GTiff", height=300, width=300, count=1, dtype="int32",
        crs="EPSG:32648", transform=from_origin(700_000, 2_330_000, 20, 20),
    ) as target:  # fmt: skip
        target.write(values, 1)
    with pytest.raises(SchemaError, match="more than 256 values"):
        class_cells(path)


def test_the_command_line_ends_a_fault_of_the_disk_with_one_line(
    tmp_path, monkeypatch, capsys
):
    (tmp_path / "file").write_text("x")
    monkeypatch.setattr(
        cli.language,
        "spoken",
        lambda _: lambda **_: (tmp_path / "file" / "rasters").mkdir(parents=True),
    )
    monkeypatch.setattr(sys, "argv", ["qngeo", "practice"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "Not a directory" in told.err


def test_numbers_of_a_column_have_the_same_decimals():
    assert [number(v, "vi", 1, fixed=True) for v in (2681.0, 9474.66)] == [
        "2.681,0",
        "9.474,7",
    ]
    assert number(float("nan"), "en", 1, fixed=True) == "–"


def test_an_area_out_of_a_link_is_kept_as_it_is():
    ring = [(107.1234567, 21.0), (107.2, 21.0000049), (107.2, 21.1)]
    once = decode(encode(Polygon(ring)))
    assert once is not None
    assert decode(encode(once)) == once
