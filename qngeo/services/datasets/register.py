"""What can be handed out (xuất dữ liệu): names, and each with its rows and columns?"""

from datetime import date
from functools import lru_cache
from typing import Any

import geopandas as gpd
import pandas as pd

from qngeo import clock
from qngeo.dates import parse_period
from qngeo.domain.boundaries.outlines import ids
from qngeo.errors import UnknownNameError
from qngeo.i18n import translate
from qngeo.names import unknown
from qngeo.services.datasets import layers, tables
from qngeo.services.datasets.columns import KEY, shaped
from qngeo.services.datasets.model import Dataset
from qngeo.services.datasets.version import data_version
from qngeo.services.layers.licences import ODBL, OWN
from qngeo.services.own_data import known

__all__ = ["data_version", "dataset", "names", "titles"]

OWN_PREFIX = "own_"


def names(as_known_on: date | None = None) -> tuple[str, ...]:
    """Return the names of all that can be handed out: layers, tables, own data.

    Parameters
    ----------
    as_known_on : date, optional
        Now where None.

    Raises
    ------
    DateError
        If the day lies before the first one on which anything was known.
    """
    return tuple(titles(as_known_on))


def titles(as_known_on: date | None = None) -> dict[str, tuple[str, str]]:
    """Return the Vietnamese and the English title of each of `names`, in their order.

    Raises
    ------
    DateError
        See `names`.
    """
    drawn = layers.catalogue(as_known_on)
    found = {name: (one["title_vi"], one["title_en"]) for name, one in drawn.items()}
    plots = (layers.PLOTS,) if layers.has_plots(as_known_on) else ()
    own = tuple(f"{OWN_PREFIX}{name}" for name in layers.own_names(as_known_on))
    return found | {name: _titles(name) for name in (*plots, *tables.NAMES, *own)}


def dataset(name: str, as_known_on: date | None = None) -> Dataset:
    """Return one layer or table with its columns, licence and sources.

    What is asked for again is kept as long as the data stay the same.

    Parameters
    ----------
    name : str
        One of `names`.
    as_known_on : date, optional
        Now where None.

    Raises
    ------
    UnknownNameError
        If there is none of that name; the message names the nearest.
    DateError
        See `names`.
    """
    return _kept(name, as_known_on, data_version(as_known_on), clock.today())


@lru_cache(maxsize=64)
def _kept(name: str, as_known_on: date | None, _version: str, _today: date) -> Dataset:
    """Make a dataset once for each state of the data; fill rates for each day."""
    own = name.removeprefix(OWN_PREFIX)
    if name in tables.NAMES:
        return _table(name, as_known_on)
    if own != name and own in layers.own_names(as_known_on):
        return _own(name, as_known_on)
    known_names = names(as_known_on)
    if name not in known_names:
        raise UnknownNameError(unknown("layer or table", name[:60], known_names))
    if name == layers.PLOTS:
        return _plots(as_known_on)
    entry = layers.catalogue(as_known_on)[name]
    return _made(
        name,
        layers.layer(name, as_known_on),
        titles=(entry["title_vi"], entry["title_en"]),
        dates=(entry["as_of"] or "", entry["recorded"] or ""),
    )


def _titles(name: str) -> tuple[str, str]:
    key = f"export.dataset.{name}"
    return translate(key, "vi"), translate(key, "en")


def _table(name: str, as_known_on: date | None) -> Dataset:
    frame = tables.table(name, as_known_on)
    recorded = frame["recorded"].max() if "recorded" in frame else ""
    return _made(
        name,
        frame,
        titles=_titles(name),
        dates=(_newest(frame, as_known_on or clock.today()), recorded),
    )


def _plots(as_known_on: date | None) -> Dataset:
    return _made(
        layers.PLOTS,
        layers.plots(as_known_on),
        titles=_titles(layers.PLOTS),
        dates=("", _taken_in(layers.PLOTS, as_known_on)),
    )


def _own(name: str, as_known_on: date | None) -> Dataset:
    layer = name.removeprefix(OWN_PREFIX)
    frame, extra = layers.own(layer, as_known_on)
    return _made(
        name,
        frame,
        titles=_titles(name),
        dates=("", _taken_in(layer, as_known_on)),
        extra=extra,
    )


def _taken_in(layer: str, as_known_on: date | None) -> str:
    """Return the day of the newest version of a layer of the store; "" for none."""
    log = known.store().versions(layer=layer)
    number = known.version(as_known_on)
    made = [clock.day_of(one.made).isoformat() for one in log if one.number <= number]
    return made[-1] if made else ""


def _newest(frame: pd.DataFrame, day: date) -> str:
    """Return the newest date up to a day that figures speak of; "" unknown."""
    if "as_of" not in frame:
        return ""
    periods = {
        text: parse_period(text) for text in frame["as_of"].dropna().unique() if text
    }
    ends = {t: found.end for t, found in periods.items() if found and found.end <= day}
    return max(ends, key=lambda text: ends[text], default="")


def _made(
    name: str,
    frame: gpd.GeoDataFrame | pd.DataFrame,
    *,
    titles: tuple[str, str],
    dates: tuple[str, str],
    extra: tuple[str, ...] = (),
) -> Dataset:
    drawn = isinstance(frame, gpd.GeoDataFrame) and bool(frame.geometry.notna().any())
    plain: Any = frame
    if isinstance(frame, gpd.GeoDataFrame) and not drawn:
        plain = pd.DataFrame(frame.drop(columns="geometry"))
    rows, columns = shaped(plain, extra=extra)
    cited = {one for text in rows["source_ids"].dropna() for one in ids(text)}
    return Dataset(
        name=name,
        title_vi=titles[0],
        title_en=titles[1],
        kind="layer" if drawn else "table",
        columns=columns,
        key=KEY,
        frame=rows,
        licence=_licence(rows["licence"]),
        source_ids=tuple(sorted(cited)),
        as_of=dates[0],
        recorded=dates[1],
    )


def _licence(licences: pd.Series) -> str:
    """Return the licence of the whole from those of its rows.

    What rests in part on OpenStreetMap goes out under the licence of that, as a
    whole; what is a person's own is told beside it.
    """
    found = set(licences.dropna())
    if ODBL in found:
        found.discard(OWN)
    return "; ".join(sorted(found))
