"""What a person says of a raster, held against its cells (mô tả ảnh raster)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from qngeo import dates
from qngeo.domain.imports.findings import FAULT, NOTE, WARNING, Finding
from qngeo.domain.imports.raster_description import (
    CLASSES,
    KINDS,
    QUANTITY,
    TEXTS,
    Description,
)
from qngeo.domain.imports.raster_scan import MOST_VALUES, Scan
from qngeo.errors import DateError

_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,29}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

MOST_LETTERS = {"note": 2000}
"""Letters of a text; of the others `USUAL_LETTERS`."""

USUAL_LETTERS = 200

SUSPECT_PCT = 1.0
"""Share of cells from which a value that may mean no data is told."""

LEAST_INSIDE_PCT = 50.0
"""Share of the province's covered cells under which missing values are told."""

LARGEST_CLASS = 2**31 - 2
"""Classes are kept as 32-bit numbers, one of them for no data."""

COARSE_M = 1000.0
"""Cells wider than this say little of a commune, metres."""


@dataclass(frozen=True, kw_only=True)
class RasterFinding(Finding):
    """One thing that the check of a raster has to say; ``row`` is always None."""

    row: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    WORDS: ClassVar[str] = "rasters.finding."


def fault(key: str, **values: Any) -> RasterFinding:
    """Return a finding that keeps the raster out."""
    return RasterFinding(severity=FAULT, key=key, values=values)


def warning(key: str, **values: Any) -> RasterFinding:
    """Return a finding that wants a look."""
    return RasterFinding(severity=WARNING, key=key, values=values)


def note(key: str, **values: Any) -> RasterFinding:
    """Return a finding that tells what is so."""
    return RasterFinding(severity=NOTE, key=key, values=values)


def about_description(said: Description, sources: Iterable[str]) -> list[RasterFinding]:
    """Check what is said by itself.

    Parameters
    ----------
    said : Description
    sources : iterable of str
        Ids of the register of sources.

    Returns
    -------
    list of RasterFinding
    """
    found = []
    if not _ID.fullmatch(said.id):
        found.append(fault("id_form", id=said.id[:60]))
    found += [fault("text_form", field=key) for key in _bad_texts(said)]
    if not said.name_vi.strip():
        found.append(fault("name_missing"))
    if said.kind not in KINDS:
        found.append(fault("kind_unknown", kind=said.kind[:40]))
    found += _about_date(said.as_of)
    known = set(sources)
    given = [part.strip() for part in said.source_ids.split(";") if part.strip()]
    found += [fault("source_unknown", id=i[:60]) for i in given if i not in known]
    if not given and not said.source.strip():
        found.append(fault("source_missing"))
    return found + _about_classes(said)


def _bad_texts(said: Description) -> list[str]:
    """Return the fields whose text is too long or holds control characters."""
    texts = {key: str(getattr(said, key)) for key in TEXTS}
    for one in said.classes:
        texts[f"{one.value}: name_vi"] = one.name_vi
        texts[f"{one.value}: name_en"] = one.name_en
    return [
        key
        for key, text in texts.items()
        if len(text) > MOST_LETTERS.get(key, USUAL_LETTERS) or _CONTROL.search(text)
    ]


def _about_date(text: str) -> list[RasterFinding]:
    if not text.strip():
        return [warning("date_unknown")]
    try:
        dates.parse_period(text)
    except DateError:
        return [fault("date_form", text=text[:40])]
    return []


def _about_classes(said: Description) -> list[RasterFinding]:
    if said.kind != CLASSES:
        return [warning("classes_unused")] if said.classes else []
    if not said.classes:
        return [fault("classes_missing")]
    values = [one.value for one in said.classes]
    found = []
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        found.append(fault("class_twice", values=", ".join(map(str, twice[:8]))))
    blank = [one.value for one in said.classes if not one.name_vi.strip()]
    if blank:
        found.append(fault("class_blank", values=", ".join(map(str, blank[:8]))))
    return found


def about_cells(said: Description, scan: Scan, *, marked: bool) -> list[RasterFinding]:
    """Hold the description against what the cells hold.

    Parameters
    ----------
    said : Description
    scan : Scan
        Of the band, with the same value for no data.
    marked : bool
        Whether the file or the person names a value for no data.

    Returns
    -------
    list of RasterFinding
    """
    if not scan.valid:
        return [fault("no_valid_cell")]
    found = _of_kind(said, scan)
    if scan.nan:
        found.append(note("nan_cells", share=round(scan.share(scan.nan), 2)))
    if scan.infinite:
        found.append(warning("infinite_cells", count=scan.infinite))
    named = {one.value for one in said.classes} if said.kind == CLASSES else set()
    for value, cells in sorted(scan.fills.items()):
        share = scan.share(cells)
        unnamed = not value.is_integer() or int(value) not in named
        if not marked and share >= SUSPECT_PCT and unnamed:
            found.append(warning("fill_suspected", value=value, share=round(share, 1)))
    return found


def _of_kind(said: Description, scan: Scan) -> list[RasterFinding]:
    if said.kind == QUANTITY:
        ends = note("value_range", least=scan.least, greatest=scan.greatest)
        few = scan.like_classes and len(scan.values()) > 1
        return [ends, warning("like_classes")] if few else [ends]
    if not scan.whole:
        return [fault("fractions", least=scan.least, greatest=scan.greatest)]
    if not scan.like_classes:
        return [fault("many_values", most=MOST_VALUES)]
    if max(abs(scan.least), abs(scan.greatest)) > LARGEST_CLASS:
        return [fault("class_large", least=scan.least, greatest=scan.greatest)]
    there, named = set(scan.values()), {one.value for one in said.classes}
    found = []
    if there - named:
        values = ", ".join(map(str, sorted(there - named)[:12]))
        found.append(warning("class_unnamed", values=values))
    if named - there:
        values = ", ".join(map(str, sorted(named - there)[:12]))
        found.append(note("class_absent", values=values))
    return found


def about_coverage(*, box_pct: float, scan: Scan, cell_m: float) -> list[RasterFinding]:
    """Tell how much of the province the raster covers.

    Parameters
    ----------
    box_pct : float
        Share of the province's land within the raster's edges, per cent.
    scan : Scan
    cell_m : float
        Side of a cell, metres.

    Returns
    -------
    list of RasterFinding
    """
    found = [note("coverage", box=round(box_pct, 1), cell=round(cell_m, 1))]
    if scan.inside:
        part = note if scan.inside_pct >= LEAST_INSIDE_PCT else warning
        found.append(part("coverage_valid", share=round(scan.inside_pct, 1)))
    if cell_m > COARSE_M:
        found.append(warning("coarse", cell=round(cell_m)))
    return found
