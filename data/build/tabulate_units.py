"""Write the tables of the 54 units of 2025 and of the 171 units before them."""

import re
import unicodedata
from pathlib import Path

import package_units
import pandas as pd

DATA = Path(__file__).resolve().parent.parent
KINDS = {"Phường": "ward", "Xã": "commune", "Đặc khu": "special zone"}
ENGLISH = {"ward": "Ward", "commune": "Commune", "special zone": "Special Zone"}
DISTRICT_PREFIX = r"^(Thành phố|Thị xã|Huyện) "
SPLIT_DEFAULT = "divided; the larger part by the package's default, share not published"
SPLIT_REST = "divided; a part went here, share not published"


def ascii_name(text: str) -> str:
    """Vietnamese name without diacritics."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def commune_id(short: str) -> str:
    """Id of a unit of 2025, as in ``commune:mong_cai_1``."""
    return "commune:" + re.sub(r"[^a-z0-9]+", "_", ascii_name(short).lower())


def province_units() -> pd.DataFrame:
    """Units of the province since 2025, with id, English name and kind."""
    units = package_units.new_units().query("province == @package_units.PROVINCE")
    kind = units["kind"].map(KINDS)
    return units.assign(
        commune_id=units["short"].map(commune_id),
        kind=kind,
        name_en=units["short"].map(ascii_name) + " " + kind.map(ENGLISH),
    )


def main() -> None:
    """Write ``data/communes.csv`` and ``data/legacy_units.csv``."""
    units = province_units()
    parts = package_units.merger().query("province == @package_units.PROVINCE")
    old = package_units.legacy_units().query("province_short == 'Quảng Ninh'")
    old = old.drop(columns=["province", "unit"]).merge(parts, on="old")
    old = old.merge(units[["unit", "commune_id"]], on="unit", validate="m:1")
    shared = old.groupby("old")["unit"].transform("size") > 1
    old["weight"] = old["is_default"].astype(int)
    old["note"] = ""
    old.loc[shared & old["is_default"], "note"] = SPLIT_DEFAULT
    old.loc[shared & ~old["is_default"], "note"] = SPLIT_REST
    old["district"] = old["district"].str.replace(DISTRICT_PREFIX, "", regex=True)
    old = old.sort_values(
        ["code", "weight", "commune_id"], ascending=[True, False, True]
    )
    legacy = old[["code", "name", "district", "commune_id", "weight", "note"]]
    legacy.to_csv(DATA / "legacy_units.csv", index=False, lineterminator="\n")

    main_part = old[old["is_default"]]
    districts = main_part.groupby("commune_id")["district"].agg(
        lambda names: "; ".join(names.value_counts(sort=True).index)
    )
    units["district_legacy"] = units["commune_id"].map(districts)
    units["source"] = "package_vietnamadminunits"
    units = units.rename(columns={"name": "name_vi"}).sort_values("code")
    units[
        [
            "commune_id",
            "code",
            "name_vi",
            "name_en",
            "kind",
            "area_km2",
            "district_legacy",
            "source",
        ]
    ].to_csv(DATA / "communes.csv", index=False, lineterminator="\n")
    print(len(units), units["area_km2"].sum(), len(legacy), legacy["code"].nunique())


if __name__ == "__main__":
    main()
