"""Files to take away: each kind, in each CRS, reads back as it was written."""

import json
import sqlite3
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pyproj
import pytest
import shapely
from made_datasets import WORDS, apart_m, cell, cells, made, read_back

from qngeo.errors import ExportError, MissingDataError, UnknownNameError
from qngeo.io.downloads.shapefile import MOST_BYTES, short_names
from qngeo.io.uploads.encodings import UNICODE
from qngeo.io.uploads.vectors import read_zip
from qngeo.services.datasets.model import Dataset
from qngeo.services.datasets.register import data_version, dataset
from qngeo.services.export.files import as_bytes, export, file_name
from qngeo.services.export.formats import FORMATS, SYSTEMS, formats_for, system_of

VN2000 = "5899"
MM = 0.001


def written(found: Dataset, folder: Path, ending: str, crs: str = "") -> Path:
    path = folder / f"file.{ending}"
    export(found, path, crs=crs)
    return path


CASES = [
    (shapes, ending, crs)
    for shapes in ("polygons", "lines", "points")
    for ending in FORMATS
    for crs in ("", VN2000)
    if not crs or FORMATS[ending].projected
]


@pytest.mark.parametrize(("shapes", "ending", "crs"), CASES)
def test_a_layer_reads_back_the_same(tmp_path, shapes, ending, crs):
    given = made(shapes)
    back = read_back(written(given, tmp_path, ending, crs))
    assert len(back) == len(given.frame)
    assert cells(back, given) == cells(given.frame, given)
    assert back.crs.to_epsg() == int(crs or 4326)
    assert apart_m(back, given.frame) < MM


@pytest.mark.parametrize("ending", [one.ending for one in formats_for("table")])
def test_a_table_reads_back_the_same(tmp_path, ending):
    given = made()
    back = read_back(written(given, tmp_path, ending))
    assert cells(back, given) == cells(given.frame, given)


@pytest.mark.parametrize("code", [code for code in SYSTEMS if code != "EPSG:4326"])
def test_every_projection_of_vn2000_is_written_easting_first(tmp_path, code):
    given = made("points")
    back = read_back(written(given, tmp_path, "gpkg", code.removeprefix("EPSG:")))
    assert back.crs == code
    change = pyproj.Transformer.from_crs(4326, code, always_xy=True)
    east, north = change.transform(107, 21)
    assert back.geometry[0].x == pytest.approx(east, abs=MM)
    assert back.geometry[0].y == pytest.approx(north, abs=MM)


def test_geojson_is_as_rfc_7946_has_it(tmp_path):
    path = written(made("polygons"), tmp_path, "geojson")
    found = json.loads(path.read_text("utf-8"))
    assert "crs" not in found
    for feature in found["features"]:
        assert feature["id"] == feature["properties"]["id"]
        if feature["geometry"] is None:
            continue
        whole = shapely.get_parts(shapely.geometry.shape(feature["geometry"]))
        for part in whole:
            assert part.exterior.is_ccw
            assert not any(ring.is_ccw for ring in part.interiors)
    west, south = shapely.geometry.shape(found["features"][0]["geometry"]).bounds[:2]
    assert (west, south) == (107, 21)


def _said(path: Path) -> str:
    """Return all that a file says of the whole."""
    ending = path.suffix
    if ending == ".gpkg":
        with sqlite3.connect(path) as base:
            rows = base.execute("select metadata from gpkg_metadata").fetchall()
            rows += base.execute("select description from gpkg_contents").fetchall()
        base.close()
        return str(rows)
    if ending == ".kml":
        root = ElementTree.parse(path).getroot()
        return root.findtext(".//{*}Document/{*}description") or ""
    if ending == ".parquet":
        return pq.read_metadata(path).metadata[b"qngeo"].decode()
    if ending == ".zip":
        return zipfile.ZipFile(path).read("README.txt").decode()
    if ending == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[2]
        return str(list(sheet.values))
    found = json.loads(path.read_text("utf-8"))
    return json.dumps({k: v for k, v in found.items() if k != "features"})


@pytest.mark.parametrize("ending", [e for e in FORMATS if e != "csv"])
def test_a_file_says_source_licence_version_and_day(tmp_path, ending):
    found = dataset("airports")
    said = _said(written(found, tmp_path, ending))
    for text in (found.licence, "package_airportsdata", data_version(), "2026-11-22"):
        assert text in said
    assert "longitude, latitude" in said


