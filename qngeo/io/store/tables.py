"""The tables of a store, the same in a GeoPackage and in PostGIS."""

from dataclasses import dataclass

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    UniqueConstraint,
    exists,
    func,
    select,
)

from qngeo.io.store.layers import EXTRA, ID, LAYERS, Layer
from qngeo.io.store.outlines import Outline, PostgisOutline

SCHEMA_VERSION = 2
"""The present form; raised when a layer or column is added, and then in no release
taken back. An older store is brought to it, a newer one refused."""

OLDEST_FORM = 1

GEOMETRY = "geom"


@dataclass(frozen=True)
class Tables:
    """Every table of a store.

    Attributes
    ----------
    metadata : MetaData
    mark : Table
        One row: the number of the schema.
    versions : Table
        The log.
    layers : dict of str to Table
        For each layer the rows of all its versions.
    """

    metadata: MetaData
    mark: Table
    versions: Table
    layers: dict[str, Table]


def _layer_table(layer: Layer, metadata: MetaData) -> Table:
    inside = metadata.schema is not None
    outline = (PostgisOutline if inside else Outline)(layer.geometry)
    table = Table(
        layer.name,
        metadata,
        Column("fid", Integer, primary_key=True, autoincrement=True),
        Column(ID, Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("deleted", Boolean, nullable=False),
        *(Column(name, Text) for name in layer.texts),
        *(Column(name, Double) for name in layer.numbers),
        Column(EXTRA, Text),
        *([Column(GEOMETRY, outline)] if layer.geometry else []),
        UniqueConstraint(ID, "version", name=f"one_{layer.name}_row_a_version"),
        sqlite_autoincrement=True,
    )
    Index(f"{layer.name}_by_version", table.c.version)
    if layer.geometry and inside:
        Index(f"{layer.name}_by_place", table.c[GEOMETRY], postgresql_using="gist")
    return table


def make_tables(schema: str | None) -> Tables:
    """Describe the tables of a store.

    Parameters
    ----------
    schema : str or None
        The schema of PostGIS; None for a GeoPackage, which has none.
    """
    metadata = MetaData(schema=schema)
    versions = Table(
        "versions",
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("made", Text, nullable=False, comment="ISO 8601, UTC"),
        Column("who", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("layer", Text, nullable=False),
        Column("file_name", Text, nullable=False),
        Column("file_sha256", Text, nullable=False),
        Column("report", Text, nullable=False, comment="JSON"),
        Column("note", Text, nullable=False),
        Column("undoes", Integer),
        Column("added", Integer, nullable=False),
        Column("changed", Integer, nullable=False),
        Column("removed", Integer, nullable=False),
    )
    mark = Table("store_schema", metadata, Column("schema_version", Integer))
    layers = {name: _layer_table(layer, metadata) for name, layer in LAYERS.items()}
    return Tables(metadata, mark, versions, layers)


def current_rows(table: Table, version: int) -> Select[tuple[object, ...]]:
    """Select the newest row of each feature up to a version, ended features left out.

    Returns
    -------
    Select of the id, the version that wrote the row, the layer's columns, ``extra``
    and the geometry where there is one.
    """
    newer = table.alias("newer")
    replaced = exists(select(1).select_from(newer)).where(
        newer.c[ID] == table.c[ID],
        newer.c.version > table.c.version,
        newer.c.version <= version,
    )
    shown = [c for c in table.c if c.name not in {"fid", "deleted"}]
    return select(*shown).where(table.c.version <= version, ~table.c.deleted, ~replaced)


def newest_number(tables: Tables, *, layer: str = "") -> Select[tuple[int]]:
    """Select the newest version's number, of one layer or of all; 0 for none."""
    number = select(func.coalesce(func.max(tables.versions.c.number), 0))
    return number.where(tables.versions.c.layer == layer) if layer else number


def view_sql(table: Table, *, fid: str) -> str:
    """Return the definition of the view ``current_<layer>`` that QGIS opens.

    Parameters
    ----------
    table : Table
    fid : str
        Under which name the view gives the row's number; readers built on GDAL
        look for OGC_FID in a GeoPackage.
    """
    place = f"{table.schema}." if table.schema else ""
    left_out = {"fid", "version", "deleted"}
    columns = ", ".join(f'h."{c.name}"' for c in table.c if c.name not in left_out)
    return (
        f'CREATE VIEW {place}"current_{table.name}" AS '
        f'SELECT h.fid AS "{fid}", {columns}, h.version AS in_version '
        f'FROM {place}"{table.name}" h WHERE NOT h.deleted AND NOT EXISTS '
        f'(SELECT 1 FROM {place}"{table.name}" newer WHERE '
        f"newer.{ID} = h.{ID} AND newer.version > h.version)"
    )
