"""Local assets: what was taken from others is unchanged, named and complete."""

import hashlib
import json
import re
from pathlib import PurePosixPath

import pytest

from qngeo.config import settings
from qngeo.errors import UnknownNameError
from qngeo.web.assets import BUNDLES, asset, bundle

ASSETS = settings().assets
VENDORED = json.loads((ASSETS / "VENDORED.json").read_text(encoding="utf-8"))
OURS = ASSETS / "qngeo"


def test_every_vendored_file_is_as_its_author_published_it():
    for row in VENDORED:
        found = hashlib.sha256((ASSETS / row["path"]).read_bytes()).hexdigest()
        assert found == row["sha256"], row["path"]


def test_every_vendored_file_names_origin_version_and_licence():
    for row in VENDORED:
        assert row["origin"].startswith("https://"), row
        assert re.fullmatch(r"\d+\.\d+\.\d+", row["version"]), row
        assert row["licence"] in {"MIT", "BSD-2-Clause", "OFL-1.1"}, row


def test_no_file_lies_beside_the_list_of_vendored_files():
    listed = {row["path"] for row in VENDORED}
    held = {
        path.relative_to(ASSETS).as_posix()
        for folder in ("vendor", "fonts")
        for path in (ASSETS / folder).rglob("*")
        if path.is_file()
    }
    assert held == listed


def test_every_package_comes_with_its_licence_text():
    packages = {row["package"] for row in VENDORED}
    with_text = {
        row["package"]
        for row in VENDORED
        if PurePosixPath(row["path"]).name in {"LICENSE", "OFL.txt"}
    }
    assert with_text == packages


def test_bundles_hold_each_own_file_once():
    parts = [part for parts in BUNDLES.values() for part in parts]
    own = {f"qngeo/{path.name}" for path in OURS.iterdir()}
    assert {part for part in parts if part.startswith("qngeo/")} == own
    assert len(parts) == len(set(parts))


def test_scripts_and_styles_travel_in_less_than_350_kb():
    sizes = [len(bundle(name).zipped or b"") for name in BUNDLES]
    assert all(sizes)
    assert sum(sizes) < 350_000


def test_every_file_that_the_styles_name_is_there():
    css = bundle("map.css").body.decode()
    named = re.findall(r'url\("\.\./([^"]+)"\)', css)
    assert any("be-vietnam-pro-vietnamese" in path for path in named)
    for path in named:
        assert asset(path) is not None, path


def test_a_data_address_in_a_style_sheet_stays_as_it_is():
    assert "url('data:image/svg+xml,<svg" in bundle("map.css").body.decode()


def test_our_scripts_and_styles_name_no_outside_address():
    for path in OURS.iterdir():
        text = path.read_text(encoding="utf-8")
        outside = set(re.findall(r"https?://[^\s\"'<>)]+", text))
        assert outside <= {"http://www.w3.org/2000/svg"}, path.name


def test_data_reach_the_page_only_through_the_escaping_function():
    """Names and notes of features are never put raw into HTML."""
    raw = re.compile(r"\$\{\s*(?:p|place|feature|one|entry|row)\.\w+")
    for path in OURS.glob("*.js"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "<" in line and raw.search(line):
                pytest.fail(f"{path.name}: {line.strip()}")


def test_an_unknown_bundle_names_those_there_are():
    with pytest.raises(UnknownNameError, match=r"map\.js, map\.css"):
        bundle("other.js")


@pytest.mark.parametrize("path", ["../routes.py", "fonts", "nothing.js", "../../../x"])
def test_nothing_outside_the_assets_folder_is_an_asset(path):
    assert asset(path) is None
