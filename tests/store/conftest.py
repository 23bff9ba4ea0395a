"""Every test that takes ``store`` or ``address`` runs over both kinds of store."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store.clusters import Cluster, running
from store.nursery import Nursery

from qngeo.io.store import Store, open_store

Ask = Callable[[str], list[tuple]]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running() as made:
        yield made


@pytest.fixture
def database(cluster: Cluster) -> Iterator[str]:
    with cluster.database() as name:
        yield name


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own" / "qngeo.gpkg"


@pytest.fixture(params=["geopackage", "postgis"])
def address(request: pytest.FixtureRequest, file: Path) -> str:
    if request.param == "geopackage":
        return str(file)
    name = request.getfixturevalue("database")
    return request.getfixturevalue("cluster").url(name)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    yield opened
    opened.close()


@pytest.fixture
def ask(address: str, request: pytest.FixtureRequest) -> Ask:
    """Speak SQL to the database past the store; {} stands for the schema."""

    def in_file(statement: str) -> list[tuple]:
        with closing(sqlite3.connect(address)) as connection, connection:
            return connection.execute(statement.format("")).fetchall()

    def in_server(statement: str) -> list[tuple]:
        name = request.getfixturevalue("database")
        cluster = request.getfixturevalue("cluster")
        return cluster.sql(statement.format("qngeo."), database=name)

    return in_file if address.endswith(".gpkg") else in_server


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as made:
        yield made
