"""Statistics by address: the numbers of the command line, and what is refused."""

import io
import json
import random
import sys
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache

import pytest

from qngeo import cli
from qngeo.services.own_data import known


@pytest.fixture
def qngeo(monkeypatch):
    """Run the command line in this process and return what it wrote as JSON."""

    def call(*words: str) -> object:
        monkeypatch.setattr(sys, "argv", ["qngeo", *words, "--format", "json"])
        out = io.StringIO()
        with (
            redirect_stdout(out),
            redirect_stderr(io.StringIO()),
            pytest.raises(SystemExit) as end,
        ):
            cli.main()
        assert not end.value.code
        return json.loads(out.getvalue())

    return call


@pytest.fixture(autouse=True)
def _tables_read_once(monkeypatch):
    """Keep the tables between two commands; reading them is not what is tested."""
    monkeypatch.setattr(known, "baseline", _baseline)


_baseline = lru_cache(maxsize=4)(known.baseline)


def test_fifty_random_pairs_of_subject_and_attribute_are_the_same(real, qngeo):
    facts = known.baseline().facts
    pairs = sorted({*zip(facts["subject_id"], facts["attribute"], strict=True)})
    for subject, attribute in random.Random(20261122).sample(pairs, 50):
        asked = {"subject": subject, "attribute": attribute, "as_of": "2060"}
        told = qngeo("facts", subject, "--attribute", attribute, "--as-of", "2060")
        assert told
        assert real.get("/stats/facts", params=asked).json() == told


def test_every_pair_of_subject_and_definition_is_the_same(real, qngeo):
    pairs = set()
    for by in ("park", "zone", "province"):
        whole = real.get("/stats/occupancy", params={"by": by}).json()
        assert whole == qngeo("stats", "occupancy", "--by", by)
        for definition in {row["definition"] for row in whole if row["definition"]}:
            asked = {"by": by, "definition": definition}
            rows = real.get("/stats/occupancy", params=asked).json()
            assert rows == qngeo(
                "stats", "occupancy", "--by", by, "--definition", definition
            )
            pairs |= {(row["subject_id"], definition) for row in rows}
    assert len(pairs) >= 50


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"as_of": "2022"}, ["--as-of", "2022"]),
        ({"known": "2026-11-30"}, ["--as-known-on", "2026-11-30"]),
    ],
)
def test_fill_rates_of_a_day_are_the_same(real, qngeo, query, words):
    answer = real.get("/stats/occupancy", params=query)
    assert answer.json() == qngeo("stats", "occupancy", *words)


@pytest.mark.parametrize("subject", ["Vân Đồn", "song khoai", "zone:mong_cai"])
def test_land_balances_are_the_same(real, qngeo, subject):
    answer = real.get("/stats/allocation", params={"subject": subject})
    assert answer.json() == qngeo("stats", "allocation", subject)
    assert answer.json()


@pytest.mark.parametrize("by", ["commune", "district", "province"])
def test_forest_figures_are_the_same(real, qngeo, by):
    answer = real.get("/stats/forest", params={"by": by, "from": "2023"})
    assert answer.json() == qngeo("forest", "stats", "--by", by, "--from", "2023")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"min_ha": "20"}, ["--min-ha", "20"]),
        (
            {"near": "Cái Lân", "within_min": "60", "weight": "area=2,travel_time=1"},
            ["--near", "Cái Lân", "--within-min", "60", "--weight", "area=2",
             "--weight", "travel_time=1"],
        ),
        (
            {"zone": "Vân Đồn,quang yen", "unknown_fails": "zone", "no_forest": "true"},
            ["--zone", "Vân Đồn", "--zone", "quang yen", "--unknown-fails", "zone",
             "--no-forest"],
        ),
    ],
)  # fmt: skip
def test_the_land_search_is_the_same(real, qngeo, query, words):
    answer = real.get("/stats/land", params=query)
    assert answer.status_code == 200, answer.text
    assert answer.json() == qngeo("land", "search", *words)


def test_an_unknown_subject_is_404_with_the_nearest_name(real):
    for path in ("facts", "allocation"):
        answer = real.get(f"/stats/{path}", params={"subject": "park:song_khai"})
        assert answer.status_code == 404
        assert "did you mean 'park:song_khoai'?" in answer.json()["description"]


@pytest.mark.parametrize(
    ("path", "query", "reason"),
    [
        ("facts", {}, "subject is missing"),
        ("facts", {"subject": ""}, "subject is empty"),
        ("facts", {"subject": "zone:van_don", "attribute": "x"}, "attribute"),
        ("occupancy", {"by": "parc"}, "there are park, zone, province"),
        ("occupancy", {"definition": "mine"}, "there are"),
        ("occupancy", {"as_of": "soon"}, "is not a date"),
        ("occupancy", {"known": "2020-01-01"}, "nothing was known on 2020-01-01"),
        ("forest", {"from": "2025", "to": "2024"}, "lies after"),
        ("land", {"min_ha": "nan"}, "min_ha='nan' is no number"),
        ("land", {"min_ha": "-1"}, "give a number from 0"),
        ("land", {"within_min": "30"}, "name one with near"),
        ("land", {"near": "nowhere at all"}, "nowhere at all"),
        ("land", {"zone": "zone:van_dn"}, "did you mean 'zone:van_don'"),
        ("land", {"weight": "area"}, "like area=2"),
        ("land", {"weight": "beauty=1"}, "like area=2"),
        ("land", {"sector": "electronics,magic"}, "magic"),
        ("land", {"unknown_fails": "price"}, "ask for it as well"),
        ("land", {"no_forest": "1"}, "true, false"),
        ("land", {"least_known": "2"}, "2"),
    ],
)
def test_what_cannot_be_counted_is_400_with_the_reason(real, path, query, reason):
    answer = real.get(f"/stats/{path}", params=query)
    assert answer.status_code == 400
    assert reason in answer.json()["description"]
