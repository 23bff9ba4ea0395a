"""A whole installation that a test may break: its own data, layers, rasters and var."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from store.conftest import cluster, database  # noqa: F401 -- fixtures of the server
from store.made_rows import replace, zones
from streamlit.testing.v1 import AppTest

from qngeo.config import ROOT, settings
from qngeo.io import layers
from qngeo.io.store import Store, open_store
from qngeo.services.own_data import known
from qngeo.web import map_page

SECONDS = 90

PAGE = """
from qngeo.ui import controls, faults, frame
from qngeo.ui.app_pages import {page}
@frame.guarded
def run():
    lang = frame.begin()
    with faults.own_data_reached(lang):
        controls.known_on(lang)
        frame.guarded({page}.show)()
run()
"""
"""What the router does for a page; see `qngeo.ui.home`."""


@dataclass(frozen=True)
class Installation:
    """Folders of an installation that the settings point at."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def layers(self) -> Path:
        return self.root / "layers"

    @property
    def rasters(self) -> Path:
        return self.root / "var" / "rasters"

    @property
    def var(self) -> Path:
        return self.root / "var"

    def env(self) -> dict[str, str]:
        """Return the environment under which a process works on it."""
        folders = {
            f"QNGEO_{name.upper()}": str(getattr(self, name))
            for name in ("data", "layers", "rasters", "var")
        }
        return {**folders, "QNGEO_STORE": ""}

    def spoil(self, name: str, change: Callable[[bytes], bytes | None]) -> None:
        """Change the bytes of a file by a rule, or remove it where that gives None."""
        path = self.root / name
        content = change(path.read_bytes())
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)

    def heal(self, name: str) -> None:
        """Put a shipped file back."""
        shutil.copy(ROOT / name, self.root / name)


def forget() -> None:
    """Drop what this process has kept of another installation, as a restart does."""
    settings.cache_clear()
    known._opened.cache_clear()
    layers._listed.cache_clear()
    map_page._rendered.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    """The shipped data and layers in folders of their own, nothing imported yet."""
    made = Installation(tmp_path)
    for name in ("data", "layers"):
        shutil.copytree(ROOT / name, tmp_path / name)
    made.var.mkdir()
    for name, value in made.env().items():
        monkeypatch.setenv(name, value)
    forget()
    yield made
    known.store().close()
    monkeypatch.undo()
    forget()


@pytest.fixture
def restart() -> Callable[[], None]:
    return forget


@pytest.fixture
def own(installed: Installation) -> Iterator[Store]:  # noqa: ARG001 -- sets the place
    """A store with one version: zone a, named A."""
    store = open_store()
    store.commit(replace(zones(a="A")))
    yield store
    store.close()


def opened(page: str, **query: str) -> AppTest:
    """Run a page as the router does; it must not end in a traceback."""
    app = AppTest.from_string(PAGE.format(page=page), default_timeout=SECONDS)
    app.query_params.update({"lang": "en", **query})
    app.run()
    assert [e.value for e in app.exception] == []
    return app


def errors(app: AppTest) -> list[str]:
    """Return the errors on a page, without the marks that keep Markdown off."""
    return [e.value.replace("\\", "") for e in app.error]


def shown(app: AppTest) -> str:
    """Return everything else that a page writes, as one text."""
    blocks = (app.html, app.markdown, app.caption, app.info, app.success, app.warning)
    return "\n".join(
        str(getattr(part, "body", None) or getattr(part, "value", ""))
        for block in blocks
        for part in block
    )
