"""What cannot be met ends in one clear line, and what is done is not done again."""

import socket
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from distributed import LocalCluster
from satellite.made_api import Api, serving
from typer.testing import CliRunner

from qngeo import cli
from qngeo.cli import fetch as commands
from qngeo.config import settings
from qngeo.domain.forest.seasons import dry_seasons
from qngeo.domain.forest.spectral import Offset
from qngeo.errors import MissingDataError, NumberError, QngeoError, SchemaError
from qngeo.io.imagery import stac
from qngeo.io.imagery.block_files import Block, BlockFiles
from qngeo.io.imagery.rasters import Grid
from qngeo.io.json_files import write_json
from qngeo.io.sole_writer import sole_writer
from qngeo.services.satellite import block_runs
from qngeo.services.satellite import fetch as satellite
from qngeo.services.satellite.block_runs import Machine, Progress
from qngeo.services.satellite.season_about import request_key
from qngeo.services.satellite.season_blocks import MEASURED, SIDE, Source, Task, cut
from qngeo.services.satellite.target_grid import PROVINCE, covering

BOX = (106.9, 20.8, 107.1, 21.0)
LARGE = Machine(memory=8 * 2**30)


@pytest.fixture
def api(tmp_path: Path):
    with serving(tmp_path / "api") as made:
        yield made


def _query(api: str) -> stac.Query:
    return stac.Query(
        api=api, box=BOX, start=date(2023, 10, 1), end=date(2024, 3, 31), max_cloud=80
    )


def _item(name: str, href: str, **properties: object) -> dict:
    properties = {"datetime": "2023-11-01T03:20:00Z", **properties}
    assets = {names[0]: {"href": href} for names in stac.ASSETS.values()}
    return {"type": "Feature", "id": name, "bbox": list(BOX), "assets": assets,
            "properties": properties}  # fmt: skip


def test_an_api_that_does_not_answer_is_told_with_its_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stac, "RETRIES", 0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(MissingDataError, match=f"{address} gives no usable answer"):
        stac.search(_query(address))


@pytest.mark.parametrize(
    "body", [b"<html>", b"[1, 2]", b'{"type": "Feature"}', b"\xff"]
)
def test_an_answer_that_is_no_stac_is_told(api: Api, body: bytes) -> None:
    api.garbage = body
    with pytest.raises(MissingDataError, match="gives no usable answer"):
        stac.search(_query(api.url))


def test_pages_in_a_circle_end(api: Api) -> None:
    api.items = [_item(f"i{n}", "http://127.0.0.1/a.tif") for n in range(5)]
    api.loops = True
    with pytest.raises(MissingDataError, match="pages in a circle"):
        stac.search(_query(api.url))


def test_every_page_is_read_and_each_item_kept_once(api: Api) -> None:
    api.items = [_item(f"i{n % 9}", "http://127.0.0.1/a.tif") for n in range(11)]
    found = stac.search(_query(api.url))
    assert [scene.id for scene in found.scenes] == [f"i{n}" for n in range(9)]


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("file:///etc/passwd.tif", "not an http"),
        ("/etc/passwd.tif", "not an http"),
        ("/vsicurl/http://127.0.0.1/a.tif", "not an http"),
        ("s3://bucket/a.tif", "s3"),
        ("http://127.0.0.1/a.vrt", "not a .tif"),
    ],
)
def test_an_address_that_must_not_be_read_is_a_gap(
    api: Api, href: str, why: str
) -> None:
    api.items = [_item("i", href)]
    found = stac.search(_query(api.url))
    assert not found.scenes
    assert why in found.gaps[0].reason


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "10.1.2.3", "[::1]", "127.1", "2130706433",
     "LOCALHOST.", "a.localhost"],
)  # fmt: skip
def test_an_outside_api_cannot_name_addresses_of_the_own_network(host: str) -> None:
    item = _item("i", f"http://{host}/a.tif")
    made = stac.scene_of(item, _query("https://earth-search.aws.element84.com/v1"))
    assert isinstance(made, stac.Gap)
    assert "own network" in made.reason


@pytest.mark.parametrize("api", ["file:///etc/hosts", "/etc/hosts", "ftp://x/y"])
def test_an_api_that_is_no_web_address_is_refused(api: str) -> None:
    with pytest.raises(MissingDataError, match="no address of a STAC API"):
        stac.search(_query(api))


def test_an_item_without_what_it_must_have_is_a_gap_not_an_end(api: Api) -> None:
    good = _item("good", "http://127.0.0.1/a.tif")
    api.items = [{"id": "bare"}, _item("when", "http://h/a.tif", datetime=None), good]
    found = stac.search(_query(api.url))
    assert [scene.id for scene in found.scenes] == ["good"]
    assert {gap.item for gap in found.gaps} == {"bare", "when"}


