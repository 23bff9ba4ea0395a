"""The local scripts and styles of maps and pages, joined into bundles.

Vendored files stay as their authors published them (``assets/VENDORED.json``); they
are joined with our own when they are served, so there is no built copy to go stale.
"""

import re
from functools import lru_cache
from pathlib import Path, PurePosixPath

from qngeo.config import settings
from qngeo.errors import UnknownNameError
from qngeo.web.files import Payload, payload, read

BUNDLES = {
    "map.js": (
        "vendor/leaflet/leaflet.js",
        "vendor/groupedlayercontrol/leaflet.groupedlayercontrol.min.js",
        "vendor/fullscreen/Control.FullScreen.js",
        "vendor/proj4/proj4.js",
        "qngeo/core.js",
        "qngeo/theme.js",
        "qngeo/projection.js",
        "qngeo/styles.js",
        "qngeo/symbols.js",
        "qngeo/tooltips.js",
        "qngeo/layers.js",
        "qngeo/plots.js",
        "qngeo/labels.js",
        "qngeo/view.js",
        "qngeo/legend.js",
        "qngeo/search.js",
        "qngeo/controls.js",
        "qngeo/measure.js",
        "qngeo/bridge.js",
    ),
    "map.css": (
        "vendor/leaflet/leaflet.css",
        "vendor/groupedlayercontrol/leaflet.groupedlayercontrol.min.css",
        "vendor/fullscreen/Control.FullScreen.css",
        "qngeo/fonts.css",
        "qngeo/map.css",
        "qngeo/touch.css",
    ),
    "forest.js": (
        "vendor/geoman/leaflet-geoman.min.js",
        "qngeo/forest.js",
        "qngeo/forest_looks.js",
        "qngeo/swipe.js",
        "qngeo/draw.js",
        "qngeo/forest_panel.js",
        "qngeo/forest_bridge.js",
    ),
    "forest.css": ("qngeo/forest.css",),
    "api.css": ("qngeo/api.css",),
    "snapshot.js": ("qngeo/snapshot.js",),
    "snapshot.css": ("qngeo/snapshot.css",),
}
"""Name of each bundle and its parts in order, under the assets folder."""

_TYPES = {".js": "text/javascript", ".css": "text/css"}

_LOCAL_URL = re.compile(r"""url\((["']?)(?!data:|#|/|https?:)([^)"']+)\1\)""")


def _moved(css: str, part: str) -> str:
    """Point the relative addresses of a style sheet to where its files stay."""
    folder = PurePosixPath(part).parent
    return _LOCAL_URL.sub(lambda m: f'url("../{folder}/{m[2]}")', css)


@lru_cache(maxsize=16)
def _joined(name: str, _state: tuple[tuple[int, int], ...]) -> Payload:
    parts = []
    for part in BUNDLES[name]:
        text = (settings().assets / part).read_text(encoding="utf-8")
        parts.append(_moved(text, part) if name.endswith(".css") else text)
    joiner = "\n;\n" if name.endswith(".js") else "\n"
    return payload(joiner.join(parts).encode(), _TYPES[Path(name).suffix])


def bundle(name: str) -> Payload:
    """Return one bundle, joined anew only when a part has changed on disk.

    Raises
    ------
    UnknownNameError
        If there is no bundle of that name.
    """
    if name not in BUNDLES:
        msg = f"no bundle {name!r}: there are {', '.join(BUNDLES)}"
        raise UnknownNameError(msg)
    states = [(settings().assets / part).stat() for part in BUNDLES[name]]
    return _joined(name, tuple((s.st_mtime_ns, s.st_size) for s in states))


def bundle_address(name: str) -> str:
    """Return the address of a bundle as seen from ``/map/``, with its hash."""
    return f"../assets/bundle/{name}?v={bundle(name).digest}"


def asset(path: str) -> Payload | None:
    """Return a file under the assets folder, or None when it is not one."""
    if "\0" in path:
        return None
    root = settings().assets.resolve()
    try:
        wanted = (root / path).resolve()
        if not wanted.is_relative_to(root) or not wanted.is_file():
            return None
    except OSError:  # a name that is too long for the disk
        return None
    return read(wanted)
