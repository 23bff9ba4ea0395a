"""A store in one GeoPackage file, which QGIS opens as it is.

Written after OGC 12-128r19 (GeoPackage 1.3). The journal and fsync stay as SQLite
sets them, so that a writer that dies at any moment leaves whole versions only.
"""

import shutil
import sqlite3
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, Table, create_engine, event, insert

from qngeo.errors import StoreError
from qngeo.io.free_name import free_name
from qngeo.io.store.backend import WRITES
from qngeo.io.store.faults import reason
from qngeo.io.store.layers import LAYERS
from qngeo.io.store.outlines import SRS_ID
from qngeo.io.store.tables import GEOMETRY, SCHEMA_VERSION, make_tables, view_sql

APPLICATION_ID = 0x47504B47
"""The letters GPKG, as the standard wants them in the file's header."""

USER_VERSION = 10300
"""GeoPackage 1.3.0."""

WAIT_S = 30.0
"""How long a writer or reader waits for another one, seconds."""

_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG",'
    '"9122"]],AUTHORITY["EPSG","4326"]]'
)

_STANDARD = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, "
    "srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL, "
    "organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, "
    "description TEXT)",
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, "
    "data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '', "
    "last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), "
    "min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, "
    "CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) "
    "REFERENCES gpkg_spatial_ref_sys(srs_id))",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, "
    "column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, "
    "srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, "
    "CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), "
    "CONSTRAINT uk_gc_table_name UNIQUE (table_name), "
    "CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) "
    "REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) "
    "REFERENCES gpkg_spatial_ref_sys (srs_id))",
    "INSERT INTO gpkg_spatial_ref_sys VALUES "
    "('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL), "
    "('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL), "
    f"('WGS 84', {SRS_ID}, 'EPSG', {SRS_ID}, '{_WGS84}', NULL)",
)


def _engine(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(path, timeout=WAIT_S, isolation_level=None),
        poolclass=NullPool,
    )

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        writes = connection.get_execution_options().get(next(iter(WRITES)))
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class GeoPackage:
    """The file below a store; it comes to be with the first version.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = path.name
        self.tables = make_tables(None)
        self.engine = _engine(path)

    def there(self) -> bool:
        """Tell whether there is a file; one that is not is never made by reading."""
        return self.path.exists()

    def prepare(self) -> None:
        """Make the folder."""
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def asked(self) -> AbstractContextManager[None]:
        """Do nothing: a file answers at once or not at all."""
        return nullcontext()

    def lock(self, _: Connection) -> None:
        """Do nothing: BEGIN IMMEDIATE has waited already."""

    def marked(self, connection: Connection) -> bool:
        """Tell whether the file is a store; an empty one becomes a store later."""
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars()
        names = set(found)
        if names and self.tables.mark.name not in names:
            msg = (
                f"{self.where} is a file of another program, not a store of qngeo: "
                "name another file in QNGEO_STORE and import this one"
            )
            raise StoreError(msg)
        return bool(names)

    def create(self, connection: Connection) -> None:
        """Make the tables, a view for each layer and the guards."""
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {USER_VERSION}")
        for statement in _STANDARD:
            connection.exec_driver_sql(statement)
        self.tables.mark.create(connection)
        for table in (self.tables.versions, *self.tables.layers.values()):
            self.add_table(connection, table)
        connection.execute(insert(self.tables.mark), {"schema_version": SCHEMA_VERSION})

    def columns(self, connection: Connection) -> dict[str, set[str]]:
        """Return the columns that are there, by table."""
        found: dict[str, set[str]] = {}
        for table, column in connection.exec_driver_sql(
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
            "WHERE m.type = 'table'"
        ):
            found.setdefault(table, set()).add(column)
        return found

    def keep_copy(self, form: int) -> str:
        """Copy the file beside itself before its form changes; return the name.

        Raises
        ------
        StoreError
            As `copy_to`.
        """
        kept = free_name(self.path.with_name(f"{self.path.stem}.form-{form}.gpkg"))
        self.copy_to(kept)
        return kept.name

    def copy_to(self, kept: Path) -> None:
        """Copy the file in its folder, whole or not at all, while it may be locked.

        The copy is written under a name of its own first; one that a killed process
        left is written over.

        Raises
        ------
        StoreError
            If there is no room for it, or the folder may not be written.
        """
        fresh = self.path.with_name(f".{self.path.name}.copying")
        fresh.unlink(missing_ok=True)
        try:
            with (
                closing(sqlite3.connect(self.path, timeout=WAIT_S)) as now,
                closing(sqlite3.connect(fresh)) as copy,
            ):
                now.backup(copy)
            shutil.copymode(self.path, fresh)
            fresh.replace(kept)
        except sqlite3.Error as error:
            fresh.unlink(missing_ok=True)
            msg = f"{self.where} is not changed without a copy: {reason(error)}"
            raise StoreError(msg) from error

    def add_table(self, connection: Connection, table: Table) -> None:
        """Make one table with its view and the guards."""
        table.create(connection)
        for change in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table.name}_no_{change.lower()} BEFORE {change} "
                f"ON {table.name} BEGIN SELECT RAISE(ABORT, "
                "'stored versions are never changed'); END"
            )
        if table.name in LAYERS:
            self._show(connection, table.name)

    def show_anew(self, connection: Connection, table: Table) -> None:
        """Make the view of a layer again; what readers know of it stays."""
        connection.exec_driver_sql(f"DROP VIEW current_{table.name}")
        connection.exec_driver_sql(view_sql(table, fid="OGC_FID"))

    def _show(self, connection: Connection, name: str) -> None:
        """Make the view of a layer and enter it where GeoPackage readers look."""
        layer, view = LAYERS[name], f"current_{name}"
        connection.exec_driver_sql(view_sql(self.tables.layers[name], fid="OGC_FID"))
        connection.exec_driver_sql(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
            "VALUES (?, ?, ?, ?)",
            (view, "features" if layer.geometry else "attributes", view, SRS_ID),
        )
        if layer.geometry:
            connection.exec_driver_sql(
                "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)",
                (view, GEOMETRY, layer.geometry.upper(), SRS_ID),
            )
