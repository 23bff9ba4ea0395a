"""Whatever Vietnamese is written in an old encoding comes back the same."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from qngeo.io.uploads.encodings import ENCODINGS, decoded, encoded, restored

BASES = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = [unicodedata.normalize("NFC", base + tone) for base in BASES for tone in TONES]
SMALL = "".join(VOWELS) + "đbcdghklmnpqrstvx"
LETTERS = st.sampled_from(SMALL + SMALL.upper() + " ,.-0123456789")
SMALL_LETTERS = st.sampled_from(SMALL + "ĂÂÊÔƠƯĐ ,.-0123456789")


@given(st.text(LETTERS), st.sampled_from(["VNI", "windows-1258", "UTF-8"]))
def test_all_letters_survive_three_encodings(text, encoding):
    back, evidence = decoded(encoded(text, encoding), name="x", encoding=encoding)
    assert back == text
    assert evidence.encoding == encoding


@given(st.text(SMALL_LETTERS))
def test_small_letters_and_plain_capitals_survive_tcvn3(text):
    assert decoded(encoded(text, "TCVN3"), name="x", encoding="TCVN3")[0] == text


@given(st.text(LETTERS))
def test_putting_unicode_right_twice_changes_nothing_more(text):
    once = restored(text)[0]
    assert restored(once)[0] == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.lists(st.sampled_from([
    "khu công nghiệp Đông Mai", "phường Hà An", "thị xã Quảng Yên", "xã Hải Lạng",
    "đất trồng rừng sản xuất", "cụm công nghiệp Phương Nam", "đã cho thuê",
]), min_size=3, max_size=9), st.sampled_from(ENCODINGS))  # fmt: skip
def test_a_ledger_in_any_encoding_is_read_without_being_told_which(phrases, encoding):
    text = "\n".join(phrases)
    back, evidence = decoded(encoded(text, encoding), name="x")
    assert (back, evidence.encoding) == (text, encoding)
