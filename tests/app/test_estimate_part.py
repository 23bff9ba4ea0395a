"""The page part of areas with intervals: its table, its picture, and a whole run."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from qngeo.domain.forest.accuracy import estimate_areas, pixel_counts
from qngeo.i18n import LANGUAGES, translate
from qngeo.ui.parts import estimate

SCRIPT = """
from qngeo.ui.parts import estimate
estimate.show({lang!r})
"""

COUNTS = b"map_class,mapped_ha,loss,rest\nloss,1800,45,5\nrest,8200,2,98\n"
POINTS = b"map_class,reference\n" + b"loss,loss\n" * 45 + b"loss,rest\n" * 5
POINTS += b"rest,loss\n" * 2 + b"rest,rest\n" * 98 + b"rest,\n"
MAPPED = b"map_class,mapped_ha\nloss,1800\nrest,8200\n"


@pytest.fixture
def classes():
    """Make 0.9 x 1,800 + 0.02 x 8,200 = 1,784 ha of loss of 10,000 ha."""
    names = ["loss", "rest"]
    counts = pd.DataFrame([[45, 5], [2, 98]], index=names, columns=names)
    mapped = pd.Series([1800.0, 8200.0], index=names)
    return estimate_areas(counts, mapped).classes


def run(lang, *uploads):
    app = AppTest.from_string(SCRIPT.format(lang=lang), default_timeout=60)
    app.query_params["lang"] = lang
    app.run()
    for place, (name, content) in enumerate(uploads):
        app.file_uploader[place].upload(name, content, "text/csv")
    return app.run()


def shown(app):
    return "\n".join(str(part.body) for part in app.html)


def test_the_table_is_written_as_the_reader_writes(classes):
    row = estimate.table(classes, "vi").iloc[0]
    assert (row["class"], row["area"], row["mapped"]) == ("loss", "1.784", "1.800")
    assert (row["bias"], row["users"], row["points"]) == ("16", "90 %", "50")
    assert estimate.table(classes, "en").iloc[0]["area"] == "1,784"


def test_a_pixel_count_never_gets_an_interval():
    counted = pixel_counts(pd.Series({"loss": 1800.0}))
    for lang in LANGUAGES:
        row = estimate.table(counted, lang).iloc[0]
        assert row["interval"] == translate("estimate.pixel_count", lang)
        assert (row["area"], row["users"], row["bias"]) == ("–", "–", "–")
        assert estimate.chart(counted, lang)["data"]["values"] == []


def test_the_picture_holds_the_numbers_of_the_table(classes):
    values = estimate.chart(classes, "en")["data"]["values"]
    assert [v["area"] for v in values] == pytest.approx([1784, 8216])
    for value, (_, row) in zip(values, classes.iterrows(), strict=True):
        assert (value["low"], value["high"]) == (row["low_ha"], row["high_ha"])
        assert value["mapped"] == row["mapped_ha"]


def test_points_that_agree_wholly_get_no_interval():
    counts = pd.DataFrame([[50, 0], [0, 50]], index=["a", "b"], columns=["a", "b"])
    sure = estimate_areas(counts, pd.Series({"a": 10.0, "b": 90.0})).classes
    assert list(estimate.table(sure, "en")["interval"]) == ["–", "–"]
    values = estimate.chart(sure, "en")["data"]["values"]
    assert [value["low"] for value in values] == [None, None]


@pytest.mark.app
@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_anything_is_given_the_page_explains(lang):
    app = run(lang)
    assert [e.value for e in app.exception] == []
    assert translate("estimate.why", lang) in [part.value for part in app.markdown]
    assert not app.metric


@pytest.mark.app
@pytest.mark.parametrize(
    "uploads",
    [
        (("counts.csv", COUNTS),),
        (("points.csv", POINTS), ("areas.csv", MAPPED)),
    ],
)
def test_counts_and_points_end_in_the_same_table(uploads):
    app = run("en", *uploads)
    assert [e.value for e in (*app.exception, *app.error)] == []
    assert "1,784" in shown(app)
    assert app.metric[0].value == "96.56 %"  # 0.18 x 0.9 + 0.82 x 0.98 = 0.9656
    said = "\n".join(caption.value for caption in app.caption)
    left_out = "1 of 151 points have no interpretation" in said
    assert left_out == (len(uploads) == 2)


@pytest.mark.app
def test_points_without_a_map_ask_for_it():
    app = run("vi", ("points.csv", POINTS))
    assert app.info[0].value == translate("estimate.map.missing", "vi")
    assert not app.metric


@pytest.mark.app
def test_a_bad_file_ends_in_one_line_on_the_page():
    app = run("en", ("points.csv", b"a,b\n1,2\n"))
    assert [e.value for e in app.exception] == []
    assert app.error[0].value.startswith("points.csv has no column")
