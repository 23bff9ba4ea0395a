"""What a request asks for: address, language, format and the day as known on."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from starlette.requests import Request

from qngeo.i18n import LANGUAGES
from qngeo.services.own_data.known import day_known
from qngeo.web import wishes
from qngeo.web.ogc.refusals import RefusedError, shortened

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

FORMS = ("json", "html")

COMMON = frozenset({"f", "lang", "known"})
"""Parameters that every address takes: format, language, day as known on."""

KEPT = ("lang", "known")
"""Parameters that links carry on, so that what is reached speaks of the same state."""

LONGEST_QUERY = 8000
"""Characters of a query string; longer ones are refused unread."""

LANDING = "/ogc"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request, read and checked.

    Attributes
    ----------
    root : str
        Address of the installation as the reader sees it, with the prefix of a
        proxy, without a last slash.
    path : str
        Path within the installation, percent-encoded.
    query : tuple of (name, value)
        As asked, without ``f``.
    named : dict
        Parts of the path by name.
    form : str
        "json" or "html".
    lang : str
        "vi" or "en".
    known : date or None
        The day as known on which the data are asked for; None for now.
    """

    root: str
    path: str
    query: tuple[tuple[str, str], ...]
    named: dict[str, str]
    form: str
    lang: str
    known: date | None

    def value(self, name: str) -> str | None:
        """Return a parameter as asked, None where it is not."""
        return dict(self.query).get(name)

    def href(self, path: str, **more: object) -> str:
        """Return an absolute address that keeps language and day as known on.

        Parameters
        ----------
        path : str
            Such as "/ogc/collections"; parts that come from data are quoted already.
        **more
            Further parameters.
        """
        kept = [(name, v) for name, v in self.query if name in KEPT]
        return _joined(self.root + path, [*kept, *more.items()])

    def again(self, **changed: object) -> str:
        """Return the address of this request with some parameters changed."""
        rest = [(name, v) for name, v in self.query if name not in changed]
        return _joined(self.root + self.path, [*rest, *changed.items()])


def _joined(address: str, query: list[tuple[str, object]]) -> str:
    return f"{address}?{urlencode(query, safe=':/,')}" if query else address


def part(text: str) -> str:
    """Quote what comes from data for use as a part of a path."""
    return quote(text, safe=":")


def read(
    request: Request, *, allowed: frozenset[str] | None = COMMON, form: str = ""
) -> Asked:
    """Read a request and check what every address has in common.

    Parameters
    ----------
    request : Request
    allowed : frozenset of str or None
        Names of parameters that the address takes; None where that is checked later.
    form : str
        The format where none is asked by ``f``; "" where the browser's wish counts.

    Raises
    ------
    RefusedError
        If a parameter is unknown, given twice or has no valid value, or none of the
        formats there are is accepted.
    DateError
        If ``known`` is no day.
    """
    query = request.query_params.multi_items()
    check_names([name for name, _ in query], allowed)
    given = dict(query)
    known = given.get("known")
    if known == "":
        message = "known='' is no day: write it like 2026-11-30, or leave it out"
        raise RefusedError(message)
    prefix = request.scope.get("root_path", "")
    path = request.url.path.removeprefix(prefix)
    return Asked(
        root=str(request.base_url).rstrip("/"),
        path=quote(path, safe="/:%"),
        query=tuple((name, value) for name, value in query if name != "f"),
        named={name: str(v) for name, v in request.path_params.items()},
        form=_form(given.get("f", form or None), request.headers.get("accept", "")),
        lang=_language(given.get("lang"), request.headers.get("accept-language", "")),
        known=day_known(known),
    )


def check_names(names: list[str], allowed: frozenset[str] | None) -> None:
    """Refuse parameters that are given twice or that an address does not take."""
    for name in names:
        if names.count(name) > 1:
            message = f"parameter {shortened(name)} is given more than once: give one"
            raise RefusedError(message)
        if allowed is not None and name not in allowed:
            there = ", ".join(sorted(allowed))
            message = f"no parameter {shortened(name)}: there are {there}"
            raise RefusedError(message)


def _form(asked: str | None, accept: str) -> str:
    if asked is not None:
        if asked not in FORMS:
            message = f"no format f={shortened(asked)}: there are json and html"
            raise RefusedError(message)
        return asked
    wanted = wishes.weighed(accept) or {"*/*": 1.0}
    weights = {
        form: max(_weight(kind, wanted) for kind in kinds)
        for form, kinds in (("json", (GEOJSON, JSON, OPENAPI)), ("html", (HTML,)))
    }
    best = max(FORMS, key=lambda form: weights[form])
    if not weights[best]:
        message = f"no format for accept: {shortened(accept)}: there are json and html"
        raise RefusedError(message, 406)
    return best


def _weight(kind: str, wanted: dict[str, float]) -> float:
    """Return how much a media type is wanted; the most exact entry decides."""
    plain = kind.partition(";")[0]
    for name in (plain, plain.partition("/")[0] + "/*", "*/*"):
        if name in wanted:
            return wanted[name]
    return 0.0


def _language(asked: str | None, accept: str) -> str:
    if asked is not None:
        if asked not in LANGUAGES:
            message = f"no language lang={shortened(asked)}: there are vi and en"
            raise RefusedError(message)
        return asked
    return wishes.language(accept, LANGUAGES[0])
