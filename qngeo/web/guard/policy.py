"""What a browser may do with an answer: the Content-Security-Policy of each kind.

Everything comes from this server and from nowhere else. What is allowed beside that:

- ``script-src blob:``: Streamlit imports the scripts of the components of
  `qngeo.ui` from addresses that only scripts of the page itself can make.
- ``script-src 'wasm-unsafe-eval'``: the library by which Streamlit reads its messages
  counts long numbers in WebAssembly. JavaScript is never made from text: neither
  ``'unsafe-eval'`` nor ``'unsafe-inline'``, so text of the data cannot become a script.
- the hash of the inline script in Streamlit's ``index.html``, worked out at the start
  from the file, so that another version of Streamlit needs no change here.
- ``style-src 'unsafe-inline'``: Streamlit and the pages write styles into elements.
- ``img-src data:``, ``font-src data:``: icons within styles of Streamlit.
- ``/map/...`` and the pages of /ogc and /stats have policies of their own, to which
  only the rule of frames is added; see `qngeo.web.map_page.POLICY`.

Sources: Content Security Policy Level 3, W3C Working Draft.
"""

import base64
import hashlib
import re
from urllib.parse import parse_qs

from qngeo.config import settings

ANCESTORS = "frame-ancestors"

FILE = "default-src 'none'; style-src 'unsafe-inline'"
"""For data, pictures and fonts: opened by themselves they run and fetch nothing."""

PERMISSIONS = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(),"
    " microphone=(), payment=(), usb=(), clipboard-write=(self), fullscreen=(self)"
)
"""A link is copied, a map fills the screen; nothing else of the machine is used."""

_MAP_PATH = re.compile(r"/map/[^/]*$")
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_PAGE_KINDS = ("text/html", "text/javascript", "application/javascript")
"""A script may be a worker, which keeps the policy of its own file."""


def hashes(page: str) -> tuple[str, ...]:
    """Return what a policy calls each inline script of a page by.

    Examples
    --------
    >>> hashes("<p>no script</p>")
    ()
    """
    return tuple(
        "'sha256-"
        + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        + "'"
        for text in _INLINE.findall(page)
    )


def page(inline: tuple[str, ...] = ()) -> str:
    """Return the policy of Streamlit's pages.

    Parameters
    ----------
    inline : tuple of str
        As `hashes` gives them.
    """
    scripts = " ".join(("script-src 'self' blob: 'wasm-unsafe-eval'", *inline))
    return (
        f"default-src 'self'; {scripts}; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data:; font-src 'self' data:; connect-src 'self';"
        " worker-src 'self'; frame-src 'self'; form-action 'self';"
        " object-src 'none'; base-uri 'none'"
    )


def of_answer(kind: str, pages: str) -> str:
    """Return the policy of an answer that brings none of its own.

    Parameters
    ----------
    kind : str
        Its media type.
    pages : str
        The policy of Streamlit's pages, see `page`.
    """
    return pages if kind.startswith(_PAGE_KINDS) else FILE


def framable(path: str, query: str) -> bool:
    """Tell whether the hosts of ``QNGEO_FRAME_ANCESTORS`` may frame an answer.

    Only the view for frames, and the map that it frames itself: a browser asks every
    page above.

    Examples
    --------
    >>> framable("/zones", "embed=1&lang=vi"), framable("/data", "lang=vi")
    (True, False)
    """
    return bool(_MAP_PATH.search(path)) or parse_qs(query).get("embed") == ["1"]


def with_frames(policy: str, *, others: bool) -> str:
    """Return a policy with the rule of who may frame the answer.

    Parameters
    ----------
    policy : str
        A rule on frames that it has already is replaced.
    others : bool
        Whether the hosts of the setting may, beside this server.
    """
    kept = [
        part.strip()
        for part in policy.split(";")
        if part.strip() and not part.strip().startswith(ANCESTORS)
    ]
    hosts = settings().frame_ancestors.split() if others else []
    return "; ".join([*kept, " ".join((ANCESTORS, "'self'", *hosts))])
