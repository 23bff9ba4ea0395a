"""What an answer need not wait for."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from qngeo.ui import starting
from qngeo.web.at_once import send_at_once


@pytest.fixture
def port() -> Iterator[socket.socket]:
    """Listen as ``streamlit run`` does: without the number of the protocol."""
    with closing(socket.socket(family=socket.AF_INET)) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert listening.proto == 0
        yield listening


def _accepted(listening: socket.socket) -> int:
    """Return whether a new connection sends at once, as the system tells it."""
    with closing(socket.create_connection(listening.getsockname())):
        accepted, _ = listening.accept()
        with closing(accepted):
            return accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_connection_sends_at_once(port: socket.socket) -> None:
    assert not _accepted(port)
    assert send_at_once() >= 1
    assert _accepted(port)


def test_the_application_asks_for_it_when_it_starts(port: socket.socket) -> None:
    async def begin() -> int:
        async with starting.lifespan(None):
            return _accepted(port)

    assert asyncio.run(begin())


def test_what_does_not_listen_stays_as_it_is(port: socket.socket) -> None:
    with closing(socket.create_connection(port.getsockname())) as asking:
        send_at_once()
        assert not asking.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.usefixtures("port")
def test_a_socket_of_the_file_system_does_no_harm() -> None:
    first, second = socket.socketpair(socket.AF_UNIX)
    with closing(first), closing(second):
        assert send_at_once() >= 1
        first.sendall(b"still open")
        assert second.recv(16) == b"still open"
