"""What is new, of one subject or of all, and the address of the feed that tells it."""

from html import escape

import streamlit as st

from qngeo.i18n import period, translate
from qngeo.services.own_data.known import FIRST_DAY
from qngeo.services.watch.entries import Entry, entries, news
from qngeo.ui import cache
from qngeo.web import feeds

MOST = 8
"""Entries on a page; the feed has more."""

MOST_LINES = 3


def show(lang: str, subject_id: str = "") -> None:
    """Show the latest changes and how to follow them.

    Parameters
    ----------
    lang : str
    subject_id : str, optional
        Only of this subject; of all where empty.
    """
    st.markdown(f"##### {translate('watch.title', lang)}")
    found = entries(
        news(cache.state().day), lang, subject_id=subject_id, limit=MOST + 1
    )
    told = [entry for entry in found if entry.kind != "taken_in"][:MOST]
    if told:
        items = "".join(_item(entry, lang) for entry in told)
        st.html(f'<ul class="qn-list">{items}</ul>')
    else:
        day = period(FIRST_DAY.isoformat(), lang)
        st.caption(translate("watch.none", lang, day=day))
    with st.expander(translate("watch.follow", lang), icon=":material/rss_feed:"):
        st.caption(translate("watch.follow.help", lang))
        feed = escape(feeds.address(subject_id or feeds.ALL, lang))
        st.html(f'<code class="qn-address">{feed}</code>')


def _item(entry: Entry, lang: str) -> str:
    """Return an entry as a list item; every text of the data is shown as text."""
    day = escape(period(entry.updated.date().isoformat(), lang))
    lines = escape(" · ".join(entry.lines[:MOST_LINES]))
    return f"<li><b>{escape(entry.title)}</b> ({day})<br><small>{lines}</small></li>"
