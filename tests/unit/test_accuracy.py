"""Areas from reference points, against worked examples that were published."""

import numpy as np
import pandas as pd
import pytest

from qngeo.domain.forest.accuracy import (
    CLASS_COLUMNS,
    PIXEL_COUNT,
    estimate_areas,
    pixel_counts,
)
from qngeo.errors import NumberError, SampleError, SchemaError

CLASSES = ["deforestation", "gain", "forest", "non-forest"]
POINTS_2014 = [[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]]
PIXELS_2014 = [200_000, 150_000, 3_200_000, 6_450_000]
PIXEL_HA = 30 * 30 / 10_000


def table(counts, classes):
    return pd.DataFrame(counts, index=classes, columns=classes)


@pytest.fixture
def published():
    """The example of Olofsson et al. 2014, its 30 m pixels turned into hectares."""
    mapped = pd.Series(PIXELS_2014, index=CLASSES) * PIXEL_HA
    return estimate_areas(table(POINTS_2014, CLASSES), mapped)


def test_the_published_areas_come_out(published):
    rows = published.classes.set_index("class")
    half = 1.96 * rows["se_ha"]
    expected = {
        "deforestation": (21_157.8, 6_157.6),
        "gain": (11_686.2, 3_755.8),
        "forest": (285_769.9, 15_509.8),
        "non-forest": (581_386.2, 16_281.7),
    }
    for name, (area, interval) in expected.items():
        assert rows.loc[name, "area_ha"] == pytest.approx(area, abs=0.06)
        assert half[name] == pytest.approx(interval, abs=0.06)
        assert rows.loc[name, "low_ha"] == pytest.approx(area - interval, abs=0.2)
        assert rows.loc[name, "high_ha"] == pytest.approx(area + interval, abs=0.2)


def test_the_published_accuracies_come_out(published):
    rows = published.classes.set_index("class")
    assert published.overall.value == pytest.approx(0.9465, abs=5e-5)
    # Half widths of 95 %, by hand: deforestation's is 1.96 sqrt(0.88 x 0.12 / 74).
    assert 1.96 * published.overall.se == pytest.approx(0.02, abs=5e-3)
    assert list(rows["users"].round(3)) == [0.880, 0.733, 0.927, 0.963]
    assert list(rows["producers"].round(3)) == [0.749, 0.847, 0.935, 0.962]
    assert list((1.96 * rows["users_se"]).round(2)) == [0.07, 0.10, 0.04, 0.02]
    assert list((1.96 * rows["producers_se"]).round(2)) == [0.21, 0.25, 0.03, 0.02]


def test_the_pixel_count_stands_beside_with_its_bias(published):
    row = published.classes.set_index("class").loc["deforestation"]
    assert row["mapped_ha"] == pytest.approx(18_000)
    assert row["bias_ha"] == pytest.approx(18_000 - 21_157.8, abs=0.06)


def test_the_example_of_2013_comes_out_in_pixels():
    counts = table([[97, 0, 3], [3, 279, 18], [2, 1, 97]], ["1", "2", "3"])
    pixels = pd.Series([22_353, 1_122_543, 610_228], index=["1", "2", "3"])
    first = estimate_areas(counts, pixels).classes.iloc[0]
    assert first["area_ha"] == pytest.approx(45_112, abs=0.6)
    assert 1.96 * first["se_ha"] == pytest.approx(21_073, abs=0.6)


def test_two_classes_by_hand():
    """600 and 400 ha; 8 of 10 and 5 of 10 points right.

    Class a: 0.6 x 0.8 + 0.4 x 0.5 = 0.68 of 1,000 ha. The variance is
    0.36 x 0.8 x 0.2 / 9 + 0.16 x 0.5 x 0.5 / 9 = 0.0976 / 9.
    Producer's of a: 0.48 / 0.68; its variance is
    ((1 - P)^2 x 0.36 x 0.16 / 9 + P^2 x 0.16 x 0.25 / 9) / 0.68^2.
    """
    counts = table([[8, 2], [5, 5]], ["a", "b"])
    found = estimate_areas(counts, pd.Series({"a": 600.0, "b": 400.0}))
    a = found.classes.iloc[0]
    assert a["area_ha"] == pytest.approx(680)
    assert a["se_ha"] == pytest.approx(1000 * np.sqrt(0.0976 / 9))
    right = 0.48 / 0.68
    spread = ((1 - right) ** 2 * 0.0576 + right**2 * 0.04) / 9 / 0.68**2
    assert a["producers"] == pytest.approx(right)
    assert a["producers_se"] == pytest.approx(np.sqrt(spread))
    assert a["users_se"] == pytest.approx(np.sqrt(0.16 / 9))
    assert found.overall.value == pytest.approx(0.6 * 0.8 + 0.4 * 0.5)
    assert found.overall.se == pytest.approx(np.sqrt(0.0976 / 9))
    assert found.points == 20


