"""What the forest map is told: seasons with their dates, and addresses of tiles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasterio.warp import transform_bounds

from qngeo.errors import MissingDataError, UnknownNameError
from qngeo.i18n import number, percent, period, translate
from qngeo.io.imagery.rasters import open_raster
from qngeo.io.imagery.series import Season, Series
from qngeo.web.palettes import BASELINE, LOOKS, look_of
from qngeo.web.tile_sources import find

OVERVIEW = "modis_landcover_2019"
"""The shipped raster of land cover before the storm (an overview)."""

OVERVIEW_CREDIT = "MODIS MCD12C1 v006, NASA LP DAAC"
"""The full citation stands in data/rasters/README.md."""

SEASON_LOOKS = tuple(look.name for look in LOOKS if look.side == "both")


@dataclass(frozen=True, kw_only=True)
class ChangeRasters:
    """Rasters computed from two seasons of a series.

    Attributes
    ----------
    before, after : str
        Names of the seasons.
    loss : Path or None
        Classes of loss; None where they are not computed yet.
    regained : mapping of str to Path
        Share of the loss regained, by the season it is measured at.
    """

    before: str
    after: str
    loss: Path | None = None
    regained: Mapping[str, Path] = field(default_factory=dict)


def tile_name(series: Series, path: Path) -> str:
    """Return the name of a raster of a series as its tiles are addressed.

    Raises
    ------
    UnknownNameError
        If the raster lies elsewhere than the series keeps its own.
    """
    folder = path.resolve().parent
    if folder == series.folder.resolve():
        return path.stem
    if folder.parent == (series.folder / "derived").resolve():
        return f"{folder.name}.{path.stem}"
    message = f"{path.name} is no raster of series {series.name}"
    raise UnknownNameError(message)


def address(series: str, name: str, look: str, lang: str) -> str:
    """Return the template of tile addresses, as seen from the page of the map.

    Parameters
    ----------
    series, name, look : str
        See `qngeo.web.tile_sources.find` and `qngeo.web.palettes.look_of`.
    lang : str
        Of the words burnt into tiles of practice data.

    Raises
    ------
    UnknownNameError
        If there is no such raster or look.
    """
    source = find(series, name)
    version = source.version(look_of(look))
    words = f"&lang={lang}" if source.practice else ""
    return f"../tiles/{series}/{name}/{look}/{{z}}/{{x}}/{{y}}.png?v={version}{words}"


@lru_cache(maxsize=32)
def _bounds(path: Path, _changed_ns: int) -> tuple[float, float, float, float]:
    with open_raster(path) as source:
        west, south, east, north = transform_bounds(
            source.crs, "EPSG:4326", *source.bounds
        )
    return west, south, east, north


def _corners(series: Series) -> list[list[float]] | None:
    """Return where the series lies by the first of its rasters that can be read."""
    for season in series.seasons:
        try:
            west, south, east, north = _bounds(
                season.path, season.path.stat().st_mtime_ns
            )
        except MissingDataError:
            continue
        return [[south, west], [north, east]]
    return None


def _period(season: Season, lang: str) -> str:
    begin, end = season.about.get("from"), season.about.get("to")
    if not begin or not end:
        return translate("raster.season.no_dates", lang)
    return period(f"{begin}/{end}", lang)


def _facts(series: Series, season: Season, lang: str) -> str:
    """Return images and cloud share in words; what is not known is said so."""
    items, cloud = season.about.get("items"), season.about.get("cloud_pct")
    count = number(len(items), lang, 0) if isinstance(items, list) else "–"
    images = translate("raster.season.images", lang, count=count)
    if series.practice:
        images = translate("raster.season.made", lang)
    if cloud is None:
        return f"{images} · {translate('raster.season.no_cloud', lang)}"
    share = percent(float(cloud), lang)
    return f"{images} · {translate('raster.season.cloud', lang, share=share)}"


def _season(series: Series, season: Season, lang: str) -> dict[str, Any]:
    return {
        "name": season.name,
        "label": season.name.replace("-", "–"),
        "period": _period(season, lang),
        "facts": _facts(series, season, lang),
        "tiles": {
            look: address(series.name, season.name, look, lang) for look in SEASON_LOOKS
        },
    }


def series_message(series: Series, lang: str) -> dict[str, Any]:
    """Return a series as plain data for the page.

    Parameters
    ----------
    series : Series
    lang : str
        "vi" or "en".

    Returns
    -------
    dict
        ``name``, ``title``, ``practice``, ``bounds`` (south-west and north-east
        corner, latitude and longitude; None where no raster can be read), ``credit``
        and ``seasons``, in order of time: ``name``, ``label``, ``period``, ``facts``
        (in words) and ``tiles`` by look.
    """
    return {
        "name": series.name,
        "title": series.title_vi if lang == "vi" else series.title_en,
        "practice": series.practice,
        "bounds": _corners(series),
        "credit": str(series.about.get("credit", "")),
        "seasons": [_season(series, season, lang) for season in series.seasons],
    }


def changes_message(
    series: Series, changes: ChangeRasters, lang: str
) -> dict[str, Any]:
    """Return the computed rasters as plain data for the page.

    Parameters
    ----------
    series : Series
    changes : ChangeRasters
    lang : str
        "vi" or "en".

    Returns
    -------
    dict
        ``before`` and ``after`` (seasons), ``loss`` (address of tiles or None) and
        ``regained`` (addresses by season).

    Raises
    ------
    UnknownNameError
        If a raster is gone, or lies elsewhere than the series keeps its own.
    """
    loss = changes.loss and address(
        series.name, tile_name(series, changes.loss), "loss", lang
    )
    regained = {
        season: address(series.name, tile_name(series, path), "regained", lang)
        for season, path in changes.regained.items()
    }
    return {
        "before": changes.before,
        "after": changes.after,
        "loss": loss,
        "regained": regained,
    }


def overview_message(lang: str) -> dict[str, Any] | None:
    """Return the shipped overview of land cover, None where the file is not there."""
    try:
        return {
            "look": "landcover",
            "credit": OVERVIEW_CREDIT,
            "tiles": address(BASELINE, OVERVIEW, "landcover", lang),
        }
    except UnknownNameError:
        return None
