"""Which places can be searched on the map, by old and new names?"""

from typing import Any

import geopandas as gpd
import pandas as pd

from qngeo.names import fold

DECIMALS = 5

Place = dict[str, Any]


def _place(
    row: Any, *, kind: str, point: tuple[float, float], also: list[str]
) -> Place:
    vi, en = (
        name if isinstance(name, str) else "" for name in (row.name_vi, row.name_en)
    )
    words = [vi, en, *also]
    return {
        "id": row.subject_id,
        "name_vi": vi or en,
        "name_en": en or vi,
        "kind": kind,
        "lat": round(point[1], DECIMALS),
        "lon": round(point[0], DECIMALS),
        "also": also,
        "fold": " | ".join(dict.fromkeys(fold(word) for word in words if word)),
    }


def _with_box(place: Place, box: Any) -> Place:
    return place | {"bbox": [round(float(edge), DECIMALS) for edge in box]}


def places_of(layer: gpd.GeoDataFrame, aliases: dict[str, str]) -> list[Place]:
    """Return the places of one layer, one a subject.

    Parameters
    ----------
    layer : GeoDataFrame
        EPSG:4326, with subject_id, name_vi, name_en, kind.
    aliases : dict of str to str
        Further names parted by "; ", by subject id.

    Returns
    -------
    list of dict with id, name_vi, name_en, kind, lat, lon, also, fold, and bbox
    (west, south, east, north, degrees) for what has an extent.
    """
    found = []
    for row in layer.drop_duplicates("subject_id").itertuples():
        shape = row.geometry
        inside = shape.representative_point()
        also = [name for name in aliases.get(row.subject_id, "").split("; ") if name]
        place = _place(row, kind=row.kind, point=(inside.x, inside.y), also=also)
        is_point = shape.geom_type == "Point"
        found.append(place if is_point else _with_box(place, shape.bounds))
    return found


def former_communes(legacy: pd.DataFrame, communes: gpd.GeoDataFrame) -> list[Place]:
    """Return the communes and districts that ended on 1 July 2025.

    Each stands at the new commune that holds most of it, because no outline of
    the old one may be published; ``also`` names where it went.

    Parameters
    ----------
    legacy : DataFrame
        Columns code, name, district, commune_id, weight.
    communes : GeoDataFrame
        The new communes, with commune_id.
    """
    new = communes.set_index("commune_id")
    went = legacy[legacy["commune_id"].isin(new.index)]
    main = went.sort_values(["weight", "commune_id"], ascending=[False, True])
    found = []
    for row in main.drop_duplicates("code").sort_values("code").itertuples():
        shape = new.geometry[row.commune_id]
        inside = shape.representative_point()
        old = pd.Series(
            {
                "subject_id": f"former:{row.code}",
                "name_vi": f"{row.name} ({row.district})",
                "name_en": f"{row.name} ({row.district})",
            }
        )
        place = _place(
            old,
            kind="former_commune",
            point=(inside.x, inside.y),
            also=[new.loc[row.commune_id, "name_vi"]],
        )
        found.append(_with_box(place, shape.bounds))
    for name, rows in went.groupby("district", sort=True):
        whole = new.loc[sorted(set(rows["commune_id"]))]
        middle = whole.geometry.union_all().representative_point()
        old = pd.Series(
            {
                "subject_id": f"former:{fold(str(name)).replace(' ', '_')}",
                "name_vi": name,
                "name_en": name,
            }
        )
        place = _place(old, kind="district", point=(middle.x, middle.y), also=[])
        found.append(_with_box(place, whole.total_bounds))
    return found
