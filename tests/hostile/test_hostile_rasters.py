"""Hostile rasters end in one line, store nothing and take no memory to speak of."""

import resource
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from made_rasters import CLASSES, TRANSFORM, brought_in, checked, described, geotiff
from PIL import Image
from rasterio.control import GroundControlPoint
from rasterio.transform import Affine

from qngeo.domain.imports.raster_description import ClassName
from qngeo.errors import QngeoError
from qngeo.services.own_data import known, own_rasters
from qngeo.web import own_raster_parts

MOST_MB = 700
MOST_LETTERS = 400

Make = Callable[[Path], None]


pytestmark = pytest.mark.usefixtures("own_store")


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def patched(path: Path, tag: int, value: int) -> None:
    """Put another number into a tag of the first directory of a little-endian TIFF."""
    content = bytearray(path.read_bytes())
    (start,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, start)
    for at in range(start + 2, start + 2 + 12 * count, 12):
        if struct.unpack_from("<H", content, at)[0] == tag:
            struct.pack_into("<HII", content, at + 2, 4, 1, value)
            path.write_bytes(content)
            return
    pytest.fail(f"no tag {tag}")


def truncated(path: Path) -> None:
    geotiff(path, np.random.default_rng(1).integers(1, 3, (400, 400), "uint8"))
    path.write_bytes(path.read_bytes()[:20_000])


def without_directory(path: Path) -> None:
    geotiff(path)
    path.write_bytes(path.read_bytes()[:8])


def declared_10_gb(path: Path) -> None:
    """A sparse file of some kilobytes that says it has ten thousand million cells."""
    with rasterio.open(
        path, "w", driver="GTiff", width=100_000, height=100_000, count=1,
        dtype="uint8", crs="EPSG:5899", transform=TRANSFORM, tiled=True,
        blockxsize=8192, blockysize=8192, compress="deflate", SPARSE_OK=True,
    ):  # fmt: skip
        pass


def one_great_tile(path: Path) -> None:
    """A deflate bomb: one block of 400 million cells in a file of some kilobytes."""
    with rasterio.open(
        path, "w", driver="GTiff", width=20_000, height=20_000, count=1,
        dtype="uint8", crs="EPSG:5899", transform=TRANSFORM, tiled=True,
        blockxsize=20_000, blockysize=20_000, compress="deflate", SPARSE_OK=True,
    ):  # fmt: skip
        pass


def interleaved_gigabytes(path: Path) -> None:
    with rasterio.open(
        path, "w", driver="GTiff", width=20_000, height=20_000, count=60,
        dtype="uint8", crs="EPSG:5899", transform=TRANSFORM, tiled=True,
        interleave="pixel", compress="deflate", SPARSE_OK=True,
    ):  # fmt: skip
        pass


def broken_deflate(path: Path) -> None:
    """A block whose bytes are no deflate stream."""
    values = np.random.default_rng(1).integers(1, 3, (256, 256), "uint8")
    geotiff(path, values, compress="deflate")
    content = bytearray(path.read_bytes())
    at = content.find(zlib.compress(b"")[:2], 200)
    content[at + 10 : at + 400] = b"\xff" * 390
    path.write_bytes(content)


def zero_wide(path: Path) -> None:
    geotiff(path)
    patched(path, 256, 0)


def not_a_number(place: int) -> Make:
    """A georeference with NaN: pixel scale (33550) or tie point (33922)."""

    def make(path: Path) -> None:
        geotiff(path)
        content = path.read_bytes()
        for number in (100.0, 430_000.0)[place : place + 1]:
            packed = struct.pack("<d", number)
            assert packed in content
            content = content.replace(packed, struct.pack("<d", float("nan")))
        path.write_bytes(content)

    return make


def infinite(path: Path) -> None:
    geotiff(path)
    content = path.read_bytes()
    given, other = struct.pack("<d", 430_000.0), struct.pack("<d", float("inf"))
    path.write_bytes(content.replace(given, other))


