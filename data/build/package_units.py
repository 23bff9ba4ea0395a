"""Units of the package vietnamadminunits, with the project's corrections applied.

The package's points were geocoded by a provider whose terms do not allow passing
them on: they are read here to weigh a partition and are never written out.
"""

import json
import sqlite3
from pathlib import Path

import pandas as pd
import vietnamadminunits

HERE = Path(__file__).resolve().parent
CORRECTIONS = HERE / "package_corrections.csv"
PROVINCE = "tinhquangninh"
NEIGHBOURS = ("Hải Phòng", "Hải Dương", "Bắc Giang", "Lạng Sơn")
BOX = (106.1, 20.5, 108.3, 21.9)

_PACKAGE = Path(vietnamadminunits.__file__).parent / "data"


def _query(sql: str) -> pd.DataFrame:
    with sqlite3.connect(f"file:{_PACKAGE / 'dataset.db'}?mode=ro", uri=True) as base:
        return pd.read_sql(sql, base)


def corrections() -> pd.DataFrame:
    """Read what is known to be wrong in the package."""
    return pd.read_csv(CORRECTIONS, dtype=str, keep_default_na=False)


def merger() -> pd.DataFrame:
    """Old unit to new unit, as the package has it.

    Returns
    -------
    DataFrame with columns old (province_district_ward keys), province, unit (keys of
    the unit of 2025) and is_default; a divided old unit has several rows.
    """
    table = json.loads((_PACKAGE / "converter_2025.json").read_text("utf-8"))
    rows = [
        (old, province, unit, True)
        for province, units in table["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for unit, olds in units.items()
        for old in olds
    ]
    rows += [
        (old, province, part["newWardKey"], bool(part["isDefaultNewWard"]))
        for province, olds in table["DICT_PROVINCE_WARD_DIVIDED"].items()
        for old, parts in olds.items()
        for part in parts
    ]
    return pd.DataFrame(rows, columns=["old", "province", "unit", "is_default"])


def new_units() -> pd.DataFrame:
    """Units since 1 July 2025: province, unit, name, kind, code, area_km2."""
    units = _query(
        "select provinceKey province, provinceShort, wardKey unit, ward name, "
        "wardShort short, wardType kind, wardCode code, wardAreaKm2 area_km2 "
        "from admin_units"
    )
    for fix in corrections().query("field in ('area_km2', 'code')").itertuples():
        row = (units["province"] == PROVINCE) & (units["name"] == fix.item)
        found = units.loc[row, fix.field].astype(str).tolist()
        if found != [fix.was]:
            message = f"{fix.item} {fix.field}: package has {found}, not {fix.was}"
            raise ValueError(message)
        units.loc[row, fix.field] = (
            float(fix.now) if fix.field == "area_km2" else fix.now
        )
    return units


def legacy_units() -> pd.DataFrame:
    """Units before 1 July 2025 in and around the province, with their points.

    Returns
    -------
    DataFrame with columns province_short, district, name, code, old, lat, lon
    (degrees), province, unit (default unit of 2025).
    """
    west, south, east, north = BOX
    places = ", ".join(f"'{p}'" for p in ("Quảng Ninh", *NEIGHBOURS))
    units = _query(
        "select provinceShort province_short, district, ward name, wardCode code, "
        "provinceKey || '_' || districtKey || '_' || wardKey old, "
        "wardLat lat, wardLon lon, wardBounds bounds from admin_units_legacy "
        f"where provinceShort in ({places}) and wardKey is not null and "
        f"wardLon between {west} and {east} and wardLat between {south} and {north}"
    )
    for fix in corrections().query("field == 'point'").itertuples():
        if not fix.item.startswith("legacy "):
            continue
        name = fix.item.removeprefix("legacy ").split(" (")[0]
        row = (units["province_short"] == "Quảng Ninh") & (units["name"] == name)
        row &= units["district"].str.endswith("Hạ Long")
        if fix.now.startswith("centre of wardBounds"):
            corners = units.loc[row, "bounds"].iloc[0].replace("–", ",").split(",")
            lat = (float(corners[0]) + float(corners[2])) / 2
            lon = (float(corners[1]) + float(corners[3])) / 2
        else:
            lat, lon = (float(part) for part in fix.now.split())
        units.loc[row, ["lat", "lon"]] = lat, lon
    defaults = merger().query("is_default").drop(columns="is_default")
    return units.drop(columns="bounds").merge(defaults, on="old", how="inner")
