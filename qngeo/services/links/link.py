"""How is a link read and written? A state of a page as its address, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from qngeo.errors import QngeoError, UnknownNameError
from qngeo.names import nearest
from qngeo.services.links.pages import COMMON, PAGES
from qngeo.services.links.values import Part

MOST_CHARACTERS = 2_000
"""Longer addresses are cut by some mail programs."""

LONGEST_VALUE = 20_000
"""A longer text was not written by qngeo and is not looked at."""

_PLAIN = ":,.~*!/@"
"""Signs that an address holds as they are; all else that is special is escaped."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A part of a link that could not be read; the page shows its default.

    Attributes
    ----------
    part : str
        Name of the part, such as "definition".
    keys : tuple of str
        Its parameters that the link has.
    why : str
        One line, English.
    """

    part: str
    keys: tuple[str, ...]
    why: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a link says.

    Attributes
    ----------
    state : dict
        Every part of the page's state by its name.
    faults : tuple of Fault
    """

    state: dict[str, Any]
    faults: tuple[Fault, ...]


def parts(page: str) -> dict[str, Part[Any]]:
    """Return the parts of a page's state by name, those of every page first.

    Raises
    ------
    UnknownNameError
        If there is no such page.
    """
    if page not in PAGES:
        like = nearest(page, PAGES)
        hint = f"did you mean {like!r}?" if like else f"there are {', '.join(PAGES)}"
        msg = f"no page {page[:40]!r}: {hint}"
        raise UnknownNameError(msg)
    return {**COMMON, **PAGES[page]}


def declared() -> frozenset[str]:
    """Return the names of all parameters that the server writes."""
    every = [part for page in PAGES for part in parts(page).values()]
    return frozenset(key for part in every if not part.hashed for key in part.keys)


def state_of(page: str, query: Mapping[str, str]) -> Found:
    """Read the state of a page from the parameters of its address.

    Whatever the parameters hold, this gives a state: a part that cannot be read has
    its default, and a fault says so.

    Parameters
    ----------
    page : str
    query : mapping of str to str
        Parameters before and behind the ``#``; those of other things are ignored.
    """
    state: dict[str, Any] = {}
    faults = []
    for name, part in parts(page).items():
        try:
            state[name] = part.read(_bounded(query, part))
        except QngeoError as error:
            state[name] = part.default
            there = tuple(key for key in part.keys if key in query)
            why = " ".join(str(error).split())
            faults.append(Fault(part=name, keys=there, why=why))
    return Found(state=state, faults=tuple(faults))


def _bounded(query: Mapping[str, str], part: Part[Any]) -> dict[str, str]:
    mine = {key: query[key] for key in part.keys if key in query}
    for key, text in mine.items():
        if len(text) > LONGEST_VALUE:
            msg = f"{key} has {len(text)} characters: copy the link again"
            raise UnknownNameError(msg)
    return mine


def query_of(page: str, state: Mapping[str, Any], *, hashed: bool) -> dict[str, str]:
    """Return the parameters of a state's address; defaults need no place there.

    Parameters
    ----------
    page : str
    state : mapping
        Values by the names of the page's parts; what is left out has its default.
    hashed : bool
        Those behind the ``#``, else those before it.

    Raises
    ------
    UnknownNameError
        If the page has no such part.
    """
    known = parts(page)
    for name in state:
        if name not in known:
            msg = f"page {page} has no {name!r}: there are {', '.join(known)}"
            raise UnknownNameError(msg)
    found: dict[str, str] = {}
    for name, part in known.items():
        if name in state and part.hashed == hashed:
            found |= part.write(state[name])
    return found


def write(page: str, state: Mapping[str, Any]) -> str:
    """Return the address of a page in a state, without the host.

    Examples
    --------
    >>> write("zones", {"subject": "park:song_khoai", "map": (12.0, 20.97, 106.85)})
    'zones?subject=park:song_khoai#map=12/20.9700/106.8500'
    """
    before = _joined(query_of(page, state, hashed=False))
    behind = _joined(query_of(page, state, hashed=True))
    query = f"?{before}" if before else ""
    return page + query + (f"#{behind}" if behind else "")


def _joined(query: Mapping[str, str]) -> str:
    return "&".join(f"{key}={quote(text, safe=_PLAIN)}" for key, text in query.items())


def read(address: str) -> tuple[str, Found]:
    """Return the page that an address names, and its state.

    Parameters
    ----------
    address : str
        With or without scheme and host; an empty path is the overview.

    Raises
    ------
    UnknownNameError
        If it is no address, or there is no such page.
    """
    try:
        split = urlsplit(address)
    except ValueError as error:
        msg = f"{address[:40]!r} is no address: copy the whole link"
        raise UnknownNameError(msg) from error
    page = split.path.strip("/").rpartition("/")[2] or next(iter(PAGES))
    pairs = [*parse_qsl(split.query), *parse_qsl(split.fragment)]
    return page, state_of(page, dict(pairs))
