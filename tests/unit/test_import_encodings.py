"""Old Vietnamese encodings are told from one another and brought to Unicode."""

import unicodedata

import pytest

from qngeo.errors import SchemaError
from qngeo.io.uploads import encodings
from qngeo.io.uploads.encodings import decoded, encoded, restored

NAME = "Khu công nghiệp Đông Mai, phường Đông Mai, thị xã Quảng Yên"

# The same words as their bytes are printed in tables of the two standards.
AS_WESTERN = [
    ("TCVN3", "Khu c«ng nghiÖp §«ng Mai, x· S«ng Khoai"),
    ("VNI", "Khu coâng nghieäp Ñoâng Mai, xaõ Soâng Khoai"),
]


LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
TABLES = {
    # One byte a letter, as TCVN 5712 prints them in Latin-1.
    "TCVN3": "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ",
    # A letter and its mark, as the VNI manual lists them.
    "VNI": "aøaùaûaõaïaêaèaéaúaüaëaâaàaáaåaãaäñeøeùeûeõeïeâeàeáeåeãeäìíæóò"
    "oøoùoûoõoïoâoàoáoåoãoäôôøôùôûôõôïuøuùuûuõuïööøöùöûöõöïyøyùyûyõî",
}


@pytest.mark.parametrize("encoding", TABLES)
def test_each_letter_has_the_place_that_the_standard_gives_it(encoding):
    content = TABLES[encoding].encode("latin-1")
    assert decoded(content, name="a", encoding=encoding)[0] == LETTERS
    assert encoded(LETTERS, encoding) == content


@pytest.mark.parametrize(("encoding", "shown"), AS_WESTERN)
def test_text_that_shows_as_western_letters_is_put_right(encoding, shown):
    text, evidence = restored(shown)
    assert text == "Khu công nghiệp Đông Mai, xã Sông Khoai"
    assert evidence.encoding == encoding
    assert (evidence.words, evidence.possible) == (5, 5)
    assert dict(evidence.letters)["ô"] == 3


@pytest.mark.parametrize("encoding", encodings.ENCODINGS)
def test_the_encoding_of_a_file_is_told_by_its_words(encoding):
    text, evidence = decoded(encoded(NAME, encoding), name="a.csv")
    assert text == NAME
    assert evidence.encoding == encoding


def test_text_in_unicode_stays_and_is_composed():
    parted = unicodedata.normalize("NFD", NAME)
    assert restored(parted)[0] == NAME
    # Both letters are also bytes of TCVN3 and VNI that make possible syllables.
    assert restored("Cô Tô")[0] == "Cô Tô"
    assert restored("Café Zürich")[0] == "Café Zürich"


def test_capitals_of_a_tcvn3_font_come_back_as_capitals():
    assert restored("QU¶NG NINH, H¹ Long")[0] == "QUẢNG NINH, Hạ Long"


def test_bytes_that_are_no_vietnamese_are_refused():
    with pytest.raises(SchemaError, match=r"b\.csv is text in no known encoding"):
        decoded("Łódź".encode("cp1250"), name="b.csv")


def test_a_text_that_reads_equally_well_twice_is_asked_for():
    with pytest.raises(SchemaError, match=r"reads equally well in .*TCVN3"):
        decoded(b"L\xea", name="c.csv")  # "Lờ" in TCVN3, "Lê" in windows-1258


def test_utf16_of_a_spreadsheet_is_read():
    assert decoded(NAME.encode("utf-16"), name="a.csv")[0] == NAME


def test_a_letter_without_a_place_is_refused():
    with pytest.raises(SchemaError, match="does not know"):
        encoded("ß", "TCVN3")


@pytest.mark.parametrize("name", ["aá", "Bogotá", "São João"])
def test_a_foreign_name_of_letters_that_vietnamese_has_stays_as_it_is(name):
    assert restored(name)[0] == name
