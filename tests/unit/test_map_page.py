"""The map page: local in every part, two languages, the layers that are published."""

import json
import re
from itertools import pairwise

import pytest
from branca.element import Element
from pyproj import CRS, Transformer

from qngeo.config import Settings, settings
from qngeo.errors import UnknownNameError
from qngeo.i18n import messages
from qngeo.services.own_data import known
from qngeo.web import assets, map_page
from qngeo.web.layer_specs import BASE_MAPS, LAYERS
from qngeo.web.legend import (
    BASE_UNKNOWN,
    BOUND,
    NEUTRAL,
    NO_FIGURE,
    PALETTE,
    fill_rate_class,
    fill_rate_legend,
    signed,
    stated_legend,
)

pytestmark = pytest.mark.usefixtures("published")


@pytest.fixture
def published(tmp_path, monkeypatch):
    """Publish two layers, zones and land, with nothing in them."""
    layers = []
    for name in ("zones", "land"):
        text = '{"type": "FeatureCollection", "features": []}'
        (tmp_path / f"{name}.geojson").write_text(text, encoding="utf-8")
        layers.append({"name": name, "sha256": name[0] * 64})
    catalog = json.dumps({"version": "1", "layers": layers})
    (tmp_path / "catalog.json").write_text(catalog, encoding="utf-8")
    made = Settings(layers=tmp_path, assets=settings().assets, var=tmp_path)
    for module in (known, assets):
        monkeypatch.setattr(module, "settings", lambda: made)
    return tmp_path


def walk(element: Element):
    yield element
    for child in element._children.values():  # branca offers no public walk
        yield from walk(child)


def test_no_folium_part_asks_for_a_script_or_style_of_others():
    elements = list(walk(map_page.build("vi")))
    names = {type(element).__name__ for element in elements}
    assert names >= {"LocalMap", "LocalGroupedLayerControl", "LocalFullscreen"}
    for element in elements:
        links = [
            *getattr(element, "default_js", []),
            *getattr(element, "default_css", []),
        ]
        for _, address in links:
            assert address.startswith("../assets/"), (type(element), address)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_names_no_outside_address_but_the_optional_base_maps(lang):
    text = map_page.page(lang).body.decode()
    found = set(re.findall(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}", text))
    allowed = {f"https://{tiles.host}" for tiles in BASE_MAPS}
    link_of_the_credit = "https://www.openstreetmap.org"
    assert found <= allowed | {link_of_the_credit}
    sources = re.findall(r'(?:src|href)="([^"]+)"', text)
    assert [s for s in sources if not s.startswith("../assets/")] == []


def test_the_browser_is_told_to_fetch_only_from_here_and_the_base_maps():
    assert "default-src 'self'" in map_page.POLICY
    hosts = set(re.findall(r"https://([\w.]+)", map_page.POLICY))
    assert hosts == {tiles.host for tiles in BASE_MAPS}


def test_base_maps_are_off_at_the_start():
    bases = [e for e in walk(map_page.build("en")) if type(e).__name__ == "BaseMap"]
    assert [base.show for base in bases] == [False, False]


def test_only_published_layers_are_offered():
    text = map_page.page("en").body.decode()
    offered = set(re.findall(r'qngeo\.layer\(\{.*?"key": "(\w+)"', text))
    assert offered == {spec.key for spec in LAYERS if spec.source == "zones"}
    assert '"zones": "zzzzzzzzzzzz"' in text


def test_the_page_stands_without_any_published_layer(published):
    (published / "catalog.json").unlink()
    assert b"qngeo.start(" in map_page.page("vi").body


def test_the_same_layers_give_the_same_bytes():
    first = map_page.page("vi").body
    map_page._rendered.cache_clear()
    assert map_page.page("vi").body == first


def test_a_changed_layer_gives_a_changed_page(published):
    before = map_page.page("vi").digest
    catalog = (published / "catalog.json").read_text(encoding="utf-8")
    changed = catalog.replace("z" * 64, "0" * 64)
    (published / "catalog.json").write_text(changed, encoding="utf-8")
    assert map_page.page("vi").digest != before


def test_the_page_says_its_language_and_lets_readers_enlarge_it():
    vi, en = (map_page.page(lang).body.decode() for lang in ("vi", "en"))
    assert '<html lang="vi">' in vi
    assert '<html lang="en">' in en
    assert "Main roads" not in vi
    assert "user-scalable=no" not in vi


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(UnknownNameError, match="'xx': there are vi and en"):
        map_page.page("xx")


def test_every_word_that_the_scripts_ask_for_exists_in_both_languages():
    asked = set()
    for path in (settings().assets / "qngeo").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'say\("([a-z_.0-9]+[a-z0-9])"[,)]', text))
    keys = {f"map.{key}" for key in asked}
    keys |= {f"map.layer.{spec.key}" for spec in LAYERS}
    keys |= {f"map.group.{spec.group}" for spec in LAYERS}
    assert len(asked) > 20
    for lang in ("vi", "en"):
        assert keys - set(messages(lang)) == set()