def test_an_interval_below_zero_is_cut_and_says_so():
    counts = table([[60, 0], [1, 59]], ["loss", "rest"])
    found = estimate_areas(counts, pd.Series({"loss": 1.0, "rest": 999.0}))
    loss, rest = (row for _, row in found.classes.iterrows())
    assert loss["area_ha"] - 1.96 * loss["se_ha"] < 0
    assert loss["low_ha"] == 0
    assert loss["notes"] == ("cut_at_zero",)
    assert rest["high_ha"] == 1000
    assert rest["notes"] == ("cut_at_whole",)


def test_a_class_that_the_map_misses_has_area_and_no_users_accuracy():
    counts = pd.DataFrame(
        [[57, 0, 3], [0, 60, 0]], index=["a", "b"], columns=["a", "b", "burnt"]
    )
    rows = estimate_areas(counts, pd.Series({"a": 100.0, "b": 50.0})).classes
    burnt = rows.set_index("class").loc["burnt"]
    assert burnt["area_ha"] == pytest.approx(100 * 3 / 60)
    assert burnt["mapped_ha"] == 0
    assert np.isnan(burnt["users"])
    assert burnt["producers"] == 0
    assert "missed_by_map" in burnt["notes"]


def test_a_class_that_no_point_has_is_not_called_absent():
    counts = table([[0, 50], [0, 50]], ["a", "b"])
    rows = estimate_areas(counts, pd.Series({"a": 10.0, "b": 90.0})).classes
    a = rows.set_index("class").loc["a"]
    assert a["area_ha"] == 0
    assert np.isnan(a["producers"])
    assert "never_found" in a["notes"]
    b = rows.set_index("class").loc["b"]
    assert "no_spread" in b["notes"]
    assert np.isnan(b["low_ha"]), "no width is no certainty"


def test_a_map_without_a_wrong_point_has_no_interval_of_its_accuracy():
    counts = table([[50, 0], [0, 50]], ["a", "b"])
    overall = estimate_areas(counts, pd.Series({"a": 10.0, "b": 90.0})).overall
    assert overall.value == 1
    assert np.isnan(overall.low)
    assert np.isnan(overall.high)


def test_few_points_are_told():
    counts = table([[9, 1], [5, 45]], ["a", "b"])
    rows = estimate_areas(counts, pd.Series({"a": 60.0, "b": 40.0})).classes
    assert "few_points" in rows.iloc[0]["notes"]
    assert "few_points" not in rows.iloc[1]["notes"]


AREAS = {"a": 60.0, "b": 40.0}
REFUSED = [
    ([[1, 0], [2, 8]], AREAS, SampleError, "'a' has 1 interpreted points"),
    ([[0, 0], [2, 8]], AREAS, SampleError, "'a' has 0 interpreted points"),
    ([[9, 1], [2, 8]], {"a": 60.0}, SampleError, "'b', which the map has not"),
    ([[9, 1], [2, 8]], {**AREAS, "c": 5.0}, SampleError, "'c' has 0 interpreted"),
    ([[9, -1], [2, 8]], AREAS, NumberError, "'b': -1 is no count"),
    ([[9, 1.5], [2, 8]], AREAS, NumberError, r"1\.5 is no count"),
    ([[9, float("nan")], [2, 8]], AREAS, NumberError, "nan is no count"),
    ([[9, 1], [2, 8]], {"a": -1.0, "b": 1.0}, NumberError, r"'a' is -1\.0"),
    ([[9, 1], [2, 8]], {"a": 0.0, "b": 0.0}, SchemaError, "no class has a mapped"),
]


@pytest.mark.parametrize(("counts", "areas", "error", "words"), REFUSED)
def test_what_cannot_be_estimated_is_refused(counts, areas, error, words):
    with pytest.raises(error, match=words):
        estimate_areas(table(counts, ["a", "b"]), pd.Series(areas))


def test_what_is_refused_has_a_passing_twin():
    found = estimate_areas(table([[9, 1], [2, 8]], ["a", "b"]), pd.Series(AREAS))
    assert tuple(found.classes.columns) == CLASS_COLUMNS


def test_a_class_twice_is_refused():
    counts = pd.DataFrame([[9, 1], [2, 8]], index=["a", "a"], columns=["a", "b"])
    with pytest.raises(SchemaError, match="map class 'a' stands twice"):
        estimate_areas(counts, pd.Series(AREAS))


def test_without_points_every_area_is_called_a_pixel_count():
    rows = pixel_counts(pd.Series({"a": 60.0, "b": 40.0}))
    assert list(rows["basis"]) == [PIXEL_COUNT, PIXEL_COUNT]
    assert (
        rows[["area_ha", "se_ha", "low_ha", "high_ha", "users"]].isna().all(axis=None)
    )
    assert list(rows["mapped_ha"]) == [60, 40]
