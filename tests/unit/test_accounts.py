"""Accounts keep no password, tell no outsider which names exist, and end sessions."""

import errno
import json
import os
import stat
from io import StringIO
from itertools import pairwise

import pytest
from commands import assert_refused
from hypothesis import given
from hypothesis import strategies as st

from qngeo.config import settings
from qngeo.errors import AccessError, ExportError, SchemaError, UnknownNameError
from qngeo.io import accounts
from qngeo.services.own_data import roles
from qngeo.services.own_data.roles import Attempts, Session, User

PASSWORD = "mưa rào tháng bảy"
HOUR = 3600.0


@pytest.fixture(autouse=True)
def var(own_store, monkeypatch):
    """A folder ``var`` of its own for whatever reads the settings."""
    monkeypatch.setenv("QNGEO_EDITORS", "lan@example.vn, Minh@Example.vn")
    settings.cache_clear()
    return own_store


@pytest.fixture
def editor():
    return accounts.add_account("Hoàng Anh", PASSWORD, role="editor")


class Clock:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.usefixtures("editor")
def test_the_file_holds_no_password_and_only_its_owner_reads_it(var):
    path = var / "accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    assert PASSWORD not in text
    assert json.loads(text)["accounts"][0]["hash"].startswith("$argon2id$")
    assert [p.name for p in var.iterdir()] == ["accounts.json"]


@pytest.mark.usefixtures("editor")
def test_a_full_disk_leaves_the_accounts_as_they_were(var, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = (var / "accounts.json").read_bytes()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        accounts.add_account("Minh", PASSWORD, role="editor")
    assert (var / "accounts.json").read_bytes() == before
    assert [p.name for p in var.iterdir()] == ["accounts.json"]


def test_the_same_password_has_another_hash_for_each_account(editor):
    other = accounts.add_account("Minh", PASSWORD, role="editor")
    assert other.hash != editor.hash


@pytest.mark.parametrize("name", ["Hoàng Anh", "hoàng anh", "  Hoàng  Anh "])
def test_a_right_password_signs_in_however_the_name_is_spaced(editor, name):
    assert accounts.verify(name, PASSWORD) == editor


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("name", "password"),
    [("Hoàng Anh", PASSWORD + "x"), ("Hoàng Anh", ""), ("", ""), ("Lan", PASSWORD),
     ("Hoàng Anh", PASSWORD * 100_000)],
)  # fmt: skip
def test_anything_else_does_not(name, password):
    assert accounts.verify(name, password) is None


@pytest.mark.usefixtures("editor")
def test_an_unknown_name_costs_the_same_work_as_a_wrong_password(monkeypatch):
    checked = []
    hasher = accounts._hasher

    class Counting:
        def hash(self, password):
            return hasher.hash(password)

        def verify(self, stored, password):
            checked.append(stored.rpartition("$")[0].rpartition("$")[0])
            return hasher.verify(stored, password)

    monkeypatch.setattr(accounts, "_hasher", Counting())
    accounts.verify("Hoàng Anh", "not the password")
    accounts.verify("nobody", "not the password")
    assert len(checked) == 2
    assert checked[0] == checked[1], "the same parameters"


def test_a_name_is_taken_once_unless_replaced(editor):
    with pytest.raises(SchemaError, match="--replace"):
        accounts.add_account("hoàng anh", PASSWORD + "2", role="editor")
    assert accounts.verify("Hoàng Anh", PASSWORD) == editor
    accounts.add_account("Hoàng Anh", PASSWORD + "2", role="reader", replace=True)
    assert accounts.verify("Hoàng Anh", PASSWORD) is None
    assert accounts.verify("Hoàng Anh", PASSWORD + "2").role == "reader"


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [("Lan", "short", "5 letters"), ("Lan", "x" * 201, "201 letters"),
     ("nguyen van lan", "Nguyen Van Lan", "is the name"), ("", PASSWORD, "name"),
     ("a\x1bb", PASSWORD, "name"), ("x" * 61, PASSWORD, "name")],
)  # fmt: skip
def test_a_poor_name_or_password_is_refused_and_nothing_written(
    var, name, password, why
):
    with pytest.raises(SchemaError, match=why):
        accounts.add_account(name, password, role="editor")
    assert list(var.iterdir()) == []


def test_an_unknown_role_names_the_nearest():
    with pytest.raises(UnknownNameError, match="'editor'"):
        accounts.add_account("Lan", PASSWORD, role="edtor")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"form": 1, "accounts": [{"name": "x"}]}',
             '{"form": 9, "accounts": []}', '{"form": 1, "accounts": 5}'],
)  # fmt: skip
def test_a_damaged_file_lets_nobody_in_and_says_so(var, text):
    (var / "accounts.json").write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError, match=r"accounts\.json"):
        accounts.verify("Lan", PASSWORD)


@pytest.mark.usefixtures("editor")
def test_an_account_whose_hash_was_tampered_with_lets_nobody_in(var):
    path = var / "accounts.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["accounts"][0]["hash"] = "plain text"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert accounts.verify("Hoàng Anh", PASSWORD) is None
    assert accounts.verify("Hoàng Anh", "plain text") is None


# Sessions


def test_a_session_ends_after_8_idle_hours_and_after_24_in_all():
    session = Session(user=User(name="Lan", role="editor"), started=0.0, seen=0.0)
    assert session.used(8 * HOUR - 1) is not None
    assert session.used(8 * HOUR) is None
    for hour in range(1, 24):
        session = session.used(hour * HOUR)
    assert session.used(24 * HOUR - 1) is not None
    assert session.used(24 * HOUR) is None


