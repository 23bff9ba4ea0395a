"""A line of the log for every request, and for every failure one with an id.

The id stands in the answer too, so that a reader can say which failure they met.
"""

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qngeo.web.guard.logs import TOLD, request_id
from qngeo.web.guard.masking import masked
from qngeo.web.refusal import Refusal

HEADER = "X-Request-Id"

LONGEST = 500
"""Letters of an address that the log repeats."""

GONE = 499
"""Stands in the log where the browser left before the answer, as nginx has it."""

_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_QUIET = re.compile(r"(/[^/]+)*/(static/|_stcore/|health(/|$)|favicon)")
"""Streamlit's own files and questions after health: told from DEBUG on."""

_log = logging.getLogger(__name__)


def fault(error: BaseException) -> str:
    """Write a failure with its traceback into the log and return its id."""
    name = secrets.token_hex(3)
    text = f"error {name}: {type(error).__name__}: {error}"
    _log.error("%s", text, exc_info=error, extra={TOLD: {"error": name}})
    return name


class _Answer:
    """What is known of an answer when it has been sent."""

    def __init__(self) -> None:
        self.status, self.sent = 0, 0


class Watch:
    """Give each request an id, tell the log of it, and catch what fails.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request and tell of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        name = given if _GIVEN.fullmatch(given) else secrets.token_hex(4)
        mark = request_id.set(name)
        begun, answer = time.perf_counter(), _Answer()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                message.setdefault("headers", [])
                MutableHeaders(scope=message)[HEADER] = name
            elif message["type"] == "http.response.body":
                answer.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._answered(scope, receive, sending, answer)
        finally:
            _tell(scope, answer, time.perf_counter() - begun)
            request_id.reset(mark)

    async def _answered(
        self, scope: Scope, receive: Receive, send: Send, answer: _Answer
    ) -> None:
        try:
            await self.app(scope, receive, send)
        except ClientDisconnect:
            answer.status = answer.status or GONE
        except Exception as error:
            name = fault(error)
            if answer.status:
                raise  # half an answer is out: the server ends the connection
            text = f"error {name}: told to the log of this server\n"
            kept = {"Cache-Control": "no-store"}
            failed = Refusal(text, 500, kept)
            await failed(scope, receive, send)


def _tell(scope: Scope, answer: _Answer, seconds: float) -> None:
    level = logging.DEBUG if _QUIET.match(scope["path"]) else logging.INFO
    if not _log.isEnabledFor(level):
        return
    query = scope.get("query_string", b"").decode("latin-1")
    path = scope["path"] + (f"?{query}" if query else "")
    told = {
        "method": scope["method"],
        "path": masked(path)[:LONGEST],
        "status": answer.status or GONE,
        "ms": round(seconds * 1000, 1),
        "bytes": answer.sent,
    }
    line = "{method} {path} {status} {ms} ms {bytes} B".format(**told)
    _log.log(level, "%s", line, extra={TOLD: told})
