"""Is the service ready, and if not, why and since when?

Each check runs in a thread of its own with a time limit, so that a database that does
not answer is told instead of waited for. A check that still runs is not begun again.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from threading import Lock

from qngeo import __version__
from qngeo.errors import QngeoError
from qngeo.services.datasets.register import data_version
from qngeo.web.guard import checks
from qngeo.web.guard.checks import DEGRADED, DOWN, READY, Probe
from qngeo.web.guard.masking import masked

GRAVITY = (READY, DEGRADED, DOWN)

KEPT_S = 5.0
"""A report is given again for so long."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """What one check found.

    Attributes
    ----------
    name : str
    status : str
        "ready", "degraded" (the rest works) or "down" (no page works).
    reason : str
    since : str
        Moment from which it has had this status, ISO 8601, UTC.
    """

    name: str
    status: str
    reason: str
    since: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """The state of the service: that of its gravest check.

    Attributes
    ----------
    status : str
    checks : tuple of Check
    version : str
        Of the program.
    data_version : str or None
        See `qngeo.services.datasets.version.data_version`; None while unknown.
    """

    status: str
    checks: tuple[Check, ...]
    version: str
    data_version: str | None

    def as_object(self) -> dict[str, object]:
        """Return what ``/health`` answers."""
        return asdict(self)


class Health:
    """Runs checks and remembers since when each has been as it is.

    Parameters
    ----------
    probes : mapping of name to Probe
    kept_s : float, seconds
        See `KEPT_S`.
    digest : callable
        Gives the data version, "" while it is unknown.
    """

    def __init__(
        self,
        probes: Mapping[str, Probe],
        *,
        kept_s: float = KEPT_S,
        digest: Callable[[], str] | None = None,
    ) -> None:
        self._probes, self._digest = probes, digest or _data_version
        self._kept_s = kept_s
        self._pool = ThreadPoolExecutor(len(probes) + 1, thread_name_prefix="health")
        self._running: dict[str, Future[tuple[str, str]]] = {}
        self._before: dict[str, Check] = {}
        self._last: tuple[float, Report] | None = None
        self._one = Lock()

    def report(self) -> Report:
        """Return the state, at most some seconds old."""
        with self._one:
            now = time.monotonic()
            if self._last is None or now - self._last[0] > self._kept_s:
                found = self._found()
                self._last = (time.monotonic(), found)
            return self._last[1]

    def _found(self) -> Report:
        for name, probe in self._probes.items():
            self._begin(name, probe)
        self._begin(DIGEST, Probe(lambda: (READY, self._digest()), failing=READY))
        begun = time.monotonic()
        found = tuple(
            self._check(name, *self._verdict(name, probe, begun))
            for name, probe in self._probes.items()
        )
        self._before = {one.name: one for one in found}
        _, digest = self._told(DIGEST, begun + DIGEST_S) or (READY, "")
        return Report(
            status=max((one.status for one in found), key=GRAVITY.index),
            checks=found,
            version=__version__,
            data_version=digest or None,
        )

    def _begin(self, name: str, probe: Probe) -> None:
        if name not in self._running:
            self._running[name] = self._pool.submit(_asked, probe)

    def _told(self, name: str, until: float) -> tuple[str, str] | None:
        """Return what a check found, None where it still runs when the time is over."""
        left = max(0.0, until - time.monotonic())
        try:
            verdict = self._running[name].result(timeout=left)
        except TimeoutError:
            return None
        del self._running[name]
        return verdict

    def _verdict(self, name: str, probe: Probe, begun: float) -> tuple[str, str]:
        late = probe.failing, f"no answer within {probe.limit_s:g} s"
        return self._told(name, begun + probe.limit_s) or late

    def _check(self, name: str, status: str, reason: str) -> Check:
        before = self._before.get(name)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        if before is not None and before.status == status:
            since = before.since
        return Check(name=name, status=status, reason=reason, since=since)


DIGEST, DIGEST_S = "data_version", 3.0


def _data_version() -> str:
    try:
        return data_version()
    except (QngeoError, OSError):  # the checks tell why
        return ""


def _asked(probe: Probe) -> tuple[str, str]:
    try:
        status, reason = probe.ask()
    except QngeoError as error:
        text = str(error)
    except OSError as error:
        text = error.strerror or str(error)
    else:
        return status, masked(reason)
    return probe.failing, masked(text.partition("\n")[0])


HEALTH = Health(checks.PROBES)
"""Of this process."""
