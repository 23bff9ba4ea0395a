"""Links of an answer: to itself, to its other format, and to what belongs to it."""

from qngeo.i18n import translate
from qngeo.web.ogc.asked import FORMS, GEOJSON, HTML, JSON, Asked, part

Link = dict[str, str]

LICENCES = {
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
}
"""Address of the text of each licence that has one."""

COLLECTIONS = "/ogc/collections"


def link(href: str, rel: str, kind: str, title: str) -> Link:
    """Return a link as all parts of the standard write it."""
    return {"href": href, "rel": rel, "type": kind, "title": title}


def collection_path(name: str, *more: str) -> str:
    """Return the path of a collection or of what lies below it.

    Examples
    --------
    >>> collection_path("parks", "items", "park:a b")
    '/ogc/collections/parks/items/park:a%20b'
    """
    return "/".join([COLLECTIONS, *(part(text) for text in (name, *more))])


def both(asked: Asked, kind: str = JSON) -> list[Link]:
    """Return the links to this answer and to the same in the other format.

    Parameters
    ----------
    asked : Asked
    kind : str
        Media type of the answer as JSON.
    """
    kinds = {"json": kind, "html": HTML}
    return [
        link(
            asked.again(f=form),
            "self" if form == asked.form else "alternate",
            kinds[form],
            translate(f"api.link.this.{form}", asked.lang),
        )
        for form in FORMS
    ]


def items(asked: Asked, name: str) -> list[Link]:
    """Return the links to the items of a collection, in both formats."""
    path = collection_path(name, "items")
    return [
        link(
            asked.href(path, f=form),
            "items",
            GEOJSON if form == "json" else HTML,
            translate(f"api.link.items.{form}", asked.lang),
        )
        for form in FORMS
    ]


def licence(text: str) -> list[Link]:
    """Return the link to the text of a licence, none where it has no address."""
    return [
        link(address, "license", HTML, text)
        for name, address in LICENCES.items()
        if text.startswith(name)
    ]
