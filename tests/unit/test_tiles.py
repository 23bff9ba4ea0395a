"""Raster tiles: right colours, marked when made, nothing beyond what may be shown."""

import asyncio
import json
import threading
import time
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from pyproj import Transformer
from rasterio.transform import from_origin
from starlette.applications import Starlette

from qngeo.config import Settings, settings
from qngeo.io.imagery.rasters import Grid, Layout, write_raster
from qngeo.io.imagery.series import BANDS
from qngeo.web import tile_sources, tiles, watermark
from qngeo.web.guard import work
from qngeo.web.palettes import look_of, rgb
from qngeo.web.routes import routes
from qngeo.web.tile_store import TileStore

Z, X, Y = 12, 3266, 1804
"""A tile near Hạ Long."""

WORLD = 20_037_508.342789244
SIZE = 2 * WORLD / 2**Z
WEST, NORTH = -WORLD + X * SIZE, WORLD - Y * SIZE


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def pixels(self) -> np.ndarray:
        with Image.open(BytesIO(self.body)) as image:
            return np.asarray(image.convert("RGBA"))


def raster(path, values, bands=("loss",), dtype="uint8", nodata=255, tags=None):
    """Write a raster over exactly one tile, as many cells as the values have."""
    stack = np.asarray(values)
    stack = stack[None] if stack.ndim == 2 else stack
    rows, columns = stack.shape[1:]
    grid = Grid(
        crs="EPSG:3857",
        transform=from_origin(WEST, NORTH, SIZE / columns, SIZE / rows),
        shape=(rows, columns),
    )
    layout = Layout(grid=grid, bands=bands, dtype=dtype, nodata=nodata, tags=tags or {})
    write_raster(path, layout, stack)


def season(path, nbr):
    """Write a season whose bands are all as the NBR given."""
    raster(path, [nbr] * len(BANDS), BANDS, "float32", float("nan"))


def describe(folder, kind):
    about = {"kind": kind, "title_vi": "a", "title_en": "b"}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "series.json").write_text(json.dumps(about), encoding="utf-8")


@pytest.fixture
def rasters(tmp_path, monkeypatch):
    """Two series, the same cells in both: "storm" of a satellite, "made" for practice.

    Left half NBR 0.8, right half -0.2; classes 0, 1, 3 and 255 in four quarters.
    """
    root = tmp_path / "rasters"
    quarters = np.kron([[0, 1], [3, 255]], np.ones((4, 4))).astype(np.uint8)
    halves = np.tile([0.8] * 4 + [-0.2] * 4, (8, 1))
    for name, kind in (("storm", "satellite"), ("made", "practice")):
        describe(root / name, kind)
        season(root / name / "2023-2024.tif", halves)
        raster(root / name / "derived" / "k1" / "loss.tif", quarters)
    raster(tmp_path / "data" / "rasters" / "cover.tif", quarters)
    (tmp_path / "secret.tif").write_bytes(
        (root / "storm" / "2023-2024.tif").read_bytes()
    )
    made = Settings(rasters=root, data=tmp_path / "data", assets=settings().assets)
    for module in (tile_sources, watermark):
        monkeypatch.setattr(module, "settings", lambda: made)
    monkeypatch.setattr(tiles, "_store", TileStore())
    return root


@pytest.fixture
def get(rasters):  # noqa: ARG001 -- the routes read them
    """Ask the routes for an address."""
    app = Starlette(routes=routes())

    async def ask_one(address: str, headers: dict[str, str]) -> Answer:
        path, _, query = address.partition("?")
        sent: list[dict] = []
        scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "root_path": "", "scheme": "http",
            "http_version": "1.1", "server": ("test", 80), "client": ("test", 1),
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
        }  # fmt: skip

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        await app(scope, receive, send)
        start = next(m for m in sent if m["type"] == "http.response.start")
        body = b"".join(m.get("body", b"") for m in sent)
        named = {k.decode().lower(): v.decode() for k, v in start["headers"]}
        return Answer(start["status"], named, body)

    async def ask_all(addresses, headers):
        return await asyncio.gather(*(ask_one(one, headers) for one in addresses))

    def ask(*addresses: str, **headers: str):
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        answers = asyncio.run(ask_all(addresses, named))
        return answers[0] if len(addresses) == 1 else answers

    return ask


def at(series="storm", name="2023-2024", look="nbr", z=Z, x=X, y=Y):
    return f"/tiles/{series}/{name}/{look}/{z}/{x}/{y}.png"


LOSS = at(name="k1.loss", look="loss")


def test_a_ramp_has_the_colours_of_its_legend(get):
    answer = get(at())
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    pixels, ramp = answer.pixels(), look_of("nbr").ramp
    assert pixels.shape == (256, 256, 4)
    assert tuple(pixels[128, 40, :3]) == rgb(ramp[-1])
    assert tuple(pixels[128, 220, :3]) == rgb(ramp[0])


