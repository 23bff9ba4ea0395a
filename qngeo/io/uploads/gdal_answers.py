"""What GDAL answers about people's files: a result, or one clear line."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from qngeo.errors import SchemaError


def asked(question: Callable[[], Any], name: str) -> Any:
    """Ask GDAL; its warnings about people's files are no news to them.

    Raises
    ------
    SchemaError
        If GDAL cannot read the file.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return question()
    except (
        DataSourceError,
        DataLayerError,
        UnicodeDecodeError,
        shapely.errors.GEOSException,
        ValueError,
    ) as error:
        msg = f"{name} cannot be read; it is damaged or of another kind: export it anew"
        raise SchemaError(msg) from error


def spatial_layers(path: Path, name: str) -> list[tuple[str, str]]:
    """Return the layers with geometry, each with its kind as GDAL names it.

    Raises
    ------
    SchemaError
        If GDAL cannot read the file.
    """
    found = asked(lambda: pyogrio.list_layers(path), name)
    return [(str(layer), str(kind)) for layer, kind in found if kind is not None]
