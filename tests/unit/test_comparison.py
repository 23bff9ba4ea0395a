"""Sites side by side: same units, differences marked, no source said in words."""

from datetime import date

import pandas as pd
import pytest
from strategies import facts_frame, plots_frame, subjects_frame

from qngeo.domain.land.comparison import ROWS, compare
from qngeo.errors import NumberError, UnknownNameError
from qngeo.io.baseline import Baseline
from qngeo.services.land import search as land
from qngeo.services.land.words import comparison_table
from qngeo.units import UNITS

IDS = [f"park:{letter}" for letter in "abcdefg"]


@pytest.fixture(scope="module")
def table():
    rent = {"attribute": "price", "unit": "USD/m2/term"}
    facts = facts_frame(
        {"attribute": "area_industrial", "value": 120},
        {"attribute": "area_leased", "value": 20},
        {**rent, "value": 50},
        {**rent, "subject_id": "park:b", "value": 70},
        {"attribute": "developer", "value": "X", "unit": "text"},
        {
            "subject_id": "park:b",
            "attribute": "developer",
            "value": "X",
            "unit": "text",
        },
        {"attribute": "power", "value": "22 kV", "unit": "text"},
        {"attribute": "distance", "value": 8, "unit": "km", "scope": "ha_noi"},
    )
    empty = pd.DataFrame()
    base = Baseline(facts, empty, subjects_frame(*IDS), None, empty, empty, empty)
    minutes = pd.DataFrame({"port:p": [30.0]}, index=["park:a"])
    return land.sites(
        base, as_of=date(2026, 11, 22), minutes=minutes, plots=plots_frame({})
    )


def test_twenty_rows_or_more_each_in_one_unit():
    assert len(ROWS) >= 20
    assert all(row.unit in UNITS for row in ROWS)


def test_what_no_source_says_is_none_and_marked(table):
    found = compare(table, ["park:a", "park:b"])
    assert found.cells.loc["available_ha"].tolist() == [100, None]
    assert found.known.loc["available_ha"].tolist() == [True, False]
    assert found.cells.loc["available_as_of", "park:b"] is None
    assert found.cells.loc["definition", "park:b"] is None
    assert set(found.fact_ids.loc["available_ha", "park:a"]) == {"f0001", "f0002"}


def test_only_unlike_known_values_differ(table):
    differs = compare(table, ["park:a", "park:b"]).differs
    assert differs["price_usd_m2"]
    assert not differs["developer"]
    assert not differs["available_ha"]


def test_places_and_stated_distances_have_their_rows(table):
    found = compare(table, ["park:a", "park:b"], places=["port:p"])
    assert found.cells.loc["minutes port:p"].tolist() == [30, None]
    assert found.cells.loc["distance ha_noi"].tolist() == [8, None]
    assert found.fact_ids.loc["distance ha_noi", "park:a"] == ("f0008",)


def test_a_plot_compares_with_its_park(table):
    found = compare(table, ["plot:p1", "park:a"])
    assert found.cells.loc["available_ha"].tolist() == [10, 100]
    assert found.cells.loc["developer"].tolist() == ["X", "X"]
    assert found.cells.loc["ready clearance"].tolist() == ["ready", None]
    assert found.cells.loc["ready power"].tolist() == ["ready", "ready"]
    assert found.fact_ids.loc["ready power"].tolist() == [("f0007",)] * 2


@pytest.mark.parametrize(
    ("chosen", "error", "message"),
    [
        ([], NumberError, "0 sites to compare: choose 1 to 6"),
        (IDS, NumberError, "7 sites to compare: choose 1 to 6"),
        (["park:a", "park:a"], NumberError, "chosen twice"),
        (["park:q"], UnknownNameError, "no site 'park:q'"),
    ],
)
def test_one_to_six_known_sites_each_once(table, chosen, error, message):
    with pytest.raises(error, match=message):
        compare(table, chosen)
    compare(table, IDS[:6])


@pytest.mark.parametrize(
    ("lang", "nothing", "number"),
    [("vi", "không có nguồn", "8"), ("en", "no source", "8")],
)
def test_the_written_table_has_words_in_every_cell(table, lang, nothing, number):
    found = compare(table, ["park:a", "park:b"], places=["port:p"])
    text = comparison_table(found, lang, names={"port:p": "Port P", "park:a": "A"})
    assert len(text) == len(found.rows)
    first, second = text["A"], text["park:b"]
    assert (first.ne("") & second.ne("")).all()
    unknown = [not known for known in found.known["park:b"]]
    assert second.eq(nothing).tolist() == unknown
    last = text[text.iloc[:, 0].str.contains("ha_noi")].iloc[0]
    assert last["A"] == number
    assert text.iloc[:, 0].is_unique


def test_sites_of_one_name_keep_their_ids(table):
    found = compare(table, ["park:a", "park:b"])
    text = comparison_table(found, "en", names={"park:a": "N", "park:b": "N"})
    assert {"N (park:a)", "N (park:b)"} <= set(text.columns)
