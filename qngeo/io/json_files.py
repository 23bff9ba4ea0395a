"""JSON files: written whole or not at all, the same content in the same bytes."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qngeo.errors import MissingDataError, SchemaError
from qngeo.io.whole_files import write_whole


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    MissingDataError
        If there is no such file, or it may not be read.
    SchemaError
        If it holds no JSON object.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        message = f"{path.parent.name}/{path.name} is not there"
        raise MissingDataError(message) from error
    except OSError as error:
        message = f"{path.parent.name}/{path.name} cannot be read: {error.strerror}"
        raise MissingDataError(message) from error
    except ValueError as error:
        message = f"{path.parent.name}/{path.name} is no JSON: {error}"
        raise SchemaError(message) from error
    if not isinstance(content, dict):
        message = f"{path.parent.name}/{path.name} holds no JSON object"
        raise SchemaError(message)
    return content


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON object, whole or not at all; the same content, the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    write_whole(path, text)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
