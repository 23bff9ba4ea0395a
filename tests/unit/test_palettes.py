"""Colours of rasters: one table for map and legend, apart for the colour-blind."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from sight import APART, SIGHT, distance

from qngeo.domain.forest import loss
from qngeo.errors import UnknownNameError
from qngeo.i18n import LANGUAGES
from qngeo.web.palettes import (
    LOOKS,
    PICTURE_GAMMA,
    PICTURE_WHITE,
    legend,
    look_of,
    paint,
    rgb,
)

KNOWN = np.ones((1, 1), dtype=bool)


def test_the_simulation_confuses_what_red_green_blind_eyes_confuse():
    assert distance("#c8402f", "#5d8a2e", "full") > 60
    assert distance("#000000", "#ffffff", "deuteranopia") == pytest.approx(100, abs=1)
    assert distance("#b08020", "#80a020", "deuteranopia") < 12


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("name", ["loss", "regained", "valid", "landcover"])
def test_any_two_classes_of_a_look_can_be_told_apart(name, sight):
    colours = [entry.colour for entry in look_of(name).classes]
    for one, other in combinations(colours, 2):
        assert distance(one, other, sight) >= APART, (one, other)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("name", ["nbr", "ndmi", "ndvi"])
def test_steps_of_a_ramp_differ_and_its_ends_differ_most(name, sight):
    ramp = look_of(name).ramp
    for one, other in pairwise(ramp):
        assert distance(one, other, sight) >= APART, (one, other)
    for one, other in combinations(ramp, 2):
        assert distance(one, other, sight) >= APART, (one, other)


@pytest.mark.parametrize("name", [look.name for look in LOOKS if look.classes])
def test_the_legend_shows_the_colours_that_are_painted(name):
    look = look_of(name)
    shown = [entry["colour"] for entry in legend(look, "en")["entries"]]
    limits = [entry.above for entry in look.classes] + [99.0]
    painted = []
    for at, entry in enumerate(look.classes):
        inside = entry.values[0] if entry.values else (
            limits[at] if np.isfinite(limits[at]) else limits[at + 1] - 0.01
        )  # fmt: skip
        colour = paint(look, np.array([[[inside]]], dtype=float), KNOWN)[0, 0]
        assert colour[3] == 255
        painted.append("#{:02x}{:02x}{:02x}".format(*colour[:3]))
    assert painted == shown
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_every_legend_has_words_for_each_of_its_colours(look, lang):
    made = legend(look, lang)
    assert made["title"]
    assert made["note"]
    assert all(entry["label"] for entry in made["entries"])
    assert bool(made["ramp"]) == ("low" in made) == bool(look.ramp)


def test_numbers_of_a_legend_are_written_as_the_language_writes_them():
    assert legend(look_of("nbr"), "vi")["low"] == "-0,2"
    assert legend(look_of("nbr"), "en")["low"] == "-0.2"
    assert legend(look_of("regained"), "vi")["entries"][1]["label"] == "20 – < 40 %"
    assert legend(look_of("valid"), "vi")["entries"][1]["label"] == "3 – 5"


def test_loss_has_a_colour_for_each_class_that_the_analysis_writes():
    """255, no forest before, is left out of the map."""
    values = {value for entry in look_of("loss").classes for value in entry.values}
    assert values == set(loss.NAMES) - {loss.OUTSIDE}
    assert loss.OUTSIDE == 255


@pytest.mark.parametrize("value", [255, 200, 4])
def test_a_value_without_a_class_is_transparent(value):
    painted = paint(look_of("loss"), np.array([[[value]]], dtype=np.uint8), KNOWN)
    assert painted[0, 0].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_what_is_not_known_is_transparent(look):
    bands = max(len(look.bands), 1)
    missing = np.full((bands, 1, 2), np.nan)
    missing[:, 0, 1] = 0.5
    unseen = paint(look, missing, np.array([[True, False]]))
    assert unseen[..., 3].tolist() == [[0, 0]]


def test_one_missing_band_makes_a_picture_transparent():
    values = np.array([[[0.1]], [[np.nan]], [[0.1]]])
    assert paint(look_of("picture"), values, KNOWN)[0, 0, 3] == 0


def test_a_picture_is_black_at_nothing_and_full_at_thirty_per_cent():
    values = np.array([[[0.0]], [[PICTURE_WHITE]], [[0.9]]])
    assert paint(look_of("picture"), values, KNOWN)[0, 0].tolist() == [0, 255, 255, 255]
    half = PICTURE_WHITE * 0.5**PICTURE_GAMMA
    middle = paint(look_of("picture"), np.full((3, 1, 1), half), KNOWN)[0, 0]
    assert middle[:3].tolist() == pytest.approx([128] * 3, abs=1)


def test_a_ramp_keeps_its_end_colours_beyond_its_range():
    look = look_of("nbr")
    ends = [paint(look, np.array([[[v]]]), KNOWN)[0, 0, :3] for v in (-0.9, 1.0)]
    assert tuple(ends[0]) == rgb(look.ramp[0])
    assert tuple(ends[1]) == rgb(look.ramp[-1])


@pytest.mark.parametrize(
    ("share", "at"), [(-0.3, 0), (0.19, 0), (0.2, 1), (0.6, 3), (0.8, 4), (1.4, 4)]
)
def test_a_share_falls_in_the_step_whose_lower_bound_it_reaches(share, at):
    look = look_of("regained")
    painted = paint(look, np.array([[[share]]]), KNOWN)[0, 0, :3]
    assert tuple(painted) == rgb(look.classes[at].colour)


def test_an_unknown_look_names_those_there_are():
    with pytest.raises(UnknownNameError, match="'heat': there are picture, nbr"):
        look_of("heat")
