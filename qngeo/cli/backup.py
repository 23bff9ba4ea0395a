"""Commands that back an installation up into one file, and bring it back."""

from pathlib import Path
from typing import Annotated

import typer

from qngeo.cli.output import say
from qngeo.io.backup_file import SERIES, Manifest
from qngeo.services import backup
from qngeo.services.restore import Restored, restore


def backup_command(
    *,
    to: Annotated[
        Path,
        typer.Option(
            "--to", help="the file to write, or a folder for one named by now"
        ),
    ],
    with_series: Annotated[
        bool,
        typer.Option("--with-series", help="downloaded and practice series as well"),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="take the place of a file there")
    ] = False,
    keep: Annotated[
        int,
        typer.Option(
            min=0, help="with a folder: keep so many backups, remove older ones"
        ),
    ] = 0,
) -> None:
    """Back up own data, own rasters and accounts into one file, while all go on.

    Ends with exit code 1, and a backup of the rest, where the file of an own raster is
    absent or damaged.
    """
    done = backup.back_up(to, with_series=with_series, overwrite=overwrite, keep=keep)
    words = f"wrote {done.path}: {_held(done.manifest, done.accounts)}"
    dropped = f"; removed {done.dropped} older" if done.dropped else ""
    say(f"{words}, {done.size / 1e6:.1f} MB{dropped}")
    if done.lacking:
        names = ", ".join(f"{digest[:12]}….tif" for digest in done.lacking)
        say(f"not in it, for absent or damaged in rasters/own: {names}")
        raise typer.Exit(1)


def restore_command(
    file: Annotated[Path, typer.Argument(help="a file that `backup` wrote")],
    *,
    into: Annotated[
        Path | None,
        typer.Option(help="the folder var to restore into; else this installation's"),
    ] = None,
    store: Annotated[
        str,
        typer.Option(
            help="the store to restore into: postgresql://user@host/database or a "
            ".gpkg file; else this installation's"
        ),
    ] = "",
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="put aside versions and accounts that the backup lacks"
        ),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="only tell whether the backup is whole")
    ] = False,
) -> None:
    """Bring back what a backup holds; what was there is kept under another name."""
    if check:
        found = backup.verify(file)
        say(f"{file.name} of {found.made} is whole: {_held(found)}")
        return
    done = restore(file, into=into, store=store, replace=replace)
    say(f"restored {file.name} of {done.manifest.made}: {_put_back(done)}")
    if done.kept:
        say(f"kept what was there as {' and '.join(done.kept)}")
    if done.left:
        say(f"left as they are, for they were there: {', '.join(done.left)}")


def _put_back(done: Restored) -> str:
    told = [f"{done.manifest.versions} versions in {done.store}"] if done.store else []
    told += [f"{done.accounts} accounts", f"{done.rasters} own rasters"]
    return ", ".join([*told, *([f"{done.series} series"] if done.series else [])])


def _held(manifest: Manifest, people: int | None = None) -> str:
    newest = f" (newest {manifest.newest})" if manifest.newest else ""
    told = [f"{manifest.versions} versions{newest}"]
    told += [f"{people} accounts"] if people is not None else []
    told.append(f"{len(manifest.below('own/'))} own rasters")
    names = {part.name.split("/")[1] for part in manifest.below(SERIES)}
    return ", ".join([*told, *([f"{len(names)} series"] if names else [])])
