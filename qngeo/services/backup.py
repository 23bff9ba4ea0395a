"""How is everything brought back after the disk has died (sao lưu và phục hồi)?

A backup holds what an installation has written and cannot be made anew: the store of
own data with all versions, own rasters and accounts. Caches are never in it; downloaded
series are where that is asked for.
"""

import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from qngeo import __version__
from qngeo.config import settings
from qngeo.errors import ExportError
from qngeo.io import accounts
from qngeo.io.backup_file import (
    ACCOUNTS,
    OWN,
    SERIES,
    STORE,
    Manifest,
    is_name,
    opened,
    write_backup,
)
from qngeo.io.backup_store import StoreCopy, copy_store
from qngeo.io.json_files import sha256
from qngeo.io.store import backend_of
from qngeo.io.store.geopackage import GeoPackage
from qngeo.io.whole_files import check_place
from qngeo.services.own_data.own_rasters import folder as own_folder

LEFT_OUT = ("own", "derived")
"""Folders below the rasters that are no downloaded series: own rasters go by
themselves, what is derived can be made anew."""

_MOMENT = "%Y%m%dT%H%M%SZ"
_OURS = f"qngeo-{'[0-9]' * 8}T{'[0-9]' * 6}Z.zip"


@dataclass(frozen=True, kw_only=True)
class Backed:
    """What a backup was made of.

    Attributes
    ----------
    path : Path
    size : int
        Bytes.
    manifest : Manifest
    accounts : int
    lacking : tuple of str
        Hashes of own rasters that versions name and whose file is absent or damaged;
        they are not in the backup.
    dropped : int
        Older backups that were removed.
    """

    path: Path
    size: int
    manifest: Manifest
    accounts: int
    lacking: tuple[str, ...]
    dropped: int = 0


def back_up(
    to: Path, *, with_series: bool = False, overwrite: bool = False, keep: int = 0
) -> Backed:
    """Write a backup of this installation while it is at work.

    Parameters
    ----------
    to : Path
        The file, or a folder in which a file named by the moment is made.
    with_series : bool
        Whether to take downloaded and practice series along.
    overwrite : bool
        Whether a file that is there may be replaced.
    keep : int
        With a folder: so many backups of it stay, older ones are removed; 0 for all.

    Raises
    ------
    ExportError
        If the file cannot be written; one that was there is unchanged.
    StoreError
        If the store cannot be read or is damaged.
    """
    now = datetime.now(UTC)
    folder = to if to.is_dir() else None
    if keep and folder is None:
        msg = f"--keep goes with a folder, and {to} is none: make it or leave it out"
        raise ExportError(msg)
    path = to / f"qngeo-{now.strftime(_MOMENT)}.zip" if folder else to
    check_place(path, overwrite=overwrite)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backing-up-") as inner:
        backed = _backed(path, Path(inner) / STORE, now, with_series=with_series)
    dropped = _drop_old(folder, keep) if folder and keep else 0
    return replace(backed, dropped=dropped)


def _backed(path: Path, copy: Path, now: datetime, *, with_series: bool) -> Backed:
    backend = backend_of()
    try:
        held = copy_store(backend, copy)
    finally:
        backend.engine.dispose()
    files = {STORE: copy} if held else {}
    people = accounts.accounts_file()
    count = len(accounts.read_accounts(people))
    if people.exists():
        files[ACCOUNTS] = people
    sound, absent = _own_rasters(held)
    series = _series() if with_series else {}
    kind = "GeoPackage" if isinstance(backend, GeoPackage) else "PostGIS"
    about = {
        "made": now.isoformat(timespec="seconds"),
        "program": __version__,
        "store": kind if held else "",
        "store_form": held.form if held else 0,
        "newest": held.versions[-1].number if held and held.versions else 0,
        "versions": len(held.versions) if held else 0,
    }
    manifest = write_backup(path, {**files, **sound, **series}, about)
    return Backed(
        path=path,
        size=path.stat().st_size,
        manifest=manifest,
        accounts=count,
        lacking=absent,
    )


def _own_rasters(held: StoreCopy | None) -> tuple[dict[str, Path], tuple[str, ...]]:
    """Find the files that versions name, and those of them that are not sound."""
    sound, absent = {}, []
    for digest in held.rasters if held else ():
        path = own_folder() / f"{digest}.tif"
        if path.is_file() and sha256(path) == digest:
            sound[f"{OWN}{digest}.tif"] = path
        else:
            absent.append(digest)
    return sound, tuple(absent)


def _series() -> dict[str, Path]:
    root = settings().rasters
    found = {}
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        place = path.relative_to(root)
        hidden = any(part.startswith(".") for part in place.parts)
        if hidden or not path.is_file() or place.parts[0] == LEFT_OUT[0]:
            continue
        if LEFT_OUT[1] not in place.parts[:-1]:
            found[SERIES + place.as_posix()] = path
    strange = [name for name in found if not is_name(name)]
    if strange:
        msg = (
            f"{strange[0]!r} has a name that a backup cannot hold: use letters, "
            "digits, - _ and dots"
        )
        raise ExportError(msg)
    return found


def _drop_old(folder: Path, keep: int) -> int:
    """Remove all but the newest backups that were named by their moment."""
    old = sorted(folder.glob(_OURS))[:-keep]
    for path in old:
        path.unlink()
    return len(old)


def verify(path: Path) -> Manifest:
    """Read a backup through and compare every hash; nothing is changed.

    Raises
    ------
    MissingDataError
        If there is no such file.
    SchemaError
        If it is no whole backup.
    """
    with opened(path) as backup:
        backup.verify()
        return backup.manifest