def test_no_cell_of_a_sheet_is_a_formula_and_numbers_are_numbers(tmp_path):
    given = made()
    book = openpyxl.load_workbook(written(given, tmp_path, "xlsx"))
    rows, meanings, sources = book.worksheets
    head = [one.value for one in rows[1]]
    assert head == [column.name for column in given.columns]
    assert {sheet.freeze_panes for sheet in book.worksheets} == {"A2"}
    kinds = {
        name: {one.data_type for one in column[1:] if one.value is not None}
        for name, column in zip(head, rows.columns, strict=True)
    }
    assert kinds["note_vi"] == {"s"}
    assert kinds["area_published_ha"] == {"n"}
    assert kinds["in_version"] == {"n"}
    assert kinds["computed"] == {"b"}
    told = {row[0]: row for row in meanings.iter_rows(values_only=True)}
    assert told["area_published_ha"][2:5] == (
        "Diện tích công bố (ha)", "Published area (ha)", "ha",
    )  # fmt: skip
    assert sources.max_row > 1


def test_an_outline_too_long_for_a_cell_says_so(tmp_path):
    angles = [(107 + i / 1e4, 21 + (i % 2) / 3) for i in range(2000)]
    found = made("lines")
    frame = found.frame.copy()
    frame.loc[0, "geometry"] = shapely.LineString(angles)
    long = Dataset(**{**vars(found), "frame": frame})
    sheet = openpyxl.load_workbook(written(long, tmp_path, "xlsx")).worksheets[0]
    column = [one.value for one in list(sheet.columns)[-1]]
    assert column[0] == "wkt"
    assert column[1].startswith("not shown: ")
    assert column[2].startswith("LINESTRING (107 21")


def test_a_csv_guards_formulas_and_marks_its_letters(tmp_path):
    content = written(made(), tmp_path, "csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert "'=SUM(A1)" in text
    assert ",=SUM" not in text
    assert ",1.2340," in text  # "1.234" would be over a thousand to some readers
    assert ",-0.5," in text
    assert ",0.0000001," in text


def test_points_have_their_places_as_numbers_too(tmp_path):
    table = pd.read_csv(written(made("points"), tmp_path, "csv"))
    assert (table["lon"][0], table["lat"][0]) == (107, 21)
    (tmp_path / "file.csv").unlink()
    metres = pd.read_csv(written(made("points"), tmp_path, "csv", VN2000))
    assert {"easting_m", "northing_m"} <= set(metres.columns)
    assert 400_000 < metres["easting_m"][0] < 500_000
    assert metres["northing_m"][0] > 2_000_000


def test_gdal_reads_the_outlines_of_a_csv(tmp_path):
    path = written(made("polygons"), tmp_path, "csv")
    found = pyogrio.read_dataframe(path)
    assert apart_m(found.set_crs(4326), made("polygons").frame) < MM


def test_a_shapefile_tells_its_full_names_and_cuts_nothing_silently(tmp_path):
    path = written(made("polygons"), tmp_path, "zip")
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        assert archive.read("made_polygons.cpg") == b"UTF-8"
        archive.extractall(tmp_path)
    assert {"fieldnames.csv", "full_values.csv", "README.txt"} <= names
    fields = pd.read_csv(tmp_path / "fieldnames.csv", index_col="field")
    assert fields.loc["area_publi", "name"] == "area_published_ha"
    raw = pyogrio.read_dataframe(tmp_path / "made_polygons.shp")
    assert all(len(name) <= 10 for name in raw.columns if name != "geometry")
    cut = raw.set_index("id").loc["park:f", "note_vi"]
    assert cut.endswith("…")
    assert len(cut.encode()) <= MOST_BYTES
    full = pd.read_csv(tmp_path / "full_values.csv")
    mine = full[full["id"].eq("park:f") & full["column"].eq("note_vi")]
    assert list(mine["value"]) == [WORDS["f"]]


def test_a_shapefile_with_wide_columns_keeps_its_letters_when_imported():
    """The head of its table gives widths over 127, which are no UTF-8."""
    found = read_zip(as_bytes(made("polygons"), "zip"), "a.zip", "parks")
    told = [cell(text, "text") for text in found.table["note_vi"]]
    assert told == list(WORDS.values())
    assert found.evidence.encoding == UNICODE
    assert found.table["area_published_ha"][1] == 1.234


def test_short_names_are_short_and_all_different():
    names = [f"area_published_{i}" for i in range(120)] + ["Số tầng", "số_tầng", "!!"]
    short = short_names(names)
    assert list(short) == names
    assert len(set(short.values())) == len(names)
    assert all(0 < len(name) <= 10 and name.isascii() for name in short.values())


def test_geoparquet_is_read_by_duckdb(tmp_path):
    path = written(made("polygons"), tmp_path, "parquet", VN2000)
    with duckdb.connect() as base:
        rows = base.execute(
            f"select id, area_published_ha, in_version from '{path}' order by id"
        ).fetchall()
    given = made("polygons").frame
    assert [row[0] for row in rows] == list(given["id"])
    assert rows[0][1:] == (1.234, 1)
    geo = json.loads(pq.read_metadata(path).metadata[b"geo"])
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    assert geo["columns"]["geometry"]["crs"]["id"] == {
        "authority": "EPSG",
        "code": 5899,
    }


REFUSALS = [
    ("polygons", "geojson", VN2000, ExportError, "GeoJSON is always in EPSG:4326"),
    ("polygons", "kml", VN2000, ExportError, "KML is always in EPSG:4326"),
    ("", "geojson", "", ExportError, "made_table is a table without geometry"),
    ("", "kml", "", ExportError, "take .gpkg, .csv, .xlsx, .parquet"),
    ("", "zip", "", ExportError, "made_table is a table without geometry"),
    ("", "csv", VN2000, ExportError, "has no geometry to bring to EPSG:5899"),
    ("polygons", "shp", "", UnknownNameError, "no kind of file '.shp': there are"),
    ("polygons", "gpkg", "32648", UnknownNameError, "no coordinate system to write"),
]


@pytest.mark.parametrize(("shapes", "ending", "crs", "kind", "words"), REFUSALS)
def test_what_does_not_fit_is_refused_with_the_way_out(
    tmp_path, shapes, ending, crs, kind, words
):
    with pytest.raises(kind, match=words) as told:
        written(made(shapes), tmp_path, ending, crs)
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_only_when_asked_and_never_by_half(tmp_path, monkeypatch):
    path = tmp_path / "parks.csv"
    path.write_text("mine")
    with pytest.raises(ExportError, match="is there already"):
        export(made(), path)
    assert path.read_text() == "mine"

    def broken(_content: object, fresh: Path) -> None:
        fresh.write_text("half")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        broken_csv = type(FORMATS["csv"])(**{**vars(FORMATS["csv"]), "write": broken})
        patch.setattr(
            "qngeo.services.export.formats.FORMATS", {**FORMATS, "csv": broken_csv}
        )
        with pytest.raises(ExportError, match="No space"):
            export(made(), path, overwrite=True)
    assert path.read_text() == "mine"
    export(made(), path, overwrite=True)
    assert "Khu A" in path.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MissingDataError, match=r"no folder .*nowhere: make it first"):
        export(made(), tmp_path / "nowhere" / "a.csv")


