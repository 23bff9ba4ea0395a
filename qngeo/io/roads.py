"""The tables of the road network in ``data/roads``."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from qngeo.config import settings
from qngeo.io.tables import read_shipped

NUMBERS = ("lat", "lon", "km", "position_error_m")
WHOLE = ("seq", "seq_from", "seq_to")


@dataclass(frozen=True)
class RoadTables:
    """The network as built, before facts, dates and speeds.

    Attributes
    ----------
    nodes : DataFrame
        node_id, lat, lon (degrees), access ("yes" where a road can be left).
    edges : DataFrame
        from, to (node ids), km, measured (osm | drawn | join), class, line_id, seq
        (number of the control point it starts at, 0 for none), part_id (bridge,
        structure or interchange).
    lines : DataFrame
        line_id, subject_id, name_vi, name_en, class, status, opens_with.
    lengths : DataFrame
        line_id, seq_from, seq_to, fact_id: the fact that gives a stretch's length.
    places : DataFrame
        place_id, kind, name_vi, name_en, aliases, lat, lon, position_error_m,
        stands_for, source_id, note.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    lines: pd.DataFrame
    lengths: pd.DataFrame
    places: pd.DataFrame


def _read(path: Path) -> pd.DataFrame:
    return read_shipped(path, numbers=NUMBERS, whole=WHOLE)


def read_roads(data: Path | None = None) -> RoadTables:
    """Read the road network of a data folder.

    Parameters
    ----------
    data : Path, optional
        Another folder than the installed ``data/``.

    Returns
    -------
    RoadTables

    Raises
    ------
    MissingDataError
        If a table is not there.
    SchemaError
        If one is damaged.
    """
    folder = (data or settings().data) / "roads"
    return RoadTables(
        nodes=_read(folder / "nodes.csv"),
        edges=_read(folder / "edges.csv"),
        lines=_read(folder / "lines.csv"),
        lengths=_read(folder / "lengths.csv"),
        places=_read(folder / "places.csv"),
    )
