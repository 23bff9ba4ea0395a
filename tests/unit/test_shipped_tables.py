"""Tables of the data folder: typed as asked, and what is broken is told in a line."""

import pytest

from qngeo.errors import MissingDataError, SchemaError
from qngeo.io.roads import read_roads
from qngeo.io.tables import read_communes, read_legacy_units, read_shipped

TABLE = "code,km,seq\n06655,1.5,2\nNA,,10\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "made.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_texts_stay_as_they_stand_and_numbers_are_numbers(table):
    found = read_shipped(table, numbers=["km", "not_there"], whole=["seq"])
    assert found["code"].tolist() == ["06655", "NA"]
    assert found["km"].tolist()[0] == 1.5
    assert found["km"].isna().tolist() == [False, True]
    assert found["seq"].tolist() == [2, 10]
    assert found["seq"].dtype == int


def test_without_numbers_every_cell_is_text(table):
    assert read_shipped(table)["km"].tolist() == ["1.5", ""]


def test_a_table_that_is_not_there_is_told_with_the_way_out(tmp_path):
    with pytest.raises(MissingDataError, match=r"legacy_units\.csv: check out data/"):
        read_legacy_units(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"code,area_km2\na,x1\n",
        b"code,area_km2\na,\xff\n",
        b"",
        b'code,area_km2\n"a,1\n',
    ],
)
def test_a_damaged_table_is_told_in_one_line(tmp_path, content):
    (tmp_path / "communes.csv").write_bytes(content)
    with pytest.raises(SchemaError, match=r"^communes\.csv is damaged \([^\n]*$"):
        read_communes(tmp_path)


def test_a_damaged_road_table_is_told_as_well(tmp_path):
    (tmp_path / "roads").mkdir()
    (tmp_path / "roads" / "nodes.csv").write_text("node_id,lat,lon\nn1,2l.0,107\n")
    with pytest.raises(SchemaError, match=r"nodes\.csv is damaged"):
        read_roads(tmp_path)
