"""Units that facts may use, and numbers as Vietnamese and English write them."""

import re

from qngeo.errors import NumberError

UNITS: dict[str, str] = {
    "": "no unit",
    "text": "words, not a number",
    "date": "a date or partial date",
    "ha": "hectare",
    "m2": "square metre",
    "km": "kilometre",
    "m": "metre",
    "mm": "millimetre",
    "m3": "cubic metre",
    "m3/day": "cubic metres a day",
    "deg": "degree of longitude or latitude, WGS 84",
    "%": "per cent",
    "%/year": "per cent a year",
    "pp": "percentage points",
    "count": "number of things",
    "people": "persons",
    "households": "households",
    "t": "tonne",
    "t/year": "tonnes a year",
    "TEU": "twenty-foot container units",
    "TEU/year": "twenty-foot container units a year",
    "DWT": "deadweight tonnes",
    "passengers": "passengers",
    "passengers/year": "passengers a year",
    "visits/year": "visits a year",
    "lanes": "traffic lanes",
    "km/h": "kilometres an hour",
    "years": "length of time in years",
    "USD": "United States dollar",
    "VND": "Vietnamese đồng",
    "USD/m2/term": "US dollar a square metre for the whole lease term",
    "USD/m2/month": "US dollar a square metre and month",
    "USD/m2/year": "US dollar a square metre and year",
    "USD/ha": "US dollar a hectare",
    "VND/ha": "đồng a hectare",
    "VND/km": "đồng a kilometre",
}
"""Each unit a fact may carry, with its meaning. Multiples (million, thousand)
are multiplied out when a figure is taken in, so a unit is always single."""

_VI = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[+-]?\d+,\d+")
_EN = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+\.\d+")
_PLAIN = re.compile(r"[+-]?\d+")


def parse_number(text: str, lang: str) -> float:
    """Read a number in the writing of one language.

    Vietnamese has the comma as decimal mark and the dot for thousands, English
    the other way round: "57,734" is 57.734 in one and 57 734 in the other, so
    the language is never guessed.

    Parameters
    ----------
    text : str
        Digits with separators; surrounding blanks are ignored.
    lang : str
        "vi" or "en".

    Returns
    -------
    float

    Raises
    ------
    NumberError
        If the text is not a number in that writing.

    Examples
    --------
    >>> parse_number("57,734", "vi"), parse_number("57,734", "en")
    (57.734, 57734.0)
    >>> parse_number("1.234,5", "vi")
    1234.5
    """
    plain = text.strip().replace("\u00a0", "")
    if _PLAIN.fullmatch(plain):
        return float(plain)
    if lang == "vi" and _VI.fullmatch(plain):
        return float(plain.replace(".", "").replace(",", "."))
    if lang == "en" and _EN.fullmatch(plain):
        return float(plain.replace(",", ""))
    sample = "1.234,5" if lang == "vi" else "1,234.5"
    msg = f"{text!r} is not a number in {lang} writing: write it like {sample}"
    raise NumberError(msg)
