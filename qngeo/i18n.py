"""Words, numbers and dates in Vietnamese and English.

Strings stand in ``locales/<lang>/<theme>.po``; a key begins with its theme
(``map.legend.title`` is in ``map.po``). Numbers and dates follow CLDR by babel:
1.234,5 ha in Vietnamese, 1,234.5 ha in English.
"""

import math
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from qngeo import dates
from qngeo.errors import UnknownNameError

LANGUAGES = ("vi", "en")

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
"""The name of each language in itself."""

IN_DATA = ("vi", "en")
"""In which names and titles stand in the data, each with a column of its own."""

LOCALES = Path(__file__).parent / "locales"

_DAY, _MONTH, _YEAR = 10, 7, 4
"""Lengths of a day, month and year in ISO writing."""


@cache
def messages(lang: str) -> dict[str, str]:
    """Return every string of one language by its key.

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """
    if lang not in LANGUAGES:
        msg = f"no language {lang!r}: there are {' and '.join(LANGUAGES)}"
        raise UnknownNameError(msg)
    found: dict[str, str] = {}
    for path in sorted((LOCALES / lang).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                if message.id:
                    found[str(message.id)] = str(message.string)
    return found


def translate(key: str, lang: str, **values: object) -> str:
    """Return the string of a key with its placeholders filled.

    Parameters
    ----------
    key : str
        As in the .po files.
    lang : str
        "vi" or "en".
    **values
        Fill ``{name}`` in the string.

    Raises
    ------
    UnknownNameError
        If the key has no string in that language.
    """
    text = messages(lang).get(key)
    if not text:
        msg = f"no {lang} string for {key!r}: add it to locales/{lang}/"
        raise UnknownNameError(msg)
    return text.format(**values) if values else text


def in_data(lang: str) -> str:
    """Return in which language a reader sees the names and titles of the data.

    Examples
    --------
    >>> in_data("vi"), in_data("fr")
    ('vi', 'en')
    """
    return lang if lang in IN_DATA else "en"


def number(
    value: float | None, lang: str, decimals: int = 1, *, fixed: bool = False
) -> str:
    """Write a number with at most so many decimals; a missing one is "–".

    With ``fixed`` it has exactly so many, as the numbers of a column should.

    Examples
    --------
    >>> number(1234.5, "vi"), number(1234.5, "en")
    ('1.234,5', '1,234.5')
    >>> number(2681.0, "vi"), number(2681.0, "vi", fixed=True)
    ('2.681', '2.681,0')
    >>> number(None, "vi")
    '–'
    """
    if value is None or math.isnan(value):
        return "–"
    digit = "0" if fixed else "#"
    pattern = "#,##0." + digit * decimals if decimals else "#,##0"
    return str(format_decimal(value, format=pattern, locale=lang))


def percent(value: float | None, lang: str) -> str:
    """Write a rate already in per cent, with two decimals as sources do.

    Examples
    --------
    >>> percent(76.28, "vi")
    '76,28 %'
    """
    text = number(value, lang, decimals=2)
    return text if text == "–" else f"{text} %"


def _one_date(text: str, lang: str) -> str:
    if len(text) == _DAY:
        day = date.fromisoformat(text)
        return str(format_date(day, translate("domain.date.day", lang), locale=lang))
    if len(text) == _MONTH:
        day = date.fromisoformat(f"{text}-01")
        return str(format_date(day, translate("domain.date.month", lang), locale=lang))
    return text


def period(text: str, lang: str) -> str:
    """Write a date, partial date or range of `qngeo.dates` for reading.

    Examples
    --------
    >>> period("2024-09-07", "vi"), period("2024-09", "en"), period("2014~", "en")
    ('7/9/2024', 'Sep 2024', 'c. 2014')
    """
    parsed = dates.parse_period(text)
    if parsed is None:
        return translate("domain.date.none", lang)
    left, slash, right = text.strip().rstrip("~").partition("/")
    shown = _one_date(left, lang)
    if slash and left == "..":
        shown = f"{translate('domain.date.before', lang)} {_one_date(right, lang)}"
    elif slash:
        shown = f"{shown} – {_one_date(right, lang)}"
    return f"{translate('domain.date.about', lang)} {shown}" if parsed.about else shown
