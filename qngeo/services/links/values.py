"""What a link can hold, kind by kind: each value as text, and back.

A kind refuses what it would not have written itself, with a message that names the
parameter, so that a link that was cut or made up is noticed and not guessed at.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from qngeo.domain.land.query import written
from qngeo.errors import DateError, NumberError, UnknownNameError

T = TypeVar("T")

SEPARATOR = "."
"""Between the words of a list; no id contains it."""

SHOWN = 40
"""Characters of a faulty value that a message repeats."""

ID = re.compile(r"[a-z_]+:[a-z0-9_]+")
NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


def _shown(key: str, text: str) -> str:
    return f"{key}={text[:SHOWN]}{'…' if len(text) > SHOWN else ''}"


@dataclass(frozen=True, kw_only=True)
class Part(ABC, Generic[T]):
    """A part of a page's state.

    Attributes
    ----------
    default : object
        What the page shows without it; it is never written.
    hashed : bool
        It stands behind the ``#``: the browser keeps it and the server never hears
        of it.
    """

    default: T
    hashed: bool = False

    @property
    @abstractmethod
    def keys(self) -> tuple[str, ...]:
        """Names in the address that belong to it."""

    @abstractmethod
    def read(self, query: Mapping[str, str]) -> T:
        """Return the value that an address holds, the default where it has none.

        Raises
        ------
        UnknownNameError, NumberError, DateError, SchemaError
            If the text is none that `write` would give.
        """

    @abstractmethod
    def write(self, value: T) -> dict[str, str]:
        """Return the parameters of the address for a value."""


@dataclass(frozen=True, kw_only=True)
class Param(Part[T]):
    """A part that is one parameter of the address.

    Attributes
    ----------
    key : str
        Its name in the address.
    """

    key: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The one name."""
        return (self.key,)

    def read(self, query: Mapping[str, str]) -> T:
        """See `Part.read`."""
        text = query.get(self.key, "")
        return self.parse(text) if text else self.default

    def write(self, value: T) -> dict[str, str]:
        """See `Part.write`."""
        return {} if value == self.default else {self.key: self.text(value)}

    @abstractmethod
    def parse(self, text: str) -> T:
        """Read a text that is not empty."""

    @abstractmethod
    def text(self, value: T) -> str:
        """Write a value that is not the default."""


@dataclass(frozen=True, kw_only=True)
class Word(Param[str]):
    """One of a few words."""

    options: tuple[str, ...]

    def parse(self, text: str) -> str:
        """Read a word."""
        if text not in self.options:
            known = ", ".join(option for option in self.options if option)
            msg = f"{_shown(self.key, text)}: there are {known}"
            raise UnknownNameError(msg)
        return text

    def text(self, value: str) -> str:
        """Write a word."""
        return value


@dataclass(frozen=True, kw_only=True)
class Name(Param[str]):
    """An id or a name, such as ``park:song_khoai``; the page knows which exist."""

    default: str = ""
    pattern: re.Pattern[str] = ID

    def parse(self, text: str) -> str:
        """Read a name."""
        if not self.pattern.fullmatch(text):
            msg = f"{_shown(self.key, text)} is no id: write it like park:song_khoai"
            raise UnknownNameError(msg)
        return text

    def text(self, value: str) -> str:
        """Write a name."""
        return value


@dataclass(frozen=True, kw_only=True)
class Names(Param[tuple[str, ...]]):
    """Several words, each once: of those named, or of a form."""

    default: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    pattern: re.Pattern[str] = ID
    most: int = 50

    def parse(self, text: str) -> tuple[str, ...]:
        """Read the words."""
        found = tuple(dict.fromkeys(text.split(SEPARATOR)))
        for word in found:
            known = word in self.options if self.options else self.pattern.match(word)
            if not known:
                msg = f"{_shown(self.key, text)}: {word[:SHOWN]!r} is not known there"
                raise UnknownNameError(msg)
        if len(found) > self.most:
            msg = f"{self.key} names {len(found)}: name {self.most} or fewer"
            raise NumberError(msg)
        return found

    def text(self, value: tuple[str, ...]) -> str:
        """Write the words."""
        return SEPARATOR.join(value)


@dataclass(frozen=True, kw_only=True)
class Day(Param[date | None]):
    """A day; None is today."""

    default: date | None = None
    first: date
    last: date

    def parse(self, text: str) -> date:
        """Read a day."""
        try:
            found = date.fromisoformat(text)
        except ValueError as error:
            msg = f"{_shown(self.key, text)} is no day: write it like 2026-11-30"
            raise DateError(msg) from error
        if found.isoformat() != text or not self.first <= found <= self.last:
            msg = f"{_shown(self.key, text)}: give a day {self.first} to {self.last}"
            raise DateError(msg)
        return found

    def text(self, value: date | None) -> str:
        """Write a day."""
        return value.isoformat() if value else ""


@dataclass(frozen=True, kw_only=True)
class Text(Param[str]):
    """Words that someone typed."""

    default: str = ""
    most: int = 60

    def parse(self, text: str) -> str:
        """Read the words."""
        if len(text) > self.most or not text.isprintable():
            msg = f"{_shown(self.key, text)}: at most {self.most} printable characters"
            raise UnknownNameError(msg)
        return text

    def text(self, value: str) -> str:
        """Write the words."""
        return value


@dataclass(frozen=True, kw_only=True)
class Flag(Param[bool]):
    """Yes where it is written as 1."""

    default: bool = False

    def parse(self, text: str) -> bool:
        """Read a flag."""
        if text != "1":
            msg = f"{_shown(self.key, text)}: write {self.key}=1 or leave it out"
            raise NumberError(msg)
        return True

    def text(self, value: bool) -> str:
        """Write a flag."""
        return "1" if value else ""


@dataclass(frozen=True, kw_only=True)
class Whole(Param[int]):
    """A whole number."""

    low: int
    high: int

    def parse(self, text: str) -> int:
        """Read a number."""
        known = re.fullmatch(r"[0-9]{1,9}", text)
        if not known or not self.low <= int(text) <= self.high:
            msg = f"{_shown(self.key, text)}: give a number {self.low} to {self.high}"
            raise NumberError(msg)
        return int(text)

    def text(self, value: int) -> str:
        """Write a number."""
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Numbers(Param[tuple[float, ...]]):
    """So many numbers as the default has, each within the bounds."""

    low: float
    high: float

    def parse(self, text: str) -> tuple[float, ...]:
        """Read the numbers."""
        parts = text.split("/")
        try:
            found = tuple(float(part) for part in parts)
        except ValueError as error:
            msg = f"{_shown(self.key, text)}: write numbers like 0.1/0.27"
            raise NumberError(msg) from error
        right = all(self.low <= number <= self.high for number in found)
        if len(found) != len(self.default) or not right:
            msg = (
                f"{_shown(self.key, text)}: give {len(self.default)} numbers from "
                f"{self.low:g} to {self.high:g}"
            )
            raise NumberError(msg)
        return found

    def text(self, value: tuple[float, ...]) -> str:
        """Write the numbers."""
        return "/".join(written(number) for number in value)
