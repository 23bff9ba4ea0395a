"""A page's whole state goes into a link and back; a bad link does no harm."""

from datetime import date
from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_needs import needs, scenarios
from shapely import Polygon
from trials import trials

from qngeo.domain.figures.definitions import DEFINITIONS
from qngeo.errors import UnknownNameError
from qngeo.services.links import link, pages
from qngeo.services.links.outlines import MOST_CORNERS, decode, encode
from qngeo.services.zones.overview import KINDS

HOST = "http://planning.quangninh.example:8501/"
MANY = trials(1000)

ids = st.from_regex(r"(park|zone|plot):[a-z0-9_]{1,20}", fullmatch=True)
names = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True)
days = st.dates(pages.FIRST_DAY, pages.LAST_DAY)
typed = st.text(max_size=60).filter(str.isprintable)


def several(options, most=4):
    return st.lists(options, unique=True, min_size=1, max_size=most).map(tuple)


@st.composite
def outlines(draw, *, fewest=3):
    """Outlines without crossings, on the grid of a link's five decimals."""
    count = draw(st.integers(fewest, MOST_CORNERS))
    lon, lat = draw(st.floats(106.5, 108)), draw(st.floats(20.7, 21.6))
    reach = draw(st.lists(st.floats(0.1, 0.3), min_size=count, max_size=count))
    ring = [
        (
            lon + r * cos(radians(360 * at / count)),
            lat + r * sin(radians(360 * at / count)),
        )
        for at, r in enumerate(reach)
    ]
    return Polygon([(round(x, 5), round(y, 5)) for x, y in ring])


places = st.tuples(
    st.integers(0, 88).map(lambda quarter: quarter / 4),
    st.integers(-900_000, 900_000).map(lambda v: v / 10_000),
    st.integers(-1_800_000, 1_800_000).map(lambda v: v / 10_000),
)

common = {
    "lang": st.sampled_from(["vi", "en"]),
    "known": st.none() | st.dates(pages.FIRST_KNOWN, pages.LAST_DAY),
    "pin": st.integers(0, 10**6),
    "embed": st.booleans(),
}
as_of = {"as_of": st.none() | days}
on_map = {
    "map": st.none() | places,
    "layers": several(st.from_regex(r"-?[a-z_]{1,12}", fullmatch=True)) | st.just(()),
}
subject = st.just("") | ids
shares = st.integers(0, 100)

STATES = {
    "overview": {**as_of, "subject": subject, **on_map},
    "zones": {
        **as_of,
        "definition": st.sampled_from([each.id for each in DEFINITIONS]),
        "kinds": several(st.sampled_from(KINDS)),
        "status": several(st.sampled_from(["operating", "planned"])) | st.just(()),
        "name": typed,
        "subject": subject,
        "view": st.sampled_from(["", "table", "sheet"]),
        **on_map,
    },
    "land": {
        **as_of,
        "need": needs(),
        "planned": st.booleans(),
        "iso": st.booleans(),
        "view": st.sampled_from(pages.LAND_VIEWS),
        "compared": several(ids, most=6) | st.just(()),
        "scenarios": st.lists(scenarios(), max_size=4).map(tuple),
        "open_scenario": st.integers(1, 4),
        **on_map,
    },
    "forest": {
        **as_of,
        "view": st.sampled_from(pages.FOREST_VIEWS),
        **dict.fromkeys(
            ["series", "before", "after", "left", "right", "look"], names | st.just("")
        ),
        "steps": st.tuples(*[st.floats(0.01, 1.5)] * 3, st.integers(1, 20).map(float)),
        "by": st.sampled_from(["", *pages.FOREST_AREAS]),
        "tab": st.sampled_from(pages.FOREST_TABS),
        "chosen": st.sampled_from(["", "patch:12", "commune:ha_long", "drawn"]),
        "charted": st.sampled_from(["", "drawn", "zone:van_don"]),
        "kind": st.sampled_from(["zone", "park"]),
        "area": st.none() | outlines(),
        "raster": names | st.just(""),
        "raster_by": st.sampled_from(pages.RASTER_AREAS),
        "opacity": shares,
        "divider": shares,
        **on_map,
    },
    "sources": {
        **as_of,
        "tab": st.sampled_from(pages.SOURCE_TABS),
        "subject": subject,
    },
    "data": {
        "view": st.sampled_from(pages.DATA_VIEWS),
        "version": st.integers(0, 10**6),
    },
}


def states(page):
    return st.fixed_dictionaries({**common, **STATES[page]})


def test_every_part_of_every_page_is_made_up_here():
    assert set(STATES) == set(pages.PAGES)
    for page, made in STATES.items():
        assert {*common, *made} == set(link.parts(page)), page


