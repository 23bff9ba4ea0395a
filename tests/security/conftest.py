"""Everything that is served, a server that remembers who asked, and a secret file."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from starlette.applications import Starlette

from qngeo.config import settings
from qngeo.web.routes import routes

CANARY = "canary-3f9c1e"


@pytest.fixture(scope="module")
def app() -> Starlette:
    """Return all routes beside the pages; what fails is raised, not answered."""
    return Starlette(routes=routes())


@dataclass
class Trap:
    """A server that nobody should ask."""

    url: str = ""
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep quiet."""

        def answer(self) -> None:
            made.asked.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST = do_HEAD = do_PUT = answer  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """Write a file that must never be read."""
    path = tmp_path / "secret" / "canary.txt"
    path.parent.mkdir()
    path.write_text(f"<{CANARY}> +proj=longlat +datum=WGS84 <>\n")
    return path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder of own data that is empty."""
    monkeypatch.setenv("QNGEO_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("QNGEO_RASTERS", str(tmp_path / "var" / "rasters"))
    monkeypatch.setenv("QNGEO_STORE", "")
    settings.cache_clear()
    yield tmp_path / "var"
    settings.cache_clear()
