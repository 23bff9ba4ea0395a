"""A sign-in lasts over a reload by a cookie that only its own browser gets."""

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from qngeo.services.own_data import visits
from qngeo.services.own_data.roles import Session, User
from qngeo.web import visit_cookie

LAN = User(name="Lan", role="editor")


@pytest.fixture
def session() -> Session:
    return Session(user=LAN, started=0.0, seen=0.0)


@pytest.fixture
def browser():
    route = Route(visit_cookie.PATH, visit_cookie.answer_keep, methods=["POST"])
    return lambda base: TestClient(Starlette(routes=[route]), base_url=base)


def test_a_ticket_gives_the_token_of_its_sign_in_once(session: Session):
    key, ticket = visits.begin(session)
    token = visits.redeem(ticket)
    assert visits.key_of(token) == key
    assert visits.kept.used(key, 1.0) is not None
    assert visits.redeem(ticket) == ""


def test_neither_the_key_nor_the_ticket_is_the_token(session: Session):
    """What the server keeps, and what the page carries, open nothing."""
    key, ticket = visits.begin(session)
    token = visits.redeem(ticket)
    assert len({key, ticket, token}) == 3
    for wrong in (key, ticket, "", token[:-1]):
        assert not visits.kept.holds(visits.key_of(wrong))


def test_a_ticket_is_good_for_seconds(session: Session, monkeypatch):
    _, ticket = visits.begin(session)
    later = visits.time.monotonic() + visits.TICKET_S + 1
    monkeypatch.setattr(visits.time, "monotonic", lambda: later)
    assert visits.redeem(ticket) == ""


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookie_is_hidden_from_scripts_and_other_sites(session, browser, scheme):
    key, ticket = visits.begin(session)
    answer = browser(f"{scheme}://qngeo.example.vn").post(
        visit_cookie.PATH, content=ticket
    )
    assert answer.status_code == 204
    assert answer.headers["cache-control"] == "no-store"
    set_ = answer.headers["set-cookie"]
    assert visits.key_of(set_.split(";")[0].partition("=")[2]) == key
    words = set_.lower()
    assert "httponly" in words
    assert "samesite=strict" in words
    assert ("secure" in words) == (scheme == "https")


@pytest.mark.parametrize(
    "body", [b"", b"x", b"\xff\xfe", b"x" * 1_000_000], ids=["", "x", "bytes", "long"]
)
def test_no_ticket_no_cookie(browser, body: bytes):
    answer = browser("http://qngeo.example.vn").post(visit_cookie.PATH, content=body)
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers
    assert len(answer.text.splitlines()) == 1