@pytest.mark.parametrize("page", STATES)
def test_no_two_parts_of_a_page_share_a_parameter(page: str):
    keys = [key for part in link.parts(page).values() for key in part.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("page", STATES)
@MANY
@given(st.data())
def test_every_state_goes_into_a_link_and_back(page, data):
    state = data.draw(states(page))
    address = link.write(page, state)
    assert address.isascii()
    assert not set(address) & set(' "<>\\^`{|}')
    back, found = link.read(HOST + address)
    assert back == page
    assert found.faults == ()
    assert found.state == state
    assert link.write(back, found.state) == address


@trials(200)
@given(states("forest"), outlines(fewest=MOST_CORNERS))
def test_a_link_with_an_area_of_200_corners_can_be_mailed(state, area):
    address = HOST + link.write("forest", {**state, "area": area})
    assert len(address) < link.MOST_CHARACTERS
    assert link.read(address)[1].state["area"] == area


def test_the_widest_outline_can_be_mailed():
    """From one side of the province to the other at every corner."""
    ring = [(106.4 + 1.7 * (at % 2), 20.6 + at * 0.005) for at in range(MOST_CORNERS)]
    west = sorted(c for c in ring if c[0] < 107)
    zigzag = Polygon([c for c in ring if c[0] > 107] + west[::-1])
    assert decode(encode(zigzag)) is not None
    text = encode(Polygon(ring))
    assert 0 < len(text) < 1_700


@pytest.mark.parametrize("page", STATES)
@trials(300)
@given(st.data())
def test_whatever_a_link_holds_there_is_a_state(page, data):
    """Each part has a value that a link can hold, or its default and a reason."""
    known = [key for part in link.parts(page).values() for key in part.keys]
    hostile = st.text(max_size=80) | st.sampled_from(
        ["1e999", "nan", "-1", "0x10", "١٢", "2026-13-40", "20260101", "' OR 1=1 --",
         "<script>alert(1)</script>", "../../etc/passwd", "\x00", "a" * 30_000]
    )  # fmt: skip
    keys = st.sampled_from(known) | st.text(max_size=10)
    query = data.draw(st.dictionaries(keys, hostile, max_size=8))
    found = link.state_of(page, query)
    assert set(found.state) == set(link.parts(page))
    again = {
        **link.query_of(page, found.state, hashed=False),
        **link.query_of(page, found.state, hashed=True),
    }
    assert link.state_of(page, again) == link.Found(state=found.state, faults=())
    for fault in found.faults:
        assert found.state[fault.part] == link.parts(page)[fault.part].default
        assert len(fault.why.splitlines()) == 1


@trials(300)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        page, found = link.read(text)
    except UnknownNameError:
        return
    assert set(found.state) == set(link.parts(page))


@pytest.mark.parametrize(
    ("page", "query", "part"),
    [
        ("zones", {"definition": "gros-area"}, "definition"),
        ("zones", {"kinds": "park.palace"}, "kinds"),
        ("zones", {"as_of": "1999-12-31"}, "as_of"),
        ("zones", {"subject": "song khoai"}, "subject"),
        ("zones", {"name": "x" * 61}, "name"),
        ("land", {"ha": "many"}, "need"),
        ("land", {"sc": "a!1"}, "scenarios"),
        ("forest", {"area": "AAAA"}, "area"),
        ("forest", {"steps": "0.1/0.2"}, "steps"),
        ("forest", {"map": "12/20"}, "map"),
        ("data", {"version": "-1"}, "version"),
        ("sources", {"known": "2001-01-01"}, "known"),
        ("sources", {"pin": "x"}, "pin"),
    ],
)
def test_a_broken_part_is_named_and_the_others_stay(page, query, part):
    found = link.state_of(page, {**query, "lang": "en"})
    assert [fault.part for fault in found.faults] == [part]
    assert found.state["lang"] == "en"
    assert found.state[part] == link.parts(page)[part].default


def test_a_state_is_written_as_people_know_it():
    state = {"as_of": date(2025, 6, 30), "kinds": ("zone", "park"), "embed": True}
    assert (
        link.write("zones", state) == "zones?embed=1&as_of=2025-06-30&kinds=zone.park"
    )
    assert link.write("zones", {"kinds": KINDS, "lang": "vi"}) == "zones"


def test_a_page_or_a_part_that_is_not_there_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean 'zones'"):
        link.write("zone", {})
    with pytest.raises(UnknownNameError, match="page data has no 'map'"):
        link.write("data", {"map": (9, 21, 107)})
