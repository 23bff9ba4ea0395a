"""Asking the routes of the application without a server."""

from asking import Answer
from asking import ask as ask_of
from starlette.applications import Starlette

from qngeo.web.routes import routes


def ask(address: str) -> Answer:
    """Ask for an address; an error that nothing catches fails the test."""
    return ask_of(Starlette(routes=routes()), address)


def assert_told(answer: Answer, *, naming: str, status: int = 503) -> None:
    """One line that names the fault, not kept by the browser, no traceback."""
    assert answer.status == status
    assert len(answer.text.splitlines()) == 1, answer.text
    assert naming in answer.text
    assert "Traceback" not in answer.text
    assert answer.header("cache-control") == "no-store"
