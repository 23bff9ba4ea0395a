"""Numbers, lists and weights as the parameters of an address hold them."""

import math
from collections.abc import Mapping

from qngeo.errors import NumberError


def written(value: float | None) -> str:
    """Write a number for an address, "" for none.

    Examples
    --------
    >>> written(20.0), written(0.1), written(None)
    ('20', '0.1', '')
    """
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _float(text: str, key: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        msg = f"{key}={text} is not a number: write it like {key}=12.5"
        raise NumberError(msg) from error
    if not math.isfinite(value):
        msg = f"{key}={text} is not a number: write it like {key}=12.5"
        raise NumberError(msg)
    return value


def number(link: Mapping[str, str], key: str) -> float | None:
    """Read a number, None where the parameter is missing or empty.

    Raises
    ------
    NumberError
        If it is no finite number; the message names the parameter.
    """
    text = link.get(key, "")
    return _float(text, key) if text else None


def texts(link: Mapping[str, str], key: str) -> tuple[str, ...]:
    """Read a list with commas; what is named twice counts once.

    Examples
    --------
    >>> texts({"rdy": "power,road,power"}, "rdy")
    ('power', 'road')
    """
    parts = link.get(key, "").split(",")
    return tuple(dict.fromkeys(part for part in parts if part))


def weights(link: Mapping[str, str]) -> tuple[tuple[str, float], ...]:
    """Read the weights of an address, such as ``w=area~2,price~1``.

    Raises
    ------
    NumberError
        If a weight is no finite number.
    """
    found = []
    for part in texts(link, "w"):
        name, _, text = part.partition("~")
        found.append((name, _float(text, f"w={name}~")))
    return tuple(found)
