"""The cookie by which a sign-in with a local account lasts over a reload."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from qngeo.config import settings
from qngeo.services.own_data import visits
from qngeo.services.own_data.roles import SECONDS_AN_HOUR
from qngeo.web.refusal import Refusal

PATH = "/sign-in/keep"

MOST_BYTES = 200

_KEPT = {"Cache-Control": "no-store"}


async def answer_keep(request: Request) -> Response:
    """Give a cookie for a ticket of `qngeo.services.own_data.visits`.

    Scripts cannot read it, and no other site can have it sent along, nor another
    application beside the prefix. Over https it is never sent without.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        reason = "only the pages of this application may ask for this"
        return Refusal(reason, 403, _KEPT)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            break
    token = visits.redeem(body.decode("ascii", "replace"))
    if not token:
        return Refusal("this ticket is no longer good: sign in again", 400, _KEPT)
    answer = Response(status_code=204, headers=_KEPT)
    answer.set_cookie(
        visits.COOKIE,
        token,
        max_age=int(settings().session_hours * SECONDS_AN_HOUR),
        path=request.scope.get("root_path") or "/",
        secure=_by_https(request),
        httponly=True,
        samesite="strict",
    )
    return answer


def _by_https(request: Request) -> bool:
    """Tell whether readers come by https, also where a proxy does not say so."""
    return "https" in (request.url.scheme, urlsplit(settings().public_url).scheme)
