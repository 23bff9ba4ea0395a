"""What a band comes to on the grid, and why a file is not read."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from rasterio.transform import from_origin
from rasterio.warp import transform_bounds
from satellite.made_api import Api, serving, write_cog

from qngeo.io.imagery.band_reading import (
    UnreadableError,
    read_bands,
    read_coarse,
    reading,
)
from qngeo.io.imagery.rasters import Grid
from qngeo.io.imagery.stac import ASSETS, Scene

# odc-geo places its grids with a function of shapely that is on its way out.
pytestmark = pytest.mark.filterwarnings(
    "ignore:The 'shapely.ops.transform:DeprecationWarning"
)

WEST, NORTH = 700_000, 2_320_000
GRID = Grid(crs="EPSG:32648", transform=from_origin(WEST, NORTH, 20, 20), shape=(3, 4))
EXTENT = (WEST, NORTH - 60, WEST + 80, NORTH)


@pytest.fixture
def api(tmp_path: Path):
    with serving(tmp_path / "api") as made:
        yield made


def _scene(api: Api, name: str, box: tuple[float, ...] = ()) -> Scene:
    around = box or transform_bounds("EPSG:32648", "EPSG:4326", *EXTENT)
    return Scene(
        id=name,
        moment=datetime(2024, 1, 1, tzinfo=UTC),
        cloud_pct=0,
        box=around,
        properties={},
        assets={band: {"href": f"{api.url}/data/{name}/x.tif"} for band in ASSETS},
    )


def _write(api: Api, name: str, values: object, cell: float, **more: str) -> Path:
    path = api.folder / name / "x.tif"
    write_cog(path, np.asarray(values), from_origin(WEST, NORTH, cell, cell),
              "EPSG:32648", **more)  # fmt: skip
    return path


def test_four_small_cells_become_their_mean_without_those_of_no_data(api: Api) -> None:
    values = np.full((6, 8), 100)
    values[0:2, 0:2] = [[100, 200], [300, 400]]
    values[0:2, 2:4] = [[0, 200], [0, 400]]
    values[0:2, 4:6] = 0
    _write(api, "fine", values, 10)
    with reading():
        made = read_bands(_scene(api, "fine"), ["red"], GRID)["red"]
    np.testing.assert_array_equal(made[0], [250, 300, 0, 100])
    assert (made[1:] == 100).all()


def test_the_mean_is_of_the_full_resolution_not_of_an_overview(api: Api) -> None:
    # A chequer-board: overviews by nearest cell hold one colour, the mean both.
    values = np.where(np.indices((1024, 1024)).sum(axis=0) % 2, 300, 100)
    _write(api, "board", values, 10)
    with reading():
        made = read_bands(_scene(api, "board"), ["red"], GRID)["red"]
    assert (made == 200).all()


def test_classes_are_taken_as_they_are_also_from_another_zone(api: Api) -> None:
    west, _, _, north = transform_bounds("EPSG:32648", "EPSG:32649", *EXTENT)
    path = api.folder / "east" / "x.tif"
    values = np.where(np.indices((20, 20)).sum(axis=0) % 2, 4, 9)
    origin = from_origin(round(west) - 100, round(north) + 100, 20, 20)
    write_cog(path, values, origin, "EPSG:32649", dtype="uint8")
    with reading():
        made = read_bands(_scene(api, "east"), ["scl"], GRID)["scl"]
    assert set(np.unique(made)) == {4, 9}


def test_a_scene_beside_the_grid_holds_nothing_there(api: Api) -> None:
    _write(api, "far", np.full((6, 8), 100), 10)
    aside = Grid(crs=GRID.crs, transform=from_origin(WEST + 5000, NORTH, 20, 20),
                 shape=(3, 4))  # fmt: skip
    with reading():
        assert not read_bands(_scene(api, "far"), ["red"], aside)["red"].any()


def _reason(api: Api, name: str) -> str:
    with reading(), pytest.raises(UnreadableError) as caught:
        read_bands(_scene(api, name), ["red"], GRID)["red"]
    with reading(), pytest.raises(UnreadableError) as again:
        read_bands(_scene(api, name), ["red"], GRID)["red"]
    assert str(again.value) == str(caught.value), "the reason must not change"
    return str(caught.value)


def test_a_file_that_is_missing_is_told_with_the_answer_of_its_server(api: Api) -> None:
    assert _reason(api, "nowhere") == "not given (HTTP 404)"


def test_a_file_that_is_cut_off_is_told(api: Api) -> None:
    path = _write(api, "cut", np.full((600, 600), 100), 10, compress="none")
    path.write_bytes(path.read_bytes()[: -4 * 512 * 512 * 2 + 100])
    assert _reason(api, "cut") == "damaged or cut off"


def test_another_format_under_the_name_of_a_tif_is_not_opened(
    api: Api, tmp_path: Path
) -> None:
    secret = _write(api, "secret", np.full((6, 8), 100), 10)
    path = tmp_path / "api" / "posing" / "x.tif"
    path.parent.mkdir()
    path.write_text(
        '<VRTDataset rasterXSize="8" rasterYSize="6"><VRTRasterBand dataType="UInt16" '
        f'band="1"><SimpleSource><SourceFilename>{secret}</SourceFilename>'
        "<SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>"
    )
    assert _reason(api, "posing") == "no readable GeoTIFF"


def test_a_server_cannot_lead_to_a_file_of_the_own_machine(api: Api) -> None:
    secret = _write(api, "secret", np.full((6, 8), 100), 10)
    api.redirects["leads/x.tif"] = f"file://{secret}"
    assert _reason(api, "leads") == "not given (HTTP 302)"


def test_reflectance_as_floats_is_not_taken_for_counts(api: Api) -> None:
    _write(api, "floats", np.full((6, 8), 0.1), 10, dtype="float32")
    assert _reason(api, "floats") == "holds float32, not counts"


def test_a_server_that_is_busy_twice_is_asked_again(api: Api) -> None:
    _write(api, "busy", np.full((6, 8), 100), 10)
    api.failing["busy/x.tif"] = 2
    with reading():
        assert (read_bands(_scene(api, "busy"), ["red"], GRID)["red"] == 100).all()
    assert api.reads()["/data/busy/x.tif"] > 2


def test_a_glance_keeps_the_counts_as_they_are(api: Api) -> None:
    _write(api, "glance", np.where(np.indices((64, 64))[1] % 2, 300, 100), 10)
    with reading():
        seen = read_coarse(_scene(api, "glance"), "red", 8)
    assert seen.shape == (8, 8)
    assert set(np.unique(seen)) <= {100, 300}
