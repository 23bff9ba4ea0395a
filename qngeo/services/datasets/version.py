"""Which state of the data does a file, report or answer rest on?"""

import hashlib
from datetime import date
from functools import lru_cache
from pathlib import Path

from qngeo.config import settings
from qngeo.io import tables
from qngeo.io.layers import CATALOG
from qngeo.services.own_data import known

_Stamp = tuple[tuple[str, int, int], ...]
"""Name, time of change in nanoseconds and size of each file."""


def data_version(as_known_on: date | None = None) -> str:
    """Return the data version (phiên bản dữ liệu): the same data, the same text.

    It is the SHA-256 of all tables of ``data/``, of the catalogue of published
    layers with the hash of each layer, of the newest version of own data with its
    moment, and, where figures were recorded after the day asked for, of the newest
    day up to it on which one was. Rasters and series are not in it: each has a hash
    of its own.

    Parameters
    ----------
    as_known_on : date, optional
        Now where None.

    Returns
    -------
    str, 64 hexadecimal digits; its first eight stand in file names.

    Raises
    ------
    DateError
        If the day lies before the first one on which anything was known.
    """
    number = known.version(as_known_on)
    made = known.store().versions()[number - 1].made.isoformat() if number else ""
    day = "" if as_known_on is None else as_known_on.isoformat()
    return _digest(_stamp(), number, made, day)


def _files() -> list[Path]:
    data = settings().data
    found = [*data.glob("*.csv"), *(data / "facts").glob("*.csv")]
    return [*sorted(found), settings().layers / CATALOG]


def _stamp() -> _Stamp:
    found = []
    for path in _files():
        if path.is_file():
            state = path.stat()
            found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)


@lru_cache(maxsize=64)
def _digest(stamp: _Stamp, number: int, made: str, day: str) -> str:
    digest = hashlib.sha256()
    for name, _, _ in stamp:
        digest.update(Path(name).read_bytes())
    digest.update(f"{number} {made}".encode())
    if day:
        digest.update(_recorded_up_to(day, number).encode())
    return digest.hexdigest()


def _recorded_up_to(day: str, number: int) -> str:
    """Return the newest day up to one on which a figure was recorded; "" for now."""
    recorded = set(tables.read_facts()["recorded"])
    if number:
        own = known.store().read("facts", version=number)["recorded"]
        recorded |= set(own.dropna())
    if all(one <= day for one in recorded):
        return ""
    return max((one for one in recorded if one <= day), default=day)
