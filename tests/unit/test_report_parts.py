"""The parts of an evidence pack, by inputs worked out by hand."""

import geopandas as gpd
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from qngeo.services.report.citing import cited, source_lines
from qngeo.services.report.model import Card, Cards, Figure, Row, Section, Table
from qngeo.services.report.sections import rates, year_of
from qngeo.services.report.words import Words
from qngeo.web.report.document import printable, refs
from qngeo.web.report.figures_csv import COLUMNS
from qngeo.web.report.map_frame import HEIGHT_MM, WIDTH_MM, Frame, frame_of
from qngeo.web.report.map_labels import Label, placed
from qngeo.web.report.typeset import FONTS

VI = Words("vi", {"area_leased": "Đất đã cho thuê"}, {"parks": "các KCN"})
EN = Words("en", {}, {})

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậđeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "vi", "en"),
    [
        ("1234.5", "ha", "", "1.234,5 ha", "1,234.5 ha"),
        ("3000000000", "USD", "at_most", "gần 3 tỷ USD", "nearly 3 billion USD"),
        ("50/65", "%", "range", "50 – 65 %", "50 – 65 %"),
        ("2068", "date", "", "2068", "2068"),
        ("3x63 MVA", "text", "", "3x63 MVA", "3x63 MVA"),
        ("16", "count", "about", "khoảng 16", "about 16"),
    ],
)
def test_values_are_written_as_each_language_does(value, unit, qualifier, vi, en):
    assert VI.value(value, unit, qualifier) == vi
    assert EN.value(value, unit, qualifier) == en


def test_unknown_hectares_are_no_zero():
    assert VI.hectares(float("nan")) == "–"
    assert VI.rate(float("nan"), "about") == "–"


def test_a_year_ends_where_its_period_ends():
    assert year_of("2024-06") == pytest.approx(2024.5, abs=0.01)
    assert year_of("2024") == pytest.approx(2025.0, abs=0.01)
    assert year_of("") is None


def rate(definition: str, as_of: str, pct: float) -> dict[str, object]:
    return {
        "subject_id": "park:a", "definition": definition, "scope": "",
        "numerator_ha": float("nan"), "denominator_ha": float("nan"), "rate_pct": pct,
        "as_of": as_of, "confidence": "stated", "computed": False, "qualifier": "",
        "fact_ids": ("f0001",), "source_ids": ("a",), "reasons": (), "note": "",
    }  # fmt: skip


def test_rates_of_two_definitions_are_two_lines_and_unstated_ones_are_not_joined():
    found = pd.DataFrame(
        [
            rate("gross-area", "2022", 10),
            rate("gross-area", "2024", 20),
            rate("unstated", "2022", 60),
            rate("unstated", "2024", 40),
        ]
    )
    chart, table = rates(found, EN).blocks
    assert [(len(one.points), one.joined) for one in chart.lines] == [
        (2, True),
        (2, False),
    ]
    assert [p.value for p in chart.lines[0].points] == [10, 20]
    assert [row.cells[1] for row in table.rows] == ["not known"] * 4


def test_no_rate_is_said_in_words():
    (said,) = rates(pd.DataFrame(columns=list(rate("", "", 0))), EN).blocks
    assert said.lines[0].startswith("No source gives a fill rate")


def figure(*sources: str) -> Figure:
    return Figure(
        what="x", text="1", value="1", unit="ha", subject_id="park:a",
        attribute="area", source_ids=sources,
    )  # fmt: skip