def test_coordinates_agree_with_the_official_transformation():
    ours = Transformer.from_crs(4326, CRS.from_proj4(map_page.VN2000), always_xy=True)
    official = Transformer.from_crs(4326, 5899, always_xy=True)
    assert ours.transform(107.75, 21.0)[0] == pytest.approx(499_804.9, abs=0.1)
    for lon, lat in [(106.4, 20.7), (107.75, 21.0), (108.1, 21.6)]:
        assert ours.transform(lon, lat) == pytest.approx(
            official.transform(lon, lat), abs=1.5
        )


@pytest.mark.parametrize(
    ("rate", "index"),
    [(0.0, 0), (19.99, 0), (20.0, 1), (57.87, 2), (60.0, 3), (80.0, 4), (100.0, 4)],
)
def test_a_rate_falls_in_the_class_whose_bounds_hold_it(rate, index):
    assert fill_rate_class(rate) == index


def test_a_missing_rate_has_no_class():
    assert fill_rate_class(None) == NO_FIGURE
    assert fill_rate_class(float("nan")) == NO_FIGURE


@pytest.mark.parametrize(
    ("rate", "qualifier", "index"),
    [
        (85.0, "at_least", 4),
        (80.0, "at_least", 4),
        (79.9, "at_least", BOUND),
        (19.1, "at_least", BOUND),
        (7.8, "at_most", 0),
        (20.0, "at_most", BOUND),
        (50.0, "at_most", BOUND),
        (45.0, "about", 2),
    ],
)
def test_a_bound_is_coloured_only_when_it_decides_the_class(rate, qualifier, index):
    assert fill_rate_class(rate, qualifier) == index


def test_a_bound_that_decides_nothing_has_its_own_entry_and_no_colour_of_a_class():
    assert len(fill_rate_legend(lang="en", definition="x").entries) == len(PALETTE)
    last = fill_rate_legend(lang="en", definition="x", bound=True).entries[-1]
    assert (last.index, last.label) == (BOUND, "only a bound is known")
    assert last.pattern
    assert last.colour not in PALETTE


def test_rates_without_a_base_share_one_neutral_entry():
    (entry,) = stated_legend(lang="en", definition="x").entries
    assert (entry.index, entry.colour) == (BASE_UNKNOWN, NEUTRAL)
    assert entry.label == "stated, base unknown"
    assert entry.colour not in PALETTE


@pytest.mark.parametrize(
    ("qualifier", "text"),
    [("at_least", "≥ 5 %"), ("at_most", "≤ 5 %"), ("about", "≈ 5 %"), ("", "5 %")],
)
def test_a_qualifier_is_written_as_a_sign(qualifier, text):
    assert signed("5 %", qualifier) == text


def test_the_legend_has_one_entry_a_class_in_order():
    legend = fill_rate_legend(lang="vi", definition="Nghị định 35/2022")
    assert [entry.index for entry in legend.entries] == [0, 1, 2, 3, 4]
    assert legend.entries[0].label == "< 20 %"
    assert legend.entries[-1].label == "≥ 80 %"
    assert legend.as_message()["definition"] == "Nghị định 35/2022"


def test_colours_darken_evenly_so_that_the_order_survives_in_grey():
    def lightness(colour: str) -> float:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    steps = [lightness(colour) for colour in PALETTE]
    falls = [a - b for a, b in pairwise(steps)]
    assert min(falls) > 25
