"""All faults of a file are gathered row by row before anything is stored."""

import re

import geopandas as gpd
import numpy as np
import pytest
import shapely
from made_imports import EAST, NORTH, csv_file, finding, geojson, keys, parks, rectangle

from qngeo import i18n
from qngeo.config import ROOT
from qngeo.errors import ConflictError, SchemaError, UnknownNameError
from qngeo.io.store import open_store
from qngeo.services.own_data.importing import check_file, import_checked

HEAD = "plot_id,park_id,area_ha,status,price_usd_m2,valid_from,valid_to"
GOOD = "plot:a,park:song_khoai,2.5,ready,80,2024-01,2026"


def check_parks(frame, **more):
    return check_file(geojson(frame), name="a.geojson", layer="parks", **more)


def check_plots(*rows):
    return check_file(csv_file(HEAD, *rows), name="a.csv", layer="plots")


def check_shapes(*shapes, **columns):
    frame = gpd.GeoDataFrame(
        {
            "feature_id": [f"park:p{at}" for at in range(len(shapes))],
            "name_vi": "Khu",
            **columns,
        },
        geometry=list(shapes),
        crs=5899,
    )
    return check_parks(frame)


BAD_CELLS = [
    ("plot:b,park:song_khoai,,ready,,,", "missing", "area_ha"),
    ("plot:b,park:song_khoai,nhiều,ready,,,", "no_number", "area_ha"),
    ("plot:b,park:song_khoai,inf,ready,,,", "no_number", "area_ha"),
    ("plot:b,park:song_khoai,-2,ready,,,", "number_low", "area_ha"),
    ("plot:b,park:song_khoai,2,redy,,,", "code_unknown", "status"),
    ("plot:b,park:song_khoia,2,ready,,,", "subject_unknown", "park_id"),
    ("plot:b,park:song_khoai,2,ready,,2024-13,", "no_date", "valid_from"),
    ("plot:b,park:song_khoai,2,ready,,2025,2024", "dates_turned", "valid_to"),
    ("plot:B/1,park:song_khoai,2,ready,,,", "id_form", "feature_id"),
    (",park:song_khoai,2,ready,,,", "id_missing", ""),
    ("plot:a,park:song_khoai,2,ready,,,", "id_twice", "feature_id"),
]


@pytest.mark.parametrize(("row", "key", "column"), BAD_CELLS)
def test_a_bad_cell_is_a_fault_of_its_row_and_column(row, key, column):
    assert keys(check_plots(GOOD).report, "fault") == set()
    report = check_plots(GOOD, row).report
    told = [f for f in report.findings if f.severity == "fault" and f.row == 3]
    assert [(f.key, f.column) for f in told] == [(key, column)]
    assert report.accepted == (0 if key == "id_twice" else 1)


def test_every_fault_is_told_at_once_and_the_nearest_word_named():
    report = check_plots(
        "plot:a,park:song_khoai,x,redy,-1,,", "plot:b,park:nothing_of_it,1,ready,,,"
    ).report
    assert keys(report, "fault") == {
        "no_number", "code_unknown", "number_low", "subject_unknown",
    }  # fmt: skip
    assert finding(report, "code_unknown").values["near"] == "ready"
    assert report.as_frame("vi")["row"].tolist() == [2, 2, 2, 3]
    assert (
        "redy" in report.as_frame("en").query("key == 'code_unknown'")["message"].item()
    )


def test_numbers_in_vietnamese_writing_and_in_two_writings():
    rows = [
        'plot:a,park:song_khoai,"2,5",ready,,,',
        'plot:b,park:song_khoai,"1.234,5",ready,,,',
    ]
    assert check_plots(*rows).rows["area_ha"].tolist() == [2.5, 1234.5]
    mixed = check_plots(rows[0], "plot:b,park:song_khoai,2.5,ready,,,")
    assert "numbers_mixed" in keys(mixed.report, "fault")
    assert mixed.report.accepted == 0


def test_leased_within_industrial_within_planned():
    area = {"area_planned_ha": [20.0, 20.0], "area_industrial_ha": [15.0, 15.0]}
    sound = check_parks(parks(**area, area_leased_ha=[15.0, 0.0])).report
    assert "balance" not in keys(sound)
    report = check_parks(parks(**area, area_leased_ha=[15.5, 0.0])).report
    told = finding(report, "balance")
    assert (told.row, told.values["few"], told.values["many"]) == (1, 15.5, 15.0)
    assert report.accepted == 1


