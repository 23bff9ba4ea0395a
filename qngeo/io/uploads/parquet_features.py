"""Features of a person's GeoParquet, read batch by batch within a limit of memory."""

import io
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from qngeo.crs import read_crs
from qngeo.errors import SchemaError
from qngeo.io.uploads.raw import Raw, limited, raw_of

MAX_TABLE_BYTES = 300_000_000
"""Memory that the columns of a GeoParquet file may take."""


def read_parquet(content: bytes, name: str, layer: str) -> Raw:
    """Read a GeoParquet whose outlines are WKB.

    Parameters
    ----------
    content : bytes
    name : str
        File name, for messages.
    layer : str
        Wanted layer of own data; a GeoParquet has no layers to choose among.

    Returns
    -------
    Raw
        Indexed by row, counted from 1.

    Raises
    ------
    SchemaError
        If it is no sound GeoParquet with outlines as WKB, or is too large.
    """
    del layer
    try:
        return _parquet(pq.ParquetFile(io.BytesIO(content)), name)
    except SchemaError:
        raise
    except (pa.ArrowException, pyproj.exceptions.CRSError, OSError, KeyError,
            TypeError, AttributeError, ValueError) as error:  # fmt: skip
        msg = f"{name} is no sound GeoParquet: export it anew"
        raise SchemaError(msg) from error


def _parquet(file: pq.ParquetFile, name: str) -> Raw:
    limited(file.metadata.num_rows, name)
    said = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
    column = said.get("primary_column", "geometry")
    about = said.get("columns", {}).get(column)
    if about is None or about.get("encoding") != "WKB":
        msg = f"{name} names no outlines as WKB: export it as GeoParquet 1.0"
        raise SchemaError(msg)
    groups = range(file.metadata.num_row_groups)
    declared = sum(file.metadata.row_group(at).total_byte_size for at in groups)
    _limited_bytes(declared, name)
    batches, size = [], 0
    for batch in file.iter_batches(batch_size=100):
        size += batch.nbytes
        _limited_bytes(size, name)
        batches.append(batch)
    whole = pa.Table.from_batches(batches).to_pandas()
    shapes = shapely.from_wkb(whole.pop(column).to_numpy(object), on_invalid="ignore")
    crs = read_crs(about["crs"] if about.get("crs") else "OGC:CRS84")
    table = whole.reset_index(drop=True).astype(object)
    table.index = pd.RangeIndex(1, len(table) + 1)
    return raw_of(table, np.asarray(shapes, dtype=object), crs, name, {})


def _limited_bytes(size: int, name: str) -> None:
    if size > MAX_TABLE_BYTES:
        msg = f"{name} unpacks to more than {MAX_TABLE_BYTES / 1e6:.0f} MB: split it"
        raise SchemaError(msg)
