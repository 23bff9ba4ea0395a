"""What a user of ``layers/`` may rely on, checked on the files as published."""

import hashlib
import json
from functools import cache
from pathlib import Path

import pytest
from pyproj import Transformer
from shapely import transform
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from qngeo.config import settings
from qngeo.dates import parse_period
from qngeo.domain.boundaries import outlines
from qngeo.io.baseline import read_baseline
from qngeo.io.tables import read_legacy_units
from qngeo.model import GeometryMethod
from qngeo.names import fold
from qngeo.services.layers.licences import ODBL, OPENSTREETMAP, OWN
from qngeo.services.layers.undrawn import undrawn

LAYERS = settings().layers
NAMES = sorted(path.stem for path in LAYERS.glob("*.geojson"))
METHODS = {method.value for method in GeometryMethod}
LONGEST_ERROR_M = 10_000
LEAST_NOTE = 40
"""Letters that a reason takes at least."""

COORDINATE = 1e-5
"""Degrees: the last decimal that a layer holds."""

to_metric = Transformer.from_crs("EPSG:4326", "EPSG:5899", always_xy=True).transform


@cache
def features(name: str) -> list[dict]:
    return json.loads((LAYERS / f"{name}.geojson").read_text("utf-8"))["features"]


@cache
def entries() -> dict[str, dict]:
    catalog = json.loads((LAYERS / "catalog.json").read_text("utf-8"))
    return {entry["name"]: entry for entry in catalog["layers"]}


@cache
def places() -> list[dict]:
    return json.loads((LAYERS / "places.json").read_text("utf-8"))


ROUNDING = 5e-3
"""Share by which corners rounded to a metre may change the area of a small square."""

SLIVER_M = 50
"""Half the width below which an overlap is two drawings of one shore."""


def metric(drawn: BaseGeometry) -> BaseGeometry:
    """Bring a shape to EPSG:5899, metres."""
    return transform(drawn, to_metric, interleaved=False)


def area_ha(feature: dict) -> float:
    """Measure an area in EPSG:5899, hectares."""
    return float(metric(shape(feature["geometry"])).area) / 10_000


def outline(name: str, feature_id: str) -> BaseGeometry:
    found = {feature["id"]: feature for feature in features(name)}
    return shape(found[feature_id]["geometry"])


def cited(feature: dict) -> list[str]:
    return outlines.ids(feature["properties"].get("source_ids") or "")


@pytest.mark.parametrize("name", NAMES)
def test_every_feature_says_how_it_came_about_how_good_it_is_and_from_where(name):
    known = set(read_baseline().sources["source_id"])
    for feature in features(name):
        properties = feature["properties"]
        assert properties["geometry_method"] in METHODS, feature["id"]
        assert 0 < properties["position_error_m"] <= LONGEST_ERROR_M, feature["id"]
        assert cited(feature), feature["id"]
        assert set(cited(feature)) <= known, feature["id"]


@pytest.mark.parametrize("name", NAMES)
def test_shapes_are_sound_and_ids_stand_once(name):
    ids = [feature["id"] for feature in features(name)]
    assert len(ids) == len(set(ids))
    for feature in features(name):
        drawn = shape(feature["geometry"])
        assert drawn.is_valid, feature["id"]
        assert not drawn.is_empty, feature["id"]


@pytest.mark.parametrize("name", ["zones", "parks"])
def test_drawn_land_is_within_two_per_cent_of_its_figure_or_a_note_says_why(name):
    measured = 0
    for feature in features(name):
        properties = feature["properties"]
        if properties["part"] != "land":
            continue
        measured += 1
        drawn, published = area_ha(feature), properties["area_published_ha"]
        assert drawn == pytest.approx(properties["area_drawn_ha"], rel=ROUNDING)
        if abs(drawn / published - 1) * 100 > outlines.TOLERANCE_PCT:
            for lang in ("vi", "en"):
                note = properties[f"note_{lang}"]
                assert len(note) > LEAST_NOTE, feature["id"]
    assert measured > 0


@pytest.mark.parametrize("name", ["zones", "parks"])
def test_no_area_is_drawn_larger_than_its_figure(name):
    for feature in features(name):
        published = feature["properties"]["area_published_ha"]
        if published is not None:
            most = published * (1 + outlines.TOLERANCE_PCT / 100)
            assert area_ha(feature) <= most, feature["id"]


@pytest.mark.parametrize("name", ["zones", "parks"])
def test_the_figure_that_an_outline_shows_is_the_fact_it_names(name):
    facts = read_baseline().facts.set_index("fact_id")
    named = 0
    for feature in features(name):
        fact_id = feature["properties"]["area_published_fact"]
        if fact_id:
            named += 1
            fact = facts.loc[fact_id]
            assert fact["number"] == feature["properties"]["area_published_ha"]
            assert fact["subject_id"] == feature["properties"]["subject_id"]
            assert fact["source_id"] in cited(feature) or name == "zones"
    assert named > 0


