"""A small line of rates: its width is time, its height per cent."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pandas as pd
from hypothesis import given
from hypothesis import strategies as some

from qngeo.ui.parts import rate_lines, sparkline
from qngeo.ui.parts.sparkline import HEIGHT, MARGIN, WIDTH, Rate

FIRST, LAST = date(2020, 1, 1), date(2024, 1, 1)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(address: str) -> tuple[list[tuple[int, int]], str, str]:
    """Return the dots, the line and the words of a drawing."""
    kind, _, text = address.partition(",")
    assert kind == "data:image/svg+xml"
    assert not set("#%") & set(text), "an address would end or be decoded there"
    root = ET.fromstring(text)
    dots = [(int(c.get("cx")), int(c.get("cy"))) for c in root.iter(f"{SVG}circle")]
    return dots, root.findall(f"{SVG}path")[1].get("d"), root.find(f"{SVG}title").text


def rate(day: date, pct: float) -> Rate:
    return Rate(day, pct, day.isoformat())


def test_a_rate_lies_at_its_day_and_its_height():
    middle = FIRST + (LAST - FIRST) / 2
    rates = [rate(FIRST, 0), rate(middle, 50), rate(LAST, 100)]
    dots, line, words = drawn(sparkline.image(rates, FIRST, LAST, "vi", joined=True))
    assert dots == [
        (MARGIN, HEIGHT - MARGIN), (WIDTH // 2, HEIGHT // 2), (WIDTH - MARGIN, MARGIN),
    ]  # fmt: skip
    assert [tuple(map(int, one.split())) for one in line[1:].split("L")] == dots
    assert words == "0 (1/1/2020); 50 (31/12/2021); 100 (1/1/2024)"


def test_rates_that_need_not_measure_the_same_have_no_line():
    rates = [rate(FIRST, 10), rate(LAST, 20)]
    dots, line, _ = drawn(sparkline.image(rates, FIRST, LAST, "en", joined=False))
    assert (len(dots), line) == (2, "")
    assert sparkline.image([], FIRST, LAST, "en", joined=True) is None


@given(
    some.lists(
        some.tuples(some.integers(0, 1461), some.floats(0, 250)), min_size=1, max_size=9
    )
)
def test_no_rate_leaves_the_drawing(given_rates):
    rates = [rate(FIRST + timedelta(days), pct) for days, pct in given_rates]
    dots, *_ = drawn(sparkline.image(rates, FIRST, LAST, "vi", joined=True))
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in dots)


HISTORIES = pd.DataFrame(
    [
        ("park:a", "gross-area", "2021", date(2021, 12, 31), 12.5),
        ("park:a", "gross-area", "2023-06", date(2023, 6, 30), 28.2),
        ("park:a", "unstated", "2023", date(2023, 12, 31), 99.0),
        ("park:b", "unstated", "2022", date(2022, 12, 31), 7.0),
    ],
    columns=["subject_id", "definition", "as_of", "day", "rate_pct"],
)


def test_the_column_holds_the_rates_of_one_definition_only():
    index = pd.Index(["park:b", "park:a"])
    found = rate_lines.lines(HISTORIES, index, "gross-area", "vi", date(2024, 1, 1))
    assert found.images["park:b"] is None
    assert found.written(found.images["park:b"]) == "–"
    assert found.written(found.images["park:a"]) == "12,5 (2021); 28,2 (6/2023)"
    assert re.findall("99|7,0", str(found.images["park:a"])) == []
    assert (found.first, found.last) == (date(2021, 12, 31), date(2024, 1, 1))


def test_without_any_dated_rate_there_is_no_column():
    index = pd.Index(["park:a"])
    found = rate_lines.lines(HISTORIES, index, "ready-land", "vi", date(2024, 1, 1))
    assert found.as_column("vi") == found.formats("vi") == {}
