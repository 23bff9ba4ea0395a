"""A tour in five steps for each kind of reader, shown once and whenever asked for.

It is drawn and turned by the browser alone, beside the page and not over it: nothing
waits for it. It comes by itself on the first page only, and never where a link or a
frame of another page brings the reader. That it was seen is kept by the browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import streamlit as st

from qngeo.domain.land.need import Need
from qngeo.i18n import translate
from qngeo.services.links import link
from qngeo.ui import address

FIRST = "overview"
"""The page on which the tour comes by itself."""

KEY = "tour"

WORDS = ("open", "close", "back", "next", "done", "go", "here", "others", "step")
ASKED = ("title", "text", "later")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: what it speaks of, and where that stands.

    Attributes
    ----------
    page : str
        Name of the page.
    state : dict
        Of that page, as `qngeo.services.links.pages` declares it.
    at : str
        CSS selector of the part that is framed while the step is read.
    """

    page: str
    at: str
    state: Mapping[str, Any] = field(default_factory=dict)


_NEED = Need(min_ha=20.0, near="port:cict", within_min=60.0)
_SITES = ("park:song_khoai", "park:dong_mai")
_SWITCH = '[data-testid="stButtonGroup"]'
_MAIN = '[data-testid="stMainBlockContainer"] '
_SIDEBAR = ':is([data-testid="stSidebar"], [data-testid="stExpandSidebarButton"])'

TOURS: Mapping[str, tuple[Step, ...]] = MappingProxyType(
    {
        "planner": (
            Step(page="overview", at=".qn-headlines"),
            Step(page="zones", at=".st-key-map"),
            Step(page="zones", at=".st-key-sheet", state={"subject": _SITES[0]}),
            Step(page="sources", at='[data-testid="stTabs"]'),
            Step(page="data", at=f"{_MAIN}{_SWITCH}"),
        ),
        "investor": (
            Step(page="land", at=_SIDEBAR),
            Step(page="land", at=".qn-funnel", state={"need": _NEED}),
            Step(
                page="land",
                at=".qn-compare",
                state={"view": "compare", "compared": _SITES},
            ),
            Step(
                page="land",
                at=".qn-checklist",
                state={"view": "readiness", "compared": _SITES},
            ),
            Step(
                page="zones",
                at='[class*="st-key-report_buttons"]',
                state={"subject": _SITES[0]},
            ),
        ),
        "officer": (
            Step(page="forest", at=f"{_MAIN}{_SWITCH}"),
            Step(page="forest", at=".st-key-forest_map", state={"view": "satellite"}),
            Step(
                page="forest",
                at='[data-testid="stTabs"]',
                state={"view": "satellite", "tab": "patches"},
            ),
            Step(page="forest", at=_MAIN, state={"view": "conflict"}),
            Step(page="forest", at=_MAIN, state={"view": "estimate"}),
        ),
    }
)
"""The steps of each kind of reader: planners, investors, environment officers."""

_HERE = Path(__file__).parent

_HTML = """
<button type="button" class="qn-tour-open"></button>
<section class="qn-tour" popover="manual" role="dialog" tabindex="-1"
    aria-labelledby="qn-tour-title">
  <button type="button" class="qn-tour-close"><span aria-hidden="true">×</span></button>
  <div aria-live="polite">
    <p class="qn-tour-count"></p>
    <h2 class="qn-tour-title" id="qn-tour-title"></h2>
    <p class="qn-tour-text"></p>
  </div>
  <p class="qn-tour-place">
    <a class="qn-tour-go"></a><span class="qn-tour-here"></span>
  </p>
  <div class="qn-tour-roles"></div>
  <div class="qn-tour-turn">
    <button type="button" class="qn-tour-back"></button>
    <button type="button" class="qn-tour-next"></button>
  </div>
</section>
"""

_component = st.components.v2.component(
    "qngeo_tour",
    html=_HTML,
    css=(_HERE / "tour.css").read_text(encoding="utf-8"),
    js=(_HERE / "tour.js").read_text(encoding="utf-8"),
)


def control(page: str, lang: str) -> None:
    """Offer the tour in the sidebar; on a first visit the browser begins it.

    Parameters
    ----------
    page : str
        Name of the page that is shown.
    lang : str
    """
    if address.embedded():
        return
    with st.sidebar:
        _component(
            key=KEY,
            data={
                "page": page,
                "first": page == FIRST,
                "words": {name: translate(f"tour.{name}", lang) for name in WORDS},
                "asked": {name: translate(f"tour.ask.{name}", lang) for name in ASKED},
                "tours": [told(role, lang) for role in TOURS],
            },
        )


def told(role: str, lang: str) -> dict[str, Any]:
    """Return the tour of one kind of reader in words, as the browser takes it.

    Parameters
    ----------
    role : str
        A key of `TOURS`.
    lang : str
    """
    return {
        "role": role,
        "name": translate(f"tour.{role}.name", lang),
        "steps": [
            {
                "title": translate(f"tour.{role}.{at}.title", lang),
                "text": translate(f"tour.{role}.{at}.text", lang),
                "page": step.page,
                "href": link.write(step.page, {**step.state, "lang": lang}),
                "at": step.at,
            }
            for at, step in enumerate(TOURS[role], start=1)
        ],
    }