def test_a_session_from_the_future_is_none():
    """A clock that was set back must not make a session last for ever."""
    session = Session(user=User(name="Lan", role="editor"), started=50.0, seen=50.0)
    assert session.used(49.0) is None


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("change", ["remove", "password", "role"])
def test_a_changed_account_ends_its_open_sessions(change):
    user = roles.sign_in("Hoàng Anh", PASSWORD, Attempts())
    assert roles.writer(user) == "Hoàng Anh"
    if change == "remove":
        accounts.remove_account("Hoàng Anh")
    else:
        password = PASSWORD + "2" * (change == "password")
        role = "reader" if change == "role" else "editor"
        accounts.add_account("Hoàng Anh", password, role=role, replace=True)
    assert not roles.still_valid(user)
    with pytest.raises(AccessError, match="no editor"):
        roles.writer(user)


def test_readers_and_strangers_may_not_write():
    accounts.add_account("Lan", PASSWORD, role="reader")
    with pytest.raises(AccessError, match="no editor"):
        roles.writer(roles.sign_in("Lan", PASSWORD, Attempts()))
    with pytest.raises(AccessError, match="sign in"):
        roles.writer(None)


@pytest.mark.parametrize(
    ("email", "verified", "role"),
    [("lan@example.vn", True, "editor"), ("MINH@example.vn ", True, "editor"),
     ("lan@example.vn", False, "reader"), ("eve@example.vn", True, "reader"),
     ("", True, "reader"), ("lan@example.vn, Minh@Example.vn", True, "reader")],
)  # fmt: skip
def test_an_email_address_edits_if_listed_and_verified(email, verified, role):
    assert roles.by_email(email, verified=verified).role == role


# Wrong passwords


@pytest.mark.usefixtures("editor")
def test_the_fourth_try_waits_and_each_wrong_one_doubles_the_wait():
    clock = Clock()
    attempts = Attempts(clock)
    waits = []
    for _ in range(12):
        clock.now += attempts.wait_s("Hoàng Anh")
        assert roles.sign_in("Hoàng Anh", "wrong", attempts) is None
        waits.append(attempts.wait_s("hoàng anh"))
    assert waits[:6] == [0, 0, 5, 10, 20, 40]
    assert waits[-1] == 300
    assert attempts.wrong("Hoàng Anh") == 12


@pytest.mark.usefixtures("editor")
def test_while_waiting_even_the_right_password_is_refused_and_then_taken():
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(3):
        roles.sign_in("Hoàng Anh", "wrong", attempts)
    assert roles.sign_in("Hoàng Anh", PASSWORD, attempts) is None
    assert attempts.wrong("Hoàng Anh") == 3, "a try while waiting does not count"
    clock.now += 5
    assert roles.sign_in("Hoàng Anh", PASSWORD, attempts).name == "Hoàng Anh"
    assert attempts.wrong("Hoàng Anh") == 0


@pytest.mark.usefixtures("editor")
def test_names_without_an_account_wait_alike():
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(4):
        clock.now += 100
        roles.sign_in("Hoàng Anh", "wrong", attempts)
        roles.sign_in("nobody", "wrong", attempts)
        assert attempts.wait_s("Hoàng Anh") == attempts.wait_s("nobody")
    assert attempts.wait_s("Lan") == 0


@given(tries=st.integers(1, 60))
def test_the_wait_never_shrinks_and_never_exceeds_five_minutes(tries):
    clock = Clock()
    attempts = Attempts(clock)
    waits = []
    for _ in range(tries):
        clock.now += attempts.wait_s("x")
        assert attempts.begin("x")
        waits.append(attempts.wait_s("x"))
    assert all(a <= b <= 300 for a, b in pairwise([0, *waits]))


def test_a_flood_of_names_is_not_remembered_without_end():
    attempts = Attempts(Clock())
    for number in range(roles.MOST_NAMES + 5):
        attempts.begin(f"name {number}")
    assert attempts.wrong("name 0") == 0
    assert attempts.wrong(f"name {roles.MOST_NAMES + 4}") == 1


# The command line


def test_accounts_are_added_listed_and_removed_on_the_command_line(qngeo, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(PASSWORD + "\n"))
    code, out, _ = qngeo("account", "add", "Lan", "--role", "editor",
                         "--password-stdin")  # fmt: skip
    assert (code, out) == (0, "")
    assert accounts.verify("Lan", PASSWORD).role == "editor"
    code, out, _ = qngeo("account", "list", "--format", "json")
    (row,) = json.loads(out)
    assert (code, row["name"], row["role"]) == (0, "Lan", "editor")
    assert "argon2" not in out
    assert qngeo("account", "remove", "lan")[0] == 0
    assert accounts.verify("Lan", PASSWORD) is None
    assert_refused(qngeo("account", "remove", "Lan"), naming="Lan")


def test_without_a_terminal_the_way_out_is_named(var, qngeo, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO(""))
    answer = qngeo("account", "add", "Lan", "--role", "editor")
    assert_refused(answer, naming="--password-stdin")
    assert list(var.iterdir()) == []


@pytest.mark.parametrize(("again", "code"), [(PASSWORD, 0), ("other words", 2)])
def test_the_terminal_asks_twice(qngeo, monkeypatch, again, code):
    asked = iter([PASSWORD, again])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("qngeo.cli.account.getpass", lambda *_, **__: next(asked))
    assert qngeo("account", "add", "Lan", "--role", "editor")[0] == code
    assert bool(accounts.read_accounts()) == (code == 0)
