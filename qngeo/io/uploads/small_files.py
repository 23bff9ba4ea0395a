"""The bytes of a file that a person gives by path or as an upload, if not too many."""

from pathlib import Path

from qngeo.errors import MissingDataError, SchemaError

MAX_BYTES = 50_000_000
"""Areas and points of a person; a larger file is not read at all."""


def content_of(source: Path | bytes, name: str) -> bytes:
    """Return the bytes of a file.

    Parameters
    ----------
    source : Path or bytes
    name : str
        As the person knows it.

    Raises
    ------
    MissingDataError
        If there is no such file.
    SchemaError
        If it is larger than `MAX_BYTES`.
    """
    if isinstance(source, Path):
        if not source.is_file():
            msg = f"there is no file {source}: check the path"
            raise MissingDataError(msg)
        size = source.stat().st_size
        content = source.read_bytes() if size <= MAX_BYTES else b""
    else:
        content, size = source, len(source)
    if size > MAX_BYTES:
        msg = f"{name} has {size / 1e6:.0f} MB: at most {MAX_BYTES / 1e6:.0f} are read"
        raise SchemaError(msg)
    return content
