"""Writing and marks stand out from what is below them, in the light and the dark theme.

WCAG 2.2: 4.5 : 1 for text (1.4.3), 3 : 1 for what a picture needs (1.4.11).
"""

import re
import tomllib
from itertools import combinations

import pytest
from sight import APART, SIGHT, distance

from qngeo.config import ROOT
from qngeo.ui.parts.chart_colours import contrast
from qngeo.ui.parts.land import PALETTE as USES
from qngeo.web import legend, own_rasters

TEXT, MARK = 4.5, 3.0
THEMES = ("light", "dark")

STYLE = (ROOT / "qngeo/ui/style.css").read_text("utf-8")
MAP_STYLE = (ROOT / "qngeo/web/assets/qngeo/map.css").read_text("utf-8")
DRAWN = (ROOT / "qngeo/web/assets/qngeo/theme.js").read_text("utf-8")
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["theme"]


def page_colours() -> dict[str, tuple[str, str]]:
    """Return the colours of ``style.css`` by name: in light, in dark."""
    found = re.findall(
        r"--qn-([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", STYLE
    )
    return {name: (light, dark) for name, light, dark in found}


def map_colours() -> dict[str, tuple[str, str]]:
    """Return the colours of the map page by name, of its style and of its drawing."""
    parts = re.findall(
        r":root(?:\[data-theme=\"dark\"\])? \{(.*?)\n\}", MAP_STYLE, re.S
    )
    light, dark = (
        dict(re.findall(r"--qn-([\w-]+): (#[0-9a-f]{6});", part)) for part in parts[:2]
    )
    assert light.keys() == dark.keys()
    drawn = re.findall(r"(\w+): \[\"(#[0-9a-f]{6})\", \"(#[0-9a-f]{6})\"\]", DRAWN)
    return {name: (light[name], dark[name]) for name in light} | {
        f"drawn-{name}": (in_light, in_dark) for name, in_light, in_dark in drawn
    }


PAGE, MAP = page_colours(), map_colours()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "name", ["ink", "mid", "soft", "faint", "accent", "deep", "warn", "bad"]
)
def test_writing_of_a_page_stands_out_from_page_and_sidebar(name, theme):
    colour = PAGE[name][THEMES.index(theme)]
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast(colour, CONFIG[theme][ground]) >= TEXT, ground


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["ready", "partly", "not-ready"])
@pytest.mark.parametrize("name", ["ink", "soft", "faint", "accent"])
def test_writing_stands_out_from_the_colour_of_its_cell(name, ground, theme):
    at = THEMES.index(theme)
    assert contrast(PAGE[name][at], PAGE[ground][at]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["accent", "mark", "edge", "focus"])
def test_marks_of_a_page_stand_out(name, theme):
    colour = PAGE[name][THEMES.index(theme)]
    assert contrast(colour, CONFIG[theme]["backgroundColor"]) >= MARK


@pytest.mark.parametrize("theme", THEMES)
def test_streamlit_and_our_style_have_the_same_page(theme):
    at = THEMES.index(theme)
    assert PAGE["paper"][at] == CONFIG[theme]["backgroundColor"]
    assert PAGE["ink"][at] == CONFIG[theme]["textColor"]
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        for name in ("textColor", "primaryColor"):
            assert contrast(CONFIG[theme][name], CONFIG[theme][ground]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("name", "ground"),
    [("ink", "paper"), ("ink", "tint"), ("ink", "press"), ("soft", "paper"),
     ("soft", "tint"), ("accent", "paper"), ("alarm", "paper"),
     ("name", "drawn-province"), ("name-zone", "drawn-province"),
     ("name-park", "drawn-province"), ("name-commune", "drawn-province"),
     ("name-far", "drawn-neighbour"), ("name-far", "drawn-china"),
     ("name-sea", "sea")],
)  # fmt: skip
def test_writing_on_the_map_stands_out(name, ground, theme):
    at = THEMES.index(theme)
    assert contrast(MAP[name][at], MAP[ground][at]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("name", "ground"),
    [*((f"drawn-{line}", "drawn-province")
       for line in ("zone", "park", "site", "chosen", "express_line", "road", "rail",
                    "border", "reach", "preview", "hatch")),
     ("drawn-sea_line", "sea"), ("drawn-hatch", "drawn-hatch_ground"),
     ("box-line", "paper"),
     ("focus", "paper"), ("focus", "sea"), ("focus", "drawn-province")],
)  # fmt: skip
def test_marks_of_the_map_stand_out(name, ground, theme):
    at = THEMES.index(theme)
    assert contrast(MAP[name][at], MAP[ground][at]) >= MARK


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(
    "palette", [legend.PALETTE, USES, own_rasters.MUTED, own_rasters.RAMP],
    ids=["fill rate", "land uses", "own classes", "own measure"],
)  # fmt: skip
def test_any_two_colours_of_a_palette_can_be_told_apart(palette, sight):
    for one, other in combinations(palette, 2):
        assert distance(one, other, sight) >= APART, (one, other)


@pytest.mark.parametrize("sight", SIGHT)
def test_fill_rates_keep_their_order_in_lightness(sight):
    """From pale to dark, so that a grey print keeps it too."""
    paleness = [distance(colour, "#000000", sight) for colour in legend.PALETTE]
    assert paleness == sorted(paleness, reverse=True)
