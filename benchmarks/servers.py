"""A web server in a process of its own on loopback, and requests to it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from benchmarks.children import ROOT

PATIENCE_S = 90
OK = 200


@contextmanager
def serving(
    application: str, log: Path, env: Mapping[str, str] | None = None
) -> Iterator["Server"]:
    """Run ``uvicorn APPLICATION`` on a free port of loopback while the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = ["uvicorn", application, "--port", str(port), "--log-level", "warning"]
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, stdout=sink, stderr=sink,
            env={**os.environ, **(env or {})},
        )  # fmt: skip
        try:
            _wait(port, process, log)
            server = Server(port, process.pid)
            yield server
            server.connect_anew()
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_S)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    message = f"the server did not start: {log.read_text('utf-8')[-500:]}"
    raise RuntimeError(message)


class Server:
    """One kept connection to a server, as a browser has it."""

    def __init__(self, port: int, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._held = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)

    def connect_anew(self) -> None:
        """Drop the connection: a server ends one that rests for some seconds."""
        self._held.close()

    def cpu(self) -> float:
        """Return the seconds of processor time that the server has taken so far."""
        used = self._process.cpu_times()
        return float(used.user + used.system)

    def get(self, path: str) -> tuple[bytes, float]:
        """Return the body of an address and the seconds until it was there.

        Raises
        ------
        RuntimeError
            If the answer is none of 200.
        """
        start = time.perf_counter()
        self._held.request("GET", path)
        answer = self._held.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - start
        if answer.status != OK:
            message = f"{path}: HTTP {answer.status}: {body[:200]!r}"
            raise RuntimeError(message)
        return body, seconds
