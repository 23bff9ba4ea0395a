import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from qngeo.errors import MissingDataError, SchemaError, UnknownNameError
from qngeo.io import json_files
from qngeo.io.imagery import rasters, series

GRID = rasters.Grid(
    crs="EPSG:32648", transform=from_origin(700_000, 2_320_000, 20, 20), shape=(3, 4)
)


def _layout(**more: object) -> rasters.Layout:
    return rasters.Layout(grid=GRID, bands=("nbr", "valid"), **more)  # type: ignore[arg-type]


def test_a_raster_comes_back_as_it_was_written(tmp_path: Path) -> None:
    values = np.arange(24, dtype="float32").reshape(2, 3, 4)
    values[0, 0, 0] = np.nan
    path = tmp_path / "deep" / "a.tif"
    rasters.write_raster(path, _layout(tags={"season": "2023-2024"}), values)
    with rasters.open_raster(path) as source:
        assert rasters.grid_of(source) == GRID
        assert source.descriptions == ("nbr", "valid")
        assert source.tags()["season"] == "2023-2024"
        assert source.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        np.testing.assert_array_equal(source.read(), values)
        assert rasters.band_numbers(source, ["valid", "nbr"]) == [2, 1]
        with pytest.raises(MissingDataError, match=r"no band ndvi.*nbr, valid"):
            rasters.band_numbers(source, ["ndvi"])


def test_the_same_values_give_the_same_bytes(tmp_path: Path) -> None:
    values = np.ones((2, 3, 4), dtype="float32")
    for name in ("a.tif", "b.tif"):
        rasters.write_raster(tmp_path / name, _layout(), values)
    assert json_files.sha256(tmp_path / "a.tif") == json_files.sha256(
        tmp_path / "b.tif"
    )


def _write_and_fail(path: Path) -> None:
    with rasters.writing(path, _layout()) as target:
        target.write(np.zeros((3, 4), dtype="float32"), 1)
        raise RuntimeError


def test_an_error_while_writing_leaves_the_older_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    rasters.write_raster(path, _layout(), np.ones((2, 3, 4)))
    before = path.read_bytes()
    with pytest.raises(RuntimeError):
        _write_and_fail(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.tif"]


def test_the_grid_tells_its_bounds() -> None:
    assert GRID.bounds == (700_000, 2_319_940, 700_080, 2_320_000)
    assert GRID.cell == (20, 20)


def test_a_file_that_is_no_raster_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.tif").write_bytes(b"II*\x00 cut")
    with pytest.raises(MissingDataError, match=r"x\.tif cannot be read"):
        rasters.open_raster(tmp_path / "x.tif")
    with pytest.raises(MissingDataError, match=r"no raster y\.tif"):
        rasters.open_raster(tmp_path / "y.tif")


def _series(folder: Path) -> None:
    json_files.write_json(
        folder / "s1" / "series.json",
        {"kind": series.PRACTICE, "title_vi": "Luyện tập", "title_en": "Practice"},
    )
    for name in ("2024-2025", "2023-2024"):
        rasters.write_raster(
            folder / "s1" / f"{name}.tif", _layout(), np.ones((2, 3, 4))
        )
        json_files.write_json(folder / "s1" / f"{name}.json", {"cloud_pct": 3.0})


def test_a_series_lists_its_seasons_in_order_of_time(tmp_path: Path) -> None:
    assert series.list_series(tmp_path) == ()
    _series(tmp_path)
    (found,) = series.list_series(tmp_path)
    assert found == series.read_series("s1", tmp_path)
    assert [season.name for season in found.seasons] == ["2023-2024", "2024-2025"]
    assert found.practice
    assert found.forest is None
    assert found.season("2023-2024").about["cloud_pct"] == 3.0
    with rasterio.open(found.season("2023-2024").path) as source:
        assert source.count == 2


def test_a_season_without_its_raster_is_not_listed(tmp_path: Path) -> None:
    _series(tmp_path)
    (tmp_path / "s1" / "2024-2025.tif").unlink()
    (found,) = series.list_series(tmp_path)
    assert [season.name for season in found.seasons] == ["2023-2024"]
    with pytest.raises(UnknownNameError, match=r"2024-2025.*it has: 2023-2024"):
        found.season("2024-2025")


def test_an_unknown_series_names_the_nearest_or_the_way(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="practice` makes one"):
        series.read_series("s1", tmp_path)
    _series(tmp_path)
    with pytest.raises(UnknownNameError, match="did you mean s1"):
        series.read_series("s2", tmp_path)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("{", "no JSON"),
        ("[]", "no JSON object"),
        (json.dumps({"kind": "x"}), "title_vi"),
    ],
)
def test_a_broken_series_file_is_named(
    tmp_path: Path, content: str, fault: str
) -> None:
    (tmp_path / "s1").mkdir()
    (tmp_path / "s1" / "series.json").write_text(content, "utf-8")
    with pytest.raises(SchemaError, match=fault):
        series.list_series(tmp_path)
