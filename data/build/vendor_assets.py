"""Fetch the scripts, styles and fonts of the map page from npm and record them.

A build step, not a run-time one: it needs ``npm`` and the npm registry. The files
are kept byte for byte as published; ``VENDORED.json`` beside them gives the origin,
version, licence and hash of each. Run ``python data/build/vendor_assets.py``.
"""

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "qngeo" / "web" / "assets"

WEIGHTS = (400, 500, 600, 700)
SUBSETS = ("latin", "vietnamese")


@dataclass(frozen=True, kw_only=True)
class Package:
    """One npm package and the files taken from it, source path to target path."""

    name: str
    version: str
    licence: str
    origin: str
    files: dict[str, str]


def _font_files() -> dict[str, str]:
    names = [f"be-vietnam-pro-{s}-{w}-normal.woff2" for s in SUBSETS for w in WEIGHTS]
    return {f"files/{name}": f"fonts/{name}" for name in names} | {
        "LICENSE": "fonts/OFL.txt"
    }


PACKAGES = (
    Package(
        name="leaflet",
        version="1.9.4",
        licence="BSD-2-Clause",
        origin="https://github.com/Leaflet/Leaflet",
        files={
            "dist/leaflet.js": "vendor/leaflet/leaflet.js",
            "dist/leaflet.css": "vendor/leaflet/leaflet.css",
            "dist/images/layers.png": "vendor/leaflet/images/layers.png",
            "dist/images/layers-2x.png": "vendor/leaflet/images/layers-2x.png",
            "dist/images/marker-icon.png": "vendor/leaflet/images/marker-icon.png",
            "LICENSE": "vendor/leaflet/LICENSE",
        },
    ),
    Package(
        name="leaflet-groupedlayercontrol",
        version="0.6.1",
        licence="MIT",
        origin="https://github.com/ismyrnow/leaflet-groupedlayercontrol",
        files={
            f"dist/leaflet.groupedlayercontrol.min.{kind}": (
                f"vendor/groupedlayercontrol/leaflet.groupedlayercontrol.min.{kind}"
            )
            for kind in ("js", "css")
        }
        | {"LICENSE.txt": "vendor/groupedlayercontrol/LICENSE"},
    ),
    Package(
        name="leaflet.fullscreen",
        version="5.3.3",
        licence="MIT",
        origin="https://github.com/brunob/leaflet.fullscreen",
        files={
            "dist/Control.FullScreen.umd.js": "vendor/fullscreen/Control.FullScreen.js",
            "dist/Control.FullScreen.css": "vendor/fullscreen/Control.FullScreen.css",
            "LICENSE.md": "vendor/fullscreen/LICENSE",
        },
    ),
    Package(
        name="@geoman-io/leaflet-geoman-free",
        version="2.20.2",
        licence="MIT",
        origin="https://github.com/geoman-io/leaflet-geoman",
        files={
            "dist/leaflet-geoman.min.js": "vendor/geoman/leaflet-geoman.min.js",
            "LICENSE": "vendor/geoman/LICENSE",
        },
    ),
    Package(
        name="proj4",
        version="2.22.0",
        licence="MIT",
        origin="https://github.com/proj4js/proj4js",
        files={
            "dist/proj4.js": "vendor/proj4/proj4.js",
            "LICENSE.md": "vendor/proj4/LICENSE",
        },
    ),
    Package(
        name="@fontsource/be-vietnam-pro",
        version="5.3.0",
        licence="OFL-1.1",
        origin="https://github.com/fontsource/font-files",
        files=_font_files(),
    ),
)


def fetch(package: Package, assets: Path) -> list[dict[str, str]]:
    """Unpack the files of one package under ``assets`` and describe each.

    Returns
    -------
    list of dict with path, package, version, licence, origin, source, sha256.
    """
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package.name}@{package.version}"
        subprocess.run(
            ["npm", "pack", "--silent", wanted],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        for source, target in package.files.items():
            path = assets / target
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(folder) / "package" / source, path)
            rows.append(
                {
                    "path": target,
                    "package": package.name,
                    "version": package.version,
                    "licence": package.licence,
                    "origin": package.origin,
                    "source": source,
                    "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                }
            )
    return rows


def main() -> None:
    """Write every package's files and the list of them."""
    rows = [row for package in PACKAGES for row in fetch(package, ASSETS)]
    text = json.dumps(sorted(rows, key=lambda row: row["path"]), indent=1)
    (ASSETS / "VENDORED.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
