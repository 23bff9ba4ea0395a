"""A request that is not met: one line, in the language that its reader wishes for."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from qngeo.sentences import said
from qngeo.web import wishes


class Refusal(PlainTextResponse):
    """One line of reason; its body is English until it is sent.

    Parameters
    ----------
    reason : object
        A sentence of the program, or the error that holds it.
    status : int
        Of HTTP.
    headers : mapping, optional
    """

    def __init__(
        self, reason: object, status: int, headers: Mapping[str, str] | None = None
    ) -> None:
        self.reason = str(reason).rstrip("\n")
        self.given = dict(headers or {})
        super().__init__(f"{self.reason}\n", status_code=status, headers=self.given)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it in the language of the request."""
        lang = wishes.of_refusal(scope)
        answer = PlainTextResponse(
            f"{said(self.reason, lang)}\n",
            status_code=self.status_code,
            headers={
                **self.given,
                "Content-Language": lang,
                "Vary": "Accept-Language",
            },
            background=self.background,
        )
        await answer(scope, receive, send)


async def told(_: Request, error: Exception) -> Response:
    """Answer what a route raised; where HTTP allows no body, there is none.

    Parameters
    ----------
    error : HTTPException
        Starlette's own, or of a lane that is full.
    """
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code in (204, 304):
        return Response(status_code=error.status_code, headers=error.headers)
    return Refusal(error.detail, error.status_code, error.headers)


def one_line(error: Exception) -> str:
    """Return the first line of an error's message."""
    return next((line for line in str(error).splitlines() if line.strip()), "refused")
