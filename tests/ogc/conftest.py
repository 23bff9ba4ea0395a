"""Clients of the made service, and of the one over the shipped data."""

from types import SimpleNamespace

import pytest
from made_ogc import Register
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qngeo.web.ogc import answers, held, site
from qngeo.web.routes import routes
from qngeo.web.tile_store import TileStore


@pytest.fixture
def register(monkeypatch):
    made = Register()
    monkeypatch.setattr(held, "register", made)
    held.collection.cache_clear()
    monkeypatch.setattr(answers, "_ready", TileStore(answers.KEPT))
    yield made
    held.collection.cache_clear()


@pytest.fixture
def client(register):
    """Ask the made service."""
    assert register.names()
    return TestClient(Starlette(routes=site.routes()))


@pytest.fixture(scope="module")
def real():
    """Ask the service over the shipped data, with the assets of its pages."""
    return TestClient(Starlette(routes=routes()))


@pytest.fixture
def items(client):
    """Ask for the items of a made collection: ids, and the whole answer."""

    def ask(name: str = "sites", **query: object) -> SimpleNamespace:
        asked = {key.replace("_crs", "-crs"): value for key, value in query.items()}
        answer = client.get(f"/ogc/collections/{name}/items", params=asked)
        assert answer.status_code == 200, answer.text
        whole = answer.json()
        ids = [feature["id"] for feature in whole["features"]]
        return SimpleNamespace(ids=ids, whole=whole, headers=answer.headers)

    return ask
