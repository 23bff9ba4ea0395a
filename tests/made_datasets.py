"""Small datasets made by hand, and readers of every kind of file they become."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import shapely
from scipy.spatial import cKDTree

from qngeo.io.uploads.csv_text import read_text_table
from qngeo.io.uploads.shapefile_names import restored
from qngeo.io.uploads.sheet_cells import as_given
from qngeo.services.datasets.columns import shaped
from qngeo.services.datasets.model import Dataset

WORDS = {
    "a": "Đặc khu Vân Đồn",
    "b": "<b>Khu</b> & \"A\" 'B'",
    "c": "=SUM(A1)",
    "d": "dòng một\ndòng hai",
    "e": None,
    "f": "ệ" * 300,
    "g": "-3; 5,7\t'",
}
"""Vietnamese, HTML, a formula, two lines, nothing, 900 bytes, marks of CSV."""

NUMBERS = [1.234, -0.5, 0.1 + 0.2, 5e13, np.nan, 1e-7, 20.0]

HOLED = shapely.box(107, 21, 107.2, 21.1).difference(
    shapely.box(107.05, 21.02, 107.1, 21.05)
)
BOX = shapely.box(106.9, 20.9, 106.9 + 1 / 3, 20.95)

SHAPES = {
    "polygons": [
        HOLED, BOX, shapely.MultiPolygon([BOX, HOLED]), HOLED, BOX, BOX, None,
    ],
    "lines": [shapely.LineString([(107, 21), (107.1 + i / 7, 21.1)]) for i in range(7)],
    "points": [shapely.Point(107 + i / 7, 21 - i / 13) for i in range(7)],
}  # fmt: skip


def made(shapes: str = "") -> Dataset:
    """Seven rows with every kind of cell; with shapes, or a table without."""
    cells = {
        "id": [f"park:{letter}" for letter in WORDS],
        "name_vi": [f"Khu {letter.upper()}" for letter in WORDS],
        "note_vi": list(WORDS.values()),
        "area_published_ha": NUMBERS,
        "area_published_fact": ["f0001", None, "f2", "0007", "1e5", "true", "x"],
        "computed": [True, False, None, True, False, True, None],
        "in_version": [1, 2, None, 2**40, 0, -5, 7],
        "recorded": ["2026-11-22"] * 6 + [None],
        "source_ids": ["made_one"] * 3 + ["made_one; made_two"] * 4,
        "licence": ["CC-BY-4.0"] * 7,
    }
    frame = pd.DataFrame(cells)
    if shapes:
        frame = gpd.GeoDataFrame(frame, geometry=SHAPES[shapes], crs="EPSG:4326")
    rows, columns = shaped(frame)
    return Dataset(
        name=f"made_{shapes or 'table'}",
        title_vi="Bảng thử",
        title_en="Made table",
        kind="layer" if shapes else "table",
        columns=columns,
        key="id",
        frame=rows,
        licence="CC-BY-4.0",
        source_ids=("made_one", "made_two"),
        as_of="2026-11",
        recorded="2026-11-22",
    )


def read_back(path: Path) -> pd.DataFrame | gpd.GeoDataFrame:
    """Read a file with the library that people read it with; no cell interpreted."""
    ending = path.suffix
    if ending == ".parquet":
        try:
            return gpd.read_parquet(path)
        except ValueError:
            return pd.read_parquet(path)
    if ending == ".xlsx":
        return _drawn(_sheet(path))
    if ending == ".csv":
        table = read_text_table(path.read_bytes(), name=path.name)
        return _drawn(table.map(as_given))
    if ending == ".zip":
        return _shapefile(path)
    return pyogrio.read_dataframe(path)


def _sheet(path: Path) -> pd.DataFrame:
    head, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=list(head), dtype=object)


def _drawn(table: pd.DataFrame) -> pd.DataFrame | gpd.GeoDataFrame:
    if "wkt" not in table:
        return table
    texts = [text if isinstance(text, str) and text else None for text in table["wkt"]]
    (code,) = set(table["wkt_crs"])
    shapes = [
        None if not text or text.startswith("not shown") else shapely.from_wkt(text)
        for text in texts
    ]
    return gpd.GeoDataFrame(table.drop(columns="wkt"), geometry=shapes, crs=code)


def _shapefile(path: Path) -> gpd.GeoDataFrame:
    with TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
            beside = {n: archive.read(n) for n in archive.namelist() if ".csv" in n}
        (found,) = Path(folder).glob("*.shp")
        frame = pyogrio.read_dataframe(found)
    table = restored(pd.DataFrame(frame.drop(columns="geometry")), beside)
    return gpd.GeoDataFrame(table, geometry=frame.geometry)


def cell(value: object, kind: str) -> object:
    """Return what a cell says, whichever type a kind of file gave it."""
    if pd.isna(value) or value == "":
        return None
    if kind == "boolean":
        return str(value).lower() in {"true", "1", "1.0"}
    if kind == "number":  # a sheet keeps 16 digits of the 17
        return float(f"{float(value):.15g}")
    if kind == "integer":
        return int(value)
    return str(value)[:10] if kind == "date" else str(value)  # GDAL adds an hour


def cells(frame: pd.DataFrame, dataset: Dataset) -> dict[str, list[object]]:
    """Return every column of a dataset as a frame gives it, by rows in their order."""
    return {
        column.name: [cell(value, column.kind) for value in frame[column.name]]
        for column in dataset.columns
    }


def apart_m(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> float:
    """Return how far two frames' corners lie apart at most, metres.

    Rings may turn the other way and begin elsewhere; parts may be wrapped as multi.
    """
    most = 0.0
    for a, b in zip(
        one.to_crs(5899).geometry, other.to_crs(5899).geometry, strict=True
    ):
        assert (a is None) == (b is None)
        if a is not None:
            assert shapely.get_num_coordinates(a) == shapely.get_num_coordinates(b)
            assert _single(a) == _single(b)
            corners = [shapely.get_coordinates(shape) for shape in (a, b)]
            for near, far in (corners, corners[::-1]):
                most = max(most, float(cKDTree(near).query(far)[0].max()))
    return most


def _single(shape: shapely.Geometry) -> str:
    return shape.geom_type.removeprefix("Multi")
