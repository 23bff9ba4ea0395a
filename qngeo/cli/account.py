"""``account``: who may sign in to import and edit."""

import sys
from getpass import getpass
from typing import Annotated

import pandas as pd
import typer

from qngeo.cli.language import in_words
from qngeo.cli.output import Format, FormatOption, say, write
from qngeo.errors import SchemaError
from qngeo.io import accounts

app = typer.Typer(help="Local accounts: who may import and edit.")

VIEW = ("name", "role", "made")

Name = Annotated[str, typer.Argument(help="stands in the log of versions")]


def _password(*, from_stdin: bool) -> str:
    """Ask twice on the terminal, or take the first line of stdin."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        msg = "no terminal to ask for the password: give it with --password-stdin"
        raise SchemaError(msg)
    first = getpass(in_words("Password: "), stream=sys.stderr)
    if getpass(in_words("The same again: "), stream=sys.stderr) != first:
        msg = "the two passwords differ: nothing was changed"
        raise SchemaError(msg)
    return first


@app.command("add")
def add_command(
    name: Name,
    *,
    role: Annotated[str, typer.Option(help="editor or reader")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="read the password from stdin")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="new password and role for an account")
    ] = False,
) -> None:
    """Add an account; the password is asked for and kept as an argon2 hash."""
    password = _password(from_stdin=password_stdin)
    account = accounts.add_account(name, password, role=role, replace=replace)
    say(f"{account.name} may sign in as {account.role}")


@app.command("list")
def list_command(style: FormatOption = Format.TABLE) -> None:
    """List the accounts; passwords and hashes are not shown."""
    rows = [[getattr(one, key) for key in VIEW] for one in _sorted()]
    write(pd.DataFrame(rows, columns=list(VIEW)), style)


def _sorted() -> list[accounts.Account]:
    found = accounts.read_accounts()
    return [found[key] for key in sorted(found)]


@app.command("remove")
def remove_command(name: Name) -> None:
    """Remove an account; open sessions end at once, the log keeps the name."""
    account = accounts.remove_account(name)
    say(f"{account.name} may not sign in any more")
