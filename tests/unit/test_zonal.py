"""Zonal statistics: what a user may rely on, on rasters that are done by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from exactextract import exact_extract
from pyproj import Geod
from rasterio.transform import Affine, from_origin
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from qngeo.errors import (
    MissingDataError,
    RasterError,
    SchemaError,
    UnknownNameError,
)
from qngeo.io.imagery import blocks
from qngeo.services import zonal
from qngeo.services.zonal import STATS, zonal_by_class, zonal_stats

UTM = "EPSG:32648"
CORNER = from_origin(700_000, 2_300_000, 10, 10)
"""Cells of 10 m; x grows with the column, y falls with the row."""


@pytest.fixture
def raster(tmp_path):
    """Write a raster and return its path."""

    def write(values, *, name="a.tif", crs=UTM, transform=CORNER, **more):
        cube = np.atleast_3d(np.asarray(values).T).T
        profile = {
            "driver": "GTiff",
            "count": cube.shape[0],
            "height": cube.shape[1],
            "width": cube.shape[2],
            "dtype": cube.dtype,
            "crs": crs,
            "transform": transform,
            **more,
        }
        with rasterio.open(tmp_path / name, "w", **profile) as file:
            file.write(cube)
        return tmp_path / name

    return write


def cells(left, top, right, bottom):
    """Outline the cells between columns and rows of the grid `CORNER`."""
    x, y = CORNER.c, CORNER.f
    return box(x + 10 * left, y - 10 * bottom, x + 10 * right, y - 10 * top)


def zones(*shapes, crs=UTM):
    names = [f"z{i}" for i in range(len(shapes))]
    return gpd.GeoDataFrame({"id": names}, geometry=list(shapes), crs=crs)


NINE = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]], dtype="uint8")


def test_cells_count_by_the_share_that_lies_in_the_polygon(raster):
    # Columns 0.5 to 2 of the first row: half of the 1 and all of the 2.
    found = zonal_stats(raster(NINE), zones(cells(0.5, 0, 2, 1)), stats=STATS)
    row = found.iloc[0]
    assert row["count"] == pytest.approx(1.5)
    assert row["sum"] == pytest.approx(0.5 * 1 + 2)
    assert row["mean"] == pytest.approx(2.5 / 1.5)
    assert (row["min"], row["max"]) == (1, 2)
    # weights 1/3 and 2/3: variance = 1/3 * 2/3 * (2 - 1)^2
    assert row["std"] == pytest.approx((2 / 9) ** 0.5)


def test_a_slanting_edge_halves_the_cells_on_the_diagonal(raster):
    x, y = CORNER.c, CORNER.f
    below = Polygon([(x, y), (x, y - 30), (x + 30, y - 30)])
    found = zonal_stats(raster(NINE), zones(below), stats=("count", "sum"))
    assert found["count"].tolist() == pytest.approx([4.5])
    assert found["sum"].tolist() == pytest.approx([(1 + 5 + 9) / 2 + 4 + 7 + 8])


def test_a_polygon_smaller_than_a_cell_gets_the_value_of_its_cell(raster):
    found = zonal_stats(
        raster(NINE), zones(cells(1.4, 1.4, 1.5, 1.5)), stats=("count", "mean")
    )
    assert found["mean"].tolist() == [5]
    assert found["count"].tolist() == pytest.approx([0.01])


def test_holes_and_parts_are_taken_as_drawn(raster):
    ring = cells(0, 0, 3, 3).difference(cells(1, 1, 2, 2))
    # A hole drawn in the same direction as the shell is a hole all the same.
    shell, hole = cells(0, 0, 3, 3).exterior.coords, cells(1, 1, 2, 2).exterior.coords
    parts = MultiPolygon([cells(0, 0, 1, 1), cells(2, 2, 3, 3).reverse()])
    area = zones(ring, Polygon(shell, [hole]), Polygon(shell, [hole[::-1]]), parts)
    found = zonal_stats(raster(NINE), area, stats=("sum",))
    assert found["sum"].tolist() == pytest.approx([40, 40, 40, 1 + 9])


def test_polygons_that_overlap_each_get_their_full_value(raster):
    whole, part = cells(0, 0, 3, 3), cells(0, 0, 2, 3)
    twin = zones(whole, part, whole)
    assert zonal_stats(raster(NINE), twin, stats=("sum",))["sum"].tolist() == (
        pytest.approx([45, 27, 45])
    )
    areas = zonal_by_class(raster(NINE), twin).groupby("id")["area_ha"].sum()
    assert areas["z0"] == areas["z2"] == pytest.approx(areas["z1"] * 1.5)


def test_nodata_nan_and_infinite_values_do_not_count(raster):
    values = np.array([[1, -9999, np.nan, np.inf, 3]], dtype="float32")
    path = raster(values, nodata=-9999)
    found = zonal_stats(path, zones(cells(0, 0, 5, 1)), stats=STATS)
    assert found.loc[0, list(STATS)].tolist() == pytest.approx([2, 4, 2, 1, 3, 1])


def test_a_mask_within_the_file_is_kept(raster):
    path = raster(NINE)
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(path, "r+") as file,
    ):
        file.write_mask(NINE < 9)
    found = zonal_stats(path, zones(cells(0, 0, 3, 3)), stats=("sum",))
    assert found["sum"].tolist() == [36]


def test_nodata_within_whole_rows_counts_for_no_polygon(raster):
    values = NINE.copy()
    values[1, 1] = 0
    found = zonal_stats(raster(values, nodata=0), zones(cells(0, 0, 3, 3)), stats=STATS)
    assert found.loc[0, ["count", "sum", "min", "max"]].tolist() == [8, 40, 1, 9]


def test_outside_is_null_with_the_reason_and_partly_outside_says_so(raster):
    found = zonal_stats(
        raster(NINE),
        zones(cells(7, 7, 9, 9), cells(2, 0, 4, 1), cells(0, 0, 1, 1)),
        stats=("count", "mean"),
    )
    assert found["note"].tolist() == [
        "outside the raster",
        "partly outside the raster",
        "",
    ]
    assert found.loc[0, ["count", "mean", "area_ha"]].isna().all()
    assert found.loc[1, "count"] == pytest.approx(1)


def test_a_polygon_beside_a_corner_of_the_raster_is_outside(raster):
    x, y = CORNER.c, CORNER.f
    slanting = Polygon([(x - 50, y - 40), (x + 40, y + 50), (x - 50, y + 50)])
    beside = zones(slanting, cells(3, 0, 4, 1))
    found = zonal_stats(raster(NINE), beside, stats=("count",))
    assert found["note"].tolist() == ["outside the raster"] * 2
    assert found["count"].isna().all()


def test_what_the_projection_cannot_show_is_told(raster):
    # Half the globe away a transverse Mercator sheet of Viet Nam has no place.
    far = zones(box(-164, -1, -163, 1), box(105, 20, 108, 21), crs="EPSG:4326")
    found = zonal_stats(raster(NINE), far, stats=("count",))
    assert found["note"].tolist() == [
        "outside the area of the raster's coordinate system",
        "partly outside the raster",
    ]
    assert np.isnan(found.loc[0, "count"])
    assert found.loc[1, "count"] == pytest.approx(9)


def test_a_polygon_without_valid_cells_has_no_mean_but_a_reason(raster):
    path = raster(np.array([[0, 5]], dtype="uint8"), nodata=0)
    found = zonal_stats(path, zones(cells(0, 0, 1, 1)), stats=("count", "mean", "sum"))
    row = found.iloc[0]
    assert (row["count"], row["area_ha"], row["note"]) == (0, 0, "no valid cell")
    assert np.isnan(row["mean"])
    assert np.isnan(row["sum"])
    by_class = zonal_by_class(path, zones(cells(0, 0, 1, 1)))
    assert by_class["note"].tolist() == ["no valid cell"]
    assert by_class[["class", "area_ha", "share"]].isna().all(axis=None)


def test_what_is_no_polygon_is_kept_with_its_reason(raster):
    x, y = CORNER.c, CORNER.f
    line = LineString([(x, y), (x + 9, y - 9)])
    folded = Polygon([(x, y), (x + 9, y - 9), (x, y)])
    shapes = zones(None, line, folded, Polygon(), cells(0, 0, 1, 1))
    found = zonal_stats(raster(NINE), shapes, stats=("mean",))
    assert found["note"].tolist() == [
        "no outline",
        "not a polygon",
        "outline without area",
        "no outline",
        "",
    ]
    assert found["mean"].isna().tolist() == [True] * 4 + [False]
    by_class = zonal_by_class(raster(NINE), shapes)
    assert by_class["note"].tolist() == found["note"].tolist()


def test_a_crossing_outline_is_repaired_and_said(raster):
    x, y = CORNER.c, CORNER.f
    bow = Polygon([(x, y), (x + 20, y - 20), (x + 20, y), (x, y - 20)])
    found = zonal_stats(raster(NINE), zones(bow), stats=("count",))
    assert found["note"].tolist() == ["outline repaired"]
    assert found["count"].tolist() == pytest.approx([2])


def test_several_dates_and_bands_come_in_one_table(raster):
    first = raster(np.stack([NINE, NINE * 2]), name="2023.tif")
    second = raster(np.stack([NINE * 3, NINE * 4]), name="2024.tif")
    found = zonal_stats([first, second], zones(cells(0, 0, 1, 1)), stats=("mean",))
    assert found[["raster", "band", "mean"]].to_numpy().tolist() == [
        ["2023.tif", 1, 1],
        ["2023.tif", 2, 2],
        ["2024.tif", 1, 3],
        ["2024.tif", 2, 4],
    ]
    one = zonal_stats([first, second], zones(cells(0, 0, 1, 1)), bands=[2])
    assert list(one) == ["id", "raster", "count", "mean", "area_ha", "note"]
    assert one["mean"].tolist() == [2, 4]


def test_rasters_of_different_grids_are_each_laid_under_the_polygons(raster):
    fine = raster(NINE, name="fine.tif")
    east = from_origin(700_010, 2_300_000, 10, 10)
    shifted = raster(NINE, name="shifted.tif", transform=east)
    found = zonal_stats([fine, shifted], zones(cells(1, 0, 2, 1)))
    assert found["mean"].tolist() == [2, 1]


def test_an_alpha_band_is_no_band_of_values(raster):
    opaque = np.array([[255, 0, 255]] * 3, dtype="uint8")
    path = raster(np.stack([NINE, opaque]), photometric="minisblack", alpha="yes")
    found = zonal_stats(path, zones(cells(0, 0, 3, 1)), stats=("sum",))
    assert found["sum"].tolist() == [1 + 3]


def test_a_turned_grid_gives_what_the_straight_one_gives(raster):
    turned = Affine.translation(700_000, 2_300_000) * Affine.rotation(30)
    turned *= Affine.scale(10, -10)
    path = raster(NINE, transform=turned)
    corners = [turned * point for point in [(0.5, 0), (2, 0), (2, 1), (0.5, 1)]]
    found = zonal_stats(path, zones(Polygon(corners)), stats=("count", "sum"))
    assert found.loc[0, ["count", "sum"]].tolist() == pytest.approx([1.5, 2.5])


def test_a_raster_that_runs_northwards_is_read_the_right_way_up(raster):
    path = raster(NINE, transform=Affine(10, 0, 700_000, 0, 10, 2_299_970))
    found = zonal_stats(path, zones(cells(0, 0, 3, 1)), stats=("sum",))
    assert found["sum"].tolist() == [7 + 8 + 9]


def test_classes_come_with_hectares_and_shares_of_the_valid_area(raster):
    values = np.array([[10, 10, 20], [10, 30, 255]], dtype="uint8")
    path = raster(values, nodata=255)
    found = zonal_by_class(path, zones(cells(0, 0, 3, 2), cells(0, 0, 0.5, 1)))
    assert list(found) == ["id", "class", "area_ha", "share", "note"]
    assert found["id"].tolist() == ["z0", "z0", "z0", "z1"]
    assert found["class"].tolist() == [10, 20, 30, 10]
    assert found["share"].tolist() == pytest.approx([0.6, 0.2, 0.2, 1])
    # A cell of 100 m2 is 0.01 ha, but for the scale of the projection.
    assert found["area_ha"].tolist() == pytest.approx([0.03, 0.01, 0.01, 0.005], 1e-3)


@pytest.mark.parametrize("kind", ["int16", "int32", "uint16", "float32", "float64"])
def test_classes_may_be_stored_in_any_type_negative_ones_too(raster, kind):
    low = 0 if kind.startswith("u") else -7
    values = np.array([[low, 30_000], [30_000, 3]], dtype=kind)
    found = zonal_by_class(raster(values, nodata=3), zones(cells(0, 0, 2, 2)))
    assert found["class"].tolist() == [low, 30_000]
    assert found["share"].tolist() == pytest.approx([1 / 3, 2 / 3])


def test_a_measurement_is_refused_as_a_class(raster):
    with pytest.raises(SchemaError, match=r"a\.tif: .*0\.5: classes are whole numbers"):
        zonal_by_class(raster(np.array([[1.0, 0.5]])), zones(cells(0, 0, 2, 1)))
    many = np.arange(10_000, dtype="int32").reshape(100, 100) * 1000
    with pytest.raises(SchemaError, match="more than 1000 different values"):
        zonal_by_class(raster(many), zones(cells(0, 0, 100, 100)))


def test_a_row_may_have_more_cells_than_sixteen_bits_count(raster):
    values = np.ones((2, 70_000), dtype="uint8")
    values[:, 0] = 0
    path = raster(values, nodata=0, transform=from_origin(700_000, 2_300_000, 1, 1))
    area = zones(box(700_000, 2_299_998, 770_000, 2_300_000))
    assert zonal_stats(path, area)["count"].tolist() == [2 * 69_999]
    assert zonal_by_class(path, area)["area_ha"].tolist() == pytest.approx(
        [13.9998], rel=1e-3
    )


@pytest.mark.parametrize(
    ("crs", "origin"),
    [
        ("EPSG:4326", (107, 21.2, 0.0009)),
        ("EPSG:5899", (430_000, 2_340_000, 100)),
        ("EPSG:32648", (700_000, 2_340_000, 100)),
        ("EPSG:3857", (11_910_000, 2_420_000, 100)),
    ],
)
def test_areas_are_true_areas_in_every_system(raster, crs, origin):
    x, y, step = origin
    path = raster(
        np.ones((300, 300), "uint8"),
        crs=crs,
        transform=from_origin(x, y, step, step),
    )
    inner = box(x + 20.5 * step, y - 270.5 * step, x + 280.5 * step, y - 11 * step)
    shape = shapely.segmentize(inner, step)
    ground = gpd.GeoSeries([shape], crs=crs).to_crs("EPSG:4326").iloc[0]
    true_ha = abs(Geod(ellps="WGS84").geometry_area_perimeter(ground)[0]) / 1e4
    zone = zones(inner, crs=crs)
    assert zonal_stats(path, zone)["area_ha"].tolist() == pytest.approx([true_ha], 5e-4)
    assert zonal_by_class(path, zone)["area_ha"].tolist() == pytest.approx(
        [true_ha], 5e-4
    )


def test_coarse_cells_have_the_area_of_their_own_latitude(raster):
    # One degree at 60 degrees north is about half as wide as at the equator.
    path = raster(
        np.ones((61, 1), "uint8"), crs="EPSG:4326", transform=from_origin(0, 60.5, 1, 1)
    )
    zone = zones(box(0, 59.5, 1, 60.5), box(0, -0.5, 1, 0.5), crs="EPSG:4326")
    ground = Geod(ellps="WGS84")
    fine = zone.geometry.segmentize(0.01)
    geodesic = [abs(ground.geometry_area_perimeter(shape)[0]) for shape in fine]
    for table in (zonal_stats(path, zone), zonal_by_class(path, zone)):
        assert table["area_ha"].to_numpy() == pytest.approx(
            np.array(geodesic) / 1e4, rel=5e-4
        )


def test_polygons_are_brought_to_the_raster_with_the_datum_shift(raster):
    # VN-2000 lies 195 m from WGS 84 here, about two cells of 100 m.
    wide = np.tile(np.arange(200, dtype="uint8"), (200, 1))
    path = raster(wide, transform=from_origin(700_000, 2_300_000, 100, 100))
    square = box(708_000, 2_289_000, 710_000, 2_291_000)
    own = zones(square)
    for crs in ("EPSG:5899", "EPSG:4756", "EPSG:4326", "EPSG:3857"):
        brought = own.assign(geometry=own.segmentize(100).to_crs(crs)).set_geometry(
            "geometry", crs=crs
        )
        found = zonal_stats(path, brought, stats=("mean", "count"))
        assert found["mean"].tolist() == pytest.approx([89.5], abs=0.02)
        assert found["count"].tolist() == pytest.approx([400], rel=1e-3)


def test_a_long_edge_keeps_its_course_when_it_is_brought_over(raster):
    # A parallel is bent in UTM: its middle lies 100 m off the straight line.
    place = from_origin(590_000, 2_340_000, 100, 100)
    path = raster(np.ones((400, 1200), "uint8"), transform=place)
    plain = box(106, 20.9, 107, 21.0)
    fine = shapely.segmentize(plain, 0.001)
    found = zonal_stats(path, zones(plain, fine, crs="EPSG:4326"), stats=("count",))
    assert found.loc[0, "count"] == pytest.approx(found.loc[1, "count"], rel=1e-6)


def test_one_pass_serves_all_dates_and_polygons(raster, monkeypatch):
    dates = [raster(NINE + i, name=f"{2020 + i}.tif") for i in range(4)]
    read, laid = [], []
    real_read, real_cover = blocks.Reader.read, zonal.cover

    def counted_read(self, at, bands, window):
        read.append((at, window))
        return real_read(self, at, bands, window)

    def counted_cover(edges, window):
        laid.append(window)
        return real_cover(edges, window)

    monkeypatch.setattr(blocks.Reader, "read", counted_read)
    monkeypatch.setattr(zonal, "cover", counted_cover)
    many = zones(*[cells(0, 0, i, 3) for i in (1, 2, 3)])
    found = zonal_stats(dates, many, stats=("sum",))
    assert found["sum"].iloc[-1] == 45 + 9 * 3
    assert len(laid) == 1
    assert sorted(at for at, _ in read) == [0, 1, 2, 3]


@pytest.mark.parametrize("block", [(16, 16), (1, 50), (32, 16)])
@pytest.mark.parametrize("limit", [1, 700, 3000, 10**9])
def test_windows_tile_the_raster_along_its_blocks(raster, monkeypatch, block, limit):
    high, wide = block
    tiles = {"tiled": True, "blockxsize": wide} if wide < 50 else {}
    path = raster(np.ones((90, 50), "uint8"), blockysize=high, **tiles)
    monkeypatch.setattr(blocks, "BLOCK_CELLS", limit)
    head = blocks.read_head(path)
    assert head.block == block
    seen = np.zeros((90, 50), int)
    for window in blocks.windows(head, 1):
        seen[window.top : window.bottom, window.left : window.right] += 1
        rows, cols = window.shape
        assert rows * cols <= max(limit, high * wide)
        assert window.top % high == window.left % wide == 0
    assert (seen == 1).all()


@pytest.mark.parametrize(
    ("crs", "place"),
    [
        (UTM, CORNER),
        ("EPSG:3857", from_origin(11_910_000, 2_420_000, 300, 300)),
        ("EPSG:4326", from_origin(107, 21.2, 0.003, 0.003)),
    ],
)
def test_windows_do_not_change_the_result(raster, monkeypatch, crs, place):
    rng = np.random.default_rng(5)
    values = rng.integers(0, 5, (90, 70)).astype("uint8")
    tiles = {"tiled": True, "blockxsize": 16, "blockysize": 16}
    path = raster(values, nodata=0, crs=crs, transform=place, **tiles)
    blobs = [
        shapely.Point(place * (col, row)).buffer(size * place.a)
        for col, row, size in rng.uniform([0, 0, 2], [70, 90, 30], (9, 3))
    ]
    area = zones(*blobs, crs=crs)
    whole, classes = zonal_stats(path, area, stats=STATS), zonal_by_class(path, area)
    monkeypatch.setattr(blocks, "BLOCK_CELLS", 1)
    parted = zonal_stats(path, area, stats=STATS)
    pd.testing.assert_frame_equal(whole, parted, rtol=1e-9)
    pd.testing.assert_frame_equal(classes, zonal_by_class(path, area), rtol=1e-9)


@pytest.mark.parametrize("kind", ["float32", "int16"])
def test_the_figures_are_those_of_exactextract(raster, kind):
    rng = np.random.default_rng(11)
    values = (rng.normal(size=(120, 150)) * 1000 + 20_000).astype(kind)
    values[rng.random(values.shape) < 0.1] = -9999
    path = raster(values, nodata=-9999)
    angle = np.linspace(0, 2 * np.pi, 13)[:-1]
    blobs = []
    for size in np.geomspace(2, 900, 40):
        x, y = rng.uniform(0, 1500), rng.uniform(0, 1200)
        far = size * rng.uniform(0.4, 1, angle.size)
        east, north = x + far * np.cos(angle), -y + far * np.sin(angle)
        blobs.append(Polygon(np.column_stack([700_000 + east, 2_300_000 + north])))
    area = zones(*blobs)
    ours = zonal_stats(path, area, stats=STATS)
    names = ["count", "sum", "mean", "min", "max", "stdev"]
    with rasterio.open(path) as file:
        theirs = exact_extract(file, area, names, output="pandas")
    for mine, other in zip(STATS, names, strict=True):
        known = ours["count"] > 0
        assert ours.loc[known, mine].to_numpy() == pytest.approx(
            theirs.loc[known, other].to_numpy(float), rel=1e-5, abs=1e-2
        ), mine


def test_the_spread_keeps_its_digits_where_values_are_large(raster, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK_CELLS", 1)
    values = np.tile(np.array([1e9, 1e9 + 2]), (40, 20))
    found = zonal_stats(raster(values), zones(cells(0, 0, 40, 40)), stats=("std",))
    assert found["std"].tolist() == pytest.approx([1])


def test_zones_without_a_coordinate_system_are_refused_with_the_way_out(raster):
    with pytest.raises(SchemaError, match=r"no coordinate system.*set_crs"):
        zonal_stats(raster(NINE), zones(cells(0, 0, 1, 1), crs=None))


def test_a_raster_without_a_coordinate_system_is_refused(raster):
    with pytest.raises(RasterError, match=r"a\.tif has no coordinate system.*rio"):
        zonal_stats(raster(NINE, crs=None), zones(cells(0, 0, 1, 1)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ["a", "a"]}, "id a stands in more than one row"),
        ({"id": ["a", None]}, "row 2 of the zones has no id"),
        ({"other": [1, 2], "id": None}, "no column id; they have other"),
    ],
)
def test_zones_must_be_told_apart(raster, change, message):
    area = zones(cells(0, 0, 1, 1), cells(1, 0, 2, 1)).assign(**change)
    if change["id"] is None:
        area = area.drop(columns="id")
    with pytest.raises(SchemaError, match=message):
        zonal_stats(raster(NINE), area)


def test_unknown_statistics_and_bands_are_named(raster):
    area = zones(cells(0, 0, 1, 1))
    with pytest.raises(UnknownNameError, match=r"no statistic median; there are count"):
        zonal_stats(raster(NINE), area, stats=("mean", "median"))
    with pytest.raises(UnknownNameError, match=r"a\.tif: no band 4; it has 1"):
        zonal_stats(raster(NINE), area, bands=[4])
    with pytest.raises(UnknownNameError, match=r"no band 2"):
        zonal_by_class(raster(NINE), area, band=2)


def test_a_missing_or_foreign_file_is_named(tmp_path):
    area = zones(cells(0, 0, 1, 1))
    with pytest.raises(MissingDataError, match=r"none\.tif is not there"):
        zonal_stats(tmp_path / "none.tif", area)
    (tmp_path / "words.tif").write_text("no raster")
    with pytest.raises(RasterError, match=r"words\.tif cannot be read as a raster"):
        zonal_stats(tmp_path / "words.tif", area)


def test_a_broken_block_is_named_with_its_place(raster):
    rng = np.random.default_rng(2)
    path = raster(
        rng.random((64, 64)), tiled=True, blockxsize=16, blockysize=16,
        compress="deflate",
    )  # fmt: skip
    path.write_bytes(path.read_bytes()[:-4000])
    with pytest.raises(RasterError, match=r"a\.tif, rows 1 to 64, columns 1 to 64"):
        zonal_stats(path, zones(cells(0, 0, 64, 64)))
    # The upper left block is whole; only windows with a polygon are read.
    upper = zones(cells(0, 0, 10, 10))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_CELLS", 1)
        assert zonal_stats(path, upper)["count"].tolist() == pytest.approx([100])


def test_too_little_memory_is_said_with_the_place(raster, monkeypatch):
    def starved(*_args, **_more):
        raise MemoryError

    path = raster(NINE)
    monkeypatch.setattr(blocks.Reader, "_open", starved)
    with pytest.raises(RasterError, match=r"a\.tif, rows 1 to 3.*memory"):
        zonal_stats(path, zones(cells(0, 0, 1, 1)))
