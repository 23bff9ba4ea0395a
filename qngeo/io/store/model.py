"""What a store of own data takes and gives: commits, versions and the protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

import geopandas as gpd
import pandas as pd

from qngeo.errors import SchemaError

ACTIONS = ("import", "edit", "undo")
"""How a version came about: a file, the editor, or taking one back."""

MODES = ("upsert", "replace")
"""upsert: the rows take the place of those of the same id, others stay;
replace: the layer is exactly these rows."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """One row of the log (nhật ký phiên bản): who changed what, when and from where.

    Attributes
    ----------
    number : int
        1, 2, 3 and so on over all layers, without a gap.
    made : datetime, UTC
        Never before that of an earlier version, whatever the clock says.
    who, action, layer : str
    file_name, file_sha256 : str
        Empty where no file was read.
    report : mapping
        What the check found, as JSON can hold it.
    note : str
    undoes : int or None
        The version that this one takes back.
    added, changed, removed : int
        Rows that differ from the version before; rows handed over unchanged are
        not counted and not stored again.
    """

    number: int
    made: datetime
    who: str
    action: str
    layer: str
    file_name: str
    file_sha256: str
    report: Mapping[str, Any]
    note: str
    undoes: int | None
    added: int
    changed: int
    removed: int

    def __post_init__(self) -> None:
        """Bring the moment to UTC, whichever zone it was given in."""
        object.__setattr__(self, "made", self.made.astimezone(UTC))


@dataclass(frozen=True, kw_only=True)
class Commit:
    """What a writer hands over to become one version, whole or not at all.

    Attributes
    ----------
    layer : str
        One of `qngeo.io.store.layers.LAYERS`.
    who : str
        The user's name; it stands in the log for good.
    action : str
        One of `ACTIONS`.
    rows : GeoDataFrame or DataFrame
        Geometry in EPSG:4326, longitude first; the id in column ``feature_id``,
        the layer's columns beside it. Columns that the layer does not know, and
        what a column ``extra`` holds (mappings or JSON objects as text), are
        kept as one JSON object a row. A column that is left out is unknown.
    mode : str
        One of `MODES`.
    removed : tuple of str
        Ids that end with this version.
    file_name, file_sha256, report, note, undoes
        As in `Version`.
    based_on : int or None
        The version the writer looked at; when a newer one has changed the same
        layer the commit is refused. None does not look.
    """

    layer: str
    who: str
    action: str
    rows: gpd.GeoDataFrame | pd.DataFrame
    mode: str
    removed: tuple[str, ...] = ()
    file_name: str = ""
    file_sha256: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    undoes: int | None = None
    based_on: int | None = None

    def __post_init__(self) -> None:
        """Refuse what could never be told from the log afterwards."""
        if not self.who.strip():
            msg = "a version needs a name in 'who'; sign in or give --who"
            raise SchemaError(msg)
        for name, allowed in (("action", ACTIONS), ("mode", MODES)):
            if getattr(self, name) not in allowed:
                given = getattr(self, name)
                msg = f"{name} {given!r} of a commit is none of {', '.join(allowed)}"
                raise SchemaError(msg)


class Store(Protocol):
    """Own data that are only ever added to: nothing stored is changed or deleted."""

    def commit(self, commit: Commit) -> Version:
        """Store one version in one transaction; two writers at once are put in order.

        Raises
        ------
        SchemaError
            If the rows do not fit the layer; all faults are told.
        ConflictError
            If a newer version stands in the way.
        StoreError
            If the store cannot be written; it is as it was before.
        """

    def commit_all(self, commits: Sequence[Commit]) -> list[Version]:
        """Store versions that belong together in one transaction, in this order.

        Raises
        ------
        SchemaError, ConflictError, StoreError
            As `commit`; then none of them is stored.
        """

    def versions(self, *, layer: str = "") -> list[Version]:
        """Return the log, oldest first, of one layer or of all."""

    def newest(self, *, layer: str = "", as_known_on: date | None = None) -> int:
        """Return the number of the newest version, of one layer or of all.

        Parameters
        ----------
        layer : str, optional
        as_known_on : date, optional
            As of the end of this day in Viet Nam.

        Returns
        -------
        int, 0 where there is none. What was read lasts as long as this number.
        """

    def read(
        self,
        layer: str,
        *,
        version: int | None = None,
        as_known_on: date | None = None,
    ) -> gpd.GeoDataFrame:
        """Return the rows that were current.

        Parameters
        ----------
        layer : str
        version : int, optional
            As of this version; 0 is before all. Without it, the newest.
        as_known_on : date, optional
            As of the end of this day in Viet Nam; not together with ``version``.

        Returns
        -------
        GeoDataFrame in EPSG:4326, ordered by ``feature_id``: that, the layer's
        columns, ``extra`` (JSON object as text, ``{}`` for none), ``version`` that
        wrote the row and, for a layer with geometry, ``geometry``. Without rows the
        columns are the same.
        """

    def undo(self, number: int, *, who: str, note: str = "") -> Version:
        """Take back exactly the changes of one version by a new one.

        Raises
        ------
        ConflictError
            If a later version changed the same rows; the message names it.
        """

    def differences(self, layer: str, old: int, new: int) -> pd.DataFrame:
        """List feature by feature what differs between two versions.

        Returns
        -------
        DataFrame with ``feature_id``, ``kind`` (added, removed, changed),
        ``columns`` (tuple of the names that changed), ``moved_m`` (greatest distance
        between the two outlines in EPSG:5899, metres) and ``area_change_ha``
        (hectares in EPSG:5899; an added feature counts whole, a removed one
        negative).
        """

    def close(self) -> None:
        """Let go of the file or of the connections."""
