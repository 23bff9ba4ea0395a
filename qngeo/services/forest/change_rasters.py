"""Write the rasters of loss and recovery in three passes over the blocks."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from qngeo import __version__, progress
from qngeo.domain.forest import loss as measure
from qngeo.domain.forest.recovery import NO_STATE, share_regained, states
from qngeo.errors import RasterError
from qngeo.io.imagery.rasters import open_raster, writing
from qngeo.io.imagery.series import Series
from qngeo.io.json_files import write_json
from qngeo.services.forest.change_blocks import Block, ChangeBlocks
from qngeo.services.forest.change_sums import Control

ABOUT = "change.json"
"""Written last, beside the rasters: thresholds, offsets, control, seasons."""

MEANS = ("loss", "gain", "nbr_before", "ndvi_before", "ndvi")
"""Bands of ``means-<season>.tif``: damaged cells with enough images, else NaN."""

KINDS = ("means", "regained", "state")
"""Rasters of recovery, one of each a season after the first."""

PARTS = frozenset({"seasons", "offset", "control", "agreement"})
"""What a sidecar that is whole has."""

REGAINED_RANGE = (-1.0, 2.0)
"""Shares of single cells are cut to this on the map; means of areas are not cut."""

METHOD = "1"
"""Raised when the computation changes, so that older results are not read."""


def _offsets(work: ChangeBlocks) -> dict[str, measure.Offset]:
    """Find the change of undamaged forest, of both indices (first pass)."""
    counts = {index: measure.Histogram() for index in ("nbr", "ndmi")}
    for block in work.blocks():
        seen = work.seen(block, work.seasons[1].name)
        if block.inside is not None:
            seen &= block.inside
        for index, histogram in counts.items():
            histogram.add(work.changed(block, index)[seen])
    if work.control is not None:
        return {index: measure.given_offset(found) for index, found in counts.items()}
    return {
        index: measure.find_offset(found, work.steps.near[index])
        for index, found in counts.items()
    }


def write_change(folder: Path, work: ChangeBlocks, series: Series) -> None:
    """Write all rasters of a change and its sidecar; the folder appears when whole.

    Parameters
    ----------
    folder : Path
        Left alone where it is there already.
    work : ChangeBlocks
    series : Series

    Raises
    ------
    RasterError
        If the folder of what is derived cannot be made.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{series.name}/{folder.parent.name} cannot be made: {error.strerror}"
        raise RasterError(message) from error
    with tempfile.TemporaryDirectory(prefix=".", dir=folder.parent) as made:
        target = Path(made) / folder.name
        passes = len(work.seasons) + 1
        with progress.part(0, of=passes):
            offsets = _offsets(work)
        with progress.part(1, of=passes):
            control, agreement = _write_loss(target, work, offsets)
        for number in range(1, len(work.seasons)):
            with progress.part(number + 1, of=passes):
                _write_season(target, work, number, control)
        write_json(target / ABOUT, _sidecar(work, offsets, control, agreement, series))
        _into_place(target, folder)


def _into_place(made: Path, folder: Path) -> None:
    """Rename a finished folder; where somebody was faster, theirs says the same."""
    try:
        made.replace(folder)
    except OSError:
        if not (folder / ABOUT).exists():
            raise


def _write_loss(
    target: Path, work: ChangeBlocks, offsets: Mapping[str, measure.Offset]
) -> tuple[Control, tuple[int, int]]:
    """Write the classes and sum up the control (second pass)."""
    names = [season.name for season in work.seasons]
    control = Control(names, offset=offsets["nbr"].value)
    agree = known = 0
    layout = work.layout(("loss",), "uint8", measure.OUTSIDE)
    with writing(target / "loss.tif", layout) as raster:
        for block in work.blocks():
            dnbr, seen = work.changed(block, "nbr"), work.seen(block, names[1])
            classes = measure.classify(
                dnbr,
                block.forest,
                seen,
                offset=offsets["nbr"].value,
                thresholds=work.steps,
            )
            raster.write(classes, 1, window=block.window)
            both = measure.agreeing(
                classes,
                work.changed(block, "ndmi"),
                offset=offsets["ndmi"].value,
                thresholds=work.steps,
            )
            agree, known = agree + both[0], known + both[1]
            undamaged = seen & _undamaged(dnbr, block, offsets["nbr"], work.steps)
            for name in names[1:]:
                cells = undamaged & work.seen(block, name)
                control.add(
                    name, *(block.bands[n]["nbr"][cells] for n in (*names[:2], name))
                )
    return control, (agree, known)


def _undamaged(
    dnbr: measure.Array,
    block: Block,
    offset: measure.Offset,
    steps: measure.Thresholds,
) -> measure.Mask:
    if block.inside is not None:
        return block.inside
    with np.errstate(invalid="ignore"):
        near: measure.Mask = np.abs(dnbr - offset.value) < steps.near["nbr"]
    return near


def _write_season(
    target: Path, work: ChangeBlocks, number: int, control: Control
) -> None:
    """Write the rasters of recovery of one season (third pass)."""
    names = [season.name for season in work.seasons]
    first, second, now = names[0], names[1], names[number]
    paths = [target / f"{kind}-{now}.tif" for kind in KINDS]
    layouts = [
        work.layout(MEANS, "float32", float("nan")),
        work.layout(("regained",), "float32", float("nan")),
        work.layout(("state",), "uint8", NO_STATE),
    ]
    with (
        open_raster(target / "loss.tif") as classes,
        writing(paths[0], layouts[0]) as means,
        writing(paths[1], layouts[1]) as regained,
        writing(paths[2], layouts[2]) as state,
    ):
        for block in work.blocks():
            sort = classes.read(1, window=block.window)
            seen = work.seen(block, second) & work.seen(block, now)
            fell = work.changed(block, "nbr")
            gain = block.bands[now]["nbr"] - block.bands[second]["nbr"]
            values = np.stack(
                [
                    fell,
                    gain,
                    block.bands[first]["nbr"],
                    block.bands[first]["ndvi"],
                    block.bands[now]["ndvi"],
                ]
            ).astype(np.float32)
            known = seen & np.isfinite(values).all(axis=0)
            share = share_regained(
                fell, gain, control_loss=control.offset, control_gain=control.gain(now)
            )
            lost = (sort >= measure.LIGHT) & (sort <= measure.HEAVY)
            share = np.where(known & lost, np.clip(share, *REGAINED_RANGE), np.nan)
            damaged = np.isin(sort, measure.DAMAGED)
            state.write(states(share, damaged), 1, window=block.window)
            values[:, ~(known & damaged)] = np.nan
            means.write(values, window=block.window)
            regained.write(share.astype(np.float32), 1, window=block.window)


def _sidecar(
    work: ChangeBlocks,
    offsets: Mapping[str, measure.Offset],
    control: Control,
    agreement: tuple[int, int],
    series: Series,
) -> dict[str, Any]:
    agree, known = agreement
    return {
        "basis": series.kind,
        "series": series.name,
        "seasons": {
            season.name: {
                key: season.about.get(key) for key in ("from", "to", "cloud_pct")
            }
            for season in work.seasons
        },
        "before": work.seasons[0].name,
        "after": work.seasons[1].name,
        "thresholds": work.steps.as_json(),
        "offset": {
            index: {"value": o.value, "cells": o.cells, "found": o.found}
            for index, o in offsets.items()
        },
        "control": control.as_json(),
        "agreement": {"share": agree / known if known else None, "cells": known},
        "method": METHOD,
        "code_version": __version__,
    }
