"""No address leads out of its folder, and none ends in anything but one line."""

from pathlib import Path
from urllib.parse import quote

import pytest
from asking import ask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qngeo import config

ROOTS = (
    "/assets/{}",
    "/assets/fonts/{}",
    "/assets/bundle/{}",
    "/layers/{}",
    "/layers/known/{}/parks.geojson",
    "/layers/known/2026-11-01/{}",
    "/tiles/{}/x/ndvi/8/1/1.png",
    "/tiles/baseline/{}/ndvi/8/1/1.png",
    "/tiles/baseline/x/{}/8/1/1.png",
    "/tiles/own/{}/x/8/1/1.png",
    "/export/{}",
    "/export/{}.csv",
    "/feeds/{}.atom",
    "/ogc/collections/{}",
    "/ogc/collections/{}/items",
    "/ogc/collections/parks/items/{}",
    "/stats/{}",
    "/map/{}",
)

ELSEWHERE = (
    "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "%252e%252e%252fpyproject.toml",
    "..%5c..%5cpyproject.toml",
    "....//....//pyproject.toml",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "file:%2f%2f%2fetc%2fpasswd",
    "%5c%5cserver%5cshare%5ca.tif",
    "C:%5cWindows%5cwin.ini",
    "%2fvsicurl%2fhttp:%2f%2f127.0.0.1%2fa.tif",
    "%00",
    "a%00.tif",
    "%0d%0aSet-Cookie:%20a=1",
    "%ff%fe",
    "%c0%ae%c0%ae%c0%af",
    "~root",
    "CON",
    ".",
    "..",
    "",
    "a" * 5000,
    "a/" * 3000,
    "9" * 5000,
    "-1",
)

FILES = ("root:", "[build-system]", "Traceback", "[fonts]")
"""What stands in files that must not be given."""


def _harmless(answer):
    assert answer.status in (400, 403, 404, 405, 406, 414)
    assert len(answer.text.strip().splitlines()) <= 1
    assert not any(text in answer.text for text in FILES)
    names = [name.decode().lower() for name, _ in answer.headers]
    assert "set-cookie" not in names
    assert not any(b"\n" in value or b"\r" in value for _, value in answer.headers)


@pytest.mark.parametrize("root", ROOTS)
def test_a_path_that_leads_elsewhere_is_not_found(app, root):
    for name in ELSEWHERE:
        answer = ask(app, root.format(name))
        if answer.status == 200:  # an address of its own, such as /assets/fonts/../x
            pytest.fail(f"{root.format(name)[:80]} was answered: {answer.text[:80]!r}")
        _harmless(answer)


@pytest.mark.parametrize("place", ["8/{}/1", "8/1/{}", "{}/1/1"])
@pytest.mark.parametrize(
    "number", ["-1", "1e9", "1000000000", "9" * 5000, "0x10", "1.5", "٣", "nan", "%20"]
)
def test_a_tile_far_out_is_one_line_and_nothing_is_cut(app, monkeypatch, place, number):
    def cut(*_):
        pytest.fail("a tile was cut")

    monkeypatch.setattr("qngeo.web.tiles.cut", cut)
    address = f"/tiles/baseline/landcover/classes/{place.format(quote(number))}.png"
    _harmless(ask(app, address))


def test_a_zoom_beyond_the_raster_is_refused_before_the_file_is_opened(app):
    for zoom in (0, 5, 19, 30, 999_999):
        _harmless(ask(app, f"/tiles/baseline/landcover/classes/{zoom}/0/0.png"))


def test_a_link_in_a_folder_of_rasters_leads_nowhere(app, own, canary):
    series = own / "rasters" / "s"
    series.mkdir(parents=True)
    (series / "series.json").write_text('{"kind": "satellite"}')
    (series / "2023-2024.tif").symlink_to(canary)
    answer = ask(app, "/tiles/s/2023-2024/ndvi/8/1/1.png")
    _harmless(answer)
    assert answer.text == "no raster '2023-2024' in series 's'\n"


def test_a_link_among_the_assets_leads_nowhere(app, monkeypatch, canary, tmp_path):
    folder = tmp_path / "assets"
    folder.mkdir()
    (folder / "a.js").write_text("1")
    (folder / "b.js").symlink_to(canary)
    monkeypatch.setenv("QNGEO_ASSETS", str(folder))
    config.settings.cache_clear()
    try:
        assert ask(app, "/assets/a.js").status == 200
        _harmless(ask(app, "/assets/b.js"))
    finally:
        monkeypatch.undo()
        config.settings.cache_clear()


def test_the_first_page_sends_to_itself_only(app):
    for query in ("next=//evil.example", "a=%0d%0aSet-Cookie:x=1", "%2f%2fevil"):
        answer = ask(app, f"/overview?{query}")
        assert answer.status == 307
        assert answer.header("location").startswith("./?")
        assert "\n" not in answer.header("location")


ALPHABET = st.sampled_from(
    ["..", "/", "%2f", "%5c", "\\", "%00", "~", ".", "etc", "passwd", "parks", "%25",
     "2e", ".geojson", ".tif", ":", "*", "?", "%0a", "é", "data", "qngeo", "py"]
)  # fmt: skip


@settings(max_examples=60, deadline=2000,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(parts=st.lists(ALPHABET, max_size=12), root=st.sampled_from(ROOTS[:6]))
def test_no_file_outside_the_served_folders_is_ever_given(app, parts, root):
    name = quote("".join(parts), safe="/%:~.*")
    answer = ask(app, root.format(name))
    assert answer.status < 500
    if answer.status == 200:
        served = [_served(name) for name in ("assets", "layers", "data")]
        assert any(answer.body in bodies for bodies in served)


def _served(name: str) -> set[bytes]:
    folder: Path = getattr(config.settings(), name)
    return {path.read_bytes() for path in folder.rglob("*") if path.is_file()}
