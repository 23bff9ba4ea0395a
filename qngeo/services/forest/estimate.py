"""How large is each class of a map really, and how sure is that?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan
from pathlib import Path

import pandas as pd

from qngeo.domain.forest import accuracy, sampling
from qngeo.errors import NumberError, SampleError, UnknownNameError
from qngeo.io.imagery import class_raster
from qngeo.io.uploads import samples as files
from qngeo.names import fold, unknown
from qngeo.told import Told

ASSUMED_USERS = 0.8
"""User's accuracy expected of a class of which nothing is said; a wary guess."""

STATED = ("stratum", "map_class")
"""Columns in which a point says what the map shows there."""

WHOLE = re.compile(r"(-?\d+)\.0+")


@dataclass(frozen=True, eq=False)
class Estimated:
    """Areas with intervals, the counts they rest on, and what was left out.

    Attributes
    ----------
    areas : AreaEstimate
    counts : DataFrame of int, map classes x reference classes
    told : tuple of Told
    """

    areas: accuracy.AreaEstimate
    counts: pd.DataFrame
    told: tuple[Told, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return all of it as plain values; shares from 0 to 1, areas in hectares."""
        rows = self.areas.classes.astype(object)
        rows = rows.where(self.areas.classes.notna(), None)
        overall = self.areas.overall._asdict()
        return {
            "overall": {k: None if isnan(v) else v for k, v in overall.items()},
            "points": self.areas.points,
            "classes": [
                {str(key): _listed(value) for key, value in row.items()}
                for row in rows.to_dict("records")
            ],
            "counts": {
                str(name): {str(c): int(n) for c, n in row.items()}
                for name, row in self.counts.iterrows()
            },
            "notes": [note.words("en") for note in self.told],
        }


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Design:
    """What is asked of a sample.

    Attributes
    ----------
    total : int or None
        Points in all; if None they follow from ``target_se``.
    target_se : float
        Wanted standard error of the overall accuracy, a share.
    minimum : int
        Points a class gets at least.
    seed : int
    users : tuple of (str, float)
        User's accuracy expected of a class, by number or name; `ASSUMED_USERS` else.
    """

    total: int | None = None
    target_se: float = 0.01
    minimum: int = sampling.MINIMUM
    seed: int = 0
    users: tuple[tuple[str, float], ...] = ()


class Legend:
    """What the classes of one map are called, and how people may write them."""

    def __init__(self, classes: Iterable[object], names: Mapping[int, str]) -> None:
        known = [*classes, *names]
        self._by_text: dict[str, str] = {}
        folded: dict[str, set[str]] = {}
        for one in dict.fromkeys(known):
            label = names.get(one, str(one)) if isinstance(one, int) else str(one)
            self._by_text |= {str(one): label, label: label}
            folded.setdefault(fold(label), set()).add(label)
        self._by_fold = {k: v.pop() for k, v in folded.items() if k and len(v) == 1}
        self.labels = tuple(dict.fromkeys(self._by_text.values()))

    def label(self, text: str) -> str | None:
        """Return the class that a text means, or None."""
        whole = WHOLE.fullmatch(text)
        plain = whole[1] if whole else text
        found = self._by_text.get(plain)
        if found is None and not plain.lstrip("-").isdigit():
            found = self._by_fold.get(fold(plain))
        return found

    def known(self, text: str, where: str) -> str:
        """Return the class that a text means; an error says where it stands."""
        found = self.label(text)
        if found is None:
            msg = (
                f"{where}: {unknown('class', text, self.labels)}; a class that the map "
                "never shows must be listed in the table of class names (--classes)"
            )
            raise UnknownNameError(msg)
        return found


def from_map(
    samples: pd.DataFrame,
    source: class_raster.Source,
    *,
    name: str,
    names: Mapping[int, str] | None = None,
) -> Estimated:
    """Estimate the areas of a map's classes from points interpreted on it.

    Parameters
    ----------
    samples : DataFrame
        See `qngeo.io.uploads.samples.read_samples`.
    source : Path or bytes
        The map from whose classes the points were drawn.
    name : str
        Of the file of points, for messages.
    names : mapping of class to name, optional

    Returns
    -------
    Estimated; classes go by name where they have one.

    Raises
    ------
    SampleError
        If a point was drawn in another class than the map shows there, or no point
        is interpreted; see also `qngeo.domain.forest.accuracy.estimate_areas`.
    UnknownNameError
        If a reference class is neither on the map nor among the names.
    """
    called = dict(names or {})
    cells = class_raster.class_cells(source)
    legend = Legend([int(str(c)) for c in cells.index], called)
    mapped = cells["area_ha"].set_axis(
        [legend.known(str(c), name) for c in cells.index]
    )
    placed = samples["lon"].notna() & samples["lat"].notna()
    at = class_raster.classes_at(
        source, samples.loc[placed, "lon"], samples.loc[placed, "lat"]
    )
    here = at["class"].dropna().map(lambda number: legend.known(str(number), name))
    gone = at.index[at["where"].ne("")]
    found = _from_points(
        samples.drop(index=gone), mapped, legend=legend, name=name, here=here
    )
    if len(gone):
        told = Told("estimate.told.off_map", (("count", len(gone)),))
        return Estimated(found.areas, found.counts, (told, *found.told))
    return found


def from_points(samples: pd.DataFrame, mapped: pd.Series, *, name: str) -> Estimated:
    """Estimate areas from points that say their map class, and given mapped areas.

    Parameters
    ----------
    samples : DataFrame
        See `qngeo.io.uploads.samples.read_samples`.
    mapped : Series of float, hectares, by map class (text)
    name : str
        Of the file of points, for messages.
    """
    legend = Legend(mapped.index, {})
    return _from_points(samples, mapped, legend=legend, name=name)


def from_counts(counts: pd.DataFrame, mapped: pd.Series) -> Estimated:
    """Estimate areas from a ready table of counts; see `estimate_areas`."""
    areas = accuracy.estimate_areas(counts, mapped)
    return Estimated(areas, counts.astype(int))


def _from_points(
    samples: pd.DataFrame,
    mapped: pd.Series,
    *,
    legend: Legend,
    name: str,
    here: pd.Series | None = None,
) -> Estimated:
    blank = samples["reference"].eq("")
    used = samples[~blank]
    if used.empty:
        msg = f"{name} has no interpreted point on the map: fill in `reference`"
        raise SampleError(msg)
    shown = here if here is not None else pd.Series(dtype=object)
    pairs = [
        (
            _map_class(row, shown.get(row.Index), legend, name),
            legend.known(str(row.reference), f"{name} row {row.Index}"),
        )
        for row in used.itertuples()
    ]
    table = pd.DataFrame(pairs, columns=["map", "reference"])
    counts = pd.crosstab(table["map"], table["reference"])
    columns = [label for label in legend.labels if label in counts.columns]
    rows = [label for label in mapped.index if label in counts.index]
    counts = counts.loc[rows, columns]
    areas = accuracy.estimate_areas(counts, mapped)
    told = Told(
        "estimate.told.blank", (("count", int(blank.sum())), ("total", len(samples)))
    )
    return Estimated(areas, counts, (told,) if blank.any() else ())


def _map_class(row: object, shown: object, legend: Legend, name: str) -> str:
    """Return the map class of a point: what the map shows, else what it states."""
    number = getattr(row, "Index", "")
    stated = {column: str(getattr(row, column)) for column in STATED}
    stated = {column: text for column, text in stated.items() if text}
    found = {column: legend.label(text) for column, text in stated.items()}
    if shown is None:
        if not stated:
            msg = (
                f"{name} row {number} has neither lon and lat nor map_class: it "
                "belongs to no map class; add one of them"
            )
            raise SampleError(msg)
        column = next(iter(stated))
        shown = legend.known(stated[column], f"{name} row {number}")
    for column, label in found.items():
        if label != shown:
            msg = (
                f"{name} row {number}: {column} is {stated[column]!r}, the map shows "
                f"{shown!r} there. Strata other than the map's classes need another "
                "estimator (Stehman 2014); use the map from which the points were drawn"
            )
            raise SampleError(msg)
    return str(shown)


def design_sample(
    source: class_raster.Source,
    design: Design,
    *,
    names: Mapping[int, str] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw a stratified random sample of a map's cells.

    Parameters
    ----------
    source : Path or bytes
        A map of classes.
    design : Design
    names : mapping of class to name, optional

    Returns
    -------
    tuple : the points (see `qngeo.io.uploads.samples.blank_points`) in random order,
    and the strata by class: cells, area_ha, expected user's accuracy, points.

    Raises
    ------
    NumberError
        If the total is not above 0, or the wanted error or an expected accuracy cannot
        be.
    UnknownNameError
        If an accuracy is expected of a class that the map never shows.
    SampleError
        If the total does not do for the classes; see
        `qngeo.domain.forest.sampling.allocate`.
    """
    called = dict(names or {})
    strata = class_raster.class_cells(source)
    legend = Legend([int(str(c)) for c in strata.index], called)
    users = pd.Series(ASSUMED_USERS, index=strata.index, name="users")
    by_label = {legend.known(str(c), "the map"): c for c in strata.index}
    for text, value in design.users:
        label = legend.known(text, "expected accuracy")
        if label not in by_label:
            msg = f"expected accuracy: the map never shows class {label!r}"
            raise UnknownNameError(msg)
        users[by_label[label]] = value
    total = design.total
    if total is None:
        wanted = sampling.sample_size(
            strata["area_ha"], users, target_se=design.target_se
        )
        total = max(wanted, int(strata["cells"].clip(upper=design.minimum).sum()))
    elif total <= 0:
        msg = f"total {total}: give a number of points above 0"
        raise NumberError(msg)
    shared = sampling.allocate(strata["cells"], total, minimum=design.minimum)
    ranks = sampling.draw_ranks(
        _plain(strata["cells"]), _plain(shared), seed=design.seed
    )
    points = sampling.shuffled(
        class_raster.cell_centres(source, ranks), seed=design.seed
    )
    return files.blank_points(points, called), strata.assign(users=users, points=shared)


def _plain(series: pd.Series) -> dict[int, int]:
    return {int(str(key)): int(value) for key, value in series.items()}


def export_points(path: Path, points: pd.DataFrame, *, blind: bool = False) -> None:
    """Write drawn points for interpretation; blind leaves out what the map shows."""
    shown = points.drop(columns=list(STATED)) if blind else points
    files.write_points(path, shown)
