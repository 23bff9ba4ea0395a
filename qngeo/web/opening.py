"""The page a visit begins with: Streamlit's own, with the map beside it at once.

Streamlit's page names Streamlit's scripts only. The map would be known to the browser
when these have come, run, and called the application; on a slow line that is late. So
the map of zones stands in the page from its first byte: on the page of zones where it
will stay, on the first page, whose map lies below headlines, unseen. `bridge.js` of
`qngeo.ui` moves it, as it is, to its place among what Streamlit draws. The colours of
the first view stand in the page too. Every page begins on the ground of its theme,
light or dark.
"""

import asyncio
import json
import re
from datetime import date
from functools import lru_cache, partial
from html import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qngeo import clock
from qngeo.errors import QngeoError
from qngeo.i18n import LANGUAGES, translate
from qngeo.services.links.pages import DEFAULT_DEFINITION
from qngeo.services.links.pages import PAGES as ALL_PAGES
from qngeo.services.own_data import known
from qngeo.services.zones.overview import zone_rows
from qngeo.web import layer_files
from qngeo.web.assets import bundle_address
from qngeo.web.files import answer, payload
from qngeo.web.guard import work
from qngeo.web.zone_colours import as_message, legend_of, shades

PAGES = ("", "zones")
"""Addresses of the pages whose first view is the map of zones in its usual colours;
the first page has no name."""

PATIENCE_S = 3.0
"""Longest wait for what stands in the page beside Streamlit's own; without it the page
begins as Streamlit's, and tells itself what keeps it."""

_FIRST = ("surroundings", "land", "zones", "parks", "border")
"""Layers that the browser asks for before Streamlit's scripts: without these there is
no map; the others follow."""

_OTHER_FONT = re.compile(r"\s*<link\s+rel=\"preload\"\s+href=\"[^\"]*SourceSans[^>]*>")
"""Streamlit's usual font, 170 kB, asked for ahead though the theme has another one."""

_GROUND = """<style>
      :root:not(:has([data-testid="stApp"])) { color-scheme: light dark;
        background: light-dark(#ffffff, #131b1a); }
    </style>
    """
"""What is seen before Streamlit draws: the ground of a page (as `--qn-paper` of
``style.css``) in the theme of the reader's system, so that a dark page has no white
flash before it."""

_STYLE = """<style>
      #qn-early { border: 1px solid light-dark(#d5dedc, #3a4a48);
        border-radius: 8px; box-sizing: border-box;
        height: min(760px, 92vh); left: 279px; position: fixed; top: 63px;
        visibility: hidden; width: calc(55vw - 174px); z-index: 1; }
      #qn-early.qn-shown { visibility: visible; }
      @media (max-width: 767px) { #qn-early.qn-shown { visibility: hidden; } }
      @media (max-width: 640px) {
        #qn-early { height: 68vh; left: 12px; width: calc(100vw - 24px); }
        #qn-early.qn-shown { visibility: visible; }
      }
      body:has([data-test-script-state="notRunning"] [data-testid="stMain"]
        [data-testid="stElementContainer"]) #qn-early { visibility: hidden !important; }
    </style>
    """
"""Where the page of zones puts its map, in a wide window and on a phone; where its page
has run and the map was not taken, such as beside an error, it goes out of the way."""


def page(index: str, *, name: str, asked: dict[str, str]) -> str:
    """Return Streamlit's page as this application begins with it.

    Parameters
    ----------
    index : str
        Streamlit's page.
    name : str
        Of the page of the application.
    asked : dict of str to str
        Its parameters; with any beside the language the first view is another one,
        and there is no early map.
    """
    text = grounded(index)
    lang = asked.get("lang", LANGUAGES[0])
    if asked.keys() - {"lang"} or lang not in LANGUAGES:
        return text
    try:
        version = known.version()
        view = _first_view(lang, version, clock.today())
        ahead = _ahead(layer_files.versions())
    except QngeoError:  # the page itself tells what is wrong
        return text
    own = f"&amp;version={version}" if version else ""  # as `qngeo.ui.cache.map_query`
    shown = ' class="qn-shown"' if name == "zones" else ""
    frame = (
        f'<iframe id="qn-early"{shown} name="early"'
        f' src="map/explorer?lang={lang}{own}"'
        f' title="{escape(translate("map.frame", lang))}" allow="fullscreen"></iframe>'
        f'\n    <script type="application/json" id="qn-first-view">{view}</script>'
    )
    text = text.replace("<title>", f"{ahead}{_STYLE}<title>", 1)
    return text.replace("<body>", f"<body>\n    {frame}", 1)


def grounded(index: str) -> str:
    """Return Streamlit's page with the ground of the theme and without a spare font."""
    text = _OTHER_FONT.sub("", index, count=1)
    return text.replace("<title>", f"{_GROUND}<title>", 1)


def _ahead(versions: dict[str, str]) -> str:
    """Return the links by which the browser asks for the map's files first."""
    files = [("script", "map.js"), ("style", "map.css")]
    asked = [(kind, bundle_address(name).removeprefix("../")) for kind, name in files]
    asked += [
        ("fetch", f"layers/{name}.geojson?v={versions[name]}")
        for name in _FIRST
        if name in versions
    ]
    return "".join(
        f'<link rel="preload" as="{kind}" href="{address}"'
        f"{' crossorigin' if kind == 'fetch' else ''}>\n    "
        for kind, address in asked
    )


@lru_cache(maxsize=4)
def _first_view(lang: str, _version: int, day: date) -> str:
    """Return the message by which the map takes its usual colours, as JSON.

    It is what `qngeo.ui.map_view` sends when the page has run, written so that it can
    stand in HTML.
    """
    rows = zone_rows(known.baseline(), definition=DEFAULT_DEFINITION, as_of=day)
    found = shades(rows, kept=rows.index, definition=DEFAULT_DEFINITION, lang=lang)
    legend = legend_of(rows, found, DEFAULT_DEFINITION, lang)
    view = {"styles": as_message(found), "legend": legend.as_message()}
    return json.dumps(view, ensure_ascii=False).replace("<", "\\u003c")


def routes(index: str) -> list[Route]:
    """Return the routes of all pages: those that begin with a map, and the others.

    Parameters
    ----------
    index : str
        Streamlit's page.
    """

    async def _page(request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        asked = dict(request.query_params)
        made = work.LAYERS.run(partial(page, index, name=name, asked=asked))
        try:
            text = await asyncio.wait_for(made, PATIENCE_S)
        except (TimeoutError, HTTPException):  # a slow store, a busy server
            text = grounded(index)
        return answer(request, payload(text.encode(), "text/html"))

    plain = payload(grounded(index).encode(), "text/html")

    async def _plain(request: Request) -> Response:
        return answer(request, plain)

    others = ALL_PAGES.keys() - {*PAGES, "overview"}  # led to the first page by a route
    return [
        *(Route(f"/{name}", _page) for name in PAGES),
        *(Route(f"/{name}", _plain) for name in sorted(others)),
    ]