def test_a_spike_is_mended_and_its_area_told():
    # A 500 x 400 m rectangle whose outline runs out 100 m along a line and back.
    spike = shapely.Polygon([
        (EAST, NORTH), (EAST + 500, NORTH), (EAST + 600, NORTH), (EAST + 500, NORTH),
        (EAST + 500, NORTH + 400), (EAST, NORTH + 400),
    ])  # fmt: skip
    found = check_shapes(spike)
    told = finding(found.report, "shape_mended")
    assert told.severity == "warning"
    assert told.values["after"] == pytest.approx(20.0, abs=1e-3)
    assert told.values["moved"] == pytest.approx(0.0, abs=1e-3)
    assert found.rows.geometry.is_valid.all()


def test_corners_out_of_order_are_a_fault_not_a_repair():
    # A bow tie of two triangles of 5 ha each, which cancel out before mending.
    tie = shapely.Polygon([
        (EAST, NORTH), (EAST + 500, NORTH + 400), (EAST + 500, NORTH),
        (EAST, NORTH + 400),
    ])  # fmt: skip
    told = finding(check_shapes(tie).report, "shape_mended")
    assert told.severity == "fault"
    assert told.values["moved"] == pytest.approx(10.0, abs=1e-2)


def test_overlaps_are_told_of_both_with_area_and_share():
    # 500 x 400 m and the same 250 m further east: 10 ha in common, half of each.
    moved = shapely.box(EAST + 250, NORTH, EAST + 750, NORTH + 400)
    report = check_shapes(rectangle(), moved).report
    told = [f for f in report.findings if f.key == "overlap"]
    assert [(f.row, f.values["other"]) for f in told] == [
        (1, "park:p1"),
        (2, "park:p0"),
    ]
    assert told[0].values["area"] == pytest.approx(10.0, abs=1e-3)
    assert told[0].values["share"] == pytest.approx(50.0, abs=0.01)
    assert report.accepted == 0


def test_neighbours_and_approximate_outlines_may_touch():
    beside = shapely.box(EAST + 500, NORTH, EAST + 1000, NORTH + 400)
    assert "overlap" not in keys(check_shapes(rectangle(), beside).report)
    moved = shapely.box(EAST + 250, NORTH, EAST + 750, NORTH + 400)
    report = check_shapes(rectangle(), moved, geometry_method="schematic").report
    assert "overlap" in keys(report, "warning")
    assert report.accepted == 2


def test_stated_against_measured_area():
    sound = check_parks(parks(area_published_ha=[20.3, 19.7])).report
    assert "area_differs" not in keys(sound)  # 1.5 % off, 2 % are allowed
    report = check_parks(parks(area_published_ha=[25.0, 200_000.0])).report
    assert finding(report, "area_differs").row == 1
    assert finding(report, "area_unit").severity == "fault"  # m2 taken for ha
    assert finding(report, "area_unit").row == 2


def test_outside_the_province_and_without_outline():
    hanoi = shapely.box(105.8, 21.0, 105.81, 21.01)
    frame = parks().to_crs(4326)
    frame.loc[1, "geometry"] = hanoi
    report = check_parks(frame).report
    assert finding(report, "outside").row == 2
    frame.loc[1, "geometry"] = None
    assert finding(check_parks(frame).report, "shape_missing").row == 2
    frame.loc[1, "geometry"] = shapely.Point(107, 21)
    assert finding(check_parks(frame).report, "shape_kind").values["kind"] == "Point"


def test_names_with_html_and_formulas_stay_text():
    names = ["<script>alert(1)</script>", '=HYPERLINK("x")']
    found = check_parks(parks(name_vi=names))
    assert found.rows["name_vi"].tolist() == names


def test_facts_are_checked_against_the_registers():
    head = "fact_id,subject_id,attribute,value,unit,qualifier,as_of,recorded,confidence,definition,scope,source_id,note"  # noqa: E501
    good = "f9001,park:song_khoai,area_planned,714,ha,,2024,2026-11-22,stated,,,vir_2023_03_song_khoai_ip,"  # noqa: E501
    found = check_file(csv_file(head, good), name="f.csv", layer="facts")
    assert found.report.count("fault") == 0
    assert found.rows["feature_id"].tolist() == ["f9001"]
    bad = [
        good.replace("f9001", "f0105"),
        good.replace("f9001", "f9002").replace("714", "many"),
        good.replace("f9001", "f9003").replace("area_planned", "area_plant"),
        good.replace("f9001", "f9004").replace("vir_2023", "via_2023"),
    ]
    report = check_file(csv_file(head, *bad), name="f.csv", layer="facts").report
    told = [(f.row, f.key) for f in report.findings if f.severity == "fault"]
    assert told == [
        (2, "fact_known"),
        (3, "fact_value"),
        (4, "fact_word"),
        (5, "fact_word"),
    ]


