"""The watch list: what is news, what stands beside it, and what is none."""

import json
from dataclasses import replace
from datetime import date, timedelta

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from qngeo.errors import DateError
from qngeo.io.store import Commit, Version
from qngeo.services.own_data import known
from qngeo.services.watch.changes import changes, today
from qngeo.services.watch.model import COLUMNS, KINDS

PARK = "park:song_khoai"
FIRST = known.FIRST_DAY
SQUARE = box(106.85, 20.98, 106.86, 20.99)


pytestmark = pytest.mark.usefixtures("own_store")


def commit(layer: str, rows: pd.DataFrame, **more) -> Version:
    given = {"who": "Lan", "action": "edit", "mode": "upsert", **more}
    return known.store().commit(Commit(layer=layer, rows=rows, **given))


def own_fact(name: str, value: str, **more: str) -> pd.DataFrame:
    """A figure of the leased land of Song Khoai, of the newest date of all."""
    cells = {
        "feature_id": name, "subject_id": PARK, "attribute": "area_leased",
        "value": value, "unit": "ha", "qualifier": "", "as_of": "2026-10",
        "recorded": "2026-11-22", "confidence": "stated", "definition": "",
        "scope": "", "source_id": "own_ledger", "note": "", **more,
    }  # fmt: skip
    return pd.DataFrame([cells])


def own_source() -> pd.DataFrame:
    cells = {
        "feature_id": "own_ledger", "title": "Sổ đất 2026", "publisher": "Ban",
        "date": "2026-10", "url": "", "language": "vi", "type": "official", "note": "",
    }  # fmt: skip
    return pd.DataFrame([cells])


def listed(**more) -> pd.DataFrame:
    """All changes up to today."""
    asked = {"since": date(2020, 1, 1), "until": today(), **more}
    return changes(known.baseline(), **asked)


