"""How long an address and how large a body may be; refused before any work is done."""

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qngeo.web.refusal import Refusal

MOST_ADDRESS = 8 * 1024
"""Bytes of path and query together."""

MOST_BODY = 4 * 1024
"""Bytes of the body of a request that uploads nothing; a ticket has 200 at most."""

ENVELOPE = 64 * 1024
"""Bytes that the form of an upload adds to its file."""

UPLOAD = re.compile(r"(/[^/]+)*/_stcore/upload_file/[^/]+/[^/]+")
"""Where Streamlit takes files, below whatever prefix."""


class Limits:
    """Refuse an address that is too long by 414 and a body too large by 413.

    A body whose length is told is refused unread; one that comes in pieces is counted
    while the route reads it. What no route reads is never fetched from the network.

    Parameters
    ----------
    app : ASGI application
    upload_mb : int
        Largest file that Streamlit takes (``server.maxUploadSize``), MiB.
    """

    def __init__(self, app: ASGIApp, upload_mb: int = 100) -> None:
        self.app = app
        self._upload = upload_mb * 1024 * 1024 + ENVELOPE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that keeps the limits."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        raw = scope.get("raw_path") or scope["path"].encode()
        if len(raw) + len(scope.get("query_string", b"")) > MOST_ADDRESS:
            await self._too_long(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._with_body(scope, receive, send)

    @staticmethod
    async def _too_long(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        reason = f"an address has at most {MOST_ADDRESS} bytes: ask for less"
        await _refused(reason, 414)(scope, receive, send)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = self._upload if UPLOAD.fullmatch(scope["path"]) else MOST_BODY
        told = Headers(scope=scope).get("content-length", "0")
        if not (told.isascii() and told.isdigit()):
            refusal = _refused("Content-Length is no number of bytes", 400)
            await refusal(scope, receive, send)
            return
        reason = f"a body sent here has at most {most} bytes"
        too_large = _refused(reason, 413)
        if len(told) > len(str(most)) or int(told) > most:
            await too_large(scope, receive, send)
            return
        read, started = 0, False

        async def receiving() -> Message:
            nonlocal read
            message = await receive()
            if message["type"] == "http.request":
                read += len(message.get("body", b""))
                if read > most:
                    raise HTTPException(413, f"{reason}\n")
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receiving, sending)
        except Exception:
            if read <= most:
                raise
            if not started:
                await too_large(scope, receive, send)


def _refused(reason: str, status: int) -> Response:
    kept = {"Cache-Control": "no-store", "Connection": "close"}
    return Refusal(reason, status, kept)
