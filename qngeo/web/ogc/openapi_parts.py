"""Schemas, parameters and answers that the OpenAPI document names again and again."""

from typing import Any

from qngeo.i18n import LANGUAGES, translate
from qngeo.web.ogc.asked import GEOJSON, HTML, JSON
from qngeo.web.ogc.choice import DEFAULT_LIMIT, MOST
from qngeo.web.ogc.crs_choice import SYSTEMS
from qngeo.web.ogc.refusals import CODES

Part = dict[str, Any]

_TEXT: Part = {"type": "string"}
_URI: Part = {"type": "string", "format": "uri"}
_WHOLE: Part = {"type": "integer", "minimum": 0}


def reference(kind: str, name: str) -> Part:
    """Return a reference to a named part of the document."""
    return {"$ref": f"#/components/{kind}/{name}"}


def listed(of: Part) -> Part:
    """Return the schema of a list."""
    return {"type": "array", "items": of}


def thing(required: tuple[str, ...], **properties: Part) -> Part:
    """Return the schema of an object."""
    return {"type": "object", "required": list(required), "properties": properties}


_LINKS = listed(reference("schemas", "link"))

_POSITION: Part = {**listed({"type": "number"}), "minItems": 2}

GEOMETRIES = {
    "Point": _POSITION,
    "MultiPoint": listed(_POSITION),
    "LineString": listed(_POSITION),
    "MultiLineString": listed(listed(_POSITION)),
    "Polygon": listed(listed(_POSITION)),
    "MultiPolygon": listed(listed(listed(_POSITION))),
}

_ENDS: Part = {
    **listed({"type": "string", "format": "date-time", "nullable": True}),
    "minItems": 2,
    "maxItems": 2,
}
_BOX: Part = {**listed({"type": "number"}), "minItems": 4, "maxItems": 6}


def _feature(**more: Part) -> Part:
    return thing(
        ("type", "id", "geometry", "properties"),
        type={"type": "string", "enum": ["Feature"]},
        id=_TEXT,
        geometry={**reference("schemas", "geometry")},
        properties={"type": "object", "nullable": True},
        **more,
    )


SCHEMAS: Part = {
    "exception": thing(("code", "description"), code=_TEXT, description=_TEXT),
    "link": thing(
        ("href", "rel", "type"), href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT
    ),
    "landingPage": thing(
        ("title", "links"),
        title=_TEXT,
        description=_TEXT,
        dataVersion=_TEXT,
        links=_LINKS,
    ),
    "confClasses": thing(("conformsTo",), conformsTo=listed(_URI), links=_LINKS),
    "extent": thing(
        (),
        spatial=thing(("bbox",), bbox={**listed(_BOX), "minItems": 1}, crs=_URI),
        temporal=thing(
            ("interval",), interval={**listed(_ENDS), "minItems": 1}, trs=_URI
        ),
    ),
    "collection": thing(
        ("id", "links", "crs", "itemType"),
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        licence=_TEXT,
        dataVersion=_TEXT,
        itemType=_TEXT,
        crs=listed(_URI),
        storageCrs=_URI,
        extent=reference("schemas", "extent"),
        links=_LINKS,
    ),
    "collections": thing(
        ("links", "collections"),
        links=_LINKS,
        dataVersion=_TEXT,
        collections=listed(reference("schemas", "collection")),
    ),
    "geometry": {
        "nullable": True,
        "type": "object",
        "required": ["type", "coordinates"],
        "oneOf": [
            thing(
                ("type", "coordinates"),
                type={"type": "string", "enum": [name]},
                coordinates=shape,
            )
            for name, shape in GEOMETRIES.items()
        ],
    },
    "feature": _feature(links=_LINKS),
    "featureCollection": thing(
        ("type", "features", "links", "timeStamp", "numberReturned"),
        type={"type": "string", "enum": ["FeatureCollection"]},
        timeStamp={"type": "string", "format": "date-time"},
        numberMatched=_WHOLE,
        numberReturned=_WHOLE,
        dataVersion=_TEXT,
        features=listed(_feature()),
        links=_LINKS,
    ),
    "rows": listed({"type": "object"}),
    "landSearch": thing(
        ("sites", "rejected", "funnel"),
        sites=listed({"type": "object"}),
        rejected=listed({"type": "object"}),
        funnel=listed({"type": "object"}),
    ),
}
"""Schema of every sort of answer."""


def parameter(name: str, schema: Part, meaning: str, *, required: bool = False) -> Part:
    """Return a parameter of the query."""
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": meaning,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


_KNOWN: Part = {"type": "string", "format": "date"}
_BBOX: Part = {
    "type": "array",
    "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
    "items": {"type": "number"},
}
_SYSTEM: Part = {**_URI, "enum": list(SYSTEMS)}

PARAMETERS = {
    "f": {"type": "string", "enum": ["json", "html"]},
    "lang": {"type": "string", "enum": list(LANGUAGES)},
    "known": _KNOWN,
    "bbox": _BBOX,
    "bbox-crs": _SYSTEM,
    "crs": _SYSTEM,
    "datetime": _TEXT,
    "limit": {
        "type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT,
    },
    "offset": {"type": "integer", "minimum": 0, "default": 0},
}  # fmt: skip
"""Schema of each parameter that several addresses take."""


def parameters(lang: str) -> Part:
    """Return `PARAMETERS` with what each means."""
    return {
        name: parameter(name, schema, translate(f"api.parameter.{name}", lang))
        for name, schema in PARAMETERS.items()
    }


def content(kind: str, schema: Part, description: str) -> Part:
    """Return a 200 answer as JSON of a media type and as HTML."""
    headers = {"ETag": {"schema": _TEXT}, "Content-Language": {"schema": _TEXT}}
    if kind == GEOJSON:
        headers["Content-Crs"] = {"schema": _TEXT}
    return {
        "description": description,
        "headers": headers,
        "content": {kind: {"schema": schema}, HTML: {"schema": _TEXT}},
    }


UNCHANGED = "Unchanged"
"""Name of the answer to who holds the newest one."""


def refusals(lang: str) -> Part:
    """Return every answer other than the good one by its name."""
    schema = reference("schemas", "exception")
    found: Part = {UNCHANGED: {"description": translate("api.answer.304", lang)}}
    for status, name in CODES.items():
        found[name] = {
            "description": translate(f"api.answer.{status}", lang),
            "content": {JSON: {"schema": schema}},
        }
    return found


def answers(good: Part) -> Part:
    """Return all answers of an address: the good one, 304 and every refusal."""
    refused = {str(s): reference("responses", name) for s, name in CODES.items()}
    return {"200": good, "304": reference("responses", UNCHANGED), **refused}
