"""The files that together are the one Shapefile of an unpacked zip."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from qngeo.errors import SchemaError

SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""Endings of the files that are read."""

_NEEDED = (".shx", ".dbf")


def shapefile_parts(members: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    """Return the contents of the Shapefile's files by their endings.

    Parameters
    ----------
    members : mapping of str to bytes
        What the zip holds, as `qngeo.io.uploads.unpacking.unpacked` gives it; files of
        other endings are left out.
    name : str
        Of the zip, for messages.

    Raises
    ------
    SchemaError
        If there is no Shapefile or several, or one of its files is missing.
    """
    shapes = [member for member in members if member.lower().endswith(".shp")]
    if len(shapes) != 1:
        listed = ", ".join(shapes) or "none"
        msg = f"{name} must hold one Shapefile, it holds: {listed}; zip one at a time"
        raise SchemaError(msg)
    stem = shapes[0][: -len(".shp")].lower()
    endings = {member: PurePosixPath(member).suffix.lower() for member in members}
    parts = {
        endings[member]: data
        for member, data in members.items()
        if member.lower().startswith(f"{stem}.") and endings[member] in SHAPEFILE
    }
    for ending in _NEEDED:
        if ending not in parts:
            msg = f"{name} lacks the {ending} file of its Shapefile: zip it as well"
            raise SchemaError(msg)
    return parts
