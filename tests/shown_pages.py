"""Pages and parts of pages, run by themselves without a browser."""

from streamlit.testing.v1 import AppTest

SECONDS = 120

PAGE = """
from qngeo.ui import address, frame
from qngeo.ui.app_pages import {page}

def run():
    address.arrive()
    frame.begin()
    {page}.show()

frame.guarded(run)()
"""


def part(script: str, **query: str) -> AppTest:
    """Run a script with what stands in its address."""
    app = AppTest.from_string(script, default_timeout=SECONDS)
    app.query_params.update(query)
    return app.run()


def opened(page: str, **query: str) -> AppTest:
    """Run one page with what stands in its address."""
    return part(PAGE.format(page=page), **query)


def fine(app: AppTest) -> AppTest:
    """Return a page on which nothing went wrong."""
    assert [e.value for e in (*app.exception, *app.error)] == []
    return app


def html(app: AppTest) -> str:
    """Return what a page writes as HTML."""
    return "\n".join(str(one.body) for one in app.html)


def words(app: AppTest, *, warnings: bool = True) -> str:
    """Return all that a page writes, but for tables, charts and controls."""
    blocks = [app.html, app.markdown, app.caption, app.metric, app.info, app.success]
    blocks += [app.warning] if warnings else []
    return "\n".join(
        str(getattr(one, "body", None) or getattr(one, "value", ""))
        for block in blocks
        for one in block
    )