def of_kind(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    return table[table["kind"].eq(kind)]


def test_the_first_day_is_taken_in_and_no_news():
    table = changes(known.baseline(), since=FIRST, until=FIRST)
    assert set(table["kind"]) == {"taken_in"}
    baseline = known.baseline()
    held = len(baseline.facts) + len(baseline.land_use)
    assert table["count"].sum() == held
    assert list(table.columns) == list(COLUMNS)


def test_after_the_first_day_only_what_is_new_is_listed():
    day = FIRST + timedelta(days=1)
    assert (
        changes(known.baseline(), since=day, until=day)["kind"]
        .isin(["stale", "aim_passed"])
        .all()
    )


def test_shipped_figures_of_a_later_day_are_news_and_stand_beside_the_old():
    baseline = known.baseline()
    shown = baseline.facts[
        baseline.facts["subject_id"].eq(PARK)
        & baseline.facts["attribute"].eq("area_leased")
    ].iloc[0]
    later = FIRST + timedelta(days=40)
    new = shown.to_dict() | {
        "fact_id": "f8001", "value": "999", "as_of": "2026-12",
        "recorded": later.isoformat(), "confidence": "stated",
    }  # fmt: skip
    facts = pd.concat([baseline.facts, pd.DataFrame([new])], ignore_index=True)
    table = changes(
        replace(baseline, facts=facts), since=later, until=later, subjects=[PARK]
    )
    (row,) = table.to_dict("records")
    assert row["kind"] in {"figure_replaced", "figure_new"}
    assert (row["item"], row["after"]) == ("f8001", "999")
    assert row["kind"] == "figure_replaced"
    old = baseline.facts.set_index("fact_id").loc[row["before_item"]]
    assert (row["before"], row["before_as_of"]) == (old["value"], old["as_of"])
    assert row["name_en"] == "Song Khoai Industrial Park"


def test_aims_and_stale_figures_of_the_year_to_come():
    table = changes(known.baseline(), since=date(2027, 1, 1), until=date(2027, 1, 1))
    aims = of_kind(table, "aim_passed")
    assert "f1263" in set(aims["item"])  # replanting planned for 2026
    assert set(aims["day"]) == {date(2027, 1, 1)}


def test_corrections_taken_in_later_are_told_with_both_sides():
    baseline = known.baseline()
    later = (FIRST + timedelta(days=3)).isoformat()
    new = {
        "correction_id": "c900", "target": baseline.facts["fact_id"].iloc[0],
        "field": "value", "was": "1", "now": "2", "reason": "misprint",
        "source_id": "", "status": "applied", "recorded": later,
    }  # fmt: skip
    rows = pd.concat([baseline.corrections, pd.DataFrame([new])], ignore_index=True)
    day = FIRST + timedelta(days=3)
    table = changes(replace(baseline, corrections=rows), since=day, until=day)
    (row,) = of_kind(table, "correction").to_dict("records")
    assert (row["before"], row["after"], row["note"]) == ("1", "2", "misprint")
    assert row["subject_id"] == baseline.facts["subject_id"].iloc[0]


def test_own_figures_new_corrected_and_withdrawn():
    commit("sources", own_source())
    commit("facts", own_fact("f900001", "150"))
    wrong = own_fact("f900002", "155").assign(corrects="f900001")
    last = commit("facts", wrong)
    table = listed(subjects=[PARK])
    (first,) = of_kind(table, "figure_replaced").to_dict("records")
    assert (first["item"], first["after"], first["who"]) == ("f900001", "150", "Lan")
    assert first["before"] != ""
    (second,) = of_kind(table, "figure_corrected").to_dict("records")
    assert (second["before_item"], second["before"]) == ("f900001", "150")
    assert (second["item"], second["after"]) == ("f900002", "155")
    known.store().undo(last.number, who="Lan")
    (gone,) = of_kind(listed(), "figure_withdrawn").to_dict("records")
    assert (gone["item"], gone["before"], gone["after"]) == ("f900002", "155", "")


def test_an_own_outline_replaces_the_approximate_one_and_says_what_that_was():
    rows = {"feature_id": [PARK]}
    outline = gpd.GeoDataFrame(rows, geometry=[SQUARE], crs="EPSG:4326")
    commit("parks", outline)
    east = box(106.86, 20.98, 106.87, 20.99)
    commit("parks", outline.set_geometry([east]))
    second, first = of_kind(listed(), "outline_replaced").to_dict("records")
    assert first["before"] == "footprint_from_centre_and_area"
    # the square of 686.82 ha gives way to 1,040 m by 1,107 m
    assert first["area_change_ha"] == pytest.approx(115 - 686.8, abs=1)
    # 0.01 degree of longitude at 20.98 N is about 1,040 m
    assert second["moved_m"] == pytest.approx(1040, abs=3)
    assert second["area_change_ha"] == pytest.approx(0, abs=0.1)
    assert second["columns"] == ("geometry",)


def test_plots_are_told_under_their_park():
    plot = gpd.GeoDataFrame(
        {"feature_id": ["plot:a1"], "park_id": [PARK], "status": ["ready"],
         "area_ha": [2.0]},
        geometry=[SQUARE], crs="EPSG:4326",
    )  # fmt: skip
    commit("plots", plot)
    commit("plots", plot.assign(status="leased"))
    table = listed(subjects=[PARK])
    kinds = table.loc[table["layer"].eq("plots"), "kind"].tolist()
    assert kinds == ["row_changed", "outline_new"]
    assert of_kind(table, "row_changed")["columns"].iloc[0] == ("status",)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(DateError, match="later than until"):
        changes(known.baseline(), since=date(2027, 1, 2), until=date(2027, 1, 1))


# The command


def test_the_command_lists_what_the_service_says(qngeo):
    commit("sources", own_source())
    commit("facts", own_fact("f900001", "150"))
    day = FIRST.isoformat()
    code, out, err = qngeo("changes", "--since", day, "--subject", "KCN Sông Khoai",
                           "--format", "json")  # fmt: skip
    rows = json.loads(out)
    assert code == 0
    assert [row["kind"] for row in rows] == ["figure_replaced", "taken_in"]
    assert rows[0]["version"] == 2
    assert set(rows[0]) == set(COLUMNS)
    assert {row["kind"] for row in rows} <= set(KINDS)
    assert "taken in" in err


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--since", "soon"), "is not a date"),
        (("--since", ""), "names no day"),
        (("--since", "2999"), "nothing is known yet"),
        (("--since", "2026-11-22", "--until", "2026-11-21"), "is later than"),
        (("--since", "2026-11-20", "--until", "2026-11-21"), "nothing was known"),
        (("--since", "2026-11-22", "--subject", "atlantis"), "atlantis"),
    ],
)
def test_what_cannot_be_met_ends_in_one_line(qngeo, words, fault):
    code, out, err = qngeo("changes", *words)
    assert (code, out) == (2, "")
    assert fault in err
    assert len(err.splitlines()) == 1
