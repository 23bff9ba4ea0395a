"""How much of each unit of before July 2025 lies in which commune of today?

The shipped table names where each former unit went; of a divided one it gives no
published share, only which commune got the larger part (1) and which a part (0). Where
a user has the outline of a former unit its weights are computed from the overlaps with
the communes, and the shipped ones stand beside them.
"""

import geopandas as gpd
import pandas as pd

from qngeo.domain.boundaries.unit_weights import REMAINDER, area_weights
from qngeo.io.tables import read_legacy_units
from qngeo.names import fold

PREFIX = "former:"
"""Of the ids of former units; their five-figure code follows."""

SHIPPED, OVERLAP = "shipped", "overlap"
"""Where a weight comes from."""

COLUMNS = ("code", "name", "district", "commune_id", "weight", "note", "basis",
           "weight_shipped")  # fmt: skip

REST = "lies in none of the communes that the unit went to, or in two of them"


def legacy_units(
    own: gpd.GeoDataFrame | None = None, communes: gpd.GeoDataFrame | None = None
) -> pd.DataFrame:
    """Return where each former unit went, with the weights that are known.

    Parameters
    ----------
    own : GeoDataFrame, optional
        Outlines of former units as the store gives them: ``feature_id``, ``name_vi``.
    communes : GeoDataFrame, optional
        Communes of today: ``commune_id``, ``geometry_method``.

    Returns
    -------
    DataFrame with `COLUMNS`
        In the order of the shipped table. A unit with an outline of its own has
        ``basis`` overlap, the share of its area as ``weight`` and one more row,
        without commune, for the rest; its ``note`` tells from which outlines.
    """
    shipped = read_legacy_units()
    table = shipped.assign(
        basis=SHIPPED, weight_shipped=shipped["weight"].astype(float)
    )
    table["weight"] = table["weight"].astype(float)
    if own is None or communes is None or own.empty:
        return table[list(COLUMNS)]
    drawn = own.assign(code=_codes(own, shipped)).dropna(subset=["code", "geometry"])
    drawn = drawn.drop_duplicates("code")
    found = area_weights(drawn, communes, shipped)
    known = table[table["code"].isin(found["code"])]
    names = known.drop_duplicates("code")[["code", "name", "district"]]
    fresh = found.merge(names, on="code", validate="many_to_one").merge(
        known[["code", "commune_id", "weight_shipped"]],
        on=["code", "commune_id"],
        how="left",
    )
    fresh["basis"], fresh["note"] = OVERLAP, _told(fresh, communes)
    both = pd.concat([table.drop(index=known.index), fresh], ignore_index=True)
    order = both["code"].map({c: at for at, c in enumerate(shipped["code"].unique())})
    rest = both["commune_id"].eq(REMAINDER)
    both = both.assign(order=order, rest=rest)
    sorted_ = both.sort_values(
        ["order", "rest", "weight"], ascending=[True, True, False]
    )
    return sorted_[list(COLUMNS)].reset_index(drop=True)


def _codes(own: gpd.GeoDataFrame, shipped: pd.DataFrame) -> pd.Series:
    """Return the code of each outline by its id or else its name; None for no unit."""
    units = shipped.drop_duplicates("code")
    by_name = dict(zip(units["name"].map(fold), units["code"], strict=True))
    codes = own["feature_id"].str.removeprefix(PREFIX)
    named = own["name_vi"].fillna("").map(lambda name: by_name.get(fold(name)))
    found: pd.Series = codes.where(codes.isin(units["code"]), named)
    return found


def _told(rows: pd.DataFrame, communes: gpd.GeoDataFrame) -> pd.Series:
    """Say from which outlines a weight was computed."""
    methods = communes.set_index("commune_id")["geometry_method"]
    outlines = rows["commune_id"].map(methods)
    said = "share of the former unit's own outline; commune's outline: " + outlines
    told: pd.Series = said.where(rows["commune_id"].ne(REMAINDER), REST)
    return told
