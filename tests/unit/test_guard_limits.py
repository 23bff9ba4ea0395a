"""Limits: long addresses and large bodies are refused in one line, the rest passes."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from qngeo.web.guard.limits import ENVELOPE, MOST_ADDRESS, MOST_BODY, Limits

MB = 1024 * 1024
UPLOAD = "/_stcore/upload_file/session/file"


async def count(request):
    size = 0
    async for part in request.stream():
        size += len(part)
    return PlainTextResponse(str(size))


async def late(request):
    """Begin the answer before the body is read."""

    async def answer(scope, receive, send):
        await PlainTextResponse("begun")(scope, receive, send)
        async for _ in request.stream():
            pass

    return answer


async def talk(socket):
    await socket.accept()
    await socket.send_text("there")
    await socket.close()


ROUTES = [
    Route("/count", count, methods=["POST", "GET"]),
    Route(UPLOAD, count, methods=["PUT"]),
    Route("/qngeo" + UPLOAD, count, methods=["PUT"]),
    Route("/late", late, methods=["POST"]),
    WebSocketRoute("/_stcore/stream", talk),
]


@pytest.fixture
def client():
    guard = Middleware(Limits, upload_mb=1)
    return TestClient(Starlette(routes=ROUTES, middleware=[guard]))


def in_pieces(size: int, piece: int = 1000):
    """Give a body whose length nobody tells."""
    for start in range(0, size, piece):
        yield b"x" * min(piece, size - start)


@pytest.mark.parametrize("made", [bytes, in_pieces], ids=["told", "in pieces"])
def test_a_body_up_to_the_limit_passes_and_a_byte_more_does_not(client, made):
    assert client.post("/count", content=made(MOST_BODY)).text == str(MOST_BODY)
    refused = client.post("/count", content=made(MOST_BODY + 1))
    assert refused.status_code == 413
    assert refused.text == f"a body sent here has at most {MOST_BODY} bytes\n"


@pytest.mark.parametrize("made", [bytes, in_pieces], ids=["told", "in pieces"])
@pytest.mark.parametrize("path", [UPLOAD, f"/qngeo{UPLOAD}"])
def test_an_upload_may_be_as_large_as_the_setting_says(client, path, made):
    assert client.put(path, content=made(MB + ENVELOPE)).text == str(MB + ENVELOPE)
    assert client.put(path, content=made(MB + ENVELOPE + 1)).status_code == 413


def test_a_path_that_only_looks_like_an_upload_gets_no_more_room(client):
    for path in (
        "/_stcore/upload_file/x",
        f"{UPLOAD}/more",
        "/count?_stcore/upload_file",
    ):
        assert client.put(path, content=bytes(MOST_BODY + 1)).status_code == 413


@pytest.mark.parametrize("told", ["-1", "1e9", "٣", "9" * 5000, "1, 2"])
def test_a_length_that_is_none_is_refused(told):
    sent: list[dict] = []
    scope = {
        "type": "http", "method": "POST", "path": "/count", "query_string": b"",
        "headers": [(b"content-length", told.encode("utf-8"))],
    }  # fmt: skip

    async def send(message):
        sent.append(message)

    asyncio.run(Limits(Starlette(routes=ROUTES))(scope, None, send))
    assert sent[0]["status"] in (400, 413)


def test_an_address_up_to_the_limit_passes_and_a_byte_more_does_not(client):
    room = MOST_ADDRESS - len("/count") - len("a=")
    assert client.get("/count", params={"a": "x" * room}).status_code == 200
    refused = client.get("/count", params={"a": "x" * (room + 1)})
    assert (refused.status_code, refused.text.count("\n")) == (414, 1)


def test_the_connection_of_a_page_passes_and_a_long_address_of_one_does_not(client):
    with client.websocket_connect("/_stcore/stream") as socket:
        assert socket.receive_text() == "there"
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_stcore/stream?" + "x" * MOST_ADDRESS),
    ):
        pass


def test_an_answer_that_has_begun_is_not_answered_twice(client):
    answer = client.post("/late", content=in_pieces(3 * MOST_BODY))
    assert (answer.status_code, answer.text) == (200, "begun")
