"""A fetch asks the API that was chosen, and files where files may be; nothing else."""

import socket
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasterio.transform import from_origin
from satellite import made_api
from satellite.made_api import Api, serving, write_cog

from qngeo.errors import MissingDataError
from qngeo.io.imagery import stac, web_addresses
from qngeo.io.imagery.band_reading import UnreadableError, check_file, reading

PUBLIC = "https://earth.example.org/v1"
BOX = (106.9, 20.8, 107.1, 21.0)
METADATA = "169.254.169.254"


@pytest.fixture
def api(tmp_path: Path):
    with serving(tmp_path / "api") as made:
        yield made


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch):
    """Names and what they lead to, in place of the network's own."""
    known = {
        "earth.example.org": ["93.184.215.14"],
        "files.example.net": ["93.184.215.15", "2606:2800:21f::1"],
        "rebound.example.net": ["93.184.215.15", "10.0.0.7"],
        "inner.example.net": ["192.168.1.20"],
        "six.example.net": ["fd00::7"],
        "mapped.example.net": ["::ffff:127.0.0.1"],
        "nat.example.net": ["64:ff9b::7f00:1"],
        "cloud.example.net": [METADATA],
        "stac.office": ["10.0.0.5"],
    }

    def look_up(host: str, *_: Any, **__: Any) -> list[Any]:
        if host not in known:
            raise socket.gaierror(host)
        return [(0, 0, 0, "", (address, 0)) for address in known[host]]

    web_addresses._addresses.cache_clear()
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield known
    web_addresses._addresses.cache_clear()


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    "href",
    [
        "https://earth.example.org/a/B04.tif",
        "https://files.example.net/a/B04.TIFF",
        "https://files.example.net:8443/B04.tif?token=1",
        "https://unknown.example.net/B04.tif",  # a proxy may know it
    ],
)
def test_files_of_a_public_host_may_be_read(href: str) -> None:
    assert web_addresses.refused(href, PUBLIC) == ""


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("http://files.example.net/B04.tif", "not over https"),
        ("https://rebound.example.net/B04.tif", "own network"),
        ("https://inner.example.net/B04.tif", "own network"),
        ("https://six.example.net/B04.tif", "own network"),
        ("https://mapped.example.net/B04.tif", "own network"),
        ("https://nat.example.net/B04.tif", "own network"),
        ("https://[::ffff:10.0.0.1]/B04.tif", "own network"),
        ("https://[::1]/B04.tif", "own network"),
        ("https://[fe80::1%25eth0]/B04.tif", "link itself"),
        ("https://0/B04.tif", "own network"),
        ("https://0x7f.1/B04.tif", "own network"),
        ("https://0177.0.0.1/B04.tif", "own network"),
        ("https://224.0.0.1/B04.tif", "own network"),
        ("https://server.local/B04.tif", "own network"),
        ("https://metadata.google.internal/B04.tif", "own network"),
        ("https://cloud.example.net/B04.tif", "link itself"),
        (f"https://{METADATA}/latest/B04.tif", "link itself"),
        (f"https://user:pass@{METADATA}/B04.tif", "link itself"),
        ("https://files.example.net@127.0.0.1/B04.tif", "own network"),
        ("file:///etc/passwd.tif", "not an http"),
        ("/vsicurl/https://files.example.net/B04.tif", "not an http"),
        ("/vsis3/bucket/B04.tif", "not an http"),
        ("vsizip://a.zip/B04.tif", "not an http"),
        ("gs://bucket/B04.tif", "not an http"),
        ("GTIFF_DIR:1:/etc/B04.tif", "not an http"),
        ("//files.example.net/B04.tif", "not an http"),
        ("https://files.example.net/B04.tif\n/etc/passwd.tif", "not an http"),
        ("https://files.example.net:port/B04.tif", "not an http"),
        ("https://[::1/B04.tif", "not an http"),
        ("s3://bucket/B04.tif", "s3"),
        ("https://files.example.net/B04.vrt", "not a .tif"),
        ("https://files.example.net/B04.vrt?a=.tif", "not a .tif"),
        ("https://files.example.net/B04.vrt#.tif", "not a .tif"),
    ],
)
def test_other_addresses_are_refused_with_the_reason(href: str, why: str) -> None:
    assert why in web_addresses.refused(href, PUBLIC)


@pytest.mark.usefixtures("names")
def test_an_api_of_the_own_network_may_name_files_there_but_no_link_local_ones():
    office = "http://stac.office/v1"
    assert web_addresses.refused("http://192.168.1.9/B04.tif", office) == ""
    assert web_addresses.refused("http://inner.example.net/B04.tif", office) == ""
    assert "link itself" in web_addresses.refused(f"http://{METADATA}/B.tif", office)
    assert web_addresses.refused("http://10.0.0.5/B04.tif", PUBLIC) != ""


def _query(api: str) -> stac.Query:
    return stac.Query(
        api=api, box=BOX, start=date(2023, 10, 1), end=date(2024, 3, 31), max_cloud=80
    )


