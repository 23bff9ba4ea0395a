"""A file is written whole or not at all, and never over another one unasked.

What is written stands in a hidden folder beside its place until it is finished and on
the disk; then it is moved there in one step, so that nobody ever meets half a file and
a full disk leaves what was there.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from qngeo.errors import ExportError, MissingDataError, QngeoError

OWNER_ONLY = 0o600
"""Only the owner reads and writes."""


@contextmanager
def whole(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a path to write to; what is there at the end takes the place of `path`.

    Parameters
    ----------
    path : Path
        In a folder that is there.
    private : bool
        Whether nobody but the owner may read the file, at any moment.

    Yields
    ------
    Path
        Of the same name, in a folder that only the owner may enter and that is
        removed in any case.

    Raises
    ------
    ExportError
        If the file cannot be written; what was there stays as it was.
    """
    try:
        with TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}-") as folder:
            fresh = Path(folder) / path.name
            yield fresh
            with fresh.open("rb+") as file:
                os.fsync(file.fileno())
            if private:
                fresh.chmod(OWNER_ONLY)
            fresh.replace(path)
    except QngeoError:
        raise
    except OSError as error:
        reason = error.strerror or error
        msg = f"{path.name} cannot be written ({reason}): what was there is unchanged"
        raise ExportError(msg) from error


def write_whole(path: Path, content: bytes | str, *, private: bool = False) -> None:
    """Write bytes, or text in UTF-8, to a file; see `whole`."""
    with whole(path, private=private) as fresh:
        fresh.write_bytes(content.encode() if isinstance(content, str) else content)


def check_folder(path: Path) -> None:
    """Refuse a file whose folder is not there, before anything is worked out.

    Raises
    ------
    MissingDataError
        If there is no such folder.
    """
    folder = path.absolute().parent
    if not folder.is_dir():
        msg = f"no folder {folder}: make it first, or write elsewhere"
        raise MissingDataError(msg)


def check_place(path: Path, *, overwrite: bool = False) -> None:
    """Refuse a place that a file cannot take, before anything is worked out.

    Parameters
    ----------
    path : Path
    overwrite : bool
        Whether a file that is there may be replaced; a folder never is.

    Raises
    ------
    MissingDataError
        If there is no such folder.
    ExportError
        If something is there already.
    """
    check_folder(path)
    if path.is_dir() or (path.exists() and not overwrite):
        msg = f"{path} is there already: give another name, or --overwrite for a file"
        raise ExportError(msg)
