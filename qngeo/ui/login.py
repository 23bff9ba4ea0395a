"""Signing in: an identity provider where one is set up, else local accounts.

Reading needs neither. A sign-in lives in the server's memory; the browser holds a
cookie of it that no script can read, so that it lasts over a reload.
"""

import logging
import time
from datetime import datetime

import streamlit as st

from qngeo.clock import VIETNAM
from qngeo.errors import QngeoError
from qngeo.i18n import number, translate
from qngeo.io.accounts import read_accounts
from qngeo.services.own_data import roles, visits
from qngeo.services.own_data.address_limit import AddressLimit
from qngeo.services.own_data.roles import EDITOR, Attempts, Session, User
from qngeo.ui import faults, sign_in_service
from qngeo.ui.plain import plain
from qngeo.web.visit_cookie import PATH

KEY = "sign_in"
"""Of the session state: the `Session` of this visit."""

ENDED = "sign_in_ended"
"""Of the session state: that the sign-in has ended since the last run."""

WRONG = "sign_in_wrong"
"""Of the session state: wrong passwords before this sign-in, to be told once."""

VISIT, TICKET = "sign_in_visit", "sign_in_ticket"
"""Of the session state: what names the sign-in, and its ticket for the cookie."""

_keep_cookie = st.components.v2.component(
    "qngeo_keep_cookie",
    js="""const sent = new Set();
    export default function ({ data }) {
      if (sent.has(data.ticket)) return;
      sent.add(data.ticket);
      const how = { method: "POST", body: data.ticket, credentials: "same-origin" };
      fetch(data.path, how);
    }""",
)
"""Asks for the cookie once; no script stands in the page, so none has to be allowed."""

_attempts = Attempts()
_addresses = AddressLimit()
_log = logging.getLogger(__name__)


def signed_in() -> User | None:
    """Return who has signed in on this visit; None if nobody or not any more.

    Each call counts as use of the session.
    """
    if sign_in_service.chosen():
        used = None if sign_in_service.fault()[0] else sign_in_service.session()
        _keep(used)
        return used.user if used is not None else None
    used = visits.kept.used(_visit(), time.time())
    if used is not None and not roles.still_valid(used.user):
        visits.kept.end(_visit())
        used = None
    _keep(used)
    return used.user if used is not None else None


def _visit() -> str:
    """Return what names the sign-in of this visit, or of the browser before it."""
    token = str(st.context.cookies.get(visits.COOKIE, ""))
    return str(st.session_state.get(VISIT) or visits.key_of(token))


def _keep(session: Session | None) -> None:
    if session is not None:
        st.session_state[KEY] = session
    elif st.session_state.pop(KEY, None) is not None:
        st.session_state[ENDED] = True


def sign_out() -> None:
    """End the session of this visit."""
    session = st.session_state.pop(KEY, None)
    if session is not None:
        _log.info("%s signed out", session.user.name)
    visits.kept.end(_visit())
    st.session_state.pop(VISIT, None)
    if sign_in_service.chosen():
        sign_in_service.end()


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
        faults.tell(error)
        return None
    if st.session_state.pop(ENDED, False) or sign_in_service.ended():
        st.warning(translate("data.login.ended", lang), icon=":material/schedule:")
    if user is not None:
        _who(user, lang)
    elif sign_in_service.chosen():
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
    ticket = st.session_state.pop(TICKET, "")
    if ticket:
        kept = {"path": PATH.lstrip("/"), "ticket": ticket}
        _keep_cookie(key="sign_in_keep", data=kept)
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
    wrong = st.session_state.pop(WRONG, 0)
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
    key, names = sign_in_service.fault()
    if key:
        st.error(translate(key, lang, names=names), icon=":material/error:")
        return
    host = sign_in_service.silent()
    if host:
        text = translate("data.login.service.silent", lang, host=plain(host))
        st.error(text, icon=":material/error:")
    st.caption(translate("data.login.why", lang))
    st.button(
        translate("data.login.provider", lang),
        on_click=sign_in_service.go,
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
    address = st.context.ip_address
    user = None
    if _addresses.begin(address):
        user = roles.sign_in(name, password, _attempts)
    if user is not None:
        _addresses.take_back(address)
        now = time.time()
        session = Session(user=user, started=now, seen=now)
        st.session_state[KEY] = session
        st.session_state[VISIT], st.session_state[TICKET] = visits.begin(session)
        st.session_state[WRONG] = before
        _log.info("%s signed in as %s", user.name, user.role)
        st.rerun()
    _log.warning("a sign-in was refused (%d in a row for that name)", before + 1)
    st.error(translate("data.login.refused", lang), icon=":material/error:")
    wait = max(_attempts.wait_s(name), _addresses.wait_s(address))
    if wait > 0:
        seconds = number(wait + 0.5, lang, 0)
        st.caption(translate("data.login.wait", lang, seconds=seconds))
