"""One run at a time writes into a folder (mỗi lúc chỉ một lần ghi)."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from qngeo.errors import MissingDataError

LOCK = ".lock"


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold a folder for the time of a run.

    The system lets go of it when the process ends, killed or not, so that a run that
    broke off never has to be cleaned up after.

    Parameters
    ----------
    folder : Path
        Made where it is absent, and removed again if the run leaves it empty.

    Raises
    ------
    MissingDataError
        If another run holds it.
    """
    path = folder / LOCK
    with _held(path):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
            with suppress(OSError):
                folder.rmdir()  # only an empty folder can be removed


def _held(path: Path) -> IO[bytes]:
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = path.open("ab")
        except FileNotFoundError:
            continue  # the run before removed the empty folder just now
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.close()
            message = (
                f"another run is writing {path.parent.name!r} at this moment: "
                "wait until it has ended"
            )
            raise MissingDataError(message) from error
        if _is_there(path, file):
            return file
        file.close()  # the run before removed it between opening and holding it


def _is_there(path: Path, file: IO[bytes]) -> bool:
    """Tell whether the open file is still the one of that name."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
