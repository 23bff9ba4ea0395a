"""The log: JSON lines for machines, one line of text for a terminal; no secrets.

Masking happens where a record is made, so that it holds for every library.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import IO, Any

from qngeo.config import settings
from qngeo.web.guard.masking import hide_password, masked

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is being answered; follows its work into threads."""

TOLD = "told"
"""Attribute of a record: a mapping of further fields of its JSON line."""

_ACCESS = "uvicorn.access"
"""Tells each request as well, and less of it than `qngeo.web.guard.watch`."""

_FOREIGN = ("streamlit", "uvicorn", "websockets")
"""Libraries that give their loggers handlers of their own."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_plain_record = logging.LogRecord


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """Make a record without secrets in its message and traceback."""
    record = _plain_record(*args, **kwargs)
    try:
        text = record.getMessage()
    except (TypeError, ValueError, KeyError):  # told by logging itself when written
        return record
    hidden = masked(text)
    if hidden != text:
        record.msg, record.args = hidden, ()
    if record.exc_info and record.exc_info[0]:
        record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
    return record


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(
        timespec="milliseconds"
    )


class JsonLines(logging.Formatter):
    """One JSON object a record: at, level, logger, message, and what it carries."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, object] = {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        told = getattr(record, TOLD, None)
        if isinstance(told, Mapping):
            line |= told
        if request_id.get():
            line.setdefault("request", request_id.get())
        if record.exc_text:
            line["traceback"] = record.exc_text
        text = json.dumps(line, ensure_ascii=False, default=str)
        return _CONTROL.sub(lambda c: f"\\u{ord(c[0]):04x}", text)


class OneLine(logging.Formatter):
    """Moment, level and message in one line; a traceback stands below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record; what could break a line is written out."""
        text = _CONTROL.sub(lambda c: repr(c[0])[1:-1], record.getMessage())
        mark = f" [{request_id.get()}]" if request_id.get() else ""
        line = f"{_moment(record)} {record.levelname} {record.name}: {text}{mark}"
        return f"{line}\n{record.exc_text}" if record.exc_text else line


class _Stderr(logging.StreamHandler[IO[str]]):
    """Writes to whatever stderr is at the moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> IO[str]:  # type: ignore[override]
        return sys.stderr


_handler = _Stderr()


def set_up() -> None:
    """Send every record of this process to stderr in one form.

    Called once at the start of the application, and harmless when called again.
    """
    chosen = settings()
    hide_password(chosen.store)
    in_json = chosen.log_format == "json" or (
        chosen.log_format == "auto" and not sys.stderr.isatty()
    )
    _handler.setFormatter(JsonLines() if in_json else OneLine())
    logging.setLogRecordFactory(_record)
    root = logging.getLogger()
    if _handler not in root.handlers:
        root.addHandler(_handler)
    logging.getLogger("qngeo").setLevel(chosen.log_level)
    logging.getLogger(_ACCESS).disabled = True
    adopt()


def adopt() -> None:
    """Let the loggers that libraries have made meanwhile write as ours do."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _FOREIGN:
            logger = logging.getLogger(name)
            for one in logger.handlers:
                one.setFormatter(_handler.formatter)
