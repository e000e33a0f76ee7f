"""Bringing a database to the shape this version expects, and back."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from directive.store.engine import Store


def upgrade(store: Store, revision: str = "head") -> None:
    """Run the missing migrations, in one transaction where the database allows it."""
    with store.engine.connect() as conn:
        command.upgrade(_config(conn), revision)
        conn.commit()


def downgrade(store: Store, revision: str) -> None:
    """Undo migrations down to a revision ("base" for all)."""
    with store.engine.connect() as conn:
        command.downgrade(_config(conn), revision)
        conn.commit()


def head() -> str:
    """The last of the migrations there are."""
    last = ScriptDirectory.from_config(_config(None)).get_current_head()
    assert last is not None, "the package ships at least one migration"
    return last


def known() -> frozenset[str]:
    """All revisions this version of the program can start from."""
    return frozenset(one.revision for one in ScriptDirectory.from_config(_config(None)).walk_revisions())


def _config(conn: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", "directive:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config
