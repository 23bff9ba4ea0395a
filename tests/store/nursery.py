"""Writers in processes of their own, quick to start and free to be killed.

One process imports qngeo once and makes a child for each writer. Run as a program
it is that process; the class drives it.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """Starts writers, kills them, and reads what they said."""

    def __enter__(self) -> Self:
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._line()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.communicate(timeout=60)

    def _line(self) -> str:
        line = self.process.stdout.readline()
        assert line, "the nursery ended"
        return line.strip()

    def _say(self, **words: object) -> str:
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return self._line()

    def start(self, **orders: object) -> int:
        """Start a writer with the arguments of `write`; return its process id."""
        return int(self._say(do="start", orders=orders))

    def wait(self, pid: int) -> int:
        """Wait for a writer's end; return its exit code, negative for a signal."""
        return int(self._say(do="wait", pid=pid))

    def kill(self, pid: int) -> int:
        os.kill(pid, signal.SIGKILL)
        return self.wait(pid)


def write(orders: dict) -> None:
    """Commit again and again, saying each version's number into a file.

    ``writer`` puts the ids of two writers apart; all rows of a version bear its
    mark, so that a mixture of two versions would show.
    """
    from store.made_rows import plots, replace, upsert  # noqa: PLC0415

    from qngeo.errors import QngeoError  # noqa: PLC0415
    from qngeo.io.store import open_store  # noqa: PLC0415

    if "file_limit" in orders:
        limit = orders["file_limit"]
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    writer, made = orders.get("writer", ""), replace if orders["whole"] else upsert
    store = open_store(orders["address"])
    with Path(orders["says"]).open("a", encoding="utf-8", buffering=1) as says:
        says.write("ready\n")
        for at in range(orders["times"]):
            rows = plots(orders["rows"], mark=orders["first"] + at)
            rows["feature_id"] += writer
            try:
                version = store.commit(made(rows, layer="plots", who=f"W{writer}"))
            except QngeoError as error:
                says.write(f"{type(error).__name__}: {error}\n")
            else:
                says.write(f"{version.number}\n")
    store.close()


def _child(orders: dict) -> None:
    code = 1
    try:
        write(orders)
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    """Serve orders from stdin until it closes."""
    import store.made_rows  # noqa: PLC0415

    import qngeo.io.store  # noqa: F401, PLC0415

    assert store.made_rows
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "start":
            answer = os.fork()
            if answer == 0:
                _child(order["orders"])
        else:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["pid"], 0)[1])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