def test_sources_are_numbered_as_they_are_first_named():
    card = Card(title="", figure=figure("b"), detail="")
    row = Row(cells=("", figure("a", "b")))
    table = Table(heads=("",), rows=(row,), widths=(1.0,), right=(False,))
    one = Section(name="one", title="", blocks=(Cards(cards=(card,)), table))
    ids = cited([one], ["c", "a"])
    assert ids == ("b", "a", "c")
    register = pd.DataFrame(
        [{"source_id": "a", "title": "A", "publisher": "P", "date": "2024-05",
          "url": "https://a"}]
    )  # fmt: skip
    lines = source_lines(ids, register, "en")
    assert [(s.number, s.title, s.about) for s in lines] == [
        (1, "b", ""),
        (2, "A", "P · May 2024"),
        (3, "c", ""),
    ]
    assert refs(("a", "b", "a"), {"b": 1, "a": 2}) == "[1] [2]"


def test_the_fonts_write_every_letter_of_vietnamese():
    for path in FONTS.glob("*.ttf"):
        with TTFont(path) as font:
            known = set(font.getBestCmap())
        letters = VIETNAMESE + VIETNAMESE.upper()
        assert [c for c in letters if ord(c) not in known] == []
    assert len(list(FONTS.glob("*.ttf"))) >= 3


def test_what_no_font_can_write_is_marked_and_the_rest_stays():
    assert printable("Đông Hưng 东兴\n(TQ)\x00") == "Đông Hưng ?? (TQ)?"


def test_a_frame_has_a_round_scale_and_holds_its_subject():
    # 100 km wide by 10 km: 1.18 x 100 km on 166 mm asks for 1 : 710,843
    frame = frame_of(gpd.GeoSeries([box(400e3, 2300e3, 500e3, 2310e3)]))
    assert frame.scale == 750_000
    west, south, east, north = frame.box
    assert (west + east) / 2 == pytest.approx(450e3)
    assert (south + north) / 2 == pytest.approx(2305e3)
    assert east - west == pytest.approx(166 * 750)


def test_a_small_subject_is_shown_in_its_surroundings():
    frame = frame_of(gpd.GeoSeries([Point(450e3, 2300e3)]))
    assert frame.scale == 150_000  # 22 km on 166 mm is 1 : 132,530


def test_places_fall_where_the_scale_puts_them():
    frame = Frame(west=400e3, south=2300e3, scale=100_000)
    # 1 km is 10 mm; up on the ground is up on paper, millimetres from the top
    (line,) = frame.on_paper([LineString([(401e3, 2300e3), (401e3, 2302e3)])])
    assert list(line.coords) == [(10.0, HEIGHT_MM), (10.0, HEIGHT_MM - 20)]
    (gone,) = frame.on_paper([Point(300e3, 2300e3)])
    assert gone.is_empty
    assert frame.step_km == 5
    assert frame.eastings()[:2] == [(0.0, 400_000), (50.0, 405_000)]
    assert frame.northings()[1] == (HEIGHT_MM - 50, 2_305_000)
    assert frame.bar() == (2, 20.0)


@given(
    st.lists(
        st.tuples(
            st.floats(0, WIDTH_MM), st.floats(0, HEIGHT_MM), st.integers(1, 30),
            st.sampled_from([0.0, 2.0, 5.0]),
        ),
        max_size=25,
    )
)  # fmt: skip
def test_no_name_on_the_map_covers_another_or_leaves_it(asked):
    labels = [
        Label(x=x, y=y, text="x" * n, look="park", size=6.0, away=away)
        for x, y, n, away in asked
    ]
    boxes = []
    for one in placed(labels, []):
        half, tall = len(one.text) * 0.63, 1.2  # within what a letter takes up
        boxes.append(box(one.x - half, one.y - tall, one.x + half, one.y + tall))
    frame = box(0, 0, WIDTH_MM, HEIGHT_MM)
    assert all(frame.contains(one) for one in boxes)
    for i, one in enumerate(boxes):
        assert not any(one.intersects(other) for other in boxes[:i])


def test_the_table_has_the_columns_a_reader_is_promised():
    promised = {"value", "text", "fact_ids", "definition", "as_of", "confidence",
                "source_ids", "sources"}  # fmt: skip
    assert promised <= set(COLUMNS)
