"""Publishing: stale files are named, and the licence follows the sources."""

import pytest

from qngeo.errors import StaleLayersError
from qngeo.io import layers
from qngeo.services.layers import publish
from qngeo.services.layers.licences import ODBL, OWN, licence_of


@pytest.fixture
def present(monkeypatch):
    """Let the data give two files, and return what stands in ``layers/``."""
    fresh = {"zones.geojson": b"new", "parks.geojson": b"same"}
    found = dict(fresh)
    monkeypatch.setattr(publish, "build", lambda _: fresh)
    monkeypatch.setattr(layers, "read_all", lambda: found)
    return found


@pytest.mark.usefixtures("present")
def test_layers_that_the_data_give_are_not_stale():
    publish.check(None)


def test_a_changed_a_missing_and_a_left_over_file_are_named(present):
    present["zones.geojson"] = b"old"
    present["ghost.geojson"] = b"left over"
    del present["parks.geojson"]
    named = "ghost.geojson, parks.geojson, zones.geojson"
    with pytest.raises(StaleLayersError, match=named):
        publish.check(None)


def test_what_is_no_longer_published_is_removed(tmp_path):
    layers.write_all({"old.geojson": b"1", "kept.geojson": b"1"}, tmp_path)
    layers.write_all({"kept.geojson": b"2"}, tmp_path)
    assert layers.read_all(tmp_path) == {"kept.geojson": b"2"}


def test_one_source_from_openstreetmap_decides_the_licence():
    assert licence_of(["package_airportsdata"]) == OWN
    assert licence_of(["package_airportsdata", "package_scgraph_data"]) == ODBL
