"""Migrations make the very tables the program uses, and can be undone on a filled store."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from builders import an_issued_directive, an_obligation
from conftest import AT

from directive.store import Store, migrate, version
from directive.store.tables import metadata


def emptied(store: Store) -> Store:
    metadata.drop_all(store.engine)
    return store


def test_migrations_and_tables_agree(store: Store) -> None:
    migrate.upgrade(emptied(store))

    with store.engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
    assert version.current(store) == version.newest()


def test_the_revision_asked_for_is_the_last_migration() -> None:
    assert version.newest() == migrate.head()


def test_an_empty_database_has_no_revision(store: Store) -> None:
    assert version.current(emptied(store)) is None


def test_a_filled_store_goes_down_and_up_again(store: Store) -> None:
    migrate.upgrade(emptied(store))
    an_issued_directive(store, at=AT, obligations=(an_obligation(),))

    migrate.downgrade(store, "base")
    migrate.upgrade(store)

    assert version.current(store) == version.newest()
