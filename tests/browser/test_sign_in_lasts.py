"""A sign-in lasts over a reload and no longer than it should."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from running import DESKTOP, start_app, visiting
from visits import Visit

from qngeo.i18n import translate
from qngeo.io.accounts import add_account, remove_account

NAME, PASSWORD = "Hoàng Anh", "mưa rào tháng bảy"
COOKIE = "qngeo_visit"


def say(key: str) -> str:
    return translate(f"data.login.{key}", "en")


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("var") / "accounts.json"
    add_account(NAME, PASSWORD, role="editor", path=path)
    return path


@pytest.fixture(scope="module")
def address(accounts: Path) -> Iterator[str]:
    var = accounts.parent
    with start_app(var / "app.log", {"QNGEO_VAR": str(var)}) as found:
        yield found


def sign_in(visit: Visit) -> Page:
    page = visit.page
    visit.open("data?lang=en")
    visit.settle()
    page.get_by_text(say("open")).click()
    page.get_by_label(say("name"), exact=True).fill(NAME)
    page.get_by_label(say("password"), exact=True).fill(PASSWORD)
    with page.expect_response("**/sign-in/keep") as kept:
        page.get_by_role("button", name=say("in"), exact=True).click()
    assert kept.value.status == 204
    expect(page.get_by_text(f"Signed in as {NAME}")).to_be_visible()
    return page


def test_a_reload_and_another_tab_keep_it_until_signing_out(
    chromium: Browser, address: str, accounts: Path
):
    with (
        visiting(chromium, address, DESKTOP) as visit,
        visiting(chromium, address, DESKTOP) as other,
    ):
        page = sign_in(visit)
        (cookie,) = [c for c in page.context.cookies() if c["name"] == COOKIE]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert page.evaluate(f"() => !document.cookie.includes('{COOKIE}')")
        visit.open("data?lang=en")
        expect(page.get_by_text(f"Signed in as {NAME}")).to_be_visible()
        other.open("data?lang=en")
        expect(other.page.get_by_text(say("open"))).to_be_visible()
        page.get_by_role("button", name=say("out")).click()
        expect(page.get_by_text(say("open"))).to_be_visible()
        visit.open("data?lang=en")  # the browser may keep the cookie: it is no good
        expect(page.get_by_text(say("open"))).to_be_visible()
        visit.assert_clean()
        log = (accounts.parent / "app.log").read_text("utf-8")
        assert cookie["value"] not in log


def test_a_removed_account_ends_it_over_a_reload_as_well(
    chromium: Browser, address: str, accounts: Path
):
    with visiting(chromium, address, DESKTOP) as visit:
        page = sign_in(visit)
        remove_account(NAME, path=accounts)
        add_account("Lan", PASSWORD, role="editor", path=accounts)
        visit.open("data?lang=en")
        expect(page.get_by_text(say("open"))).to_be_visible()
        assert page.get_by_text("Signed in as").count() == 0
