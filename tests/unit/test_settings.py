"""Settings: a value that cannot be is told with its variable, itself and the rule."""

import sys

import pytest

from qngeo import cli, config
from qngeo.config import Settings
from qngeo.errors import SettingError
from qngeo.ui import starting
from qngeo.ui.starting import unknown_settings


@pytest.fixture
def read(monkeypatch):
    """Read the settings of a made environment."""

    def settings_of(**environment):
        for name in Settings.model_fields:
            monkeypatch.delenv(f"QNGEO_{name.upper()}", raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return config.settings.__wrapped__()

    return settings_of


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("SESSION_HOURS", "soon", "valid number"),
        ("SESSION_HOURS", "0", "more than 0"),
        ("SESSION_IDLE_HOURS", "nan", "more than 0"),
        ("SESSION_IDLE_HOURS", "inf", "more than 0"),
        ("PUBLIC_URL", "qn.example.vn", "https://host.example.vn"),
        ("PUBLIC_URL", "javascript:alert(1)", "https://host.example.vn"),
        ("PUBLIC_URL", "https://qn.example.vn\nx", "https://host.example.vn"),
        ("STAC_API", "file:///etc/passwd", "https://host.example.vn"),
        ("FRAME_ANCESTORS", "portal.example.vn", "https://portal.example.vn"),
        ("FRAME_ANCESTORS", "https://a.vn; script-src *", "https://portal.example.vn"),
        ("FRAME_ANCESTORS", "*", "https://portal.example.vn"),
        ("FRAME_ANCESTORS", "https://a.vn/path", "https://portal.example.vn"),
        ("LOG_LEVEL", "LOUD", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "'auto', 'json' or 'text'"),
    ],
)
def test_a_value_that_cannot_be_is_told(read, name, value, rule):
    with pytest.raises(SettingError) as told:
        read(**{f"QNGEO_{name}": value})
    text = str(told.value)
    assert text.startswith(f"QNGEO_{name} ")
    assert repr(value)[1:-1].split("\\")[0] in text
    assert rule in text
    assert "\n" not in text


def test_all_that_is_wrong_is_told_at_once(read):
    with pytest.raises(SettingError, match=r"QNGEO_SESSION_HOURS.*; QNGEO_LOG_FORMAT"):
        read(QNGEO_SESSION_HOURS="x", QNGEO_LOG_FORMAT="x")


def test_what_is_given_is_taken(read):
    found = read(
        QNGEO_SESSION_HOURS="0.5",
        QNGEO_PUBLIC_URL="https://qn.example.vn:8443/qngeo/",
        QNGEO_FRAME_ANCESTORS="https://a.vn,http://b.vn:80  https://*.c.vn",
        QNGEO_LOG_LEVEL="debug",
        QNGEO_VAR="",
    )
    assert found.session_hours == 0.5
    assert found.public_url == "https://qn.example.vn:8443/qngeo"
    assert found.frame_ancestors == "https://a.vn http://b.vn:80 https://*.c.vn"
    assert found.log_level == "DEBUG"
    assert found.var == Settings.model_fields["var"].default, "empty is not set"


def test_a_variable_that_is_no_setting_is_found():
    given = {"QNGEO_RASTER": "x", "QNGEO_VAR": "y", "QNGEO_STORE": "", "PATH": "z"}
    assert unknown_settings(given) == ["QNGEO_RASTER"]


def test_a_command_ends_with_one_line_and_exit_code_2(monkeypatch, capsys):
    monkeypatch.setenv("QNGEO_SESSION_HOURS", "soon")
    monkeypatch.setattr(sys, "argv", ["qngeo", "health"])
    config.settings.cache_clear()
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        config.settings.cache_clear()
    written = capsys.readouterr()
    assert (ended.value.code, written.out) == (2, "")
    assert written.err.startswith("qngeo: QNGEO_SESSION_HOURS 'soon': ")
    assert written.err.count("\n") == 1


def test_the_application_does_not_start_and_says_why_in_one_line(monkeypatch):
    def wrong():
        message = "QNGEO_VAR 'x': no"
        raise SettingError(message)

    monkeypatch.setattr(starting, "settings", wrong)
    with pytest.raises(SystemExit, match=r"^qngeo: QNGEO_VAR 'x': no$"):
        starting.guard()
