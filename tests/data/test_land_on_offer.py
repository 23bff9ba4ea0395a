"""The real parks: nothing is offered that no source supports."""

import json
from datetime import date
from functools import cache

import numpy as np
import pytest

from qngeo.domain.figures.definitions import NEVER_DIVIDED
from qngeo.domain.land.comparison import compare
from qngeo.domain.land.need import SITE_STATUSES, Need
from qngeo.domain.land.readiness import ITEMS, STATES
from qngeo.io.baseline import read_baseline
from qngeo.services.land import search as land
from qngeo.services.land.words import comparison_table

TODAY = date(2026, 11, 22)

SITE_KEYS = {
    *("site_id", "name_vi", "name_en", "zone_id", "available_ha", "available_as_of"),
    *("definition", "price_usd_m2", "score", "top3_share", "minutes", "unknown"),
    "known_share",
}


@cache
def baseline():
    return read_baseline()


@cache
def sites():
    return land.sites(baseline(), as_of=TODAY)


@cache
def checklist():
    return land.checklist(baseline(), as_of=TODAY)


def test_every_park_and_cluster_has_one_row():
    subjects = baseline().subjects
    wanted = subjects.loc[subjects["kind"].isin(["park", "cluster"]), "subject_id"]
    assert sites().index.tolist() == wanted.tolist()


def test_no_site_with_unknown_leased_land_has_land_left():
    facts = baseline().facts
    leased = facts["attribute"].eq("area_leased") & facts["scope"].eq("")
    measured = facts[leased & ~facts["definition"].isin(NEVER_DIVIDED)]
    offered = sites().index[sites()["available_ha"].notna()]
    assert set(offered) <= set(measured["subject_id"])
    assert len(offered)


def test_land_left_is_said_with_date_definition_and_facts_or_with_a_reason():
    for _, site in sites().iterrows():
        if np.isnan(site["available_ha"]):
            assert site["available_note"]
            assert "available_ha" not in site["facts"]
        else:
            assert site["available_as_of"]
            assert site["definition"] == "industrial-land"
            assert len(site["facts"]["available_ha"]) > 1


def test_song_khoai_has_what_470_less_132_5_ha_leave():
    site = sites().loc["park:song_khoai"]
    assert site["available_ha"] == pytest.approx(470 - 132.5)
    assert site["available_as_of"] == "2023-12"


def test_every_shown_figure_resolves_to_a_fact():
    known = set(baseline().facts["fact_id"])
    cited = {i for row in sites()["facts"] for ids in row.values() for i in ids}
    assert cited <= known


def test_every_sector_text_names_a_known_sector():
    said = sites()[sites()["sectors"].ne("")]
    assert said["sector_ids"].map(len).gt(0).all()


def test_every_status_is_one_that_a_need_may_ask_for():
    assert set(sites()["status"]) <= {*SITE_STATUSES, ""}


def test_readiness_has_eight_items_a_park_and_none_is_ready_without_evidence():
    table = checklist()
    assert len(table) == len(ITEMS) * len(sites())
    assert set(table["state"]) <= set(STATES)
    without = table["fact_ids"].map(len).eq(0)
    assert without.equals(table["state"].eq("no_evidence"))
    facts = baseline().facts.set_index("fact_id")
    for row in table[~without].to_dict("records"):
        cited = facts.loc[list(row["fact_ids"])]
        assert set(cited["subject_id"]) == {row["site_id"]}


def test_the_target_of_the_province_stands_with_wastewater_and_proves_nothing():
    table = checklist().set_index("item")
    ids = table.loc["wastewater", "target_facts"]
    assert set(ids) == {("f0052",)}
    target = baseline().facts.set_index("fact_id").loc["f0052"]
    assert (target["value"], target["unit"], target["as_of"]) == ("100", "%", "2030")
    assert "f0052" not in {i for cited in table["fact_ids"] for i in cited}
    earlier = land.checklist(baseline(), as_of=date(2024, 12, 31))
    assert set(earlier["target_facts"]) == {()}


def test_no_source_gives_an_environment_permit_and_none_is_claimed():
    table = checklist().set_index("item")
    assert set(table.loc["environment", "state"]) == {"no_evidence"}


def test_the_answer_of_a_search_is_plain_json_with_the_agreed_keys():
    need = Need(min_ha=20, max_price=58, sectors=("electronics",))
    answer = json.loads(
        json.dumps(
            land.search(baseline(), need, as_of=TODAY).as_json(), allow_nan=False
        )
    )
    assert set(answer) == {"sites", "rejected", "funnel"}
    assert all(set(site) == SITE_KEYS for site in answer["sites"])
    assert all(
        set(r) == {"site_id", "failed"} and r["failed"] for r in answer["rejected"]
    )
    assert answer["funnel"][-1]["left"] == len(answer["sites"])
    assert len(answer["sites"]) + len(answer["rejected"]) == len(sites())
    scores = [s["score"] for s in answer["sites"] if s["score"] is not None]
    assert scores == sorted(scores, reverse=True)


def test_a_search_tells_unknown_from_failed():
    found = land.search(baseline(), Need(min_ha=400), as_of=TODAY)
    assert found.funnel.rejected["park:song_khoai"].keys() == {"area"}
    answer = found.as_json()["sites"]
    dong_mai = next(s for s in answer if s["site_id"] == "park:dong_mai")
    assert "area" in dong_mai["unknown"]


def test_the_withdrawn_park_is_never_offered():
    found = land.search(baseline(), Need(), as_of=TODAY)
    assert "park:phuong_nam" in found.funnel.rejected


def test_three_real_parks_compare_in_words():
    chosen = ["park:song_khoai", "park:dong_mai", "park:texhong_hai_ha"]
    found = compare(sites(), chosen)
    for lang in ("vi", "en"):
        text = comparison_table(found, lang)
        assert len(text) >= 20
        assert text[chosen].ne("").all(axis=None)
