"""What the unit tests share."""

import sys

import pytest

from qngeo import cli


@pytest.fixture
def qngeo(monkeypatch, capfd):
    """Run the command line in this process: (exit code, stdout, stderr)."""

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["qngeo", *words])
        try:
            cli.main()
            code: object = 0
        except SystemExit as end:
            code = end.code
        out, err = capfd.readouterr()
        return int(str(code or 0)), out, err

    return call
