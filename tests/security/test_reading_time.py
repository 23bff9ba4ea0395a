"""No text makes a reader of dates, numbers, names or links slow or break."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qngeo.dates import parse_period
from qngeo.domain.land.need import Need
from qngeo.errors import QngeoError
from qngeo.io.imagery.series import check_name
from qngeo.names import fold
from qngeo.numbers import parse, writing
from qngeo.services.links import link
from qngeo.ui.plain import plain
from qngeo.web.guard.masking import masked

SECONDS = 2000
"""Deadline of one example, in ms: a trap of a pattern takes minutes."""


def _link(text: str) -> None:
    state = link.state_of("zones", {"subject": text, "known": text, "definition": text})
    assert state is not None


READERS = {
    "period": parse_period,
    "number": lambda text: parse(text, decimal=","),
    "writing": lambda text: writing([text]),
    "name of a series": check_name,
    "folded name": fold,
    "link": _link,
    "Markdown": plain,
    "masking": masked,
    "need": lambda text: Need.from_query({"area": text, "kinds": text}),
}

PIECES = st.sampled_from(
    ["1", "9" * 50, ".", ",", " ", "-", "/", "~", "e", "E", "+", "−", "\u00a0", "ha",
     "2023", "12", "Q1", "..", "(", ")", "\x00", "\n", "٣", "%", "à", "\u0301", "=",
     "password=", "://u:", "@", "'", '"']
)  # fmt: skip

TRAPS = st.builds(
    lambda head, again, count, tail: head + again * count + tail,
    PIECES, st.lists(PIECES, min_size=1, max_size=3).map("".join),
    st.integers(1, 3000), PIECES,
)  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40, deadline=SECONDS)
@given(text=st.one_of(TRAPS, st.text(max_size=200)))
def test_a_text_is_read_or_refused_at_once(name: str, text: str) -> None:
    with suppress(QngeoError):
        READERS[name](text)


LONG = st.sampled_from(["1", "1.", " ", "a@", "'", "-1", "password=", "à", "9,"]).map(
    lambda again: again * (100_000 // len(again))
)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=9, deadline=SECONDS)
@given(text=LONG)
def test_a_text_of_100_000_letters_is_read_or_refused_in_seconds(name, text) -> None:
    with suppress(QngeoError):
        READERS[name](text)
