"""What GDAL, and so QGIS, makes of the service: every collection, pages and filters."""

from concurrent.futures import ThreadPoolExecutor

import pyogrio
import pytest
import shapely
from running import start_app

from qngeo.services.datasets import register

# GDAL holds the interpreter while it waits for an answer, so the service must run
# in a process of its own.


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Start the whole application, as a user of QGIS meets it."""
    with start_app(tmp_path_factory.mktemp("gdal") / "app.log") as root:
        yield f"OAPIF:{root}/ogc"


@pytest.fixture(scope="module")
def read(address):
    """Read a collection as GDAL does."""

    def frame(layer: str, **options: object):
        return pyogrio.read_dataframe(address, layer=layer, **options)

    return frame


def test_gdal_lists_every_collection(address):
    assert pyogrio.list_layers(address)[:, 0].tolist() == list(register.names())


@pytest.mark.parametrize("name", register.names())
def test_gdal_reads_every_collection_whole(read, name):
    wanted = register.dataset(name)
    found = read(name).set_index("id")
    frame = wanted.frame.set_index("id")
    assert sorted(found.index) == sorted(frame.index.astype(str))
    names = [c.name for c in wanted.columns if c.name != "id"]
    assert set(names) <= set(found.columns)
    ordered = found.loc[frame.index.astype(str)]
    for column in wanted.columns:
        if column.name != "id" and column.kind == "number":
            same = ordered[column.name].astype(float).to_numpy()
            assert same == pytest.approx(frame[column.name].to_numpy(), nan_ok=True)
    if wanted.kind == "layer":
        moved = ordered.geometry.to_numpy()
        for own, shape in zip(frame.geometry, moved, strict=True):
            assert own is shape is None or own.normalize().equals_exact(
                shape.normalize(), tolerance=1e-8
            )  # about a millimetre
    else:
        assert ordered.geometry.isna().all()


def test_gdal_goes_through_the_pages(read):
    ids = read("facts", PAGE_SIZE="150")["id"].tolist()
    assert sorted(ids) == sorted(register.dataset("facts").frame["id"])


def test_gdal_reads_vn2000(read):
    found = read("parks", CRS="EPSG:5899").set_index("id").sort_index()
    assert found.crs.to_epsg() == 5899
    wanted = register.dataset("parks").frame.set_index("id").sort_index()
    away = found.geometry.distance(wanted.geometry.to_crs(5899))
    assert away.max() < 0.001
    assert found.geometry.area.sum() == pytest.approx(
        wanted.geometry.to_crs(5899).area.sum(), rel=1e-6
    )


def test_gdal_asks_by_box_and_by_property(read):
    wanted = register.dataset("parks").frame
    box = (106.9, 20.9, 107.3, 21.2)
    inside = wanted[wanted.intersects(shapely.box(*box))]
    assert sorted(read("parks", bbox=box)["id"]) == sorted(inside["id"])
    planned = wanted[wanted["status"].eq("planned")]
    found = read("parks", where="status = 'planned'")
    assert sorted(found["id"]) == sorted(planned["id"])


def test_many_read_at_once(address):
    with ThreadPoolExecutor(8) as pool:
        counts = list(
            pool.map(
                lambda _: len(pyogrio.read_dataframe(address, layer="roads")), range(8)
            )
        )
    assert counts == [len(register.dataset("roads").frame)] * 8
