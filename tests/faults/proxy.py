"""A way to a server that can be held up, cut, or slowed: TCP on loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHUNK = 65_536


class Proxy:
    """Passes bytes on to a Unix socket; answers of the server may be held back."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.open = threading.Event()
        self.open.set()
        self.asked = 0
        """Requests that came while the answers were held back."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self) -> None:
        """From now on the server gets every request and its answers get nowhere."""
        self.asked = 0
        self.open.clear()

    def release(self) -> None:
        self.open.set()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.socket(socket.AF_UNIX)
                try:
                    far.connect(str(self.target))
                except OSError:  # the server does not run
                    near.close()
                    far.close()
                    continue
                self._sockets += [near, far]
                for source, sink, back in ((near, far, False), (far, near, True)):
                    threading.Thread(
                        target=self._pass, args=(source, sink, back), daemon=True
                    ).start()

    def _pass(self, source: socket.socket, sink: socket.socket, back: bool) -> None:
        with suppress(OSError):
            while content := source.recv(CHUNK):
                if back:
                    self.open.wait()
                elif not self.open.is_set():
                    self.asked += 1
                sink.sendall(content)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.release()
        self._listener.close()
        for one in self._sockets:
            one.close()


@contextmanager
def to_server(folder: Path) -> Iterator[Proxy]:
    """Stand before the PostgreSQL whose Unix socket lies in a folder."""
    made = Proxy(folder / ".s.PGSQL.5432")
    try:
        yield made
    finally:
        made.close()


def seconds(start: float) -> float:
    return time.monotonic() - start
