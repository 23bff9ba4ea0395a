"""Whatever is imported and exported comes back the same: attributes, shape, CRS."""

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from made_datasets import apart_m
from made_imports import EAST, NORTH
from own_folder import var_folder

from qngeo.services.datasets.register import dataset
from qngeo.services.export.files import as_bytes
from qngeo.services.own_data import known
from qngeo.services.own_data.importing import check_file, import_checked

TYPED = ("gpkg", "geojson", "parquet")
"""Kinds of file that keep whether a cell is a text or a number."""

UNTYPED = ("csv", "zip")

PROJECTED = ("gpkg", "parquet", "csv", "zip")

SYSTEMS = ("EPSG:4326", "EPSG:5899", "EPSG:5898", "EPSG:5897", "EPSG:3405")

WORDS = st.one_of(
    st.sampled_from(
        [
            "Khu công nghiệp Sông Khoai", "<script>alert(1)</script>", "=SUM(A1:A9)",
            "'=1+1", "''", "-5", "+84 203", "@x", "một\nhai", 'nói "được"', "a;b,c\td",
            "007", "1e5", "NA", "null", "true", "2024-09-07", "&amp;", "ệ" * 120,
            "{}", '{"a": 1}', "POINT (0 0)", "Đông Triều – Mạo Khê", "%", "‘nháy’",
        ]
    ),
    st.text(
        st.sampled_from("abc ÀáảẠăđĐơưỹệ<>&\"'=+-,;1.5%°\\/\n|{}[]"), max_size=30
    ).map(str.strip),
)  # fmt: skip
NAMES = WORDS.filter(bool)
NUMBERS = st.one_of(
    st.none(),
    st.floats(min_value=1e-3, max_value=1e7, allow_nan=False),
    st.sampled_from([1.234, 20.0, 0.1 + 0.2, 1234567.125]),
)
EXTRA = {
    "Số tầng": st.integers(min_value=-(2**40), max_value=2**60),
    "giá": st.floats(allow_nan=False, allow_infinity=False, width=64),
    "đã thuê": st.booleans(),
    "tên gọi khác của khu": WORDS,
    "lẫn lộn": st.one_of(WORDS, st.integers(0, 9), st.booleans()),
    "id": st.integers(1, 99).map(str),
    "licence": st.sampled_from(["CC0", "nội bộ"]),
    "=x": NAMES,
    "fid": st.integers(1, 9),
}
DATES = st.sampled_from(["", "2024", "2024-06", "2024-06-30", "2014~", "2021/2025"])
STATUSES = st.sampled_from(["", "operating", "planned"])


@st.composite
def outlines(draw, count: int):
    """Boxes 2 km apart, some of two parts or with a hole, in EPSG:5899."""
    shapes = []
    for at in range(count):
        west = EAST + 2_000 * at + draw(st.floats(0, 1))
        width, height = draw(st.integers(60, 900)), draw(st.integers(60, 900))
        box = shapely.box(west, NORTH, west + width, NORTH + height)
        kind = draw(st.sampled_from(["plain", "hole", "two"]))
        if kind == "hole":
            box = box.difference(box.buffer(-20, join_style="mitre"))
        elif kind == "two":
            far = shapely.box(west + 950, NORTH, west + 990, NORTH + 50)
            box = shapely.MultiPolygon([box, far])
        shapes.append(box)
    return shapes


@st.composite
def parks(draw):
    """One to four parks in some system, with all that a person's table may hold."""
    count = draw(st.integers(1, 4))
    rows = [
        {
            "feature_id": f"park:p{at}",
            "name_vi": draw(NAMES),
            "note_vi": draw(WORDS),
            "decision": draw(WORDS),
            "status": draw(STATUSES),
            "valid_from": draw(DATES),
            "position_error_m": draw(NUMBERS),
            **{
                name: draw(cells)
                for name, cells in EXTRA.items()
                if draw(st.booleans())
            },
        }
        for at in range(count)
    ]
    drawn = draw(outlines(count))
    for row, shape in zip(rows, drawn, strict=True):
        row["area_published_ha"] = shape.area / 1e4 * draw(st.floats(0.995, 1.005))
    system = draw(st.sampled_from(SYSTEMS))
    change = pyproj.Transformer.from_crs("EPSG:5899", system, always_xy=True)
    shapes = [
        shapely.transform(shape, change.transform, interleaved=False) for shape in drawn
    ]
    return rows, shapes, system


def as_geojson(rows, shapes, system):
    """A file as a person brings it, in any system."""
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    named = {"type": "name", "properties": {"name": system}}
    whole = {"type": "FeatureCollection", "crs": named, "features": features}
    return json.dumps(whole, ensure_ascii=False).encode()


@contextmanager
def fresh_store():
    with tempfile.TemporaryDirectory() as folder, var_folder(Path(folder)):
        yield known.store()


