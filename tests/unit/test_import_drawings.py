"""Drawings: blocks, hatches, units of the header, and DXF in binary form."""

import io

import ezdxf
import pytest
import shapely
from made_imports import EAST, NORTH, finding, keys, rectangle

from qngeo.errors import SchemaError
from qngeo.services.own_data.importing import check_file


def content(drawing, *, binary=False):
    if binary:
        memory = io.BytesIO()
        drawing.write(memory, fmt="bin")
        return memory.getvalue()
    memory = io.StringIO()
    drawing.write(memory)
    return memory.getvalue().encode()


def corners(polygon):
    return list(polygon.exterior.coords)[:-1]


def made():
    """A drawing that names no unit."""
    drawing = ezdxf.new("R2010")
    drawing.header["$INSUNITS"] = 0
    return drawing


def plain(layer="KCN Dong"):
    drawing = made()
    drawing.modelspace().add_lwpolyline(
        corners(rectangle()), close=True, dxfattribs={"layer": layer}
    )
    return drawing


def checked(drawing, *, layer="parks", binary=False):
    given = content(drawing, binary=binary)
    return check_file(given, name="a.dxf", layer=layer, crs="5899")


def area_ha(found):
    return found.rows.geometry.to_crs(5899).area.sum() / 10_000


def test_a_binary_drawing_is_read_as_the_one_in_text():
    found = checked(plain(), binary=True)
    assert found.report.count("fault") == 0
    assert area_ha(found) == pytest.approx(20.0, abs=1e-4)
    assert found.rows["name_vi"].tolist() == ["KCN Dong"]


def test_a_binary_drawing_that_is_cut_off_is_refused():
    cut = content(plain(), binary=True)[:-4000]
    with pytest.raises(SchemaError, match="cut off"):
        check_file(cut, name="a.dxf", layer="parks")


def test_outlines_within_blocks_stand_where_the_block_stands():
    drawing = made()
    inner = drawing.blocks.new("LO")
    inner.add_lwpolyline([(0, 0), (500, 0), (500, 400), (0, 400)], close=True)
    outer = drawing.blocks.new("KHU")
    outer.add_blockref("LO", (0, 0))
    outer.add_blockref("LO", (2000, 0))
    place = {"layer": "KCN Tay"}
    drawing.modelspace().add_blockref("KHU", (EAST, NORTH), dxfattribs=place)
    found = checked(drawing)
    assert found.rows["name_vi"].tolist() == ["KCN Tay"], "layer 0 is the block's own"
    assert finding(found.report, "drawing_blocks").values["count"] == 2
    assert area_ha(found) == pytest.approx(40.0, abs=1e-4)
    west, south, *_ = found.rows.geometry.to_crs(5899).total_bounds
    assert (west, south) == pytest.approx((EAST, NORTH), abs=0.01)


def test_blocks_nested_without_end_are_refused():
    drawing = made()
    for level in range(12):
        block = drawing.blocks.new(f"B{level}")
        for _ in range(10 if level else 0):
            block.add_blockref(f"B{level - 1}", (0, 0))
    drawing.modelspace().add_blockref("B11", (EAST, NORTH))
    with pytest.raises(SchemaError, match=r"explode it|split it"):
        checked(drawing)


def test_a_block_repeated_a_billion_times_is_refused():
    drawing = plain()
    drawing.blocks.new("A").add_lwpolyline([(0, 0), (1, 0), (1, 1)], close=True)
    grid = {
        "row_count": 30_000,
        "column_count": 30_000,
        "row_spacing": 1,
        "column_spacing": 1,
    }
    drawing.modelspace().add_blockref("A", (EAST, NORTH), dxfattribs=grid)
    with pytest.raises(SchemaError, match="explode it"):
        checked(drawing)


def hatched(drawing, polygon, layer):
    hatch = drawing.modelspace().add_hatch(dxfattribs={"layer": layer})
    hatch.paths.add_polyline_path(corners(polygon), is_closed=True)
    for hole in polygon.interiors:
        hatch.paths.add_polyline_path(list(hole.coords)[:-1], is_closed=True, flags=0)


def test_a_hatch_with_an_island_is_an_outline_where_none_is_drawn():
    hole = shapely.box(EAST + 100, NORTH + 100, EAST + 200, NORTH + 200)  # 1 ha
    drawing = made()
    hatched(drawing, rectangle().difference(hole), "KCN Dong")
    found = checked(drawing)
    assert finding(found.report, "drawing_hatches").values["count"] == 1
    assert area_ha(found) == pytest.approx(19.0, abs=1e-4)


@pytest.mark.parametrize("layer", ["KCN Dong", "TO MAU"])
def test_a_hatch_that_fills_an_outline_is_no_second_one(layer):
    drawing = plain("KCN Dong")
    hatched(drawing, rectangle(), layer)
    found = checked(drawing)
    assert found.report.rows == 1
    assert "drawing_hatches" not in keys(found.report)
    assert area_ha(found) == pytest.approx(20.0, abs=1e-4)


def test_millimetres_of_the_header_are_followed_where_they_lead_to_the_grid():
    drawing = made()
    drawing.header["$INSUNITS"] = 4
    scaled = shapely.transform(rectangle(), lambda xy: xy * 1000)
    drawing.modelspace().add_lwpolyline(corners(scaled), close=True)
    found = checked(drawing)
    assert finding(found.report, "drawing_unit").values["unit"] == "mm"
    assert area_ha(found) == pytest.approx(20.0, abs=1e-4)


def test_millimetres_of_a_template_over_metres_are_told_and_not_followed():
    drawing = plain()
    drawing.header["$INSUNITS"] = 4
    found = checked(drawing)
    assert finding(found.report, "drawing_unit_odd").values["unit"] == "mm"
    assert area_ha(found) == pytest.approx(20.0, abs=1e-4)
    drawing.header["$INSUNITS"] = 6
    assert {"drawing_unit", "drawing_unit_odd"}.isdisjoint(
        keys(checked(drawing).report)
    )


def test_a_drawing_of_roads_is_refused_with_the_way_out():
    with pytest.raises(SchemaError, match="GeoPackage with a column kind"):
        checked(plain(), layer="roads")
