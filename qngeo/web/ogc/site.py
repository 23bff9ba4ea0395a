"""Routes of the service: each address with what answers it as JSON and as a page."""

from collections.abc import Callable

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qngeo.i18n import translate
from qngeo.web.ogc import collections, feature_pages, features, links, openapi, pages
from qngeo.web.ogc.answers import METHODS, Content, as_json, refused, route
from qngeo.web.ogc.asked import GEOJSON, JSON, LANDING, OPENAPI, Asked
from qngeo.web.ogc.collections import Document
from qngeo.web.ogc.held import State
from qngeo.web.stats_api import answer as statistics
from qngeo.web.stats_api.statistics import STATISTICS


class _Anything(Convertor[str]):
    """The rest of a path whatever it holds; Starlette's own ends at a line break."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", _Anything())

Make = Callable[[Asked, State], Document]
Show = Callable[[Asked, State, Document], Content]


def _landing_page(asked: Asked, now: State, document: Document) -> Content:
    lang = asked.lang

    def entry(path: str, key: str, code: str, example: str = "") -> dict[str, str]:
        query = dict([example.split("=", 1)]) if example else {}
        return {
            "href": asked.href(path, **query, f="html"),
            "title": translate(f"api.{key}.title", lang),
            "text": translate(f"api.{key}.text", lang),
            "code": code,
        }

    data = [
        entry("/ogc/collections", "collections", "/ogc/collections"),
        entry("/ogc/api.html", "api", "/ogc/api"),
        entry("/ogc/conformance", "conformance", "/ogc/conformance"),
    ]
    numbers = [entry(s.path, f"stats.{s.name}", s.path, s.example) for s in STATISTICS]
    return pages.page(
        "links",
        asked,
        now,
        document=document,
        title=document["title"],
        text=document["description"],
        trail=[],
        groups=[
            (translate("api.landing.data", lang), data),
            (translate("api.landing.numbers", lang), numbers),
        ],
    )


def _conformance_page(asked: Asked, now: State, document: Document) -> Content:
    entries = [
        {"href": "", "title": "", "text": "", "code": uri}
        for uri in document["conformsTo"]
    ]
    return _list(asked, now, document, "conformance", entries)


def _collections_page(asked: Asked, now: State, document: Document) -> Content:
    entries = [
        {
            "href": asked.href(links.collection_path(one["id"]), f="html"),
            "title": one["title"],
            "text": one["description"],
            "code": one["id"],
        }
        for one in document["collections"]
    ]
    return _list(asked, now, document, "collections", entries)


def _list(
    asked: Asked,
    now: State,
    document: Document,
    key: str,
    entries: list[dict[str, str]],
) -> Content:
    return pages.page(
        "links",
        asked,
        now,
        document=document,
        title=translate(f"api.{key}.title", asked.lang),
        text=translate(f"api.{key}.text", asked.lang),
        trail=pages.trail(asked),
        groups=[("", entries)],
    )


def _either(make: Make, show: Show) -> Callable[[Asked, State], Content]:
    """Return work that answers as JSON or as a page, whatever is asked."""

    def work(asked: Asked, now: State) -> Content:
        document = make(asked, now)
        if asked.form == "html":
            return show(asked, now, document)
        return as_json(document, JSON)

    return work


def _geo(
    make: Callable[[Asked, State], tuple[Document, str]], show: Show
) -> Callable[[Asked, State], Content]:
    """Return work that answers as GeoJSON or as a page, and names the system."""

    def work(asked: Asked, now: State) -> Content:
        document, crs = make(asked, now)
        if asked.form == "html":
            content = show(asked, now, document)
        else:
            content = as_json(document, GEOJSON)
        content.headers["Content-Crs"] = f"<{crs}>"
        return content

    return work


def _api(asked: Asked, now: State) -> Content:
    document = openapi.document(asked, now)
    if asked.form == "html":
        return openapi.page(asked, now, document)
    return as_json(document, OPENAPI)


async def _nothing(request: Request) -> Response:
    path = request.url.path[:80]
    return refused(404, f"nothing at {path!r}: {LANDING} leads to all that there is")


def routes() -> list[Route]:
    """Return the routes of OGC API – Features below /ogc and of /stats."""
    item = "/ogc/collections/{collection}"
    landing = _either(collections.landing, _landing_page)
    return [
        route(LANDING, landing),
        route(f"{LANDING}/", landing),
        route("/ogc/conformance", _either(collections.conformance, _conformance_page)),
        route("/ogc/api", _api),
        route("/ogc/api.html", _api, form="html"),
        route("/ogc/collections", _either(collections.collections, _collections_page)),
        route(item, _either(collections.one, feature_pages.collection)),
        route(f"{item}/items", _geo(features.page, feature_pages.items), allowed=None),
        route(
            f"{item}/items/{{feature:anything}}",
            _geo(features.single, feature_pages.feature),
            allowed=None,
        ),
        *(route(s.path, statistics.work(s), allowed=s.allowed) for s in STATISTICS),
        Route("/ogc/{rest:anything}", _nothing, methods=list(METHODS)),
        Route("/stats/{rest:anything}", _nothing, methods=list(METHODS)),
    ]
