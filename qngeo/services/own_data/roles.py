"""Who may write, and how long does a sign-in last?"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock

from qngeo.config import settings
from qngeo.errors import AccessError
from qngeo.io.accounts import ROLES, read_accounts, verify

READER, EDITOR = ROLES

FREE_TRIES = 3
"""Wrong passwords before the next try has to wait."""

FIRST_WAIT_S, LONGEST_WAIT_S = 5.0, 300.0
"""Each further wrong password doubles the wait."""

MOST_NAMES = 10_000
"""Names whose wrong passwords are remembered, and sign-ins; the oldest are forgotten
first."""

SECONDS_AN_HOUR = 3600.0


@dataclass(frozen=True, kw_only=True)
class User:
    """Someone who has signed in.

    Attributes
    ----------
    name : str
        Stands in the log of every version that the person makes.
    role : str
        "reader" or "editor".
    stamp : str
        Of the local account, see `qngeo.io.accounts.Account.stamp`; empty for a
        sign-in by e-mail address.
    """

    name: str
    role: str
    stamp: str = ""


@dataclass(frozen=True, kw_only=True)
class Session:
    """A sign-in (phiên đăng nhập) with its times, seconds since 1970.

    Attributes
    ----------
    user : User
    started, seen : float
        When it began, and when it was last used.
    """

    user: User
    started: float
    seen: float

    def ends(self) -> float:
        """Return when it ends if it is not used again."""
        limits = settings()
        idle = self.seen + limits.session_idle_hours * SECONDS_AN_HOUR
        return min(idle, self.started + limits.session_hours * SECONDS_AN_HOUR)

    def used(self, now: float) -> "Session | None":
        """Return the session as used now, or None if it has ended."""
        return replace(self, seen=now) if self.started <= now < self.ends() else None


class Sessions:
    """Sign-ins by a key that only their owner's browser brings, over all visits.

    One that has ended is remembered as ended, so that a cookie that the browser
    still keeps cannot begin it again.
    """

    def __init__(self) -> None:
        self._held: OrderedDict[str, Session | None] = OrderedDict()
        self._lock = Lock()

    def knows(self, key: str) -> bool:
        """Tell whether a sign-in has begun, ended or not."""
        return key in self._held

    def holds(self, key: str) -> bool:
        """Tell whether a sign-in has begun and not ended."""
        return self._held.get(key) is not None

    def begin(self, key: str, session: Session) -> None:
        """Begin a sign-in; one that is known goes on as it is."""
        with self._lock:
            self._held.setdefault(key, session)
            while len(self._held) > MOST_NAMES:
                self._held.popitem(last=False)

    def used(self, key: str, now: float) -> Session | None:
        """Return a sign-in as used now; None if there is none or it has ended."""
        with self._lock:
            session = self._held.get(key)
            if session is None:
                return None
            ongoing = session.used(now)
            self._held[key] = ongoing
            return ongoing

    def end(self, key: str) -> None:
        """End a sign-in for good."""
        with self._lock:
            self._held[key] = None


class Attempts:
    """Counts wrong passwords by name and makes further tries wait.

    Names without an account are counted alike, so that a wait tells nothing.

    Parameters
    ----------
    clock : callable
        Seconds of a clock that never goes back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = Lock()

    def wrong(self, name: str) -> int:
        """Return how many wrong passwords were given since the last right one."""
        return self._wrong.get(_key(name), (0, 0.0))[0]

    def wait_s(self, name: str) -> float:
        """Return the seconds until the next try for this name; 0 for at once."""
        _, free_at = self._wrong.get(_key(name), (0, 0.0))
        return max(0.0, free_at - self._clock())

    def begin(self, name: str) -> bool:
        """Tell whether a try may be made now; if so, count it as wrong already.

        So many tries at once gain nothing; `forget` takes the count back.
        """
        with self._lock:
            if self.wait_s(name) > 0:
                return False
            count = self._wrong.pop(_key(name), (0, 0.0))[0] + 1
            doublings = count - FREE_TRIES
            wait = 0.0
            if doublings >= 0:
                wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(doublings, 30))
            self._wrong[_key(name)] = count, self._clock() + wait
            while len(self._wrong) > MOST_NAMES:
                self._wrong.popitem(last=False)
            return True

    def forget(self, name: str) -> None:
        """Forget the wrong passwords of a name after a right one."""
        with self._lock:
            self._wrong.pop(_key(name), None)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()[:100]


def sign_in(name: str, password: str, attempts: Attempts) -> User | None:
    """Return who signs in with a local account; None if refused.

    While a name has to wait, no password is looked at, not even the right one.
    """
    if not attempts.begin(name):
        return None
    account = verify(name, password)
    if account is None:
        return None
    attempts.forget(name)
    return User(name=account.name, role=account.role, stamp=account.stamp)


def by_email(email: str, *, verified: bool) -> User:
    """Return the user of an e-mail address that an identity provider vouches for.

    The addresses of editors stand in the setting ``editors``, parted by commas.
    """
    editors = {part.strip().casefold() for part in settings().editors.split(",")}
    listed = email.strip().casefold() in editors - {""}
    return User(name=email.strip(), role=EDITOR if verified and listed else READER)


def still_valid(user: User) -> bool:
    """Tell whether the account of a user is there with the same password and role."""
    if not user.stamp:
        return True
    return any(one.stamp == user.stamp for one in read_accounts().values())


def writer(user: User | None) -> str:
    """Return the name under which a user's writing is logged.

    Raises
    ------
    AccessError
        If the person has not signed in, is no editor, or not any more.
    """
    if user is None:
        msg = "only editors may change data: sign in first"
        raise AccessError(msg)
    if user.role != EDITOR or not still_valid(user):
        msg = f"{user.name} is no editor (any more): ask who keeps the accounts"
        raise AccessError(msg)
    return user.name
