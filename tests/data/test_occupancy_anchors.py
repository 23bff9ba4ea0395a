"""Anchors in the real data: published rates, each under its own definition."""

from functools import cache

import pytest

from qngeo.domain.figures.quotients import TOLERANCE_PP
from qngeo.domain.occupancy.fill_rates import over_full, rates
from qngeo.domain.occupancy.identities import identities
from qngeo.io import tables


@cache
def all_rates():
    return rates(tables.read_facts())


def of(subject_id, scope=""):
    table = all_rates()
    return table[(table["subject_id"] == subject_id) & (table["scope"] == scope)]


@pytest.mark.parametrize(
    ("definition", "rate_pct", "computed", "as_of"),
    [
        ("handed-over-industrial-land", 71.36, True, "2025"),
        ("handed-over-land", 58.20, True, "2025"),
        ("ready-land", 57.09, True, "2023-10"),
        ("unstated", 76.28, False, "2025"),
        ("unstated", 57.87, False, "2025-11"),
        ("unstated", 40.73, False, "2022-12"),
        ("industrial-land", 50, False, "2024"),
    ],
)
def test_the_rates_of_the_province_stand_side_by_side(
    definition, rate_pct, computed, as_of
):
    table = of("province:quang_ninh", "parks")
    rows = table[
        (table["definition"] == definition)
        & (table["as_of"] == as_of)
        & ((table["rate_pct"] - rate_pct).abs() < 0.005)
    ]
    assert rows["computed"].tolist() == [computed]


def test_the_province_has_no_other_rate_of_its_parks():
    assert len(of("province:quang_ninh", "parks")) == 7


def test_nearly_fifty_is_a_bound():
    table = of("province:quang_ninh", "parks")
    row = table[table["definition"] == "industrial-land"].iloc[0]
    assert row["qualifier"] == "at_most"


def test_dong_mai_shows_its_stated_rates_with_the_collectors_hectares():
    table = of("park:dong_mai").set_index("rate_pct")
    assert not table["computed"].any()
    assert table.loc[86.05, "numerator_ha"] == 106.8
    assert table.loc[86.05, "denominator_ha"] == 124.17
    assert table.loc[72.0, "numerator_ha"] == 89.4


def test_song_khoai_is_computed_and_its_first_phase_stays_apart():
    table = of("park:song_khoai")
    row = table[
        (table["definition"] == "industrial-land") & (table["as_of"] == "2023-12")
    ].iloc[0]
    assert row["computed"]
    assert (row["numerator_ha"], round(row["rate_pct"], 1)) == (132.5, 28.2)
    phase = of("park:song_khoai", "phase 1")
    assert phase["rate_pct"].tolist() == [100]
    assert not phase["computed"].any()


def test_texhong_keeps_two_rates_of_two_definitions():
    table = of("park:texhong_hai_ha")
    assert not table["computed"].any()
    ready = table[table["definition"] == "ready-land"].iloc[0]
    assert (ready["rate_pct"], ready["denominator_ha"]) == (73, 300)
    others = table[table["definition"] != "ready-land"]
    assert set(others["rate_pct"]) == {45}


def test_bac_tien_phong_is_reserved_not_leased():
    row = of("park:bac_tien_phong").iloc[0]
    assert len(of("park:bac_tien_phong")) == 1
    assert row["definition"] == "gross-area"
    assert (row["numerator_ha"], row["denominator_ha"]) == (93, 1192.9)
    assert row["rate_pct"] == 7.8
    assert not row["computed"]
    assert "upper bound" in row["note"]


def test_what_is_computed_has_both_sides_and_gives_itself_back():
    table = all_rates()
    computed = table[table["computed"]]
    assert computed["numerator_ha"].notna().all()
    assert computed["denominator_ha"].notna().all()
    both = table[table["numerator_ha"].notna()]
    again = 100 * both["numerator_ha"] / both["denominator_ha"]
    assert ((again - both["rate_pct"]).abs() <= TOLERANCE_PP).all()


def test_no_park_is_more_than_full():
    assert over_full(all_rates())["fact_ids"].tolist() == []


def test_every_rate_names_facts_and_sources_that_exist():
    facts = set(tables.read_facts()["fact_id"])
    sources = set(tables.read_sources()["source_id"])
    for row in all_rates().to_dict("records"):
        assert set(row["fact_ids"]) <= facts
        assert set(row["source_ids"]) <= sources


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("province-fill-rate", 71.36, 76.28),
        ("fdi-share-quang-yen", 48.62, 45.9),
        ("port-cargo-a-year", 125_540_000, 124_100_000),
        ("land-balance", 668.81, 660),
        ("luc-lam-together", 162.94, 143),
    ],
)
def test_the_known_contradictions_are_found(name, left, right):
    table = identities(tables.read_facts(), tables.read_land_use())
    (row,) = table[(table["name"] == name) & (table["result"] == "fails")].to_dict(
        "records"
    )
    assert (row["left"], row["right"]) == (
        pytest.approx(left, abs=0.005),
        pytest.approx(right),
    )


def test_every_declared_identity_finds_its_figures():
    table = identities(tables.read_facts(), tables.read_land_use())
    assert "unknown" not in set(table["result"])
    cleared = table[table["name"] == "song-khoai-cleared-2023"].iloc[0]
    assert cleared["result"] == "holds"
    assert cleared["left"] == pytest.approx(53.92, abs=0.005)


def test_no_land_balance_holds_by_construction():
    land_use = tables.read_land_use().set_index("fact_id")
    table = identities(tables.read_facts(), tables.read_land_use())
    holding = table[(table["name"] == "land-balance") & (table["result"] == "holds")]
    for ids in holding["fact_ids"]:
        used = land_use.loc[list(ids)]
        assert "remainder" not in set(used["role"])
        assert set(used.loc[used["role"] == "total", "confidence"]) == {"stated"}
    assert len(holding) == len(set(holding["formula"]))
