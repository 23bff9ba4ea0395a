"""Local accounts (tài khoản) in one file: names, roles and argon2 hashes.

The file holds no password. It is written whole or not at all, and only its owner
may read it. Hashing follows RFC 9106 with the parameters that argon2-cffi advises.
"""

import json
import unicodedata
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from qngeo.config import settings
from qngeo.errors import SchemaError, UnknownNameError
from qngeo.io.json_files import read_json
from qngeo.io.whole_files import write_whole
from qngeo.names import unknown

FILE_NAME = "accounts.json"

ROLES = ("reader", "editor")
"""A reader looks, an editor imports and edits (quyền xem, quyền biên tập)."""

LEAST_LETTERS = 10
MOST_LETTERS = 200
MOST_NAME = 60

FORM = 1
"""Of the file; another number was written by another qngeo."""

_hasher = PasswordHasher()
_one_at_a_time = Lock()
"""A check takes 64 MiB, so many at once would exhaust the memory."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """One account as the file keeps it.

    Attributes
    ----------
    name : str
        Stands in the log of versions; Unicode NFC.
    role : str
        One of `ROLES`.
    made : str
        Day and time in UTC, ISO 8601.
    hash : str
        Of the password, in argon2's own writing with salt and parameters.
    """

    name: str
    role: str
    made: str
    hash: str

    @property
    def stamp(self) -> str:
        """Changes with password and role, so that older sessions can be ended."""
        return sha256(f"{self.role} {self.hash}".encode()).hexdigest()


def accounts_file() -> Path:
    """Return where the accounts stand."""
    return settings().var / FILE_NAME


def tidy_name(text: str) -> str:
    """Return a name as it is kept: NFC, single spaces, no control characters.

    Raises
    ------
    SchemaError
        If nothing is left, it is too long, or it holds control characters.

    Examples
    --------
    >>> tidy_name("  Hoàng   Anh ")
    'Hoàng Anh'
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > MOST_NAME or not name.isprintable():
        msg = f"name {text!r}: give 1 to {MOST_NAME} letters that can be printed"
        raise SchemaError(msg)
    return name


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def read_accounts(path: Path | None = None) -> dict[str, Account]:
    """Return the accounts by their name in lower case; none without a file.

    Raises
    ------
    SchemaError
        If the file is none of ours or damaged.
    MissingDataError
        If this user may not read it.
    """
    file = path or accounts_file()
    if not file.exists():
        return {}
    content = read_json(file)
    try:
        if content["form"] != FORM:
            msg = f"{file.name} has form {content['form']}, this qngeo reads {FORM}"
            raise SchemaError(msg)
        found = [Account(**row) for row in content["accounts"]]
    except (KeyError, TypeError) as error:
        msg = f"{file.name} is damaged ({error}): put back a copy or add accounts anew"
        raise SchemaError(msg) from error
    return {_key(account.name): account for account in found}


def _write(found: dict[str, Account], path: Path) -> None:
    rows = [asdict(found[key]) for key in sorted(found)]
    text = json.dumps({"form": FORM, "accounts": rows}, ensure_ascii=False, indent=2)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text + "\n", private=True)


def add_account(
    name: str,
    password: str,
    *,
    role: str,
    replace: bool = False,
    path: Path | None = None,
) -> Account:
    """Add an account, or give one a new password and role.

    Parameters
    ----------
    name, password : str
    role : str
        One of `ROLES`.
    replace : bool
        Whether an account of that name may be there already.
    path : Path, optional

    Raises
    ------
    SchemaError
        If the name or password does not do, or the name is taken.
    UnknownNameError
        If there is no such role.
    ExportError
        If the file cannot be written; it stays as it was.
    """
    if role not in ROLES:
        raise UnknownNameError(unknown("role", role, ROLES))
    file, kept = path or accounts_file(), tidy_name(name)
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        msg = (
            f"the password has {len(password)} letters: give {LEAST_LETTERS} to "
            f"{MOST_LETTERS}"
        )
        raise SchemaError(msg)
    if _key(password) == _key(kept):
        msg = "the password is the name: choose another"
        raise SchemaError(msg)
    found = read_accounts(file)
    if _key(kept) in found and not replace:
        msg = f"{kept!r} has an account: --replace gives it a new password and role"
        raise SchemaError(msg)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    account = Account(name=kept, role=role, made=made, hash=_hasher.hash(password))
    _write({**found, _key(kept): account}, file)
    return account


def remove_account(name: str, *, path: Path | None = None) -> Account:
    """Remove an account; what it wrote stays in the log under its name.

    Raises
    ------
    UnknownNameError
    """
    file = path or accounts_file()
    found = read_accounts(file)
    account = found.pop(_key(tidy_name(name)), None)
    if account is None:
        known = [one.name for one in found.values()]
        raise UnknownNameError(unknown("account", name, known))
    _write(found, file)
    return account


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("no account has this hash")


def verify(name: str, password: str, *, path: Path | None = None) -> Account | None:
    """Return the account whose name and password these are, or None.

    An unknown name takes as long as a wrong password, and the answer is the same.
    """
    account = read_accounts(path).get(_key(" ".join(name.split())))
    nobodys = _nobodys_hash()
    stored = nobodys if account is None else account.hash
    try:
        with _one_at_a_time:
            _hasher.verify(stored, password[: MOST_LETTERS + 1])
    except (VerificationError, InvalidHashError):
        return None
    return account
