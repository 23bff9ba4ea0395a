"""Map tiles of the forest rasters beside titiler on the same files."""

import os
import statistics
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rasterio.transform import from_origin

from benchmarks import made
from benchmarks.model import Benchmark, DisagreementError, Found, Reach, Row, Setting
from benchmarks.servers import Server, serving
from benchmarks.turns import MILLI, there

OWN, PEER = "qngeo", "titiler"
SERIES, SEASON, KEY = "bench", "2023-2024", "abc"
CELL, SIDE, TINY_SIDE = 20.0, 5_000, 600
ZOOMS = range(9, 15)
TILES_A_ZOOM, TINY_TILES = 20, 1
PIXELS = 256
CACHED_MS = 5
LOOKS = ("loss", "nbr")
WORDS = {"loss": "classes (uint8)", "nbr": "a ramp (float32)"}
ADDRESS = {
    "loss": f"/tiles/{SERIES}/{KEY}.loss/loss",
    "nbr": f"/tiles/{SERIES}/{SEASON}/nbr",
}
ASKED = {"loss": {"resampling": "nearest", "reproject": "nearest"},
         "nbr": {"rescale": "-0.2,0.8", "reproject": "nearest"}}  # fmt: skip

ALIKE = 0.995
"""Least share of pixels that must look the same; a cell's edge may round elsewhere."""
STEP = 3
"""Most by which a channel of a ramp may differ: titiler paints 256 steps."""

Tile = tuple[int, int, int]
Pixels = NDArray[np.uint8]


def make(root: Path, side: int) -> dict[str, Path]:
    """Make a series with a season of NBR and a raster of classes of loss."""
    from qngeo.io.imagery.rasters import Grid, Layout, write_raster  # noqa: PLC0415
    from qngeo.io.json_files import write_json  # noqa: PLC0415

    folder = root / SERIES
    paths = {
        "loss": folder / "derived" / KEY / "loss.tif",
        "nbr": folder / f"{SEASON}.tif",
    }
    if (folder / "series.json").exists():
        return paths
    field = made.Field(made.Size(rows=side, cols=side, dates=0, polygons=()))
    transform = from_origin(made.WEST, made.NORTH, CELL, CELL)
    grid = Grid(crs=made.CRS, transform=transform, shape=(side, side))
    nbr = field.measure(0)[None]
    write_raster(paths["nbr"], Layout(grid=grid, bands=("nbr",)), nbr)
    kinds = np.where(field.noise > made.ODD, 3, field.smooth * 4).astype("uint8")
    kinds[field.smooth > made.CLOUD] = 255
    classes = Layout(grid=grid, bands=("loss",), dtype="uint8", nodata=255)
    write_raster(paths["loss"], classes, kinds[None])
    write_json(folder / "series.json", {"kind": "satellite"})
    return paths


def run(setting: Setting) -> Found:
    """Ask both servers for the same tiles, each file new to them in every run."""
    root = setting.folder / "tiles"
    paths = make(root, TINY_SIDE if setting.tiny else SIDE)
    tiles = list(_tiles(setting))
    env = {"QNGEO_RASTERS": str(root)}
    with ExitStack() as stack:
        own = stack.enter_context(serving("app:app", root / "qngeo.log", env))
        peer = None
        if there("titiler.core"):
            peer = stack.enter_context(
                serving("benchmarks.titiler_server:app", root / "titiler.log")
            )
        servers = {OWN: own, PEER: peer} if peer is not None else {OWN: own}
        looks = [_look(setting, servers, paths[look], look, tiles) for look in LOOKS]
    return Found(
        rows=tuple(row for one in looks for row in one.rows()),
        agreed=tuple(one.agreed for one in looks if one.agreed),
        notes=tuple(one.note() for one in looks),
        versions=("rio-tiler", "titiler.core", "uvicorn", "starlette", "pillow"),
    )


@dataclass
class _Look:
    """What was measured of one look.

    Attributes
    ----------
    look : str
    tiles : int
    first : dict of str to list of list of float
        Seconds of each tile by server and run, as new.
    again : list of list of float
        The same of qngeo, once more.
    busy : dict of str to float
        Processor seconds of each server for all tiles as new.
    agreed : str
    """

    look: str
    tiles: int
    first: dict[str, list[list[float]]]
    again: list[list[float]] = field(default_factory=list)
    busy: dict[str, float] = field(default_factory=dict)
    agreed: str = ""

    def rows(self) -> Iterator[Row]:
        """Write the rows: as new, and once more."""
        peers = {name: _medians(runs) for name, runs in self.first.items()}
        new = peers.pop(OWN)
        reach = tuple(Reach(peer=name, least=1) for name in peers)
        what = f"tile of {WORDS[self.look]}"
        yield Row(
            what=f"{what}, first time", own=new, unit="ms", peers=peers, reaches=reach
        )
        yield Row(
            what=f"{what}, once more", own=_medians(self.again), unit="ms",
            peers=peers, reaches=(Reach(most=CACHED_MS), *reach),
        )  # fmt: skip

    def note(self) -> str:
        """Say how long the slow tiles take, and the work of the processor."""
        slow = {name: _slowest(runs) for name, runs in self.first.items()}
        slow[f"{OWN} once more"] = _slowest(self.again)
        runs = len(self.again)
        cpu = {n: MILLI * s / (runs * self.tiles) for n, s in self.busy.items()}
        return (
            f"{WORDS[self.look]}: 95 of 100 tiles take at most {_listed(slow)}; "
            f"processor time a tile, the first time: {_listed(cpu)}."
        )


