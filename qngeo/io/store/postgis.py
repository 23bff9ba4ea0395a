"""A store in a PostGIS database, for a team."""

from contextlib import AbstractContextManager

from sqlalchemy import Connection, Table, create_engine, insert, make_url
from sqlalchemy.exc import ArgumentError

from qngeo.errors import StoreError
from qngeo.io.store import patience
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
        patience.make_patient(self.engine)
        self.rest = patience.Rest()

    def there(self) -> bool:
        """Tell that only the server knows."""
        return True

    def prepare(self) -> None:
        """Do nothing: the database must be there."""

    def asked(self) -> AbstractContextManager[None]:
        """Leave a server alone for a moment that gave no answer."""
        return self.rest.kept(self.where)

    def lock(self, connection: Connection) -> None:
        """Wait for other writers, half a minute at most."""
        driver = connection.connection.driver_connection
        if isinstance(driver, patience.PatientConnection):
            driver.patience_s = patience.WRITE_S
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
        connection.exec_driver_sql(_GUARD)
        self.tables.mark.create(connection)
        for table in (self.tables.versions, *self.tables.layers.values()):
            self._make(connection, table)
        connection.execute(insert(self.tables.mark), {"schema_version": SCHEMA_VERSION})

    def _make(self, connection: Connection, table: Table) -> None:
        table.create(connection)
        connection.exec_driver_sql(
            f"CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON "
            f"{table.fullname} FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.keep()"
        )
        if table.name in LAYERS:
            connection.exec_driver_sql(view_sql(table, fid="fid"))

    def columns(self, connection: Connection) -> dict[str, set[str]]:
        """Return the columns that are there, by table."""
        found: dict[str, set[str]] = {}
        for table, column in connection.exec_driver_sql(
            "SELECT c.relname, a.attname FROM pg_attribute a "
            "JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            f"WHERE n.nspname = '{SCHEMA}' AND a.attnum > 0 AND NOT a.attisdropped"
        ):
            found.setdefault(table, set()).add(column)
        return found

    def keep_copy(self, _: int) -> str:
        """Copy nothing: the transaction takes back what fails."""
        return ""

    def add_table(self, connection: Connection, table: Table) -> None:
        """Make one table; who may use the log of versions may use it likewise."""
        self._make(connection, table)
        rights = self._rights(connection, self.tables.versions.name)
        for right, user in rights:
            self._allow(connection, right, table.fullname, user)
            if right == "INSERT":
                numbers = f"SEQUENCE {SCHEMA}.{table.name}_fid_seq"
                self._allow(connection, "USAGE", numbers, user)
            if right == "SELECT":
                view = f"{SCHEMA}.current_{table.name}"
                self._allow(connection, right, view, user)

    def show_anew(self, connection: Connection, table: Table) -> None:
        """Make the view of a layer again, with the rights it had."""
        view = f"current_{table.name}"
        rights = self._rights(connection, view)
        connection.exec_driver_sql(f"DROP VIEW {SCHEMA}.{view}")
        connection.exec_driver_sql(view_sql(table, fid="fid"))
        for right, user in rights:
            self._allow(connection, right, f"{SCHEMA}.{view}", user)

    @staticmethod
    def _rights(connection: Connection, name: str) -> list[tuple[str, str]]:
        """Return what others than the owner may do with a table or view."""
        asked = (
            "SELECT x.privilege_type, CASE x.grantee WHEN 0 THEN 'PUBLIC' "
            "ELSE quote_ident(pg_get_userbyid(x.grantee)) END "
            "FROM pg_class c, aclexplode(c.relacl) x "
            f"WHERE c.oid = '{SCHEMA}.{name}'::regclass AND x.grantee <> c.relowner"
        )
        return [(str(r), str(user)) for r, user in connection.exec_driver_sql(asked)]

    @staticmethod
    def _allow(connection: Connection, right: str, what: str, user: str) -> None:
        connection.exec_driver_sql(f"GRANT {right} ON {what} TO {user}")

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
