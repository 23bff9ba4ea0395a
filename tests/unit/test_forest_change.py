"""Loss and recovery of a series, worked out by hand and on the practice scene."""

import geopandas as gpd
import made_series as made
import numpy as np
import pytest
from shapely.geometry import box

from qngeo import progress
from qngeo.domain.forest.loss import Thresholds
from qngeo.errors import (
    MissingDataError,
    RasterError,
    SchemaError,
    TooFewFiguresError,
    UnknownNameError,
)
from qngeo.io.imagery.rasters import Grid, Layout, open_raster, write_raster
from qngeo.io.imagery.series import read_series
from qngeo.services.forest import by_area as forest_areas
from qngeo.services.forest import change_rasters
from qngeo.services.forest.change import change
from qngeo.services.forest.report import area_report
from qngeo.services.satellite import practice

CELL_HA = 0.04


def squares(**bounds):
    """Return areas by columns and rows of the made series: left, top, right, bottom."""
    shapes = [
        box(made.WEST + left * 20, made.NORTH - bottom * 20,
            made.WEST + right * 20, made.NORTH - top * 20)
        for left, top, right, bottom in bounds.values()
    ]  # fmt: skip
    return gpd.GeoDataFrame({"id": list(bounds)}, geometry=shapes, crs="EPSG:32648")


@pytest.fixture(scope="module")
def series(tmp_path_factory):
    return made.write_series(tmp_path_factory.mktemp("rasters"))


@pytest.fixture(scope="module")
def found(series):
    return change(series)


@pytest.fixture(scope="module")
def report(found):
    areas = squares(
        struck=(0, 10, 20, 20),
        calm=(0, 0, 30, 10),
        half=(0, 5, 10, 15),
        part=(0.5, 10, 1, 11),
        fields=(0, 20, 30, 30),
        away=(1000, 0, 1010, 10),
    )
    return area_report(found, areas)


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    written = practice.write_practice(
        cells=200, rasters=tmp_path_factory.mktemp("scene")
    )
    areas = gpd.read_file(written.folder / practice.TRUTH_AREAS)
    return area_report(change(written), areas)


def row(table, area, season=None):
    rows = table[table["id"] == area]
    if season:
        rows = rows[rows["season"] == season]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_haze_of_undamaged_forest_is_found_and_taken_off(found):
    offset = found.about["offset"]["nbr"]
    assert offset["value"] == pytest.approx(made.HAZE, abs=0.001)
    assert (offset["cells"], offset["found"]) == (300, True)


def test_the_classes_of_a_made_storm_are_as_worked_out(found):
    with open_raster(found.loss) as source:
        classes = source.read(1)
        assert source.nodata == 255
    assert (classes[:10] == 0).all()
    assert (classes[10:20, :20] == 2).all()
    assert (classes[10:20, 20:] == 1).all()
    assert (classes[20:] == 255).all()


def test_hectares_by_class_add_up_to_the_forest(report):
    struck = row(report.areas, "struck")
    assert struck["moderate_ha"] == pytest.approx(200 * CELL_HA, rel=0.002)
    assert struck["forest_ha"] == pytest.approx(struck["moderate_ha"])
    half = row(report.areas, "half")
    assert half["none_ha"] == pytest.approx(50 * CELL_HA, rel=0.002)
    assert half["moderate_ha"] == pytest.approx(50 * CELL_HA, rel=0.002)
    assert half["loss_share"] == pytest.approx(0.5, abs=0.001)


def test_a_part_of_a_cell_counts_as_a_part(report):
    part = row(report.areas, "part")
    assert part["moderate_ha"] == pytest.approx(0.5 * CELL_HA, rel=0.002)


def test_no_forest_is_zero_and_outside_is_unknown(report):
    fields, away = row(report.areas, "fields"), row(report.areas, "away")
    assert fields["forest_ha"] == 0
    assert np.isnan(fields["loss_share"])
    assert np.isnan(away["forest_ha"])
    assert np.isnan(away["heavy_ha"])
    assert away["note"] == "outside the raster"


