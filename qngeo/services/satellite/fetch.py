"""What did the satellite see of a place, dry season by dry season?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rasterio.windows import Window

from qngeo.config import settings
from qngeo.domain.forest.seasons import DrySeason
from qngeo.errors import MissingDataError, SchemaError
from qngeo.io.imagery import stac
from qngeo.io.imagery.band_reading import reading
from qngeo.io.imagery.block_files import BlockFiles
from qngeo.io.imagery.rasters import Grid, Layout, remove_leftovers, writing
from qngeo.io.imagery.series import BANDS, SATELLITE
from qngeo.io.json_files import read_json, sha256, write_json
from qngeo.io.sole_writer import sole_writer
from qngeo.services.satellite.block_runs import Machine, Progress, Say, run
from qngeo.services.satellite.season_about import (
    about_season,
    choose,
    gap_order,
    is_done,
    request_key,
)
from qngeo.services.satellite.season_blocks import Task, cut
from qngeo.services.satellite.target_grid import covering

TITLES = {
    "title_vi": "Ảnh Sentinel-2 ghép theo mùa khô",
    "title_en": "Sentinel-2 composites by dry season",
}
CREDIT = "Contains modified Copernicus Sentinel data"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is fetched.

    Attributes
    ----------
    name : str
        Of the series.
    seasons : tuple of DrySeason
    box : tuple of float
        West, south, east, north in degrees.
    api : str
    max_cloud : float
        Per cent of a scene.
    resolution : float
        Metres.
    """

    name: str
    seasons: tuple[DrySeason, ...]
    box: stac.Box
    api: str
    max_cloud: float = 80
    resolution: float = 20


def fetch(
    request: Request, *, machine: Machine, say: Say, again: bool = False
) -> list[Path]:
    """Fetch every season of a request into its series.

    Parameters
    ----------
    request : Request
    machine : Machine
    say : callable
        Takes the words about the run.
    again : bool
        Make finished seasons and blocks anew, for instance to fill their gaps.

    Returns
    -------
    list of Path
        Rasters of the seasons, those that were there already as well.

    Raises
    ------
    MissingDataError
        If the API gives no answer or no usable scene of any season, or another run
        writes the same series at this moment.
    SchemaError
        If the series is of another kind or lies on another grid.
    """
    grid = covering(request.box, resolution=request.resolution)
    folder = settings().rasters / request.name
    written = []
    with sole_writer(folder):
        about = _series(folder, grid, request)
        for season in request.seasons:
            path = folder / f"{season.name}.tif"
            if _season(path, season, request, grid, machine, say, again=again):
                write_json(folder / "series.json", about)
                written.append(path)
    if not written:
        message = (
            f"{request.api} lists no usable scene of the box and period: check them, "
            "or raise --max-cloud"
        )
        raise MissingDataError(message)
    return written


def _series(folder: Path, grid: Grid, request: Request) -> dict[str, Any]:
    """Return what series.json is to hold; refuse a folder of something else."""
    lies = {"crs": grid.crs, "transform": list(grid.transform)[:6],
            "shape": list(grid.shape)}  # fmt: skip
    path = folder / "series.json"
    about = {"kind": SATELLITE, **TITLES, "credit": CREDIT, "grid": lies}
    if not path.exists():
        return about
    known = read_json(path)
    if known.get("kind") != SATELLITE or known.get("grid", lies) != lies:
        message = (
            f"series {request.name!r} is of another kind or lies on another grid: "
            "give this one another --name"
        )
        raise SchemaError(message)
    return {**about, **known}


def _season(  # noqa: PLR0913 -- one season of one request, and how to run it
    path: Path, season: DrySeason, request: Request, grid: Grid, machine: Machine,
    say: Say, *, again: bool,
) -> bool:  # fmt: skip
    """Write one season; False if there is no usable scene of it."""
    query = stac.Query(
        api=request.api,
        box=request.box,
        start=season.start,
        end=season.end,
        max_cloud=request.max_cloud,
    )
    listed = stac.search(query)
    work = path.parent / ".work" / season.name
    sources, gaps = choose(listed, counts=work / "counts.json")
    say(
        f"{season.name}: {len(sources)} scenes, {listed.cloudy} left out as cloudier "
        f"than {request.max_cloud:g} %, {len(gaps)} not usable"
    )
    for gap in gaps:
        say(f"gap: {gap.item} {gap.asset}: {gap.reason}")
    if not sources:
        return False
    key = request_key(season, grid, sources)
    if not again and is_done(path, key):
        say(f"{season.name}: already there, nothing to do")
        return True
    files = BlockFiles(work / key[:16])
    if again:
        files.remove()
    tasks = cut(grid, sources)
    done = files.finished([task.shape for task in tasks])
    if done:
        say(f"{season.name}: {len(done)} of {len(tasks)} blocks are there already")
    progress = Progress(title=season.name, total=len(tasks), done=len(done), say=say)
    left = [task for task in tasks if task.number not in done]
    run(left, files=files, machine=machine, progress=progress)
    _refuse_unread(tasks, files, season.name)
    read_gaps = _write(path, tasks, files, season=season.name, grid=grid)
    about = {
        **about_season(season, query, sources),
        "gaps": [*({**asdict(gap), "blocks": "all"} for gap in gaps), *read_gaps],
        "left_out_as_cloudy": listed.cloudy,
        "request": key,
        "sha256": sha256(path),
    }
    write_json(path.with_suffix(".json"), about)
    files.remove()
    for row in read_gaps:
        where = f"{row['item']} {row['asset']} in {row['blocks']} blocks"
        say(f"gap: {where}: {row['reason']}")
    if read_gaps:
        say(f"{season.name}: run again with --again to try the gaps anew")
    return True


def _refuse_unread(tasks: Sequence[Task], files: BlockFiles, season: str) -> None:
    """Refuse a season whose server gave no usable cell; a raster that stands stays.

    A season under cloud without any gap is an answer; one of gaps alone is none.

    Raises
    ------
    MissingDataError
        Gives the first reason. The blocks are dropped, so that all is read anew.
    """
    first = None
    for task in tasks:
        block = files.read(task.number)
        if (block.values[BANDS.index("valid")] > 0).any():
            return
        first = first or next(iter(block.gaps), None)
    if first is None:
        return
    files.remove()
    message = (
        f"{season}: of its scenes nothing usable could be read ({first.item} "
        f"{first.asset}: {first.reason}): the server of the files may be down; nothing "
        "was written, run again later"
    )
    raise MissingDataError(message)


def _write(
    path: Path, tasks: Sequence[Task], files: BlockFiles, *, season: str, grid: Grid
) -> list[dict[str, Any]]:
    """Join the blocks into the raster of the season and return their gaps."""
    gaps: Counter[stac.Gap] = Counter()
    tags = {"kind": SATELLITE, "season": season, "credit": CREDIT}
    layout = Layout(grid=grid, bands=BANDS, tags=tags)
    remove_leftovers(path)
    with reading(), writing(path, layout) as target:
        for task in tasks:
            block = files.read(task.number)
            rows, columns = task.grid.shape
            top, left = task.window
            target.write(block.values, window=Window(left, top, columns, rows))
            gaps.update(block.gaps)
        path.with_suffix(".json").unlink(missing_ok=True)  # speaks of the old raster
    return [{**asdict(gap), "blocks": gaps[gap]} for gap in sorted(gaps, key=gap_order)]
