"""A STAC server that dies, stalls or talks rubbish in the middle of a fetch.

What it may get wrong while it lists scenes stands in `tests/satellite`.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.warp import transform_bounds
from satellite.made_api import Api, serving
from satellite.made_season import counts

from qngeo.domain.forest.seasons import dry_seasons
from qngeo.errors import QngeoError
from qngeo.io.imagery import band_reading
from qngeo.io.imagery.series import list_series
from qngeo.services.satellite import fetch as satellite
from qngeo.services.satellite.block_runs import Machine

EXTENT = (700_000, 2_309_200, 701_200, 2_310_400)
BUSY = 10**6

# odc-geo calls what shapely is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore:The 'shapely.ops.transform")


@pytest.fixture
def api(tmp_path: Path, monkeypatch) -> Iterator[Api]:
    """Three small scenes; a busy server is asked again without a rest."""
    monkeypatch.setitem(band_reading.GDAL_OPTIONS, "GDAL_HTTP_MAX_RETRY", 0)
    monkeypatch.setitem(band_reading.GDAL_OPTIONS, "GDAL_HTTP_TIMEOUT", 2)
    fresh = "CPL_VSIL_CURL_NON_CACHED"
    monkeypatch.setitem(band_reading.GDAL_OPTIONS, fresh, "/vsicurl/http://127.0.0.1")
    monkeypatch.setattr(band_reading, "_PATIENCE", (2, 2))
    with serving(tmp_path / "api") as made:
        for day, nir in (("05", 0.3), ("15", 0.4), ("25", 0.5)):
            made.add(f"S{day}", f"2023-11-{day}T03:20:00Z", counts=counts(nir),
                     extent=EXTENT)  # fmt: skip
        yield made


def fetched(api: Api, meanwhile: Callable[[], None] = lambda: None) -> list[Path]:
    """Fetch the season; between listing and reading something may happen."""

    def say(words: str) -> None:
        if "scenes" in words:
            meanwhile()

    request = satellite.Request(
        name="s",
        seasons=dry_seasons(date(2023, 10, 1), date(2024, 3, 31)),
        box=transform_bounds("EPSG:32648", "EPSG:4326", *EXTENT),
        api=api.url,
    )
    return satellite.fetch(request, machine=Machine(memory=2**31), say=say, again=True)


def busy(api: Api) -> None:
    names = (str(path.relative_to(api.folder)) for path in api.folder.rglob("*.tif"))
    api.failing = dict.fromkeys(names, BUSY)


def rubbish(api: Api) -> None:
    for path in api.folder.rglob("*.tif"):
        path.with_suffix(".kept").write_bytes(path.read_bytes())
        path.write_bytes(b"<html>down for maintenance</html>" * 99)


def slow(api: Api) -> None:
    api.delay = 5.0


def heal(api: Api) -> None:
    api.failing, api.delay = {}, 0.0
    for kept in api.folder.rglob("*.kept"):
        kept.replace(kept.with_suffix(".tif"))


@pytest.mark.heavy
@pytest.mark.parametrize("fault", [busy, rubbish, slow])
def test_a_server_that_fails_after_it_listed_leaves_no_empty_season(
    api: Api, installed, fault
):
    folder = installed.rasters / "s"
    with pytest.raises(QngeoError, match="nothing usable could be read") as told:
        fetched(api, lambda: fault(api))
    assert "\n" not in str(told.value)
    assert not (folder / "2023-2024.tif").exists()
    assert not (folder / "2023-2024.json").exists()
    assert list_series() == ()
    heal(api)
    (raster,) = fetched(api)
    with rasterio.open(raster) as source:
        valid = source.read(source.descriptions.index("valid") + 1)
    assert np.nanmax(valid) == 3


@pytest.mark.heavy
def test_a_season_that_stood_stays_when_its_server_fails(api: Api):
    (raster,) = fetched(api)
    before = {path: path.read_bytes() for path in raster.parent.glob("2023-2024.*")}
    with pytest.raises(QngeoError):
        fetched(api, lambda: busy(api))
    assert {path: path.read_bytes() for path in before} == before
