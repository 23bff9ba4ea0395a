"""Where facts come from, by their ids alone."""

from collections.abc import Sequence

from qngeo.ui import cache
from qngeo.ui.parts import figure


def cited(facts: Sequence[str], lang: str) -> str:
    """Return a disclosure with the source of each fact; see `figure.origin`."""
    sources = cache.baseline().sources.set_index("source_id")
    source_ids = [cache.source_of()[fact] for fact in facts]
    return figure.origin(source_ids, facts, sources, lang)
