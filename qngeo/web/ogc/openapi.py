"""The OpenAPI 3.0 document of the service: every address, parameter and answer."""

from typing import Any

from qngeo import __version__
from qngeo.i18n import translate
from qngeo.sentences import said
from qngeo.services.datasets.model import Column
from qngeo.web.ogc import held as holding
from qngeo.web.ogc import links, pages
from qngeo.web.ogc import openapi_parts as parts
from qngeo.web.ogc.answers import Content
from qngeo.web.ogc.asked import GEOJSON, JSON, LANDING, OPENAPI, Asked, part
from qngeo.web.ogc.choice import filters
from qngeo.web.ogc.collections import Document, title
from qngeo.web.ogc.held import Held, State
from qngeo.web.ogc.openapi_parts import Part, content, reference
from qngeo.web.stats_api.statistics import STATISTICS, Statistic

_COMMON = [reference("parameters", name) for name in ("f", "lang", "known")]
_PAGE = [reference("parameters", name) for name in ("limit", "offset", "datetime")]
_SPACE = [reference("parameters", name) for name in ("bbox", "bbox-crs", "crs")]
_NO_SPACE = [reference("parameters", "bbox")]

_TYPES = {
    "text": "string",
    "date": "string",
    "number": "number",
    "integer": "integer",
    "boolean": "boolean",
}
"""Type of a parameter by the kind of its column."""


def document(asked: Asked, now: State) -> Document:
    """Return the whole document, with the collections there are in this state."""
    every = [holding.collection(name, now) for name in holding.names(now)]
    return {
        "openapi": "3.0.3",
        "info": {
            "title": translate("api.landing.title", asked.lang),
            "description": translate("api.landing.description", asked.lang),
            "version": __version__,
        },
        "servers": [{"url": f"{asked.root}{LANDING}"}],
        "tags": [{"name": name} for name in ("Capabilities", "Data", "Statistics")],
        "paths": {
            **_capabilities([held.dataset.name for held in every], asked.lang),
            **_data(every, asked.lang),
            **{
                statistic.path: {
                    "servers": [{"url": asked.root}],
                    **_statistic(statistic, asked.lang),
                }
                for statistic in STATISTICS
            },
        },
        "components": {
            "schemas": parts.SCHEMAS,
            "parameters": parts.parameters(asked.lang),
            "responses": parts.refusals(asked.lang),
        },
    }


def _get(
    name: str, summary: str, tag: str, *, parameters: list[Part], good: Part
) -> Part:
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "tags": [tag],
            "parameters": parameters,
            "responses": parts.answers(good),
        }
    }


def _capabilities(names: list[str], lang: str) -> Part:
    def one(name: str, schema: str, key: str, *more: Part, kind: str = JSON) -> Part:
        summary = translate(f"api.op.{key}", lang)
        shape = reference("schemas", schema) if schema else {"type": "object"}
        return _get(
            name,
            summary,
            "Capabilities",
            parameters=[*more, *_COMMON],
            good=content(kind, shape, summary),
        )

    chosen = _in_path("collectionId", {"type": "string", "enum": names})
    return {
        "/": one("getLandingPage", "landingPage", "landing"),
        "/conformance": one("getConformance", "confClasses", "conformance"),
        "/api": one("getApi", "", "api", kind=OPENAPI),
        "/api.html": one("getApiPage", "", "api_page", kind=OPENAPI),
        "/collections": one("getCollections", "collections", "collections"),
        "/collections/{collectionId}": one(
            "describeCollection", "collection", "collection", chosen
        ),
    }


def _in_path(name: str, schema: Part) -> Part:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _data(every: list[Held], lang: str) -> Part:
    spatial = [held.dataset.name for held in every if held.spatial]
    plain = [held.dataset.name for held in every if not held.spatial]
    found: Part = {}
    for held in every:
        name = held.dataset.name
        found[f"/collections/{part(name)}/items"] = _items(held, lang)
    words = translate("api.answer.feature", lang)
    for names, more in ((spatial, _SPACE[2:]), (plain, [])):
        for name in names:
            path = f"/collections/{part(name)}/items/{{featureId}}"
            own = _in_path("featureId", {"type": "string", "minLength": 1})
            found[path] = _get(
                f"getFeature_{name}",
                translate("api.op.feature", lang, name=name),
                "Data",
                parameters=[own, *more, *_COMMON],
                good=content(GEOJSON, reference("schemas", "feature"), words),
            )
    return found


def _items(held: Held, lang: str) -> Part:
    dataset = held.dataset
    space = _SPACE if held.spatial else _NO_SPACE
    properties = [_property(column, lang) for column in filters(dataset.columns)]
    schema = reference("schemas", "featureCollection")
    return _get(
        f"getFeatures_{dataset.name}",
        title(dataset, lang),
        "Data",
        parameters=[*_PAGE, *space, *properties, *_COMMON],
        good=content(GEOJSON, schema, translate("api.answer.features", lang)),
    )


def _property(column: Column, lang: str) -> Part:
    name = column.title_vi if lang == "vi" else column.title_en
    meaning = f"{name}. {said(column.meaning, lang)}".strip()
    return parts.parameter(column.name, {"type": _TYPES[column.kind]}, meaning)


def _statistic(statistic: Statistic, lang: str) -> Part:
    schema = "landSearch" if statistic.name == "land" else "rows"
    own: list[dict[str, Any]] = [
        parts.parameter(
            each.name, each.schema(), each.meaning(lang), required=each.required
        )
        for each in statistic.parameters
    ]
    summary = translate(f"api.stats.{statistic.name}.text", lang)
    return _get(
        f"getStatistics_{statistic.name}",
        summary,
        "Statistics",
        parameters=[*own, *_COMMON],
        good=content(JSON, reference("schemas", schema), summary),
    )


def page(asked: Asked, now: State, told: Document) -> Content:
    """Return the document as a page to read."""
    shared = told["components"]["parameters"]

    def known(parameter: Part) -> Part:
        name = parameter.get("$ref", "").rpartition("/")[2]
        whole = shared[name] if name else parameter
        return {"name": whole["name"], "text": whole.get("description", "")}

    paths = [
        {
            "path": path if "servers" in item else f"{LANDING}{path}",
            "summary": item["get"]["summary"],
            "parameters": [known(each) for each in item["get"]["parameters"]],
        }
        for path, item in told["paths"].items()
    ]
    api = links.link(asked.href(f"{LANDING}/api", f="json"), "alternate", OPENAPI, "")
    return pages.page(
        "api",
        asked,
        now,
        document={"links": [api]},
        title=translate("api.api.title", asked.lang),
        text=translate("api.api.text", asked.lang),
        trail=pages.trail(asked),
        paths=paths,
    )
