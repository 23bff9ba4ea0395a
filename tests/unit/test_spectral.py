import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qngeo.domain.forest import spectral
from qngeo.errors import SchemaError

LEFTOVER = {"raster:bands": [{"nodata": 0, "scale": 0.0001, "offset": -0.1}]}
NONE_DECLARED = {"raster:bands": [{"nodata": 0, "scale": 0.0001}]}
ZERO = {"raster:bands": [{"scale": 0.0001, "offset": 0}]}
FLAG = "earthsearch:boa_offset_applied"
BASELINE = "s2:processing_baseline"


def _of(offset: float, *counts: int) -> list[np.ndarray]:
    return [
        spectral.reflectance(np.array([dn], np.uint16), offset=offset) for dn in counts
    ]


def test_the_offset_decides_the_indices_of_the_published_medians() -> None:
    # Medians of B04, B08 and B12 of one scene whose counts carry 1000.
    red, nir, swir2 = _of(-1000, 1718, 3338, 2438)
    assert spectral.ndvi(nir, red)[0] == pytest.approx(2338 / 3056 - 718 / 3056)
    assert round(float(spectral.ndvi(nir, red)[0]), 3) == 0.530
    assert round(float(spectral.nbr(nir, swir2)[0]), 3) == 0.238
    red, nir, swir2 = _of(0, 1718, 3338, 2438)
    assert round(float(spectral.ndvi(nir, red)[0]), 3) == 0.320
    assert round(float(spectral.nbr(nir, swir2)[0]), 3) == 0.156


@pytest.mark.parametrize(
    ("properties", "asset", "value"),
    [
        ({FLAG: True, BASELINE: "05.09"}, LEFTOVER, 0),
        ({FLAG: True}, LEFTOVER, 0),
        ({FLAG: False, BASELINE: "05.10"}, LEFTOVER, -1000),
        ({BASELINE: "04.00"}, NONE_DECLARED, -1000),
        ({"processing:version": "05.11"}, {}, -1000),
        ({BASELINE: "02.14", FLAG: False}, ZERO, 0),
        ({BASELINE: "03.01"}, {}, 0),
        ({}, LEFTOVER, -1000),
        ({}, ZERO, 0),
        ({}, {"bands": [{"raster:scale": 0.0001, "raster:offset": -0.1}]}, -1000),
    ],
)
def test_the_offset_is_read_from_the_metadata_of_the_item(
    properties: dict, asset: dict, value: float
) -> None:
    assert spectral.offset_of(properties, asset).value == value


@pytest.mark.parametrize(
    ("properties", "asset", "why"),
    [
        ({BASELINE: "03.01"}, LEFTOVER, "03.01 carries no offset, yet -1000"),
        ({BASELINE: "05.10", FLAG: False}, ZERO, "05.10 carries an offset, yet 0"),
        ({}, {}, "neither baseline, flag nor offset"),
        ({BASELINE: "new"}, NONE_DECLARED, "neither"),
    ],
)
def test_metadata_that_contradict_each_other_give_no_offset(
    properties: dict, asset: dict, why: str
) -> None:
    offset = spectral.offset_of(properties, asset)
    assert offset.value is None
    assert why in offset.reason


@given(st.datetimes())
def test_the_date_never_decides(day) -> None:
    properties = {BASELINE: "05.10", "datetime": f"{day.isoformat()}Z"}
    assert spectral.offset_of(properties, LEFTOVER).value == -1000


def test_no_data_is_unknown_before_the_offset_and_dark_cells_are_zero_after() -> None:
    counts = np.array([0, 400, 1000, 1001, 11000], np.uint16)
    made = spectral.reflectance(counts, offset=-1000)
    np.testing.assert_allclose(made, [np.nan, 0, 0, 0.0001, 1.0], atol=1e-9)
    assert made.dtype == np.float32


@given(arrays(np.uint16, 20), st.sampled_from([0.0, -1000.0]))
def test_reflectance_is_unknown_or_not_negative(counts, offset) -> None:
    made = spectral.reflectance(counts, offset=offset)
    assert (np.isnan(made) == (counts == 0)).all()
    assert not (made < 0).any()


INDICES = pytest.mark.parametrize(
    "index", [spectral.nbr, spectral.ndmi, spectral.ndvi], ids=lambda f: f.__name__
)
SHARES = arrays(np.float32, 12, elements=st.floats(0, 1, width=32))


@INDICES
def test_an_index_of_counts_is_refused(index) -> None:
    with pytest.raises(SchemaError, match="not uint16"):
        index(np.array([1], np.uint16), np.array([0.5], np.float32))


@INDICES
def test_an_index_of_two_dark_cells_is_unknown(index) -> None:
    dark = np.zeros(2, np.float32)
    assert np.isnan(index(dark, dark)).all()


@INDICES
@given(high=SHARES, low=SHARES)
def test_an_index_lies_between_its_bounds_and_turns_with_its_bands(
    index, high, low
) -> None:
    made = index(high, low)
    assert ((made >= -1) & (made <= 1) | np.isnan(made)).all()
    np.testing.assert_array_equal(made, -index(low, high))


def test_classes_of_cloud_shadow_snow_and_nothing_are_not_clear() -> None:
    scl = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 255], np.uint8)
    kept = [int(value) for value in scl[spectral.clear(scl)]]
    assert kept == [2, 4, 5, 6, 7]


def test_counts_below_the_offset_tell_that_it_was_applied_already() -> None:
    counts = np.array([0, 300, 500, 900, 1500], np.uint16)
    assert spectral.share_below(counts, offset=-1000) == 0.75
    assert spectral.share_below(counts, offset=0) == 0
    assert np.isnan(spectral.share_below(counts[:1], offset=-1000))