def test_sixty_per_cent_regained_is_reported_as_sixty(report):
    struck = row(report.recovery, "struck", "2025-2026")
    assert struck["share_regained"] == pytest.approx(0.60, abs=0.02)
    assert struck["loss_nbr"] == pytest.approx(0.40, abs=0.002)
    assert struck["seen_ha"] == pytest.approx(200 * CELL_HA, rel=0.002)
    assert (struck["from"], struck["to"]) == ("2025-10-01", "2026-03-31")
    assert row(report.recovery, "struck", "2024-2025")["share_regained"] == 0


def test_green_again_is_told_apart_from_recovery(report):
    struck = row(report.recovery, "struck", "2025-2026")
    # NDVI 0.80 before; 0.4 * 0.4 / 2 = 0.08 is still missing.
    assert struck["ndvi_of_before"] == pytest.approx(0.72 / 0.80, abs=0.001)
    # NBR 0.62 before; 0.16 of the loss and 0.04 of haze are missing.
    assert struck["nbr_of_before"] == pytest.approx(0.42 / 0.62, abs=0.001)


def test_the_control_stands_beside_every_season(report):
    for number, season in enumerate(("2024-2025", "2025-2026"), start=1):
        pct = row(report.recovery, "struck", season)["control_change_pct"]
        assert pct == pytest.approx(-100 * number * made.HAZE / made.NBR, abs=0.01)


def test_an_area_without_damage_has_no_share_but_a_reason(report):
    for area in ("calm", "fields", "away"):
        rows = report.recovery[report.recovery["id"] == area]
        assert rows["share_regained"].isna().all()
        assert set(rows["reason"]) == {"no_damage"}


def test_what_is_still_recovering_is_counted(report):
    assert row(report.areas, "struck")["recovering_ha"] == pytest.approx(
        200 * CELL_HA, rel=0.002
    )
    assert row(report.areas, "calm")["recovering_ha"] == 0
    assert np.isnan(row(report.areas, "away")["recovering_ha"])


def test_every_hectare_says_that_it_has_no_interval_and_where_it_is_from(report):
    assert set(report.areas["interval"]) == {"pixel count, no interval"}
    assert set(report.areas["basis"]) == set(report.recovery["basis"]) == {"satellite"}


def test_both_indices_agree_where_both_fell(found):
    assert found.about["agreement"] == {"share": 1.0, "cells": 600}


def test_five_year_metrics_are_refused_with_the_season(report):
    assert report.metrics.empty
    assert "from season 2029-2030 on" in report.refused


def test_five_year_metrics_are_there_when_the_years_are(tmp_path):
    shares = (0.0, 0.2, 0.4, 0.5, 0.6, 0.75)
    late = made.write_series(tmp_path, regained=shares)
    told = area_report(change(late), squares(struck=(0, 10, 20, 20)))
    assert told.refused == ""
    metrics = row(told.metrics, "struck")
    before, first = 0.62, 0.62 - 0.02 - 0.40
    fifth = 0.62 - 6 * 0.02 - 0.40 * 0.25
    fourth = 0.62 - 5 * 0.02 - 0.40 * 0.40
    best = max(fourth, fifth)
    assert metrics["rri"] == pytest.approx((best - first) / (before - first), abs=1e-3)
    assert metrics["r80p"] == pytest.approx(best / (0.8 * before), abs=1e-3)
    assert np.isnan(metrics["y2r"])


def test_fewer_than_three_images_are_not_enough_in_either_season(tmp_path):
    series = made.write_series(tmp_path)
    bands = made.season_bands(1, 0.0)
    bands[-1, 10:20, :10] = 2
    made.write_season(series.folder, "2024-2025", bands)
    told = area_report(
        change(read_series("made", tmp_path)),
        squares(struck=(0, 10, 20, 20), blind=(0, 10, 10, 20)),
    )
    struck, blind = row(told.areas, "struck"), row(told.areas, "blind")
    assert struck["unknown_share"] == pytest.approx(0.5, abs=0.001)
    assert struck["loss_share"] == pytest.approx(1.0)
    assert blind["unknown_share"] == pytest.approx(1.0)
    assert np.isnan(blind["loss_share"])
    assert np.isnan(blind["recovering_ha"])


