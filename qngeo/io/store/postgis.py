"""A store in a PostGIS database, for a team."""

from sqlalchemy import Connection, create_engine, insert, make_url
from sqlalchemy.exc import ArgumentError

from qngeo.errors import StoreError
from qngeo.io.store.layers import LAYERS
from qngeo.io.store.tables import SCHEMA_VERSION, make_tables, view_sql

SCHEMA = "qngeo"

LOCK = 0x716E67656F
"""Number of the advisory lock: the letters qngeo."""

WAIT_S = 30
"""How long a writer waits for another one, seconds."""

_CONNECTION = {
    "connect_timeout": 10,
    "application_name": "qngeo",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A server that is gone is noticed within half a minute."""

_GUARD = f"""
CREATE FUNCTION {SCHEMA}.keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'stored versions are never changed'; END $$
"""


class Postgis:
    """The database below a store; schema ``qngeo`` comes with the first version.

    Parameters
    ----------
    url : str
        ``postgresql://user:password@host/database``.

    Raises
    ------
    StoreError
        If it is no such address.
    """

    def __init__(self, url: str) -> None:
        try:
            address = make_url(url).set(drivername="postgresql+psycopg")
        except (ArgumentError, ValueError) as error:
            msg = "QNGEO_STORE is no address: postgresql://user@host/database"
            raise StoreError(msg) from error
        self.where = f"database {address.database or ''}"
        given = {k: v for k, v in _CONNECTION.items() if k not in address.query}
        self.tables = make_tables(SCHEMA)
        self.engine = create_engine(
            address, pool_pre_ping=True, pool_size=3, connect_args=given
        )

    def there(self) -> bool:
        """Tell that only the server knows."""
        return True

    def prepare(self) -> None:
        """Do nothing: the database must be there."""

    def lock(self, connection: Connection) -> None:
        """Wait for other writers, half a minute at most."""
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")

    def marked(self, connection: Connection) -> bool:
        """Tell whether the schema holds a store."""
        asked = f"SELECT to_regclass('{SCHEMA}.{self.tables.mark.name}') IS NOT NULL"
        return bool(connection.exec_driver_sql(asked).scalar())

    def create(self, connection: Connection) -> None:
        """Make the schema, the tables, a view for each layer and the guards."""
        self._need_postgis(connection)
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        self.tables.metadata.create_all(connection)
        connection.exec_driver_sql(_GUARD)
        for name in LAYERS:
            connection.exec_driver_sql(view_sql(self.tables.layers[name], fid="fid"))
        for table in (self.tables.versions, *self.tables.layers.values()):
            connection.exec_driver_sql(
                f"CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON "
                f"{SCHEMA}.{table.name} FOR EACH STATEMENT "
                f"EXECUTE FUNCTION {SCHEMA}.keep()"
            )
        connection.execute(insert(self.tables.mark), {"schema_version": SCHEMA_VERSION})

    def _need_postgis(self, connection: Connection) -> None:
        """Have PostGIS switched on in the database, by us where we may."""
        asked = "SELECT count(*) FROM pg_{} WHERE {} = 'postgis'"
        if connection.exec_driver_sql(asked.format("extension", "extname")).scalar():
            return
        offered = asked.format("available_extensions", "name")
        may = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        if not connection.exec_driver_sql(offered).scalar():
            msg = f"{self.where} has no PostGIS; install it on the server"
            raise StoreError(msg)
        if not connection.exec_driver_sql(may).scalar():
            msg = (
                f"{self.where} has PostGIS switched off; have its administrator "
                "run CREATE EXTENSION postgis in it"
            )
            raise StoreError(msg)
        connection.exec_driver_sql("CREATE EXTENSION postgis")
