"""Streamlit's own scripts and styles, compressed once and kept.

They are the larger part of what a first visit fetches. Streamlit sends them as they
are and leaves compressing to a proxy; a small installation may have none, and a phone
on a slow line waits for it.
"""

from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from qngeo.web.files import FOREVER, Payload, answer, payload

_PART = "/static/"
"""Streamlit's folder of scripts and styles, and the address it answers for it."""

_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""What is worth compressing: fonts and pictures are compressed already."""

_FILES = 512
"""Kept at most; Streamlit has about 300, of which a visit asks for a hundred."""


@lru_cache(maxsize=_FILES)
def _compressed(path: Path) -> Payload:
    return payload(path.read_bytes(), _TYPES[path.suffix])


class CompressedFiles:
    """Answer for Streamlit's scripts with a compressed copy; pass on all else.

    Their names carry a hash of their content, so a browser may keep them for good, and
    what was read once is not read again.

    Parameters
    ----------
    app : ASGIApp
        Streamlit; it answers itself what is not here.
    folder : Path
        Where Streamlit keeps its page and, in ``static/``, its scripts.
    """

    def __init__(self, app: ASGIApp, *, folder: Path) -> None:
        self._app = app
        self._root = (folder / _PART.strip("/")).resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = self._file(scope)
        if path is None:
            await self._app(scope, receive, send)
            return
        content = await run_in_threadpool(_compressed, path)
        kept = {"Cache-Control": FOREVER}
        response = answer(Request(scope), content, headers=kept)
        await response(scope, receive, send)

    def _file(self, scope: Scope) -> Path | None:
        """Return the file that is asked for, if it is to be answered here.

        The application may stand under any prefix: what is before ``/static/`` is not
        looked at.
        """
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            return None
        _, found, name = str(scope["path"]).partition(_PART)
        if not found or "\0" in name:
            return None
        path = (self._root / name).resolve()
        mine = path.suffix in _TYPES and path.is_relative_to(self._root)
        return path if mine and path.is_file() else None