def ground_points(path: Path) -> None:
    points = [GroundControlPoint(r, c, 107 + c / 400, 21.1 - r / 400, 0)
              for r in (0, 40) for c in (0, 40)]  # fmt: skip
    with rasterio.open(path, "w", driver="GTiff", width=40, height=40, count=1,
                       dtype="uint8", gcps=points, crs="EPSG:4326") as out:  # fmt: skip
        out.write(CLASSES, 1)


def picture(kind: str) -> Make:
    return lambda path: Image.fromarray(CLASSES).save(path, kind)


def text(content: str) -> Make:
    return lambda path: path.write_text(content, encoding="utf-8") and None


def vrt(path: Path) -> None:
    """A VRT that points at a file of the machine and at the network."""
    path.write_text(
        '<VRTDataset rasterXSize="40" rasterYSize="40"><VRTRasterBand dataType="Byte"'
        ' band="1"><SimpleSource><SourceFilename>/etc/passwd</SourceFilename>'
        "<SourceBand>1</SourceBand></SimpleSource><SimpleSource><SourceFilename>"
        "/vsicurl/http://127.0.0.1:9/a.tif</SourceFilename></SimpleSource>"
        "</VRTRasterBand></VRTDataset>"
    )


def practice(path: Path) -> None:
    geotiff(path)
    with rasterio.open(path, "r+") as target:
        target.update_tags(QNGEO_KIND="practice")


CASES: dict[str, tuple[Make, str]] = {
    "empty": (lambda path: path.write_bytes(b"") and None, "is empty"),
    "truncated": (truncated, "cannot be (decoded|read)"),
    "without directory": (without_directory, "cannot be read as a GeoTIFF"),
    "10 GB declared": (declared_10_gb, "at most 600,000,000 are read"),
    "deflate bomb in one tile": (one_great_tile, "is stored in blocks of"),
    "60 bands interleaved": (interleaved_gigabytes, "24 GB when decoded"),
    "broken deflate": (broken_deflate, "cannot be decoded"),
    "zero wide": (zero_wide, "cannot be read as a GeoTIFF"),
    "NaN cell size": (not_a_number(0), "no number|where its cells lie"),
    "NaN corner": (not_a_number(1), "no number"),
    "infinite corner": (infinite, "no number"),
    "turned": (
        lambda path: geotiff(path, transform=TRANSFORM * Affine.rotation(30)),
        "is turned",
    ),
    "south up": (
        lambda path: geotiff(path, transform=Affine(100, 0, 43e4, 0, 100, 234e4)),
        "not north up",
    ),
    "ground control points only": (ground_points, "ground control points only"),
    "300 bands": (
        lambda path: geotiff(path, np.zeros((300, 4, 4), "uint8")),
        "300 bands: at most 64",
    ),
    "complex numbers": (
        lambda path: geotiff(path, CLASSES.astype("complex64")),
        "holds complex64",
    ),
    "64-bit numbers": (
        lambda path: geotiff(path, CLASSES.astype("int64")),
        "holds int64",
    ),
    "PNG": (picture("png"), "is a PNG picture"),
    "JPEG": (picture("jpeg"), "is a JPEG picture"),
    "plain TIFF": (picture("tiff"), "does not say where its cells lie"),
    "SVG": (text('<svg xmlns="http://www.w3.org/2000/svg"/>'), "is an SVG"),
    "HTML": (text("<!doctype html><script>alert(1)</script>"), "is XML or HTML"),
    "XML entities": (
        text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "/etc/passwd">]>'),
        "is XML or HTML",
    ),
    "VRT": (vrt, "is a VRT, which points to other files"),
    "zip": (lambda path: path.write_bytes(b"PK\x03\x04" * 9) and None, "is a zip"),
    "words": (text("GTIFF_DIR:1:/etc/passwd"), "is no GeoTIFF"),
    "degrees of elsewhere": (
        lambda path: geotiff(path, crs="EPSG:4326",
                             transform=Affine(0.1, 0, -70, 0, -0.1, 10)),
        "lies outside the province",
    ),
    "metres as degrees": (
        lambda path: geotiff(path, crs="EPSG:4326"),
        "read in EPSG:5899",
    ),
    "no CRS": (lambda path: geotiff(path, crs=None), "names no coordinate system"),
    "practice data": (practice, "is practice data"),
    "nothing but no data": (
        lambda path: geotiff(path, CLASSES * 0),
        "no cell with a value",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_hostile_raster_ends_in_one_line_and_stores_nothing(case, tmp_path):
    make, reason = CASES[case]
    path = tmp_path / "given.tif"
    make(path)
    before = peak_mb()
    with pytest.raises(QngeoError, match=reason) as told:
        brought_in(path, known.store())
    line = str(told.value)
    assert len(line.splitlines()) == 1
    assert len(line) < MOST_LETTERS
    assert "given.tif" in line
    assert str(tmp_path) not in line
    assert known.store().versions() == []
    assert not own_rasters.folder().exists()
    assert peak_mb() - before < MOST_MB


def test_a_highly_compressed_raster_is_read_in_little_memory(tmp_path):
    """100 million equal cells in a file of some 100 kB are no reason to refuse it."""
    path = tmp_path / "given.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=10_000, height=10_000, count=1,
        dtype="uint8", crs="EPSG:5899", tiled=True, compress="deflate",
        transform=Affine(1, 0, 430_000, 0, -1, 2_342_000), SPARSE_OK=True, nodata=9,
    ):  # fmt: skip
        pass
    before = peak_mb()
    found = checked(path, known.store())
    assert path.stat().st_size < 200_000
    assert found.seen.scan.valid == 0
    assert peak_mb() - before < MOST_MB


