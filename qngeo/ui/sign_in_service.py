"""Signing in by an identity provider (dịch vụ đăng nhập, OpenID Connect).

Streamlit speaks with the provider and keeps what it vouched for in a signed cookie.
Here is told whether that is set up soundly, and whether the sign-in still holds.
"""

import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from qngeo.io.openid import speaks_openid
from qngeo.services.own_data import roles
from qngeo.services.own_data.roles import Session, Sessions

NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret",
          "server_metadata_url")  # fmt: skip

CALLBACK = "/oauth2callback"

LEAST_SECRET = 32
"""Letters of the text that signs the cookie."""

SILENT = "sign_in_service_silent"

_sessions = Sessions()


def _settings() -> Mapping[str, object] | None:
    """Return the section ``auth``; None without one."""
    found = st.secrets.get("auth")
    return found if found is None or isinstance(found, Mapping) else {}


def _unreadable() -> bool:
    try:
        _settings()
    except StreamlitSecretNotFoundError:
        return any(Path(path).exists() for path in st.get_option("secrets.files"))
    return False


def chosen() -> bool:
    """Tell whether an identity provider is set up, soundly or not."""
    try:
        return _settings() is not None
    except StreamlitSecretNotFoundError:
        return _unreadable()


def fault() -> tuple[str, str]:
    """Return what is wrong with the set-up: a key of ``data.po`` and the names.

    No value of the secrets is ever told.

    Returns
    -------
    tuple of str
        ("", "") where nothing is wrong.
    """
    if _unreadable():
        return "data.login.service.unreadable", ""
    settings = _settings() or {}
    texts = {name: str(settings.get(name) or "") for name in NEEDED}
    missing = [name for name, text in texts.items() if not text.strip()]
    if missing:
        return "data.login.service.missing", ", ".join(missing)
    if not texts["redirect_uri"].endswith(CALLBACK):
        return "data.login.service.redirect", CALLBACK
    if len(texts["cookie_secret"]) < LEAST_SECRET:
        return "data.login.service.short", str(LEAST_SECRET)
    return ("", "") if find_spec("authlib") else ("data.login.no_authlib", "")


def go() -> None:
    """Send the browser to the provider, or remember that it does not answer."""
    address = str((_settings() or {}).get("server_metadata_url"))
    if speaks_openid(address):
        st.login()
    else:
        st.session_state[SILENT] = urlsplit(address).hostname or address


def silent() -> str:
    """Return, once, the host of the provider that did not answer just now."""
    return str(st.session_state.pop(SILENT, ""))


def _key() -> str:
    """Return what names this sign-in and no other; empty where nobody signed in."""
    if not st.user.get("is_logged_in", False):
        return ""
    return f"{st.user.get('iss')} {st.user.get('sub')} {st.user.get('iat')}"


def session() -> Session | None:
    """Return the sign-in that the provider's cookie stands for, as used now.

    A sign-in that has ended stays so, whatever the browser still keeps.
    """
    key, now = _key(), time.time()
    if not key:
        return None
    if not _sessions.knows(key):
        email = str(st.user.get("email") or "")
        user = roles.by_email(email, verified=st.user.get("email_verified") is True)
        issued = st.user.get("iat")
        started = float(issued) if isinstance(issued, int | float) else now
        _sessions.begin(key, Session(user=user, started=min(started, now), seen=now))
    return _sessions.used(key, now)


def ended() -> bool:
    """Tell whether the browser keeps a sign-in that has ended."""
    key = _key()
    return bool(key) and _sessions.knows(key) and not _sessions.holds(key)


def just_in() -> bool:
    """Tell, once, whether someone comes back from the provider with a new sign-in."""
    key = _key()
    if not key or _sessions.knows(key):
        return False
    return session() is not None


def end() -> None:
    """End the sign-in here, take the cookie back and end it at the provider."""
    key = _key()
    if key:
        _sessions.end(key)
        st.logout()
