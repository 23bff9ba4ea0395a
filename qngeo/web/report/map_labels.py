"""Names on the map: each where it is free, the weightier first, none over another."""

from collections.abc import Iterator
from dataclasses import dataclass

from qngeo.web.report.map_frame import HEIGHT_MM, WIDTH_MM

WIDE_LETTER = 0.21
"""Width of a letter in millimetres for each point of size, on the average."""

TALL_LINE = 0.42
"""Height of a line in millimetres for each point of size."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """A name: its middle in millimetres, its look, and how far it may give way.

    Attributes
    ----------
    x, y : float, millimetres from the top left
    text : str
    look : str
        "subject", "park", "zone", "commune", "road" or "port".
    size : float, points
    away : float, millimetres
        Distance by which it stands above or below its point; 0 on it.
    """

    x: float
    y: float
    text: str
    look: str
    size: float
    away: float = 0.0


Box = tuple[float, float, float, float]


def _half(label: Label) -> float:
    return len(label.text) * label.size * WIDE_LETTER / 2 + 0.6


def _ways(label: Label) -> Iterator[tuple[float, float]]:
    """Return the middles to try: above, below, right, left; then farther off."""
    if not label.away:
        yield label.x, label.y
        return
    side = _half(label) + label.away / 2
    for far in (0.0, *((3.0, 6.0) if label.look == "subject" else ())):
        yield label.x, label.y - label.away - far
        yield label.x, label.y + label.away + far
        yield label.x + side + far, label.y
        yield label.x - side - far, label.y


def _box(label: Label, x: float, y: float) -> Box:
    half = _half(label)
    tall = label.size * TALL_LINE / 2 + 0.3
    return x - half, y - tall, x + half, y + tall


def _meet(one: Box, other: Box) -> bool:
    apart = one[2] < other[0] or other[2] < one[0]
    return not (apart or one[3] < other[1] or other[3] < one[1])


def _within(box: Box) -> bool:
    return box[0] > 0 and box[1] > 0 and box[2] < WIDTH_MM and box[3] < HEIGHT_MM


def placed(labels: list[Label], taken: list[Box]) -> list[Label]:
    """Return the labels that have room, at the place where they have it.

    Parameters
    ----------
    labels : list of Label
        The weightier first.
    taken : list of tuple
        Boxes that are occupied: left, top, right, bottom in millimetres.
    """
    full, found = list(taken), []
    for label in labels:
        for x, y in _ways(label):
            box = _box(label, x, y)
            if _within(box) and not any(_meet(box, other) for other in full):
                full.append(box)
                found.append(
                    Label(
                        x=round(x, 2),
                        y=round(y, 2),
                        text=label.text,
                        look=label.look,
                        size=label.size,
                    )
                )
                break
    return found