def _item(name: str, href: str) -> dict[str, Any]:
    assets = {names[0]: {"href": href} for names in stac.ASSETS.values()}
    about = {"datetime": "2023-11-01T03:20:00Z"}
    return {"type": "Feature", "id": name, "bbox": list(BOX), "assets": assets,
            "properties": about}  # fmt: skip


def test_a_next_page_at_another_host_is_not_asked(api: Api, trap, monkeypatch) -> None:
    """Else an API could send a body of its choice to services of the own machine."""
    api.items = [_item(f"i{n}", "http://127.0.0.1/a.tif") for n in range(9)]
    monkeypatch.setattr(
        made_api,
        "_page",
        lambda made, _: {
            "type": "FeatureCollection",
            "features": made.items[:4],
            "links": [
                {
                    "rel": "next",
                    "href": f"{trap.url}/admin",
                    "method": "POST",
                    "body": {"drop": True},
                }
            ],
        },
    )
    with pytest.raises(MissingDataError, match=r"leads to .*, which is not asked"):
        stac.search(_query(api.url))
    assert trap.asked == []


def test_a_search_at_another_host_is_not_asked(api: Api, trap, monkeypatch) -> None:
    landing = made_api._landing

    def led(of: Api) -> dict[str, Any]:
        page = landing(of)
        for link in page["links"]:
            if link["rel"] == "search":
                link["href"] = f"{trap.url}/search"
        return page

    monkeypatch.setattr(made_api, "_landing", led)
    with pytest.raises(MissingDataError, match="give its address with --api"):
        stac.search(_query(api.url))
    assert trap.asked == []


def test_an_api_that_redirects_to_another_host_is_told_and_not_followed(
    api: Api, trap
) -> None:
    api.redirects["v1"] = f"{trap.url}/v1"
    with pytest.raises(MissingDataError, match=r"leads to 127\.0\.0\.1:"):
        stac.search(_query(f"{api.url}/data/v1"))
    assert trap.asked == []


@pytest.mark.parametrize(
    ("url", "elsewhere"),
    [
        ("https://earth.example.org/v1/search", ""),
        ("https://earth.example.org:443/other", ""),
        ("https://earth.example.org:8443/v1", "earth.example.org:8443"),
        ("http://earth.example.org/v1", "earth.example.org"),
        ("https://earth.example.org.evil.net/v1", "earth.example.org.evil.net"),
        ("ftp://earth.example.org/v1", "earth.example.org"),
        ("https://earth.example.org@evil.net/v1", "earth.example.org@evil.net"),
    ],
)
def test_the_host_of_an_api_is_its_name_and_port(url: str, elsewhere: str) -> None:
    assert web_addresses.leads_away(url, PUBLIC) == elsewhere


def test_the_step_from_http_to_https_is_the_same_host() -> None:
    assert web_addresses.leads_away(PUBLIC, "http://earth.example.org/v1") == ""


def _sound(path: Path) -> Path:
    write_cog(path, np.full((6, 8), 100), from_origin(700_000, 2_320_000, 20, 20),
              "EPSG:32648")  # fmt: skip
    return path


@pytest.mark.parametrize("tail", ["/a.tif", ""])
def test_a_file_that_redirects_is_not_followed(api: Api, trap, tail: str) -> None:
    _sound(api.folder / "good" / "x.tif")
    api.redirects["away/x.tif"] = f"{trap.url}{tail}"
    with reading():
        check_file(f"{api.url}/data/good/x.tif")
        with pytest.raises(UnreadableError, match=r"not given \(HTTP 302\)"):
            check_file(f"{api.url}/data/away/x.tif")
    assert trap.asked == []


def test_a_file_that_names_others_is_not_opened(api: Api, trap, canary) -> None:
    for number, inner in enumerate((str(canary), f"/vsicurl/{trap.url}/a.tif")):
        path = api.folder / f"v{number}" / "x.tif"
        path.parent.mkdir(parents=True)
        path.write_text(
            '<VRTDataset rasterXSize="8" rasterYSize="6"><VRTRasterBand dataType='
            f'"UInt16" band="1"><SimpleSource><SourceFilename>{inner}'
            "</SourceFilename><SourceBand>1</SourceBand></SimpleSource>"
            "</VRTRasterBand></VRTDataset>"
        )
        with reading(), pytest.raises(UnreadableError, match="no readable GeoTIFF"):
            check_file(f"{api.url}/data/v{number}/x.tif")
    assert trap.asked == []


def test_items_of_all_sorts_ask_nobody(api: Api, trap) -> None:
    api.items = [_item("good", f"{api.url}/data/good/B04.tif"),
                 _item("file", "file:///etc/hostname.tif"),
                 _item("vsi", f"/vsicurl/{trap.url}/a.tif"),
                 _item("vrt", f"{trap.url}/a.vrt"),
                 _item("zip", f"/vsizip//vsicurl/{trap.url}/a.zip/a.tif")]  # fmt: skip
    found = stac.search(_query(api.url))
    assert [scene.id for scene in found.scenes] == ["good"]
    assert {gap.item for gap in found.gaps} == {"file", "vsi", "vrt", "zip"}
    assert trap.asked == []
