"""A link to a sheet opens at the sheet, also on a phone, where the map stands above."""

import streamlit as st

from qngeo.ui import address

KEY = "sheet_in_view"
"""Of the place in the page; ``touch.css`` takes its room away."""

_JS = """
const NARROW = 640;
const AGAIN_MS = [0, 400, 1200]; // what stands above may still grow
const MOVES = ["pointerdown", "wheel", "keydown", "touchstart"];

export default ({ data }) => {
  if (window.qngeoArrived) return;
  window.qngeoArrived = true;
  const [came] = window.performance.getEntriesByType("navigation");
  if (window.innerWidth > NARROW || !(came?.name ?? "").includes("subject=")) return;
  const page = document.querySelector('[data-testid="stMain"]');
  let left = page?.scrollTop;
  const bring = () => {
    if (!page || Math.abs(page.scrollTop - left) > 2) return; // moved by another
    document.querySelector(data.place)?.scrollIntoView();
    left = page.scrollTop;
  };
  const waiting = AGAIN_MS.map((wait) => window.setTimeout(bring, wait));
  const stop = () => {
    waiting.forEach(window.clearTimeout);
    for (const move of MOVES) window.removeEventListener(move, stop, true);
  };
  for (const move of MOVES) window.addEventListener(move, stop, true);
};
"""

_component = st.components.v2.component(
    "qngeo_in_view", html="<span hidden></span>", js=_JS
)


def arrived_at(place: str) -> None:
    """Bring a part of the page into view where a link led to it; once in a visit.

    A reader who scrolls or touches is left alone.

    Parameters
    ----------
    place : str
        CSS selector.
    """
    if address.embedded():
        return
    with st.container(key=KEY):
        _component(key="in_view", data={"place": place})
