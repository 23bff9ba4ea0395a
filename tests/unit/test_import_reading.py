"""Every kind of file brings the same two parks; each refusal names its reason."""

import io

import geopandas as gpd
import pyogrio
import pytest
import shapely
from made_areas import kml, shapefile, zipped
from made_imports import (
    csv_file,
    dxf,
    finding,
    geojson,
    in_degrees,
    keys,
    parks,
    rectangle,
    xlsx,
)

from qngeo.errors import SchemaError
from qngeo.services.own_data.importing import check_file

NAMES = ["Khu công nghiệp Đông", "Khu công nghiệp Tây"]
PLACES = [(point.x, point.y) for point in parks().centroid]


def written(ending, folder, crs=5899, **options):
    path = folder / f"given{ending}"
    pyogrio.write_dataframe(parks().to_crs(crs), path, **options)
    return path.read_bytes()


def parquet(folder):
    path = folder / "given.parquet"
    parks().to_parquet(path)
    return path.read_bytes()


def with_wkt(crs=""):
    rows = [
        f'{own},{name},"{crs}{outline.wkt}"'
        for own, name, outline in zip(
            ["park:dong", "park:tay"], NAMES, parks().geometry, strict=True
        )
    ]
    return csv_file("id,Tên,wkt", *rows)


def corners(*order):
    """A table of corner points: X is the northing, Y the easting."""
    head = ["id", "Tên", *order]
    rows = [
        [own, name, *(repr(y if word == "X (m)" else x) for word in order)]
        for own, name, outline in zip(
            ["park:dong", "park:tay"], NAMES, parks().geometry, strict=True
        )
        for x, y in list(outline.exterior.coords)[:-1]
    ]
    return csv_file(",".join(head), *(",".join(row) for row in rows))


def sheet():
    rows = zip(["park:dong", "park:tay"], NAMES, parks().geometry, strict=True)
    return xlsx(["id", "Tên", "wkt"], *([a, b, c.wkt] for a, b, c in rows))


def placemarks():
    shapes = parks().to_crs(4326).geometry
    body = "".join(
        f"<Placemark><name>{name}</name><ExtendedData><Data name='feature_id'>"
        f"<value>{own}</value></Data></ExtendedData><Polygon><outerBoundaryIs>"
        "<LinearRing><coordinates>"
        + " ".join(f"{x:.10f},{y:.10f}" for x, y in shape.exterior.coords)
        + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for own, name, shape in zip(
            ["park:dong", "park:tay"], NAMES, shapes, strict=True
        )
    )
    return kml(body)


FILES = {
    "a.geojson": lambda _: geojson(parks()),
    "a.gpkg": lambda folder: written(".gpkg", folder),
    "a.zip": lambda folder: shapefile(
        parks().rename(columns={"area_published_ha": "dien_tich"}), folder
    ),
    "a.kml": lambda _: placemarks(),
    "a.kmz": lambda _: zipped({"doc.kml": placemarks()}),
    "a.gml": lambda folder: written(".gml", folder),
    "a.parquet": parquet,
    "a.csv": lambda _: with_wkt("SRID=5899;"),
    "corners.csv": lambda _: corners("X (m)", "Y (m)"),
    "a.xlsx": lambda _: sheet(),
}


@pytest.mark.parametrize("name", FILES)
def test_each_kind_of_file_brings_the_same_parks(name, tmp_path):
    found = check_file(FILES[name](tmp_path), name=name, layer="parks")
    assert found.report.count("fault") == 0, found.report.as_frame("en").to_string()
    assert found.rows["feature_id"].tolist() == ["park:dong", "park:tay"]
    assert found.rows["name_vi"].tolist() == NAMES
    there = found.rows.to_crs(5899)
    assert there.area.tolist() == pytest.approx([200_000, 200_000], abs=1)
    for place, (x, y) in zip(there.centroid, PLACES, strict=True):
        assert (place.x, place.y) == pytest.approx((x, y), abs=0.01)