def test_damage_that_the_newest_season_did_not_see_is_not_called_recovered(tmp_path):
    series = made.write_series(tmp_path)
    bands = made.season_bands(2, 0.6)
    bands[-1, 10:20, :10] = 2
    made.write_season(series.folder, "2025-2026", bands)
    told = area_report(
        change(read_series("made", tmp_path)),
        squares(struck=(0, 10, 20, 20), blind=(0, 10, 10, 20), calm=(0, 0, 20, 10)),
    )
    assert row(told.areas, "blind")["heavy_ha"] + row(told.areas, "blind")[
        "moderate_ha"
    ] == pytest.approx(100 * CELL_HA, rel=0.002)
    assert np.isnan(row(told.areas, "blind")["recovering_ha"])
    assert row(told.areas, "struck")["recovering_ha"] == pytest.approx(
        100 * CELL_HA, rel=0.002
    )
    assert row(told.areas, "calm")["recovering_ha"] == 0


def test_changed_steps_change_the_classes_and_the_place(series, found):
    other = change(series, thresholds=Thresholds(moderate=0.12, heavy=0.35))
    assert other.folder != found.folder
    with open_raster(other.loss) as source:
        classes = source.read(1)
    assert (classes[10:20, :20] == 3).all()
    assert (classes[10:20, 20:] == 2).all()


def test_the_same_request_is_not_computed_again(series, found, monkeypatch):
    def fail(*_):
        raise AssertionError

    monkeypatch.setattr("qngeo.services.forest.change.write_change", fail)
    assert change(series).about == found.about


def test_new_inputs_are_never_answered_with_an_old_result(tmp_path):
    first = change(made.write_series(tmp_path))
    second = change(made.write_series(tmp_path, regained=(0.0, 0.3)))
    assert second.folder != first.folder


def test_a_control_area_that_is_given_is_used(series):
    told = change(series, control=squares(calm=(0, 0, 20, 10)))
    offset = told.about["offset"]["nbr"]
    assert (offset["cells"], offset["found"]) == (200, False)
    assert offset["value"] == pytest.approx(made.HAZE, abs=0.001)
    with pytest.raises(TooFewFiguresError, match="only 4 cells"):
        change(series, control=squares(small=(0, 0, 2, 2)))
    with pytest.raises(SchemaError, match="no CRS"):
        change(
            series,
            control=squares(calm=(0, 0, 20, 10)).set_crs(None, allow_override=True),
        )


def test_a_failure_in_the_middle_leaves_nothing_to_be_read(tmp_path, monkeypatch):
    series = made.write_series(tmp_path)

    def fail(*_):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(change_rasters, "_sidecar", fail)
        with pytest.raises(RuntimeError):
            change(series)
    assert list((series.folder / "derived").iterdir()) == []
    assert change(series).loss.exists()


def test_somebody_who_was_faster_is_no_fault(tmp_path, monkeypatch):
    series = made.write_series(tmp_path)
    twin = change(series)
    elsewhere = tmp_path / "kept"
    twin.folder.rename(elsewhere)
    sidecar = change_rasters._sidecar

    def meanwhile(*inputs):
        elsewhere.rename(twin.folder)
        return sidecar(*inputs)

    monkeypatch.setattr(change_rasters, "_sidecar", meanwhile)
    assert change(series).about == twin.about
    assert [path.name for path in twin.folder.parent.iterdir()] == [twin.folder.name]


def test_a_damaged_raster_is_named_and_nothing_is_kept(tmp_path):
    series = made.write_series(tmp_path)
    path = series.season("2024-2025").path
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[:middle] + bytes(len(content) - middle))
    with pytest.raises(RasterError, match=r"2024-2025\.tif is damaged"):
        change(series)
    assert list((series.folder / "derived").iterdir()) == []


