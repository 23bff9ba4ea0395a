"""Every page opens from a link, offline, whatever stands in the address."""

import pytest
from playwright.sync_api import expect
from visits import Visit

PAGES = ("", "zones", "sources")

BAD_ADDRESSES = (
    "zones?lang=xx&definition=nonsense&subject=park:atlantis",
    "zones?subject=%3Cscript%3Ealert(1)%3C/script%3E",
    "sources?lang=%00&definition=",
    "?subject=zone:van_don&lang=en&lang=vi",
)


def test_a_shared_link_may_be_the_first_thing_a_fresh_server_sees(first_visit):
    """Before anyone has opened the front page, /zones is the page of zones."""
    first_visit.open("zones?subject=park:song_khoai")
    expect(first_visit.heading()).to_have_text("Khu công nghiệp Sông Khoai")
    expect(first_visit.page.get_by_role("link", name="Tổng quan")).to_be_visible()
    first_visit.map()
    first_visit.assert_clean()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_with_the_network_closed(visit: Visit, path: str, lang: str):
    visit.open(f"{path}?lang={lang}")
    expect(visit.page.locator("[data-testid=stMain]")).not_to_be_empty()
    if path != "sources":
        visit.map()
    local = {u: s for u, s in visit.answered.items() if "/_stcore/" not in u}
    refused = {url: status for url, status in local.items() if status not in (200, 304)}
    assert refused == {}
    visit.assert_clean()


@pytest.mark.parametrize("path", BAD_ADDRESSES)
def test_nonsense_in_the_address_breaks_nothing(visit: Visit, path: str):
    visit.open(path)
    expect(visit.page.locator("[data-testid=stMain]")).not_to_be_empty()
    if not path.startswith("sources"):
        visit.map()
    visit.assert_clean()