# ---------------------------------------------------------------- the command

SEASON = ["--from", "2023-10", "--to", "2024-03"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--from", "2024-05", "--to", "2024-08"], "no month from October to March"),
        (["--from", "2024", "--to", "2023"], "ends before it starts"),
        (["--from", "soon", "--to", "2024"], "is not a date"),
        ([*SEASON, "--bbox", "1,2,3"], "four numbers"),
        ([*SEASON, "--bbox", "9,2,3,4"], "west,south"),
        (
            ["--from", "2023-10", "--to", "2024-03", "--memory", "much"],
            "size of memory",
        ),
        ([*SEASON, "--name", "../x"], "small letters"),
        ([*SEASON, "--name", "baseline"], "not landcover or baseline"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_before_anything_is_asked(
    more: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QNGEO_RASTERS", str(tmp_path))
    settings.cache_clear()
    result = CliRunner().invoke(cli.app, ["fetch", "sentinel2", *more])
    settings.cache_clear()
    assert isinstance(result.exception, QngeoError)
    assert why in str(result.exception)
    assert not list(tmp_path.iterdir())


def test_sizes_of_memory_are_read() -> None:
    assert commands.parse_size("2GB") == 2 * 2**30
    assert commands.parse_size("1.5 g") == 1.5 * 2**30
    with pytest.raises(NumberError, match="2GB or 800MB"):
        commands.parse_size("2")


# ---------------------------------------------------------------- grid and blocks


def test_the_grid_covers_its_box_on_multiples_of_the_cell() -> None:
    grid = covering(PROVINCE, resolution=20)
    west, south, east, north = grid.bounds
    assert not any(edge % 20 for edge in (west, south, east, north))
    # 106.44 to 108.09 E by 20.62 to 21.67 N: about 171 by 120 km.
    assert (east - west) / 1000 == pytest.approx(172, abs=3)
    assert (north - south) / 1000 == pytest.approx(120, abs=5)


def test_a_box_too_large_for_its_cells_is_refused() -> None:
    with pytest.raises(SchemaError, match="make it smaller"):
        covering((100, 10, 110, 20), resolution=10)


def test_blocks_cover_the_grid_once() -> None:
    grid = covering(BOX, resolution=20)
    seen = np.zeros(grid.shape, int)
    for number, task in enumerate(cut(grid, ())):
        assert task.number == number
        (top, left), (rows, columns) = task.window, task.grid.shape
        seen[top : top + rows, left : left + columns] += 1
        assert task.grid.transform * (0, 0) == grid.transform * (left, top)
    assert (seen == 1).all()


def _tasks(number: int) -> list[Task]:
    grid = Grid(crs="EPSG:32648", transform=covering(BOX, resolution=20).transform,
                shape=(2, number * SIDE))  # fmt: skip
    return list(cut(grid, ()))


def _run(files: BlockFiles, tasks: list[Task], machine: Machine = LARGE) -> list[str]:
    said: list[str] = []
    progress = Progress(title="s", total=len(tasks), done=0, say=said.append)
    block_runs.run(tasks, files=files, machine=machine, progress=progress)
    return said


def _made(task: Task) -> Block:
    return Block(values=np.full(task.shape, task.number, np.float32), gaps=())


def _failing_at(number: int) -> Callable[[Task], Block]:
    def make(task: Task) -> Block:
        if task.number == number:
            raise MemoryError
        return _made(task)

    return make


def test_blocks_finished_before_an_end_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks, files = _tasks(4), BlockFiles(tmp_path / "season" / "key")
    monkeypatch.setattr(block_runs, "MOST_THREADS", 1)
    monkeypatch.setattr(block_runs, "make", _failing_at(2))
    with pytest.raises(MemoryError):
        _run(files, tasks)
    assert files.finished([task.shape for task in tasks]) == {0, 1}
    assert (files.read(1).values == 1).all()


def test_a_block_that_is_damaged_or_of_another_shape_is_not_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks, files = _tasks(3), BlockFiles(tmp_path / "season" / "key")
    monkeypatch.setattr(block_runs, "make", _made)
    said = _run(files, tasks)
    assert said[-1] == "s: block 3 of 3"
    path = files.folder / "00001.npz"
    path.write_bytes(path.read_bytes()[:-200])
    shapes = [task.shape for task in tasks]
    assert files.finished(shapes) == {0, 2}
    assert files.finished([(7, 1, 1), *shapes[1:]]) == {2}


def test_a_memory_too_small_for_a_block_is_told_with_what_is_needed(
    tmp_path: Path,
) -> None:
    with pytest.raises(MissingDataError, match=r"give --memory \d+MB or more"):
        _run(BlockFiles(tmp_path / "s" / "k"), _tasks(1), Machine(memory=2**20))


def test_a_scheduler_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(block_runs, "PATIENCE_S", 0.5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(
        MissingDataError, match=f"no Dask scheduler answers at {address}"
    ):
        _run(BlockFiles(tmp_path / "s" / "k"), _tasks(1),
             Machine(memory=2**30, scheduler=address))  # fmt: skip


def test_the_workers_of_a_cluster_make_the_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With threads for workers; a killed process is among the heavy tests."""
    tasks, files = _tasks(3), BlockFiles(tmp_path / "s" / "k")
    monkeypatch.setattr(block_runs, "make", _made)
    with LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address=None,
    ) as cluster:
        address = cluster.scheduler_address
        said = _run(files, tasks, Machine(memory=2**30, scheduler=address))
    assert said[0] == f"2 threads of the Dask cluster at {address}"
    assert files.finished([task.shape for task in tasks]) == {0, 1, 2}
    assert [float(files.read(n).values.max()) for n in range(3)] == [0, 1, 2]


# ---------------------------------------------------------------- what a series is


@pytest.fixture
def rasters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QNGEO_RASTERS", str(tmp_path / "rasters"))
    settings.cache_clear()
    yield tmp_path / "rasters"
    settings.cache_clear()


@pytest.mark.parametrize(
    "about",
    [
        {"kind": "practice"},
        {"kind": "satellite", "grid": {"crs": "EPSG:32648", "shape": [1, 1]}},
    ],
    ids=["practice", "another grid"],
)
def test_a_series_of_something_else_is_not_written_into(
    api: Api, rasters: Path, about: dict
) -> None:
    write_json(rasters / "s" / "series.json", about)
    request = satellite.Request(
        name="s",
        seasons=dry_seasons(date(2023, 10, 1), date(2024, 3, 31)),
        box=BOX,
        api=api.url,
    )
    with pytest.raises(SchemaError, match="another --name"):
        satellite.fetch(request, machine=LARGE, say=print)
    assert not api.asked
    assert [path.name for path in (rasters / "s").iterdir()] == ["series.json"]


def test_a_second_run_into_the_same_series_waits_for_the_first(
    api: Api, rasters: Path
) -> None:
    request = satellite.Request(
        name="s",
        seasons=dry_seasons(date(2023, 10, 1), date(2024, 3, 31)),
        box=BOX,
        api=api.url,
    )
    with (
        sole_writer(rasters / "s"),
        pytest.raises(MissingDataError, match="another run is writing 's'"),
    ):
        satellite.fetch(request, machine=LARGE, say=print)
    assert not api.asked
    assert not (rasters / "s").exists()


def test_when_nothing_usable_is_listed_nothing_is_written(
    api: Api, rasters: Path
) -> None:
    api.items = [_item("i", "s3://bucket/a.tif")]
    request = satellite.Request(
        name="s",
        seasons=dry_seasons(date(2023, 10, 1), date(2024, 3, 31)),
        box=BOX,
        api=api.url,
    )
    said: list[str] = []
    with pytest.raises(MissingDataError, match="no usable scene"):
        satellite.fetch(request, machine=LARGE, say=said.append)
    assert any("s3" in line for line in said)
    assert not list(rasters.rglob("*.*"))


def _source(name: str, offset: float = 0.0) -> Source:
    made = stac.scene_of(
        _item(name, "http://127.0.0.1/a.tif"), _query("http://127.0.0.1")
    )
    assert isinstance(made, stac.Scene)
    value = Offset(value=offset, scale=1e-4, reason="")
    return Source(scene=made, offsets=dict.fromkeys(MEASURED, value))


def test_blocks_of_another_request_are_not_taken() -> None:
    winter, next_winter = dry_seasons(date(2023, 10, 1), date(2025, 3, 31))
    grid, coarse = covering(BOX, resolution=20), covering(BOX, resolution=40)
    keys = [
        request_key(winter, grid, [_source("a")]),
        request_key(next_winter, grid, [_source("a")]),
        request_key(winter, coarse, [_source("a")]),
        request_key(winter, grid, [_source("b")]),
        request_key(winter, grid, [_source("a"), _source("b")]),
        request_key(winter, grid, [_source("a", offset=-1000)]),
    ]
    assert len(set(keys)) == len(keys)
    assert request_key(winter, grid, [_source("a")]) == keys[0]
