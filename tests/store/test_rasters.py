"""Own rasters in either store: one version with the row, or nothing at all."""

import os
import signal
import subprocess
import sys
import threading

import pytest
import shapely
from made_rasters import CLASSES, brought_in, checked, described, geotiff
from store.nursery import ROOT

from qngeo.errors import ConflictError, MissingDataError
from qngeo.io.store import Store
from qngeo.services.own_data import own_rasters, raster_import

ID = "raster:forest_2025"

KILLED = """
import os, signal, sys
from pathlib import Path
from made_rasters import brought_in
from qngeo.io.store import open_store
store = open_store(sys.argv[2])
store.commit = lambda commit: os.kill(os.getpid(), signal.SIGKILL)
brought_in(Path(sys.argv[1]), store)
"""
"""A process that is killed between the file and the version."""


pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture
def given(tmp_path):
    return geotiff(tmp_path / "a.tif")


def files():
    return sorted(path.name for path in own_rasters.folder().glob("*.tif"))


def test_a_raster_is_one_row_with_its_description_and_footprint(store: Store, given):
    version = brought_in(given, store)
    assert (version.number, version.added, version.action) == (1, 1, "import")
    (row,) = store.read("rasters").to_dict("records")
    assert (row["feature_id"], row["kind"], row["band"]) == (ID, "classes", 1)
    assert (row["described_by"], row["source"]) == ("Lan", "Chi cục Kiểm lâm")
    assert f"{row['sha256']}.tif" in files()
    # 4 km by 4 km at 21.1 degrees north, longitude first
    west, south, east, north = row["geometry"].bounds
    assert (east - west) * 103_900 == pytest.approx(4_000, rel=0.02)
    assert (north - south) * 110_700 == pytest.approx(4_000, rel=0.02)
    assert shapely.get_type_id(row["geometry"]) == shapely.GeometryType.MULTIPOLYGON
    assert version.report["counts"]["note.new_raster"] == 1


def test_the_same_id_takes_the_place_and_undo_brings_the_old_one_back(
    store: Store, given, tmp_path
):
    brought_in(given, store)
    (first,) = store.read("rasters")["sha256"]
    other = geotiff(tmp_path / "b.tif", CLASSES[::-1])
    assert brought_in(other, store, described(as_of="2026"), who="Minh").changed == 1
    (second,) = store.read("rasters")["sha256"]
    assert second != first
    assert store.read("rasters", version=1)["sha256"].tolist() == [first]
    store.undo(2, who="Lan")
    assert store.read("rasters")["sha256"].tolist() == [first]
    assert files() == sorted([f"{first}.tif", f"{second}.tif"])
    found = store.differences("rasters", 1, 2).iloc[0]
    assert set(found["columns"]) >= {"sha256", "as_of", "described_by"}
    assert store.differences("rasters", 1, 3).empty


def test_the_same_raster_again_changes_nothing(store: Store, given):
    brought_in(given, store)
    again = brought_in(given, store)
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert len(files()) == 1


def test_a_check_that_is_out_of_date_is_refused(store: Store, given, tmp_path):
    brought_in(given, store)
    old = checked(geotiff(tmp_path / "b.tif", CLASSES[::-1]), store)
    brought_in(given, store, described(as_of="2024"))
    with pytest.raises(ConflictError, match="look again"):
        raster_import.import_raster(store, old, who="Lan")
    assert len(store.versions()) == 2


def test_of_two_first_rasters_the_second_is_told_of_the_first(
    store: Store, given, tmp_path
):
    """Both were checked while the layer was empty."""
    other = geotiff(tmp_path / "b.tif", CLASSES[::-1])
    first, second = checked(given, store), checked(other, store)
    raster_import.import_raster(store, first, who="Lan")
    with pytest.raises(ConflictError, match="version 1 by Lan"):
        raster_import.import_raster(store, second, who="Minh")
    assert [version.who for version in store.versions()] == ["Lan"]
    assert files() == [f"{store.read('rasters')['sha256'].item()}.tif"]
    assert brought_in(other, store, who="Minh").number == 2


def test_two_imports_at_once_are_put_in_order(store: Store, tmp_path):
    """Each stands whole, or was told that another one is at work."""
    paths = [geotiff(tmp_path / f"{at}.tif", CLASSES[::step])
             for at, step in enumerate((1, -1))]  # fmt: skip
    found = [checked(path, store, described(id=f"r{at}"))
             for at, path in enumerate(paths)]  # fmt: skip
    outcomes: list[object] = []

    def run(one):
        try:
            outcomes.append(raster_import.import_raster(store, one, who="Lan"))
        except (MissingDataError, ConflictError) as error:
            outcomes.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = store.read("rasters")
    stands = [one for one in outcomes if not isinstance(one, Exception)]
    assert len(stands) == len(stored) == len(store.versions()) >= 1
    assert files() == sorted(f"{name}.tif" for name in stored["sha256"])


def test_a_process_killed_before_its_version_leaves_the_store_as_it_was(
    store: Store, address, given, own_store, tmp_path
):
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(given), address], check=False, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "QNGEO_VAR": str(own_store)},
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL
    (orphan,) = files()
    assert store.versions() == []
    other = geotiff(tmp_path / "b.tif", CLASSES[::-1])
    brought_in(other, store)
    assert store.versions()[-1].number == 1
    assert orphan not in files()
    assert len(files()) == 1
