"""An own raster: what its check finds, what comes in, what it says of areas."""

import errno
import json
import os
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio
from commands import assert_refused
from made_rasters import (
    CLASSES,
    TRANSFORM,
    brought_in,
    checked,
    described,
    geotiff,
    keys,
    strip,
)
from rasterio.transform import Affine

from qngeo.domain.imports.raster_description import (
    ClassName,
    classes_text,
    read_classes,
    read_description,
)
from qngeo.errors import (
    MissingDataError,
    SchemaError,
    StoreError,
    UnknownNameError,
)
from qngeo.io.json_files import sha256
from qngeo.services.own_data import known, own_rasters, raster_import
from qngeo.web import own_raster_parts

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture
def file(tmp_path):
    return geotiff(tmp_path / "rừng.tif")


def values_of(raster):
    with rasterio.open(own_rasters.file_of(raster)) as source:
        return source.read(1, masked=True)


# the check


def test_a_sound_raster_has_no_fault_and_tells_how_much_it_covers(file, store):
    found = checked(file, store)
    assert found.report.accepted == 1
    assert keys(found.report, "fault") == set()
    assert keys(found.report, "note") >= {"coverage", "coverage_valid", "new_raster"}
    assert found.seen.scan.counts == {1.0: 600, 2.0: 600}
    assert found.seen.scan.inside_pct == pytest.approx(75.0)  # 30 of 40 columns
    # 16 km² of some 5,600 km² of land
    assert found.seen.box_pct == pytest.approx(100 * 16 / 5_600, rel=0.15)
    assert found.report.file_sha256 == sha256(file)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"id": "Rừng 2025"}, "id_form"),
        ({"id": "a" * 31}, "id_form"),
        ({"name_vi": "  "}, "name_missing"),
        ({"name_vi": "a" * 201}, "text_form"),
        ({"note": "a\x00b"}, "text_form"),
        ({"as_of": "mùa khô"}, "date_form"),
        ({"source": ""}, "source_missing"),
        ({"source_ids": "no_such_source"}, "source_unknown"),
        ({"kind": "picture"}, "kind_unknown"),
        ({"classes": ()}, "classes_missing"),
        ({"classes": (ClassName(value=1, name_vi=""),)}, "class_blank"),
        (
            {"classes": (ClassName(value=1, name_vi="A"),
                         ClassName(value=1, name_vi="B"))},
            "class_twice",
        ),
    ],
)  # fmt: skip
def test_a_description_that_will_not_do_is_a_fault(file, store, changes, key):
    found = checked(file, store, described(**changes))
    assert key in keys(found.report, "fault")
    assert found.report.accepted == 0
    assert checked(file, store).report.accepted == 1


def test_what_is_only_odd_is_a_warning(file, store):
    said = described(as_of="", classes=(ClassName(value=1, name_vi="Rừng"),))
    report = checked(file, store, said).report
    assert keys(report, "warning") >= {"date_unknown", "class_unnamed"}
    assert report.accepted == 1


def test_classes_are_whole_and_few(tmp_path, store):
    broken = geotiff(tmp_path / "a.tif", CLASSES + np.float32(0.5), nodata=None)
    assert "fractions" in keys(checked(broken, store).report, "fault")
    many = np.arange(1600, dtype="uint16").reshape(40, 40)
    path = geotiff(tmp_path / "b.tif", many, nodata=None)
    assert "many_values" in keys(checked(path, store).report, "fault")
    large = np.where(CLASSES == 1, 3e9, 1.0)
    path = geotiff(tmp_path / "c.tif", large, nodata=None)
    assert "class_large" in keys(checked(path, store).report, "fault")


def test_a_value_that_may_mean_no_data_is_told_unless_one_is_declared(tmp_path, store):
    said = described(kind="quantity", classes=())
    silent = geotiff(tmp_path / "a.tif", nodata=None)
    report = checked(silent, store, said).report
    (told,) = [one for one in report.findings if one.key == "fill_suspected"]
    assert told.values == {"value": 0.0, "share": 25.0}
    marked = checked(silent, store, described(nodata=0.0))
    assert "fill_suspected" not in keys(marked.report, "warning")
    assert marked.seen.scan.valid == 1200
    other = geotiff(tmp_path / "b.tif", nodata=255)
    assert "fill_suspected" not in keys(checked(other, store, said).report, "warning")


def test_nan_and_infinite_cells_are_no_data(tmp_path, store):
    values = CLASSES.astype("float32")
    values[0, :4] = np.nan
    values[1, :3] = np.inf
    path = geotiff(tmp_path / "a.tif", values, nodata=None)
    said = described(kind="quantity", classes=(), unit="m³/ha")
    found = checked(path, store, said)
    scan = found.seen.scan
    assert (scan.cells, scan.valid, scan.nan, scan.infinite) == (1600, 1593, 4, 3)
    assert "infinite_cells" in keys(found.report, "warning")
    brought_in(path, store, said)
    assert values_of(own_rasters.own_raster("forest_2025")).count() == 1593


