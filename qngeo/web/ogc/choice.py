"""Which rows of a collection are asked for: box, time, properties and page."""

import math
import re
import unicodedata
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from qngeo.services.datasets.model import Column
from qngeo.web.ogc import times
from qngeo.web.ogc.asked import COMMON, Asked, check_names
from qngeo.web.ogc.asked_numbers import NUMBER, read_number
from qngeo.web.ogc.crs_choice import CRS84, checked
from qngeo.web.ogc.held import Days, Held
from qngeo.web.ogc.refusals import RefusedError, shortened

Mask = npt.NDArray[np.bool_]
Box = tuple[float, float, float, float]

PAGING = ("limit", "offset")
SPACE = ("bbox", "bbox-crs", "crs")
RESERVED = frozenset({*COMMON, *PAGING, *SPACE, "datetime"})
"""Parameters with a meaning of their own; a column of that name cannot be asked."""

DEFAULT_LIMIT, MOST = 100, 10_000
"""Features of a page where no number is asked, and at most."""

LARGE = 10**9
"""What a larger number of ``limit`` or ``offset`` is read as."""

FAR = 1e9
"""Beyond all coordinates, in degrees or metres; a box is not larger."""

_WHOLE = re.compile(r"\d+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What of a collection is asked for.

    Attributes
    ----------
    boxes : tuple of (west, south, east, north)
        In ``box_crs`` and its order of axes; a feature meets one of them. Two where
        the box asked for crosses 180 degrees. Empty without a box.
    box_crs, crs : str
        Addresses of the systems of the boxes and of the answer.
    days : tuple of (date, date) or None
    wanted : tuple of (column, value)
        Properties and the value that each must have.
    limit, offset : int
        Features of the page, and features before it.
    """

    boxes: tuple[Box, ...]
    box_crs: str
    crs: str
    days: Days | None
    wanted: tuple[tuple[str, object], ...]
    limit: int
    offset: int


def filters(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns that can be asked as parameters."""
    return tuple(column for column in columns if column.name not in RESERVED)


def read(asked: Asked, held: Held) -> Choice:
    """Read the parameters of a request for items.

    Raises
    ------
    RefusedError
        If a parameter is unknown or has no valid value.
    """
    columns = {column.name: column for column in filters(held.dataset.columns)}
    names = [name for name, _ in asked.query]
    check_names(names, RESERVED | columns.keys())
    given = dict(asked.query)
    box = None if "bbox" not in given else _box(given["bbox"])
    box_crs = checked("bbox-crs", given.get("bbox-crs"), held.systems)
    time = given.get("datetime")
    return Choice(
        boxes=() if box is None else _boxes(box, box_crs, given["bbox"]),
        box_crs=box_crs,
        crs=checked("crs", given.get("crs"), held.systems),
        days=None if time is None else times.days(time),
        wanted=tuple(
            (name, _value(columns[name], text))
            for name, text in given.items()
            if name in columns
        ),
        limit=min(_whole("limit", given, DEFAULT_LIMIT, least=1), MOST),
        offset=_whole("offset", given, 0, least=0),
    )


def _whole(name: str, given: dict[str, str], default: int, *, least: int) -> int:
    text = given.get(name)
    if text is None:
        return default
    digits = text.lstrip("0") or text[-1:]
    is_whole = bool(_WHOLE.fullmatch(digits))
    number = int(digits[: len(str(LARGE))]) if is_whole else -1
    if number < least:
        message = f"{name}={shortened(text)} is no whole number from {least} on"
        raise RefusedError(message)
    return min(number, LARGE)


def _box(text: str) -> Box:
    """Read four numbers, or six of which the heights are passed over."""
    parts = text.split(",")
    if len(parts) not in (4, 6) or not all(map(NUMBER.fullmatch, parts)):
        message = f"bbox={shortened(text)} is no box: write 4 or 6 numbers and commas"
        raise RefusedError(message)
    numbers = [float(part) for part in parts]
    if not all(map(math.isfinite, numbers)):
        message = f"bbox={shortened(text)} holds a number without end"
        raise RefusedError(message)
    numbers = [min(max(number, -FAR), FAR) for number in numbers]
    half = len(numbers) // 2
    if half == len("xyz") and numbers[2] > numbers[5]:
        message = f"bbox={shortened(text)} has its lower height above its upper one"
        raise RefusedError(message)
    return numbers[0], numbers[1], numbers[half], numbers[half + 1]


def _boxes(box: Box, uri: str, text: str) -> tuple[Box, ...]:
    first, second, third, fourth = box
    if second > fourth or (first > third and uri != CRS84):
        message = f"bbox={shortened(text)}: the lower corner comes before the upper one"
        raise RefusedError(message)
    if first > third:  # over the line of 180 degrees
        return (first, second, 180.0, fourth), (-180.0, second, third, fourth)
    return (box,)


_TRUTHS = {"true": True, "false": False}


def _value(column: Column, text: str) -> object:
    """Read the value that a property must have, as its column is of one kind."""
    if column.kind == "boolean":
        if text not in _TRUTHS:
            message = f"{column.name}={shortened(text)}: write true or false"
            raise RefusedError(message)
        return _TRUTHS[text]
    if column.kind in ("number", "integer"):
        number = read_number(text)
        whole = column.kind == "integer"
        if number is None or (whole and not number.is_integer()):
            kind = "whole number" if whole else "number"
            message = f"{column.name}={shortened(text)} is no {kind}: write it like 12"
            raise RefusedError(message)
        return number
    return unicodedata.normalize("NFC", text)  # macOS writes accents apart


def mask(held: Held, choice: Choice) -> Mask:
    """Return which rows are asked for, whatever the page.

    Rows without geometry meet every box, and rows without a time every time, as the
    standard has it (/req/core/fc-bbox-response C, /req/core/fc-time-response C).
    """
    found = np.ones(len(held.frame), dtype=bool)
    if choice.boxes and held.spatial:
        found &= _in_boxes(held.geometry(choice.box_crs), choice.boxes)
    if choice.days is not None:
        first, last = choice.days
        found &= [
            days is None or (days[0] <= last and first <= days[1])
            for days in held.times
        ]
    for name, value in choice.wanted:
        same = held.frame[name] == value
        found &= same.fillna(value=False).to_numpy(dtype=bool)
    return found


def _in_boxes(geometry: gpd.GeoSeries, boxes: tuple[Box, ...]) -> Mask:
    shapes = np.asarray(geometry.array)
    found = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    for box in boxes:
        found |= shapely.intersects(shapes, _area(box))
    return np.asarray(found, dtype=bool)


def _area(box: Box) -> shapely.Geometry:
    """Return a box; a point or line where its corners have a number in common."""
    first, second, third, fourth = box
    if first == third and second == fourth:
        return shapely.Point(first, second)
    if first == third or second == fourth:
        return shapely.LineString([(first, second), (third, fourth)])
    return shapely.box(*box)
