"""The sites chosen for comparison: one list, kept in the address."""

from collections.abc import Sequence

import pandas as pd

from qngeo.services.links.values import SEPARATOR
from qngeo.ui import address

KEY = "cmp"


def read(sites: pd.Index) -> list[str]:
    """Return the chosen sites in the order chosen; unknown ids are dropped."""
    asked = address.get(KEY).split(SEPARATOR)
    known = sites.isin(asked)
    found = set(sites[known])
    return [site for site in dict.fromkeys(asked) if site in found]


def write(ids: Sequence[str]) -> None:
    """Keep the chosen sites in the address."""
    address.keep_several(KEY, list(dict.fromkeys(ids)), ())
