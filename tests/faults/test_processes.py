"""Two processes on one installation, and a served one that is killed and started anew.

Writers killed at any moment stand in `tests/store/test_crash.py`; here the application
serves meanwhile, as a user starts it.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults.asking import ask
from running import free_port, wait_for
from store.made_rows import upsert, zones

from qngeo.config import ROOT
from qngeo.io.store import open_store
from qngeo.services.own_data import known

SEED = 20261123
ROWS = 3000
PLOTS = "/ogc/collections/plots/items?limit=1"
SEEN_S = 3.0
"""Within so many seconds of an import every process answers from it."""


def import_command(table: Path) -> list[str]:
    words = ["import", str(table), "--layer", "plots", "--who", "Lan", "--replace"]
    return [sys.executable, "-m", "qngeo", *words]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "plots.csv"
    rows = [f"plot:{n};park:song_khoai;ready;1" for n in range(ROWS)]
    path.write_text("\n".join(["feature_id;park_id;status;area_ha", *rows]))
    return path


class Served:
    """The application in a process of its own."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.port = free_port()
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"),
                 "--server.port", str(self.port), "--server.address", "127.0.0.1"],
                cwd=ROOT, env={**os.environ, **env}, stdout=sink, stderr=sink,
            )  # fmt: skip
        wait_for(f"{self.address}/_stcore/health", self.process, log)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def plots(self) -> int:
        """Return how many plots the API tells; 0 where there is no such collection."""
        try:
            with urllib.request.urlopen(f"{self.address}{PLOTS}", timeout=60) as answer:
                return int(json.load(answer)["numberMatched"])
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return 0

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(timeout=30)


@contextmanager
def served(env: dict[str, str], log: Path) -> Iterator[Served]:
    made = Served(env, log)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.end(signal.SIGKILL)


def test_what_another_process_stores_is_seen_at_the_next_question(installed):
    """A store that this process holds open; the other one commits beside it."""
    assert known.version() == 0
    script = (
        "from store.made_rows import replace, zones\n"
        "from qngeo.io.store import open_store\n"
        "open_store().commit(replace(zones(a='A')))\n"
    )
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    env = {**os.environ, **installed.env(), "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", script], check=True, env=env, cwd=ROOT)
    assert known.version() == 1
    found = json.loads(ask("/ogc/collections/zones/items?limit=1000").text)
    assert "zone:a" in {feature["id"] for feature in found["features"]}
    writer = open_store()
    writer.commit(upsert(zones(a="A2")))
    writer.close()
    assert known.version() == 2


@pytest.mark.heavy
def test_two_applications_answer_alike_within_seconds(installed, table, tmp_path):
    log = tmp_path / "app.log"
    with served(installed.env(), log) as one, served(installed.env(), log) as other:
        assert (one.plots(), other.plots()) == (0, 0)
        env = {**os.environ, **installed.env()}
        subprocess.run(import_command(table), check=True, env=env, cwd=ROOT)
        start = time.monotonic()
        while (one.plots(), other.plots()) != (ROWS, ROWS):
            assert time.monotonic() - start < 60
        took = time.monotonic() - start
        print(f"seen by both after {took:.1f} s")
        assert took < 10 * SEEN_S
    assert "Traceback" not in log.read_text()


@pytest.mark.heavy
def test_an_application_killed_beside_killed_imports_serves_whole_states(
    installed, table, tmp_path
):
    """Both get SIGKILL at some moment of an import; the next start needs no help."""
    chance = random.Random(SEED)
    env = {**os.environ, **installed.env()}
    log = tmp_path / "app.log"
    for _ in range(3):
        with served(installed.env(), log) as app:
            assert app.plots() in (0, ROWS)
            running = subprocess.Popen(
                import_command(table), env=env, cwd=ROOT,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(chance.uniform(1.5, 6.0))
            running.kill()
            running.wait()
            app.end(signal.SIGKILL)
    with served(installed.env(), log) as app:
        found = app.plots()
        assert found in (0, ROWS)
        assert len(known.store().read("plots")) == found
        subprocess.run(import_command(table), check=True, env=env, cwd=ROOT)
        assert app.plots() == ROWS
    layers = installed.var / "layers"
    left = [p for p in layers.glob("*") if not p.name.startswith(".building-")]
    assert all((folder / "catalog.json").is_file() for folder in left)
