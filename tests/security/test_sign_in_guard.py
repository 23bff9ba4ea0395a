"""Guessing is slow, a sign-in cannot be planted, and every write asks for the role."""

import ast
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from qngeo.config import settings
from qngeo.errors import AccessError
from qngeo.io import accounts
from qngeo.services.own_data import address_limit, roles, visits
from qngeo.services.own_data.address_limit import MOST_TRIES, WINDOW_S, AddressLimit
from qngeo.services.own_data.roles import Attempts, Session, User
from qngeo.web import visit_cookie

UI = Path(__file__).parents[2] / "qngeo" / "ui"
PASSWORD = "mưa rào tháng bảy"
LAN = User(name="Lan", role="editor")


class Clock:
    """Seconds that pass when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


# ---------------------------------------------------------------- guessing


def test_many_names_from_one_address_have_to_wait() -> None:
    clock = Clock()
    limit = AddressLimit(clock)
    assert all(limit.begin("192.0.2.7") for _ in range(MOST_TRIES))
    assert not limit.begin("192.0.2.7")
    assert limit.wait_s("192.0.2.7") == WINDOW_S
    assert limit.begin("192.0.2.8"), "another address does not wait"
    assert limit.wait_s("192.0.2.8") == 0
    clock.now += WINDOW_S - 1
    assert not limit.begin("192.0.2.7")
    clock.now += 1
    assert limit.begin("192.0.2.7")


def test_a_right_password_takes_back_its_own_count_only() -> None:
    """Else an account of one's own would pay for guessing at all others."""
    limit = AddressLimit(Clock())
    for _ in range(MOST_TRIES - 1):
        limit.begin("192.0.2.7")
    for _ in range(5):
        assert limit.begin("192.0.2.7")
        limit.take_back("192.0.2.7")
    assert limit.begin("192.0.2.7")
    assert not limit.begin("192.0.2.7")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("fe80::1%eth0", "fe80::1%eth1", True),
        (None, "", True),
    ],
)
def test_one_customer_of_ipv6_is_one_address(first, second, same) -> None:
    limit = AddressLimit(Clock())
    for _ in range(MOST_TRIES):
        limit.begin(first)
    assert limit.begin(second) is not same


def test_the_addresses_that_are_remembered_are_bounded(monkeypatch) -> None:
    monkeypatch.setattr(address_limit, "MOST_ADDRESSES", 10)
    limit = AddressLimit(Clock())
    for number in range(100):
        limit.begin(f"192.0.2.{number}")
    assert len(limit._tries) == 10


@pytest.mark.usefixtures("own")
def test_one_name_from_many_addresses_has_to_wait_too() -> None:
    accounts.add_account("Lan", PASSWORD, role="editor")
    attempts = Attempts(Clock())
    for _ in range(roles.FREE_TRIES):
        assert roles.sign_in("Lan", "wrong wrong", attempts) is None
    assert attempts.wait_s("lan") > 0
    assert roles.sign_in("Lan", PASSWORD, attempts) is None, "not even the right one"


# ---------------------------------------------------------------- the cookie


def _browser(base: str = "http://qngeo.example.vn") -> TestClient:
    route = Route(visit_cookie.PATH, visit_cookie.answer_keep, methods=["POST"])
    return TestClient(Starlette(routes=[route]), base_url=base)


def _ticket() -> str:
    return visits.begin(Session(user=LAN, started=0.0, seen=0.0))[1]


def test_behind_a_proxy_the_public_address_decides_on_https(monkeypatch) -> None:
    for public, secure in (("https://qngeo.example.vn", True), ("http://a", False)):
        monkeypatch.setenv("QNGEO_PUBLIC_URL", public)
        settings.cache_clear()
        answer = _browser().post(visit_cookie.PATH, content=_ticket())
        words = answer.headers["set-cookie"].lower().split("; ")
        assert ("secure" in words) is secure
        assert {"httponly", "samesite=strict"} <= set(words)
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_another_site_cannot_plant_a_sign_in(site: str) -> None:
    ticket = _ticket()
    answer = _browser().post(
        visit_cookie.PATH, content=ticket, headers={"sec-fetch-site": site}
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    own = _browser().post(
        visit_cookie.PATH, content=ticket, headers={"sec-fetch-site": "same-origin"}
    )
    assert own.status_code == 204


def test_a_token_that_a_browser_brings_never_becomes_a_sign_in() -> None:
    """No fixation: the token is made at the sign-in, whatever cookie came before."""
    planted = "a" * 43
    client = _browser()
    client.cookies.set(visits.COOKIE, planted)
    answer = client.post(visit_cookie.PATH, content=_ticket())
    given = answer.headers["set-cookie"].split(";")[0].partition("=")[2]
    assert given != planted
    assert not visits.kept.holds(visits.key_of(planted))
    assert visits.kept.holds(visits.key_of(given))


def test_a_long_body_is_not_read_to_its_end() -> None:
    sent = 0

    def endless():
        nonlocal sent
        while sent < 1_000_000:
            sent += 1000
            yield b"a" * 1000

    assert _browser().post(visit_cookie.PATH, content=endless()).status_code == 400


# ---------------------------------------------------------------- roles


@pytest.mark.parametrize("user", [None, User(name="An", role="reader", stamp="")])
def test_nobody_and_readers_may_not_write(user) -> None:
    with pytest.raises(AccessError, match=r"sign in first|is no editor"):
        roles.writer(user)


@pytest.mark.usefixtures("own")
def test_an_editor_whose_role_was_taken_may_not_write() -> None:
    account = accounts.add_account("Lan", PASSWORD, role="editor")
    user = User(name="Lan", role="editor", stamp=account.stamp)
    assert roles.writer(user) == "Lan"
    accounts.add_account("Lan", PASSWORD, role="reader", replace=True)
    with pytest.raises(AccessError, match="any more"):
        roles.writer(user)


def _calls() -> list[tuple[str, ast.Call]]:
    return [
        (f"{path.name}:{node.lineno}", node)
        for path in sorted(UI.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    ]


def test_every_write_of_the_pages_asks_the_server_for_the_role() -> None:
    """Streamlit runs a page on the server; what it hides is no guard, this is."""
    writers, bare = 0, []
    for place, call in _calls():
        for word in call.keywords:
            if word.arg == "who" and ast.unparse(call.func) != "translate":
                asked = ast.unparse(word.value)
                writers += asked.startswith("roles.writer(")
                bare += [] if asked.startswith("roles.writer(") else [place]
    assert bare == []
    assert writers >= 5


def test_no_page_writes_past_the_services() -> None:
    past = [
        place
        for place, call in _calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"commit", "undo", "add_account", "remove_account",
                               "import_file"}
        and ast.unparse(call.func) != "stored.undo"  # asks by its argument who
    ]  # fmt: skip
    assert past == []
