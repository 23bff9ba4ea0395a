"""Links to hand on: the page's address, pinned or not, and the page within a frame."""

from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from qngeo import clock
from qngeo.i18n import period, translate
from qngeo.services.links import link
from qngeo.ui import address, cache

_HTML = """
<div class="qn-share">
  <button type="button" class="qn-share-copy"></button>
  <details>
    <summary class="qn-share-options"></summary>
    <label class="qn-share-pinned"><input type="checkbox" class="qn-share-pin">
      <span class="qn-share-pin-words"></span></label>
    <button type="button" class="qn-share-frame"></button>
  </details>
  <input class="qn-share-field" readonly hidden>
  <div class="qn-share-told" role="status"></div>
</div>
"""

_CSS = """
.qn-share { font-size: .84rem; display: flex; flex-wrap: wrap; gap: .35rem .6rem;
  align-items: center; color: var(--qn-ink); }
.qn-share button { font: inherit; color: var(--qn-deep); min-height: 2rem;
  background: var(--qn-paper); border: 1px solid var(--qn-rule);
  border-radius: .4rem; padding: .2rem .7rem; cursor: pointer; }
.qn-share button:hover { border-color: var(--qn-accent); }
.qn-share :focus-visible { outline: 2px solid var(--qn-accent); outline-offset: 1px; }
.qn-share details[open] { flex-basis: 100%; }
.qn-share summary { cursor: pointer; color: var(--qn-accent); min-height: 1.6rem; }
.qn-share label { display: flex; gap: .4rem; align-items: start;
  margin: .2rem 0 .5rem; }
.qn-share label[hidden] { display: none; }
.qn-share-field { width: 100%; font: inherit; }
.qn-share-told { flex-basis: 100%; color: var(--qn-mid); min-height: 1.1rem; }
@media (pointer: coarse), (max-width: 640px) {
  .qn-share button, .qn-share label { min-height: 40px; }
  .qn-share summary { min-height: 40px; line-height: 40px; }
  .qn-share label { align-items: center; }
}
"""

NO_HEADLINE = ("zones", "land")
"""Pages that give all their room to the map."""

WORDS = ("copy", "copied", "by_hand", "long", "options", "embed")

_component = st.components.v2.component(
    "qngeo_share",
    html=_HTML,
    css=_CSS,
    js=(Path(__file__).parent / "share.js").read_text(encoding="utf-8"),
)


def control(lang: str) -> None:
    """Offer to copy the link of what is on the screen.

    A pinned link carries the day as known on which the data are shown, and the
    version of own data that stood then.
    """
    if address.embedded():
        return
    at = cache.state()
    words = {name: translate(f"links.{name}", lang) for name in WORDS}
    words["pin"] = translate("links.pin", lang)
    if at.day:
        day = period(at.day.isoformat(), lang)
        words["pin"] = translate("links.pin.past", lang, day=day)
    pinned = {"known": at.day or clock.today(), "pin": at.version}
    with st.sidebar:
        _component(
            key="share",
            data={
                "words": words,
                "pin": link.query_of("overview", pinned, hashed=False),
                "past": at.day is not None,
            },
        )


def head(page: str, lang: str) -> None:
    """Name the page on paper, where its screen has no headline."""
    if page in NO_HEADLINE and not address.embedded():
        title = escape(translate(f"pages.{page}.title", lang))
        st.html(f'<div class="qn-print-only qn-head"><h1>{title}</h1></div>')


def foot(page: str, lang: str) -> None:
    """Write the line below a page: a frame's way to the full one, the day in print.

    Parameters
    ----------
    page : str
        Name of the page, as in its address.
    lang : str
    """
    if address.embedded():
        words = escape(translate("links.source", lang))
        target = escape(f"{page}{_query()}", quote=True)
        full = escape(translate("links.full", lang))
        st.html(
            f'<div class="qn-frame-line"><span>{words}</span> '
            f'<a href="{target}" target="_blank" rel="noopener">{full}</a></div>'
        )
        return
    today = clock.today().isoformat()
    told = [translate("links.print.foot", lang, day=period(today, lang))]
    if "as_of" in link.parts(page):
        day = period(address.get("as_of") or today, lang)
        told.append(translate("links.print.as_of", lang, day=day))
    words = escape(" · ".join(told))
    st.html(
        f'<div class="qn-print-only qn-print-foot">{words}'
        '<div class="qn-print-address"></div></div>'
    )


def _query() -> str:
    """Return the parameters of the address as text, "" without any."""
    asked = address.asked()
    return f"?{urlencode(asked, safe=':,.~*!/@')}" if asked else ""
