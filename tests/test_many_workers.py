"""Many workers: Prefect and the store on a real PostgreSQL, two workers at once, one of them dies in the middle."""

import os
import pwd
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_site import Engine, a_free_port
from follow_up_site import fill
from mail_server import running

from directive.ledger import MessageState
from directive.store import log, messages, migrate, open_store

pytestmark = [pytest.mark.engine, pytest.mark.slow]

BIN = Path("/usr/lib/postgresql")


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of the machine's own packages, with pg_trgm, which Prefect needs; its host and port."""
    found = sorted(BIN.glob("*/bin/initdb"))
    if not found or os.geteuid() != 0 or not shutil.which("runuser"):
        pytest.skip("no PostgreSQL of the machine, or no right to run it as its own user")
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("no user postgres")
    folder, port = tmp_path_factory.mktemp("cluster"), a_free_port()
    for path in (folder, *folder.parents[:2]):
        path.chmod(0o755)
    os.chown(folder, user.pw_uid, user.pw_gid)
    tools = found[-1].parent

    def run(*words: str) -> None:
        subprocess.run(["runuser", "-u", "postgres", "--", *words], check=True, capture_output=True, cwd=folder)

    run(str(tools / "initdb"), "-D", f"{folder}/data", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    run(str(tools / "pg_ctl"), "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start")
    try:
        for name in ("dondoc", "prefect"):
            run(str(tools / "createdb"), "-h", "127.0.0.1", "-p", str(port), name)
        yield f"postgres@127.0.0.1:{port}"
    finally:
        run(str(tools / "pg_ctl"), "-D", f"{folder}/data", "-w", "-m", "immediate", "stop")


def test_one_worker_of_two_dies_and_everybody_still_gets_one_letter(cluster: str, tmp_path: Path) -> None:
    with running() as mail:
        url = f"postgresql+psycopg://{cluster}/dondoc"
        engine = Engine(
            tmp_path,
            DONDOC_TODAY="04/04/2024",
            DONDOC_DATABASE_URL=url,
            DONDOC_ENGINE_DATABASE_URL=f"postgresql+asyncpg://{cluster}/prefect",
            PREFECT_API_DATABASE_CONNECTION_URL=f"postgresql+asyncpg://{cluster}/prefect",
            DONDOC_CHANNELS=f"vbmail://127.0.0.1:{mail.port}/?from=van-phong@huyen.example",
        )
        store = open_store(url)
        migrate.upgrade(store)
        fill(store)
        third, go_on = threading.Event(), threading.Event()

        def stall(_: str) -> str | None:
            if len(mail.arrived) == 3 and not third.is_set():
                third.set()
                go_on.wait(600)
                return "lost"
            return None

        mail.data = stall
        try:
            engine.start_server()
            engine.provision()
            first = engine.start_worker("may-1")
            broken_off = engine.run("Việc hằng ngày")
            assert third.wait(600), (tmp_path / "may-1.log").read_text(encoding="utf-8")[-3000:]
            engine.start_worker("may-2")
            other = engine.run("Việc hằng ngày")
            engine.kill(first)
            go_on.set()

            assert engine.wait_for_end(other)[0] == "COMPLETED"
            assert "left alone" in engine.provision()  # the other machine may be at work
            assert engine.state(broken_off)[0] == "RUNNING"
            assert engine.wait_for_end(engine.run("Gửi tiếp thông báo"))[0] == "COMPLETED"

            with store.reading() as conn:
                written = messages.messages(conn)
                assert log.verify(conn) == []
            counts = Counter(arrived.mail["Message-ID"] for arrived in mail.arrived)
            assert set(counts.values()) == {1}
            assert set(counts) == {m.mail_id for m in written if m.state is MessageState.SENT}
            assert [m.state for m in written if m.mail_id not in counts] == [MessageState.UNSURE]
            assert len({m.contact_id for m in written}) >= 9
        finally:
            engine.stop()
            store.close()
