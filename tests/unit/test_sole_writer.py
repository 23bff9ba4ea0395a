"""Two runs never write into one folder at the same time."""

import signal
import subprocess
import sys

import pytest

from qngeo.errors import MissingDataError
from qngeo.io.sole_writer import LOCK, sole_writer

HOLD = """
import sys, time
from pathlib import Path
from qngeo.io.sole_writer import sole_writer
with sole_writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_to_wait_and_changes_nothing(tmp_path):
    folder = tmp_path / "series"
    with sole_writer(folder):
        (folder / "kept.tif").write_bytes(b"x")
        with (
            pytest.raises(MissingDataError, match="another run is writing 'series'"),
            sole_writer(folder),
        ):
            pass
        assert (folder / LOCK).exists()
    assert [path.name for path in folder.iterdir()] == ["kept.tif"]


def test_a_run_that_wrote_nothing_leaves_no_folder_even_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), sole_writer(tmp_path / "series"):
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_was_killed_holds_nothing(tmp_path):
    folder = tmp_path / "series"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline().strip() == b"held"
        with pytest.raises(MissingDataError, match="another run"), sole_writer(folder):
            pass
        run.send_signal(signal.SIGKILL)
        run.wait()
    with sole_writer(folder):
        assert (folder / LOCK).exists()
