"""Samples, maps and designs that cannot be used end in one clear line."""

import re

import numpy as np
import pytest
from made_maps import run, two_classes, write_map
from rasterio.shutil import copy

from qngeo.errors import (
    MissingDataError,
    NumberError,
    QngeoError,
    SampleError,
    SchemaError,
    UnknownNameError,
)
from qngeo.io.imagery import class_raster
from qngeo.io.uploads import samples


@pytest.fixture
def made(tmp_path):
    return two_classes(tmp_path)


BAD_SAMPLES = [
    ("", SchemaError, "is empty"),
    ("a,b\n1,2\n", SchemaError, "no column `reference`"),
    ("lon,lat,reference\n", SchemaError, "has no points"),
    ("lon,lat,reference\n107,x,1\n", NumberError, "row 2: lat 'x' is no number"),
    ("lon,lat,reference\n107,21,1,2\n", SchemaError, "line 2 has 4 cells"),
    ("lon,lat,reference\n21,107,1\n", NumberError, "lat 107 is beyond 90"),
    ("lon,lat,reference\n,,1\n", SampleError, "row 2 has neither lon and lat"),
    ("lon,lat,reference\n107.0005,20.9995,\n", SampleError, "no interpreted point"),
    ("lon,lat,reference\n107.0005,20.9995,1\n", SampleError, "has 1 interpreted"),
    ("sample_id,lon,lat,reference\na,107,21,1\na,107,21,1\n", SchemaError, "twice"),
    ("lon,lat,reference\nnan,21,1\n", NumberError, "lon 'nan' is no number"),
    ("lon,lat,reference,reference\n1,1,1,1\n", SchemaError, "'reference' twice"),
    ("lon,lat,reference,Reference\n1,1,1,1\n", SchemaError, "in capitals and"),
]


@pytest.mark.parametrize(("text", "error", "words"), BAD_SAMPLES)
def test_samples_that_cannot_be_used_are_refused(made, text, error, words):
    path = made.folder / "bad.csv"
    path.write_text(text, "utf-8")
    result = run("estimate", path, made.raster)
    assert isinstance(result.exception, error), result.exception
    assert words in str(result.exception)
    assert "\n" not in str(result.exception)
    assert result.stdout == ""


def test_files_that_are_no_samples_are_refused(made):
    noise = made.folder / "noise.csv"
    noise.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(SchemaError, match="no UTF-8 text"):
        samples.read_samples(noise, name="noise.csv")
    with pytest.raises(SchemaError, match="cannot be read as a GeoPackage"):
        samples.read_samples(samples.GEOPACKAGE + b"\0" * 90, name="x.gpkg")
    with pytest.raises(MissingDataError, match="no file"):
        samples.read_samples(made.folder / "none.csv", name="none.csv")


BAD_COUNTS = [
    (b"map_class,a\na,1\n", SchemaError, "no column `mapped_ha`"),
    (b"map_class,mapped_ha\na,1\n", SchemaError, "has no counts"),
    (b"map_class,mapped_ha,a\na,1,x\n", NumberError, "row 2: a 'x' is no number"),
    (b"map_class,mapped_ha,a\na,inf,1\n", NumberError, "mapped_ha 'inf'"),
]


@pytest.mark.parametrize(("content", "error", "words"), BAD_COUNTS)
def test_counts_that_cannot_be_used_are_refused(content, error, words):
    with pytest.raises(error, match=words):
        samples.read_counts(content, name="counts.csv")


BAD_NAMES = [
    ("class\n1\n", "no column `name`"),
    ("class,name\n1,a\n1,b\n", "row 3: class 1"),
    ("class,name\n1,a\n2,a\n", "row 3: name a"),
]


@pytest.mark.parametrize(("text", "words"), BAD_NAMES)
def test_names_of_classes_that_cannot_be_used_are_refused(tmp_path, text, words):
    path = tmp_path / "names.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(SchemaError, match=words):
        samples.read_class_names(path)


def test_noise_is_refused_before_its_values_are_counted_one_by_one(made, monkeypatch):
    noise = write_map(made.folder / "n.tif", np.arange(400).reshape(20, 20) + 300)
    monkeypatch.delattr(class_raster.np, "count_nonzero")
    with pytest.raises(SchemaError, match="more than 256 values"):
        class_raster.class_cells(noise)


