"""A name for a file that is kept: never that of another one."""

from pathlib import Path


def free_name(path: Path) -> Path:
    """Return this path, or with "-2", "-3" behind its stem the first that is free."""
    found, count = path, 1
    while found.exists():
        count += 1
        found = path.with_name(f"{path.stem}-{count}{path.suffix}")
    return found
