"""What is offered: the landing page, conformance and the description of collections."""

from datetime import date
from typing import Any

from qngeo.i18n import number, period, translate
from qngeo.services.datasets.model import Dataset
from qngeo.web.ogc import held as holding
from qngeo.web.ogc import links
from qngeo.web.ogc.asked import HTML, JSON, LANDING, OPENAPI, Asked
from qngeo.web.ogc.crs_choice import CRS84
from qngeo.web.ogc.held import Held, State

_PART1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
_PART2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf"

CONFORMS_TO = (
    f"{_PART1}/core",
    f"{_PART1}/oas30",
    f"{_PART1}/html",
    f"{_PART1}/geojson",
    f"{_PART2}/crs",
)
"""Conformance classes of OGC API – Features that are kept."""

GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"

Document = dict[str, Any]


def landing(asked: Asked, now: State) -> Document:
    """Return the landing page (trang đầu): where everything is."""

    def say(key: str) -> str:
        return translate(key, asked.lang)

    def to(path: str, rel: str, kind: str, title: str) -> links.Link:
        return links.link(asked.href(LANDING + path), rel, kind, title)

    return {
        "title": say("api.landing.title"),
        "description": say("api.landing.description"),
        "dataVersion": now.version,
        "links": [
            *links.both(asked),
            to("/api", "service-desc", OPENAPI, say("api.link.api.json")),
            to("/api.html", "service-doc", HTML, say("api.link.api.html")),
            to("/conformance", "conformance", JSON, say("api.conformance.title")),
            to("/collections", "data", JSON, say("api.collections.title")),
        ],
    }


def conformance(asked: Asked, now: State) -> Document:  # noqa: ARG001 -- as the others
    """Return which conformance classes are kept."""
    return {"conformsTo": list(CONFORMS_TO), "links": links.both(asked)}


def collections(asked: Asked, now: State) -> Document:
    """Return the description of every collection."""
    return {
        "links": links.both(asked),
        "dataVersion": now.version,
        "collections": [
            described(asked, holding.collection(name, now), now)
            for name in holding.names(now)
        ],
    }


def one(asked: Asked, now: State) -> Document:
    """Return the description of the collection that is asked for.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    """
    found = holding.collection(asked.named["collection"], now)
    return described(asked, found, now)


def title(dataset: Dataset, lang: str) -> str:
    """Return the title of a dataset in one language."""
    return dataset.title_vi if lang == "vi" else dataset.title_en


def described(asked: Asked, found: Held, now: State) -> Document:
    """Return the description of a collection: extent, systems, licence, links."""
    dataset = found.dataset
    path = links.collection_path(dataset.name)
    document: Document = {
        "id": dataset.name,
        "title": title(dataset, asked.lang),
        "description": _about(dataset, asked.lang, len(found.frame)),
        "itemType": "feature",
        "crs": list(found.systems),
        "licence": dataset.licence,
        "dataVersion": now.version,
        "links": [*_own_links(asked, path), *links.items(asked, dataset.name)],
    }
    if found.spatial:
        document["storageCrs"] = CRS84
    document["links"] += links.licence(dataset.licence)
    extent = _extent(found)
    return document | ({"extent": extent} if extent else {})


def _own_links(asked: Asked, path: str) -> list[links.Link]:
    if asked.path == path:
        return links.both(asked)
    return [
        links.link(
            asked.href(path, f=form),
            rel,
            kind,
            translate(f"api.link.collection.{form}", asked.lang),
        )
        for form, rel, kind in (("json", "self", JSON), ("html", "alternate", HTML))
    ]


def _about(dataset: Dataset, lang: str, count: int) -> str:
    unknown = translate("api.collection.unknown_date", lang)
    return translate(
        "api.collection.about",
        lang,
        count=number(count, lang),
        as_of=period(dataset.as_of, lang) if dataset.as_of else unknown,
        recorded=period(dataset.recorded, lang) if dataset.recorded else unknown,
        licence=dataset.licence,
    )


def _extent(found: Held) -> Document:
    extent: Document = {}
    if found.bounds is not None:
        extent["spatial"] = {"bbox": [list(found.bounds)], "crs": CRS84}
    if found.interval is not None:
        first, last = found.interval
        ends = [_moment(first, "T00:00:00Z"), _moment(last, "T23:59:59Z")]
        extent["temporal"] = {"interval": [ends], "trs": GREGORIAN}
    return extent


def _moment(day: date | None, clock: str) -> str | None:
    return None if day is None else f"{day.isoformat()}{clock}"
