"""How was a season made: from which scenes, by which rule, with which gaps?"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

from qngeo import __version__
from qngeo.domain.forest.seasons import DrySeason
from qngeo.domain.forest.spectral import (
    LOW_SHARE,
    Offset,
    baseline_of,
    clear,
    offset_of,
    share_below,
)
from qngeo.errors import MissingDataError, SchemaError
from qngeo.io.imagery import stac
from qngeo.io.imagery.band_reading import UnreadableError, read_coarse, reading
from qngeo.io.imagery.rasters import Grid
from qngeo.io.json_files import read_json, sha256, write_json
from qngeo.services.satellite.season_blocks import MEASURED, SIDE, Source

METHOD = (
    "Sentinel-2 L2A surface reflectance, (DN + offset) x scale by each item's own "
    "metadata, negatives set to 0; cells of SCL class 0, 1, 3, 8, 9, 10 and 11 left "
    "out (nearest); 10 m bands averaged to the grid from full resolution, 20 m bands "
    "kept or, from another zone, averaged by share; tiles of one day merged, first "
    "clear one first; NBR, NDMI (B8A) and NDVI computed day by day in float; median "
    "over the days of every band by itself; valid = number of days that are clear "
    "and whole."
)
"""Written into every sidecar."""

CODE = (
    "domain/forest/spectral.py",
    "domain/forest/composite.py",
    "io/imagery/stac.py",
    "io/imagery/band_reading.py",
    "services/satellite/season_blocks.py",
    "services/satellite/season_about.py",
)
"""Modules that decide the values; the hash of their text is the version of the code."""

COARSE = 128
"""Cells a side of the glance at a scene's counts."""

_AT_ONCE = 8


def choose(
    listed: stac.Found, *, counts: Path
) -> tuple[tuple[Source, ...], tuple[stac.Gap, ...]]:
    """Return the scenes whose offset is known, and why the others are not used.

    Parameters
    ----------
    listed : Found
    counts : Path
        JSON file that keeps what was found in the pixels, so that a second run
        need not look again.

    Notes
    -----
    Some catalogues say that the offset has not been applied though it has. Where an
    offset is to be added, a coarse look at the clear red counts tells: if more than
    `LOW_SHARE` of them would become negative, pixels and metadata contradict each
    other and the scene is left out, with that reason.
    """
    sources: list[Source] = []
    gaps = list(listed.gaps)
    for scene in listed.scenes:
        offsets = {
            band: offset_of(scene.properties, scene.assets[band]) for band in MEASURED
        }
        unclear = [band for band in MEASURED if offsets[band].value is None]
        if unclear:
            reason = f"offset unclear: {offsets[unclear[0]].reason}"
            gaps.append(stac.Gap(item=scene.id, asset=unclear[0], reason=reason))
        else:
            sources.append(Source(scene=scene, offsets=offsets))
    low = _low_shares([s for s in sources if s.offsets["red"].value], counts)
    kept = []
    for source in sources:
        share = low.get(source.scene.id)
        if share is None or share <= LOW_SHARE:
            kept.append(source)
            continue
        added = source.offsets["red"].value
        reason = f"the offset {added:g} would make {share:.0%} of clear red negative"
        gaps.append(stac.Gap(item=source.scene.id, asset="red", reason=reason))
    return tuple(kept), tuple(sorted(gaps, key=gap_order))


def _low_shares(sources: Sequence[Source], counts: Path) -> dict[str, float | None]:
    """Return by item the share of clear red counts that its offset makes negative."""
    try:
        known = read_json(counts)
    except (MissingDataError, SchemaError):
        known = {}
    new = [source for source in sources if source.scene.id not in known]
    if new:
        with ThreadPoolExecutor(_AT_ONCE) as executor:
            ids = [source.scene.id for source in new]
            known |= dict(zip(ids, executor.map(_low_share, new), strict=True))
        write_json(counts, known)
    return known


def _low_share(source: Source) -> float | None:
    try:
        with reading():
            red = read_coarse(source.scene, "red", COARSE)
            scl = read_coarse(source.scene, stac.MASK, COARSE)
    except UnreadableError:
        return None
    seen = red[clear(scl) & (red != 0)]
    offset: Offset = source.offsets["red"]
    return share_below(seen, offset=offset.value or 0.0) if seen.size else None


def gap_order(gap: stac.Gap) -> tuple[str, str, str]:
    """Return the place of a gap in a list."""
    return gap.item, gap.asset, gap.reason


@cache
def code_version() -> str:
    """Return the version of the package and the hash of the modules at work."""
    root = Path(__file__).parents[2]
    text = b"".join((root / name).read_bytes() for name in CODE)
    return f"{__version__}+{hashlib.sha256(text).hexdigest()[:12]}"


def request_key(season: DrySeason, grid: Grid, sources: Iterable[Source]) -> str:
    """Return a hash of all that decides the values of a season."""
    content = {
        "season": [season.name, str(season.start), str(season.end)],
        "grid": [grid.crs, list(grid.transform)[:6], list(grid.shape), SIDE],
        "code": code_version(),
        "sources": [
            [source.scene.id, str(source.scene.moment), list(source.scene.box),
             [source.scene.href(band) for band in source.scene.assets],
             [asdict(source.offsets[band]) for band in MEASURED]]
            for source in sources
        ],
    }  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def is_done(path: Path, key: str) -> bool:
    """Tell whether a season is there as this request would make it."""
    try:
        about = read_json(path.with_suffix(".json"))
    except (MissingDataError, SchemaError):
        return False
    return (
        about.get("request") == key
        and path.exists()
        and about.get("sha256") == sha256(path)
    )


def about_season(
    season: DrySeason, query: stac.Query, sources: Sequence[Source]
) -> dict[str, Any]:
    """Return the sidecar of a season but for its gaps and hash."""
    clouds = [s.scene.cloud_pct for s in sources if s.scene.cloud_pct is not None]
    return {
        "from": season.start.isoformat(),
        "to": season.end.isoformat(),
        "api": query.api,
        "collection": query.collection,
        "bbox": list(query.box),
        "max_cloud_pct": query.max_cloud,
        "cloud_pct": round(fmean(clouds), 1) if clouds else None,
        "items": [_item(source) for source in sources],
        "method": METHOD,
        "code_version": code_version(),
        "made": datetime.now(UTC).date().isoformat(),
    }


def _item(source: Source) -> dict[str, Any]:
    scene, red = source.scene, source.offsets["red"]
    return {
        "id": scene.id,
        "datetime": scene.moment.isoformat(),
        "cloud_pct": scene.cloud_pct,
        "baseline": baseline_of(scene.properties),
        "offset": red.value,
        "offset_reason": red.reason,
    }
