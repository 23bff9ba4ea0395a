"""Signing in: an identity provider where one is set up, else local accounts.

Reading needs neither. The sign-in lives in the server's memory of one visit; the
browser holds no token that could be copied.
"""

import logging
import time
from datetime import datetime
from importlib.util import find_spec

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from qngeo.errors import QngeoError
from qngeo.i18n import number, translate
from qngeo.io.accounts import read_accounts
from qngeo.services.own_data import roles
from qngeo.services.own_data.roles import EDITOR, Attempts, Session, User
from qngeo.ui.moments import VIETNAM
from qngeo.ui.plain import plain

KEY = "sign_in"
"""Of the session state: the `Session` of this visit."""

ENDED = "sign_in_ended"

_attempts = Attempts()
_log = logging.getLogger(__name__)


def by_provider() -> bool:
    """Tell whether an identity provider (OpenID Connect) is set up in the secrets."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False


def _provided() -> Session | None:
    """Return the session that the provider's cookie stands for."""
    if not by_provider() or not st.user.get("is_logged_in", False):
        return None
    email = str(st.user.get("email") or "")
    user = roles.by_email(email, verified=st.user.get("email_verified") is True)
    now = time.time()
    kept = st.session_state.get(KEY)
    if isinstance(kept, Session) and kept.user.name == user.name:
        return Session(user=user, started=kept.started, seen=kept.seen)
    issued = st.user.get("iat")
    started = float(issued) if isinstance(issued, int | float) else now
    return Session(user=user, started=min(started, now), seen=now)


def signed_in() -> User | None:
    """Return who has signed in on this visit; None if nobody or not any more.

    Each call counts as use of the session.
    """
    session = _provided() if by_provider() else st.session_state.get(KEY)
    if session is None:
        return None
    used = session.used(time.time())
    if used is None or not roles.still_valid(used.user):
        sign_out()
        st.session_state[ENDED] = True
        return None
    st.session_state[KEY] = used
    found: User = used.user
    return found


def sign_out() -> None:
    """End the session of this visit."""
    session = st.session_state.pop(KEY, None)
    if session is not None:
        _log.info("%s signed out", session.user.name)
    if by_provider() and st.user.get("is_logged_in", False):
        st.logout()


def editor(user: User | None) -> bool:
    """Tell whether someone may import and edit."""
    return user is not None and user.role == EDITOR


def show(lang: str) -> User | None:
    """Show who has signed in, or how to; return who.

    Without an identity provider and without accounts it says that the application
    is read-only and how to change that.
    """
    try:
        user = signed_in()
        accounts = bool(read_accounts())
    except QngeoError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None
    if st.session_state.pop(ENDED, False):
        st.warning(translate("data.login.ended", lang), icon=":material/schedule:")
    if user is not None:
        _who(user, lang)
    elif by_provider():
        _ask_provider(lang)
    elif accounts:
        _form(lang)
    else:
        _read_only(lang)
    return user


def _who(user: User, lang: str) -> None:
    session: Session = st.session_state[KEY]
    ends = datetime.fromtimestamp(session.ends(), VIETNAM)
    left, right = st.columns((5, 1), vertical_alignment="center")
    role = translate(f"data.role.{user.role}", lang)
    until = f"{ends:%H:%M}"
    left.caption(
        ":material/person: "
        + translate("data.login.as", lang, name=plain(user.name), role=role)
        + " "
        + translate("data.login.until", lang, time=until)
    )
    right.button(
        translate("data.login.out", lang), on_click=sign_out, key="data_sign_out"
    )
    if user.role != EDITOR:
        st.info(translate("data.login.reader", lang), icon=":material/visibility:")
    wrong = st.session_state.pop("sign_in_wrong", 0)
    if wrong:
        st.warning(
            translate("data.login.wrong_before", lang, count=number(wrong, lang, 0)),
            icon=":material/shield:",
        )


def _read_only(lang: str) -> None:
    st.info(translate("data.login.read_only", lang), icon=":material/visibility:")
    with st.expander(translate("data.login.how", lang)):
        st.markdown(translate("data.login.how.account", lang))
        st.code(
            'python -m qngeo account add "Nguyễn Văn A" --role editor', language="bash"
        )
        st.markdown(translate("data.login.how.provider", lang))


def _ask_provider(lang: str) -> None:
    st.caption(translate("data.login.why", lang))
    if find_spec("authlib") is None:
        st.error(translate("data.login.no_authlib", lang), icon=":material/error:")
        return
    st.button(
        translate("data.login.provider", lang),
        on_click=st.login,
        icon=":material/login:",
        key="data_provider",
    )


def _form(lang: str) -> None:
    with st.expander(
        translate("data.login.open", lang), icon=":material/login:", key="data_login"
    ):
        st.caption(translate("data.login.why", lang))
        with st.form("data_login_form", clear_on_submit=True, border=False):
            name = st.text_input(
                translate("data.login.name", lang),
                autocomplete="username",
                max_chars=100,
                key="data_login_name",
            )
            password = st.text_input(
                translate("data.login.password", lang),
                type="password",
                autocomplete="current-password",
                key="data_login_password",
            )
            sent = st.form_submit_button(
                translate("data.login.in", lang), type="primary", key="data_login_send"
            )
        if sent:
            _try(str(name), str(password), lang)


def _try(name: str, password: str, lang: str) -> None:
    before = _attempts.wrong(name)
    user = roles.sign_in(name, password, _attempts)
    if user is not None:
        now = time.time()
        st.session_state[KEY] = Session(user=user, started=now, seen=now)
        st.session_state["sign_in_wrong"] = before
        _log.info("%s signed in as %s", user.name, user.role)
        st.rerun()
    _log.warning("a sign-in was refused (%d in a row for that name)", before + 1)
    st.error(translate("data.login.refused", lang), icon=":material/error:")
    wait = _attempts.wait_s(name)
    if wait > 0:
        seconds = number(wait + 0.5, lang, 0)
        st.caption(translate("data.login.wait", lang, seconds=seconds))
