"""The page of the zone map (bản đồ quy hoạch), built with folium.

The page holds no figure and no geometry: layers come by their address, colours and
the selection by message from the application.
"""

import html
import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from qngeo.i18n import messages, translate
from qngeo.web import layer_files
from qngeo.web.assets import bundle_address
from qngeo.web.files import Payload, payload
from qngeo.web.folium_parts import Config, LocalMap
from qngeo.web.layer_specs import BACKGROUND, BASE_MAPS, CONTEXT_LABELS, LAYERS
from qngeo.web.map_parts import HOME, furnish, whole_province

BUNDLES = ("map.js", "map.css")

VN2000 = (
    "+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84"
    " +towgs84=-191.90441429,-39.30318279,-111.45032835,"
    "0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs"
)
"""EPSG:5899 with the shift of EPSG:6960; its rotations change their sign here, for
the register writes them as coordinate frame and ``towgs84`` as position vector."""

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline';"
    " style-src 'self' 'unsafe-inline';"
    f" img-src 'self' data: {' '.join(f'https://{tiles.host}' for tiles in BASE_MAPS)};"
    " frame-ancestors 'self'; object-src 'none'; base-uri 'none'"
)
"""What the browser may fetch for this page; enforced by the browser itself."""

_NO_PINCH = re.compile(r"initial-scale=1\.0, maximum-scale=1\.0, user-scalable=no")
"""folium forbids to zoom the page with two fingers; low-sighted readers need it."""

_RANDOM_ID = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")


def config(
    lang: str, known_on: date | None = None, *, themes: tuple[str, ...] = ("map.",)
) -> dict[str, object]:
    """Return the settings of a page of maps: words, files and their versions.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    known_on : date, optional
        The day as known on which the layers are shown; now where None.
    themes : tuple of str
        Beginnings of the keys of strings that the page needs.
    """
    known = layer_files.versions(known_on)
    past = f"known/{known_on.isoformat()}/" if known_on else ""
    return {
        "lang": lang,
        "strings": {k: v for k, v in messages(lang).items() if k.startswith(themes)},
        "layers": f"../layers/{past}",
        "versions": known,
        "background": [name for name in BACKGROUND if name in known],
        "home": HOME,
        "vn2000": VN2000,
        "context": CONTEXT_LABELS,
    }


def build(lang: str, known_on: date | None = None) -> LocalMap:
    """Build the map in one language; layers that are not published are left out.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    known_on : date, optional
        See `config`.

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """
    chart = whole_province(
        scripts=[("qngeo_js", bundle_address("map.js"))],
        styles=[("qngeo_css", bundle_address("map.css"))],
    )
    chart.get_root().header.add_child(Config(config(lang, known_on)), name="config")
    published = layer_files.versions(known_on)
    furnish(chart, LAYERS, published=published, base_maps=BASE_MAPS, lang=lang)
    return chart


def _stable(text: str) -> str:
    """Replace folium's random names by numbers in order of appearance."""
    numbers: dict[str, str] = {}
    return _RANDOM_ID.sub(lambda m: numbers.setdefault(m[0], str(len(numbers))), text)


def rendered(chart: LocalMap, *, title: str, lang: str) -> Payload:
    """Return a finished map as a page; the same map gives the same bytes."""
    root = chart.get_root()
    root.title = html.escape(title)
    text = _stable(root.render())
    text = text.replace("<html>", f'<html lang="{lang}">', 1)
    text = _NO_PINCH.sub("initial-scale=1.0", text, count=1)
    return payload(text.encode(), "text/html")


def drawn_from(bundles: Iterable[str], known_on: date | None) -> tuple[str, ...]:
    """Return all that the page of a map changes with, beside its language.

    Parameters
    ----------
    bundles : iterable of str
        Names of the scripts and styles that it fetches.
    known_on : date or None
        See `config`.

    Returns
    -------
    tuple of str
        Addresses of the bundles, and the digest of each layer.
    """
    known = layer_files.versions(known_on)
    return (
        *(bundle_address(name) for name in bundles),
        *(f"{name}={digest}" for name, digest in sorted(known.items())),
    )


@lru_cache(maxsize=8)
def _rendered(lang: str, known_on: date | None, _state: tuple[str, ...]) -> Payload:
    title = translate("map.title", lang)
    return rendered(build(lang, known_on), title=title, lang=lang)


def page(lang: str, known_on: date | None = None) -> Payload:
    """Return the whole page, the same bytes while layers and scripts are the same.

    Parameters
    ----------
    lang : str
        "vi" or "en".
    known_on : date, optional
        See `config`.

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """
    return _rendered(lang, known_on, drawn_from(BUNDLES, known_on))