@pytest.fixture
def store(tmp_path):
    opened = open_store(str(tmp_path / "own.gpkg"))
    yield opened
    opened.close()


def test_an_import_is_all_rows_or_the_sound_ones_as_chosen(store):
    checked = check_parks(parks(area_published_ha=[20.0, -1.0]), store=store)
    with pytest.raises(SchemaError, match="1 faults, 1 of 2 rows are sound"):
        import_checked(store, checked, who="Minh")
    assert store.versions() == []
    version = import_checked(store, checked, who="Minh", subset=True)
    assert (version.added, version.who, version.action) == (1, "Minh", "import")
    assert version.report["counts"]["fault.number_low"] == 1
    assert store.read("parks")["feature_id"].tolist() == ["park:dong"]


def test_a_dry_run_stores_nothing_and_a_late_one_is_refused(store):
    first = check_parks(parks(), store=store)
    assert store.versions() == []
    import_checked(store, first, who="Minh")
    late = check_parks(parks(name_vi=["A", "B"]), store=store)
    import_checked(
        store, check_parks(parks(name_vi=["C", "D"]), store=store), who="Lan"
    )
    with pytest.raises(ConflictError):
        import_checked(store, late, who="Minh")
    assert store.read("parks")["name_vi"].tolist() == ["C", "D"]


def test_rows_are_held_against_what_is_stored(store):
    import_checked(store, check_parks(parks(), store=store), who="Minh")
    again = check_parks(parks(), store=store)
    assert again.report.count("fault") == 0, "a row does not overlap its old self"
    assert finding(again.report, "against_store").values == {
        "new": 0, "same": 2, "stored": 2,
    }  # fmt: skip
    other = parks(feature_id=["park:moi", "park:tay"])
    told = finding(check_parks(other, store=store).report, "overlap")
    assert (told.row, told.values["other"]) == (1, "park:dong")


def test_a_layer_that_cannot_be_imported_is_named():
    with pytest.raises(UnknownNameError, match="did you mean 'parks'"):
        check_file(b"x", name="a.csv", layer="park")


def test_every_finding_has_words_in_both_languages():
    told = re.compile(r'(?:FAULT|WARNING|NOTE|severity),\s*"(\w+)"|key="(\w+)"')
    checks = ("importing", "cleaning", "crs", "known_before", "outlines")
    files = [ROOT / f"qngeo/services/own_data/{name}.py" for name in checks]
    folder = ROOT / "qngeo/domain/imports"
    files += [file for file in folder.glob("*.py") if file.name != "findings.py"]
    used = {a or b for file in files for a, b in told.findall(file.read_text("utf-8"))}
    used |= {"drawing", "drawing_open", "corners_joined", "encoding"}
    assert len(used) > 40
    for lang in i18n.LANGUAGES:
        missing = {k for k in used if f"imports.finding.{k}" not in i18n.messages(lang)}
        assert missing == set(), lang


def test_the_preview_shows_rows_with_faults_as_well():
    found = check_parks(parks(area_published_ha=[20.0, -1.0]))
    assert found.preview["severity"].tolist() == ["", "fault"]
    assert found.preview["row"].tolist() == [1, 2]
    assert np.all(~found.preview.geometry.is_empty)


@pytest.mark.parametrize(
    ("odd", "key"),
    [
        (
            shapely.Polygon([(107, 21), (107, 21.1), (107, 21), (107, 21)]),
            "shape_no_area",
        ),
        (shapely.box(-180, -90, 180, 90), "shape_no_area"),
        (shapely.Polygon(), "shape_missing"),
        (shapely.box(107, 95, 107.1, 96), "shape_no_area"),
    ],
)
def test_an_odd_outline_is_a_fault_of_its_row_alone(odd, key):
    frame = parks().to_crs(4326)
    frame.loc[1, "geometry"] = odd
    report = check_parks(frame).report
    assert key in {f.key for f in report.findings if f.row == 2}
    assert report.accepted == 1


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_numbers_of_any_size_can_be_written(lang):
    content = csv_file("id,ten,wkt", 'park:a,A,"POLYGON((0 0, 1e300 0, 0 1e300, 0 0))"')
    report = check_file(content, name="a.csv", layer="parks").report
    words = report.as_frame(lang).query("key == 'crs_none_fits'")["message"].item()
    assert "1e+300" in words
