"""A backup as one file: a zip archive with a manifest that names and hashes each part.

``store.gpkg`` all versions of own data, ``accounts.json``, ``own/<sha256>.tif`` own
rasters, ``series/...`` downloaded rasters, ``manifest.json`` at the end. Nothing else
is taken out of one, and nothing before its hash was found right.
"""

import hashlib
import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO, Any

from qngeo.errors import MissingDataError, SchemaError, StoreError
from qngeo.io.whole_files import whole

FORM = 1
"""Of the backup; another number was written by another qngeo."""

MANIFEST = "manifest.json"
STORE = "store.gpkg"
ACCOUNTS = "accounts.json"
OWN = "own/"
SERIES = "series/"

MOST_PARTS = 100_000
MOST_MANIFEST = 64_000_000
"""Bytes."""

SPARE = 50_000_000
"""Bytes that stay free on the disk."""

_STEP = 1 << 20
_NAME = re.compile(
    rf"{re.escape(STORE)}|{re.escape(ACCOUNTS)}|{OWN}[0-9a-f]{{64}}\.tif"
    rf"|{SERIES}(?:[\w-][\w .-]*/)*[\w-][\w .-]*"
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file in a backup; `sha256` in hex, `size` in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a backup says of itself.

    Attributes
    ----------
    made : str
        Moment, UTC, ISO 8601.
    program : str
        Version of qngeo.
    store : str
        "GeoPackage", "PostGIS", or "" where there was no store yet.
    store_form : int
    newest, versions : int
        Number of the newest version, and how many there are.
    parts : tuple of Part
    """

    made: str
    program: str
    store: str
    store_form: int
    newest: int
    versions: int
    parts: tuple[Part, ...]

    def below(self, start: str) -> tuple[Part, ...]:
        """Return the parts whose names begin like this."""
        return tuple(part for part in self.parts if part.name.startswith(start))


def is_name(name: str) -> bool:
    """Tell whether a file of a backup may have this name.

    Examples
    --------
    >>> is_name("series/sentinel2/2023-2024.tif")
    True
    >>> is_name("series/../accounts.json") or is_name("/etc/passwd")
    False
    """
    return _NAME.fullmatch(name) is not None


def write_backup(
    to: Path, files: Mapping[str, Path], about: Mapping[str, Any]
) -> Manifest:
    """Write a backup, whole or not at all; only its owner may read it.

    Parameters
    ----------
    to : Path
    files : mapping of str to Path
        What goes in, by its name in the backup.
    about : mapping
        The fields of `Manifest` beside ``parts``.

    Raises
    ------
    ExportError
        If it cannot be written; a file that was there is unchanged.
    """
    with whole(to, private=True) as fresh:
        fresh.touch(mode=0o600)
        with zipfile.ZipFile(fresh, "w") as archive:
            parts = tuple(_put(archive, name, path) for name, path in files.items())
            manifest = Manifest(**about, parts=parts)
            text = json.dumps({"form": FORM, **asdict(manifest)}, indent=1)
            archive.writestr(_entry(MANIFEST), text)
    return manifest


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    packed = name.endswith((".tif", ".tiff"))  # it has a compression of its own
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    return entry


def _put(archive: zipfile.ZipFile, name: str, path: Path) -> Part:
    digest, size = hashlib.sha256(), 0
    with (
        path.open("rb") as source,
        archive.open(_entry(name), "w", force_zip64=True) as target,
    ):
        while block := source.read(_STEP):
            digest.update(block)
            size += len(block)
            target.write(block)
    return Part(name=name, size=size, sha256=digest.hexdigest())


@contextmanager
def opened(path: Path) -> Iterator["Backup"]:
    """Open a backup and check all that can be checked without unpacking it.

    Raises
    ------
    MissingDataError
        If there is no such file.
    SchemaError
        If it is no backup, is damaged, or holds what no backup may.
    """
    if not path.is_file():
        msg = f"no file {path}: name a backup that `python -m qngeo backup` wrote"
        raise MissingDataError(msg)
    try:
        with zipfile.ZipFile(path) as archive:
            yield Backup(path.name, archive)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip
        if isinstance(error, StoreError):
            raise
        msg = f"{path.name} is no whole backup ({error}): take another one"
        raise SchemaError(msg) from error


class Backup:
    """An open backup.

    Parameters
    ----------
    name : str
    archive : ZipFile
    """

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name = name
        self._archive = archive
        entries = archive.infolist()
        self._entries = {entry.filename: entry for entry in entries}
        if len(entries) > MOST_PARTS or len(entries) != len(self._entries):
            self._refuse("it holds too many files, or two of one name")
        self.manifest = self._read_manifest()
        self._check()

    def _refuse(self, why: str) -> None:
        msg = f"{self.name} is no backup of qngeo ({why}): take another one"
        raise SchemaError(msg)

    def _read_manifest(self) -> Manifest:
        entry = self._entries.get(MANIFEST)
        if entry is None or entry.file_size > MOST_MANIFEST:
            self._refuse(f"no {MANIFEST}")
        try:
            content = json.loads(self._archive.read(MANIFEST))
            form = content.pop("form")
            if form == FORM:
                content["parts"] = tuple(Part(**part) for part in content["parts"])
                return _typed(Manifest(**content))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            msg = f"{self.name} is no backup of qngeo (its {MANIFEST} is damaged)"
            raise SchemaError(msg) from error
        msg = f"{self.name} has form {form}, this qngeo reads {FORM}: update qngeo"
        raise SchemaError(msg)

    def _check(self) -> None:
        named = {part.name: part for part in self.manifest.parts}
        if set(named) | {MANIFEST} != set(self._entries):
            self._refuse("its files are not those of its manifest")
        for name, part in named.items():
            entry = self._entries[name]
            if not is_name(name):
                self._refuse(f"a file {name[:60]!r} in it")
            if entry.flag_bits & 1 or entry.compress_type not in _METHODS:
                self._refuse(f"{name} is packed in a way that no backup is")
            if entry.file_size != part.size or not _HASH.fullmatch(part.sha256):
                self._refuse(f"{name} has not the size that its manifest says")
            if name.startswith(OWN) and name != f"{OWN}{part.sha256}.tif":
                self._refuse(f"{name} is not what its name says")

    def unpack(self, part: Part, to: Path) -> None:
        """Write one part to a file and compare its hash.

        Raises
        ------
        SchemaError
            If it is not what the manifest says.
        """
        to.parent.mkdir(parents=True, exist_ok=True)
        with self._archive.open(part.name) as source, to.open("xb") as target:
            if _copied(source, target, part.size) != part.sha256:
                self._refuse(f"{part.name} is damaged: its hash is another")

    def verify(self) -> None:
        """Read every part and compare its hash; nothing is written."""
        for part in self.manifest.parts:
            with self._archive.open(part.name) as source:
                if _copied(source, None, part.size) != part.sha256:
                    self._refuse(f"{part.name} is damaged: its hash is another")

    def need_room(self, folder: Path) -> None:
        """Refuse to unpack where the disk has no room for it.

        Raises
        ------
        StoreError
        """
        wanted = sum(part.size for part in self.manifest.parts) + SPARE
        free = shutil.disk_usage(folder).free
        if free < wanted:
            msg = (
                f"{self.name} needs {wanted / 1e6:,.0f} MB, {free / 1e6:,.0f} MB are "
                "free: make room; nothing was changed"
            )
            raise StoreError(msg)


def _typed(manifest: Manifest) -> Manifest:
    """Check that numbers are numbers and texts are texts."""
    checked: tuple[Manifest | Part, ...] = (manifest, *manifest.parts)
    for one in checked:
        for field in fields(one):
            if (
                field.name != "parts"
                and type(getattr(one, field.name)) is not field.type
            ):
                raise TypeError(field.name)
    return manifest


def _copied(source: IO[bytes], target: IO[bytes] | None, size: int) -> str:
    """Copy no more than a size and return the hash of what was copied."""
    digest, left = hashlib.sha256(), size
    while left > 0 and (block := source.read(min(_STEP, left))):
        left -= len(block)
        digest.update(block)
        if target is not None:
            target.write(block)
    return digest.hexdigest() if not source.read(1) else ""
