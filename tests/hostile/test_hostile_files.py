"""Hostile files end in one line, store nothing and take no memory to speak of."""

import resource
import time

import pytest
from hostile.made_hostile import files
from made_imports import geojson, parks

from qngeo.errors import QngeoError
from qngeo.io.store import open_store
from qngeo.io.uploads.tables import as_csv, for_sheets
from qngeo.services.own_data.importing import check_file, import_checked

LEAST = 290
MOST_LETTERS = 600
MOST_MB = 1_200
MOST_SECONDS = 60


@pytest.fixture
def store(tmp_path):
    opened = open_store(str(tmp_path / "own.gpkg"))
    sound = check_file(geojson(parks()), name="a.geojson", layer="parks")
    import_checked(opened, sound, who="Minh")
    yield opened
    opened.close()


def refusal(content, name, store):
    """Return why a file is not imported, "" when it is."""
    try:
        checked = check_file(content, name=name, layer="parks")
        import_checked(store, checked, who="Minh")
    except QngeoError as error:
        return str(error)
    return ""


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_each_hostile_file_ends_in_one_line_and_stores_nothing(store, tmp_path):
    before, start = peak_mb(), time.process_time()
    seen, wrong = 0, []
    for hostile in files(tmp_path):
        seen += 1
        reason = refusal(hostile.make(), hostile.name, store)
        if not reason:
            wrong.append(f"{hostile}: imported")
        elif len(reason.splitlines()) != 1 or len(reason) > MOST_LETTERS:
            wrong.append(f"{hostile}: {reason[:200]!r}")
        elif hostile.name not in reason:
            wrong.append(f"{hostile}: does not name the file: {reason[:200]!r}")
    assert wrong == []
    assert seen >= LEAST
    assert len(store.versions()) == 1
    assert store.read("parks")["feature_id"].tolist() == ["park:dong", "park:tay"]
    assert peak_mb() - before < MOST_MB
    assert time.process_time() - start < MOST_SECONDS


def test_html_and_formulas_are_kept_as_text_and_escaped_for_spreadsheets(store):
    names = ['<img src=x onerror="alert(1)">', '=cmd|"/c calc"!A1']
    checked = check_file(geojson(parks(name_vi=names)), name="a.geojson", layer="parks")
    import_checked(store, checked, who="Minh")
    kept = store.read("parks")[["feature_id", "name_vi"]]
    assert kept["name_vi"].tolist() == names
    lines = as_csv(kept).decode("utf-8-sig").splitlines()
    assert lines[2] == 'park:tay,"\'=cmd|""/c calc""!A1"'
    assert for_sheets("@SUM(A1)") == "'@SUM(A1)"


def test_a_name_that_is_a_path_writes_nothing_elsewhere(store, tmp_path):
    checked = check_file(
        geojson(parks()), name="../../etc/parks.geojson", layer="parks"
    )
    version = import_checked(store, checked, who="Minh")
    assert version.file_name == "parks.geojson"
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".gpkg"]
