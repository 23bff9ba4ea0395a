"""Parameters of statistics: what each takes, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass

from qngeo.i18n import translate
from qngeo.web.ogc.asked import LANDING
from qngeo.web.ogc.asked_numbers import read_number
from qngeo.web.ogc.refusals import RefusedError, shortened

KINDS = ("text", "number", "truth", "list")

API_PAGE = f"{LANDING}/api.html"


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of an address.

    Attributes
    ----------
    name : str
        What it means stands in the locale files under ``api.parameter.<name>``.
    kind : str
        One of `KINDS`; the parts of a list are parted by commas.
    choices : tuple of str
        The values there are; empty where it takes any.
    required : bool
    """

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = False

    def meaning(self, lang: str) -> str:
        """Return what it means, in one language."""
        return translate(f"api.parameter.{self.name}", lang)

    def schema(self) -> dict[str, object]:
        """Return the parameter's schema in OpenAPI 3.0."""
        word: dict[str, object] = {"type": "string", "minLength": 1}
        if self.choices:
            word = {"type": "string", "enum": list(self.choices)}
        kinds: dict[str, dict[str, object]] = {
            "text": word,
            "number": {"type": "number"},
            "truth": {"type": "boolean"},
            "list": {"type": "array", "items": word, "minItems": 1},
        }
        return kinds[self.kind]


@dataclass(frozen=True)
class Values:
    """The parameters of one request, by name."""

    given: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        """Return a text, the default where it is not given."""
        return self.given.get(name, default)

    def number(self, name: str) -> float | None:
        """Return a number, None where it is not given."""
        return None if name not in self.given else _number(name, self.given[name])

    def truth(self, name: str) -> bool:
        """Return true or false, false where it is not given."""
        return self.given.get(name, "false") == "true"

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the parts of a list, each once."""
        return tuple(dict.fromkeys(_parts(self.given.get(name, ""))))


def _parts(text: str) -> list[str]:
    return text.split(",") if text else []


def _number(name: str, text: str) -> float:
    number = read_number(text)
    if number is None:
        message = f"{name}={shortened(text)} is no number: write it like 12.5"
        raise RefusedError(message)
    return number


def check(parameters: tuple[Parameter, ...], given: Mapping[str, str]) -> None:
    """Refuse what is missing, empty or not of its kind.

    Raises
    ------
    RefusedError
        The message names the parameter and what it takes.
    """
    for parameter in parameters:
        name = parameter.name
        if name not in given:
            if parameter.required:
                message = f"{name} is missing: {API_PAGE} tells what it takes"
                raise RefusedError(message)
            continue
        text = given[name]
        parts = _parts(text) if parameter.kind == "list" else [text]
        if not text or not all(parts):
            message = f"{name} is empty: {API_PAGE} tells what it takes"
            raise RefusedError(message)
        known = ("true", "false") if parameter.kind == "truth" else parameter.choices
        for part in parts:
            if known and part not in known:
                there = ", ".join(known)
                message = f"no {name}={shortened(part)}: there are {there}"
                raise RefusedError(message)
        if parameter.kind == "number":
            _number(name, text)
