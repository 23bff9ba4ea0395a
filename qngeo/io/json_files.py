"""JSON files: written whole or not at all, the same content in the same bytes."""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qngeo.errors import MissingDataError, SchemaError


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    MissingDataError
        If there is no such file.
    SchemaError
        If it holds no JSON object.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        message = f"{path.parent.name}/{path.name} is not there"
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
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
