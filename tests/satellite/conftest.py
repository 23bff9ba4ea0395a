from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from satellite import made_season
from satellite.made_api import Api, serving


@dataclass(frozen=True)
class Unbroken:
    """A run to the end, without any disturbance but those of the made season."""

    folder: Path
    stderr: str
    code: int
    reads: Counter[str]

    @property
    def raster(self) -> Path:
        return self.folder / "2023-2024.tif"

    @property
    def sidecar(self) -> Path:
        return self.folder / "2023-2024.json"


@pytest.fixture(scope="session")
def season_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Serve the made season."""
    with serving(tmp_path_factory.mktemp("api")) as api:
        made_season.fill(api)
        yield api


@pytest.fixture(scope="session")
def unbroken(season_api: Api, tmp_path_factory: pytest.TempPathFactory) -> Unbroken:
    """Fetch the made season once."""
    rasters = tmp_path_factory.mktemp("rasters")
    season_api.asked.clear()
    done = made_season.fetch(season_api, rasters)
    return Unbroken(folder=rasters / "sentinel2", stderr=done.stderr,
                    code=done.returncode, reads=season_api.reads())  # fmt: skip