# where it lies


def test_a_raster_without_crs_is_told_the_reading_that_fits(tmp_path, store):
    path = geotiff(tmp_path / "a.tif", crs=None)
    report = checked(path, store).report
    (told,) = [one for one in report.findings if one.key == "crs_missing"]
    assert "EPSG:5899" in told.words("en")
    assert checked(path, store, described(crs="5899")).report.accepted == 1


def test_vn2000_numbers_declared_as_degrees_are_told_the_reading(tmp_path, store):
    path = geotiff(tmp_path / "a.tif", crs="EPSG:4326")
    report = checked(path, store).report
    (told,) = [one for one in report.findings if one.key == "crs_wrong"]
    assert "EPSG:5899" in told.words("vi")
    found = checked(path, store, described(crs="EPSG:5899")).report
    assert found.accepted == 1
    assert "crs_asked" in keys(found, "warning")


def test_a_raster_elsewhere_is_refused_with_its_place(tmp_path, store):
    path = geotiff(tmp_path / "a.tif", crs="EPSG:4326",
                   transform=Affine(0.001, 0, -72.0, 0, -0.001, 18.0))  # fmt: skip
    report = checked(path, store).report
    assert keys(report, "fault") == {"outside"}
    with pytest.raises(SchemaError, match=r"a\.tif: cannot be imported \(.*outside"):
        brought_in(path, store)
    assert store.versions() == []
    assert not own_rasters.folder().exists()


# what is stored


def test_the_cells_come_in_unchanged_under_the_hash_of_the_file(file, store):
    version = brought_in(file, store)
    assert (version.number, version.who, version.layer) == (1, "Lan", "rasters")
    assert version.file_sha256 == sha256(file)
    raster = own_rasters.own_raster("own:forest_2025")
    assert raster.described_by == "Lan"
    assert raster.classes == described().classes
    path = own_rasters.file_of(raster)
    assert path.stem == sha256(path) == raster.sha256
    found = values_of(raster)
    assert np.array_equal(found.filled(0), CLASSES)
    with rasterio.open(path) as source:
        assert source.transform == TRANSFORM
        assert source.crs.to_epsg() == 5899
        assert source.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    assert sorted(p.name for p in path.parent.iterdir()) == [path.name]


def test_a_full_byte_gets_room_for_no_data(tmp_path, store):
    values = np.arange(256, dtype="uint8").repeat(25).reshape(80, 80)
    path = geotiff(tmp_path / "a.tif", values, nodata=7)
    brought_in(path, store, described(kind="quantity", classes=()))
    found = values_of(own_rasters.own_raster("forest_2025"))
    assert found.count() == 6400 - 25
    assert np.array_equal(found.filled(7), values)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int16", "uint32"])
def test_classes_of_any_type_come_in_as_whole_numbers(tmp_path, store, dtype):
    path = geotiff(tmp_path / "a.tif", CLASSES.astype(dtype))
    brought_in(path, store)
    found = values_of(own_rasters.own_raster("forest_2025"))
    assert found.dtype.kind in "iu"
    assert np.array_equal(found.filled(0), CLASSES)


def test_one_band_of_several_is_taken(tmp_path, store):
    other = np.full_like(CLASSES, 2)
    path = geotiff(tmp_path / "a.tif", np.stack([other, CLASSES]))
    brought_in(path, store, described(band=2))
    found = values_of(own_rasters.own_raster("forest_2025"))
    assert np.array_equal(found.filled(0), CLASSES)
    with pytest.raises(UnknownNameError, match="no band 3; it has 2"):
        checked(path, store, described(band=3))


def test_undo_takes_the_raster_away_and_keeps_the_file(file, store):
    brought_in(file, store)
    path = own_rasters.file_of(own_rasters.own_raster("forest_2025"))
    store.undo(1, who="Minh", note="sai năm")
    assert own_rasters.own_rasters() == ()
    with pytest.raises(UnknownNameError, match="none was imported"):
        own_rasters.own_raster("forest_2025")
    store.undo(2, who="Minh")
    assert own_rasters.file_of(own_rasters.own_raster("forest_2025")) == path


def test_a_file_that_changed_after_the_check_is_refused(file, store):
    found = checked(file, store)
    geotiff(file, CLASSES[::-1])
    with pytest.raises(SchemaError, match="has changed since it was checked"):
        raster_import.import_raster(store, found, who="Lan")
    assert store.versions() == []


