"""Which shape a database is in, without loading what changes it: every command asks first."""

from sqlalchemy import column, inspect, select, table

from directive.migrations import NEWEST
from directive.store.engine import Store

_VERSION = table("alembic_version", column("version_num"))


def current(store: Store) -> str | None:
    """The revision the database is at, None for an empty one."""
    with store.engine.connect() as conn:
        if not inspect(conn).has_table(_VERSION.name):
            return None
        return conn.execute(select(_VERSION.c.version_num)).scalar()


def newest() -> str:
    """The revision this version of the program expects."""
    return NEWEST
