"""``qngeo zonal``: any raster over any vector file, from the command line."""

import json
import sys

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import Point, box

from qngeo import cli


@pytest.fixture
def qngeo(monkeypatch, capfd):
    """Run the command line in this process: (exit code, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["qngeo", "zonal", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capfd.readouterr()
        return int(str(end.value.code or 0)), out, err

    return call


@pytest.fixture
def files(tmp_path):
    """Two dates of a class raster and two plots, the second one far away."""
    place = from_origin(430_000, 2_330_000, 100, 100)
    for name, values in {"2023.tif": [[1, 1, 2]], "2024.tif": [[1, 2, 2]]}.items():
        profile = {"driver": "GTiff", "count": 1, "height": 1, "width": 3}
        with rasterio.open(
            tmp_path / name,
            "w",
            **profile,
            dtype="uint8",
            crs="EPSG:5899",
            transform=place,
        ) as file:
            file.write(np.array([values], dtype="uint8"))
    near = box(430_000, 2_329_900, 430_300, 2_330_000)
    plots = gpd.GeoDataFrame(
        {"id": ["near", "far"], "code": [7, 9]},
        geometry=[near, box(0, 0, 1, 1)],
        crs="EPSG:5899",
    )
    plots.to_file(tmp_path / "plots.gpkg")
    plots.drop(columns="id").to_file(tmp_path / "coded.gpkg")
    return tmp_path


def test_classes_as_json_are_one_object_a_polygon_and_class(qngeo, files):
    code, out, err = qngeo(
        files / "2023.tif", files / "plots.gpkg", "--by-class", "--format", "json"
    )
    rows = json.loads(out)
    assert code == 0
    assert [(r["id"], r["class"]) for r in rows] == [
        ("near", 1),
        ("near", 2),
        ("far", None),
    ]
    assert [r["share"] for r in rows[:2]] == pytest.approx([2 / 3, 1 / 3])
    assert rows[2]["share"] is None
    assert rows[0]["area_ha"] == pytest.approx(2, rel=5e-4)
    assert rows[2]["note"] == "outside the raster"
    assert "outside the raster: 1 (far)" in err


def test_statistics_as_json_stand_by_name_behind_the_id(qngeo, files):
    code, out, _ = qngeo(
        files / "2023.tif", files / "plots.gpkg", "--stats", "max, mean",
        "--format", "json",
    )  # fmt: skip
    rows = json.loads(out)
    assert code == 0
    assert list(rows[0])[:3] == ["id", "max", "mean"]
    assert rows[0]["mean"] == pytest.approx(4 / 3)
    assert rows[1]["mean"] is None


def test_several_dates_are_told_apart_by_their_file(qngeo, files):
    _, out, _ = qngeo(
        files / "2023.tif", files / "2024.tif", files / "plots.gpkg",
        "--stats", "sum", "--format", "json",
    )  # fmt: skip
    found = {(r["raster"], r["id"]): r["sum"] for r in json.loads(out)}
    assert found["2023.tif", "near"] == pytest.approx(4)
    assert found["2024.tif", "near"] == pytest.approx(5)


def test_another_column_names_the_polygons_or_they_are_numbered(qngeo, files):
    words = (files / "2023.tif", files / "coded.gpkg", "--format", "json")
    _, named, _ = qngeo(*words, "--id", "code")
    assert [r["id"] for r in json.loads(named)] == [7, 9]
    _, numbered, err = qngeo(*words)
    assert [r["id"] for r in json.loads(numbered)] == [1, 2]
    assert "numbered from 1" in err


def test_the_result_is_written_to_a_file_by_its_ending(qngeo, files):
    words = (files / "2023.tif", files / "plots.gpkg", "--to")
    code, out, _ = qngeo(*words, files / "out.json")
    assert (code, out) == (0, "")
    assert json.loads((files / "out.json").read_text("utf-8"))[0]["id"] == "near"
    qngeo(*words, files / "out.csv")
    lines = (files / "out.csv").read_text("utf-8").splitlines()
    assert lines[0] == "id,count,mean,area_ha,note"
    code, _, err = qngeo(*words, files / "out.txt")
    assert (code, err.count("\n")) == (2, 1)
    assert "must end in .json or .csv" in err
    code, _, err = qngeo(*words, files / "none" / "out.csv")
    assert (code, err.count("\n")) == (2, 1)
    assert sorted(p.name for p in files.iterdir() if p.name.startswith(".")) == []


@pytest.mark.parametrize(
    ("raster", "vector", "more", "message"),
    [
        ("none.tif", "plots.gpkg", (), "none.tif is not there"),
        ("2023.tif", "none.gpkg", (), "none.gpkg is not there"),
        ("plots.gpkg", "plots.gpkg", (), "cannot be read as a raster"),
        ("2023.tif", "2023.tif", (), "cannot be read as a vector file"),
        ("2023.tif", "plots.gpkg", ("--stats", "middle"), "no statistic middle"),
        ("2023.tif", "plots.gpkg", ("--id", "name"), "no column name"),
        ("2023.tif", "plots.gpkg", ("--band", "2"), "2023.tif: no band 2"),
        (
            "2023.tif",
            "plots.gpkg",
            ("--by-class", "--band", "1", "--band", "2"),
            "one --band",
        ),
    ],
)
def test_a_request_that_cannot_be_met_ends_with_one_line(
    qngeo, files, raster, vector, more, message
):
    code, out, err = qngeo(files / raster, files / vector, *more)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_several_layers_of_polygons_are_listed(qngeo, files):
    points = gpd.GeoDataFrame(geometry=[Point(0, 0)], crs="EPSG:5899")
    points.to_file(files / "plots.gpkg", layer="points")
    words = (files / "2023.tif", files / "plots.gpkg", "--format", "json")
    code, _, _ = qngeo(*words)
    assert code == 0  # points are no rival
    gpd.read_file(files / "coded.gpkg").to_file(files / "plots.gpkg", layer="more")
    code, _, err = qngeo(*words)
    assert code == 2
    assert "several layers (plots, more)" in err
