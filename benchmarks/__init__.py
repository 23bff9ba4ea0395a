"""Measurements of qngeo beside its peers, written into ``docs/benchmarks.md``.

``python -m qngeo bench`` runs them; each module named in `NAMES` holds one section of
the document as its ``BENCHMARK`` (`benchmarks.model`).
"""

NAMES = (
    "zonal", "tiles", "search", "travel", "composite", "load", "browser_first",
    "browser_filter",
)  # fmt: skip
"""Modules with a ``BENCHMARK``, in the order of the document."""