def test_sea_and_land_of_a_zone_do_not_meet():
    for feature in features("zones"):
        if feature["properties"]["part"] == "sea":
            land = outline("zones", feature["properties"]["subject_id"])
            both = metric(shape(feature["geometry"])).intersection(metric(land))
            assert both.buffer(-SLIVER_M).is_empty, feature["id"]


def test_every_park_and_cluster_is_drawn_or_said_to_be_missing():
    subjects = read_baseline().subjects
    listed = set(subjects[subjects["kind"].isin(["park", "cluster"])]["subject_id"])
    drawn = {feature["id"] for feature in features("parks")}
    missing = undrawn(read_baseline())
    assert listed - drawn == set(missing.index)
    assert missing[["reason_vi", "reason_en"]].map(len).gt(0).all(axis=None)


def test_the_54_communes_are_drawn_and_can_be_searched():
    drawn = {feature["properties"]["commune_id"] for feature in features("communes")}
    found = {place["id"] for place in places() if place["id"].startswith("commune:")}
    assert len(drawn) == 54
    assert found == drawn


def test_every_commune_before_july_2025_is_found_by_its_name():
    old = [place for place in places() if place["kind"] == "former_commune"]
    legacy = read_legacy_units().drop_duplicates("code")
    assert len(old) == len(legacy) == 171
    found = {place["id"]: place["fold"] for place in old}
    for row in legacy.itertuples():
        assert fold(row.name) in found[f"former:{row.code}"]
    assert sum(place["kind"] == "district" for place in places()) == 13


def test_a_former_commune_stands_in_a_commune_that_it_went_to():
    legacy = read_legacy_units()
    went = legacy.groupby("code")["commune_id"].agg(set)
    west_east = {f["properties"]["commune_id"]: shape(f["geometry"]).bounds
                 for f in features("communes")}  # fmt: skip
    for place in places():
        if place["kind"] == "former_commune":
            boxes = [west_east[c] for c in went[place["id"].removeprefix("former:")]]
            assert any(
                west <= place["lon"] <= east and south <= place["lat"] <= north
                for west, south, east, north in boxes
            ), place["name_vi"]


def test_the_catalogue_lists_every_layer_and_no_other():
    assert sorted(entries()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_is_right_about_a_layer(name):
    entry, drawn = entries()[name], features(name)
    shapes = [shape(feature["geometry"]) for feature in drawn]
    assert entry["count"] == len(drawn)
    assert entry["geometry"] == sorted({one.geom_type for one in shapes})
    west, south, east, north = zip(*(one.bounds for one in shapes), strict=True)
    bounds = [min(west), min(south), max(east), max(north)]
    assert entry["bounds"] == pytest.approx(bounds, abs=2 * COORDINATE)
    content = Path(LAYERS / f"{name}.geojson").read_bytes()
    assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    assert entry["source_ids"] == sorted({s for f in drawn for s in cited(f)})
    assert entry["title_vi"]
    assert entry["title_en"]


@pytest.mark.parametrize("name", NAMES)
def test_what_rests_on_openstreetmap_goes_out_under_its_licence(name):
    entry = entries()[name]
    rests = OPENSTREETMAP & set(entry["source_ids"])
    assert entry["licence"] == (ODBL if rests else OWN)


def test_the_register_names_openstreetmap_where_the_licence_does():
    sources = read_baseline().sources.set_index("source_id")
    words = sources["title"] + " " + sources["note"]
    said = set(sources.index[words.str.contains("OpenStreetMap")])
    used = {source for entry in entries().values() for source in entry["source_ids"]}
    assert said & used == OPENSTREETMAP & used
    assert set(sources.index) >= OPENSTREETMAP


@pytest.mark.parametrize("name", NAMES)
def test_a_layer_does_not_pass_off_the_day_of_intake_as_its_own(name):
    entry = entries()[name]
    assert parse_period(entry["recorded"])
    if entry["as_of"] is not None:
        day, taken_in = parse_period(entry["as_of"]), parse_period(entry["recorded"])
        assert day.start < taken_in.start


def test_layers_of_figures_and_of_units_say_their_day():
    assert entries()["communes"]["as_of"] == "2025-07-01"
    facts = read_baseline().facts.set_index("fact_id")
    for name in ("zones", "parks"):
        used = {f["properties"]["area_published_fact"] for f in features(name)} - {None}
        days = {facts.loc[fact, "as_of"] for fact in used}
        assert entries()[name]["as_of"] in days
