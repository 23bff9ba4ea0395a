"""The cookie by which a sign-in with a local account lasts over a reload."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from qngeo.config import settings
from qngeo.services.own_data import visits
from qngeo.services.own_data.roles import SECONDS_AN_HOUR

PATH = "/sign-in/keep"

MOST_BYTES = 200


async def answer_keep(request: Request) -> Response:
    """Give a cookie for a ticket of `qngeo.services.own_data.visits`.

    Scripts cannot read it, and no other site can have it sent along. Over https it
    is never sent without.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            break
    token = visits.redeem(body.decode("ascii", "replace"))
    kept = {"Cache-Control": "no-store"}
    if not token:
        reason = "this ticket is no longer good: sign in again\n"
        return PlainTextResponse(reason, status_code=400, headers=kept)
    answer = Response(status_code=204, headers=kept)
    answer.set_cookie(
        visits.COOKIE,
        token,
        max_age=int(settings().session_hours * SECONDS_AN_HOUR),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer
