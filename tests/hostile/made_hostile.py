"""Some three hundred broken and hostile files, made when asked for."""

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyogrio
from made_areas import kml, placemark, shapefile, zipped
from made_imports import dxf, geojson, parks, rectangle, xlsx

SEED = 20261122
CUTS = 14
NOISE = (1, 100, 20_000)

ENDINGS = (
    ".geojson",
    ".gpkg",
    ".zip",
    ".kml",
    ".kmz",
    ".gml",
    ".parquet",
    ".csv",
    ".xlsx",
    ".dxf",
)


@dataclass(frozen=True)
class Hostile:
    """One file: what it is, its name, and how to make it."""

    what: str
    name: str
    make: Callable[[], bytes]

    def __str__(self) -> str:
        return f"{self.what} {self.name}"


def sound(folder) -> dict[str, bytes]:
    """Return one sound file of each kind."""
    frame = parks()
    found = {".geojson": geojson(frame)}
    for ending in (".gpkg", ".gml"):
        path = folder / f"sound{ending}"
        pyogrio.write_dataframe(frame, path)
        found[ending] = path.read_bytes()
    frame.to_parquet(folder / "sound.parquet")
    found[".parquet"] = (folder / "sound.parquet").read_bytes()
    found[".zip"] = shapefile(frame[["feature_id", "name_vi", "geometry"]], folder)
    found[".kml"] = kml(placemark("A") + placemark("B"))
    found[".kmz"] = zipped({"doc.kml": found[".kml"]})
    rows = [f'park:{n},Khu {n},"{rectangle(n).wkt}"' for n in range(2)]
    found[".csv"] = "\n".join(["id,ten,wkt", *rows]).encode()
    found[".xlsx"] = xlsx(["id", "ten", "wkt"], ["park:a", "A", rectangle().wkt])
    found[".dxf"] = dxf(("A", rectangle(0)), ("B", rectangle(1)))
    return found


def files(folder) -> Iterator[Hostile]:
    """Yield every hostile file."""
    kinds = sound(folder)
    yield from _cut(kinds)
    yield from _misnamed(kinds)
    yield from _noise()
    yield from _markup()
    yield from _archives(kinds)
    yield from _shapes()
    yield from _tables()


def _same(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def _cut(kinds: dict[str, bytes]) -> Iterator[Hostile]:
    rng = random.Random(SEED)
    for ending, content in kinds.items():
        for _ in range(CUTS):
            at = int(len(content) * rng.uniform(0.02, 0.97))
            yield Hostile(
                f"cut at {at} of {len(content)}", f"cut{ending}", _same(content[:at])
            )


def _misnamed(kinds: dict[str, bytes]) -> Iterator[Hostile]:
    for ending, content in kinds.items():
        for other in (*ENDINGS, ".tif", ".exe"):
            if other != ending:
                yield Hostile(f"in truth {ending}", f"misnamed{other}", _same(content))


def _noise() -> Iterator[Hostile]:
    rng = random.Random(SEED)
    for ending in ENDINGS:
        yield Hostile("empty", f"empty{ending}", _same(b""))
        for size in NOISE:
            yield Hostile(
                f"{size} random bytes", f"noise{ending}", _same(rng.randbytes(size))
            )


LAUGHS = (
    "<!DOCTYPE k [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
OUTSIDE = "<!DOCTYPE k [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
QUADRATIC = "<!DOCTYPE k [<!ENTITY a '" + "x" * 50_000 + "'>]>"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
GML = (
    '<f:FeatureCollection xmlns:f="http://ogr.maptools.org/" '
    'xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:xlink="http://www.w3.org/1999/xlink">'
)


def _markup() -> Iterator[Hostile]:
    for what, head in (
        ("billion laughs", LAUGHS),
        ("external entity", OUTSIDE),
        ("quadratic blow-up", QUADRATIC),
    ):
        body = placemark("&a9;" if head is LAUGHS else "&a;" * 1000)
        yield Hostile(what, "bad.kml", _same(kml(body, head)))
        yield Hostile(what, "bad.kmz", _same(zipped({"doc.kml": kml(body, head)})))
        text = f"{XML}{head}{GML}&a;</f:FeatureCollection>".encode()
        yield Hostile(what, "bad.gml", _same(text))
        yield Hostile(what, "bad.xlsx", _same(_sheet_with(head)))
    link = "<NetworkLink><Link><href>http://10.0.0.1/a.kml</href></Link></NetworkLink>"
    yield Hostile("network link", "link.kml", _same(kml(link)))
    away = f'{XML}{GML}<gml:featureMember xlink:href="file:///etc/passwd"/>'
    yield Hostile(
        "link to a file", "link.gml", _same(f"{away}</f:FeatureCollection>".encode())
    )
    deep = "<Folder>" * 50_000 + "</Folder>" * 50_000
    yield Hostile("50,000 folders deep", "deep.kml", _same(kml(deep)))
    yield Hostile(
        "UTF-16", "wide.kml", lambda: kml(placemark("A")).decode().encode("utf-16")
    )


def _sheet_with(head: str) -> bytes:
    """Return a workbook whose sheet declares entities."""
    memory = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(["id"], ["a"]))) as good,
        zipfile.ZipFile(memory, "w") as bad,
    ):
        for part in good.infolist():
            text = good.read(part)
            if part.filename.endswith("sheet1.xml"):
                text = (head + text.decode().partition("?>")[2]).encode()
            bad.writestr(part.filename, text)
    return memory.getvalue()


