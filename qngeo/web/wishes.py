"""What a reader's browser wishes for: media types and languages with their weights."""

from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from qngeo.i18n import LANGUAGES

MOST_ENTRIES = 50
"""Of a header; what stands behind them is not read."""

MOST_QUERY = 2_000
"""Characters of a query in which ``lang`` is looked for."""


def weighed(header: str) -> dict[str, float]:
    """Read a header of preferences: what is wanted, and how much from 0 to 1.

    Examples
    --------
    >>> weighed("vi-VN, en;q=0.5")
    {'vi-vn': 1.0, 'en': 0.5}
    """
    found: dict[str, float] = {}
    for entry in header.split(",", MOST_ENTRIES)[:MOST_ENTRIES]:
        name, *options = (text.strip().lower() for text in entry.split(";"))
        if name:
            marks = [option[2:] for option in options if option.startswith("q=")]
            found[name] = max(found.get(name, 0.0), _share(marks[0] if marks else "1"))
    return found


def _share(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def language(accept: str, default: str) -> str:
    """Return the language that is wished for most.

    Parameters
    ----------
    accept : str
        A header ``Accept-Language``.
    default : str
        Where it names none that there is.

    Examples
    --------
    >>> language("fr, vi-VN;q=0.8, en;q=0.2", "en"), language("fr", "en")
    ('vi', 'en')
    """
    wanted = weighed(accept)
    weights = {
        lang: max(
            [w for name, w in wanted.items() if name.split("-")[0] == lang] or [0]
        )
        for lang in LANGUAGES
    }
    best = max(LANGUAGES, key=lambda lang: weights[lang])
    return best if weights[best] else default


def of_refusal(scope: Scope) -> str:
    """Return the language in which a request is refused.

    ``lang`` of the address counts first, then the browser's wish, then English.
    """
    query: str = scope.get("query_string", b"").decode("ascii", "replace")
    asked = parse_qs(query[:MOST_QUERY]).get("lang", [""])[-1]
    if asked in LANGUAGES:
        return asked
    return language(Headers(scope=scope).get("accept-language", ""), "en")
