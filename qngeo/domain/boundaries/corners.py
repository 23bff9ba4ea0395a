"""A ring of corner points: what is wrong with it, by point (toạ độ góc ranh)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import LinearRing, LineString, Polygon

CLOSED_M = 0.01
"""Distance up to which the last point of a table is the first one again, metres."""

EDGE_TOLERANCE_M = 0.05
"""Difference between a printed and a computed edge that rounding can make, metres."""

LEAST_POINTS = 3


@dataclass(frozen=True)
class Ring:
    """Corner points in the order of their table.

    Attributes
    ----------
    points : tuple of str
        Names as printed; the closing repetition is left out.
    east, north : array of float, metres
        Of each point.
    edges : array of float or None, metres
        Printed length from each point to the next, the last to the first; NaN where
        the table has none.
    closure_m : float
        Distance between the first point and its repetition at the end; NaN where the
        table does not repeat it.
    """

    points: tuple[str, ...]
    east: NDArray[np.float64]
    north: NDArray[np.float64]
    edges: NDArray[np.float64] | None = None
    closure_m: float = float("nan")

    @property
    def polygon(self) -> Polygon:
        """The polygon in the plane of the table, x east, y north."""
        return Polygon(np.column_stack([self.east, self.north]))

    def reordered(self, order: Sequence[int]) -> "Ring":
        """Return the ring with its points in another order; edges are dropped."""
        at = list(order)
        names = tuple(self.points[i] for i in at)
        return Ring(names, self.east[at], self.north[at], None, self.closure_m)


def closed(ring: Ring) -> Ring:
    """Take the repetition of the first point away from the end.

    A last row counts as repetition when it carries the first point's name or lies
    within `CLOSED_M` of it.

    Parameters
    ----------
    ring : Ring
        As its table gives it.

    Returns
    -------
    Ring with ``closure_m`` set where a repetition was taken away.
    """
    if len(ring.points) <= LEAST_POINTS:
        return ring
    gap = float(np.hypot(ring.east[-1] - ring.east[0], ring.north[-1] - ring.north[0]))
    if ring.points[-1] != ring.points[0] and gap > CLOSED_M:
        return ring
    edges = None if ring.edges is None else ring.edges[:-1]
    return Ring(ring.points[:-1], ring.east[:-1], ring.north[:-1], edges, gap)


def without_repeats(ring: Ring) -> Ring:
    """Drop points that lie on the point before them; edges go with them.

    Parameters
    ----------
    ring : Ring

    Returns
    -------
    Ring, the same where nothing was dropped.
    """
    step = np.hypot(
        ring.east - np.roll(ring.east, 1), ring.north - np.roll(ring.north, 1)
    )
    kept = np.flatnonzero(step > CLOSED_M)
    if kept.size in (0, len(ring.points)):
        return ring
    names = tuple(ring.points[i] for i in kept)
    return Ring(names, ring.east[kept], ring.north[kept], None, ring.closure_m)


def crossings(ring: Ring) -> list[tuple[str, str, str, str]]:
    """Return the pairs of edges that cross or touch: names a, b and c, d.

    Parameters
    ----------
    ring : Ring
        Without the closing repetition.

    Returns
    -------
    list of tuple of str
        Edge from a to b against edge from c to d; neighbours share a point and are
        not told unless they run back over each other.
    """
    count = len(ring.points)
    corners = np.column_stack([ring.east, ring.north])
    lines = [LineString([corners[i], corners[(i + 1) % count]]) for i in range(count)]
    found = []
    for i in range(count):
        for j in range(i + 1, count):
            beside = j - i in (1, count - 1)
            shared = lines[i].intersection(lines[j])
            if shared.is_empty or (beside and shared.geom_type == "Point"):
                continue
            ends = (i, (i + 1) % count, j, (j + 1) % count)
            a, b, c, d = (ring.points[k] for k in ends)
            found.append((a, b, c, d))
    return found


def doubled(ring: Ring) -> list[str]:
    """Return names that stand more than once, and points that lie on another.

    Parameters
    ----------
    ring : Ring
        Without the closing repetition.

    Returns
    -------
    list of str, in the order of the table; places count as one to a millimetre.
    """
    names = {name for name in ring.points if ring.points.count(name) > 1}
    spots: dict[tuple[float, float], str] = {}
    pairs = zip(ring.east.round(3), ring.north.round(3), strict=True)
    for name, spot in zip(ring.points, pairs, strict=True):
        key = (float(spot[0]), float(spot[1]))
        if key in spots:
            names |= {spots[key], name}
        spots.setdefault(key, name)
    return sorted(names, key=ring.points.index)


def untangled(ring: Ring) -> tuple[list[int], str] | None:
    """Find the one point whose moving makes a crossing ring simple.

    Parameters
    ----------
    ring : Ring
        One that crosses itself.

    Returns
    -------
    tuple of (list of int, str) or None
        The order of points and the moved point's name; among several ways the one
        with the shortest outline. None when no single move is enough.
    """
    count = len(ring.points)
    best: tuple[float, list[int], str] | None = None
    for moved in range(count):
        rest = [i for i in range(count) if i != moved]
        for place in range(1, count):
            order = [*rest[:place], moved, *rest[place:]]
            turned = ring.reordered(order)
            outline = LinearRing(np.column_stack([turned.east, turned.north]))
            if outline.is_simple and (best is None or outline.length < best[0]):
                best = (outline.length, order, ring.points[moved])
    return None if best is None else (best[1], best[2])


def edge_faults(ring: Ring) -> list[tuple[str, str, float, float]]:
    """Return printed edges that differ from the computed ones.

    Parameters
    ----------
    ring : Ring

    Returns
    -------
    list of tuple
        From, to, printed metres, computed metres; beyond `EDGE_TOLERANCE_M` and one
        part in ten thousand of the length.
    """
    if ring.edges is None:
        return []
    computed = np.hypot(
        np.roll(ring.east, -1) - ring.east, np.roll(ring.north, -1) - ring.north
    )
    allowed = EDGE_TOLERANCE_M + computed * 1e-4
    off = np.abs(ring.edges - computed) > allowed  # NaN compares as not off
    count = len(ring.points)
    return [
        (
            ring.points[i],
            ring.points[(i + 1) % count],
            float(ring.edges[i]),
            float(computed[i]),
        )
        for i in np.flatnonzero(off)
    ]
