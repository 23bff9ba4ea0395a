"""What the unit tests share."""

import sys

import pytest

from qngeo import cli
from qngeo.services.own_data import known


@pytest.fixture
def store(own_store):  # noqa: ARG001 -- where the store is
    """The installation's store, in a folder of its own."""
    return known.store()


@pytest.fixture
def qngeo(monkeypatch, capfd):
    """Run the command line in this process: (exit code, stdout, stderr)."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["qngeo", *map(str, words)])
        try:
            cli.main()
            code: object = 0
        except SystemExit as end:
            code = end.code
        out, err = capfd.readouterr()
        return int(str(code or 0)), out, err

    return call
