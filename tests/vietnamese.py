"""Finds English words of the program and English numbers in what a reader sees."""

import re
from html.parser import HTMLParser

ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|were|with|from|for|not|which|there|this|that|their|its|"
    r"has|have|had|been|you|your|or|by|all|none|choose|select|show|hide|download|upload|"
    r"loading|unknown|search|close|open)\b",
    re.IGNORECASE,
)
"""Function words and words of controls, of which no Vietnamese syllable is one."""

ENGLISH_NUMBER = re.compile(
    r"(?<![\w.,/-])(\d{1,3}(,\d{3}){2,}|\d{1,3}(,\d{3})*\.\d{1,2})(?![\w.,])"
)
"""1,234,567 or 1,234.5 or 12.5; in Vietnamese 1.234.567, 1.234,5 and 12,5."""

NO_SENTENCE = re.compile(r"https?://\S+|\S+\.\w{2,7}\b|:material/\w+:|\b\d[\d.,/–-]*\b")
"""Addresses, names of files, icons and numbers."""

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "path"})

READ = frozenset({"title", "aria-label", "alt", "placeholder", "content"})
"""Attributes whose text is read out or shown."""


class _Own(HTMLParser):
    """Collects the texts of HTML that are not marked as another language or as code."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []
        self._other: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        code = tag in {"code", "pre", "script", "style", "textarea"}
        other = code or given.get("lang", "vi") != "vi" or any(self._other[-1:])
        if tag not in VOID:
            self._other.append(other)
        if not other and tag != "meta":
            self.kept += [text or "" for name, text in attrs if name in READ]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._other:
            self._other.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._other[-1:]):
            self.kept.append(data)


def own_texts(text: str) -> list[str]:
    """Return the texts of HTML or Markdown, without code and marked quotes."""
    parser = _Own()
    parser.feed(re.sub(r"`[^`]*`", " ", text))
    parser.close()
    return [one for one in parser.kept if one.strip()]


def english(text: str) -> list[str]:
    """Return the parts of a text that hold a word of English."""
    return [
        one.strip()
        for one in own_texts(text)
        if ENGLISH.search(NO_SENTENCE.sub(" ", one))
    ]
