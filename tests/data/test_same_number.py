"""One number, wherever it is read: page, command line, API and PDF tell the same."""

import random
from collections import Counter
from functools import cache, lru_cache
from math import isnan

import pytest
from told_figures import (
    Page,
    Paper,
    areas_in,
    by_api,
    by_command,
    by_of,
    listed,
    rates_in,
)

from qngeo.domain.figures.definitions import DEFINITIONS
from qngeo.services.own_data import known

pytestmark = pytest.mark.app

LANGUAGE_OF = {
    "park:bac_tien_phong": "vi",
    "park:cai_lan": "en",
    "park:dong_mai": "vi",
    "park:song_khoai": "en",
    "park:texhong_hai_ha": "en",
    "park:viet_hung": "vi",
    "province:quang_ninh": "en",
    "zone:van_don": "vi",
}
"""Every subject with a fill rate and two without, each read in one language."""

HEADLINE_AREAS = (
    "area_planned", "area_land", "area_industrial", "area_handed_over", "area_leased",
    "area_ready", "area_cleared",
)  # fmt: skip

DICE = random.Random(20261122)

RATES = DICE.sample(
    [(subject, one.id) for subject in LANGUAGE_OF for one in DEFINITIONS], 50
)

AREAS = DICE.sample(
    [(subject, name) for subject in LANGUAGE_OF for name in HEADLINE_AREAS], 40
)

page = cache(lambda subject: Page(subject, LANGUAGE_OF[subject]))
paper = cache(lambda subject: Paper(subject, LANGUAGE_OF[subject]))


@pytest.fixture(autouse=True, scope="module")
def _tables_read_once():
    """Keep the tables between the places; reading them is not what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "baseline", lru_cache(maxsize=4)(known.baseline))
        yield


def rows_by_command(subject: str, definition: str) -> list[dict]:
    words = ("stats", "occupancy", "--by", by_of(subject), "--definition", definition)
    return [row for row in by_command(*words) if row["subject_id"] == subject]


@pytest.mark.parametrize(("subject", "definition"), RATES)
def test_a_fill_rate_is_the_same_in_all_four_places(subject: str, definition: str):
    """A pair without one is unknown in all four: none of them lists a number."""
    lang = LANGUAGE_OF[subject]
    told = Counter(rates_in(rows_by_command(subject, definition), lang))
    answer = by_api("occupancy", ("by", by_of(subject)), ("definition", definition))
    mine = [row for row in answer if row["subject_id"] == subject]
    assert Counter(rates_in(mine, lang)) == told
    assert Counter(page(subject).rates(definition)) == told
    assert Counter(paper(subject).rates(definition)) == told


@pytest.mark.parametrize(
    ("subject", "definition"), [pair for pair in RATES if "province" not in pair[0]]
)
def test_the_table_of_zones_lists_one_of_those_rates_or_none(subject, definition):
    rows = rows_by_command(subject, definition)
    whole = [row for row in rows if not row["note"].startswith("scope: ")]
    told = {row["rate_pct"] for row in whole} - {None}
    shown = listed(definition)[subject]
    assert shown in told if told else isnan(shown)


@pytest.mark.parametrize(("subject", "attribute"), AREAS)
def test_a_headline_area_is_the_same_in_all_four_places(subject: str, attribute: str):
    lang = LANGUAGE_OF[subject]
    rows = by_command("facts", subject, "--attribute", attribute)
    told = Counter(areas_in(rows, lang))
    assert by_api("facts", ("subject", subject), ("attribute", attribute)) == rows
    named = known.baseline().attributes.set_index("attribute")[f"title_{lang}"]
    title = named[attribute]
    assert Counter(page(subject).areas(title)) == told
    assert Counter(paper(subject).areas(title, list(named))) == told


def test_the_pairs_hold_known_and_unknown_ones():
    rates = [row["rate_pct"] for pair in RATES for row in rows_by_command(*pair)[:1]]
    known_rates = len(rates) - rates.count(None)
    assert 10 <= known_rates <= len(RATES) - 10
    rows = [by_command("facts", s, "--attribute", a) for s, a in AREAS]
    assert 10 <= sum(map(bool, rows)) <= len(AREAS) - 10
