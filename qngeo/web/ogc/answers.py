"""Answers of the service: checks before the work, caching, other origins, refusals.

Reading needs no key and is open to pages of any origin (CORS). The work is done beside
the event loop by few threads; who comes while too many wait is told to come again.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from qngeo.errors import QngeoError
from qngeo.sentences import said
from qngeo.web import wishes
from qngeo.web.files import DIGEST_LENGTH, REVALIDATE
from qngeo.web.guard import work as lanes
from qngeo.web.ogc import asked as asking
from qngeo.web.ogc import held as holding
from qngeo.web.ogc.asked import COMMON, JSON, Asked
from qngeo.web.ogc.held import State
from qngeo.web.ogc.refusals import CODES, RefusedError, status_of
from qngeo.web.refusal import one_line
from qngeo.web.tile_store import TileStore

READING = "GET, HEAD, OPTIONS"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
"""What is routed here, so that a refused method gets the same body as any refusal."""

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Crs, ETag",
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT = {
    "Allow": READING,
    "Access-Control-Allow-Methods": READING,
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}

STARTED = datetime.now(UTC).isoformat()
"""Stands for the code in every ETag: a restarted service may answer in other words."""


KEPT, LARGEST_KEPT = 16 * 2**20, 2**19
"""Bytes of all answers that are kept ready, and of the largest of them."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What is answered: the body, its media type and further headers."""

    body: bytes
    kind: str
    headers: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many bytes the body has."""
        return len(self.body)


_ready: TileStore[Content] = TileStore(KEPT)

Work = Callable[[Asked, State], Content]
"""Makes an answer; runs beside the event loop."""

Handler = Callable[[Request], Awaitable[Response]]


def as_json(value: object, kind: str = JSON) -> Content:
    """Return a value as JSON."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Content(body=text.encode(), kind=kind)


def refused(status: int, reason: str, lang: str = "en") -> Response:
    """Return a refusal: code and description, as the standard has it."""
    content = as_json({"code": CODES[status], "description": said(reason, lang)})
    headers = {
        **OPEN,
        "Cache-Control": "no-store",
        "Content-Language": lang,
        "Vary": "Accept-Language",
    }
    if status == 405:  # noqa: PLR2004 -- of HTTP
        headers["Allow"] = READING
    if status in (503, 504):
        headers["Retry-After"] = str(lanes.AGAIN_S)
    return Response(
        content.body, status_code=status, headers=headers, media_type=content.kind
    )


def route(
    path: str, work: Work, *, allowed: frozenset[str] | None = COMMON, form: str = ""
) -> Route:
    """Return a route that answers by a piece of work.

    Parameters
    ----------
    path : str
    work : callable
        Gets the request and the state of the data.
    allowed : frozenset of str or None
        Names of parameters; None where the work checks them.
    form : str
        See `qngeo.web.ogc.asked.read`.
    """

    async def handle(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**OPEN, **PREFLIGHT})
        try:
            return await _answer(request, work, allowed, form)
        except QngeoError as error:
            lang = wishes.of_refusal(request.scope)
            return refused(status_of(error), one_line(error), lang)

    return Route(path, handle, methods=list(METHODS))


async def _answer(
    request: Request, work: Work, allowed: frozenset[str] | None, form: str
) -> Response:
    if request.method not in ("GET", "HEAD"):
        message = f"{request.method} is not done here: {READING} are"
        raise RefusedError(message, 405)
    query = request.scope.get("query_string", b"")
    if not query.isascii():
        message = "the query holds bytes that are no part of an address: encode them"
        raise RefusedError(message)
    if len(query) > asking.LONGEST_QUERY:
        message = f"a query has at most {asking.LONGEST_QUERY} characters: ask less"
        raise RefusedError(message)
    wanted = asking.read(request, allowed=allowed, form=form)
    offered = request.headers.get("if-none-match", "")
    try:
        answer = await lanes.API.run(_made, wanted, work, offered)
    except HTTPException as error:
        raise RefusedError(error.detail.strip(), error.status_code) from error
    if request.method == "HEAD":
        answer.body = b""  # the length of what GET would give stays in the headers
    return answer


def _made(wanted: Asked, work: Work, offered: str) -> Response:
    now = holding.state(wanted.known)
    etag = f'W/"{_digest(wanted, now)}"'
    headers = {
        **OPEN,
        "ETag": etag,
        "Cache-Control": REVALIDATE,
        "Vary": "Accept, Accept-Language, Accept-Encoding",
        "Content-Language": wanted.lang,
    }
    if etag in (tag.strip() for tag in offered.split(",")):
        return Response(status_code=304, headers=headers)
    made = _ready.get(etag)  # it names all that an answer rests on
    if made is None:
        made = work(wanted, now)
        if len(made) <= LARGEST_KEPT:
            _ready.put(etag, made)
    headers |= made.headers
    response = Response(made.body, headers=headers)
    # Set as it is: Starlette would add a charset, which JSON types have not.
    response.headers["Content-Type"] = made.kind
    return response


def _digest(wanted: Asked, now: State) -> str:
    """Return what changes whenever the answer may: all that it rests on."""
    text = f"{STARTED}|{now}|{wanted}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[
        : 2 * DIGEST_LENGTH
    ]
