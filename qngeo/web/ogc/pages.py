"""The service as pages to read: the same content as the JSON, in Vietnamese or English.

Every value is escaped by the templates; nothing is fetched from another address.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from qngeo.config import settings
from qngeo.i18n import LANGUAGE_NAMES, LANGUAGES, number, period, translate
from qngeo.sentences import said
from qngeo.services.datasets.model import Column
from qngeo.web.assets import bundle
from qngeo.web.files import read
from qngeo.web.ogc.answers import Content
from qngeo.web.ogc.asked import HTML, LANDING, Asked
from qngeo.web.ogc.collections import Document
from qngeo.web.ogc.held import State
from qngeo.web.ogc.templates import environment
from qngeo.web.written_in import language_of

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""What the browser may fetch for these pages; there is no script at all."""

DECIMALS = 6
"""Decimals a number is shown with at most; the JSON has them all."""

Trail = list[tuple[str, str]]
"""Pages above this one: title and address."""

Cell = dict[str, Any]


def page(
    template: str, asked: Asked, now: State, *, document: Document, **values: object
) -> Content:
    """Return a page filled in.

    Parameters
    ----------
    template : str
        Name of a template.
    asked : Asked
    now : State
    document : dict
        The answer as JSON; its links go into the head of the page.
    **values
        What the template needs: ``title``, ``text`` and ``trail`` always.
    """
    every = document.get("links", [])
    told = {
        "lang": asked.lang,
        "say": partial(translate, lang=asked.lang),
        "sheets": (_fonts(asked), _style(asked)),
        "links": [link for link in every if link["rel"] in ("self", "alternate")],
        "json": next(
            (link["href"] for link in every if link["rel"] == "alternate"), ""
        ),
        "others": [
            (lang, LANGUAGE_NAMES[lang], asked.again(lang=lang, f="html"))
            for lang in LANGUAGES
            if lang != asked.lang
        ],
        "known": period(now.known.isoformat(), asked.lang) if now.known else "",
        "version": now.version,
    }
    text = environment.get_template(template).render({**told, **values})
    return Content(
        body=text.encode("utf-8", "replace"),
        kind=f"{HTML}; charset=utf-8",
        headers={"Content-Security-Policy": POLICY},
    )


def _fonts(asked: Asked) -> str:
    digest = read(settings().assets / "qngeo" / "fonts.css").digest
    return f"{asked.root}/assets/qngeo/fonts.css?v={digest}"


def _style(asked: Asked) -> str:
    return f"{asked.root}/assets/bundle/api.css?v={bundle('api.css').digest}"


def trail(asked: Asked, *below: tuple[str, str]) -> Trail:
    """Return the pages above: the landing page, and those below it given as path."""
    top = (translate("api.landing.title", asked.lang), LANDING)
    return [(name, asked.href(path, f="html")) for name, path in (top, *below)]


def heading(column: Column, lang: str) -> dict[str, str]:
    """Return the heading of a column: title, unit and what it means."""
    title = column.title_vi if lang == "vi" else column.title_en
    return {
        "title": title.removesuffix(f" ({column.unit})"),
        "name": column.name,
        "unit": column.unit,
        "kind": translate(f"api.kind.{column.kind}", lang),
        "meaning": said(column.meaning, lang),
    }


def cell(value: object, lang: str) -> Cell:
    """Return a value as a table shows it: numbers by language, "–" for unknown."""
    right = isinstance(value, int | float) and not isinstance(value, bool)
    written = language_of(value) if isinstance(value, str) else ""
    return {
        "text": _text(value, lang),
        "href": _address(value),
        "right": right,
        "lang": written if written != lang else "",
    }


def _text(value: object, lang: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return translate("api.yes" if value else "api.no", lang)
    if isinstance(value, int | float):
        return number(float(value), lang, DECIMALS)
    if isinstance(value, list):
        return "; ".join(_text(part, lang) for part in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_text(v, lang)}" for name, v in value.items())
    return str(value)


def _address(value: object) -> str:
    """Return a value that is a web address, "" for any other."""
    is_web = isinstance(value, str) and value.startswith(("https://", "http://"))
    return str(value) if is_web and " " not in str(value) else ""


def cells(values: Iterable[object], lang: str) -> list[Cell]:
    """Return a row of values as `cell` shows them."""
    return [cell(value, lang) for value in values]
