"""A reader never meets half a file, and no file is lost unasked."""

import errno
import os
import stat

import pytest

from qngeo.errors import ExportError, MissingDataError, SchemaError
from qngeo.io.whole_files import check_folder, check_place, whole, write_whole


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_text_and_bytes_take_the_place_of_what_was_there(tmp_path):
    path = tmp_path / "a.txt"
    write_whole(path, "Quảng Ninh")
    assert path.read_bytes() == "Quảng Ninh".encode()
    write_whole(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    assert names(tmp_path) == ["a.txt"]


def test_until_the_end_readers_meet_the_former_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("before")
    with whole(path) as fresh:
        assert (fresh.parent.parent, fresh.name) == (tmp_path, path.name)
        fresh.write_text("after")
        assert path.read_text() == "before"
    assert path.read_text() == "after"


@pytest.mark.parametrize("fault", [SchemaError("a fault of ours"), ValueError("other")])
def test_what_fails_halfway_leaves_what_was_there(tmp_path, fault):
    path = tmp_path / "a.txt"
    path.write_text("before")

    def write():
        with whole(path) as fresh:
            fresh.write_text("half")
            raise fault

    with pytest.raises(type(fault), match=str(fault)):
        write()
    assert path.read_text() == "before"
    assert names(tmp_path) == ["a.txt"]


def test_a_full_disk_is_told_with_the_name_of_the_file(tmp_path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "a.txt"
    path.write_text("before")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match=r"a\.txt cannot be written \(No space left"):
        write_whole(path, "after")
    assert path.read_text() == "before"
    assert names(tmp_path) == ["a.txt"]


def test_a_folder_in_the_place_is_told_and_stays(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(ExportError, match=r"a\.txt cannot be written"):
        write_whole(tmp_path / "a.txt", "text")
    assert names(tmp_path) == ["a.txt"]


def test_a_private_file_is_its_owners_and_another_is_as_any_file(tmp_path):
    write_whole(tmp_path / "open", "")
    write_whole(tmp_path / "private", "", private=True)
    (tmp_path / "usual").write_text("")
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()
    }
    assert modes["private"] == 0o600
    assert modes["open"] == modes["usual"]


def test_a_place_is_refused_before_the_work(tmp_path, monkeypatch):
    (tmp_path / "there.csv").write_text("kept")
    (tmp_path / "folder").mkdir()
    check_place(tmp_path / "free.csv")
    check_place(tmp_path / "there.csv", overwrite=True)
    with pytest.raises(ExportError, match="--overwrite"):
        check_place(tmp_path / "there.csv")
    with pytest.raises(ExportError, match="is there already"):
        check_place(tmp_path / "folder", overwrite=True)
    with pytest.raises(MissingDataError, match=r"no folder .*none: make it first"):
        check_place(tmp_path / "none" / "a.csv")
    monkeypatch.chdir(tmp_path)
    check_folder(type(tmp_path)("free.csv"))
