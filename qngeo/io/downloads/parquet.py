"""GeoParquet 1.0, or plain Parquet for a table, with its origin in the metadata."""

import io
import json
from pathlib import Path

import geopandas as gpd
import pyarrow.parquet as pq

from qngeo.io.downloads.content import Content, records


def write_parquet(content: Content, path: Path) -> None:
    """Write rows as Parquet; outlines as WKB with their CRS.

    The key ``qngeo`` of the file's metadata is a JSON object: what is said of the
    whole, the sources, and what each column means.

    Parameters
    ----------
    content : Content
    path : Path
    """
    memory = io.BytesIO()
    if isinstance(content.frame, gpd.GeoDataFrame):
        content.frame.to_parquet(memory, index=False, schema_version="1.0.0")
    else:
        content.frame.to_parquet(memory, index=False)
    table = pq.read_table(io.BytesIO(memory.getvalue()))
    said = {
        **content.about,
        "source_list": records(content.sources),
        "columns": records(content.meanings),
    }
    text = json.dumps(said, ensure_ascii=False).encode()
    metadata = {**(table.schema.metadata or {}), b"qngeo": text}
    pq.write_table(table.replace_schema_metadata(metadata), path)
