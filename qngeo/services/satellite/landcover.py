"""Where did forest stand before the storm, and where do global maps see its loss?"""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.transform import Affine
from rasterio.windows import Window

from qngeo import __version__
from qngeo.config import settings
from qngeo.errors import MissingDataError
from qngeo.io.imagery import tiled_product
from qngeo.io.imagery.band_reading import reading
from qngeo.io.imagery.block_files import Block, BlockFiles
from qngeo.io.imagery.rasters import Grid, Layout, remove_leftovers, writing
from qngeo.io.imagery.stac import Box, Gap
from qngeo.io.imagery.tiled_product import Product
from qngeo.io.json_files import sha256, write_json
from qngeo.io.sole_writer import sole_writer
from qngeo.services.satellite.block_runs import Progress, Say
from qngeo.services.satellite.season_about import gap_order, is_done

FOLDER = "landcover"
STRIP = 512
"""Rows that are read and kept at a time."""

WORLDCOVER = Product(
    name="worldcover-2021",
    title="ESA WorldCover 10 m 2021 v200",
    year="2021",
    licence="CC BY 4.0",
    pattern=(
        "https://esa-worldcover.s3.eu-central-1.amazonaws.com/v200/2021/map/"
        "ESA_WorldCover_10m_2021_v200_{tile}_Map.tif"
    ),
    side=3,
    per_degree=12000,
    named_by_south=True,
    unknown=0,
)
"""Tree cover and mangrove before the storm. The map of 2020 was made by another
algorithm and must not be compared with it."""

HANSEN = Product(
    name="hansen-lossyear",
    title="Hansen Global Forest Change v1.12, loss year",
    year="2001/2024",
    licence="CC BY 4.0",
    pattern=(
        "https://storage.googleapis.com/earthenginepartners-hansen/GFC-2024-v1.12/"
        "Hansen_GFC-2024-v1.12_lossyear_{tile}.tif"
    ),
    side=10,
    per_degree=4000,
    named_by_south=False,
    unknown=255,
)
"""Year of the loss of tree cover less 2000, 0 for none; plantations are harvested in
it as well, and a loss late in a year may be dated to the next."""

PRODUCTS = {"worldcover": WORLDCOVER, "hansen": HANSEN}


def with_pattern(product: Product, pattern: str) -> Product:
    """Return a product at another address, itself where none is given.

    Raises
    ------
    SchemaError
        If the pattern names no tile or no web address.
    """
    if not pattern:
        return product
    tiled_product.check_pattern(pattern)
    return replace(product, pattern=pattern)


def fetch(product: Product, box: Box, *, say: Say, again: bool = False) -> Path:
    """Fetch a product over a box, cell by cell as it is.

    Parameters
    ----------
    product : Product
    box : tuple of float
        West, south, east, north in degrees.
    say : callable
    again : bool
        Make a finished raster anew.

    Returns
    -------
    Path
        Of the raster; what could not be read has the value for unknown and stands
        in the sidecar as a gap.

    Raises
    ------
    MissingDataError
        If no tile could be read at all, or another run fetches land cover at this
        moment.
    SchemaError
        If the box is none, or far too large.
    """
    grid = product.grid(box)
    path = settings().rasters / FOLDER / f"{product.name}.tif"
    with sole_writer(path.parent):
        return _fetched(path, product, grid, box, say=say, again=again)


def _fetched(
    path: Path, product: Product, grid: Grid, box: Box, *, say: Say, again: bool
) -> Path:
    key = _key(product, grid)
    if not again and is_done(path, key):
        say(f"{product.name}: already there, nothing to do")
        return path
    files = BlockFiles(path.parent / ".work" / product.name / key[:16])
    if again:
        files.remove()
    strips = _strips(grid)
    shapes = [(1, *strip.shape) for strip in strips]
    done = files.finished(shapes)
    if done:
        say(f"{product.name}: {len(done)} of {len(strips)} blocks are there already")
    progress = Progress(title=product.name, total=len(strips), done=len(done), say=say)
    for number, strip in enumerate(strips):
        if number not in done:
            values, gaps = tiled_product.read_part(product, strip)
            files.write(number, Block(values=values[np.newaxis], gaps=gaps))
            progress.step()
    gaps_seen = _write(path, product, grid, files)
    about = {**_about(product, box), "gaps": gaps_seen, "request": key}
    write_json(path.with_suffix(".json"), {**about, "sha256": sha256(path)})
    files.remove()
    for row in gaps_seen:
        say(f"gap: {row['item']} in {row['blocks']} blocks: {row['reason']}")
    return path


def _strips(grid: Grid) -> list[Grid]:
    rows, columns = grid.shape
    return [
        Grid(
            crs=grid.crs,
            transform=grid.transform * Affine.translation(0, top),
            shape=(min(STRIP, rows - top), columns),
        )
        for top in range(0, rows, STRIP)
    ]


def _write(
    path: Path, product: Product, grid: Grid, files: BlockFiles
) -> list[dict[str, Any]]:
    """Join the strips into the raster and return their gaps."""
    strips = _strips(grid)
    gaps: Counter[Gap] = Counter()
    for number in range(len(strips)):
        gaps.update(files.read(number).gaps)
    tiles = {product.tile_name(*corner) for corner in product.tiles(grid)}
    whole = {gap.item for gap, times in gaps.items() if times == len(strips)}
    if tiles <= whole or not _any_known(product, files, len(strips)):
        files.remove()
        reason = next(iter(sorted(gaps, key=gap_order))).reason if gaps else "empty"
        message = (
            f"{product.title}: no tile could be read ({reason}): check the address"
        )
        raise MissingDataError(message)
    layout = Layout(
        grid=grid,
        bands=(product.name,),
        dtype="uint8",
        nodata=product.unknown,
        tags={"product": product.title, "licence": product.licence},
    )
    remove_leftovers(path)
    with reading(), writing(path, layout) as target:
        for number, strip in enumerate(strips):
            rows, columns = strip.shape
            window = Window(0, number * STRIP, columns, rows)
            target.write(files.read(number).values, window=window)
        path.with_suffix(".json").unlink(missing_ok=True)  # speaks of the old raster
    order = sorted(gaps, key=gap_order)
    return [{**asdict(gap), "blocks": gaps[gap]} for gap in order]


def _any_known(product: Product, files: BlockFiles, number: int) -> bool:
    return any(
        bool((files.read(index).values != product.unknown).any())
        for index in range(number)
    )


def _key(product: Product, grid: Grid) -> str:
    content = [asdict(product), list(grid.transform)[:6], list(grid.shape), __version__]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _about(product: Product, box: Box) -> dict[str, Any]:
    return {
        "product": product.title,
        "date": product.year,
        "licence": product.licence,
        "address": product.pattern,
        "bbox": list(box),
        "method": "cells of the product as they are, none resampled",
        "made": datetime.now(UTC).date().isoformat(),
    }
