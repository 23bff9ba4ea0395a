"""The command line speaks Vietnamese when it is asked to."""

import io
import json
import re
import sys

import pandas as pd
import pytest
from vietnamese import ENGLISH

from qngeo import cli
from qngeo.cli import language
from qngeo.config import settings
from qngeo.domain.zonal import zones
from qngeo.sentences import said


@pytest.fixture
def qngeo(monkeypatch, capsys):
    """Run the program as from a shell; return exit code, stdout and stderr."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["qngeo", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    yield run
    language.speak("en")


REFUSED = (
    (("facts",), "Thiếu đối số 'subject'."),
    (("facts", "--colour"), "Không có tùy chọn --colour"),
    (("nonsense",), "Không có lệnh 'nonsense'."),
    (("facts", "song_khoi"), "có phải 'park:song_khoai' không?"),
    (("boundary", "nofile.csv"), "không có tệp nofile.csv"),
    (("facts", "song_khoai", "--as-of", "32/13/2025"), "32/13/2025"),
    (("facts", "song_khoai", "--format", "x"), "không phải là một trong"),
)


@pytest.mark.parametrize(("words", "told"), REFUSED)
def test_a_refusal_is_said_in_vietnamese(qngeo, words, told):
    code, out, err = qngeo("--lang", "vi", *words)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert told in err
    assert not ENGLISH.search(err)


def paths(command, path=()):
    """Return the words of every command of the program."""
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from paths(below, (*path, name))


PATHS = tuple(paths(language.spoken(cli.app)))


NAMES = re.compile(
    r"(?m)^  [a-z-]+  |[A-Z_]{2,}|"
    r"--?[\w-]+|<[^>]*>|\{[^}]*\}|\[[^\]]*\]\.\.\.|`[^`]*`|\S+[./=]\S*"
)
"""Commands, options, kinds of values and examples, which are the same everywhere."""


def test_every_help_is_in_vietnamese(qngeo):
    assert len(PATHS) > 30
    for path in PATHS:
        code, out, err = qngeo("--lang=vi", *path, "--help")
        assert (code, err) == (0, ""), path
        assert "Cách dùng: " in out
        own = NAMES.sub(" ", "\n".join(out.splitlines()[1:]))
        assert not ENGLISH.search(own), (path, ENGLISH.findall(own))


def test_the_setting_counts_where_the_option_is_not_given(qngeo, monkeypatch):
    monkeypatch.setenv("QNGEO_LANG", "vi")
    settings.cache_clear()
    try:
        assert "Thiếu đối số" in qngeo("facts")[2]
        assert "Missing argument" in qngeo("--lang", "en", "facts")[2]
    finally:
        settings.cache_clear()


def test_english_is_the_usual_language(qngeo):
    assert qngeo("facts") == (2, "", "qngeo: Missing argument 'subject'.\n")
    assert "Usage:" in qngeo("--help")[1]


def test_another_language_is_refused(qngeo):
    code, _, err = qngeo("--lang", "xx", "check")
    assert code == 2
    assert err == "qngeo: no language 'xx': there are 'vi', 'en'\n"


def test_data_and_titles_of_columns_stay(qngeo):
    spoken = qngeo("--lang", "vi", "facts", "song_khoai", "--format", "csv")
    assert spoken == qngeo("facts", "song_khoai", "--format", "csv")


def test_what_a_check_finds_is_said_in_vietnamese(qngeo, tmp_path):
    file = tmp_path / "so_lieu.csv"
    file.write_text(
        "Đối tượng;Chỉ tiêu;Giá trị;Đơn vị;Thời điểm;Nguồn\n"
        "KCN Sông Khoai;Diện tích quy hoạch;abc;ha;7/2024;bao_cao_x\n",
        encoding="utf-8",
    )
    words = ("import", str(file), "--layer", "facts", "--dry-run", "--format", "csv")
    code, out, err = qngeo("--lang", "vi", *words)
    found = pd.read_csv(io.StringIO(out))
    assert code == 0
    assert set(found["severity"]) == {"fault", "note"}
    assert "không phải là số" in found["message"][0]
    assert not ENGLISH.search(" ".join(found["message"]))
    assert "0 trên 1 dòng đúng; 2 lỗi, 0 cảnh báo" in err
    assert not ENGLISH.search(err)


def test_the_check_of_an_outline_is_said_in_vietnamese(qngeo, tmp_path):
    corners = ((1, 2322000, 429000), (2, 2322100, 429000), (3, 2322100, 429100))
    file = tmp_path / "ranh.csv"
    lines = ["point,X,Y", *(",".join(map(str, corner)) for corner in corners)]
    file.write_text("\n".join(lines), encoding="utf-8")
    words = ("boundary", str(file), "--crs", "5899", "--subject", "park:song_khoai")
    _, out, err = qngeo("--lang", "vi", *words, "--stated-ha", "700")
    told = [one["message"] for one in json.loads(out)["findings"]]
    assert told
    assert all(words in err for words in told)
    assert not ENGLISH.search(" ".join(told))
    assert re.search("^(lỗi|cảnh báo|ghi nhận): ", err, re.MULTILINE)


def test_a_language_behind_the_command_is_that_command_s_own():
    assert language.asked(["report", "--lang", "vi"]) == "en"
    assert language.asked(["--lang", "vi", "report", "--lang", "en"]) == "vi"


@pytest.mark.parametrize(
    "words",
    [
        *(zones.NO_GEOMETRY, zones.NO_POLYGON, zones.REPAIRED, zones.NO_AREA),
        *(zones.NO_WAY, zones.OUTSIDE, zones.PARTLY, zones.NO_VALUE),
        *("less than 50 %", "95 % interval 0.8 to 0.9", "points stand twice: 3, 7"),
    ],
)
def test_a_value_in_a_sentence_has_its_vietnamese_too(words):
    inner = said(f"{words}: 3 (a, b)", "vi").removesuffix(": 3 (a, b)")
    assert inner != words
    assert not ENGLISH.search(inner)


@pytest.mark.parametrize("words", [*language.HELP_WORDS, *language.ERRORS])
def test_what_other_programs_say_has_its_vietnamese(words):
    text = words.replace("{}", "3")
    assert said(text, "vi") != text
