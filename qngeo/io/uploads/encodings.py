"""Vietnamese text in old encodings (TCVN3, VNI, windows-1258) brought to Unicode NFC.

TCVN3 ("ABC", TCVN 5712:1993) has one byte a letter and no toned capitals: a font
draws them, so a word in capitals comes with small toned letters. VNI writes a base
letter and a mark after it. Windows-1258 (Microsoft) puts a combining tone after the
letter.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from qngeo.errors import SchemaError

UNICODE = "UTF-8"
ENCODINGS = (UNICODE, "TCVN3", "VNI", "windows-1258")
"""What text may be written in."""

CERTAIN = 0.8
"""Share of words with Vietnamese letters that must be possible syllables."""

LEAST_WORDS = 3
"""Words that must speak for an old encoding where every letter is Vietnamese as it
stands."""

_BOTH = "àáâãèéêìíòóôõùúý"
"""Letters of Vietnamese among those of Western Europe (ISO 8859-1)."""

_TONES = "\u0300\u0301\u0303\u0309\u0323"

_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
)
_TCVN3_BYTES = (
    *range(0xA1, 0xAF), *range(0xB5, 0xBA), *range(0xBB, 0xBF), *range(0xC6, 0xCD),
    *range(0xCE, 0xD9), *range(0xDC, 0xE0), *range(0xE1, 0xF0), *range(0xF1, 0xFF),
)  # fmt: skip
_FROM_TCVN3: dict[int, str] = dict(zip(_TCVN3_BYTES, _TCVN3_LETTERS, strict=True))
_TO_TCVN3: dict[str, int] = {letter: byte for byte, letter in _FROM_TCVN3.items()}

_VNI_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_CIRCUMFLEX = dict(zip("âàáåãä", ("", *_VNI_TONES.values()), strict=True))
_VNI_BREVE = dict(zip("êèéúüë", ("", *_VNI_TONES.values()), strict=True))
_VNI_ALONE = dict(zip("ôöíìæóòîñ", "ơưíìỉĩịỵđ", strict=True))


def _vni() -> dict[str, str]:
    """Return what each group of VNI means."""
    found = dict(_VNI_ALONE)
    for base in "aeoôuöy":
        for mark, tone in _VNI_TONES.items():
            found[base + mark] = _VNI_ALONE.get(base, base) + tone
    for base in "aeo":
        for mark, tone in _VNI_CIRCUMFLEX.items():
            found[base + mark] = base + "\u0302" + tone
    for mark, tone in _VNI_BREVE.items():
        found["a" + mark] = "a\u0306" + tone
    found["yï"] = "ỵ"
    composed = {k: unicodedata.normalize("NFC", v) for k, v in found.items()}
    upper = {k.upper(): v.upper() for k, v in composed.items()}
    mixed = {k[0].upper() + k[1:]: v.upper() for k, v in composed.items()}
    return {**mixed, **upper, **composed}


_FROM_VNI = _vni()
_TO_VNI = {
    **{v: k for k, v in _FROM_VNI.items() if k in (k.lower(), k.upper())},
    "ỵ": "î",
    "Ỵ": "Î",
}
_VNI_GROUP = re.compile("|".join(sorted(_FROM_VNI, key=len, reverse=True)))

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    r"(?:uyê|uya|uây|oai|oay|oeo|uôi|uyu|iêu|yêu|ươi|ươu|"
    r"ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|"
    r"ưa|ươ|ưi|ưu|yê|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
_STOPPED = re.compile(r"(?:ch|[cpt])$")
_COMMON_WORDS = """
khu công nghiệp kinh tế phường xã huyện thị trấn thành phố tỉnh đất đường đảo hạ long
cẩm phả móng cái vân đồn quảng ninh yên cô tô đông triều uông bí hải hà tiên đầm chẽ
bình liêu hoành bồ sông khoai rừng thửa lô số diện tích tên mã đã cho thuê trống quy
hoạch việt hưng mai đặc
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Why text was read in an encoding.

    Attributes
    ----------
    encoding : str
        One of `ENCODINGS`.
    words, possible : int
        Words with letters beyond ASCII, and those that can be Vietnamese syllables
        when read so.
    letters : tuple of (str, int)
        The commonest Vietnamese letters found, with how often.
    """

    encoding: str
    words: int = 0
    possible: int = 0
    letters: tuple[tuple[str, int], ...] = ()


def decoded(content: bytes, *, name: str, encoding: str = "") -> tuple[str, Evidence]:
    """Return the text of a file, and why it was read so.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.
    encoding : str, optional
        One of `ENCODINGS`; without it the one that makes Vietnamese of the text.

    Returns
    -------
    tuple of (str in NFC, Evidence)

    Raises
    ------
    SchemaError
        If the text fits no encoding, or several equally well.
    """
    if encoding:
        text = _read_as(content, _known(encoding))
        if text is None:
            msg = f"{name} has bytes that {encoding} does not know: choose another"
            raise SchemaError(msg)
        return text, _evidence(text, _known(encoding))
    for mark, codec in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            content = _utf16(content, codec, name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _guessed(content, name)
    return restored(unicodedata.normalize("NFC", text))


def restored(text: str) -> tuple[str, Evidence]:
    """Undo the reading of TCVN3, VNI or windows-1258 as Western letters.

    Text that is Vietnamese as it stands, or in no way, is only brought to NFC.

    Examples
    --------
    >>> restored("Khu c«ng nghiÖp §«ng Mai")[0]
    'Khu công nghiệp Đông Mai'
    """
    plain = unicodedata.normalize("NFC", text)
    if plain.isascii():
        return plain, Evidence(encoding=UNICODE)
    try:
        content = plain.encode("latin-1")
    except UnicodeEncodeError:
        return plain, _evidence(plain, UNICODE)
    ranked = _ranked({UNICODE: plain, **_readings(content)})
    best, score = ranked[0]
    held = next(rank for told, rank in ranked if told.encoding == UNICODE)
    weak = score <= held or best.possible < CERTAIN * best.words
    if weak or _too_little(plain):
        return plain, _evidence(plain, UNICODE)
    return _readings(content)[best.encoding], best


def _too_little(text: str) -> bool:
    """Tell a few words of Vietnamese letters: a foreign name or a misprint, as is."""
    odd = any(not c.isascii() and c.lower() not in _BOTH for c in text)
    return not odd and len(set(_words(text))) < LEAST_WORDS


def encoded(text: str, encoding: str) -> bytes:
    """Write Vietnamese text in one of `ENCODINGS`; the inverse of reading it.

    Raises
    ------
    SchemaError
        If a character has no place in the encoding. TCVN3 has no toned capitals;
        they are written as small letters.
    """
    plain = unicodedata.normalize("NFC", text)
    kind = _known(encoding)
    try:
        if kind == "TCVN3":
            return bytes(_tcvn3_byte(c) for c in plain)
        if kind == "VNI":
            return "".join(map(_vni_group, plain)).encode("latin-1")
        if kind == "windows-1258":
            return "".join(map(_parted, plain)).encode("cp1258")
    except (KeyError, UnicodeEncodeError) as error:
        msg = f"{text[:40]!r} has a character that {kind} does not know: {error}"
        raise SchemaError(msg) from error
    return plain.encode("utf-8")


def _known(encoding: str) -> str:
    found = {known.casefold(): known for known in ENCODINGS}.get(encoding.casefold())
    if found is None:
        msg = f"no encoding {encoding!r}: there are {', '.join(ENCODINGS)}"
        raise SchemaError(msg)
    return found


def _utf16(content: bytes, codec: str, name: str) -> bytes:
    try:
        return content.decode(codec).encode("utf-8")
    except UnicodeDecodeError as error:
        msg = f"{name} is no sound UTF-16 text: save it as CSV in UTF-8"
        raise SchemaError(msg) from error


def _guessed(content: bytes, name: str) -> tuple[str, Evidence]:
    readings = _readings(content)
    ranked = _ranked(readings) if readings else []
    fit = [told for told, _ in ranked if told.possible >= CERTAIN * told.words]
    if not fit or not fit[0].words:
        msg = (
            f"{name} is text in no known encoding (UTF-8, {', '.join(ENCODINGS[1:])}):"
            " save it in UTF-8"
        )
        raise SchemaError(msg)
    best, score = ranked[0]
    rivals = [told.encoding for told, rank in ranked[1:] if rank == score]
    if rivals:
        msg = (
            f"{name} reads equally well in {best.encoding} and {' and '.join(rivals)}:"
            " name its encoding or save it in UTF-8"
        )
        raise SchemaError(msg)
    return readings[best.encoding], best


def _readings(content: bytes) -> dict[str, str]:
    found = {kind: _read_as(content, kind) for kind in ENCODINGS[1:]}
    return {kind: text for kind, text in found.items() if text is not None}


def _ranked(readings: dict[str, str]) -> list[tuple[Evidence, int]]:
    """Return the readings with their scores, the best first."""
    told = [(_evidence(text, kind), _score(text)) for kind, text in readings.items()]
    return sorted(told, key=lambda pair: -pair[1])


def _read_as(content: bytes, kind: str) -> str | None:
    """Return the text in NFC; None where a byte has no meaning in the encoding."""
    if kind == "TCVN3":
        return _from_tcvn3(content)
    if kind == "VNI":
        return _from_vni(content)
    try:
        text = content.decode("cp1258" if kind == "windows-1258" else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    return unicodedata.normalize("NFC", text)


def _from_tcvn3(content: bytes) -> str | None:
    if any(b > 0x7F and b not in _FROM_TCVN3 for b in set(content)):  # noqa: PLR2004
        return None
    text = content.decode("latin-1").translate(_FROM_TCVN3)
    return _WORD.sub(_in_capitals, text)


def _in_capitals(match: re.Match[str]) -> str:
    """Give a word its capitals back when all its plain letters are capitals."""
    word = match[0]
    plain = [c for c in word if c.isascii()]
    capitals = len(plain) > 1 and all(c.isupper() for c in plain)
    return word.upper() if capitals else word


def _from_vni(content: bytes) -> str | None:
    try:
        text = content.decode("ascii" if content.isascii() else "latin-1")
    except UnicodeDecodeError:
        return None
    left = _VNI_GROUP.sub("", text)
    if any(not c.isascii() for c in left):
        return None
    return _VNI_GROUP.sub(lambda match: _FROM_VNI[match[0]], text)


def _tcvn3_byte(letter: str) -> int:
    if letter.isascii():
        return ord(letter)
    return _TO_TCVN3.get(letter) or _TO_TCVN3[letter.lower()]


def _vni_group(letter: str) -> str:
    return letter if letter.isascii() else _TO_VNI[letter]


def _parted(letter: str) -> str:
    """Return a letter without its tone and the tone, where the code page has it not."""
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        marks = unicodedata.normalize("NFD", letter)
        tone = "".join(c for c in marks if c in _TONES)
        rest = "".join(c for c in marks if c not in _TONES)
        return unicodedata.normalize("NFC", rest) + tone
    return letter


def _words(text: str) -> Iterable[str]:
    return (word for word in _WORD.findall(text) if not word.isascii())


def _possible(word: str) -> bool:
    """Tell whether a word can be a Vietnamese syllable: letters and one tone."""
    small = word.lower()
    if word not in (small, word.upper(), word.capitalize()):
        return False
    marks = unicodedata.normalize("NFD", small)
    tones = [c for c in marks if c in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in marks if c not in _TONES))
    stopped = bool(_STOPPED.search(bare)) and not set(tones) <= {"\u0301", "\u0323"}
    return len(tones) <= 1 and not stopped and bool(_SYLLABLE.fullmatch(bare))


def _evidence(text: str, kind: str) -> Evidence:
    counts = Counter(_words(text))
    letters = Counter(c for c in text if not c.isascii() and c.isalpha())
    return Evidence(
        encoding=kind,
        words=counts.total(),
        possible=sum(n for word, n in counts.items() if _possible(word)),
        letters=tuple(letters.most_common(8)),
    )


def _score(text: str) -> int:
    """Count possible syllables, common words twice, impossible ones against it."""
    counts = Counter(_words(text))
    score: int = 0
    for word, times in counts.items():
        weight = 2 if word.lower() in _COMMON else 1
        score += times * (weight if _possible(word) else -2)
    return score