def test_a_file_name_carries_the_data_version():
    found = made("points")
    version = data_version()[:8]
    assert file_name(found, "gpkg") == f"qngeo-made_points-{version}.gpkg"
    metres = file_name(found, "gpkg", crs="5899")
    assert metres == f"qngeo-made_points-{version}-epsg5899.gpkg"


def test_a_system_is_named_in_several_ways():
    assert system_of("") == system_of("4326") == system_of("EPSG:4326") == "EPSG:4326"
    assert system_of("5899") == system_of("epsg:5899") == "EPSG:5899"


REAL = ["parks", "zones", "roads", "ports", "surroundings"]


@pytest.mark.parametrize("name", REAL)
def test_the_real_layers_read_back_in_every_kind(tmp_path, name):
    given = dataset(name)
    for ending, one in FORMATS.items():
        crs = VN2000 if one.projected and name != "surroundings" else ""
        back = read_back(written(given, tmp_path, ending, crs))
        assert cells(back, given) == cells(given.frame, given)
        if ending != "xlsx":
            assert apart_m(back, given.frame) < MM


@pytest.mark.parametrize("name", ["facts", "occupancy"])
def test_the_real_tables_read_back_in_every_kind(tmp_path, name):
    given = dataset(name)
    for one in formats_for("table"):
        (tmp_path / "a").write_bytes(as_bytes(given, one.ending))
        path = (tmp_path / "a").rename(tmp_path / f"a.{one.ending}")
        assert cells(read_back(path), given) == cells(given.frame, given)


def test_the_real_frames_are_left_as_they_are():
    before = dataset("parks").frame.copy()
    as_bytes(dataset("parks"), "zip", crs=VN2000)
    pd.testing.assert_frame_equal(before, dataset("parks").frame)
    assert isinstance(dataset("parks").frame, gpd.GeoDataFrame)
