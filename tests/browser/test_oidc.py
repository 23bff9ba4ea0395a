"""Signing in with an identity provider: who may write, and until when."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from running import DESKTOP, start_app
from visits import Visit

from qngeo.i18n import translate

EDITOR, READER, UNPROVEN = "lan@example.vn", "minh@example.vn", "hoa@example.vn"
CLIENT_SECRET = "bi-mat-cua-ung-dung-7Q2"
COOKIE_SECRET = "chu-ky-cua-cookie-dai-hon-ba-muoi-hai-9X"


def say(key: str, **values: object) -> str:
    return translate(f"data.{key}", "en", **values)


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An OpenID provider on this machine with three users by their addresses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    users = [
        json.dumps({"sub": name, "email": name, "email_verified": name != UNPROVEN})
        for name in (EDITOR, READER, UNPROVEN)
    ]
    given = [word for user in users for word in ("--user-claims", user)]
    log = tmp_path_factory.mktemp("provider") / "provider.log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), *given],
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _until_it_answers(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _until_it_answers(
    address: str, process: "subprocess.Popen[bytes]", log: Path
) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/.well-known/openid-configuration"):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the provider did not start:\n{log.read_text()}")


def secrets(provider: str, **changed: str) -> str:
    held = {
        "redirect_uri": "http://127.0.0.1:{port}/oauth2callback",
        "cookie_secret": COOKIE_SECRET,
        "client_id": "qngeo",
        "client_secret": CLIENT_SECRET,
        "server_metadata_url": f"{provider}/.well-known/openid-configuration",
        **changed,
    }
    return "[auth]\n" + "".join(f'{k} = "{v}"\n' for k, v in held.items() if v)


@contextmanager
def app_with(folder: Path, text: str, **env: str) -> Iterator[str]:
    """The app of an installation with these secrets in the home of its user."""
    (folder / ".streamlit").mkdir(parents=True)
    (folder / ".streamlit" / "secrets.toml").write_text(text, "utf-8")
    own = {"HOME": str(folder), "QNGEO_VAR": str(folder), "QNGEO_EDITORS": EDITOR}
    with start_app(folder / "app.log", {**own, **env}) as address:
        yield address


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path, provider: str) -> Iterator[str]:
    with app_with(home, secrets(provider)) as found:
        yield found


Visiting = Callable[[str], Visit]


@pytest.fixture
def visiting(chromium: Browser, provider: str) -> Iterator[Visiting]:
    """Open browsers that reach an app and the provider, and nothing else."""
    with ExitStack() as stack:

        def one(address: str) -> Visit:
            size = {"width": DESKTOP["width"], "height": DESKTOP["height"]}
            context = stack.enter_context(
                chromium.new_context(viewport=size, locale="en-GB")
            )
            allowed = (address, provider, "data:", "blob:")
            context.route(
                lambda url: not url.startswith(allowed), lambda route: route.abort()
            )
            return Visit(context.new_page(), address)

        yield one


def sign_in(visit: Visit, name: str) -> Page:
    """Go to the provider and come back as somebody."""
    page = visit.page
    visit.open("data?lang=en")
    page.get_by_role("button", name=say("login.provider")).click()
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(f"{visit.base}/**")
    visit.settle()
    return page


def signed_in_as(page: Page, name: str, role: str) -> None:
    words = f"Signed in as {name} ({translate(f'data.role.{role}', 'en')})."
    expect(page.get_by_text(words)).to_be_visible()


def may_write(page: Page) -> int:
    return page.get_by_text(say("view.import"), exact=True).count()


def test_an_editor_comes_back_to_the_page_of_data_and_may_write(
    address: str, home: Path, visiting: Visiting
):
    visit = visiting(address)
    visit.open("data?lang=en")
    assert not may_write(visit.page)
    page = sign_in(visit, EDITOR)
    assert page.url.startswith(f"{address}/data")
    visit.open("data?lang=en")  # a reload: the cookie lasts
    signed_in_as(page, EDITOR, "editor")
    assert may_write(page)
    page.get_by_role("button", name=say("login.out")).click()
    page.wait_for_url("**/end_session**")
    visit.open("data?lang=en")
    expect(page.get_by_role("button", name=say("login.provider"))).to_be_visible()
    assert not may_write(page)
    log = (home / "app.log").read_text("utf-8")
    assert CLIENT_SECRET not in log
    assert COOKIE_SECRET not in log
    assert not [word for word in log.split() if word.startswith("eyJ")], "a token"


@pytest.mark.parametrize("name", [READER, UNPROVEN])
def test_who_is_no_editor_or_not_proven_reads(
    address: str, visiting: Visiting, name: str
):
    visit = visiting(address)
    page = sign_in(visit, name)
    visit.open("data?lang=en&view=import")
    signed_in_as(page, name, "reader")
    expect(page.get_by_text(say("login.reader"))).to_be_visible()
    assert not may_write(page)
    expect(page.locator('input[type="file"]')).to_have_count(0)


@pytest.mark.heavy
def test_a_sign_in_ends_in_its_time_and_does_not_come_back(
    provider: str, visiting: Visiting, tmp_path: Path
):
    """Four seconds without use; the cookie of the browser lasts for weeks."""
    hours = {"QNGEO_SESSION_IDLE_HOURS": str(4 / 3600)}
    with app_with(tmp_path, secrets(provider), **hours) as found:
        visit = visiting(found)
        page = sign_in(visit, EDITOR)
        time.sleep(5)
        visit.open("data?lang=en")
        expect(page.get_by_text(say("login.ended"))).to_be_visible()
        assert not may_write(page)
        page = sign_in(visit, EDITOR)  # asked again: the cookie began nothing anew
        expect(page.get_by_text(EDITOR)).to_be_visible()
        page.close()  # the app waits for its open sockets when it is stopped


def test_a_cookie_made_up_or_signed_by_another_is_nobody(
    address: str, visiting: Visiting
):
    visit = visiting(address)
    claims = json.dumps({"email": EDITOR, "email_verified": True, "is_logged_in": True})
    for value in (claims, "2|1:0|10:1|15:_streamlit_user|4:e30=|0000"):
        visit.page.context.add_cookies(
            [{"name": "_streamlit_user", "value": value, "url": address}]
        )
        visit.open("data?lang=en")
        button = visit.page.get_by_role("button", name=say("login.provider"))
        expect(button).to_be_visible()
        assert not may_write(visit.page)
