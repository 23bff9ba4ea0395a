"""How does a sign-in with a local account last over a reload (tải lại trang)?

The page cannot set a cookie: it speaks with the server over a socket. So it hands its
browser a ticket, good once and for seconds, for which a route gives a cookie that
scripts cannot read. The server keeps of that cookie only its hash.
"""

import secrets
import time
from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from qngeo.services.own_data.roles import Session, Sessions

COOKIE = "qngeo_visit"

TICKET_S = 30.0
MOST_TICKETS = 1000

kept = Sessions()
"""Sign-ins with local accounts, by `key_of` of what their browsers bring."""

_tickets: OrderedDict[str, tuple[str, float]] = OrderedDict()
_lock = Lock()


def key_of(token: str) -> str:
    """Return under what a browser's token is kept."""
    return sha256(token.encode()).hexdigest()


def begin(session: Session) -> tuple[str, str]:
    """Keep a sign-in.

    Returns
    -------
    tuple of str
        Its key, and a ticket for the browser.
    """
    token, ticket = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    kept.begin(key_of(token), session)
    with _lock:
        _tickets[ticket] = token, time.monotonic() + TICKET_S
        while len(_tickets) > MOST_TICKETS:
            _tickets.popitem(last=False)
    return key_of(token), ticket


def redeem(ticket: str) -> str:
    """Return the token of a ticket, once and in time; "" otherwise."""
    with _lock:
        token, until = _tickets.pop(ticket, ("", 0.0))
    return token if time.monotonic() < until else ""
