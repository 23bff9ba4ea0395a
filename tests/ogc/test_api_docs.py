"""The examples of docs/api.md, asked as they stand."""

import re

import pytest

from qngeo.config import ROOT

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^curl 'http://localhost:8501(\S+)'$", TEXT, re.MULTILINE)


def test_every_example_is_read():
    assert len(EXAMPLES) == TEXT.count("curl ") >= 15


@pytest.mark.parametrize("address", EXAMPLES)
def test_an_example_is_answered_with_something(real, address):
    answer = real.get(address)
    assert answer.status_code == 200, answer.text
    if not answer.headers["content-type"].startswith("text/html"):
        whole = answer.json()
        assert whole
        assert not (isinstance(whole, dict) and whole.get("numberMatched") == 0)


def test_every_shared_parameter_is_told(real):
    told = set(re.findall(r"`([a-z-]+)`", TEXT))
    shared = real.get("/ogc/api").json()["components"]["parameters"]
    assert shared.keys() - {"f", "lang"} <= told
