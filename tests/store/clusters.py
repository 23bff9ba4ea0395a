"""A PostgreSQL of the tests' own: made, started and stopped on a Unix socket."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

TEMPLATE = "with_postgis"


def programs() -> Path:
    """The folder of initdb and pg_ctl: POSTGRES_BIN, or Debian's newest."""
    named = os.environ.get("POSTGRES_BIN")
    if named:
        return Path(named)
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name)
    )
    assert found, "no PostgreSQL: run `make postgis` or set POSTGRES_BIN"
    return found[-1]


class Cluster:
    """A server with databases made from a template that has PostGIS."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-A", "trust", "-U", "qngeo", "-E", "UTF8", "--no-sync")
        self.start()
        self.sql(f"CREATE DATABASE {TEMPLATE}")
        self.sql("CREATE EXTENSION postgis", database=TEMPLATE)

    def _run(self, program: str, *words: str) -> None:
        """Run a program of PostgreSQL, which refuses to be run by root."""
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        where = ["-D", str(self.folder / "data")]
        with (self.folder / "programs.log").open("ab") as log:
            subprocess.run(
                [*as_user, str(programs() / program), *where, *words],
                check=True,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def start(self) -> None:
        """Start; the tests end writers, never the machine, so fsync may rest."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        log = str(self.folder / "server.log")
        self._run("pg_ctl", "-w", "-l", log, "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-w", "-m", how, "stop")

    def url(self, database: str) -> str:
        return f"postgresql://qngeo@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.url(database), autocommit=True)

    def sql(self, statement: str, *, database: str = "postgres") -> list[tuple]:
        with self.connect(database) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def database(self) -> Iterator[str]:
        """Make a database, drop it at the end; give its name."""
        self.made += 1
        name = f"store_{self.made}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        yield name
        self.sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running() -> Iterator[Cluster]:
    """A cluster in a folder whose name is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="qngeo-pg-") as folder:
        cluster = Cluster(Path(folder))
        try:
            yield cluster
        finally:
            cluster.stop("immediate")
