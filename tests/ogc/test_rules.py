"""What holds of boxes, pages and formats for all values."""

import unicodedata
from math import ceil

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_ogc import sites

PLACES = st.floats(106, 108).map(lambda x: round(x, 3))
LATITUDES = st.floats(20, 22).map(lambda y: round(y, 3))
LOOSE = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@LOOSE
@given(st.tuples(PLACES, PLACES), st.tuples(LATITUDES, LATITUDES))
def test_a_box_gives_what_meets_it_and_what_has_no_place(items, xs, ys):
    (west, east), (south, north) = sorted(xs), sorted(ys)
    corners = [(west, south), (east, south), (east, north), (west, north)]
    box = shapely.MultiPoint(corners).convex_hull
    frame = sites().frame
    wanted = frame[frame.geometry.isna() | frame.geometry.intersects(box)]
    assert items(bbox=f"{west},{south},{east},{north}").ids == list(wanted["id"])


@LOOSE
@given(st.integers(1, 30))
def test_pages_of_any_size_hold_each_row_once(items, limit):
    pages = [
        items("notes", limit=limit, offset=limit * page).ids
        for page in range(ceil(25 / limit))
    ]
    assert [own for page in pages for own in page] == items("notes").ids
    assert all(len(page) == limit for page in pages[:-1])


@LOOSE
@given(st.text(max_size=60))
def test_any_text_as_a_property_matches_only_itself(client, text):
    answer = client.get("/ogc/collections/sites/items", params={"name_vi": text})
    assert answer.status_code == 200
    names = sites().frame["name_vi"]
    assert answer.json()["numberMatched"] == names.eq(text).sum()


@LOOSE
@given(st.text(alphabet=st.characters(codec="latin-1", exclude_characters="\r\n\0")))
def test_any_wish_of_a_browser_is_answered_or_refused(client, header):
    for name in ("accept", "accept-language", "if-none-match"):
        answer = client.get("/ogc", headers={name: header.strip().encode("latin-1")})
        assert answer.status_code in (200, 304, 406)


@pytest.mark.parametrize("day", ["2024-09-06", "2024-09-07", "2024-09-08"])
def test_a_day_is_the_interval_of_itself(items, day):
    assert items(datetime=day).ids == items(datetime=f"{day}/{day}").ids


def test_a_name_is_found_whichever_way_its_accents_are_written(items):
    composed, apart = (unicodedata.normalize(f, "Bến Gót") for f in ("NFC", "NFD"))
    assert composed != apart
    assert items(name_vi=apart).ids == items(name_vi=composed).ids
    assert len(items(name_vi=apart).ids) == 1
