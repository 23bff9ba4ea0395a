"""In which language is a text of the data written?

What it was written in is told to the browser (``lang``, WCAG 2.2, 3.1.2 Language of
Parts): a reader's program then speaks it rightly.
"""

import re

_VIETNAMESE = re.compile("[À-ỹĐđ]")

_ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|with|from|for|not|its|after|before|given|which|that)\b",
    re.IGNORECASE,
)
"""Words that no Vietnamese text has."""

_PERHAPS_ENGLISH = re.compile(
    r"\b(by|to|in|than|all|nearly|page|phase|target|figure|storm|plan|land|park|road|"
    r"zone|complex)\b",
    re.IGNORECASE,
)
"""Words that a Vietnamese text may have: in few words with marks they are English."""

_WORD = re.compile(r"(?<!\S)[A-Za-z]{3,}\b")

FEWEST = 2
"""Words that make a text; one alone may be a name or an id."""


def language_of(text: str) -> str:
    """Return the language of a text: "vi", "en", or "" where it has no words.

    English texts name places with their marks; a word of English tells them.

    Examples
    --------
    >>> language_of("Clearance of Sông Khoai finished"), language_of("Khu Sông Khoai")
    ('en', 'vi')
    >>> language_of("five phases"), language_of("714 ha")
    ('en', '')
    """
    if _ENGLISH.search(text):
        return "en"
    if not _VIETNAMESE.search(text):
        return "en" if len(_WORD.findall(text)) >= FEWEST else ""
    words = text.split()
    marked = sum(bool(_VIETNAMESE.search(word)) for word in words)
    few = 2 * marked < len(words)
    return "en" if few and _PERHAPS_ENGLISH.search(text) else "vi"
