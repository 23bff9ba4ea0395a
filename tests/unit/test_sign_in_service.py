"""A sign-in service: its set-up is checked, its sign-ins end and stay ended."""

import http.server
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from streamlit.errors import StreamlitSecretNotFoundError

from qngeo.config import settings
from qngeo.i18n import translate
from qngeo.io.openid import speaks_openid
from qngeo.services.own_data.roles import Session, Sessions, User
from qngeo.ui import sign_in_service

SOUND = {
    "redirect_uri": "https://qngeo.example.vn/oauth2callback",
    "cookie_secret": "một đoạn chữ ngẫu nhiên đủ dài 2026",
    "client_id": "qngeo",
    "client_secret": "bi-mat-cua-ung-dung",
    "server_metadata_url": "https://id.example.vn/.well-known/openid-configuration",
}


class Unreadable:
    """Secrets whose file cannot be read, or is not there."""

    def get(self, _: str) -> None:
        msg = "Error parsing secrets file"
        raise StreamlitSecretNotFoundError(msg)


@pytest.fixture
def given(monkeypatch, tmp_path):
    """Give the page secrets and, perhaps, a file of them."""

    def give(secrets: object, *, file: bool = True) -> None:
        path = tmp_path / "secrets.toml"
        if file:
            path.touch()
        streamlit = SimpleNamespace(
            secrets=secrets, get_option=lambda _: [str(path)], session_state={}
        )
        monkeypatch.setattr(sign_in_service, "st", streamlit)

    return give


def test_a_sound_set_up_has_no_fault(given):
    given({"auth": SOUND})
    assert sign_in_service.chosen()
    assert sign_in_service.fault() == ("", "")


def test_without_secrets_no_service_is_chosen(given):
    given({}, file=False)
    assert not sign_in_service.chosen()
    given(Unreadable(), file=False)
    assert not sign_in_service.chosen()


@pytest.mark.parametrize(
    ("changed", "key", "names"),
    [
        ({"client_id": ""}, "missing", "client_id"),
        ({"client_secret": " ", "redirect_uri": ""}, "missing",
         "redirect_uri, client_secret"),
        ({"redirect_uri": "https://qngeo.example.vn/"}, "redirect", "/oauth2callback"),
        ({"cookie_secret": "ngắn quá"}, "short", "32"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_and_no_value_told(given, changed, key, names):
    given({"auth": {**SOUND, **changed}})
    found = sign_in_service.fault()
    assert found == (f"data.login.service.{key}", names)
    for lang in ("vi", "en"):
        line = translate(found[0], lang, names=names)
        assert names in line
        assert not [v for v in SOUND.values() if v in line]


@pytest.mark.parametrize("secrets", [Unreadable(), {"auth": "chỉ là chữ"}])
def test_secrets_that_cannot_be_read_do_not_open_another_door(given, secrets):
    given(secrets)
    assert sign_in_service.chosen(), "local accounts must not step in silently"
    assert sign_in_service.fault()[0].startswith("data.login.service.")


def test_a_service_that_does_not_answer_is_named_by_its_host_once(given, monkeypatch):
    given({"auth": SOUND})
    monkeypatch.setattr(sign_in_service, "speaks_openid", lambda _: False)
    sign_in_service.go()
    assert sign_in_service.silent() == "id.example.vn"
    assert sign_in_service.silent() == ""


@pytest.fixture
def server() -> Iterator[str]:
    class Told(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if self.path == "/none" else 200)
            self.end_headers()
            if self.path == "/openid":
                self.wfile.write(b'{"authorization_endpoint": "https://id/authorize"}')
            elif self.path == "/list":
                self.wfile.write(b"[]")
            else:
                self.wfile.write(b"<html>")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Told) as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "speaks"),
    [("/openid", True), ("/list", False), ("/page", False), ("/none", False)],
)
def test_only_metadata_of_a_provider_count_as_an_answer(server, path, speaks):
    assert speaks_openid(server + path) is speaks


@pytest.mark.parametrize(
    "address", ["", "id.example.vn", "file:///etc/passwd", "http://127.0.0.1:9/x"]
)
def test_an_address_that_leads_nowhere_is_no_provider(address):
    assert not speaks_openid(address, wait_s=1)


# sign-ins over all visits

HOUR = 3600.0
LAN = User(name="lan@example.vn", role="editor")


@pytest.fixture
def limits(monkeypatch):
    monkeypatch.setenv("QNGEO_SESSION_IDLE_HOURS", "8")
    monkeypatch.setenv("QNGEO_SESSION_HOURS", "24")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.usefixtures("limits")
def test_use_prolongs_a_sign_in_up_to_a_day_in_all():
    kept = Sessions()
    kept.begin("a", Session(user=LAN, started=0.0, seen=0.0))
    for at in (7, 14, 21, 23.9):
        assert kept.used("a", at * HOUR) is not None
    assert kept.used("a", 24 * HOUR) is None


@pytest.mark.usefixtures("limits")
def test_a_sign_in_that_ended_cannot_be_begun_again_by_the_same_cookie():
    kept = Sessions()
    fresh = Session(user=LAN, started=0.0, seen=0.0)
    kept.begin("a", fresh)
    assert kept.used("a", 8 * HOUR) is None  # not used for eight hours
    kept.begin("a", Session(user=LAN, started=0.0, seen=8 * HOUR))
    assert kept.knows("a")
    assert not kept.holds("a")
    assert kept.used("a", 8.1 * HOUR) is None
    kept.begin("b", fresh)
    kept.end("b")
    assert kept.used("b", 1.0) is None


@pytest.mark.usefixtures("limits")
def test_a_second_visit_goes_on_with_the_same_sign_in():
    kept = Sessions()
    kept.begin("a", Session(user=LAN, started=0.0, seen=0.0))
    kept.used("a", 5 * HOUR)
    kept.begin("a", Session(user=LAN, started=5 * HOUR, seen=5 * HOUR))
    found = kept.used("a", 6 * HOUR)
    assert found is not None
    assert found.started == 0.0
    assert kept.used("unknown", 1.0) is None