def test_classes_keep_their_colours_and_no_forest_is_transparent(get):
    pixels = get(LOSS).pixels()
    colours = {v: rgb(c.colour) for c in look_of("loss").classes for v in c.values}
    for (row, column), value in {(40, 40): 0, (40, 220): 1, (220, 40): 3}.items():
        assert tuple(pixels[row, column]) == (*colours[value], 255)
    assert pixels[220, 220, 3] == 0
    shown = {tuple(c) for c in pixels.reshape(-1, 4) if c[3]}
    assert shown == {(*colours[v], 255) for v in (0, 1, 3)}, "no mixed colour"


def test_classes_are_never_mixed_when_the_raster_is_turned_to_the_map(get, rasters):
    """A board of 0 and 3 in UTM, over the tile and beyond: between them no 1 or 2."""
    to_utm = Transformer.from_crs("EPSG:3857", "EPSG:32648", always_xy=True)
    east, north = to_utm.transform(WEST + SIZE / 2, NORTH - SIZE / 2)
    board = 3 * (np.indices((60, 60)).sum(axis=0) % 2).astype(np.uint8)
    grid = Grid(
        crs="EPSG:32648",
        transform=from_origin(east - 9_000, north + 9_000, 300, 300),
        shape=board.shape,
    )
    layout = Layout(grid=grid, bands=("loss",), dtype="uint8", nodata=255)
    path = rasters / "storm" / "derived" / "k1" / "board.tif"
    write_raster(path, layout, board[None])
    pixels = get(at(name="k1.board", look="loss")).pixels().reshape(-1, 4)
    classes = look_of("loss").classes
    assert {tuple(pixel) for pixel in pixels} == {
        (*rgb(classes[value].colour), 255) for value in (0, 3)
    }


def test_shipped_rasters_are_the_baseline(get):
    assert get(at("baseline", "cover", "loss")).pixels()[40, 40, 3] == 255


def test_outside_the_raster_a_tile_is_wholly_transparent(get):
    answer = get(at(x=X + 3))
    assert answer.status == 200
    assert not answer.pixels()[..., 3].any()


def test_a_season_without_a_clear_view_is_transparent(get, rasters):
    season(rasters / "storm" / "2024-2025.tif", np.full((8, 8), np.nan))
    for look in ("nbr", "picture", "valid"):
        assert not get(at(name="2024-2025", look=look)).pixels()[..., 3].any()


@pytest.mark.parametrize(
    "address",
    [
        at("nothing"),
        at(name="2030-2031"),
        at(look="heat"),
        at(name="k1.other", look="loss"),
        at(name="k2.loss", look="loss"),
        at("..", "secret"),
        at("storm", "..%2F..%2Fsecret"),
        at("storm", "../../secret"),
        at("%2e%2e", "secret"),
        at("storm", "....secret"),
        at("storm", "2023-2024.tif"),
        at("storm/derived", "loss", "loss"),
        at("baseline", "../../secret"),
        at("storm", "\0"),
        at("storm", "a" * 300),
        at(z=5, x=0, y=0),
        at(z=19, x=0, y=0),
        at(x=2**Z),
        at(y=-1),
        at(z=40, x=10**15, y=0),
        at() + "?lang=fr",
    ],
)
def test_what_may_not_or_cannot_be_shown_is_404(get, address):
    answer = get(address)
    assert answer.status == 404
    assert b"PNG" not in answer.body


def test_a_link_that_leads_out_of_the_folder_is_404(get, rasters, tmp_path):
    (rasters / "storm" / "2022-2023.tif").symlink_to(tmp_path / "secret.tif")
    assert get(at(name="2022-2023")).status == 404


def test_a_folder_without_series_json_is_no_series(get, rasters):
    (rasters / "storm" / "series.json").unlink()
    assert get(at()).status == 404


@pytest.mark.parametrize("keep", [0, 100, 900])
def test_a_damaged_raster_is_one_line_and_the_next_tile_is_served(get, rasters, keep):
    whole = (rasters / "storm" / "2023-2024.tif").read_bytes()
    (rasters / "storm" / "2024-2025.tif").write_bytes(whole[:keep])
    answer = get(at(name="2024-2025"))
    assert answer.status == 503
    assert answer.body.decode().count("\n") == 1
    assert "2024-2025.tif" in answer.body.decode()
    assert str(rasters) not in answer.body.decode()
    assert answer.headers["cache-control"] == "no-store"
    assert get(at()).status == 200


def test_a_look_whose_bands_the_raster_lacks_is_told_by_name(get):
    answer = get(at(name="k1.loss", look="nbr"))
    assert answer.status == 503
    assert b"no band nbr" in answer.body


