"""What one benchmark is: a request, rows of single measurements, what is aimed at."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


class DisagreementError(Exception):
    """A peer gave another answer: a fast wrong answer is none, nothing is written."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How the benchmarks are to be run.

    Attributes
    ----------
    folder : Path
        Where made inputs are kept; what is there from an earlier run is used again.
    runs : int
        How often each way is run; the median is told.
    slow_runs : int
        How often single ways that take minutes are run.
    tiny : bool
        Inputs so small that all is done in seconds: whether it runs, not how fast.
        Peers that are not installed are left out.
    """

    folder: Path
    runs: int = 5
    slow_runs: int = 1
    tiny: bool = False


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What is aimed at: one of the two bounds.

    Attributes
    ----------
    most : float or None
        Qngeo's own median may be at most this, in the unit of its row.
    peer : str
        A peer of the row, for ``least``.
    least : float or None
        The peer takes at least so many times qngeo's median; 0.5 allows qngeo twice
        the time of the peer.
    """

    most: float | None = None
    peer: str = ""
    least: float | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing measured.

    Attributes
    ----------
    what : str
        Cell of the table: what was done to how much.
    own : tuple of float
        Single measurements of qngeo, in ``unit``; for a percentile one value a run.
    unit : str
        s, ms, MB, or what is counted.
    peers : mapping of str to tuple of float
        The same of each peer, by its name.
    reaches : tuple of Reach
    """

    what: str
    own: tuple[float, ...]
    unit: str = "s"
    peers: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    reaches: tuple[Reach, ...] = ()

    def ratio(self, peer: str) -> float:
        """How many times qngeo's median a peer's is; infinite if qngeo's is 0."""
        own = statistics.median(self.own)
        return statistics.median(self.peers[peer]) / own if own else float("inf")

    def kept(self, reach: Reach) -> bool:
        """Whether a reach of this row was attained."""
        if reach.most is not None:
            return statistics.median(self.own) <= reach.most
        return self.ratio(reach.peer) >= (reach.least or 0)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a benchmark found.

    Attributes
    ----------
    rows : tuple of Row
    agreed : tuple of str
        Sentences: which answers were compared in this run and how closely they agree.
    notes : tuple of str
        Sentences on this run: sizes, what was done fewer times and why, a projection.
    versions : tuple of str
        Names of packages whose versions are to be told.
    """

    rows: tuple[Row, ...]
    agreed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One section of the document.

    Attributes
    ----------
    name : str
        Word of ``--only`` and of the markers in the document.
    title : str
    about : str
        What is measured and how, for a reader who wants to do it again.
    needs : tuple of str
        Modules to import that ``requirements-bench.txt`` brings.
    run : callable
        May raise `DisagreementError`.
    """

    name: str
    title: str
    about: str
    run: Callable[[Setting], Found]
    needs: tuple[str, ...] = ()
