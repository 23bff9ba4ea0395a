"""What a commit or an undo changes, worked out against the rows it meets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qngeo.errors import ConflictError, SchemaError
from qngeo.io.store.model import Commit, Version
from qngeo.io.store.rows import Row

MAX_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The rows that a version writes.

    Attributes
    ----------
    put : mapping of str to tuple
        New or changed rows by id.
    ended : tuple of str
        Ids whose row ends.
    added, changed : int
    """

    put: Mapping[str, Row]
    ended: tuple[str, ...]
    added: int
    changed: int


def compare(
    current: Mapping[str, Row], rows: Mapping[str, Row], ended: Iterable[str]
) -> Changes:
    """Keep of the rows handed over those that differ from what stands.

    Examples
    --------
    >>> found = compare({"a": (1,), "b": (2,)}, {"a": (1,), "b": (3,), "c": (4,)}, [])
    >>> dict(found.put), found.added, found.changed
    ({'b': (3,), 'c': (4,)}, 1, 1)
    """
    put = {i: row for i, row in rows.items() if current.get(i) != row}
    changed = sum(i in current for i in put)
    return Changes(
        put=put, ended=tuple(ended), added=len(put) - changed, changed=changed
    )


def _named(ids: Iterable[str]) -> str:
    names = sorted(ids)
    more = len(names) - MAX_NAMED
    tail = f" and {more} more" if more > 0 else ""
    return ", ".join(names[:MAX_NAMED]) + tail


def of_commit(
    commit: Commit, rows: Mapping[str, Row], current: Mapping[str, Row]
) -> Changes:
    """Work out what a commit changes.

    Parameters
    ----------
    commit : Commit
    rows : mapping of str to tuple
        Its rows, brought to bare values.
    current : mapping of str to tuple
        The layer's current rows: of the ids concerned at least, all for replace.

    Raises
    ------
    SchemaError
        If an id is both handed over and removed.
    ConflictError
        If an id to be removed is not there.
    """
    both = set(commit.removed) & set(rows)
    if both:
        msg = f"{_named(both)} is handed over and removed at once; choose one"
        raise SchemaError(msg)
    gone = set(commit.removed) - set(current)
    if gone:
        msg = (
            f"{_named(gone)} is not in {commit.layer} any more and cannot be removed; "
            "read the layer again"
        )
        raise ConflictError(msg)
    whole = commit.mode == "replace"
    ended = sorted(set(current) - set(rows)) if whole else sorted(set(commit.removed))
    return compare(current, rows, ended)


def refuse_stale(commit: Commit, newest: Version | None) -> None:
    """Refuse a commit that rests on an older version than the layer has.

    Raises
    ------
    ConflictError
        Names the newer version and its maker.
    """
    if commit.based_on is None or newest is None or newest.number <= commit.based_on:
        return
    msg = (
        f"version {newest.number} by {newest.who} has changed {commit.layer} since "
        f"version {commit.based_on}, which you looked at; look again and repeat"
    )
    raise ConflictError(msg)


def refuse_built_on(number: int, later: Version, ids: Iterable[str]) -> None:
    """Refuse to take back a version whose rows a later one has changed.

    Raises
    ------
    ConflictError
    """
    msg = (
        f"version {number} cannot be taken back: version {later.number} "
        f"({later.action} by {later.who}) changed {_named(ids)} after it; "
        f"take back version {later.number} first"
    )
    raise ConflictError(msg)
