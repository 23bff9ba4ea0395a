"""Every page opens from a link, offline, whatever stands in the address."""

import pytest
from playwright.sync_api import expect
from visits import Visit

PAGES = ("?lang=en", "zones?lang=vi", "sources?lang=en")

BAD_ADDRESSES = (
    "zones?lang=xx&definition=nonsense&subject=park:atlantis",
    "zones?subject=%3Cscript%3Ealert(1)%3C/script%3E",
    "sources?lang=%00&definition=",
    "?subject=zone:van_don&lang=en&lang=vi",
)


@pytest.mark.parametrize("path", [*PAGES, *BAD_ADDRESSES])
def test_a_page_opens_offline_even_where_its_address_is_nonsense(
    visit: Visit, path: str
):
    visit.open(path)
    mark = visit.page.locator(".qn-headlines, [data-testid=stDataFrame]").first
    expect(mark).to_be_visible()
    if not path.startswith("sources"):
        visit.map()
    visit.assert_clean()


def test_a_page_that_the_browser_has_kept_opens_again(visit: Visit):
    """The app answers that nothing has changed, which must not undo the page."""
    visit.open("zones?lang=vi")
    visit.page.reload()
    visit.settle()
    visit.map()
    visit.wait_for_rows("rows.length > 10")
    visit.assert_clean()
