"""A disk that is full or read-only: said in a line, nothing half-written, then healed.

Commits on a full disk stand in `tests/store/test_faults.py`; here it is all else that
writes into ``var``.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import made_series
import pytest
from faults.conftest import Installation, errors, forget, opened, shown
from faults.disk import Disk, small_disk
from store.made_rows import assert_only_first, replace, upsert, zones

from qngeo import cli
from qngeo.errors import QngeoError, StoreError
from qngeo.i18n import translate
from qngeo.io import accounts, layers
from qngeo.io.store import open_store
from qngeo.services.forest.change import change
from qngeo.services.layers import publish
from qngeo.services.own_data import known
from qngeo.ui import login

PASSWORD = "mưa rào tháng bảy"


@pytest.fixture
def disk(installed: Installation) -> Iterator[Disk]:
    with small_disk(installed.var, 8) as made:
        yield made
        forget()


@pytest.fixture
def var(installed: Installation, disk: Disk, monkeypatch) -> Path:  # noqa: ARG001
    """The folder var on the small disk, with one version; layers are not made yet."""
    shipped = layers.read_all()
    monkeypatch.setattr(publish, "build", lambda *_args, **_kw: dict(shipped))
    store = open_store()
    store.commit(replace(zones(a="A")))
    store.close()
    return installed.var


def contents(folder: Path) -> dict[str, str]:
    """Return a digest of every file by its place, hidden ones too."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "ballast"
    }


def command(monkeypatch, capsys, *words: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["qngeo", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0), capsys.readouterr().err


@pytest.mark.app
def test_own_layers_that_find_no_room_are_told_and_made_later(disk, var, caplog):
    before = contents(var)
    with disk.full():
        with pytest.raises(
            StoreError, match=r"cannot be written.*what is stored is saf"
        ):
            known.layers_folder()
        assert contents(var) == before
        app = opened("overview")
        assert 'class="qn-cards qn-headlines"' in shown(app)
        forest = opened("zones", subject="park:song_khoai")
        assert any("make room" in one for one in errors(forest))
        assert any("make room" in r.getMessage() for r in caplog.records)
        assert_only_first(known.store())
    assert (known.layers_folder() / "parks.geojson").is_file()
    assert errors(opened("zones", subject="park:song_khoai")) == []


def _account() -> None:
    accounts.add_account("Minh", PASSWORD, role="reader")


def _derived(var: Path) -> None:
    change(made_series.read_series("made", var / "rasters"))


WRITERS = {
    "an account": lambda _: _account(),
    "a derived raster": _derived,
    "layers": lambda _: known.layers_folder(),
}


@pytest.mark.parametrize("what", list(WRITERS))
@pytest.mark.parametrize("fault", ["full", "read_only"])
def test_what_writes_into_var_ends_whole_or_not_at_all(disk, var, what, fault):
    accounts.add_account("Lan", PASSWORD, role="editor")
    made_series.write_series(var / "rasters")
    before = contents(var)
    with getattr(disk, fault)():
        with pytest.raises((QngeoError, OSError)) as told:
            WRITERS[what](var)
        assert "\n" not in str(told.value)
        assert contents(var) == before
        assert accounts.verify("Lan", PASSWORD), "signing in still works"
        assert_only_first(known.store())
    WRITERS[what](var)
    assert contents(var) != before


def test_an_export_that_finds_no_room_leaves_no_file(disk, var, monkeypatch, capsys):
    known.layers_folder()
    target = var / "parks.geojson"
    words = ("export", "parks", "--to", str(target))
    with disk.full():
        code, err = command(monkeypatch, capsys, *words)
        assert code == 2
        assert len(err.splitlines()) == 1, err
        assert "parks.geojson" in err
        assert not target.exists()
        assert not [p for p in var.iterdir() if p.name.startswith(".parks")]
    assert command(monkeypatch, capsys, *words)[0] == 0
    assert len(json.loads(target.read_text("utf-8"))["features"]) > 20


@pytest.mark.app
def test_a_read_only_disk_is_read_and_writing_is_said_to_be_off(disk, var, monkeypatch):
    known.layers_folder()
    monkeypatch.setattr(login, "editor", lambda _user: True)
    off = translate("faults.read_only", "en", where="").partition("“")[0]
    with disk.read_only():
        app = opened("overview")
        assert errors(app) == []
        data = opened("data")
        assert errors(data) == []
        assert off in shown(data)
        with pytest.raises(StoreError, match=r"may only be read|cannot be opened"):
            known.store().commit(upsert(zones(a="A2")))
        assert_only_first(known.store())
    assert off not in shown(opened("data"))
    assert known.store().commit(upsert(zones(a="A2"))).number == 2
    assert var.is_dir()
