"""Sentences that the program makes in English, said in the reader's language.

Errors, notes and the help of the command line are written where they arise, in
English, with their values in place. ``locales/sentences.<lang>.po`` holds each as a
template with its translation, here the Vietnamese one::

    no {} {}: did you mean {}?
    không có {} {}: có phải {} không?

A sentence is known again by the fixed words of its template, and its values are said
in turn. What no template fits, such as the words of another program, stays as it is.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from babel.messages.pofile import read_po

from qngeo.i18n import LOCALES

HOLE = "{}"
"""Stands for a value in the English of a template; ``{0}``, ``{1}`` in the
translation, where their order may differ, or ``{}`` where it does not."""

JOINTS = ("\n", "; ", ": ", " | ")
"""What several sentences are joined by."""

DEEPEST = 20
"""So often may a sentence hold or join another one."""

KEPT = 4_096
"""Sentences that are remembered; the notes of a table repeat."""


@dataclass(frozen=True)
class Template:
    """The fixed words of a sentence around its values, and its translation.

    Attributes
    ----------
    words : tuple of str
        What stands before, between and after the values.
    translation : str
        With one ``{0}`` a value.
    """

    words: tuple[str, ...]
    translation: str

    def values(self, text: str) -> tuple[str, ...] | None:
        """Return the values of a sentence of this template, None for another one.

        Each value is the shortest that fits from the left, found in linear time, so
        that no name that a person gave can hold it up. Of two values with only a blank
        between them the second begins with the first quote, where there is one.
        """
        first, *middle, last = self.words if len(self.words) > 1 else (*self.words, "")
        if not text.startswith(first) or not text.endswith(last):
            return None
        if len(self.words) == 1:
            return () if text == first else None
        end = len(text) - len(last)
        at, found = len(first), []
        for words in middle:
            begins = _found(words, text, at, end)
            if begins < 0:
                return None
            found.append(text[at:begins])
            at = begins + len(words)
        if at > end:
            return None
        return (*found, text[at:end])


def _found(words: str, text: str, start: int, end: int) -> int:
    """Return where fixed words stand in a text, -1 where they do not."""
    if words == " ":
        quotes = (text.find(f" {mark}", start, end) for mark in "'\"")
        quoted = [at for at in quotes if at >= 0]
        if quoted:
            return min(quoted)
    return text.find(words, start, end)


@cache
def templates(lang: str) -> tuple[Template, ...]:
    """Return every template of a language, the most exact one first.

    A language without a file has none: its readers see the English.
    """
    catalogue = LOCALES / f"sentences.{lang}.po"
    if not catalogue.exists():
        return ()
    with catalogue.open("rb") as file:
        found = [
            Template(tuple(str(message.id).split(HOLE)), str(message.string))
            for message in read_po(file, locale=lang)
            if message.id and message.string
        ]
    return tuple(sorted(found, key=lambda one: -sum(map(len, one.words))))


def said(text: str, lang: str) -> str:
    """Say a sentence that the program made, in the reader's language.

    Parameters
    ----------
    text : str
        English, with its values in place; one or several sentences.
    lang : str
        "en" gives the text itself.
    """
    return text if lang == "en" else _translated(text, lang)


@lru_cache(maxsize=KEPT)
def _translated(text: str, lang: str, depth: int = 0) -> str:
    if depth > DEEPEST or not text.strip():
        return text
    for template in templates(lang):
        values = template.values(text)
        if values is not None:
            inner = [_translated(value, lang, depth + 1) for value in values]
            return template.translation.format(*inner)
    for joint in JOINTS:
        head, found, tail = text.partition(joint)
        if found:
            before, after = (_translated(p, lang, depth + 1) for p in (head, tail))
            return before + found + after
    return text