def test_a_broken_series_json_is_told_and_shows_nothing(get, rasters):
    (rasters / "storm" / "series.json").write_text("{}", encoding="utf-8")
    answer = get(at())
    assert answer.status == 503
    assert b"lacks kind" in answer.body


def test_a_large_raster_without_overviews_is_refused(get, monkeypatch):
    monkeypatch.setattr(tiles, "MOST_CELLS", 63)
    answer = get(at())
    assert answer.status == 503
    assert b"no overviews" in answer.body
    monkeypatch.setattr(tiles, "MOST_CELLS", 64)
    assert get(at()).status == 200


def test_every_tile_of_practice_data_carries_its_mark_in_the_pixels(get):
    """Each tile has light letters with a dark edge that no look of it has."""
    for look, name in (
        ("nbr", "2023-2024"),
        ("loss", "k1.loss"),
        ("valid", "2023-2024"),
    ):
        plain, made = get(at("storm", name, look), at("made", name, look))
        changed = (plain.pixels() != made.pixels()).any(axis=-1)
        assert 0.03 < changed.mean() < 0.5, "seen, and the raster still is"
        letters = made.pixels()[changed]
        assert (letters[:, :3].min(axis=1) > 235).any()
        assert (letters[:, :3].max(axis=1) < 70).any()


def test_the_mark_is_in_the_language_of_the_page(get):
    vi, en, other = get(at("made") + "?lang=vi", at("made") + "?lang=en", at("made"))
    assert vi.body != en.body
    assert other.body == vi.body
    plain = get(at() + "?lang=vi", at() + "?lang=en")
    assert plain[0].body == plain[1].body


def test_made_rasters_are_marked_even_in_a_folder_that_says_otherwise(get, rasters):
    path = rasters / "storm" / "derived" / "k1" / "copied.tif"
    raster(path, np.zeros((8, 8)), tags={"TITLE": "Practice data, not imagery"})
    plain = {(*rgb(look_of("loss").classes[0].colour), 255)}
    shown = get(at(name="k1.copied", look="loss")).pixels().reshape(-1, 4)
    assert {tuple(pixel) for pixel in shown} > plain


def test_who_holds_a_tile_is_told_so_without_reading_it(get, monkeypatch):
    etag = get(at()).headers["etag"]
    monkeypatch.setattr(tiles, "cut", None)
    again = get(at(), if_none_match=etag)
    assert (again.status, again.body) == (304, b"")


def test_only_the_address_with_the_right_version_is_kept_for_good(get):
    version = tile_sources.find("storm", "2023-2024").version(look_of("nbr"))
    assert "immutable" in get(f"{at()}?v={version}").headers["cache-control"]
    assert get(f"{at()}?v=000000000000").headers["cache-control"] == "no-cache"
    assert get(at()).headers["cache-control"] == "no-cache"


def test_a_raster_written_anew_has_another_version_and_other_tiles(get, rasters):
    before = get(at())
    time.sleep(0.01)
    season(rasters / "storm" / "2023-2024.tif", np.full((8, 8), 0.3))
    after = get(at(), if_none_match=before.headers["etag"])
    assert after.status == 200
    assert after.headers["etag"] != before.headers["etag"]
    assert after.body != before.body


def test_looks_of_one_raster_have_versions_of_their_own():
    source = tile_sources.Source(path=settings().data, practice=False, state="1")
    assert source.version(look_of("nbr")) != source.version(look_of("ndvi"))


def test_a_tile_is_cut_once_and_then_kept(get, monkeypatch):
    first = get(at())
    monkeypatch.setattr(tiles, "_cut", None)
    assert get(at()).body == first.body


def test_no_more_tiles_are_cut_at_once_than_there_are_workers(get, monkeypatch):
    now, most, lock = [0], [0], threading.Lock()

    def slow(*_):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)
        with lock:
            now[0] -= 1
        return b"tile"

    monkeypatch.setattr(tiles, "_cut", slow)
    answers = get(*(at(x=X + step) for step in range(8)))
    assert {answer.status for answer in answers} == {200}
    assert most[0] == work.TILES.at_once


def test_a_crowd_is_told_to_come_again(get, monkeypatch):
    few = work.Lane("tiles", at_once=1, waiting=0, limit_s=30)
    monkeypatch.setattr(work, "TILES", few)
    monkeypatch.setattr(tiles, "_cut", lambda *_: time.sleep(0.05) or b"tile")
    answers = get(*(at(x=X + step) for step in range(4)))
    assert sorted(answer.status for answer in answers) == [200, 503, 503, 503]
    assert get(at(x=X + 9)).status == 200, "the place is given back"
