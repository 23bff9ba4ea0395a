"""A rectangle of 400 m by 250 m at E 430,000, N 2,320,000 is 10 hectares."""

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import box
from typer.testing import CliRunner

from qngeo.cli import app
from qngeo.errors import MissingDataError, NumberError, SchemaError
from qngeo.io.uploads.corner_tables import parse_table, read_table
from qngeo.services.own_data.boundary import Boundary, boundary

CORNERS = [("1", 2320000, 430000), ("2", 2320000, 430400),
           ("3", 2320250, 430400), ("4", 2320250, 430000)]  # fmt: skip
EDGES = [400, 250, 400, 250]
PROVINCE = box(106.35, 20.55, 108.15, 21.75)


def _csv(rows: list[tuple[str, ...]], head: str = "Điểm;X (m);Y (m)") -> bytes:
    return "\n".join([head, *(";".join(row) for row in rows)]).encode()


def _rows(corners: list[tuple[str, int, int]] = CORNERS) -> list[tuple[str, ...]]:
    return [(name, f"{x}.00", f"{y}.00") for name, x, y in corners]


def _found(content: bytes, **asked: object) -> Boundary:
    table = parse_table(content, name="table.csv")
    return boundary(table, territory=PROVINCE, **asked)  # type: ignore[arg-type]


def test_a_rectangle_of_known_area_comes_back() -> None:
    found = _found(_csv(_rows()), crs="5899", stated_ha=10.0)
    assert found.area_ha == pytest.approx(10.0, abs=1e-4)  # one square metre
    assert found.warnings == ()
    # EPSG:5899 shrinks lengths by one part in ten thousand on its meridian and less
    # beside it, so the ground is at most 0.02 % larger.
    assert 10.0 < found.area_geodesic_ha < 10.003
    back = Transformer.from_crs("EPSG:4326", "EPSG:5899", always_xy=True)
    spots = {
        tuple(round(v, 2) for v in back.transform(*spot))
        for spot in found.polygon.exterior.coords
    }
    assert spots == {(y, x) for _, x, y in CORNERS}


def test_without_a_projection_the_province_s_own_is_taken_and_said() -> None:
    found = _found(_csv(_rows()))
    assert found.crs == "EPSG:5899"
    assert "read as EPSG:5899" in found.warnings[0]


def test_swapped_columns_are_read_by_their_ranges_and_said() -> None:
    swapped = [(name, f"{y}.00", f"{x}.00") for name, x, y in CORNERS]
    found = _found(_csv(swapped), crs="5899")
    assert found.area_ha == pytest.approx(10.0, abs=1e-4)
    assert found.polygon.equals_exact(_found(_csv(_rows()), crs="5899").polygon, 1e-9)
    (warning,) = found.warnings
    assert "swapped" in warning


def _in_zone_105() -> list[tuple[str, ...]]:
    change = Transformer.from_crs("EPSG:5899", "EPSG:5897", always_xy=True)
    moved = [(name, *change.transform(y, x)) for name, x, y in CORNERS]
    return [(name, f"{north:.3f}", f"{east:.3f}") for name, east, north in moved]


def test_numbers_of_zone_105_declared_as_the_province_s_are_told() -> None:
    found = _found(_csv(_in_zone_105()), crs="5899")
    assert any(
        "outside the province" in said and "EPSG:5897" in said
        for said in found.warnings
    )


def test_numbers_of_zone_105_without_a_projection_are_asked_for() -> None:
    with pytest.raises(SchemaError, match=r"unclear.*EPSG:5897.*EPSG:3405.*--crs"):
        _found(_csv(_in_zone_105()))
    found = _found(_csv(_in_zone_105()), crs="5897")
    assert found.warnings == ()
    assert found.area_geodesic_ha == pytest.approx(
        _found(_csv(_rows()), crs="5899").area_geodesic_ha, abs=1e-4
    )


def test_a_point_out_of_order_is_named_and_moved_only_with_consent() -> None:
    mixed = _csv(_rows([CORNERS[0], CORNERS[2], CORNERS[1], CORNERS[3]]))
    with pytest.raises(SchemaError, match=r"1-3 × 2-4.*--repair-order") as told:
        _found(mixed, crs="5899")
    assert "out of order" in str(told.value)
    found = _found(mixed, crs="5899", repair_order=True)
    assert found.area_ha == pytest.approx(10.0, abs=1e-4)
    assert "was out of order" in found.warnings[0]


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (["2320000,00", "2320250,00"], ["430000,00", "430400,00"]),
        (["2.320.000,00", "2.320.250,00"], ["430.000,00", "430.400,00"]),
        (["2.320.000", "2.320.250"], ["430.000", "430.400"]),
        (["2320000", "2320250"], ["430.000", "430.400"]),
        (["2 320 000,0", "2 320 250,0"], ["430 000,0", "430 400,0"]),
        (["2,320,000.0", "2,320,250.0"], ["430,000.0", "430,400.0"]),
    ],
)
def test_vietnamese_and_english_numbers_are_read(x: list[str], y: list[str]) -> None:
    rows = [("1", x[0], y[0]), ("2", x[0], y[1]), ("3", x[1], y[1]), ("4", x[1], y[0])]
    assert _found(_csv(rows), crs="5899").area_ha == pytest.approx(10.0, abs=1e-4)


