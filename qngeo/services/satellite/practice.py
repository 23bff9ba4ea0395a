"""Write the practice scene: a made series with known truth, never imagery."""

import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from rasterio.transform import Affine, from_origin
from shapely.geometry import box

from qngeo import __version__, crs
from qngeo.config import settings
from qngeo.domain.forest import practice as scene
from qngeo.errors import SchemaError
from qngeo.io.imagery.rasters import Grid, Layout, write_raster
from qngeo.io.imagery.series import (
    BANDS,
    FOREST,
    NOT_FOREST,
    PRACTICE,
    Series,
    check_name,
    read_series,
)
from qngeo.io.json_files import read_json, sha256, write_json

NAME, SEED, CELLS = "practice", 1, 1500
"""What is made unless asked otherwise: 30 x 30 km in cells of 20 m."""

CELL = 20.0
CRS, WEST, NORTH = "EPSG:32648", 700_000.0, 2_340_000.0
"""UTM 48N; the scene's upper left corner, metres, near Hạ Long."""

TITLE_VI = "Dữ liệu luyện tập, không phải ảnh vệ tinh"
TITLE_EN = "Practice data, not imagery"
TAGS = {"QNGEO_KIND": PRACTICE, "TITLE": f"{TITLE_EN} / {TITLE_VI}"}

TRUTH, TRUTH_AREAS = "truth.json", "truth.geojson"


def write_practice(
    name: str = NAME,
    *,
    seed: int = SEED,
    cells: int = CELLS,
    rasters: Path | None = None,
) -> Series:
    """Make the practice scene and write it as a series.

    Parameters
    ----------
    name : str
        Of the series: small letters, digits, ``-`` and ``_``.
    seed : int
        The same seed and size give the same bytes.
    cells : int
        Rows and columns of 20 m; a small scene is made in a moment.
    rasters : Path, optional
        Folder of rasters, that of the settings by default.

    Returns
    -------
    Series
        With ``truth.json`` and ``truth.geojson`` in its folder: the sites and what
        is true of them.

    Raises
    ------
    SchemaError
        If the name is no name, or a series that is not for practice has it already.
    """
    root = rasters or settings().rasters
    folder = root / name
    _check_free(folder, name)
    ground = scene.make_ground(seed=seed, cells=cells)
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=root) as made:
        target = Path(made) / name
        _write_seasons(target, ground)
        _write_forest(target, ground)
        _write_truth(target, ground)
        if folder.exists():
            folder.replace(Path(made) / "old")
        target.replace(folder)
    # The series is known from here on only, so a half-written one is never listed.
    write_json(folder / "series.json", _about(ground))
    return read_series(name, root)


def _check_free(folder: Path, name: str) -> None:
    check_name(name)
    about = folder / "series.json"
    kind = read_json(about).get("kind") if about.exists() else PRACTICE
    known = about.exists() or not folder.exists() or (folder / TRUTH).exists()
    if kind != PRACTICE or not known:
        message = (
            f"{name} is there already and holds no practice data: choose another name "
            "with --to, practice data never replace imagery"
        )
        raise SchemaError(message)


def _about(ground: scene.Ground) -> dict[str, Any]:
    return {
        "kind": PRACTICE,
        "title_vi": TITLE_VI,
        "title_en": TITLE_EN,
        "seed": ground.seed,
        "cells": ground.cells,
        "truth": TRUTH,
        "code_version": __version__,
    }


def _grid(ground: scene.Ground) -> Grid:
    transform: Affine = from_origin(WEST, NORTH, CELL, CELL)
    return Grid(crs=CRS, transform=transform, shape=(ground.cells, ground.cells))


def _write_seasons(folder: Path, ground: scene.Ground) -> None:
    for number, name in enumerate(scene.SEASONS):
        path = folder / f"{name}.tif"
        bands = scene.season(ground, number)
        layout = Layout(
            grid=_grid(ground), bands=BANDS, tags=TAGS | {"SEASON": name}
        )  # fmt: skip
        write_raster(path, layout, bands)
        first, last = name.split("-")
        seen = float(np.mean(bands[BANDS.index("valid")] > 0))
        write_json(
            path.with_suffix(".json"),
            {
                "from": f"{first}-10-01",
                "to": f"{last}-03-31",
                "items": [],
                "cloud_pct": round(100 * (1 - seen), 2),
                "gaps": [],
                "method": f"{TITLE_EN}: made from noise by seed {ground.seed}",
                "code_version": __version__,
                "made": f"seed {ground.seed}, {ground.cells} cells a side",
                "sha256": sha256(path),
            },
        )


def _write_forest(folder: Path, ground: scene.Ground) -> None:
    forest = np.where(ground.cover == scene.FOREST, FOREST, NOT_FOREST)
    path = folder / "forest.tif"
    layout = Layout(
        grid=_grid(ground), bands=("forest",), dtype="uint8", nodata=255, tags=TAGS
    )
    write_raster(path, layout, forest[None].astype(np.uint8))
    about = {
        "product": TITLE_EN,
        "date": "2024-03-31",
        "rule": "as made: forest cells of the scene",
        "sha256": sha256(path),
    }
    write_json(path.with_suffix(".json"), about)


def _write_truth(folder: Path, ground: scene.Ground) -> None:
    truth = [
        {
            "id": site.name,
            "loss_nbr": site.loss,
            "regained": {scene.SEASONS[2]: site.regained},
            "valid": {scene.SEASONS[1]: site.valid},
            "bounds": list(_bounds(site)),
        }
        for site in ground.sites
    ]
    write_json(
        folder / TRUTH,
        {
            "about": f"{TITLE_EN} / {TITLE_VI}",
            "crs": CRS,
            "cell_m": CELL,
            "season_shift_nbr": dict(
                zip(scene.SEASONS, scene.SEASON_SHIFT, strict=True)
            ),
            "sites": truth,
        },
    )
    areas = true_areas(ground)
    areas.to_file(folder / TRUTH_AREAS, driver="GeoJSON", engine="pyogrio")


def true_areas(ground: scene.Ground) -> gpd.GeoDataFrame:
    """Return the sites as areas: ``id`` and the square, EPSG:4326."""
    squares = [box(*_bounds(site)) for site in ground.sites]
    frame = gpd.GeoDataFrame(
        {"id": [site.name for site in ground.sites]}, geometry=squares, crs=CRS
    )
    frame.geometry = crs.to_storage(frame.geometry)
    return frame


def _bounds(site: scene.Site) -> tuple[float, float, float, float]:
    west, north = WEST + CELL * site.left, NORTH - CELL * site.top
    size = CELL * site.side
    return west, north - size, west + size, north
