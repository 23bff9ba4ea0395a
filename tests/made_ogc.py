"""A made service of two collections whose every answer can be worked out by hand."""

import geopandas as gpd
import pandas as pd
import shapely

from qngeo.errors import UnknownNameError
from qngeo.names import unknown
from qngeo.services.datasets.model import Column, Dataset

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"
EPSG5899 = "http://www.opengis.net/def/crs/EPSG/0/5899"

HOSTILE = "<script>alert('x')</script>"


def _column(name: str, kind: str, unit: str = "") -> Column:
    return Column(
        name=name,
        kind=kind,
        title_vi=f"Cột {name}",
        title_en=f"Column {name}",
        unit=unit,
        meaning="",
    )


def sites() -> Dataset:
    """Four rows: a point of 2020, an area from 2022 on, a road undated, one undrawn.

    a   point 107.0, 21.0; 2020; 10 ha; open
    b   box 107.2 to 107.4, 21.0 to 21.2; 2022/2023; 20.5 ha; closed
    c   line from 106.5, 20.5 to 106.7, 20.5; undated; nothing else known
    d/1 no geometry; 2024-09-07; 10 ha; open
    """
    frame = gpd.GeoDataFrame(
        {
            "id": ["a", "b", "c", "d/1"],
            "name_vi": ["Bến Gót", HOSTILE, "Đường", None],
            "count": pd.array([1, 2, None, 2], dtype="Int64"),
            "area_ha": [10.0, 20.5, None, 10.0],
            "open": pd.array([True, False, None, True], dtype="boolean"),
            "as_of": ["2020", "2022/2023", None, "2024-09-07"],
            "source_ids": ["s1", "s1; s2", None, "s2"],
            "licence": "CC-BY-4.0, made",
        },
        geometry=[
            shapely.Point(107, 21),
            shapely.box(107.2, 21.0, 107.4, 21.2, ccw=False),
            shapely.LineString([(106.5, 20.5), (106.7, 20.5)]),
            None,
        ],
        crs="EPSG:4326",
    )
    columns = (
        _column("id", "text"),
        _column("name_vi", "text"),
        _column("count", "integer"),
        _column("area_ha", "number", "ha"),
        _column("open", "boolean"),
        _column("as_of", "text"),
        _column("source_ids", "text"),
        _column("licence", "text"),
    )
    return Dataset(
        name="sites",
        title_vi="Địa điểm",
        title_en="Sites",
        kind="layer",
        columns=columns,
        key="id",
        frame=frame,
        licence="CC-BY-4.0, made",
        source_ids=("s1", "s2"),
        as_of="2024",
        recorded="2026-11-22",
    )


def notes() -> Dataset:
    """A table of 25 rows, n01 to n25, without time and geometry."""
    names = [f"n{number:02}" for number in range(1, 26)]
    frame = pd.DataFrame(
        {"id": names, "value": [float(n) for n in range(25)], "source_ids": "s1",
         "licence": "own"}
    )  # fmt: skip
    kinds = {"id": "text", "value": "number", "source_ids": "text", "licence": "text"}
    return Dataset(
        name="notes",
        title_vi="Ghi chú",
        title_en="Notes",
        kind="table",
        columns=tuple(_column(name, kind) for name, kind in kinds.items()),
        key="id",
        frame=frame,
        licence="own",
        source_ids=("s1",),
        as_of="",
        recorded="",
    )


class Register:
    """Stands for the register of datasets; ``version`` may be changed by a test."""

    def __init__(self) -> None:
        self.version = "v1"
        self.made = {"sites": sites(), "notes": notes()}
        self.asked: list[object] = []

    def names(self, _known=None):
        return tuple(self.made)

    def data_version(self, known=None):
        self.asked.append(known)
        return f"{self.version} {known}"

    def dataset(self, name, _known=None):
        if name not in self.made:
            raise UnknownNameError(unknown("layer or table", name, self.made))
        return self.made[name]


def rels(document: dict) -> dict[str, list[dict]]:
    """Return the links of a document by their relation."""
    found: dict[str, list[dict]] = {}
    for link in document["links"]:
        found.setdefault(link["rel"], []).append(link)
    return found