def test_requests_that_cannot_be_met_say_the_way_out(tmp_path, series):
    with pytest.raises(UnknownNameError, match="has no season '2019-2020'"):
        change(series, before="2019-2020")
    with pytest.raises(SchemaError, match="swap them"):
        change(series, before="2024-2025", after="2023-2024")
    bare = made.write_series(tmp_path)
    (bare.folder / "forest.tif").unlink()
    with pytest.raises(MissingDataError, match=r"fetch landcover --forest-of made"):
        change(bare)


def test_rasters_on_different_grids_are_refused(tmp_path):
    series = made.write_series(tmp_path)
    grid = Grid(crs=made.GRID.crs, transform=made.GRID.transform, shape=(20, 30))
    layout = Layout(grid=grid, bands=("forest",), dtype="uint8", nodata=255)
    write_raster(series.folder / "forest.tif", layout, made.FOREST[None, :20])
    with pytest.raises(SchemaError, match="another grid"):
        change(series)


def test_a_storm_that_spared_nothing_cannot_be_measured_against_itself(tmp_path):
    series = made.write_series(tmp_path)
    bands = made.season_bands(1, 0.0)
    bands[3] -= 0.5
    made.write_season(series.folder, "2024-2025", bands)
    with pytest.raises(TooFewFiguresError, match="area of control"):
        change(read_series("made", tmp_path))


@pytest.mark.parametrize(
    ("site", "share"),
    [("regained_60", 0.60), ("regained_0", 0.0), ("regained_100", 1.0)],
)
def test_the_practice_scene_reports_its_own_truth(scene, site, share):
    told = row(scene.recovery, site, "2025-2026")
    assert told["share_regained"] == pytest.approx(share, abs=0.02)


def test_the_control_of_the_practice_scene_stays_under_three_per_cent(scene):
    assert (scene.recovery["control_change_pct"].abs() < 3).all()
    calm = row(scene.areas, "undamaged")
    assert calm["none_ha"] == pytest.approx(calm["forest_ha"], rel=0.01)


def test_the_practice_scene_knows_where_it_had_too_few_images(scene):
    assert row(scene.areas, "few_images")["unknown_share"] == pytest.approx(1, abs=0.01)
    assert set(scene.areas["basis"]) == set(scene.recovery["basis"]) == {"practice"}


def test_practice_never_enters_a_table_of_real_figures(scene):
    found = scene.change
    with pytest.raises(SchemaError, match="never enters a table of real figures"):
        forest_areas.by_kind(found.series, "commune")
    with pytest.raises(SchemaError, match="practice data, not imagery"):
        forest_areas.conflicts(found, squares(a=(0, 0, 1, 1)))


def test_real_figures_of_places_carry_their_names_and_caveats(series):
    report, table = forest_areas.by_kind(series, "zone")
    assert {"name_vi", "name_en", "caveat", "forest_ha", "basis"} <= set(table)
    assert set(table["basis"]) == {"satellite"}
    assert len(table) == len(report.areas)


def test_conflicts_name_the_area_with_most_forest_first(found):
    areas = squares(fields=(0, 20, 30, 30), half=(0, 5, 10, 15), struck=(0, 10, 20, 20))
    told = forest_areas.conflicts(found, areas)
    assert told["id"].tolist() == ["struck", "half"]
    assert told["recovering_ha"].tolist() == pytest.approx([8.0, 2.0], rel=0.002)


def test_a_change_tells_how_far_it_is_and_ends_where_its_watcher_says_so(tmp_path):
    """The whole of it is told once, from the beginning on; an end leaves nothing."""
    known = made.write_series(tmp_path / "whole")
    heard = []
    with progress.watched(heard.append):
        change(known)
    assert heard[0] == 0
    assert heard == sorted(heard)
    assert 0.5 < heard[-1] < 1

    class EndedError(BaseException):
        pass

    def end(share: float) -> None:
        if share >= heard[-1]:
            raise EndedError

    other = made.write_series(tmp_path / "ended")
    before = sorted(tmp_path.glob("ended/**/*"))
    with progress.watched(end), pytest.raises(EndedError):
        change(other)
    left = [path for path in tmp_path.glob("ended/**/*") if path not in before]
    assert [path.name for path in left if path.is_file()] == []
    assert change(other).loss.exists()
