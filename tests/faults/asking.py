"""Asking the routes of the application without a server."""

import asyncio
from dataclasses import dataclass

from starlette.applications import Starlette

from qngeo.web.routes import routes


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


def ask(address: str) -> Answer:
    """Ask for an address; an error that nothing catches fails the test."""
    path, _, query = address.partition("?")
    sent: list[dict] = []
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "root_path": "", "scheme": "http",
        "http_version": "1.1", "server": ("test", 80), "client": ("test", 1),
        "headers": [],
    }  # fmt: skip

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(Starlette(routes=routes())(scope, receive, send))
    start = next(m for m in sent if m["type"] == "http.response.start")
    body = b"".join(m.get("body", b"") for m in sent)
    headers = {k.decode().lower(): v.decode() for k, v in start["headers"]}
    return Answer(start["status"], headers, body.decode(errors="replace"))


def assert_told(answer: Answer, *, naming: str, status: int = 503) -> None:
    """One line that names the fault, not kept by the browser, no traceback."""
    assert answer.status == status
    assert len(answer.text.splitlines()) == 1, answer.text
    assert naming in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
