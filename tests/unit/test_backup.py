"""Backup and restore on the command line, and files that only look like a backup."""

import hashlib
import json
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from commands import assert_refused
from store.made_rows import replace, zones

from qngeo import cli
from qngeo.config import settings
from qngeo.errors import QngeoError, SchemaError
from qngeo.io.accounts import add_account
from qngeo.io.store import open_store
from qngeo.services.backup import back_up
from qngeo.services.restore import restore

CONTENT = b'{"form": 1, "accounts": []}\n'


@pytest.fixture
def run(own_store, monkeypatch, capsys):
    """Run a command on an installation of its own; return code, stdout, stderr."""
    monkeypatch.setenv("QNGEO_RASTERS", str(own_store / "rasters"))
    settings.cache_clear()

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["qngeo", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return command


@pytest.fixture
def version(run) -> None:  # noqa: ARG001 -- its folder
    """One version of own data."""
    store = open_store()
    store.commit(replace(zones(a="A")))
    store.close()


def hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def part(name: str, content: bytes = CONTENT, **changes: object) -> dict[str, object]:
    return {"name": name, "size": len(content), "sha256": hashed(content), **changes}


def manifest(*parts: dict[str, object], **changes: object) -> dict[str, object]:
    return {
        "form": 1, "made": "2026-11-22T18:30:00+00:00", "program": "0.1.0",
        "store": "", "store_form": 0, "newest": 0, "versions": 0,
        "parts": list(parts), **changes,
    }  # fmt: skip


def zipped(path: Path, said: object, **files: bytes) -> Path:
    """A file made like a backup; names with / are given by their stem in `files`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(said))
    return path


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.usefixtures("version")
def test_the_commands_say_what_they_did(run, tmp_path, own_store):
    add_account("Lan", "mật khẩu dài", role="editor")
    to = tmp_path / "b.zip"
    code, out, err = run("backup", "--to", to)
    assert (code, out) == (0, "")
    said = "1 versions (newest 1), 1 accounts, 0 own rasters"
    assert err.startswith(f"wrote {to}: {said}, ")
    assert to.stat().st_mode & 0o777 == 0o600
    code, _, err = run("restore", to, "--check")
    assert code == 0
    assert "is whole: 1 versions (newest 1), 0 own rasters" in err
    (own_store / "qngeo.gpkg").unlink()
    code, _, err = run("restore", to)
    assert code == 0
    assert "1 versions in qngeo.gpkg, 1 accounts, 0 own rasters" in err
    assert run("versions")[1].count("Lan") == 1


def test_an_installation_without_own_data_is_backed_up_too(run, tmp_path):
    add_account("Lan", "mật khẩu dài", role="editor")
    assert run("backup", "--to", tmp_path / "b.zip")[0] == 0
    code, _, err = run("restore", tmp_path / "b.zip", "--into", tmp_path / "new")
    assert code == 0
    assert ": 1 accounts, 0 own rasters" in err
    assert sorted(everything(tmp_path / "new")) == ["accounts.json"]


@pytest.mark.usefixtures("run")
def test_caches_stay_out_and_series_come_only_when_asked(tmp_path, own_store):
    for name in (
        "layers/a/zones.geojson", "rasters/sentinel2/2023-2024.tif",
        "rasters/sentinel2/series.json", "rasters/sentinel2/derived/loss.tif",
        "rasters/own/.coming.tif", "rasters/.making-x/a.tif",
    ):  # fmt: skip
        path = own_store / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    assert back_up(tmp_path / "a.zip").manifest.parts == ()
    done = back_up(tmp_path / "b.zip", with_series=True)
    names = ["series/sentinel2/2023-2024.tif", "series/sentinel2/series.json"]
    assert [one.name for one in done.manifest.parts] == names
    found = restore(done.path, into=tmp_path / "new")
    assert (found.series, found.left) == (1, ())
    there = tmp_path / "new" / "rasters" / "sentinel2"
    assert (there / "series.json").read_text() == "rasters/sentinel2/series.json"
    (there / "series.json").write_text("fetched anew")
    again = restore(done.path, into=tmp_path / "new")
    assert (again.series, again.left) == (0, ("sentinel2",))
    assert (there / "series.json").read_text() == "fetched anew"


@pytest.mark.usefixtures("version")
def test_a_folder_keeps_the_newest_backups_and_what_is_not_one(run, tmp_path):
    for day in ("01", "02", "03"):
        (tmp_path / f"qngeo-202611{day}T183000Z.zip").write_text("older")
    (tmp_path / "qngeo-before-move.zip").write_text("mine")
    code, _, err = run("backup", "--to", tmp_path, "--keep", "2")
    assert code == 0
    assert err.endswith("; removed 2 older\n")
    left = sorted(path.name for path in tmp_path.glob("*.zip"))
    assert left[0] == "qngeo-20261103T183000Z.zip"
    assert left[2] == "qngeo-before-move.zip"
    assert len(left) == 3
    refused = run("backup", "--to", tmp_path / "one.zip", "--keep", "2")
    assert_refused(refused, naming="--keep goes with a folder")


def test_a_file_that_is_there_is_not_written_over_unasked(run, tmp_path):
    to = tmp_path / "b.zip"
    to.write_text("mine")
    assert_refused(run("backup", "--to", to), naming="is there already")
    assert to.read_text() == "mine"
    assert run("backup", "--to", to, "--overwrite")[0] == 0
    assert_refused(run("backup", "--to", tmp_path / "no" / "b.zip"), naming="no folder")


def test_other_accounts_are_only_put_aside_when_that_is_asked(run, tmp_path, own_store):
    add_account("Lan", "mật khẩu dài", role="editor")
    run("backup", "--to", tmp_path / "b.zip")
    old = (own_store / "accounts.json").read_bytes()
    add_account("Minh", "mật khẩu khác", role="reader")
    newer = (own_store / "accounts.json").read_bytes()
    assert_refused(run("restore", tmp_path / "b.zip"), naming="--replace")
    assert (own_store / "accounts.json").read_bytes() == newer
    assert run("restore", tmp_path / "b.zip", "--replace")[0] == 0
    assert (own_store / "accounts.json").read_bytes() == old
    (kept,) = own_store.glob("accounts.before-*.json")
    assert kept.read_bytes() == newer
    assert kept.stat().st_mode & 0o777 == 0o600


FALSE = {
    "no zip": lambda path: path.write_bytes(b"GIF89a"),
    "no manifest": lambda path: zipfile.ZipFile(path, "w").close(),
    "manifest of another program": lambda path: zipped(path, {"name": "x"}),
    "manifest that is a list": lambda path: zipped(path, [1]),
    "numbers as texts": lambda path: zipped(path, manifest(newest="1")),
    "a file more": lambda path: zipped(path, manifest(), **{"accounts.json": CONTENT}),
    "a file less": lambda path: zipped(path, manifest(part("accounts.json"))),
    "path upwards": lambda path: zipped(
        path, manifest(part("../accounts.json")), **{"../accounts.json": CONTENT}
    ),
    "path upwards in a series": lambda path: zipped(
        path, manifest(part("series/../../x")), **{"series/../../x": CONTENT}
    ),
    "absolute path": lambda path: zipped(
        path, manifest(part("/etc/cron.d/x")), **{"/etc/cron.d/x": CONTENT}
    ),
    "program of its own": lambda path: zipped(
        path, manifest(part("app.py")), **{"app.py": CONTENT}
    ),
    "another hash": lambda path: zipped(
        path, manifest(part("accounts.json", sha256="0" * 64)),
        **{"accounts.json": CONTENT},
    ),
    "another size": lambda path: zipped(
        path, manifest(part("accounts.json", size=5)), **{"accounts.json": CONTENT}
    ),
    "raster under a false name": lambda path: zipped(
        path, manifest(part(f"own/{'0' * 64}.tif")), **{f"own/{'0' * 64}.tif": CONTENT}
    ),
    "accounts that are none": lambda path: zipped(
        path, manifest(part("accounts.json", b"{}")), **{"accounts.json": b"{}"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FALSE)
def test_what_is_no_backup_is_refused_in_one_line_and_nothing_changes(
    run, tmp_path, own_store, kind
):
    (own_store / "accounts.json").write_bytes(CONTENT)
    path = tmp_path / "b.zip"
    FALSE[kind](path)
    before = everything(own_store)
    assert_refused(run("restore", path, "--replace"), naming="b.zip" if kind != (
        "accounts that are none") else "accounts.json")  # fmt: skip
    assert everything(own_store) == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["b.zip", "var"]


def test_a_backup_cut_short_or_changed_in_a_byte_is_refused(run, tmp_path, own_store):
    """At every place that was tried, before anything is put back."""
    (own_store / "accounts.json").write_bytes(CONTENT)
    run("backup", "--to", tmp_path / "b.zip")
    whole = (tmp_path / "b.zip").read_bytes()
    before = everything(own_store)
    bad = tmp_path / "bad.zip"
    for at in range(30, len(whole), max(1, len(whole) // 20)):
        bad.write_bytes(whole[:at])
        with pytest.raises(SchemaError):
            restore(bad, replace=True)
        changed = bytearray(whole)
        changed[at] ^= 0xFF
        bad.write_bytes(changed)
        with suppress(QngeoError):
            restore(bad, replace=True)
        assert everything(own_store) == before, at


def test_a_form_of_a_newer_program_says_so(run, tmp_path):
    path = zipped(tmp_path / "b.zip", manifest(form=2))
    assert_refused(run("restore", path), naming="update qngeo")


def test_a_bomb_is_refused_by_the_room_it_would_take(run, tmp_path, monkeypatch):
    big = bytes(200_000_000)
    path = zipped(
        tmp_path / "b.zip",
        manifest(part("series/a/a.bin", big)),
        **{"series/a/a.bin": big},
    )
    assert path.stat().st_size < 1_000_000
    usage = type("Usage", (), {"free": 100_000_000})
    monkeypatch.setattr("qngeo.io.backup_file.shutil.disk_usage", lambda _: usage)
    assert_refused(run("restore", path), naming="needs 250 MB, 100 MB are free")


def test_a_missing_backup_is_one_line(run, tmp_path):
    assert_refused(run("restore", tmp_path / "b.zip"), naming="no file")
