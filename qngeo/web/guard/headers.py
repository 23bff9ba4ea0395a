"""Headers on every answer, those of Streamlit included."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qngeo.config import settings
from qngeo.web.guard import policy

YEAR = "max-age=31536000"
"""How long a browser keeps to https, seconds."""

CSP = "Content-Security-Policy"


class Headers:
    """Add what a browser needs to know to each answer; what a route says stays.

    Parameters
    ----------
    app : ASGI application
    inline : tuple of str
        Hashes of Streamlit's inline scripts, see `qngeo.web.guard.policy.hashes`.
    """

    def __init__(self, app: ASGIApp, inline: tuple[str, ...] = ()) -> None:
        self.app = app
        self._pages = policy.page(inline)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request with these headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                kept = message["status"] == HTTPStatus.NOT_MODIFIED
                self._add(scope, MutableHeaders(scope=message), kept=kept)
            await send(message)

        await self.app(scope, receive, sending)

    def _add(self, scope: Scope, headers: MutableHeaders, *, kept: bool) -> None:
        """Add the headers; what a browser has ``kept`` keeps the policy it came with.

        Such an answer names no media type, and the headers of a 304 take the place of
        those that were kept (RFC 9111, 3.2): the policy of a file would stop the page.
        """
        path = scope["path"]
        query = scope.get("query_string", b"").decode("latin-1")
        others = policy.framable(path, query)
        kind = headers.get("content-type", "text/plain")
        if CSP in headers or not kept:
            own = headers.get(CSP) or policy.of_answer(kind, self._pages)
            headers[CSP] = policy.with_frames(own, others=others)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Permissions-Policy", policy.PERMISSIONS)
        if not (others and settings().frame_ancestors):
            headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        if settings().public_url.startswith("https:"):
            headers.setdefault("Strict-Transport-Security", YEAR)
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
