"""Whatever the process keeps for later has a limit, so that it runs for months."""

import importlib
import inspect
import pkgutil
import time
from functools import lru_cache

import pytest
import streamlit as st

import qngeo
from qngeo.services.own_data import visits
from qngeo.services.own_data.roles import Session, Sessions, User
from qngeo.web.tile_store import TileStore

FINITE = {
    "qngeo.i18n.messages": "one a language; another name is refused",
    "qngeo.sentences.templates": "one a language; `qngeo.i18n` names them all",
}
"""Caches without a limit whose questions are few by their nature, with the reason."""


def modules():
    """Return every module of the package, and the application's own caches with it."""
    names = [found.name for found in pkgutil.walk_packages(qngeo.__path__, "qngeo.")]
    scripts = {"qngeo.__main__", "qngeo.ui.home", "qngeo.web.report.typeset_worker"}
    return [importlib.import_module(name) for name in names if name not in scripts]


@pytest.fixture(scope="module")
def held() -> dict[str, object]:
    """Return everything that a module of the package defines, by its full name."""
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            if getattr(value, "__module__", "") == module.__name__:
                found[f"{module.__name__}.{name}"] = value
                if inspect.isclass(value):
                    parts = vars(value).items()
                    found |= {f"{module.__name__}.{name}.{n}": v for n, v in parts}
    return found


def unlimited(function: object) -> bool:
    """Tell whether a cache of functools takes arguments and any number of answers."""
    if not hasattr(function, "cache_parameters"):
        return False
    takes = inspect.signature(function).parameters
    return bool(takes) and function.cache_parameters()["maxsize"] is None


def entries(function: object) -> list[int | None]:
    """Return the limit of each Streamlit cache that a function hides."""
    found = []
    while function is not None:
        info = getattr(function, "_info", None)
        if info is not None:
            found.append(info.max_entries)
        function = getattr(function, "__wrapped__", None)
    return found


def test_no_answer_that_depends_on_a_question_is_kept_without_a_limit(held):
    found = {name for name, value in held.items() if unlimited(value)}
    assert found == set(FINITE)


def test_a_cache_without_a_limit_would_be_found():
    def kept(text: str) -> str:
        return text

    assert unlimited(lru_cache(maxsize=None)(kept))
    assert not unlimited(lru_cache(maxsize=9)(kept))
    assert not unlimited(lru_cache(maxsize=None)(lambda: 1))


def test_every_cache_of_the_pages_has_a_limit(held):
    found = {name: entries(value) for name, value in held.items() if entries(value)}
    assert len(found) > 15
    assert {n for n, limits in found.items() if None in limits} == set()


def test_a_cache_of_a_page_without_a_limit_would_be_found():
    @st.cache_resource
    def kept(text: str) -> str:
        return text

    assert entries(kept) == [None]


def test_tiles_leave_when_there_are_too_many_bytes():
    store = TileStore(limit=1000)
    for number in range(100):
        store.put(number, bytes(100))
    assert store.size == 1000
    assert [store.get(number) is not None for number in (0, 89, 90, 99)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_tickets_that_nobody_takes_leave(monkeypatch):
    monkeypatch.setattr(visits, "MOST_TICKETS", 10)
    monkeypatch.setattr(visits, "kept", Sessions())
    now = time.time()
    lan = Session(user=User(name="lan", role="editor"), started=now, seen=now)
    found = [visits.begin(lan)[1] for _ in range(50)]
    assert len(visits._tickets) == 10
    assert visits.redeem(found[0]) == ""
    assert visits.redeem(found[-1]) != ""
