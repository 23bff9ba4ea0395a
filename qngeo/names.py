"""Names compared as people type them: without case, with or without diacritics."""

import difflib
import unicodedata
from collections.abc import Iterable


def fold(text: str) -> str:
    """Reduce a name to lower-case ASCII letters, digits and single spaces.

    Vietnamese đ has no decomposition in Unicode and is mapped by hand.

    Examples
    --------
    >>> fold("Khu kinh tế Vân Đồn")
    'khu kinh te van don'
    >>> fold("SÔNG  KHOAI")
    'song khoai'
    """
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).casefold().split())


EXAMPLES = 7
"""How many known names are listed where none is near."""


def nearest(wanted: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like the wanted one, or None.

    Examples
    --------
    >>> nearest("songkhoai", ["park:song_khoai", "park:dong_mai"])
    'park:song_khoai'
    """
    by_fold: dict[str, str] = {}
    for name in known:
        by_fold.setdefault(fold(name), name)
        by_fold.setdefault(fold(name.split(":")[-1]), name)
    match = difflib.get_close_matches(fold(wanted), by_fold, n=1, cutoff=0.5)
    return by_fold[match[0]] if match else None


def unknown(what: str, wanted: str, known: Iterable[str]) -> str:
    """Return the words for a name that is not known, with the nearest right one.

    Examples
    --------
    >>> unknown("grouping", "parc", ["park", "zone"])
    "no grouping 'parc': did you mean 'park'?"
    >>> unknown("grouping", "xyz", ["park", "zone"])
    "no grouping 'xyz': there are 'park', 'zone'"
    """
    choices = list(dict.fromkeys(known))
    near = nearest(wanted, choices)
    if near:
        return f"no {what} {wanted!r}: did you mean {near!r}?"
    some = ", ".join(map(repr, choices[:EXAMPLES]))
    more = ", ..." if len(choices) > EXAMPLES else ""
    return f"no {what} {wanted!r}: there are {some}{more}"


_SHORT = {
    "Khu kinh tế cửa khẩu": "KKTCK",
    "Khu kinh tế ven biển": "KKT",
    "Khu kinh tế": "KKT",
    "Khu công nghiệp": "KCN",
    "Cụm công nghiệp": "CCN",
    "Border-Gate Economic Zone": "BGEZ",
    "Coastal Economic Zone": "EZ",
    "Economic Zone": "EZ",
    "Industrial Park": "IP",
    "Industrial Cluster": "cluster",
}


def short(name: str) -> str:
    """Abbreviate the legal form in a name, as people write it.

    Examples
    --------
    >>> short("Khu công nghiệp Đông Mai"), short("Van Don Economic Zone")
    ('KCN Đông Mai', 'Van Don EZ')
    """
    for long, brief in _SHORT.items():
        if long in name:
            return name.replace(long, brief)
    return name
