"""A STAC API on loopback in Earth Search's own form, with faults on request."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.warp import transform_bounds

COG = "image/tiff; application=geotiff; profile=cloud-optimized"
METRES = {"red": 10, "green": 10, "blue": 10, "nir08": 20, "swir16": 20, "swir22": 20,
          "scl": 20}  # fmt: skip
CLEAR, CLOUD = 4, 9


@dataclass
class Api:
    """What the server gives, how it fails, and what it was asked."""

    folder: Path
    items: list[dict[str, Any]] = field(default_factory=list)
    page: int = 4
    loops: bool = False
    garbage: bytes = b""
    failing: dict[str, int] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def reads(self) -> Counter[str]:
        """Count the requests for each file."""
        return Counter(path for path in self.asked if path.endswith(".tif"))

    def add(  # noqa: PLR0913 -- a scene is all of these
        self,
        name: str,
        moment: str,
        *,
        counts: dict[str, Any],
        scl: Any = CLEAR,
        extent: tuple[float, float, float, float],
        crs: str = "EPSG:32648",
        offset: float = -0.1,
        **properties: Any,
    ) -> dict[str, Any]:
        """Add an item with its files; counts are of the whole scene or an array.

        ``extent`` is west, south, east, north in metres of ``crs``.
        """
        west, south, east, north = extent
        assets: dict[str, Any] = {}
        for band, metres in METRES.items():
            shape = (round((north - south) / metres), round((east - west) / metres))
            values = np.broadcast_to(scl if band == "scl" else counts[band], shape)
            path = self.folder / name / f"{band}.tif"
            write_cog(path, values, from_origin(west, north, metres, metres), crs,
                      dtype="uint8" if band == "scl" else "uint16")  # fmt: skip
            about: dict[str, Any] = {"nodata": 0, "spatial_resolution": metres}
            if band != "scl":
                about |= {"data_type": "uint16", "bits_per_sample": 15,
                          "scale": 0.0001, "offset": offset}  # fmt: skip
            assets[band] = {
                "href": f"{self.url}/data/{name}/{band}.tif",
                "type": COG,
                "roles": ["data", "reflectance"],
                "proj:shape": list(shape),
                "proj:transform": [metres, 0, west, 0, -metres, north],
                "raster:bands": [about],
            }
        box = transform_bounds(crs, "EPSG:4326", *extent)
        ring = [[box[0], box[1]], [box[2], box[1]], [box[2], box[3]], [box[0], box[3]],
                [box[0], box[1]]]  # fmt: skip
        item = {
            "type": "Feature",
            "stac_version": "1.0.0",
            "id": name,
            "collection": "sentinel-2-l2a",
            "bbox": list(box),
            "geometry": {"type": "Polygon", "coordinates": [ring]},
            "properties": {
                "datetime": moment,
                "platform": "sentinel-2a",
                "eo:cloud_cover": 10.0,
                "proj:epsg": int(crs.split(":")[1]),
                "s2:processing_baseline": "05.10",
                "earthsearch:boa_offset_applied": True,
                **properties,
            },
            "links": [],
            "assets": assets,
        }
        self.items.append(item)
        return item

    def path(self, item: str, band: str) -> Path:
        """Return the file behind an asset."""
        return self.folder / item / f"{band}.tif"


def write_cog(
    path: Path, values: Any, transform: Any, crs: str, *, dtype: str = "uint16",
    compress: str = "deflate",
) -> None:  # fmt: skip
    """Write a true cloud-optimised file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows, columns = values.shape
    with rasterio.open(
        path, "w", driver="COG", height=rows, width=columns, count=1, dtype=dtype,
        crs=crs, transform=transform, nodata=0, compress=compress, blocksize=512,
        overview_resampling="nearest",
    ) as target:  # fmt: skip
        target.write(values.astype(dtype), 1)


def _page(api: Api, start: int) -> dict[str, Any]:
    links: list[dict[str, Any]] = []
    if start + api.page < len(api.items) or api.loops:
        follow = 0 if api.loops else start + api.page
        links = [{"rel": "next", "href": f"{api.url}/search", "method": "POST",
                  "merge": True, "type": "application/geo+json",
                  "body": {"next": str(follow)}}]  # fmt: skip
    return {"type": "FeatureCollection", "features": api.items[start:start + api.page],
            "links": links}  # fmt: skip


def _landing(api: Api) -> dict[str, Any]:
    spec = "https://api.stacspec.org/v1.0.0"
    search = {"rel": "search", "href": f"{api.url}/search", "method": "POST",
              "type": "application/geo+json"}  # fmt: skip
    return {
        "type": "Catalog", "stac_version": "1.0.0", "id": "made", "description": "made",
        "conformsTo": [f"{spec}/core", f"{spec}/item-search"],
        "links": [{"rel": "self", "href": api.url}, {"rel": "root", "href": api.url},
                  search, {**search, "method": "GET"}],
    }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: Api

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _json(self, content: dict[str, Any]) -> None:
        body = self.api.garbage or json.dumps(content).encode()
        self._send(200, body, Content_Type="application/json")

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.api.asked.append("search")
        self._json(_page(self.api, int(asked.get("next", 0))))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.api.asked.append(path)
        if not path.startswith("/data/"):
            self._json(_landing(self.api))
            return
        time.sleep(self.api.delay)
        name = path.removeprefix("/data/")
        if self.api.failing.get(name, 0) > 0:
            self.api.failing[name] -= 1
            self._send(503, b"busy")
        elif name in self.api.redirects:
            self._send(302, b"", Location=self.api.redirects[name])
        else:
            self._file(self.api.folder / name)

    def _file(self, path: Path) -> None:
        if not path.exists():
            self._send(404, b"not there")
            return
        size = path.stat().st_size
        span = self.headers.get("Range", "")
        if not span:
            self._send(200, path.read_bytes(), Accept_Ranges="bytes")
            return
        first, _, last = span.removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or size - 1), size - 1)
        if start >= size:
            self._send(416, b"", Content_Range=f"bytes */{size}")
            return
        with path.open("rb") as file:
            file.seek(start)
            part = file.read(end - start + 1)
        self._send(206, part, Accept_Ranges="bytes",
                   Content_Range=f"bytes {start}-{end}/{size}")  # fmt: skip


@contextmanager
def serving(folder: Path) -> Iterator[Api]:
    """Serve a made API while the block runs."""
    api = Api(folder=folder)
    handler = type("Handler", (_Handler,), {"api": api})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
