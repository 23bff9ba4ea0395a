"""What the program says in English is known again and said in Vietnamese."""

import csv
import re
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from english_sentences import modules, spoken, strings
from hypothesis import given
from hypothesis import strategies as st

from qngeo import sentences
from qngeo.config import ROOT
from qngeo.i18n import LOCALES
from qngeo.names import unknown
from qngeo.sentences import HOLE, said


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    with (LOCALES / "sentences.vi.po").open("rb") as file:
        return {
            str(one.id): str(one.string) for one in read_po(file, locale="vi") if one.id
        }


def meanings() -> set[str]:
    """Return what the columns of the data mean, as the register of columns says."""
    register = ROOT / "qngeo" / "services" / "datasets" / "columns.csv"
    with register.open(encoding="utf-8") as file:
        return {row["meaning"] for row in csv.DictReader(file)} - {""}


def test_every_column_is_explained_in_vietnamese(catalogue):
    assert len(meanings()) > 50
    assert meanings() - set(catalogue) == set()


def test_every_sentence_of_the_code_has_its_vietnamese(catalogue):
    lacking = {
        f"{path.name}: {text}"
        for path in modules()
        for text in spoken(path)
        if not catalogue.get(text)
    }
    assert lacking == set(), "add them to qngeo/locales/sentences.vi.po"


def test_no_sentence_is_kept_that_the_code_does_not_say(catalogue):
    in_code = {text for path in modules() for text in strings(path)}
    assert set(catalogue) - in_code - meanings() == set()


def test_a_sentence_keeps_all_its_values(catalogue):
    for english, vietnamese in catalogue.items():
        fields = [
            name for _, name, _, _ in Formatter().parse(vietnamese) if name is not None
        ]
        holes = english.count(HOLE)
        expected = [""] * holes if "" in fields else [str(i) for i in range(holes)]
        assert sorted(fields) == expected, english


def test_no_letter_of_a_sentence_is_english_by_mistake(catalogue):
    """A Vietnamese sentence of some length has letters that English has not."""
    vietnamese = re.compile("[À-ỹ]")
    plain = [
        english
        for english, text in catalogue.items()
        if len(text.split()) > 4 and not vietnamese.search(text)
    ]
    assert plain == []


def test_values_stand_in_their_place():
    text = unknown("subject", "song khoi", ["song khoai"])
    assert text == "no subject 'song khoi': did you mean 'song khoai'?"
    assert (
        said(text, "vi")
        == "không có đối tượng 'song khoi': có phải 'song khoai' không?"
    )
    assert said(text, "en") == text


def test_joined_sentences_are_said_one_by_one():
    joined = "the disk is full; make room and try again\nthe whole is not known"
    assert said(joined, "vi") == "đĩa đã đầy; dọn chỗ rồi thử lại\nkhông biết tổng"
    led = "qngeo: row 3: the whole is not known"
    assert said(led, "vi") == "qngeo: row 3: không biết tổng"


def test_words_of_others_stay():
    assert (
        said("IReadBlock failed at X offset 3", "vi")
        == "IReadBlock failed at X offset 3"
    )


@given(value=st.text(max_size=200))
def test_no_value_can_break_a_sentence(value):
    told = said(f"{value} is no finite number", "vi")
    assert isinstance(told, str)
    assert said(value, "en") == value


@given(
    values=st.lists(
        st.text("abcXYZ0123 ./", min_size=1, max_size=20), min_size=2, max_size=2
    )
)
def test_plain_values_come_through(values):
    path, limit = (value.strip() or "x" for value in values)
    text = sentences.Template(
        ("", " has ", " columns: at most ", " are read"), "{} {} {}"
    )
    assert text.values(f"{path} has 7 columns: at most {limit} are read") == (
        path,
        "7",
        limit,
    )
