"""Commands on the versions of own data: list them, compare two, take one back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from typing import Annotated

import pandas as pd
import typer

from qngeo.cli.output import Format, FormatOption, say, write
from qngeo.io.store import Store, Version, open_store

VIEW = ("number", "made", "who", "action", "layer", "file_name", "added", "changed",
        "removed", "undoes", "note")  # fmt: skip


@contextmanager
def _opened() -> Iterator[Store]:
    store = open_store()
    try:
        yield store
    finally:
        store.close()


def _table(log: list[Version]) -> pd.DataFrame:
    rows = [
        {**asdict(one), "made": one.made.isoformat(timespec="seconds")} for one in log
    ]
    names = [field.name for field in fields(Version)]
    return pd.DataFrame(rows, columns=names).astype({"undoes": "Int64"})


def versions_command(
    *,
    layer: Annotated[str, typer.Option(help="only of this layer, such as zones")] = "",
    style: FormatOption = Format.TABLE,
) -> None:
    """List the versions of own data: who changed what, when, from which file."""
    with _opened() as store:
        log = store.versions(layer=layer)
    write(_table(log), style, VIEW)
    if not log:
        say("no version yet: nothing was imported or edited")


def undo_command(
    number: Annotated[int, typer.Argument(help="the version to take back")],
    *,
    who: Annotated[str, typer.Option(help="your name, kept in the log")],
    note: Annotated[str, typer.Option(help="why, kept in the log")] = "",
) -> None:
    """Take back exactly the changes of one version, by a new version."""
    with _opened() as store:
        made = store.undo(number, who=who, note=note)
    say(
        f"version {made.number} takes back version {number} of {made.layer}: "
        f"{made.added} added, {made.changed} changed, {made.removed} removed"
    )


def differences_command(
    layer: Annotated[str, typer.Argument(help="such as zones, parks, plots")],
    old: Annotated[int, typer.Argument(help="a version; 0 is before all")],
    new: Annotated[int, typer.Argument(help="another version")],
    *,
    style: FormatOption = Format.TABLE,
) -> None:
    """List feature by feature what differs between two versions of a layer."""
    with _opened() as store:
        table = store.differences(layer, old, new)
    write(table, style)
    if table.empty:
        say(f"{layer} is the same in versions {old} and {new}")
