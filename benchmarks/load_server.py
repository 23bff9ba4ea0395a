"""The app in a process of its own, started as a user does, and the memory it holds.

``python -m benchmarks.load_server run app.py ...`` is ``streamlit run app.py ...``
that collects garbage when it gets SIGUSR1, so that what is left is held by somebody.
"""

import gc
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import ROOT

PATIENCE_S = 90
COLLECTED_S = 1.0
_KILOBYTES = 1024


@dataclass(frozen=True)
class App:
    """A running app.

    Attributes
    ----------
    address : str
    pid : int
    """

    address: str
    pid: int

    def held_mb(self, *, collect: bool = False) -> float:
        """Return the memory that the process holds, megabytes (VmRSS).

        Parameters
        ----------
        collect : bool
            Let it collect its garbage before.
        """
        if collect:
            os.kill(self.pid, signal.SIGUSR1)
            time.sleep(COLLECTED_S)
        for line in Path(f"/proc/{self.pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / _KILOBYTES
        return float("nan")

    def busy_s(self) -> float:
        """Return the processor seconds that it has used."""
        stat = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2]
        ticks = sum(int(text) for text in stat.split()[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(folder: Path, env: Mapping[str, str] | None = None) -> Iterator[App]:
    """Run the app on a free port of loopback while the block runs.

    Parameters
    ----------
    folder : Path
        Of its log and, unless ``env`` says otherwise, of what it writes.
    env : mapping of str to str, optional
        Settings of qngeo.

    Raises
    ------
    RuntimeError
        If it does not start; with the end of its log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = folder / "app.log"
    settings = {"QNGEO_VAR": str(folder), "QNGEO_STORE": "", **(env or {})}
    words = ["benchmarks.load_server", "run", "app.py", "--server.headless", "true"]
    words += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, stdout=sink, stderr=sink,
            env={**os.environ, **settings},
        )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield App(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_S)


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.1)
    message = f"the app did not start: {log.read_text('utf-8')[-500:]}"
    raise RuntimeError(message)


def main() -> None:
    """Be ``streamlit``, with an ear for SIGUSR1."""
    from streamlit.web.cli import main as streamlit  # noqa: PLC0415 -- in its process

    signal.signal(signal.SIGUSR1, lambda *_: gc.collect())
    streamlit(prog_name="streamlit")


if __name__ == "__main__":
    main()