def _look(
    setting: Setting, servers: Mapping[str, Server], path: Path, look: str,
    tiles: list[Tile],
) -> _Look:  # fmt: skip
    """Ask each server in turn; qngeo a second time for what it keeps."""
    found = _Look(look, len(tiles), first={name: [] for name in servers})
    _all(servers[OWN], look, tiles)  # imports and pools are there from now on
    for _ in range(setting.runs):
        os.utime(path)  # another file to the server: nothing is kept
        bodies: dict[str, dict[Tile, bytes]] = {}
        for name, server in servers.items():
            before = server.cpu()
            bodies[name], seconds = _all(
                server, look, tiles, path if name == PEER else None
            )
            found.first[name].append(seconds)
            found.busy[name] = found.busy.get(name, 0) + server.cpu() - before
        found.again.append(_all(servers[OWN], look, tiles)[1])
        if PEER in bodies:
            found.agreed = _alike(look, bodies[OWN], bodies[PEER])
    return found


def _listed(figures: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {figure:.1f} ms" for name, figure in figures.items())


def _tiles(setting: Setting) -> Iterator[Tile]:
    """Choose tiles within the raster, some of each zoom."""
    from pyproj import Transformer  # noqa: PLC0415 -- only here

    rng = np.random.default_rng(made.SEED)
    side = (TINY_SIDE if setting.tiny else SIDE) * CELL
    to_degrees = Transformer.from_crs(made.CRS, 4326, always_xy=True)
    count = TINY_TILES if setting.tiny else TILES_A_ZOOM
    for zoom in ZOOMS:
        share = rng.uniform(0.02, 0.98, (2, count)) * side
        lon, lat = to_degrees.transform(made.WEST + share[0], made.NORTH - share[1])
        size = 2**zoom
        x = ((np.asarray(lon) + 180) / 360 * size).astype(int)
        up = np.arcsinh(np.tan(np.radians(lat)))
        y = ((1 - up / np.pi) / 2 * size).astype(int)
        for pair in sorted(set(zip(x.tolist(), y.tolist(), strict=True))):
            yield zoom, *pair


def _all(
    server: Server, look: str, tiles: list[Tile], path: Path | None = None
) -> tuple[dict[Tile, bytes], list[float]]:
    """Ask for all tiles one after the other: bodies and seconds."""
    server.connect_anew()
    found = {tile: server.get(_address(look, tile, path)) for tile in tiles}
    bodies = {tile: body for tile, (body, _) in found.items()}
    return bodies, [seconds for _, seconds in found.values()]


def _address(look: str, tile: Tile, path: Path | None) -> str:
    place = "/".join(map(str, tile))
    if path is None:
        return f"{ADDRESS[look]}/{place}.png"
    asked = {"url": str(path), "colormap_name": look, "tilesize": PIXELS, **ASKED[look]}
    return f"/tiles/WebMercatorQuad/{place}.png?{urlencode(asked)}"


def _medians(runs: list[list[float]]) -> tuple[float, ...]:
    return tuple(MILLI * statistics.median(seconds) for seconds in runs)


def _slowest(runs: list[list[float]]) -> float:
    return MILLI * float(np.percentile(np.concatenate(runs), 95))


def _alike(look: str, ours: dict[Tile, bytes], theirs: dict[Tile, bytes]) -> str:
    """Compare the pictures pixel by pixel.

    Raises
    ------
    DisagreementError
        If fewer than `ALIKE` of the pixels look the same.
    """
    same = np.concatenate(
        [_same(_pixels(ours[tile]), _pixels(theirs[tile])) for tile in ours]
    )
    share = float(same.mean())
    if share < ALIKE:
        message = f"{look}: only {share:.2%} of the pixels look as those of {PEER}"
        raise DisagreementError(message)
    return (
        f"{look}: {share:.3%} of the pixels of {len(ours)} tiles have the colour that "
        f"{PEER} gives them, to {STEP} of 255 in a channel"
    )


def _same(ours: Pixels, theirs: Pixels) -> NDArray[np.bool_]:
    apart = np.abs(ours.astype(int) - theirs)
    clear = (ours[..., 3] == 0) & (theirs[..., 3] == 0)
    return np.asarray(clear | (apart.max(axis=-1) <= STEP)).ravel()


def _pixels(body: bytes) -> Pixels:
    return np.asarray(Image.open(BytesIO(body)).convert("RGBA"))


BENCHMARK = Benchmark(
    name="tiles",
    title="Map tiles",
    about=(
        "Made rasters of 5,000 x 5,000 cells of 20 m as the forest page has them "
        "(cloud-optimised, deflate, overviews): classes of loss, and NBR. About 100 "
        "tiles of 256 pixels at zooms 9 to 14, one after the other over one kept "
        "connection; qngeo is the whole application under uvicorn, titiler its "
        "TilerFactory in a uvicorn of its own, with the same colours and resampling. "
        "A run is the median of its tiles. Before each run the files get a new date, "
        "so that no kept tile fits."
    ),
    needs=("titiler.core",),
    run=run,
)
