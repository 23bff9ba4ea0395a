"""Where has a commune gone that is no longer called so (xã, phường cũ)?"""

from functools import lru_cache
from pathlib import Path

from qngeo.config import settings
from qngeo.io.tables import read_legacy_units
from qngeo.names import fold

KINDS = ("phuong", "thi tran", "xa")
"""What a commune was before 1 July 2025, as folded names begin."""


def bare(name: str) -> str:
    """Return a commune's folded name without what it was.

    Examples
    --------
    >>> bare("Thị trấn Cái Rồng"), bare("CAI RONG")
    ('cai rong', 'cai rong')
    """
    folded = fold(name)
    for kind in KINDS:
        folded = folded.removeprefix(f"{kind} ")
    return folded


def communes_of(name: str) -> dict[str, str]:
    """Return today's communes that hold most of what was called so.

    Parameters
    ----------
    name : str
        Of a commune before 1 July 2025, with or without diacritics and kind.

    Returns
    -------
    dict of commune id by the former district; of several where the name was not
    the only one, empty where there was none.
    """
    return dict(_by_name(settings().data).get(bare(name), ()))


@lru_cache(maxsize=2)
def _by_name(_data: Path) -> dict[str, dict[str, str]]:
    rows = read_legacy_units().sort_values("weight", ascending=False)
    found: dict[str, dict[str, str]] = {}
    for name, district, commune in zip(
        rows["name"], rows["district"], rows["commune_id"], strict=True
    ):
        found.setdefault(bare(name), {}).setdefault(str(district), str(commune))
    return found