def test_a_drawing_gives_one_park_a_layer():
    drawing = dxf(("KCN Đông", rectangle(0)), ("KCN Tây", rectangle(1)),
                  ("KCN Tây", rectangle(2)))  # fmt: skip
    found = check_file(drawing, name="a.dxf", layer="parks")
    assert found.rows["name_vi"].tolist() == ["KCN Đông", "KCN Tây"]
    areas = found.rows.to_crs(5899).area.tolist()
    assert areas == pytest.approx([200_000, 400_000], abs=1)
    assert "KCN Tây (2)" in finding(found.report, "drawing").values["layers"]
    assert found.report.crs == "EPSG:5899"


def test_open_lines_of_a_drawing_are_counted_not_closed_by_guess():
    drawing = dxf(("A", rectangle(0)))
    open_line = dxf(("A", rectangle(0)), closed=False)
    assert "drawing_open" not in keys(
        check_file(drawing, name="a.dxf", layer="parks").report
    )
    with pytest.raises(SchemaError, match=r"no closed polyline \(1 open ones\)"):
        check_file(open_line, name="a.dxf", layer="parks")


def test_an_old_shapefile_is_read_in_its_own_encoding(tmp_path):
    names = ["Khu c«ng nghiÖp §«ng", "Khu c«ng nghiÖp T©y"]  # TCVN3 as Latin-1
    frame = parks(name_vi=names)[["feature_id", "name_vi", "geometry"]]
    content = shapefile(frame, tmp_path, without=(".cpg",), encoding="ISO-8859-1")
    found = check_file(content, name="a.zip", layer="parks")
    assert found.rows["name_vi"].tolist() == NAMES
    assert found.report.encoding == "TCVN3"
    told = finding(found.report, "encoding").values
    assert (told["words"], told["possible"]) == (6, 6)
    assert "TCVN3" in finding(found.report, "encoding").words("vi")


def test_xy_swapped_against_the_custom_is_seen_by_the_numbers():
    swapped = corners("Y (m)", "X (m)").replace(b"Y (m),X (m)", b"X (m),Y (m)")
    found = check_file(swapped, name="a.csv", layer="parks")
    assert "axes_turned" in keys(found.report, "warning")
    areas = found.rows.to_crs(5899).area.tolist()
    assert areas == pytest.approx([200_000, 200_000], abs=1)


def test_a_ledger_without_outlines_and_one_with_points():
    rows = ["Số lô,KCN,Diện tích (m2),Tình trạng", "A-1,Sông Khoai,20000,Còn trống"]
    found = check_file(csv_file(*rows), name="so.csv", layer="plots")
    row = found.rows.iloc[0]
    assert (row["feature_id"], row["park_id"]) == (
        "plot:song_khoai_a_1",
        "park:song_khoai",
    )
    assert (row["area_ha"], row["status"]) == (2.0, "ready")
    assert row.geometry is None
    lon, lat = in_degrees(rectangle()).centroid.coords[0]
    rows = [rows[0] + ",lat,lon", rows[1] + f",{lat},{lon}"]
    found = check_file(csv_file(*rows), name="so.csv", layer="plots")
    assert found.rows.iloc[0].geometry is None
    assert found.rows.iloc[0]["extra"] == pytest.approx({"lon": lon, "lat": lat})


def test_columns_of_its_own_are_kept_beside_a_row():
    found = check_file(
        geojson(parks(chu_dau_tu=["Công ty A", None])), name="a.geojson", layer="parks"
    )
    assert found.rows["extra"].tolist() == [{"chu_dau_tu": "Công ty A"}, {}]


def test_columns_can_be_named_by_hand():
    frame = parks().rename(columns={"name_vi": "nhan"})
    content = geojson(frame)
    assert "column_missing" in keys(
        check_file(content, name="a.geojson", layer="parks").report
    )
    found = check_file(
        content, name="a.geojson", layer="parks", mapping={"nhan": "name_vi"}
    )
    assert found.rows["name_vi"].tolist() == NAMES
    with pytest.raises(SchemaError, match="mapping 'nhãn'"):
        check_file(content, name="a.geojson", layer="parks", mapping={"nhãn": "x"})


