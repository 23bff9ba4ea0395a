"""Several ways of doing the same, timed in turn: a busy moment meets them all."""

import importlib.util
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.model import Setting

MILLI = 1000.0


@dataclass(frozen=True)
class Turns:
    """What came of ways taken in turn.

    Attributes
    ----------
    values : dict of str to tuple of float
        Single measurements of each way.
    answers : dict of str to object
        The last answer of each.
    """

    values: dict[str, tuple[float, ...]]
    answers: dict[str, Any]

    def peers(self, own: str, scale: float = 1.0) -> dict[str, tuple[float, ...]]:
        """Return the values of all ways but one, multiplied."""
        return {
            name: tuple(value * scale for value in values)
            for name, values in self.values.items()
            if name != own
        }

    def own(self, name: str, scale: float = 1.0) -> tuple[float, ...]:
        """Return the values of one way, multiplied."""
        return tuple(value * scale for value in self.values[name])


def in_turn(
    ways: Mapping[str, Callable[[], object]],
    setting: Setting,
    *,
    slow: Sequence[str] = (),
) -> Turns:
    """Time every way ``runs`` times, those named slow only ``slow_runs`` times.

    Parameters
    ----------
    ways : mapping of str to callable
    setting : Setting
    slow : sequence of str

    Returns
    -------
    Turns, seconds.
    """
    values: dict[str, list[float]] = {name: [] for name in ways}
    answers: dict[str, Any] = {}
    for turn in range(setting.runs):
        for name, way in ways.items():
            if name in slow and turn >= setting.slow_runs:
                continue
            start = time.perf_counter()
            answers[name] = way()
            values[name].append(time.perf_counter() - start)
    return Turns({name: tuple(found) for name, found in values.items()}, answers)


def there(module: str) -> bool:
    """Whether a module can be imported."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # the package that it would be in
        return False
