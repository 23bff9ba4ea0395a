"""The router: pages as data, and one language switch for all of them."""

import streamlit as st

from qngeo.i18n import translate
from qngeo.ui import controls, frame
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
    lang = frame.begin()
    controls.known_on(lang)
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
    page = st.navigation(pages, position="top")
    frame.guarded(page.run)()


main()
