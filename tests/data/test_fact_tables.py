"""What a user of ``data/`` may rely on: schemas, references, anchors."""

import csv
import re

import pandas as pd
import pytest

from qngeo import dates
from qngeo.config import ROOT
from qngeo.domain.boundaries import outlines
from qngeo.domain.occupancy.land_plans import balances
from qngeo.io import tables, vectors

PLACED = {"zone", "border_zone", "park", "cluster", "site", "project", "port"}
GEOMETRY = ROOT / "data" / "geometry"


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return tables.read_facts()


@pytest.fixture(scope="module")
def subjects() -> pd.DataFrame:
    return tables.read_subjects()


def figures(facts: pd.DataFrame, subject: str, attribute: str, **more: str) -> set:
    chosen = facts[(facts["subject_id"] == subject) & (facts["attribute"] == attribute)]
    for column, value in more.items():
        chosen = chosen[chosen[column] == value]
    return set(chosen["number"])


def geometry(name: str) -> list[dict[str, str]]:
    with (GEOMETRY / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize(
    "table",
    ["facts", "land_use", "subjects", "sources", "attributes", "scopes", "corrections"],
)
def test_table_keeps_its_schema(table: str) -> None:
    assert len(getattr(tables, f"read_{table}")()) > 0


def test_every_fact_speaks_of_a_known_subject(
    facts: pd.DataFrame, subjects: pd.DataFrame
) -> None:
    known = set(subjects["subject_id"])
    assert set(facts["subject_id"]) <= known
    assert set(tables.read_land_use()["subject_id"]) <= known
    for name in ("transport_points.csv", "transport_lines.csv"):
        assert {row["subject_id"] for row in geometry(name)} <= known


def test_every_attribute_is_known_and_used(facts: pd.DataFrame) -> None:
    assert set(tables.read_attributes()["attribute"]) == set(facts["attribute"])


def test_every_source_is_known_and_used(facts: pd.DataFrame) -> None:
    used = set(facts["source_id"]) | set(tables.read_land_use()["source_id"])
    used |= set(tables.read_corrections()["source_id"]) - {""}
    used |= {row["source_id"] for row in geometry("transport_points.csv")}
    for path in (ROOT / "data" / "geometry").glob("*.geojson"):
        cited = vectors.geometry(path.stem)["source_ids"]
        used |= {source for text in cited for source in outlines.ids(text)}
    assert set(tables.read_sources()["source_id"]) == used


def test_an_address_belongs_to_one_source() -> None:
    urls = tables.read_sources().query("url != ''")["url"]
    assert not urls[urls.duplicated()].tolist()


def test_only_recalled_or_derived_figures_have_no_source(facts: pd.DataFrame) -> None:
    none = tables.read_sources().query("type == 'none'")["source_id"]
    unsourced = facts[facts["source_id"].isin(none)]
    assert set(unsourced["confidence"]) <= {"recalled", "derived"}


def test_subjects_refer_to_subjects(subjects: pd.DataFrame) -> None:
    known = set(subjects["subject_id"]) | {""}
    assert set(subjects["zone_id"]) <= known
    assert set(subjects["parent_id"]) <= known
    zones = subjects[subjects["zone_id"] != ""]["zone_id"]
    kinds = subjects.set_index("subject_id")["kind"]
    assert set(kinds[zones]) <= {"zone", "border_zone"}


def test_places_have_a_status_word(subjects: pd.DataFrame) -> None:
    assert subjects[subjects["kind"].isin(PLACED)]["status"].ne("").all()


def test_the_54_communes_are_subjects(subjects: pd.DataFrame) -> None:
    communes = subjects[subjects["kind"] == "commune"]
    first = communes["name_vi"].str.split().str[0]
    assert first.value_counts().to_dict() == {"Phường": 30, "Xã": 22, "Đặc": 2}
    named = set(communes["communes"])
    parks = subjects[subjects["kind"].isin(["zone", "border_zone", "park", "cluster"])]
    for cell in parks["communes"]:
        assert set(filter(None, cell.split("; "))) <= named


@pytest.mark.parametrize(
    ("alias", "subject"),
    [
        ("Amata City Hạ Long", "park:song_khoai"),
        ("DEEP C Quảng Ninh I", "park:nam_tien_phong"),
        ("DEEP C Quảng Ninh II", "park:bac_tien_phong"),
    ],
)
def test_parks_are_found_under_their_trade_names(
    subjects: pd.DataFrame, alias: str, subject: str
) -> None:
    held = subjects["aliases"].map(lambda cell: alias in cell.split("; "))
    assert subjects[held]["subject_id"].tolist() == [subject]


def test_clusters_are_not_written_as_parks(subjects: pd.DataFrame) -> None:
    named = subjects["name_vi"].str.startswith("Cụm công nghiệp")
    assert set(subjects[named]["kind"]) == {"cluster"}


def test_no_number_holds_a_comma_or_a_multiple(facts: pd.DataFrame) -> None:
    numbers = facts[~facts["unit"].isin(["text", "date"])]
    assert not numbers[numbers["value"].str.contains("[^0-9./-]")]["fact_id"].tolist()


def test_dates_that_are_values_can_be_read(facts: pd.DataFrame) -> None:
    for value in facts[facts["unit"] == "date"]["value"]:
        assert dates.parse_period(value) is not None


def test_ranges_say_that_they_are_ranges(facts: pd.DataFrame) -> None:
    numbers = facts[~facts["unit"].isin(["text", "date"])]
    slash = numbers["value"].str.contains("/")
    assert (slash == (numbers["qualifier"] == "range")).all()


def test_every_rate_names_its_base_or_says_unstated(facts: pd.DataFrame) -> None:
    rates = facts[facts["attribute"] == "fill_rate"]
    assert "" not in set(rates["definition"])


def test_shares_lie_between_0_and_100(facts: pd.DataFrame) -> None:
    shares = facts[facts["unit"] == "%"]["number"].dropna()
    assert shares.between(0, 100).all()


def test_points_lie_in_or_near_the_province(facts: pd.DataFrame) -> None:
    assert facts[facts["attribute"] == "lat"]["number"].between(20.5, 21.8).all()
    assert facts[facts["attribute"] == "lon"]["number"].between(106.3, 108.2).all()


def test_leased_land_fits_into_the_park(facts: pd.DataFrame) -> None:
    whole = facts[facts["scope"] == ""]
    most = whole.pivot_table("number", "subject_id", "attribute", "max")
    pair = most[["area_leased", "area_planned"]].dropna()
    assert len(pair) > 0
    assert (pair["area_leased"] <= pair["area_planned"]).all()
    pair = most[["area_industrial", "area_planned"]].dropna()
    assert (pair["area_industrial"] <= pair["area_planned"]).all()


def test_hectares_computed_back_from_a_rate_are_marked(facts: pd.DataFrame) -> None:
    marked = facts[facts["definition"] == "from-rate"]
    told = set(zip(marked["subject_id"], marked["number"], strict=True))
    assert told == {
        ("park:dong_mai", 89.4),
        ("park:dong_mai", 106.8),
        ("park:texhong_hai_ha", 219.0),
        ("park:texhong_hai_ha", 117.7),
        ("park:texhong_hai_ha", 261.6),
    }
    assert set(marked["confidence"]) == {"derived"}
    areas = facts[facts["attribute"].isin(["area_leased", "area_leasable"])]
    from_percent = areas["note"].str.contains(re.compile(r"\d% x|\(1-0\.\d+\)"))
    assert set(areas[from_percent]["definition"]) == {"from-rate"}
    density = facts[facts["definition"] == "from-capital-density"]
    assert set(density["number"]) == {240.0}


def test_the_province_puzzle_stands_whole(facts: pd.DataFrame) -> None:
    province, parks = "province:quang_ninh", {"scope": "parks"}
    assert 1914 in figures(facts, province, "area_handed_over", **parks)
    assert 1561 in figures(facts, province, "area_industrial_handed_over", **parks)
    assert figures(facts, province, "area_leased", **parks) == {1114, 705.2}
    assert figures(facts, province, "area_ready", **parks) == {530}
    rates = {
        "unstated": {76.28, 57.87, 40.73},
        "handed-over-industrial-land": {71.36},
        "handed-over-land": {58.2},
        "ready-land": {57.1},
        "industrial-land": {50},
    }
    for definition, expected in rates.items():
        chosen = {"definition": definition, **parks}
        assert figures(facts, province, "fill_rate", **chosen) == expected
    nearly = facts[(facts["definition"] == "industrial-land") & (facts["number"] == 50)]
    assert nearly["qualifier"].tolist() == ["at_most"]


def test_zone_areas_are_those_of_the_decisions(facts: pd.DataFrame) -> None:
    assert figures(facts, "zone:van_don", "area_planned", scope="") == {217133}
    assert 58183 in figures(facts, "zone:van_don", "area_land", scope="")
    assert 158950 in figures(facts, "zone:van_don", "area_sea")
    assert 58183 + 158950 == 217133
    quang_yen = "zone:quang_yen"
    assert figures(facts, quang_yen, "area_planned", scope="") == {13303}
    assert figures(facts, quang_yen, "area_planned", scope="sub-area A") == {6403.7}
    assert figures(facts, quang_yen, "area_planned", scope="sub-area B") == {6899.3}
    assert round(6403.7 + 6899.3, 1) == 13303


def test_both_sides_of_a_disagreement_stand(facts: pd.DataFrame) -> None:
    planned = figures(facts, "park:song_khoai", "area_planned", scope="")
    assert planned == {714, 686.82}
    assert figures(facts, "zone:quang_yen", "fdi_share") == {45.9, 48.62}
    assert 4.75e9 in figures(facts, "zone:quang_yen", "fdi_attracted")
    assert 9.77e9 in figures(facts, "province:quang_ninh", "fdi_attracted", scope="")
    port = "port:quang_ninh_seaport"
    assert 627.7e6 in figures(facts, port, "cargo_throughput", as_of="2021/2025")
    assert 124.1e6 in figures(facts, port, "cargo_throughput", scope="a year")


def test_known_misprints_were_not_taken_in(facts: pd.DataFrame) -> None:
    van_don = facts[facts["subject_id"] == "zone:van_don"]
    assert "226/QĐ-TTg" not in set(van_don["value"])
    assert "266/QĐ-TTg" in set(van_don["value"])
    assert 57.734 in figures(facts, "forest:yagi_damage", "fires_area")
    assert 65000 not in figures(facts, "forest:mangrove", "forest_area")
    parks = figures(facts, "province:quang_ninh", "area_planned", scope="parks")
    assert max(parks) < 20000


def test_land_use_balances_have_one_total_and_no_loose_parts() -> None:
    land = tables.read_land_use()
    for key, rows in land.groupby(["subject_id", "plan", "horizon"]):
        assert (rows["role"] == "total").sum() == 1, key
        uses = set(rows[rows["role"].isin(["part", "low", "high"])]["land_use"])
        assert set(rows[rows["role"] == "subpart"]["parent"]) <= uses, key
        others = rows[rows["role"] == "part"]["land_use"]
        assert others.is_unique, key


def test_only_texhong_prints_more_parts_than_its_whole() -> None:
    over = {}
    for found in balances(tables.read_land_use()):
        if found.parts and found.left_ha < -0.005:
            over[found.subject_id] = round(-found.left_ha, 2)
    assert over == {"park:texhong_hai_ha": 8.81}


def test_what_a_collector_worked_out_of_a_whole_is_no_published_part() -> None:
    for found in balances(tables.read_land_use()):
        whole = [r["area_ha"] for r in found.open_remainders if not r["parent"]]
        if whole and not found.open_bounds:
            assert sum(whole) == pytest.approx(found.left_ha, abs=0.005)
        for row in found.parts:
            words = f"{row['title_en']} {row['note']}"
            assert not re.search(r"middle|range|rest|minus|\d-\d", words), words


def test_a_plan_is_dated_as_the_decision_it_is_named_after(
    facts: pd.DataFrame,
) -> None:
    decisions = facts[facts["attribute"] == "decision"]
    dates_of = decisions.groupby(["subject_id", "value"])["as_of"].agg(set)
    rows = tables.read_land_use().drop_duplicates(["subject_id", "plan"])
    keys = pd.MultiIndex.from_frame(rows[["subject_id", "plan"]])
    named = rows[keys.isin(dates_of.index)]
    assert len(named) >= 6
    for row in named.to_dict("records"):
        assert row["decided"] in dates_of[row["subject_id"], row["plan"]], row["plan"]
    assert rows["decided"].ne("").all()
