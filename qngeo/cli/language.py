"""The language in which the command line speaks; titles of columns stay as they are."""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Annotated, Any

import typer
from typer.main import get_command

from qngeo import sentences
from qngeo.config import settings
from qngeo.errors import UnknownNameError
from qngeo.i18n import LANGUAGES
from qngeo.names import unknown

OPTION = "--lang"

LanguageOption = Annotated[
    str, typer.Option(OPTION, help="language of words and errors: en or vi")
]

HELP_WORDS = (
    "Show this message and exit.",
    "Arguments:",
    "Commands:",
    "Options:",
    "Usage:",
    "[OPTIONS]",
    "COMMAND [ARGS]",
    "[default: ",
    "[required]",
)
"""What typer writes around the help of a command."""

ERRORS = (
    "Missing argument {}.",
    "Missing option {}.",
    "Missing argument {}. Choose from:{}",
    "Missing command.",
    "No such option: {}",
    "No such option: {} Did you mean {}?",
    "No such option: {} (Possible options: {})",
    "No such command {}.",
    "No such command {}. Did you mean {}?",
    "Got unexpected extra argument ({})",
    "Got unexpected extra arguments ({})",
    "Invalid value: {}",
    "Invalid value for {}: {}",
    "Value error, {}",
    "Value {} is not a valid {}.",
    "{} is not one of {}",
    "{} is not one of {}.",
    "Option {} requires an argument.",
    "Option {} requires {} arguments.",
    "Option {} does not take a value.",
    "Argument {} takes {} values.",
    "Could not open file {}: {}",
    "{} {} does not exist.",
    "{} {} is not readable.",
    "{} {} is not writable.",
    "input should be {}",
    "No such file or directory",
    "Permission denied",
    "No space left on device",
    "Is a directory",
    "Not a directory",
    "File exists",
)
"""Errors of typer, pydantic and the system, as templates of `qngeo.sentences`."""

_chosen: ContextVar[str] = ContextVar("language of the command line", default="en")


def asked(words: Sequence[str]) -> str:
    """Return the language that stands before the command, else that of the settings.

    Parameters
    ----------
    words : sequence of str
        Of the command line, without the program.

    Raises
    ------
    UnknownNameError
        If there is no such language.
    """
    before: list[str] = []
    for word in words:
        if not word.startswith("-") and before[-1:] != [OPTION]:
            break
        before.append(word)
    named: str = settings().lang
    for at, word in enumerate(before):
        name, equals, value = word.partition("=")
        if name == OPTION:
            named = value if equals else "".join(before[at + 1 : at + 2])
    if named not in LANGUAGES:
        raise UnknownNameError(unknown("language", named, LANGUAGES))
    return named


def speak(lang: str) -> None:
    """Let all words of this run be in one language, "en" or "vi"."""
    _chosen.set(lang)


def spoken_in() -> str:
    """Return the language of this run, "en" or "vi"."""
    return _chosen.get()


def in_words(text: str) -> str:
    """Return a sentence of the program in the language of this run."""
    return sentences.said(text, _chosen.get())


def spoken(app: typer.Typer) -> Callable[..., Any]:
    """Return the command line with its help in the language of this run.

    Parameters
    ----------
    app : Typer
        Itself stays as it is.
    """
    root = get_command(app)
    if _chosen.get() != "en":
        _translate(root)
    return root


def _translate(command: Any) -> None:
    """Say the help of a command and of all below it; it is made anew for each run."""
    command.help = in_words(command.help or "")
    for parameter in command.params:
        parameter.help = in_words(getattr(parameter, "help", None) or "")
    written = command.get_help
    command.get_help = lambda ctx: _frame(written(ctx))
    for below in getattr(command, "commands", {}).values():
        _translate(below)


def _frame(text: str) -> str:
    for words in HELP_WORDS:
        text = text.replace(words, in_words(words))
    return text