def test_files_beside_the_given_one_are_not_looked_at(tmp_path):
    path = tmp_path / "given.tif"
    picture("tiff")(path)
    (tmp_path / "given.tfw").write_text("100\n0\n0\n-100\n430000\n2342000\n")
    (tmp_path / "given.tif.aux.xml").write_text(
        "<PAMDataset><SRS>EPSG:5899</SRS><GeoTransform>430000, 100, 0, 2342000, 0,"
        " -100</GeoTransform></PAMDataset>"
    )
    (tmp_path / "given.tif.ovr").write_bytes(b"II*\x00")
    (tmp_path / "given.tif.msk").write_bytes(b"II*\x00")
    with pytest.raises(QngeoError, match="does not say where its cells lie"):
        brought_in(path, known.store())
    sound = geotiff(path)
    assert brought_in(sound, known.store()).added == 1
    assert sound.read_bytes() != b""


def test_html_and_formulas_in_a_description_stay_text(tmp_path):
    nasty = '<img src=x onerror="alert(1)"> =1+1'
    said = described(name_vi=nasty, source=nasty, note=nasty,
                     classes=(ClassName(value=1, name_vi=nasty),))  # fmt: skip
    brought_in(geotiff(tmp_path / "a.tif"), known.store(), said, who=nasty)
    raster = own_rasters.own_raster("forest_2025")
    assert raster.name_vi == raster.source == raster.described_by == nasty
    assert raster.class_name(1, "en") == nasty
    (entry,) = own_raster_parts.message(raster, "vi")["legend"]["entries"]
    assert entry["label"] == nasty  # the page of the map writes labels as text


def test_names_that_are_paths_write_nothing_elsewhere(tmp_path):
    path = geotiff(tmp_path / "a.tif")
    for name in ("../../a", "/etc/a", "a/b", "a.b", ""):
        with pytest.raises(QngeoError, match="cannot be used"):
            brought_in(path, known.store(), described(id=name))
    assert not own_rasters.folder().exists()
