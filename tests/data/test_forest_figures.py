"""What a forest officer may rely on in the published figures."""

from datetime import date

import pandas as pd
import pytest

from qngeo.io.baseline import read_baseline
from qngeo.services.forest import official as forest_official
from qngeo.services.forest import planting as forest_planting
from qngeo.services.forest import units as forest_units

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def baseline():
    return read_baseline()


@pytest.fixture(scope="module")
def cover(baseline):
    return forest_official.cover(baseline, as_of=TODAY)


def values(rows: pd.DataFrame) -> set[str]:
    return set(rows["value"])


def test_official_estimates_and_aims_stay_apart(cover):
    official = cover[cover["kind"].eq("official")]
    late = official[official["year"].ge(2024)]
    assert values(late) == {"55", "55.5", "45.5"}
    estimates = cover[cover["kind"].eq("estimate")]
    assert {"38", "42"} <= values(estimates)
    assert not set(estimates["fact_id"]) & set(official["fact_id"])
    aims = cover[cover["kind"].eq("target")].groupby("year")["value"].agg(set)
    assert aims.to_dict() == {2023: {"55"}, 2025: {"45", "42"}, 2030: {"50"}}


def test_the_estimate_of_40_is_the_stated_drop_of_15_points(baseline, cover):
    facts = baseline.facts.set_index("fact_id")
    assert facts.loc["f1336", "number"] == 55 - 40
    row = cover[cover["value"].eq("40")].iloc[0]
    assert (row["kind"], row["source_id"]) == (
        "derived",
        facts.loc["f1336", "source_id"],
    )


def test_the_rate_of_2024_names_its_decision_and_no_other_does(cover):
    named = cover[cover["announcement"].ne("")]
    assert named["value"].tolist() == ["45.5"]
    assert named["announcement"].iloc[0].startswith("646/QĐ-UBND")


def test_years_without_an_announced_figure_stay_blank(cover):
    told = set(cover.loc[cover["kind"].eq("official"), "year"])
    assert told.isdisjoint({*range(2015, 2022), 2025, 2026})


def test_the_national_aim_is_not_the_province_s(baseline, cover):
    assert "42/43" not in values(cover)
    national = forest_official.national_aims(baseline, as_of=TODAY)
    assert values(national) == {"42/43"}


def test_the_sum_of_the_classes_gives_45_65_and_the_trap_52_0(baseline):
    steps = forest_official.why(baseline, as_of=TODAY).set_index("step")
    numbers = steps["number"]
    assert numbers["counted"] == pytest.approx(119_652.7 + 162_357.3)
    assert numbers["all"] - numbers["counted"] == pytest.approx(39_263.3)
    assert round(numbers["rate"], 2) == 45.65
    assert numbers["stated"] == 45.5
    assert round(numbers["trap"], 1) == 52.0
    assert round(numbers["before_rate"], 1) == 55.0
    assert round(numbers["before_trap"], 1) == 60.2
    assert steps.loc["rate", "fact_id"] == "f1328; f1329; f1308"
    assert numbers["rate_other"] < numbers["stated"] < numbers["rate"]


def test_nothing_is_recomputed_before_the_classes_are_known(baseline):
    assert forest_official.why(baseline, as_of=date(2024, 12, 30)).empty
    assert forest_planting.way_to_aim(baseline, as_of=date(2024, 12, 30)) is None


def test_the_way_to_the_aim_of_2030(baseline):
    way = forest_planting.way_to_aim(baseline, as_of=TODAY)
    assert way is not None
    assert way.fact_ids == ("f1332", "f0009", "f1308")
    assert way.path.hectares == pytest.approx(0.045 * 617_779)
    assert (way.path.start_year, way.path.goal_year) == (2024, 2030)


def test_the_count_grew_from_17000_to_128873(baseline):
    counts = forest_units.damage_counts(baseline, as_of=TODAY)
    assert counts.iloc[0][["number", "series"]].tolist() == [17_000, "planted"]
    whole = counts[counts["series"].eq("all") & counts["exact"]]
    assert whole["number"].iloc[-1] == 128_873
    assert 65_000 not in set(counts["number"])
    early = forest_units.damage_counts(baseline, as_of=date(2024, 9, 12))
    assert early["number"].tolist() == [17_000, 45_500]


def test_all_figures_of_ba_che_stand_side_by_side(baseline):
    rows = forest_units.damage_by_unit(baseline, by="district", as_of=TODAY)
    ba_che = rows[rows["subject_id"].eq("district:ba_che") & rows["scope"].eq("")]
    assert ba_che["number"].tolist() == [14_650, 18_000, 18_600]
    silent = set(rows.loc[rows["fact_id"].isna(), "subject_id"])
    assert silent == {
        f"district:{name}"
        for name in (
            "co_to",
            "dam_ha",
            "dong_trieu",
            "mong_cai",
            "quang_yen",
            "uong_bi",
        )
    }


def test_the_districts_lead_to_all_54_new_units(baseline):
    into = forest_units.new_communes(baseline, "vi")
    assert len(into) == 13
    assert into["district:van_don"] == ("Đặc khu Vân Đồn",)
    named = {name for names in into for name in names}
    communes = baseline.subjects.query("kind == 'commune'")["name_vi"]
    assert named == set(communes)


def test_planting_is_compared_with_the_exact_plan(baseline):
    found = forest_planting.planting(baseline, as_of=TODAY)
    assert found.plan is not None
    assert found.plan["number"] == 31_847
    assert {"31847", "32000"} <= values(found.plans)
    shares = dict(
        zip(found.progress["value"], found.progress["share_pct"], strict=True)
    )
    assert shares["22700"] == pytest.approx(100 * 22_700 / 31_847)
    assert list(shares) == ["15333", "22700", "27438.9"]


def test_rejected_figures_stay_visible(baseline):
    rows = forest_official.corrections(baseline).set_index("correction_id")
    assert rows.loc["c003", ["was", "status"]].tolist() == ["65000 ha", "set_aside"]
    assert rows.loc["c006", ["was", "now"]].tolist() == ["57,734 hectares", "57.734 ha"]


def test_parts_taken_out_of_a_note_sum_to_their_whole(baseline):
    facts = baseline.facts.set_index("fact_id")["number"]
    assert facts["f11298"] + facts["f21298"] == facts["f1298"]
    types = facts[["f11306", "f21306", "f31306"]]
    assert types.sum() == pytest.approx(facts["f1306"])


def frames(baseline):
    planting = forest_planting.planting(baseline, as_of=TODAY)
    yield forest_official.forest_figures(baseline, as_of=TODAY)
    yield forest_official.cover(baseline, as_of=TODAY)
    yield forest_official.why(baseline, as_of=TODAY)
    yield forest_official.classes(baseline, as_of=TODAY)
    yield forest_official.criteria(baseline)
    yield forest_units.damage_counts(baseline, as_of=TODAY)
    yield forest_units.damage_parts(baseline, as_of=TODAY)
    yield from (planting.plans, planting.planted, planting.stated, planting.progress)


def test_every_row_leads_to_facts_and_a_source(baseline):
    facts = set(baseline.facts["fact_id"])
    sources = set(baseline.sources["source_id"])
    for frame in frames(baseline):
        assert len(frame)
        assert set(frame["kind"]) <= set(forest_official.forest_cover.KINDS)
        assert frame["source_title"].ne("").all()
        for column, known in (("fact_id", facts), ("source_id", sources)):
            named = {part for text in frame[column] for part in text.split("; ")}
            assert named <= known
