"""How does a layer or table become a file, with its source, licence and version?"""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd

from qngeo import clock
from qngeo.crs import STORAGE
from qngeo.io.downloads.content import Content
from qngeo.io.whole_files import check_place, whole
from qngeo.services.datasets.model import Dataset
from qngeo.services.datasets.register import data_version, dataset
from qngeo.services.export.formats import SYSTEMS, Format, check, format_of, system_of

SHORT = 8
"""Digits of the data version that stand in a file name."""


def export(
    found: Dataset,
    path: Path,
    *,
    crs: str = "",
    as_known_on: date | None = None,
    overwrite: bool = False,
) -> None:
    """Write a dataset to a file, whole or not at all.

    Parameters
    ----------
    found : Dataset
    path : Path
        Its ending chooses the kind of file; see `qngeo.services.export.formats`.
    crs : str
        "" or "4326" is WGS 84, longitude first; "5899" and other projections of
        VN-2000 are written easting first.
    as_known_on : date, optional
        The day for which the dataset was asked; it is written into the file.
    overwrite : bool
        Whether a file that is there may be replaced.

    Raises
    ------
    ExportError
        If the kind of file or the CRS does not fit, or the file is there already.
    UnknownNameError
        If there is no such kind of file or CRS.
    MissingDataError
        If there is no such folder.
    """
    chosen, system = _checked(found, path.suffix or path.name, crs)
    check_place(path, overwrite=overwrite)
    content = _content(found, system, as_known_on)
    with whole(path) as fresh:
        chosen.write(content, fresh)


def as_bytes(
    found: Dataset, ending: str, *, crs: str = "", as_known_on: date | None = None
) -> bytes:
    """Return a dataset as the bytes of a file; see `export`."""
    chosen, system = _checked(found, ending, crs)
    content = _content(found, system, as_known_on)
    with TemporaryDirectory(prefix="qngeo-export-") as folder:
        fresh = Path(folder) / f"{found.name}.{chosen.ending}"
        chosen.write(content, fresh)
        return fresh.read_bytes()


def file_name(
    found: Dataset, ending: str, *, crs: str = "", as_known_on: date | None = None
) -> str:
    """Return the name under which a file is taken away; metres name their CRS."""
    version = data_version(as_known_on)[:SHORT]
    system = system_of(crs)
    metres = "" if system == STORAGE else f"-{system.replace(':', '').lower()}"
    return f"qngeo-{found.name}-{version}{metres}.{format_of(ending).ending}"


def _checked(found: Dataset, ending: str, crs: str) -> tuple[Format, str]:
    chosen, system = format_of(ending), system_of(crs)
    check(found.name, found.kind, chosen, system)
    return chosen, system


def _content(found: Dataset, crs: str, as_known_on: date | None) -> Content:
    frame = found.frame
    if isinstance(frame, gpd.GeoDataFrame) and crs != STORAGE:
        frame = frame.to_crs(crs)
    return Content(
        name=found.name,
        frame=frame,
        meanings=pd.DataFrame([asdict(column) for column in found.columns]),
        about=_about(found, crs, as_known_on),
        sources=_sources(found, as_known_on),
    )


def _about(found: Dataset, crs: str, as_known_on: date | None) -> dict[str, str]:
    drawn = {
        "coordinate_system": f"{crs} ({SYSTEMS[crs]})",
        "axis_order": "longitude, latitude in degrees"
        if crs == STORAGE
        else "easting, northing in metres",
    }
    return {
        "title_vi": found.title_vi,
        "title_en": found.title_en,
        "licence": found.licence,
        "source_ids": "; ".join(found.source_ids),
        "data_version": data_version(as_known_on),
        "as_of": found.as_of,
        "recorded": found.recorded,
        "as_known_on": as_known_on.isoformat() if as_known_on else "",
        "written_on": clock.today().isoformat(),
        **(drawn if found.kind == "layer" else {}),
        "written_by": "qngeo",
    }


def _sources(found: Dataset, as_known_on: date | None) -> pd.DataFrame:
    """Return the sources that the dataset names, one row each."""
    register = dataset("sources", as_known_on).frame
    cited = register[register["id"].isin(found.source_ids)]
    return cited[["id", "title", "publisher", "date", "url"]].reset_index(drop=True)
