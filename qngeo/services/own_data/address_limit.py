"""How many wrong passwords may come from one address of the network in a minute?

`qngeo.services.own_data.roles.Attempts` makes one name wait. This one stands beside it
against someone who tries one password on many names.
"""

import ipaddress
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock

MOST_TRIES = 20
"""An office behind one address may mistype; a machine that guesses needs thousands."""

WINDOW_S = 60.0
MOST_ADDRESSES = 10_000
"""Addresses that are remembered; the oldest are forgotten first."""

_NETWORK_BITS = 64


class AddressLimit:
    """Counts wrong passwords by address over a sliding minute; safe between threads.

    Parameters
    ----------
    clock : callable
        Seconds of a clock that never goes back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def begin(self, address: str | None) -> bool:
        """Tell whether a try may be made now; if so, count it as wrong already.

        Parameters
        ----------
        address : str or None
            As the server sees it; None is the own machine, and a proxy on it that
            does not tell for whom it asks.
        """
        key = _key(address)
        with self._lock:
            tries = self._recent(key)
            if len(tries) >= MOST_TRIES:
                return False
            tries.append(self._clock())
            self._tries[key] = tries
            self._tries.move_to_end(key)
            while len(self._tries) > MOST_ADDRESSES:
                self._tries.popitem(last=False)
            return True

    def take_back(self, address: str | None) -> None:
        """Take the count of a right password back, and no other."""
        with self._lock:
            tries = self._recent(_key(address))
            if tries:
                tries.pop()

    def wait_s(self, address: str | None) -> float:
        """Return the seconds until the next try from this address; 0 for at once."""
        with self._lock:
            tries = self._recent(_key(address))
            full = len(tries) >= MOST_TRIES
            return max(0.0, tries[0] + WINDOW_S - self._clock()) if full else 0.0

    def _recent(self, key: str) -> deque[float]:
        tries = self._tries.get(key, deque())
        while tries and tries[0] + WINDOW_S <= self._clock():
            tries.popleft()
        return tries


def _key(address: str | None) -> str:
    """Return an address, of IPv6 the network that one customer gets (RFC 6177)."""
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return (address or "")[:100]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, _NETWORK_BITS), strict=False))
    return str(found)
