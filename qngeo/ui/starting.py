"""What the application does once at its start: settings, log, secrets to hide."""

import logging
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.errors import StreamlitSecretNotFoundError

from qngeo import __version__
from qngeo.config import PREFIX, Settings, settings
from qngeo.errors import SettingError
from qngeo.ui.kept_downloads import keep_downloads
from qngeo.web import at_once, opening
from qngeo.web.guard import logs, masking, stack
from qngeo.web.streamlit_files import CompressedFiles

_log = logging.getLogger(__name__)

_STREAMLIT = Path(st.__file__).parent / "static"
"""Streamlit's own page and scripts."""


def guard() -> list[Middleware]:
    """Return what every request passes, with the log set up.

    Raises
    ------
    SystemExit
        With one line, if a setting has a value that it cannot have.
    """
    try:
        settings()
    except SettingError as error:
        message = f"qngeo: {error}"
        raise SystemExit(message) from None
    logs.set_up()
    return stack.middleware(
        index=_index(),
        upload_mb=int(st.get_option("server.maxUploadSize")),
    )


def first_routes() -> list[Route]:
    """Return the routes of the pages, each with what is seen before Streamlit draws."""
    return opening.routes(_index())


def files() -> list[Middleware]:
    """Return what answers for Streamlit's own files, below the guard."""
    return [Middleware(CompressedFiles, folder=_STREAMLIT)]


def _index() -> str:
    return (_STREAMLIT / "index.html").read_text(encoding="utf-8")


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Hide the secrets of the installation from the log, and tell of the start."""
    at_once.send_at_once()
    keep_downloads()
    for secret in _secrets():
        masking.hide(secret)
    logs.adopt()
    for name in unknown_settings(os.environ):
        _log.warning("%s is no setting: see docs/running.md", name)
    _log.info("qngeo %s starts", __version__)
    yield
    _log.info("qngeo ends")


def unknown_settings(environment: Mapping[str, str]) -> list[str]:
    """Return variables that look like settings and are none."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    return sorted(
        name
        for name in environment
        if name.startswith(PREFIX) and name.upper() not in known
    )


def _secrets() -> Iterator[str]:
    """Give every text of Streamlit's secrets whose name says that it is one."""
    try:
        found = st.secrets.to_dict()
    except StreamlitSecretNotFoundError:
        return
    yield from _within(found)


def _within(found: Mapping[str, object]) -> Iterator[str]:
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from _within(value)
        elif isinstance(value, str) and name.rpartition("_")[2] in _SECRET:
            yield value


_SECRET = ("secret", "password", "token", "key")
"""Last words of the names of secrets: client_secret, cookie_secret."""
