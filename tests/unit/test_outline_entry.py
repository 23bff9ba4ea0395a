"""An outline out of corner points is checked as the outlines of a file are."""

import pytest
from made_imports import EAST, NORTH, geojson, parks

from qngeo.errors import ConflictError, SchemaError
from qngeo.io.baseline import read_baseline
from qngeo.io.store import open_store
from qngeo.io.uploads.corner_tables import parse_table
from qngeo.services.own_data import outline_entry
from qngeo.services.own_data.boundary import boundary
from qngeo.services.own_data.importing import check_file, import_checked
from qngeo.services.own_data.outline_entry import Decision

PARK = "park:song_khoai"


@pytest.fixture
def store(tmp_path):
    opened = open_store(str(tmp_path / "own.gpkg"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def known():
    return read_baseline()


def outline(*, east=EAST, north=NORTH):
    """A rectangle of 500 by 400 m, 20 ha, out of a table of corner points."""
    corners = [(0, 0), (500, 0), (500, 400), (0, 400)]
    lines = [f"{n};{north + y:.2f};{east + x:.2f}" for n, (x, y) in enumerate(corners)]
    table = parse_table("\n".join(["Điểm;X;Y", *lines]).encode(), name="a.csv")
    return boundary(table, crs="5899")


def paper(**more):
    return Decision(name="12/QĐ-UBND", **more)


def keys(reviewed, severity):
    return {one.key for one in reviewed.findings if one.severity == severity}


def test_an_outline_upon_a_stored_one_is_a_fault_and_not_stored(store, known):
    stored = check_file(geojson(parks()), name="a.geojson", layer="parks", store=store)
    import_checked(store, stored, who="Minh")
    moved = outline(east=EAST + 250)
    reviewed = outline_entry.review(store, known, PARK, moved, paper())
    assert keys(reviewed, "fault") == {"overlap"}
    with pytest.raises(SchemaError, match="overlaps park:dong"):
        outline_entry.enter(store, known, PARK, moved, paper(), who="Lan")
    assert len(store.versions()) == 1
    beside = outline(north=NORTH + 5_000)
    reviewed = outline_entry.review(store, known, PARK, beside, paper())
    assert keys(reviewed, "fault") == set()


def test_the_area_of_the_decision_is_held_against_the_measured_one(store, known):
    near = outline_entry.review(store, known, PARK, outline(), paper(stated_ha=20.1))
    assert "area_differs" not in keys(near, "warning")
    off = outline_entry.review(store, known, PARK, outline(), paper(stated_ha=25.0))
    assert "area_differs" in keys(off, "warning")
    unit = outline_entry.review(store, known, PARK, outline(), paper(stated_ha=2e5))
    assert keys(unit, "fault") == {"area_unit"}
    made = outline_entry.enter(
        store, known, PARK, outline(), paper(stated_ha=20.1), who="Lan"
    )
    assert store.read("parks")["area_published_ha"].tolist() == [20.1]
    assert made.report["stated_ha"] == 20.1
    assert made.report["area_ha"] == pytest.approx(20.0, abs=1e-4)


def test_an_outline_far_from_where_the_park_is_drawn_is_told(store, known):
    far = outline_entry.review(store, known, PARK, outline(), paper())
    assert "far_off" in keys(far, "warning")


def test_accepting_rests_on_what_was_seen(store, known):
    seen = outline_entry.review(store, known, PARK, outline(), paper())
    other = check_file(geojson(parks()), name="a.geojson", layer="parks", store=store)
    import_checked(store, other, who="Minh")
    with pytest.raises(ConflictError, match="Minh"):
        outline_entry.enter(
            store, known, PARK, outline(), paper(), who="Lan", reviewed=seen
        )
    assert PARK not in set(store.read("parks")["feature_id"])
