"""Run as a program: every page over data whose names are hostile; tells what it shows.

``python hostile_pages.py LANG PAGE[?key=value&...] ...`` prints for each page a JSON
list of its HTML blocks and one of its texts. QNGEO_DATA and QNGEO_VAR say over what.
"""

import json
import sys

from streamlit.testing.v1 import AppTest

SCRIPT = """
from qngeo.ui import frame
from qngeo.ui.app_pages import {page}
frame.begin()
{page}.show()
"""
MARKDOWN = ("markdown", "caption", "info", "success", "warning", "error", "title",
            "subheader", "header")  # fmt: skip


def shown(page: str, query: dict[str, str]) -> dict[str, list[str]]:
    """Return what a page writes."""
    app = AppTest.from_string(SCRIPT.format(page=page), default_timeout=120)
    app.query_params.update(query)
    app.run()
    html = [str(getattr(block, "body", "")) for block in app.html]
    texts = [str(part.value) for kind in MARKDOWN for part in getattr(app, kind)]
    labels = [str(part.label) for kind in ("expander", "tabs", "metric", "checkbox",
              "button", "radio", "selectbox", "multiselect")
              for part in getattr(app, kind, ())]  # fmt: skip
    unsafe = [str(part.value) for part in app.markdown if part.proto.allow_html]
    failed = [str(part.value) for part in app.exception]
    return {"html": html + unsafe, "texts": texts + labels, "failed": failed}


if __name__ == "__main__":
    lang = sys.argv[1]
    told = {}
    for asked in sys.argv[2:]:
        page, _, rest = asked.partition("?")
        query = dict(part.split("=", 1) for part in rest.split("&") if part)
        told[asked] = shown(page, {"lang": lang, **query})
    print("SHOWN" + json.dumps(told))
