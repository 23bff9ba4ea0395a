"""Zip files that people upload, opened with care: nothing is written by their names."""

import io
import zipfile
import zlib
from collections.abc import Collection
from pathlib import PurePosixPath

from qngeo.errors import SchemaError

MAX_UNPACKED = 200_000_000
"""Bytes that all wanted members may have together when unpacked."""

MAX_MEMBERS = 1000


def unpacked(
    content: bytes, *, name: str, endings: Collection[str]
) -> dict[str, bytes]:
    """Unpack the members of a zip that have one of the wanted endings, in memory.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.
    endings : collection of str
        In small letters with their dot, such as ".shp".

    Returns
    -------
    dict of member name to bytes, in the order of the zip. Hidden members and those
    that macOS adds are left out.

    Raises
    ------
    SchemaError
        If it is no zip, is encrypted or damaged, has a name that leads out of its
        folder, more than `MAX_MEMBERS` members, or unpacks to over `MAX_UNPACKED`.
    """
    found: dict[str, bytes] = {}
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                msg = f"{name} holds {len(members)} files: at most {MAX_MEMBERS}"
                raise SchemaError(msg)
            for member in members:
                _check_name(member.filename, name)
            for member in members:
                if not _wanted(member.filename, endings):
                    continue
                with archive.open(member) as packed:
                    found[member.filename] = packed.read(left + 1)
                left -= len(found[member.filename])
                if left < 0:
                    msg = (
                        f"{name} unpacks to more than {MAX_UNPACKED / 1e6:.0f} MB: "
                        "give fewer or simpler areas"
                    )
                    raise SchemaError(msg)
    except RuntimeError as error:
        msg = f"{name} is locked by a password: zip it without one"
        raise SchemaError(msg) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        msg = f"{name} is no sound zip file ({error}): zip it anew"
        raise SchemaError(msg) from error
    return found


def only_kml(content: bytes, *, name: str) -> bytes:
    """Return the one KML of a KMZ.

    Raises
    ------
    SchemaError
        If it is no sound zip (see `unpacked`) or does not hold one KML.
    """
    members = unpacked(content, name=name, endings=(".kml",))
    if len(members) != 1:
        msg = f"{name} holds {len(members)} KML files: it must hold one"
        raise SchemaError(msg)
    return next(iter(members.values()))


def _check_name(member: str, name: str) -> None:
    parts = PurePosixPath(member.replace("\\", "/")).parts
    if ".." in parts or member.startswith(("/", "\\")) or ":" in member:
        msg = f"{name} holds a file named {member!r}, which leads out of it: zip anew"
        raise SchemaError(msg)


def _wanted(member: str, endings: Collection[str]) -> bool:
    path = PurePosixPath(member)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in endings and not hidden
