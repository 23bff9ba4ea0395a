"""Ask an ASGI application exactly what is written, as no well-behaved client would."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def header(self, name: str) -> str:
        return next((value.decode("latin-1") for key, value in self.headers
                     if key.decode().lower() == name), "")  # fmt: skip


def ask(
    app: Any, target: str, *, method: str = "GET", headers: dict[str, str] | None = None
) -> Answer:
    """Send one request whose path is not tidied, decoded once as uvicorn does.

    Each letter of the target is a byte, so that it may hold what is no text. Any
    exception of the application is raised, not turned into an answer.
    """
    raw, _, query = target.encode("latin-1").partition(b"?")
    sent: list[dict[str, Any]] = []
    given = {"host": "qngeo.example.vn", **(headers or {})}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote_to_bytes(raw).decode("utf-8", "replace"),
        "raw_path": raw,
        "query_string": query,
        "root_path": "",
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in given.items()],
        "client": ("192.0.2.1", 40000),
        "server": ("qngeo.example.vn", 80),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(app(scope, receive, send))
    start = sent[0]
    body = b"".join(part.get("body", b"") for part in sent[1:])
    return Answer(status=start["status"], headers=list(start["headers"]), body=body)
