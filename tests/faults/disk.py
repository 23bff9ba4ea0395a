"""A disk of a few megabytes that fills up or turns read-only, and a stand-in for it.

Root gets a real one (tmpfs); who may not mount gets the limit that the system puts on
the size of files, and folders without the right to write.
"""

import os
import resource
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LEAST = 64
"""Bytes that a file may have where a disk is full by a limit only."""


def _mount(*words: str) -> bool:
    if os.geteuid():
        return False
    return (
        subprocess.run(["mount", *words], check=False, capture_output=True).returncode
        == 0
    )


class Disk:
    """A folder on a disk of its own where the system lets us make one."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self.real = _mount(
            "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)
        )

    @contextmanager
    def full(self) -> Iterator[None]:
        """Leave no room while it lasts."""
        if not self.real:
            before = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (LEAST, before[1]))
            try:
                yield
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)
            return
        ballast = self.folder / "ballast"
        found = os.statvfs(self.folder)
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, found.f_bavail * found.f_frsize)
        try:
            yield
        finally:
            ballast.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Refuse every write while it lasts."""
        if self.real:
            assert _mount("-o", "remount,ro", str(self.folder))
            try:
                yield
            finally:
                assert _mount("-o", "remount,rw", str(self.folder))
            return
        found = [self.folder, *self.folder.rglob("*")]
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in found}
        for path, mode in modes.items():
            path.chmod(mode & ~0o222)
        try:
            yield
        finally:
            for path, mode in modes.items():
                path.chmod(mode)

    def close(self) -> None:
        if self.real:
            subprocess.run(["umount", "-l", str(self.folder)], check=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    made = Disk(folder, megabytes)
    try:
        yield made
    finally:
        made.close()