REFUSED = [
    ("a.shp", b"x", "zip it with its"),
    ("a.dwg", b"AC1027", "save the drawing as DXF"),
    ("a.dxf", b"AC1027 SECTION", "is a DWG"),
    ("a.tif", b"II*\x00", "is a raster"),
    ("a.docx", b"x", "not imported: give one of"),
    ("a.geojson", b"", "is empty"),
    ("a.geojson", b"{}", "is no GeoJSON"),
    ("a.gpkg", b"x", "is no GeoPackage"),
    ("a.kml", b"<gpx></gpx>", "outermost element is 'gpx'"),
    ("a.csv", b"\x00\x01", "is no text"),
    ("a.csv", b"id,name\n", "holds no rows"),
    ("a.xlsx", b"x", "is no sound XLSX"),
    ("a.parquet", b"x", "is no sound GeoParquet"),
]


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(name, content, reason):
    with pytest.raises(SchemaError) as told:
        check_file(content, name=name, layer="parks")
    assert reason in str(told.value)
    assert name in str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_a_geopackage_of_several_layers_gives_the_wanted_one(tmp_path):
    path = tmp_path / "a.gpkg"
    pyogrio.write_dataframe(parks(), path, layer="parks")
    other = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.box(0, 0, 1, 1)], crs=5899)
    pyogrio.write_dataframe(other, path, layer="khac", append=False)
    found = check_file(path.read_bytes(), name="a.gpkg", layer="parks")
    assert len(found.rows) == 2
    with pytest.raises(SchemaError, match="one layer of outlines, it has: parks, khac"):
        check_file(path.read_bytes(), name="a.gpkg", layer="zones")


def test_the_first_sheet_keeps_numbers_and_dates():
    memory = io.BytesIO(
        xlsx(
            ["plot_id", "park_id", "area_ha", "status", "valid_from"],
            ["plot:a", "park:song_khoai", 1.25, "ready", "7/9/2024"],
        )
    )
    found = check_file(memory.getvalue(), name="a.xlsx", layer="plots")
    assert found.rows.loc[0, "area_ha"] == 1.25
    assert found.rows.loc[0, "valid_from"] == "2024-09-07"


def test_a_ledger_whose_letters_do_not_tell_its_encoding_can_be_named():
    rows = b'ten,id,wkt\nL\xea,park:a,"' + rectangle().wkt.encode() + b'"'
    with pytest.raises(SchemaError, match="reads equally well"):
        check_file(rows, name="a.csv", layer="parks")
    found = check_file(rows, name="a.csv", layer="parks", encoding="TCVN3")
    assert found.rows["name_vi"].tolist() == ["Lờ"]
    found = check_file(rows, name="a.csv", layer="parks", encoding="windows-1258")
    assert found.rows["name_vi"].tolist() == ["Lê"]


def test_dates_written_anew_are_told_once_a_column():
    rows = [f"plot:p{n},park:song_khoai,1,ready,{n}/9/2024" for n in (1, 2, 3)]
    head = "plot_id,park_id,area_ha,status,valid_from"
    report = check_file(csv_file(head, *rows), name="a.csv", layer="plots").report
    assert finding(report, "date_written").values["count"] == 3


def test_the_same_number_in_two_parks_is_two_plots():
    rows = ["lô,KCN,ha,trạng thái", "CN1,Sông Khoai,1,ready", "CN1,Đông Mai,1,ready"]
    content = csv_file(rows[0].replace("ha", "diện tích"), *rows[1:])
    found = check_file(content, name="a.csv", layer="plots")
    assert found.report.count("fault") == 0
    assert found.rows["feature_id"].tolist() == [
        "plot:song_khoai_cn1", "plot:dong_mai_cn1",
    ]  # fmt: skip
    again = csv_file(rows[0].replace("ha", "diện tích"), rows[1], rows[1])
    assert "id_twice" in keys(check_file(again, name="a.csv", layer="plots").report)
