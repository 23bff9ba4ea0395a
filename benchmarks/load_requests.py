"""Tiles and API asked at an even rate, whatever the answers take.

    python -m benchmarks.load_requests ADDRESS RATE SECONDS SEED

asks every 1 / RATE seconds for one more and prints one line of JSON.
"""

import asyncio
import json
import math
import random
import sys
import time
from collections import Counter
from functools import cache

import httpx
import rasterio
from rasterio.warp import transform_bounds

from qngeo.io.imagery.series import read_series

SERIES = "practice"
ITEMS = (
    "/ogc/collections/parks/items?limit=10&f=json",
    "/ogc/collections/zones/items?limit=5&f=json",
    "/ogc/collections/parks/items?bbox=106.9,20.8,107.4,21.2&f=json",
    "/ogc/collections?f=json",
    "/ogc?f=json",
    "/stats/occupancy?by=zone&f=json",
    "/layers/catalog.json",
    "/layers/zones.geojson",
)
LOOKS = ("picture", "nbr", "ndmi", "ndvi", "valid")
ZOOMS = range(10, 14)
TILES_SHARE = 0.6
WARM_S = 1.0
HTTP_OK = 200
TOGETHER = 100
"""Requests that are under way at the same time, each on a connection of its own."""


def paths(seed: int, count: int) -> list[str]:
    """Return what is asked for, in order; the same for the same seed."""
    rng = random.Random(seed)
    return [
        _tile(rng) if rng.random() < TILES_SHARE else rng.choice(ITEMS)
        for _ in range(count)
    ]


def _tile(rng: random.Random) -> str:
    zoom = rng.choice(ZOOMS)
    names, (west, south, east, north) = _scene()
    x = rng.randint(*(_column(at, zoom) for at in (west, east)))
    y = rng.randint(*(_row(at, zoom) for at in (north, south)))
    name, look = rng.choice(names), rng.choice(LOOKS)
    return f"/tiles/{SERIES}/{name}/{look}/{zoom}/{x}/{y}.png"


@cache
def _scene() -> tuple[list[str], tuple[float, float, float, float]]:
    """Return the names of the practice seasons and their west, south, east, north."""
    seasons = read_series(SERIES).seasons
    with rasterio.open(seasons[0].path) as raster:
        bounds = transform_bounds(raster.crs, "EPSG:4326", *raster.bounds)
    return [season.name for season in seasons], bounds


def _column(longitude: float, zoom: int) -> int:
    return int((longitude + 180) / 360 * 2**zoom)


def _row(latitude: float, zoom: int) -> int:
    up = math.asinh(math.tan(math.radians(latitude))) / math.pi
    return int((1 - up) / 2 * 2**zoom)


async def ask(
    address: str, rate: float, seconds: float, seed: int
) -> dict[str, object]:
    """Ask at a rate and tell the milliseconds of tiles and API, and what failed.

    A request is due at its moment; what it waits for is counted. Beside it stands the
    time from the moment when it was sent: where the two differ, it was the asking that
    was late.

    Returns
    -------
    dict
        ``tiles``, ``api``: list of float, from the moment when a request was due;
        ``sent``: list of float, of both, from the moment when it was sent; ``failed``:
        how often, by reason; ``cpu``: processor seconds of the asking.
    """
    found: dict[str, list[float]] = {"tiles": [], "api": [], "sent": []}
    failed: Counter[str] = Counter()
    limits = httpx.Limits(max_connections=TOGETHER, max_keepalive_connections=TOGETHER)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
        begin = time.perf_counter() + WARM_S
        wanted = iter(enumerate(paths(seed, round(rate * seconds))))

        async def some() -> None:
            for number, path in wanted:
                due = begin + number / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                sent = time.perf_counter()
                try:
                    answer = await _got(client, path)
                except httpx.HTTPError as error:
                    failed[type(error).__name__] += 1
                    continue
                if answer.status_code != HTTP_OK:
                    short = path.split("?", maxsplit=1)[0]
                    failed[f"{short}: {answer.status_code}"] += 1
                    continue
                now = time.perf_counter()
                kind = "tiles" if path.startswith("/tiles/") else "api"
                found[kind].append(1000 * (now - due))
                found["sent"].append(1000 * (now - sent))

        async with asyncio.TaskGroup() as group:
            for _ in range(TOGETHER):
                group.create_task(some())
    return {**found, "failed": dict(failed), "cpu": time.process_time()}


async def _got(client: httpx.AsyncClient, path: str) -> httpx.Response:
    """Ask; once more where the connection was closed, as browsers do (RFC 9110, 9.2.2).

    A server closes what was idle for some seconds, and the next request may be on its
    way to it at that moment.
    """
    try:
        return await client.get(path)
    except (httpx.ReadError, httpx.RemoteProtocolError):
        return await client.get(path)


def main() -> None:
    """Read the words of the command line and print one line of JSON."""
    address, rate, seconds, seed = sys.argv[1:]
    found = asyncio.run(ask(address, float(rate), float(seconds), int(seed)))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
