"""No password, cookie or ticket reaches a page, an answer, a file or the log."""

import logging
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from asking import ask
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from qngeo.config import ROOT, settings
from qngeo.errors import QngeoError
from qngeo.io import accounts
from qngeo.io.store import open_store
from qngeo.services.own_data import visits
from qngeo.services.own_data.roles import Session, User
from qngeo.web import visit_cookie

SECRET = "Tr0ub4dor-x9Kq7"
PASSWORD = "mưa rào tháng bảy"


@pytest.fixture
def nobody() -> str:
    """Return the address of a PostGIS that does not answer, with its password."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return f"postgresql://qngeo:{SECRET}@127.0.0.1:{port}/qngeo"


ASKING = (
    ["versions"],
    ["check"],
    ["export", "parks", "--to", "VAR/parks.csv"],
    ["report", "song khoai", "--to", "VAR/a.pdf"],
    ["import", "VAR/plots.csv", "--layer", "plots", "--dry-run"],
)
"""Commands that ask the store."""


def _run(words: list[str], store: str, var: Path) -> str:
    """Run a command as a process; return all that it says."""
    given = {**os.environ, "QNGEO_STORE": store, "QNGEO_VAR": str(var),
             "QNGEO_LOG_LEVEL": "DEBUG"}  # fmt: skip
    plots = var / "plots.csv"
    plots.write_text(
        "feature_id;park_id;status;area_ha\nplot:1;park:song_khoai;ready;1"
    )
    asked = [word.replace("VAR", str(var)) for word in words]
    command = [sys.executable, "-m", "qngeo", *asked]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True,
                          timeout=120, check=False)  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.heavy
@pytest.mark.parametrize("words", ASKING, ids=lambda words: words[0])
def test_no_command_tells_the_password_of_the_store(words, nobody, tmp_path) -> None:
    said = _run(words, nobody, tmp_path)
    assert "cannot be reached" in said
    assert SECRET not in said
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()


def test_a_store_that_does_not_answer_is_told_without_its_password(
    nobody, caplog
) -> None:
    caplog.set_level(logging.DEBUG)
    store = open_store(nobody)
    with pytest.raises(QngeoError) as told:
        store.versions()
    seen: BaseException | None = told.value
    while seen is not None:
        assert SECRET not in str(seen)
        assert SECRET not in repr(seen)
        seen = seen.__cause__
    assert SECRET not in repr(store)
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "url", [f"postgresql://qngeo:{SECRET}@", f"mysql://u:{SECRET}@h/d",
            f"postgresql://u:{SECRET}@h:port/d", f"ftp://u:{SECRET}@h"],
)  # fmt: skip
def test_an_address_that_is_none_is_told_without_its_password(url: str) -> None:
    with pytest.raises(QngeoError) as told:
        open_store(url).versions()
    assert SECRET not in str(told.value)


@pytest.fixture
def with_store(own, monkeypatch, nobody):
    """Let everything run over a store that does not answer."""
    monkeypatch.setenv("QNGEO_STORE", nobody)
    settings.cache_clear()
    yield own
    settings.cache_clear()


@pytest.mark.parametrize(
    "path",
    ["/ogc/collections/parks/items", "/ogc?f=html", "/ogc/api", "/export/parks.csv",
     "/layers/parks.geojson", "/feeds/all.atom", "/map/explorer", "/health",
     "/tiles/own/forest_2025/x/8/1/1.png"],
)  # fmt: skip
@pytest.mark.usefixtures("with_store")
def test_no_answer_tells_the_password_of_the_store(app, path, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    try:
        answer = ask(app, path)
        told = answer.text + str(answer.headers)
    except QngeoError as error:  # what the guard of the application answers
        told = str(error)
    assert SECRET not in told
    assert SECRET not in caplog.text


@pytest.mark.usefixtures("own")
def test_a_password_of_an_account_is_nowhere_but_in_its_hash(caplog, capfd) -> None:
    caplog.set_level(logging.DEBUG)
    account = accounts.add_account("Lan", PASSWORD, role="editor")
    assert accounts.verify("Lan", PASSWORD) is not None
    assert accounts.verify("Lan", PASSWORD + "x") is None
    kept = accounts.accounts_file().read_text("utf-8")
    out, err = capfd.readouterr()
    for text in (kept, repr(account), caplog.text, out, err):
        assert PASSWORD not in text
    assert oct(accounts.accounts_file().stat().st_mode & 0o077) == "0o0"


@pytest.mark.usefixtures("own")
def test_neither_token_nor_ticket_stands_in_the_log(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    user = User(name="Lan", role="editor")
    _, ticket = visits.begin(Session(user=user, started=0.0, seen=0.0))
    route = Route(visit_cookie.PATH, visit_cookie.answer_keep, methods=["POST"])
    answer = TestClient(Starlette(routes=[route])).post(route.path, content=ticket)
    token = answer.headers["set-cookie"].split(";")[0].partition("=")[2]
    assert ticket not in caplog.text
    assert token not in caplog.text
    assert ticket not in answer.text


def test_the_setting_of_the_store_is_not_told_by_a_fault(monkeypatch) -> None:
    monkeypatch.setenv("QNGEO_STORE", f"postgresql://u:{SECRET}@h/d")
    monkeypatch.setenv("QNGEO_SESSION_HOURS", "-1")
    settings.cache_clear()
    try:
        with pytest.raises(Exception, match="SESSION_HOURS") as told:
            settings()
        assert SECRET not in str(told.value)
    finally:
        monkeypatch.undo()
        settings.cache_clear()


PAGES = Path(__file__).parent / "hostile_pages.py"

SOUND = f"""
[auth]
redirect_uri = "https://qngeo.example.vn/oauth2callback"
cookie_secret = "{SECRET}{SECRET}{SECRET}"
client_id = "qngeo"
client_secret = "{SECRET}"
server_metadata_url = "https://idp.example.vn/.well-known/openid-configuration"
"""


@pytest.mark.heavy
@pytest.mark.parametrize(
    "content",
    [
        SOUND,
        SOUND.replace("client_id", "client"),
        SOUND.replace(f"{SECRET}{SECRET}{SECRET}", SECRET[:9]),
        SOUND + f'broken = "{SECRET}',
        f"[auth]\nclient_secret = {SECRET}",
    ],
    ids=["sound", "incomplete", "short", "broken", "unquoted"],
)
def test_no_page_tells_the_secrets_of_the_identity_provider(tmp_path, content) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(content)
    given = {"PYTHONPATH": str(ROOT), "QNGEO_VAR": str(tmp_path / "var")}
    done = subprocess.run([sys.executable, str(PAGES), "vi", "data"], cwd=tmp_path,
                          env={**os.environ, **given}, capture_output=True, text=True,
                          timeout=120, check=False)  # fmt: skip
    assert "SHOWN" in done.stdout, done.stderr[-1000:]
    assert SECRET[:9] not in done.stdout
    assert SECRET[:9] not in done.stderr