def _archives(kinds: dict[str, bytes]) -> Iterator[Hostile]:
    for ending in (".zip", ".kmz"):
        wanted = "a.shp" if ending == ".zip" else "a.kml"
        for path in (
            f"../../{wanted}",
            f"/etc/{wanted}",
            f"C:\\{wanted}",
            f"x/../../{wanted}",
            f"..\\..\\{wanted}",
        ):
            yield Hostile(f"path {path}", f"path{ending}", _same(zipped({path: b"x"})))
        yield Hostile(
            "unpacks to 300 MB",
            f"bomb{ending}",
            lambda w=wanted: zipped({w: bytes(300_000_000)}),
        )
        yield Hostile(
            "2,000 members",
            f"many{ending}",
            lambda: zipped({f"{n}.txt": b"" for n in range(2_000)}),
        )
        yield Hostile(
            "two of them",
            f"two{ending}",
            _same(zipped({wanted: b"x", f"b{wanted[1:]}": b"y"})),
        )
        yield Hostile("nothing in it", f"none{ending}", _same(zipped({})))
    yield Hostile(
        "a zip in a zip", "nested.zip", _same(zipped({"a.zip": kinds[".zip"]}))
    )
    yield Hostile(
        "no index", "noshx.zip", _same(zipped({"a.shp": b"x", "a.dbf": b"x"}))
    )
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 2_000_000_000)
    long = head + struct.pack("<2i8d", 1000, 5, *[0.0] * 8)
    yield Hostile(
        "a Shapefile that declares 4 GB",
        "long.zip",
        _same(zipped({"a.shp": long, "a.shx": long, "a.dbf": b"\x03" * 64})),
    )
    yield Hostile(
        "a workbook of 300 MB",
        "bomb.xlsx",
        lambda: zipped({"xl/workbook.xml": bytes(300_000_000)}),
    )
    for ending in (".tif", ".vrt"):
        yield Hostile("a raster that declares 10 GB", f"vast{ending}", _raster)


def _raster() -> bytes:
    """Return the head of a TIFF of 100,000 x 100,000 bytes without any pixel."""
    tags = [
        (256, 100_000),
        (257, 100_000),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, 100_000),
        (279, 2_000_000_000),
    ]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\x00" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)


def _feature(coordinates: str, kind: str = "Polygon", name: str = '"A"') -> bytes:
    return (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        f'{{"id":"park:a","name":{name}}},"geometry":{{"type":"{kind}",'
        f'"coordinates":{coordinates}}}}}]}}'
    ).encode()


def _circle(corners: int) -> str:
    return json.dumps([_round(corners)])


def _round(corners: int) -> list[list[float]]:
    turn = np.linspace(0, 2 * np.pi, corners)
    turn[-1] = 0
    ring = np.column_stack([107 + 0.1 * np.cos(turn), 21 + 0.1 * np.sin(turn)])
    return [[float(x), float(y)] for x, y in ring]


