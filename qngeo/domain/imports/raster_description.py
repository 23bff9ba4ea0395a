"""What a person says that a raster shows (mô tả ảnh raster)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from qngeo.errors import SchemaError

CLASSES, QUANTITY = "classes", "quantity"
KINDS = (CLASSES, QUANTITY)
"""A raster of classes (lớp) has a name for each value, one of a quantity (đại lượng)
a unit for all."""

PREFIX = "raster:"
"""Begins the id of every own raster."""

TEXTS = ("id", "name_vi", "name_en", "kind", "unit", "as_of", "source_ids", "source",
         "note", "crs")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ClassName:
    """What one value of a raster of classes means."""

    value: int
    name_vi: str
    name_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a person says of a raster.

    Attributes
    ----------
    id : str
        Small letters, digits and _; the row of the store is ``raster:<id>``.
    name_vi, name_en : str
        What it shows.
    kind : str
        One of `KINDS`.
    classes : tuple of ClassName
        For classes: each value with its names.
    unit : str
        For a quantity; "" for a bare number such as an index.
    as_of : str
        Date or season as `qngeo.dates` reads it.
    source_ids : str
        Sources of the register, parted by "; ".
    source : str
        Where it comes from in words, where no source of the register does.
    note : str
    band : int
        From 1 on.
    nodata : float or None
        A value that means no data, besides what the file says.
    crs : str
        In which the file is to be read, where it says none or a wrong one.
    """

    id: str
    name_vi: str
    name_en: str = ""
    kind: str = CLASSES
    classes: tuple[ClassName, ...] = ()
    unit: str = ""
    as_of: str = ""
    source_ids: str = ""
    source: str = ""
    note: str = ""
    band: int = 1
    nodata: float | None = None
    crs: str = ""

    @property
    def feature_id(self) -> str:
        """The id of its row in the store."""
        return f"{PREFIX}{self.id}"


def read_description(given: Mapping[str, Any], where: str) -> Description:
    """Read a description as a JSON object holds it.

    Parameters
    ----------
    given : mapping
        Keys are the attributes of `Description`; ``classes`` is a list of objects
        with ``value``, ``name_vi`` and ``name_en``.
    where : str
        Name of its file, for messages.

    Returns
    -------
    Description

    Raises
    ------
    SchemaError
        All faults of its form at once.

    Examples
    --------
    >>> read_description({"id": "a", "name_vi": "Độ che phủ"}, "a.json").kind
    'quantity'
    """
    faults = [f"no key {key!r} is known" for key in given if key not in _KEYS]
    faults += [f"{key} is missing" for key in ("id", "name_vi") if not given.get(key)]
    faults += [
        f"{key} is no text" for key in TEXTS if not isinstance(given.get(key, ""), str)
    ]
    band, nodata = given.get("band", 1), given.get("nodata")
    if not isinstance(band, int) or isinstance(band, bool):
        faults.append(f"band {band!r} is no whole number")
    if nodata is not None and not _finite(nodata):
        faults.append(f"nodata {nodata!r} is no finite number")
    classes = given.get("classes", [])
    if not isinstance(classes, list) or not all(map(_is_class, classes)):
        faults.append("classes is no list of {value, name_vi, name_en}")
    if faults:
        raise SchemaError("\n".join(f"{where}: {one}" for one in faults))
    names = tuple(
        ClassName(
            value=one["value"], name_vi=one["name_vi"], name_en=one.get("name_en", "")
        )
        for one in classes
    )
    kind = given.get("kind") or (CLASSES if names else QUANTITY)
    texts = {key: given[key] for key in TEXTS if key in given}
    return Description(**{**texts, "kind": kind}, classes=names, band=band,
                       nodata=nodata)  # fmt: skip


_KEYS = {*TEXTS, "band", "nodata", "classes"}


def _finite(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return isfinite(value)


def _is_class(one: object) -> bool:
    if not isinstance(one, Mapping):
        return False
    value = one.get("value")
    named = isinstance(one.get("name_vi"), str) and isinstance(
        one.get("name_en", ""), str
    )
    return isinstance(value, int) and not isinstance(value, bool) and named


def classes_text(classes: Iterable[ClassName]) -> str:
    """Write classes as the store keeps them, in the order of their values."""
    rows = sorted((one.value, one.name_vi, one.name_en) for one in classes)
    return json.dumps(rows, ensure_ascii=False)


def read_classes(text: str) -> tuple[ClassName, ...]:
    """Read classes as the store keeps them.

    Examples
    --------
    >>> one = ClassName(value=1, name_vi="Rừng")
    >>> read_classes(classes_text([one])) == (one,)
    True
    """
    rows = json.loads(text) if text else []
    return tuple(ClassName(value=v, name_vi=vi, name_en=en) for v, vi, en in rows)
