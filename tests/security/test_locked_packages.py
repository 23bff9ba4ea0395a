"""What is installed is what was chosen, byte for byte, from wherever it comes."""

import re
from importlib.metadata import version

import pytest

from qngeo.config import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"(?P<name>[a-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>.*)", re.I)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def _lines(name: str) -> list[str]:
    """Return one line a package, its hashes on it."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("name", FILES)
def test_each_package_has_one_version_and_the_hashes_of_its_files(name: str) -> None:
    for line in _lines(name):
        if line == "-r requirements.txt":
            continue
        pin = PIN.fullmatch(line)
        assert pin, line[:80]
        words = [w for w in pin["rest"].split() if w.startswith("--")]
        assert words, f"{pin['name']} has no hash"
        assert all(HASH.fullmatch(word) for word in words)
        assert len(set(words)) == len(words)


@pytest.mark.parametrize("name", FILES)
def test_no_address_stands_in_the_list(name: str) -> None:
    """Where packages come from is the machine's choice; what they are is ours."""
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted|git\+", text)


def test_no_package_stands_twice() -> None:
    names = [
        re.sub(r"[._-]+", "-", pin["name"].lower())
        for name in FILES
        for line in _lines(name)
        if (pin := PIN.fullmatch(line))
    ]
    assert len(names) == len(set(names)) > 100


def test_the_packages_of_this_machine_are_those_of_the_list() -> None:
    other = {}
    for name in FILES:
        for line in _lines(name):
            pin = PIN.fullmatch(line)
            if pin is None or ";" in line:  # of another system
                continue
            found = version(pin["name"])
            if found != pin["version"]:
                other[pin["name"]] = (pin["version"], found)
    assert other == {}