def test_a_file_without_its_version_is_removed_by_the_next_import(
    file, store, monkeypatch
):
    def killed(*_args, **_more):
        raise KeyboardInterrupt

    found = checked(file, store)
    with monkeypatch.context() as patch:
        patch.setattr(type(store), "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            raster_import.import_raster(store, found, who="Lan")
    (orphan,) = own_rasters.folder().glob("*.tif")
    assert store.versions() == []
    geotiff(file, CLASSES[::-1])
    brought_in(file, store)
    (kept,) = own_rasters.folder().glob("*.tif")
    assert kept != orphan
    assert [p for p in own_rasters.folder().iterdir() if p != kept] == []


def test_a_file_that_a_version_names_is_never_removed(file, store):
    """The process ended after the version stood, before its mark was gone."""
    brought_in(file, store)
    raster = own_rasters.own_raster("forest_2025")
    store.undo(1, who="Lan")
    mark = own_rasters.folder() / f"{raster.sha256}{raster_import.MARK}"
    mark.write_text(raster_import._store_name(), encoding="utf-8")
    assert raster_import.remove_orphans(store) == []
    assert own_rasters.file_of(raster).is_file()
    assert not mark.exists()


def test_a_full_disk_stores_nothing_and_is_told_in_one_line(file, store, monkeypatch):
    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    room = SimpleNamespace(free=100)
    found = checked(file, store)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: room)
        with pytest.raises(StoreError, match="make room; nothing was stored"):
            raster_import.import_raster(store, found, who="Lan")
        patch.undo()
        patch.setattr("qngeo.services.own_data.raster_import.writing", full)
        with pytest.raises(StoreError, match=r"No space left .*nothing was stored"):
            raster_import.import_raster(store, found, who="Lan")
    assert store.versions() == []
    assert not list(own_rasters.folder().glob("*.tif"))
    brought_in(file, store)


def test_a_missing_file_is_told_and_the_list_still_shows_it(file, store):
    brought_in(file, store)
    raster = own_rasters.own_raster("forest_2025")
    own_rasters.file_of(raster).unlink()
    with pytest.raises(MissingDataError, match="copy rasters/own/"):
        own_rasters.file_of(raster)
    assert own_raster_parts.messages("vi", None) == []
    assert list(own_rasters.table()["id"]) == ["forest_2025"]


# on the command line


@pytest.fixture
def about(tmp_path):
    path = tmp_path / "about.json"
    classes = [{"value": 1, "name_vi": "Rừng"}, {"value": 2, "name_vi": "Khác"}]
    said = {"id": "forest_2025", "name_vi": "Rừng", "classes": classes,
            "as_of": "2025", "source": "Kiểm lâm"}  # fmt: skip
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_raster_goes_in_by_the_command_line(qngeo, file, about, tmp_path):
    words = ("import", str(file), "--layer", "rasters", "--about", str(about))
    code, _, err = qngeo(*words, "--dry-run")
    assert code == 0, err
    assert "the raster is sound" in err
    assert known.version() == 0
    code, _, err = qngeo(*words, "--who", "Minh")
    assert code == 0, err
    assert "version 1 of rasters: 1 added" in err
    code, out, _ = qngeo("rasters", "list", "--format", "json")
    (row,) = json.loads(out)
    assert (row["id"], row["described_by"]) == ("forest_2025", "Minh")
    area = tmp_path / "area.geojson"
    strip((10, 20), (0, 10)).to_file(area)
    code, out, err = qngeo("zonal", "own:forest_2025", str(area), "--by-class",
                           "--format", "json")  # fmt: skip
    assert code == 0, err
    (row,) = json.loads(out)
    assert row["area_ha"] == pytest.approx(100, rel=1e-3)


def test_requests_that_cannot_be_met_end_in_one_line(qngeo, file, about):
    words = ("import", str(file), "--layer", "rasters", "--who", "Lan")
    assert_refused(qngeo(*words), naming="--about")
    assert_refused(qngeo(*words, "--about", str(about), "--subset"), naming="--subset")
    assert_refused(qngeo("rasters", "stats", "nothing"), naming="none was imported")
    assert_refused(qngeo("rasters", "list", "--as-known-on", "2020-01-01"),
                   naming="the data begin")  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "id is missing"),
        ({"id": "a", "name_vi": "A", "titel": "x"}, "no key 'titel'"),
        ({"id": "a", "name_vi": 5}, "name_vi is no text"),
        ({"id": "a", "name_vi": "A", "band": "1"}, "band '1'"),
        ({"id": "a", "name_vi": "A", "nodata": "none"}, "nodata 'none'"),
        ({"id": "a", "name_vi": "A", "classes": {"1": "x"}}, "classes is no list"),
        ({"id": "a", "name_vi": "A", "classes": [{"value": 1.5, "name_vi": "x"}]},
         "classes is no list"),
    ],
)  # fmt: skip
def test_a_description_of_another_form_is_told(given, words):
    with pytest.raises(SchemaError, match=words):
        read_description(given, "about.json")


def test_classes_are_kept_letter_by_letter():
    names = (ClassName(value=-2, name_vi='<b>"Rừng"</b>', name_en="a; b"),
             ClassName(value=7, name_vi="Nước"))  # fmt: skip
    assert read_classes(classes_text(reversed(names))) == names
