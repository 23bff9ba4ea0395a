"""The router: pages as data, and one language switch for all of them."""

import streamlit as st

from qngeo.i18n import translate
from qngeo.ui import (
    address,
    cache,
    controls,
    faults,
    frame,
    keyboard,
    share,
    sign_in_service,
    tour,
)
from qngeo.ui.app_pages import data, forest, land, overview, sources, zones

# Address, function and icon of each page, in the order of the menu.
PAGES = (
    ("overview", overview.show, ":material/public:"),
    ("zones", zones.show, ":material/map:"),
    ("land", land.show, ":material/travel_explore:"),
    ("forest", forest.show, ":material/forest:"),
    ("sources", sources.show, ":material/fact_check:"),
    ("data", data.show, ":material/upload_file:"),
)


def main() -> None:
    """Run the page that the address names."""
    address.arrive()
    _run()


@frame.guarded
def _run() -> None:
    lang = frame.begin()
    pages = [
        st.Page(
            show,
            title=translate(f"pages.{name}.title", lang),
            icon=icon,
            url_path=name,
            default=name == PAGES[0][0],
        )
        for name, show, icon in PAGES
    ]
    page = st.navigation(pages, position="hidden" if address.embedded() else "top")
    if not page.url_path and sign_in_service.just_in():
        st.switch_page(pages[-1])  # the provider sends back to the first page
    name = page.url_path or PAGES[0][0]
    address.bring(name)
    address.faults(name, lang)
    with faults.own_data_reached(lang):
        controls.known_on(lang)
        keyboard.links(lang)
        tour.control(name, lang)
        share.control(lang)
        share.head(name, lang)
        cache.make_ready()
        frame.guarded(page.run)()
        share.foot(name, lang)


main()
