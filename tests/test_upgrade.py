"""A store of the first shape comes through, on both databases: backed up, migrated, proved, and in use again."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from first_store import KEPT, REVISION
from follow_up_site import Recording, swept
from sqlalchemy import select, text

from directive import backup
from directive.errors import DirectiveError
from directive.files import FileRoom
from directive.settings import Settings
from directive.store import Store, directives, dumping, log, migrate, open_store, version
from directive.store.tables import FOLDED, metadata
from tasks.upgrading import Spoilt, upgraded

AT = datetime(2024, 7, 1, 3, tzinfo=UTC)


@pytest.fixture
def first(store: Store, tmp_path: Path) -> Store:
    """The kept store, as it was, in each database in turn."""
    metadata.drop_all(store.engine)
    backup.restore(KEPT, store, FileRoom(tmp_path / "tep"), as_it_was=True)
    return store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, _env_file=None)  # type: ignore[call-arg]


def test_the_kept_store_has_the_shape_the_first_migration_makes(tmp_path: Path) -> None:
    made = open_store(f"sqlite:///{tmp_path}/made.db")
    migrate.upgrade(made, REVISION)
    with dumping.snapshot(made) as conn:
        wanted = {one.name: dict(dumping.shape(one).columns) for one in dumping.tables(conn)}
    made.close()
    import tarfile

    with tarfile.open(KEPT) as archive:
        kept = {shape.name: dict(shape.columns) for shape, _ in backup._tables_in(archive)}

    assert kept == wanted, "before the first release: python tests/first_store.py; after it: write a new migration"


def test_a_store_of_the_first_shape_comes_through(first: Store, settings: Settings) -> None:
    assert version.current(first) == REVISION

    upgraded(first, settings, secret=b"s", at=AT)

    assert version.current(first) == version.newest()
    with first.engine.connect() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
    with first.reading() as conn:
        assert log.verify(conn) == []
        assert len(directives.obligations(conn, directive_id=1)) > 36
    swept(first, date(2024, 7, 2), Recording())


def test_its_log_replayed_by_this_version_gives_its_tables(first: Store, settings: Settings, memory: Store) -> None:
    upgraded(first, settings, secret=b"s", at=AT)
    with first.reading() as conn:
        log.replay(log.read(conn), memory)

    def content(store: Store) -> dict[str, list[str]]:
        with store.reading() as conn:
            return {t.name: sorted(map(repr, conn.execute(select(t)).all())) for t in FOLDED}

    assert content(memory) == content(first)


def test_a_filled_store_is_backed_up_before_it_is_changed(
    first: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version, "newest", lambda: "9999")  # a version that is not there

    with pytest.raises(Spoilt, match="dondoc restore"):
        upgraded(first, settings, secret=b"s", at=AT)

    kept = next(settings.backups.glob("*.tar.gz"))
    assert backup.verify(kept).tables["events"] == backup.verify(KEPT).tables["events"]


def test_a_store_of_a_newer_program_is_left_alone(first: Store, settings: Settings) -> None:
    with first.engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '7777'"))

    with pytest.raises(DirectiveError, match="mới hơn"):
        upgraded(first, settings, secret=b"s", at=AT)

    assert version.current(first) == "7777"


def test_a_filled_store_of_the_first_shape_goes_down_and_up(first: Store) -> None:
    migrate.upgrade(first)
    migrate.downgrade(first, "base")
    migrate.upgrade(first)

    assert version.current(first) == version.newest()
