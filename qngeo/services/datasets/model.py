"""A layer or table as it is handed out, and what its columns mean."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

KINDS = ("text", "number", "integer", "boolean", "date")
"""Of a column: a ``date`` is a whole day as text, 2026-11-22; a partial date or a
range is ``text``."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """What one column holds.

    Attributes
    ----------
    name : str
        As in the frame, ASCII snake_case; columns that a person's own file brought
        along keep their names.
    kind : str
        One of `KINDS`.
    title_vi, title_en : str
    unit : str
        "ha", "km", "%", "" for none.
    meaning : str
        English, one sentence, or "".
    """

    name: str
    kind: str
    title_vi: str
    title_en: str
    unit: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A layer (lớp bản đồ) or table (bảng) ready to be handed out.

    Attributes
    ----------
    name : str
        "parks", "facts", "occupancy", "own_parks" and so on.
    title_vi, title_en : str
    kind : str
        "layer" where it has geometry, else "table".
    columns : tuple of Column
        Without the geometry; the last two are always source_ids and licence.
    key : str
        Column with the unique id of a row: always "id".
    frame : GeoDataFrame or DataFrame
        EPSG:4326, longitude first; the columns in the order of ``columns`` and then
        ``geometry``; sorted by id. Unknown is missing, also in texts (no ""). It is
        kept and handed to others: copy it before changing it.
    licence : str
        Of the whole; each row names its own.
    source_ids : tuple of str
        Every source that a row names, sorted.
    as_of, recorded : str
        What time it speaks of and when it was taken in; "" unknown.
    """

    name: str
    title_vi: str
    title_en: str
    kind: str
    columns: tuple[Column, ...]
    key: str
    frame: gpd.GeoDataFrame | pd.DataFrame
    licence: str
    source_ids: tuple[str, ...]
    as_of: str
    recorded: str
