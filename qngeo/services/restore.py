"""How does a backup become the installation again (phục hồi từ bản sao lưu)?

First everything is unpacked beside its place and checked, then each part takes its
place in one step. What was there is kept beside it. Whoever is killed in between
restores again: what is there already is left.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qngeo.config import settings
from qngeo.errors import QngeoError, SchemaError, StoreError
from qngeo.io import accounts
from qngeo.io.backup_file import ACCOUNTS, OWN, SERIES, STORE, Backup, Manifest, opened
from qngeo.io.backup_places import kept_beside, put_store, sync_folder
from qngeo.io.backup_store import lacking, read_copy, refuse_loss
from qngeo.io.json_files import sha256
from qngeo.io.sole_writer import sole_writer
from qngeo.io.store import FILE_NAME, backend_of
from qngeo.io.store.backend import Backend
from qngeo.io.store.geopackage import GeoPackage

COMING = ".restoring-"
"""Begins the name of a folder in which parts are unpacked."""

_MOMENT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore has done.

    Attributes
    ----------
    manifest : Manifest
        Of the backup.
    store : str
        Name of the store, without a password; "" where the backup has none.
    accounts : int
    rasters, series : int
        Own rasters and series that were put back; those that stood are not counted.
    kept : tuple of str
        Under which names what was there is kept.
    left : tuple of str
        Series that were there already and stay as they are.
    """

    manifest: Manifest
    store: str
    accounts: int
    rasters: int
    series: int
    kept: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Places:
    """Where the parts go."""

    var: Path
    rasters: Path
    backend: Backend

    @property
    def store_folder(self) -> Path:
        """Return a folder on the disk of the store."""
        if isinstance(self.backend, GeoPackage):
            return self.backend.path.absolute().parent
        return self.var


def restore(
    path: Path, *, into: Path | None = None, store: str = "", replace: bool = False
) -> Restored:
    """Bring back what a backup holds; all of it is checked before anything changes.

    Parameters
    ----------
    path : Path
        The backup.
    into : Path, optional
        The folder ``var`` of another installation; of this one where None.
    store : str
        Address of the store to restore into, as of the setting ``store``; "" for that
        of the installation, or for a GeoPackage file in ``into``.
    replace : bool
        Whether what the backup lacks may be put aside: newer versions, other accounts.

    Raises
    ------
    MissingDataError
        If there is no such backup.
    SchemaError
        If it is no whole backup.
    StoreError
        If what is there would be lost, or cannot be written; it stays as it was.
    """
    places = _places(into, store)
    moment = datetime.now(UTC).strftime(_MOMENT)
    places.var.mkdir(parents=True, exist_ok=True)
    try:
        with opened(path) as backup, sole_writer(places.var), ExitStack() as stack:
            folders = {places.var, places.store_folder}
            if backup.manifest.below(SERIES):
                folders.add(places.rasters)
            coming = {one: stack.enter_context(_beside(one)) for one in folders}
            for one in folders:
                backup.need_room(one)
            _unpack(backup, places, coming)
            return _put_back(backup.manifest, places, coming, moment, replace=replace)
    except QngeoError:
        raise
    except OSError as error:
        reason = error.strerror or error
        msg = (
            f"{error.filename or path.name}: {reason}; restore again once it is mended"
        )
        raise StoreError(msg) from error
    finally:
        places.backend.engine.dispose()


def _places(into: Path | None, store: str) -> _Places:
    if into is None:
        return _Places(
            var=settings().var,
            rasters=settings().rasters,
            backend=backend_of(store or None),
        )
    address = store or str(into / FILE_NAME)
    return _Places(var=into, rasters=into / "rasters", backend=backend_of(address))


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Give a folder to unpack into; one that a killed restore left is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{COMING}*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=folder, prefix=COMING) as coming:
        yield Path(coming)


def _unpack(backup: Backup, places: _Places, coming: dict[Path, Path]) -> None:
    """Unpack and check every part, each on the disk where it will stand."""
    for part in backup.manifest.parts:
        folder = places.var
        if part.name == STORE:
            folder = places.store_folder
        elif part.name.startswith(SERIES):
            folder = places.rasters
        elif part.name.startswith(OWN) and _is_there(_own_place(places, part.name)):
            continue
        backup.unpack(part, coming[folder] / part.name)
    for folder, beside in coming.items():
        _hand_over(beside, folder)


