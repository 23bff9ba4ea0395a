"""The sectors of industry (ngành nghề) that parks name, as a short common list."""

import re
from collections.abc import Iterable
from functools import lru_cache

from qngeo.errors import UnknownNameError
from qngeo.names import fold, nearest

SECTORS: dict[str, str] = {
    "electronics": r"electronic|wiring|household appliance|dien tu",
    "machinery": r"machin|mechanic|\btools?\b|co khi",
    "automotive": r"\bautos?\b|automobile|vehicle|o to\b",
    "metal": r"\bmetals?\b|kim loai",
    "textile": r"textile|garment|footwear|\bshoes?\b|det may|may mac",
    "food": r"\bfood|beverage|thuc pham|do uong",
    "wood": r"\bwood|forest processing|\bgo\b",
    "farm_products": r"\bfarm\b(?! machin)|nong san",
    "chemicals": r"chemical|industrial gas|hoa chat",
    "pharma": r"pharma|biotech|duoc",
    "building_materials": r"(building|construction) material|vat lieu xay dung",
    "consumer_goods": r"consumer|hang tieu dung",
    "high_tech": r"high tech|cong nghe cao",
    "supporting_industry": r"supporting industr|cong nghiep ho tro",
    "energy": r"\bsolar\b|nang luong|dien mat troi",
    "logistics": r"logistic|warehous|container|\bkho\b",
    "port": r"\b(sea)?ports?\b(?! service)|port service|cang bien",
    "printing": r"printing|in an",
    "handicraft": r"handicraft|relocat|thu cong",
    "trade": r"\btrade\b|thuong mai",
    "coal": r"\bcoal\b|nganh than",
    "manufacturing": r"^manufactur|^processing$|che bien che tao",
    "industry": r"^industry$|(light|heavy)( and \w+)? industry|^light\b",
    "multi_sector": r"multi sector|da nganh",
}
"""Each sector with the words of sources that mean it, folded to plain letters."""

BROAD = ("manufacturing", "industry", "multi_sector")
"""Sectors so wide that they neither name nor rule out a narrower one."""

_PATTERNS = {name: re.compile(words) for name, words in SECTORS.items()}
_PLACE = {name: i for i, name in enumerate(SECTORS)}


@lru_cache(maxsize=4096)
def sector_ids(text: str) -> tuple[str, ...]:
    """Read the sectors that a text names.

    Parameters
    ----------
    text : str
        Words parted by commas, colons or semicolons, in English or Vietnamese.

    Returns
    -------
    tuple of str, keys of `SECTORS` in their order; words of no known sector are
    left out.

    Examples
    --------
    >>> sector_ids("electronics, household appliances; port service")
    ('electronics', 'port')
    >>> sector_ids("multi-sector")
    ('multi_sector',)
    """
    parts = [fold(part) for part in re.split(r"[,;:]", text)]
    return tuple(
        name
        for name, pattern in _PATTERNS.items()
        if fold(name) in parts or any(pattern.search(part) for part in parts)
    )


def bits(names: Iterable[str]) -> int:
    """Pack sectors into one whole number, for comparing many sites at once.

    Raises
    ------
    UnknownNameError
        If a name is no key of `SECTORS`.

    Examples
    --------
    >>> bits(["electronics"]) & bits(["electronics", "food"])
    1
    """
    packed = 0
    for name in names:
        if name not in _PLACE:
            like = nearest(name, SECTORS)
            hint = f"did you mean {like!r}?" if like else f"there are {sorted(SECTORS)}"
            msg = f"no sector {name!r}: {hint}"
            raise UnknownNameError(msg)
        packed |= 1 << _PLACE[name]
    return packed


def title_key(name: str) -> str:
    """Return the key of a sector's title in the locale files."""
    return f"land.sector.{name}"
