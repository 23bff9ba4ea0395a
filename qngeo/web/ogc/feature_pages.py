"""Pages of a collection, of a page of its features, and of one feature."""

from qngeo.i18n import in_data, number, translate
from qngeo.web.ogc import choice as choices
from qngeo.web.ogc import held as holding
from qngeo.web.ogc import links, pages
from qngeo.web.ogc.answers import Content
from qngeo.web.ogc.asked import Asked
from qngeo.web.ogc.collections import Document, title
from qngeo.web.ogc.held import Held, State
from qngeo.web.ogc.sketch import sketch


def collection(asked: Asked, now: State, document: Document) -> Content:
    """Return the page of a collection: licence, extent and what its columns mean."""
    found = holding.collection(asked.named["collection"], now)
    lang = asked.lang

    def say(key: str) -> str:
        return translate(f"api.collection.{key}", lang)

    facts = [(say("licence"), document["licence"]), (say("id"), document["id"])]
    if found.bounds is not None:
        box = "; ".join(number(edge, lang, 5) for edge in found.bounds)
        facts.append((say("extent"), box))
    facts.append((say("systems"), "\n".join(document["crs"])))
    sources = found.dataset.source_ids
    facts.append((say("sources"), ", ".join(sources) or "–"))
    return pages.page(
        "collection",
        asked,
        now,
        document=document,
        title=document["title"],
        text=document["description"],
        trail=pages.trail(asked, _all(asked)),
        items=asked.href(links.collection_path(found.dataset.name, "items"), f="html"),
        facts=facts,
        head=[say(key) for key in ("title", "name", "kind", "unit", "meaning")],
        columns=[pages.heading(column, lang) for column in found.dataset.columns],
    )


def _all(asked: Asked) -> tuple[str, str]:
    return translate("api.collections.title", asked.lang), links.COLLECTIONS


def _above(asked: Asked, found: Held) -> pages.Trail:
    name = found.dataset.name
    own = (title(found.dataset, asked.lang), links.collection_path(name))
    return pages.trail(asked, _all(asked), own)


def items(asked: Asked, now: State, document: Document) -> Content:
    """Return a page of features as a table, with a small map of them."""
    found = holding.collection(asked.named["collection"], now)
    choice = choices.read(asked, found)
    lang = asked.lang
    shown = document["features"]
    columns = found.dataset.columns
    values = {
        "first": number(choice.offset + 1 if shown else 0, lang),
        "last": number(choice.offset + len(shown) if shown else 0, lang),
        "matched": number(document["numberMatched"], lang),
    }
    rows = found.rows([feature["id"] for feature in shown])
    return pages.page(
        "table",
        asked,
        now,
        document=document,
        title=translate("api.items.title", lang, name=title(found.dataset, lang)),
        text=translate("api.items.shown", lang, **values),
        trail=_above(asked, found),
        map=sketch(found, rows, now),
        pages=[
            (translate(f"api.link.{rel}", lang), link["href"])
            for rel in ("prev", "next")
            for link in document["links"]
            if link["rel"] == rel
        ],
        head=[pages.heading(column, lang) for column in columns],
        rows=[_row(asked, found, feature) for feature in shown],
    )


def _row(asked: Asked, found: Held, feature: Document) -> list[pages.Cell]:
    own = feature["id"]
    path = links.collection_path(found.dataset.name, "items", own)
    first = {
        "text": own,
        "href": asked.href(path, f="html"),
        "right": False,
        "lang": "",
    }
    return [first, *pages.cells(feature["properties"].values(), asked.lang)]


def feature(asked: Asked, now: State, document: Document) -> Content:
    """Return the page of one feature: every property with its meaning, and a map."""
    found = holding.collection(asked.named["collection"], now)
    lang = asked.lang
    properties = document["properties"]
    name = properties.get(f"name_{in_data(lang)}") or properties.get("name_vi")
    row = found.rows([document["id"]])
    return pages.page(
        "feature",
        asked,
        now,
        document=document,
        title=str(name or document["id"]),
        text=f"{title(found.dataset, lang)}. {found.dataset.licence}",
        trail=_above(asked, found),
        map=sketch(found, row, now),
        pairs=[
            (pages.heading(column, lang), pages.cell(value, lang))
            for column, value in zip(
                found.dataset.columns,
                (document["id"], *properties.values()),
                strict=True,
            )
        ],
    )