def bring(content: bytes, name: str, layer: str) -> gpd.GeoDataFrame:
    """Import a file into an empty store; return the rows as stored."""
    with fresh_store() as store:
        checked = check_file(content, name=name, layer=layer, store=store)
        assert checked.report.count("fault") == 0, checked.report.as_frame("en")
        import_checked(store, checked, who="Minh")
        return store.read(layer)


def attributes(rows: pd.DataFrame, *, typed: bool) -> list[dict[str, object]]:
    """Return every cell that says something, of own columns and of the file's."""
    plain = pd.DataFrame(rows.drop(columns=["in_version", "extra", "geometry"]))
    found = []
    for row, extra in zip(plain.to_dict("records"), rows["extra"], strict=True):
        own = {k: v for k, v in row.items() if not (pd.isna(v) or v == "")}
        held = json.loads(extra)
        found.append({**own, "extra": held if typed else untyped(held)})
    return found


def untyped(held: dict[str, object]) -> dict[str, str]:
    """Return what a file without types can say: texts, and numbers as texts."""
    told = {}
    for name, cell in held.items():
        if isinstance(cell, bool):
            told[name] = str(cell).lower()
        else:
            try:
                told[name] = repr(float(str(cell)))
            except ValueError:
                told[name] = str(cell).replace("True", "true").replace("False", "false")
    return told


def exported(layer: str, content: bytes, name: str) -> tuple[gpd.GeoDataFrame, dict]:
    """Import a file; return the rows as stored, and every kind of file of them."""
    with fresh_store() as store:
        checked = check_file(content, name=name, layer=layer, store=store)
        assert checked.report.count("fault") == 0, checked.report.as_frame("en")
        import_checked(store, checked, who="Minh")
        found = dataset(f"own_{layer}")
        files = {(kind, ""): as_bytes(found, kind) for kind in (*TYPED, *UNTYPED)}
        files |= {
            (kind, "5899"): as_bytes(found, kind, crs="5899") for kind in PROJECTED
        }
        return store.read(layer), files


@given(parks())
@settings(max_examples=5, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_what_is_imported_and_exported_comes_back_the_same(made):
    rows, shapes, system = made
    given_rows, files = exported("parks", as_geojson(*made), "a.geojson")
    assert given_rows["name_vi"].tolist() == [row["name_vi"] for row in rows]
    drawn = gpd.GeoDataFrame(geometry=shapes, crs=system)
    assert apart_m(given_rows, drawn) < 1e-3
    for (kind, crs), content in files.items():
        back = bring(content, f"b.{kind}", "parks")
        typed = kind in TYPED
        assert attributes(back, typed=typed) == attributes(given_rows, typed=typed), (
            kind,
            crs,
        )
        assert back.crs == given_rows.crs == "EPSG:4326"
        assert apart_m(back, given_rows) < 1e-3, (kind, crs)


@pytest.mark.parametrize("kind", ["geojson", "csv"])
def test_points_come_back_as_points_without_columns_of_their_own(kind):
    rows = [
        {"feature_id": "port:a", "name_vi": "Cảng A", "kind": "seaport", "bến": 2},
        {"feature_id": "port:b", "name_vi": "Cảng B", "kind": "seaport", "bến": 3},
    ]
    places = [shapely.Point(107.0123456789, 20.95), shapely.Point(107.1, 20.96)]
    given_rows, files = exported(
        "places", as_geojson(rows, places, "EPSG:4326"), "a.geojson"
    )
    for crs in ("", "5899") if kind == "csv" else ("",):
        back = bring(files[kind, crs], f"b.{kind}", "places")
        assert [set(json.loads(extra)) for extra in back["extra"]] == [{"bến"}] * 2
        assert apart_m(back, given_rows) < 1e-3


def test_a_ledger_without_outlines_comes_back_the_same():
    rows = [
        {"feature_id": "plot:a1", "park_id": "park:song_khoai", "area_ha": 1.234,
         "status": "ready", "price_usd_m2": np.nan, "sectors": "=cơ khí; điện tử"},
        {"feature_id": "plot:a2", "park_id": "park:song_khoai", "area_ha": 2.0,
         "status": "leased", "price_usd_m2": 95.5, "sectors": ""},
    ]  # fmt: skip
    content = pd.DataFrame(rows).to_csv(index=False).encode()
    with fresh_store() as store:
        checked = check_file(content, name="a.csv", layer="plots", store=store)
        import_checked(store, checked, who="Minh")
        before = store.read("plots")
        found = dataset("own_plots")
        assert found.kind == "table"
        files = {kind: as_bytes(found, kind) for kind in ("csv", "xlsx")}
    for kind, file in files.items():
        back = bring(file, f"b.{kind}", "plots")
        assert attributes(back, typed=True) == attributes(before, typed=True), kind
