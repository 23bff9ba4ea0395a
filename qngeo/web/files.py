"""Files as HTTP answers: hash, compressed copy and caching headers.

A file is read and compressed once and kept until it changes on disk.
"""

import gzip
import hashlib
import logging
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from qngeo.errors import QngeoError
from qngeo.web.refusal import Refusal, one_line

_log = logging.getLogger(__name__)

FOREVER = "public, max-age=31536000, immutable"
"""For an address that carries the hash of its content."""

REVALIDATE = "no-cache"
"""May be kept, and is asked for again with its hash before each use."""

DIGEST_LENGTH = 12
"""Hex digits of SHA-256 that an address carries."""

_WORTH_GZIP = 500
"""Bytes below which compression gains nothing."""

_TYPES = {
    ".geojson": "application/geo+json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Payload:
    """What one address answers.

    Attributes
    ----------
    body : bytes
    zipped : bytes or None
        The same by gzip; None where it would not be shorter.
    media_type : str
    digest : str
        First hex digits of the body's SHA-256.
    """

    body: bytes
    zipped: bytes | None
    media_type: str
    digest: str


def payload(body: bytes, media_type: str) -> Payload:
    """Compress and hash a body; the same body always gives the same payload."""
    zipped = None
    if len(body) > _WORTH_GZIP:
        smaller = gzip.compress(body, compresslevel=6, mtime=0)
        zipped = smaller if len(smaller) < 0.95 * len(body) else None
    digest = hashlib.sha256(body).hexdigest()[:DIGEST_LENGTH]
    return Payload(body=body, zipped=zipped, media_type=media_type, digest=digest)


@lru_cache(maxsize=256)
def _read(path: Path, _changed_ns: int, _size: int) -> Payload:
    known = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return payload(path.read_bytes(), known or "application/octet-stream")


def read(path: Path) -> Payload:
    """Return the payload of a file, read anew only when the file has changed.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    """
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


def _same(header: str | None, etag: str) -> bool:
    if header is None:
        return False
    offered = {part.strip().removeprefix("W/") for part in header.split(",")}
    return "*" in offered or etag in offered


def answer(
    request: Request, content: Payload, *, headers: dict[str, str] | None = None
) -> Response:
    """Answer a request: 304 when the browser holds it, gzip when it takes it.

    Parameters
    ----------
    request : Request
        An address with ``?v=`` equal to the digest is kept for good.
    content : Payload
    headers : dict, optional
        Further headers.
    """
    etag = f'"{content.digest}"'
    versioned = request.query_params.get("v") == content.digest
    sent = {
        "ETag": f"W/{etag}" if content.zipped else etag,
        "Cache-Control": FOREVER if versioned else REVALIDATE,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        **(headers or {}),
    }
    if _same(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=sent)
    accepted = request.headers.get("accept-encoding", "")
    if content.zipped is not None and "gzip" in accepted:
        sent["Content-Encoding"] = "gzip"
        return Response(content.zipped, headers=sent, media_type=content.media_type)
    return Response(content.body, headers=sent, media_type=content.media_type)


def failed(request: Request, error: QngeoError) -> Response:
    """Answer 503 with the fault in one line, which the log gets too.

    For what the reader cannot mend: a damaged file, a store that does not answer.
    """
    reason = one_line(error)
    _log.warning("%s: %s", request.url.path, reason)
    headers = {
        "Cache-Control": "no-store",
        "Retry-After": "10",
        "X-Content-Type-Options": "nosniff",
    }
    return Refusal(reason, 503, headers)


def missing(what: str) -> Response:
    """Answer 404 with one line that says what was looked for."""
    return Refusal(f"not found: {what}", 404)
