"""The watch list as Atom feeds (RFC 4287): one a subject, and one of all news."""

import re
from datetime import UTC, datetime, time
from functools import lru_cache
from html import escape
from urllib.parse import quote, urlsplit

from feedgen.feed import FeedGenerator
from starlette.requests import Request
from starlette.responses import Response

from qngeo.config import settings
from qngeo.errors import QngeoError, UnknownNameError
from qngeo.i18n import in_data, messages, translate
from qngeo.names import unknown
from qngeo.services.datasets.register import data_version
from qngeo.services.links import link
from qngeo.services.own_data.known import FIRST_DAY
from qngeo.services.watch.changes import today
from qngeo.services.watch.entries import Entry, entries, news
from qngeo.web.files import Payload, answer, failed, payload
from qngeo.web.guard import work
from qngeo.web.refusal import Refusal

PATH = "/feeds/{name}.atom"

ALL = "all"
"""Name of the feed of all news; else a subject id."""

TAG_SINCE = "2026"
"""Year since which the host has given ids, as a tag address wants it (RFC 4151)."""

_UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


def address(name: str, lang: str) -> str:
    """Return the public address of a feed.

    Parameters
    ----------
    name : str
        `ALL` or a subject id.
    lang : str
        "vi" or "en".
    """
    return f"{settings().public_url}/feeds/{quote(name, safe=':')}.atom?lang={lang}"


def _page(subject_id: str, lang: str) -> str:
    """Return the public address of the page about a subject, or of the first page."""
    if not subject_id:
        return f"{settings().public_url}/?lang={lang}"
    sheet = link.write("zones", {"lang": lang, "subject": subject_id})
    return f"{settings().public_url}/{sheet}"


def _tag(key: str) -> str:
    host = urlsplit(settings().public_url).hostname or "localhost"
    return f"tag:{host},{TAG_SINCE}:{quote(key, safe=':/')}"


def _clean(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)


def _content(lines: tuple[str, ...]) -> str:
    """Return lines as HTML in which every text of the data is shown as text."""
    return "".join(f"<p>{escape(_clean(line))}</p>" for line in lines)


def _add(feed: FeedGenerator, entry: Entry, lang: str) -> None:
    item = feed.add_entry(order="append")
    item.id(_tag(f"{lang}/{entry.key}"))
    item.title(_clean(entry.title))
    item.updated(entry.updated)
    item.published(entry.updated)
    item.link(href=_page(entry.subject_id, lang), rel="alternate", type="text/html")
    item.category(term=entry.kind)
    item.content(_content(entry.lines) or escape(_clean(entry.title)), type="html")


@lru_cache(maxsize=128)
def _built(name: str, lang: str, _state: tuple[str, ...]) -> Payload:
    found = news()
    subject = "" if name == ALL else name
    subjects = found.baseline.subjects.set_index("subject_id")
    if subject and subject not in subjects.index:
        raise UnknownNameError(unknown("feed", name, [ALL, *subjects.index]))
    about = subjects.loc[subject, f"name_{in_data(lang)}"] if subject else ""
    key = "watch.feed.subject" if subject else "watch.feed.all"
    told = entries(found, lang, subject_id=subject)
    feed = FeedGenerator()
    feed.id(_tag(f"{lang}/feeds/{name}"))
    feed.title(_clean(translate(key, lang, name=about)))
    feed.subtitle(translate("watch.feed.subtitle", lang))
    feed.author({"name": translate("pages.app.title", lang)})
    feed.language(lang)
    feed.generator("qngeo")
    feed.link(href=address(name, lang), rel="self", type="application/atom+xml")
    feed.link(href=_page(subject, lang), rel="alternate", type="text/html")
    for entry in told:
        _add(feed, entry, lang)
    first = datetime.combine(FIRST_DAY, time(), tzinfo=UTC)
    feed.updated(max((entry.updated for entry in told), default=first))
    return payload(feed.atom_str(), "application/atom+xml")


def feed(name: str, lang: str) -> Payload:
    """Return a feed; the same news give the same bytes.

    Parameters
    ----------
    name, lang : str
        See `address`.

    Raises
    ------
    UnknownNameError
        If there is no such subject or language.
    """
    messages(lang)
    state = (data_version(), today().isoformat(), settings().public_url)
    return _built(name, lang, state)


async def answer_feed(request: Request) -> Response:
    """Answer ``/feeds/<subject id or all>.atom?lang=vi|en``."""
    name = request.path_params["name"]
    lang = request.query_params.get("lang", "vi")
    try:
        found = await work.FEEDS.run(feed, name, lang)
    except UnknownNameError as error:
        return Refusal(error, 404)
    except QngeoError as error:
        return failed(request, error)
    return answer(request, found)