def _own_place(places: _Places, name: str) -> Path:
    return places.var / "rasters" / name


def _is_there(path: Path) -> bool:
    """Tell whether a file named by its hash stands and is what its name says."""
    return path.is_file() and sha256(path) == path.stem


def _hand_over(beside: Path, folder: Path) -> None:
    """Give what root unpacks to whom the folder belongs, or the app could not write."""
    owner = folder.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        for path in beside.rglob("*"):
            os.chown(path, owner.st_uid, owner.st_gid)


def _put_back(
    manifest: Manifest,
    places: _Places,
    coming: dict[Path, Path],
    moment: str,
    *,
    replace: bool,
) -> Restored:
    copy = coming[places.store_folder] / STORE
    people = coming[places.var] / ACCOUNTS
    if copy.exists():
        _check_store(manifest, copy, places.backend, replace=replace)
    count = _check_accounts(people, places.var, replace=replace)
    rasters = _put_rasters(manifest, places, coming[places.var])
    series, left = 0, tuple[str, ...]()
    if manifest.below(SERIES):
        series, left = _put_series(coming[places.rasters] / SERIES, places.rasters)
    kept = []
    if copy.exists():
        kept.append(put_store(places.backend, copy, moment=moment, replace=replace))
    kept.append(_put_accounts(people, places.var, moment))
    return Restored(
        manifest=manifest,
        store=places.backend.where if manifest.store else "",
        accounts=count,
        rasters=rasters,
        series=series,
        kept=tuple(name for name in kept if name),
        left=left,
    )


def _check_store(
    manifest: Manifest, copy: Path, backend: Backend, *, replace: bool
) -> None:
    held = read_copy(copy)
    newest = held.versions[-1].number if held and held.versions else 0
    if held is None or (newest, len(held.versions)) != (
        manifest.newest,
        manifest.versions,
    ):
        msg = "the store in the backup has not the versions that its manifest says"
        raise SchemaError(msg)
    if not replace:
        try:
            count = lacking(backend, held.versions)
        except StoreError as error:
            msg = f"{error}; --replace puts it aside under another name"
            raise StoreError(msg) from error
        refuse_loss(count, backend.where, replace=False)


def _check_accounts(people: Path, var: Path, *, replace: bool) -> int:
    """Count the accounts of a backup; refuse to lose others unasked."""
    if not people.exists():
        return 0
    coming = accounts.read_accounts(people)
    standing = var / ACCOUNTS
    if not replace and standing.exists() and accounts.read_accounts(standing) != coming:
        msg = (
            f"{ACCOUNTS} here has other accounts or passwords than the backup: "
            "--replace puts it aside under another name"
        )
        raise StoreError(msg)
    return len(coming)


def _put_rasters(manifest: Manifest, places: _Places, beside: Path) -> int:
    count = 0
    for part in manifest.below(OWN):
        fresh, place = beside / part.name, _own_place(places, part.name)
        if fresh.exists():
            _make_folder(place.parent, places.var)
            fresh.replace(place)
            sync_folder(place.parent)
            count += 1
    return count


def _make_folder(folder: Path, var: Path) -> None:
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    owner = var.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        for one in missing:
            os.chown(one, owner.st_uid, owner.st_gid)


def _put_series(beside: Path, rasters: Path) -> tuple[int, tuple[str, ...]]:
    """Put back series that are not there, each whole; others stay as they are."""
    count, left = 0, []
    for fresh in sorted(beside.iterdir()):
        place = rasters / fresh.name
        if place.exists():
            left.append(fresh.name)
        else:
            fresh.rename(place)
            count += 1
    return count, tuple(left)


def _put_accounts(people: Path, var: Path, moment: str) -> str:
    """Put the accounts back; return under which name others are kept."""
    standing = var / ACCOUNTS
    if not people.exists():
        return ""
    people.chmod(0o600)
    kept = ""
    if standing.exists():
        if standing.read_bytes() == people.read_bytes():
            return ""
        place = kept_beside(standing, moment)
        shutil.copy2(standing, place)
        kept = place.name
    people.replace(standing)
    sync_folder(var)
    return kept