def test_files_that_are_no_maps_of_classes_are_refused(made):
    with pytest.raises(MissingDataError, match="no map"):
        class_raster.class_cells(made.folder / "none.tif")
    with pytest.raises(SchemaError, match="cannot be read as a raster"):
        class_raster.class_cells(made.names)
    fractions = write_map(made.folder / "f.tif", np.array([[0.5]], dtype="float32"))
    with pytest.raises(SchemaError, match=r"a cell holds 0\.5"):
        class_raster.class_cells(fractions)
    empty = write_map(made.folder / "e.tif", np.array([[255]], dtype="uint8"))
    with pytest.raises(SchemaError, match="no valid cell"):
        class_raster.class_cells(empty)
    many = np.arange(400, dtype="int32").reshape(20, 20)
    with pytest.raises(SchemaError, match="more than 256 values"):
        class_raster.class_cells(write_map(made.folder / "m.tif", many))
    with pytest.raises(SchemaError, match="no band 2"):
        class_raster.class_cells(made.raster, band=2)


def test_a_map_cut_short_is_refused(made):
    values = np.random.default_rng(0).integers(0, 5, (300, 300)).astype("uint8")
    path = write_map(made.folder / "cut.tif", values)
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(SchemaError, match=r"cut\.tif cannot be read"):
        class_raster.class_cells(path)


def test_a_map_without_a_crs_is_refused_with_the_way_out(tmp_path):
    values = np.ones((2, 2), dtype="uint8")
    path = write_map(tmp_path / "bare.tif", values, crs=None)
    with pytest.raises(SchemaError, match=r"bare\.tif has no CRS: set it"):
        class_raster.class_cells(path)


def content_of(pointer, raster):
    """Return a VRT that points to a file by its whole path."""
    text = pointer.read_text("utf-8")
    whole = re.sub(r'relativeToVRT="1">[^<]*', f'relativeToVRT="0">{raster}', text)
    assert whole != text
    return whole.encode()


def test_an_uploaded_map_is_a_geotiff_of_bounded_size(made, monkeypatch):
    content = made.raster.read_bytes()
    assert class_raster.class_cells(content)["cells"].sum() == 380
    pointer = made.folder / "map.vrt"
    copy(made.raster, pointer, driver="VRT")
    assert class_raster.class_cells(pointer)["cells"].sum() == 380
    with pytest.raises(SchemaError, match="cannot be read as a raster"):
        class_raster.class_cells(content_of(pointer, made.raster))
    monkeypatch.setattr(class_raster, "MAX_CELLS", 399)
    with pytest.raises(SchemaError, match="20 x 20 cells"):
        class_raster.class_cells(content)


BAD_DESIGNS = [
    (("--total", 100, "--target-se", 0.01), NumberError, "both given"),
    (("--total", 0), NumberError, "total 0"),
    (("--total", 20), SampleError, "too few for 2 classes"),
    (("--total", 400), SampleError, "more than the 380 cells"),
    (("--seed", -1, "--total", 100), NumberError, "seed -1"),
    (("--users", "1"), NumberError, "--users '1'"),
    (("--users", "7=0.5"), UnknownNameError, "no class '7'"),
    (("--users", "1=nan"), NumberError, "expected accuracy"),
    (("--target-se", "nan"), NumberError, "target standard error"),
    (("--minimum", 1, "--total", 100), NumberError, "at least 2 points"),
]


@pytest.mark.parametrize(("words", "error", "message"), BAD_DESIGNS)
def test_designs_that_make_no_sense_write_nothing(made, words, error, message):
    path = made.folder / "points.gpkg"
    result = run("sample", made.raster, "--to", path, *words)
    assert isinstance(result.exception, error), result.exception
    assert isinstance(result.exception, QngeoError)
    assert message in str(result.exception)
    assert not path.exists()
    assert not list(made.folder.glob(".points-*"))


def test_the_file_of_points_needs_its_ending_and_its_folder(made):
    for path, words in (
        (made.folder / "points.csv", "the ending .gpkg"),
        (made.folder / "none" / "points.gpkg", "no folder"),
    ):
        result = run("sample", made.raster, "--to", path, "--total", 100)
        assert words in str(result.exception)


def test_points_that_may_be_interpreted_already_are_not_written_over(made):
    path = made.folder / "points.gpkg"
    path.write_bytes(b"hours of work")
    result = run("sample", made.raster, "--to", path, "--total", 100)
    assert isinstance(result.exception, SchemaError)
    assert "is there already" in str(result.exception)
    assert path.read_bytes() == b"hours of work"