def test_decimal_commas_are_said() -> None:
    rows = [(name, f"{x},00", f"{y},00") for name, x, y in CORNERS]
    assert "decimal comma" in _found(_csv(rows), crs="5899").warnings[0]


def test_two_writings_in_one_table_are_refused_with_both_named() -> None:
    rows = [
        ("1", "2320000,5", "430000,0"),
        ("2", "2320000.5", "430400.0"),
        *_rows()[2:],
    ]
    with pytest.raises(NumberError, match=r"2320000,5.*2320000\.5"):
        _found(_csv(rows))


def test_a_closing_row_is_no_corner_and_its_error_is_told() -> None:
    exact = _found(_csv([*_rows(), _rows()[0]]), crs="5899")
    assert exact.closure_error_m == 0
    assert exact.warnings == ()
    assert len(exact.points) == 4
    off = _found(_csv([*_rows(), ("1", "2320003.00", "430004.00")]), crs="5899")
    assert off.closure_error_m == pytest.approx(5.0)  # 3, 4, 5
    assert "does not close" in off.warnings[0]
    assert off.area_ha == pytest.approx(10.0, abs=1e-4)


def test_edges_that_differ_from_the_points_are_named() -> None:
    head = "Điểm;X (m);Y (m);Cạnh"
    right = [(*row, f"{e}.00") for row, e in zip(_rows(), EDGES, strict=True)]
    assert _found(_csv(right, head), crs="5899").warnings == ()
    wrong = [*right[:1], (*right[1][:3], "255.00"), *right[2:]]
    (warning,) = _found(_csv(wrong, head), crs="5899").warnings
    assert warning == "edge 2-3: printed 255.00 m, the points give 250.00 m"


def test_an_area_that_the_decision_does_not_enclose_is_told() -> None:
    (warning,) = _found(_csv(_rows()), crs="5899", stated_ha=12.5).warnings
    assert "12.50 ha" in warning
    assert "-2.50 ha" in warning


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "empty"),
        (b"a;b;c\n1;2;3", "no head row with X and Y"),
        (_csv(_rows()[:2]), "2 points make no polygon"),
        (_csv([*_rows()[:3], ("4", "", "430000")]), "row 5: X or Y is empty"),
        (_csv([*_rows()[:3], ("4", "abc", "430000")]), r"row 5, column X: 'abc'"),
        (_csv([("1", "20.9", "107.1"), *_rows()[1:]]), "no metres of VN-2000.*point 1"),
        ("Điểm;X;Y\n".encode("utf-16"), "not UTF-8"),
        (_csv([("1", "nan", "1"), *_rows()]), "'nan'"),
        (_csv([("1", "1e9", "1"), *_rows()]), "'1e9'"),
    ],
)
def test_bad_tables_are_refused_with_row_and_reason(content: bytes, fault: str) -> None:
    with pytest.raises((SchemaError, NumberError), match=fault):
        _found(content)


def test_points_that_stand_twice_are_named() -> None:
    doubled = [*_rows()[:2], ("2", "2320000.00", "430400.00"), *_rows()[2:]]
    found = _found(_csv(doubled), crs="5899")
    assert any("points stand twice: 2" in said for said in found.warnings)


def test_a_workbook_reads_like_a_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Bảng kê toạ độ góc ranh"])
    sheet.append(["Điểm", "X (m)", "Y (m)"])
    for row in CORNERS:
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    table = parse_table(content.getvalue(), name="a.xlsx")
    found = boundary(table, crs="5899", territory=PROVINCE)
    assert found.area_ha == pytest.approx(10.0, abs=1e-4)
    with pytest.raises(SchemaError, match="cannot be read as XLSX"):
        parse_table(b"PK nothing", name="a.xlsx")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match=r"x\.csv"):
        read_table(tmp_path / "x.csv")


@given(
    st.floats(10, 5000), st.floats(10, 5000),
    st.integers(2_290_000, 2_380_000), st.integers(380_000, 520_000),
    st.integers(0, 3), st.booleans(),
)  # fmt: skip
def test_any_rectangle_keeps_its_area_wherever_it_starts(
    height: float, width: float, north: int, east: int, start: int, backwards: bool
) -> None:
    spots = [(north, east), (north, east + width), (north + height, east + width),
             (north + height, east)]  # fmt: skip
    spots = spots[start:] + spots[:start]
    if backwards:
        spots.reverse()
    rows = [(str(i), f"{x:.4f}", f"{y:.4f}") for i, (x, y) in enumerate(spots)]
    found = _found(_csv(rows), crs="5899")
    rounding = 1e-4 * (height + width) * 1e-4
    assert found.area_ha == pytest.approx(height * width / 1e4, abs=rounding + 1e-9)


def test_the_command_prints_area_closure_warnings_and_polygon(tmp_path: Path) -> None:
    path = tmp_path / "ranh.csv"
    path.write_bytes(_csv([*_rows(), _rows()[0]]))
    to = tmp_path / "ranh.geojson"
    result = CliRunner().invoke(
        app, ["boundary", str(path), "--crs", "5899", "--to", str(to)]
    )
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["area_ha"] == pytest.approx(10.0, abs=1e-4)
    assert told["closure_error_m"] == 0
    assert told["geojson"]["geometry"]["type"] == "Polygon"
    assert json.loads(to.read_text("utf-8"))["features"] == [told["geojson"]]