def _shapes() -> Iterator[Hostile]:
    ring = "[[[107,21],[107.1,21],{},[107,21]]]"
    for odd in (
        "[NaN,21]",
        "[Infinity,21]",
        "[-Infinity,21]",
        "[1e999,21]",
        '["a",21]',
        "[null,21]",
        "[]",
        "[107]",
        "{}",
        "[[107,21]]",
        "true",
    ):
        yield Hostile(
            f"corner {odd}", "corner.geojson", _same(_feature(ring.format(odd)))
        )
    yield Hostile(
        "a million corners", "million.geojson", lambda: _feature(_circle(1_000_000))
    )
    yield Hostile("a million corners", "million.csv", _million)
    yield Hostile(
        "300,000 features",
        "many.geojson",
        lambda: (
            b'{"type":"FeatureCollection","features":['
            + b",".join([b'{"type":"Feature"}'] * 300_000)
            + b"]}"
        ),
    )
    for depth in (500, 100_000):
        yield Hostile(
            f"{depth} brackets deep",
            "deep.geojson",
            lambda d=depth: _feature("[" * d + "]" * d),
        )
    yield Hostile(
        "a number of 10,000 digits",
        "digits.geojson",
        _same(_feature(ring.format(f"[{'9' * 10_000},21]"))),
    )
    for kind in ("Point", "LineString", "Banana", "GeometryCollection"):
        yield Hostile(f"a {kind}", "kind.geojson", _same(_feature("[107,21]", kind)))
    yield Hostile(
        "half a letter",
        "half.geojson",
        _same(_feature(ring.format("[107.1,21.1]"), name='"\\ud800"')),
    )
    yield Hostile(
        "an unknown CRS",
        "crs.geojson",
        _same(
            b'{"type":"FeatureCollection","crs":{"properties":{"name":"x"}},'
            b'"features":[{"type":"Feature"}]}'
        ),
    )
    drawing = dxf(("A", rectangle()))
    for value in ("nan", "inf", "1e999", "x"):
        yield Hostile(
            f"corner at {value}",
            "corner.dxf",
            _same(drawing.replace(b"480000.0", value.encode())),
        )


def _million() -> bytes:
    corners = ",".join(f"{x} {y}" for x, y in _round(1_000_000))
    return f'id,ten,wkt\npark:a,A,"POLYGON(({corners}))"'.encode()


def _tables() -> Iterator[Hostile]:
    wkt = rectangle().wkt
    for odd in (
        "POLYGON((nan nan, 1 1, 2 2, nan nan))",
        "POLYGON((inf 0, 1 1, 2 2, inf 0))",
        "POLYGON EMPTY",
        "POLYGON((0 0",
        "DROP TABLE parks",
    ):
        text = f'id,ten,wkt\npark:a,A,"{odd}"'
        yield Hostile(f"outline {odd}", "outline.csv", _same(text.encode()))
    for lat, lon in (("nan", "107"), ("inf", "107"), ("21", "1e999"), ("21;1", "107")):
        text = f"id,ten,lat,lon\npark:a,A,{lat},{lon}"
        yield Hostile(f"place {lat} {lon}", "place.csv", _same(text.encode()))
    yield Hostile(
        "an id that is a path",
        "id.csv",
        _same(f'id,ten,wkt\n"park:../../etc",A,"{wkt}"'.encode()),
    )
    yield Hostile(
        "a name of 100,000 letters",
        "long.csv",
        _same(f'id,ten,wkt\npark:a,{"A" * 100_000},"{wkt}"'.encode()),
    )
    yield Hostile(
        "100,000 columns",
        "wide.csv",
        _same((",".join(map(str, range(100_000))) + "\n1").encode()),
    )
    yield Hostile("300,000 rows", "tall.csv", lambda: b"id,ten\n" + b"a,b\n" * 300_000)
    yield Hostile("one cell too many", "ragged.csv", _same(b"id,ten\na,b,c"))
    yield Hostile("the same column twice", "twice.csv", _same(b"id,id\na,b"))
    yield Hostile(
        "a column without a name",
        "noname.xlsx",
        lambda: xlsx(["id", None, "wkt"], ["park:a", "A", wkt]),
    )
    yield Hostile(
        "no outline", "plain.xlsx", _same(xlsx(["id", "ten"], ["park:a", "A"]))
    )
