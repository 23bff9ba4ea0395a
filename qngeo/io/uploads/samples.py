"""Reference points and tables of counts, read from people's files and written."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from qngeo.crs import STORAGE
from qngeo.errors import NumberError, SchemaError
from qngeo.io.uploads.csv_text import read_text_table
from qngeo.io.uploads.geopackage_views import try_computed
from qngeo.io.uploads.small_files import content_of
from qngeo.io.whole_files import check_folder, whole

POINT_COLUMNS = ("sample_id", "lon", "lat", "stratum", "map_class", "reference")
"""What `read_samples` returns, as text but for lon and lat."""

MAPPED = "mapped_ha"

GEOPACKAGE = b"SQLite format 3\x00"

_ID = slice(68, 72)
_IDS = (b"GPKG", b"GP10", b"GP11")
"""Where a SQLite file says that it is a GeoPackage, and how."""


def read_samples(source: Path | bytes, *, name: str) -> pd.DataFrame:
    """Read reference points from CSV or GeoPackage.

    Parameters
    ----------
    source : Path or bytes
        Columns ``reference`` and, as far as there are, sample_id, lon, lat, stratum,
        map_class. The points of a GeoPackage have their place from the geometry.
    name : str
        File name, for messages.

    Returns
    -------
    DataFrame with `POINT_COLUMNS`, in file order on the rows' numbers (the first is
    2 in CSV, below the header); missing text is "", missing places are NaN.

    Raises
    ------
    SchemaError
        If the file is neither, too large, lacks ``reference``, has no rows, or a
        sample_id twice.
    NumberError
        If a place is no longitude or latitude.
    """
    content = content_of(source, name)
    packed = content.startswith(GEOPACKAGE)
    table = _package(content, name) if packed else _csv(content, name)
    if "reference" not in table:
        msg = f"{name} has no column `reference`: add it with the class found there"
        raise SchemaError(msg)
    if table.empty:
        msg = f"{name} has no points: give at least two a map class"
        raise SchemaError(msg)
    found = table.reindex(columns=list(POINT_COLUMNS), fill_value="")
    for column, limit in (("lon", 180.0), ("lat", 90.0)):
        found[column] = _degrees(found[column], limit, name)
    ids = found["sample_id"][found["sample_id"].ne("")]
    twice = ids[ids.duplicated()]
    if len(twice):
        msg = (
            f"{name} row {twice.index[0]}: sample_id {twice.iloc[0]!r} stands twice; "
            "keep one interpretation of each point"
        )
        raise SchemaError(msg)
    return found


def read_counts(source: Path | bytes, *, name: str) -> tuple[pd.DataFrame, pd.Series]:
    """Read a table of counts: one row a map class, one column a reference class.

    Parameters
    ----------
    source : Path or bytes
        CSV with columns map_class, mapped_ha and one for each reference class.
    name : str
        File name, for messages.

    Returns
    -------
    tuple : counts (DataFrame of float, map classes x reference classes) and mapped
    areas (Series of float, hectares, by map class).

    Raises
    ------
    SchemaError
        If a column is missing.
    NumberError
        If a cell is no number; the message names row and column.
    """
    table = _csv(content_of(source, name), name)
    missing = [c for c in ("map_class", MAPPED) if c not in table]
    if missing or table.shape[1] <= len(("map_class", MAPPED)) or table.empty:
        what = f"column `{missing[0]}`" if missing else "counts"
        msg = (
            f"{name} has no {what}: give map_class, {MAPPED} and a column of counts "
            "for each reference class"
        )
        raise SchemaError(msg)
    table = table.rename(columns=str)
    columns = [c for c in table.columns if c != "map_class"]
    numbers = pd.DataFrame({c: _numbers(table[c], c, name) for c in columns})
    numbers.index = pd.Index(table["map_class"], name="map_class")
    return numbers.drop(columns=MAPPED), numbers[MAPPED]


def read_mapped(source: Path | bytes, *, name: str) -> pd.Series:
    """Read mapped areas: CSV with columns map_class and mapped_ha.

    Parameters
    ----------
    source : Path or bytes
    name : str
        File name, for messages.

    Returns
    -------
    Series of float, hectares, by map class (text).

    Raises
    ------
    SchemaError
        If a column is missing.
    NumberError
        If a cell is no number; the message names row and column.
    """
    table = _csv(content_of(source, name), name)
    for column in ("map_class", MAPPED):
        if column not in table:
            msg = f"{name} has no column `{column}`: give map_class and {MAPPED}"
            raise SchemaError(msg)
    areas = _numbers(table[MAPPED], MAPPED, name)
    return pd.Series(areas.to_numpy(), index=pd.Index(table["map_class"]), name=MAPPED)


def is_counts(source: bytes, *, name: str) -> bool:
    """Tell whether a file is a table of counts rather than of points."""
    if source.startswith(GEOPACKAGE):
        return False
    columns = _csv(source, name).columns
    return MAPPED in columns and "reference" not in columns


def read_class_names(path: Path) -> dict[int, str]:
    """Read what the classes of a map are called.

    Parameters
    ----------
    path : Path
        CSV with columns ``class`` (whole number) and ``name``.

    Returns
    -------
    dict of class to name, in file order.

    Raises
    ------
    SchemaError, NumberError
        If a column is missing, or a class or name stands twice or is no number.
    """
    table = _csv(content_of(path, path.name), path.name)
    for column in ("class", "name"):
        if column not in table:
            msg = f"{path.name} has no column `{column}`: give class and name"
            raise SchemaError(msg)
    numbers = _numbers(table["class"], "class", path.name)
    for row, number in numbers.items():
        if number != int(number):
            msg = f"{path.name} row {row}: class {number} is no whole number"
            raise NumberError(msg)
    for column, values in (("class", numbers), ("name", table["name"])):
        twice = values[values.duplicated()]
        if len(twice):
            msg = f"{path.name} row {twice.index[0]}: {column} {twice.iloc[0]} is twice"
            raise SchemaError(msg)
    return {
        int(number): text for number, text in zip(numbers, table["name"], strict=True)
    }


def write_points(path: Path, points: pd.DataFrame) -> None:
    """Write drawn points as GeoPackage, ready to be interpreted in a desktop GIS.

    The file appears whole or not at all.

    Parameters
    ----------
    path : Path
        Ends in ``.gpkg``.
    points : DataFrame
        With lon and lat, degrees; every column is kept.

    Raises
    ------
    SchemaError
        If the name ends otherwise or the file is there already.
    MissingDataError
        If there is no such folder.
    """
    if path.suffix.lower() != ".gpkg":
        msg = f"{path.name}: name the file of points with the ending .gpkg"
        raise SchemaError(msg)
    check_folder(path)
    if path.exists():
        msg = (
            f"{path.name} is there already and may hold interpretations: choose "
            "another name or remove it"
        )
        raise SchemaError(msg)
    places = gpd.points_from_xy(points["lon"], points["lat"], crs=STORAGE)
    layer = gpd.GeoDataFrame(points, geometry=places)
    with whole(path) as fresh:
        pyogrio.write_dataframe(layer, fresh, layer="points", driver="GPKG")


def _csv(content: bytes, name: str) -> pd.DataFrame:
    """Return a CSV as text; known columns may be written in capitals."""
    table = read_text_table(content, name=name)
    known = {*POINT_COLUMNS, MAPPED, "class", "name"}
    small = [c.lower() if c.lower() in known else c for c in table.columns]
    if len(set(small)) < len(small):
        msg = f"{name} has a column twice, in capitals and in small letters: keep one"
        raise SchemaError(msg)
    return table.set_axis(small, axis=1)


def _package(content: bytes, name: str) -> pd.DataFrame:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "samples.gpkg"
        path.write_bytes(content)
        try:
            if content[_ID] not in _IDS:
                raise DataSourceError(name)
            try_computed(path, name)
            layers = pyogrio.list_layers(path)
            spatial = [layer for layer, kind in layers if kind is not None]
            if len(spatial) != 1:
                listed = ", ".join(spatial) or "none"
                msg = f"{name} must have one layer of points, it has: {listed}"
                raise SchemaError(msg)
            table = pyogrio.read_dataframe(path, layer=spatial[0])
        except (DataSourceError, DataLayerError) as error:
            msg = f"{name} cannot be read as a GeoPackage: export it anew"
            raise SchemaError(msg) from error
    points = table.geometry.geom_type.eq("Point") & ~table.geometry.is_empty
    if table.crs is None or not points.all():
        msg = f"{name} must hold single points in a declared CRS: export it so"
        raise SchemaError(msg)
    degrees = table.geometry.to_crs(STORAGE)
    plain = pd.DataFrame(table.drop(columns=table.geometry.name))
    plain = plain.astype(object).where(plain.notna(), "").astype(str)
    for column in plain.columns:
        plain[column] = plain[column].str.strip()
    return plain.assign(lon=degrees.x.astype(str), lat=degrees.y.astype(str))


def _degrees(texts: pd.Series, limit: float, name: str) -> pd.Series:
    known = texts[texts.ne("")]
    numbers = _numbers(known, str(texts.name), name)
    wrong = numbers[numbers.abs() > limit]
    if len(wrong):
        msg = (
            f"{name} row {wrong.index[0]}: {texts.name} {wrong.iloc[0]:g} is beyond "
            f"{limit:g}; give degrees in WGS 84"
        )
        raise NumberError(msg)
    return numbers.reindex(texts.index)


def _numbers(texts: pd.Series, column: str, name: str) -> pd.Series:
    numbers = pd.to_numeric(texts, errors="coerce").astype(float)
    wrong = numbers.isna() | numbers.abs().eq(float("inf"))
    if wrong.any():
        row, text = next(pair for pair in texts[wrong].items())
        msg = (
            f"{name} row {row}: {column} {text!r} is no number; write it with a "
            "dot as decimal mark"
        )
        raise NumberError(msg)
    return numbers


def blank_points(points: pd.DataFrame, names: Mapping[int, str]) -> pd.DataFrame:
    """Add the empty columns that an interpreter fills in.

    Parameters
    ----------
    points : DataFrame with sample_id, stratum, lon, lat
    names : mapping of class to name
        Classes without a name are called by their number.

    Returns
    -------
    DataFrame with sample_id, stratum, map_class, lon, lat, reference, interpreter,
    date, note.
    """
    called = points["stratum"].map(lambda number: names.get(number, str(number)))
    empty = dict.fromkeys(("reference", "interpreter", "date", "note"), "")
    return points.assign(map_class=called, **empty)[
        ["sample_id", "stratum", "map_class", "lon", "lat", *empty]
    ]
