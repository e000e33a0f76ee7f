"""The engine as `dondoc up` runs it: a real Prefect server behind the guard, provisioned with the real file.

The last test takes everything down in the middle of a day; the ones before it only look.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from engine_site import ADMIN, LEADER, Engine, ask
from follow_up_site import fill
from mail_server import MailServer, running

from directive.calendar import VIETNAM
from directive.ledger import MessageState
from directive.store import messages, migrate, open_store
from flows import doctor
from flows.doctor.engine import engine as engine_findings

pytestmark = [pytest.mark.engine]

DAY = date(2024, 4, 4)  # Thursday, four working days after the dues of the site
PEOPLE = 9  # four officers, four heads, the follower


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, mail: MailServer) -> Iterator[Engine]:
    home = tmp_path_factory.mktemp("engine")
    channels = f"vbmail://127.0.0.1:{mail.port}/?from=van-phong@huyen.example"
    engine = Engine(home, DONDOC_TODAY="04/04/2024", DONDOC_CHANNELS=channels)
    store = open_store(engine.settings.url)
    migrate.upgrade(store)
    fill(store)
    store.close()
    try:
        engine.start_server()
        engine.provision()
        yield engine
    finally:
        engine.stop()


@pytest.fixture
def client(site: Engine) -> Iterator[httpx.Client]:
    with site.client() as opened:
        yield opened


def test_a_deployed_schedule_gets_scheduled_runs(client: httpx.Client) -> None:
    """The one failure that nothing else shows: a healthy server whose scheduler creates no runs."""
    deployment = next(d for d in ask(client, "deployments/filter") if d["name"] == "Việc hằng ngày")
    until = time.monotonic() + 60
    runs: list[Any] = []
    while not runs and time.monotonic() < until:
        runs = ask(
            client,
            "flow_runs/filter",
            flow_runs={"deployment_id": {"any_": [deployment["id"]]}, "state": {"type": {"any_": ["SCHEDULED"]}}},
        )
        time.sleep(0.5)

    assert runs, "no scheduled run was created: check the pins of SQLAlchemy and FastAPI"
    starts = sorted(datetime.fromisoformat(run["expected_start_time"]) for run in runs)
    assert starts[0].astimezone(VIETNAM).strftime("%H:%M") == "08:00"
    assert starts[0] - datetime.now(VIETNAM) < timedelta(days=1)


def test_every_deployment_of_the_file_is_there_with_module_entrypoint(client: httpx.Client) -> None:
    import yaml

    wanted = yaml.safe_load(Path("prefect.yaml").read_text(encoding="utf-8"))["deployments"]

    deployed = {d["name"]: d for d in ask(client, "deployments/filter")}

    assert set(deployed) == {d["name"] for d in wanted}
    assert all(":" not in d["entrypoint"] and d["pull_steps"] in (None, []) for d in deployed.values())
    assert all(d["description"] for d in deployed.values())


def test_provisioning_again_changes_nothing(site: Engine, client: httpx.Client) -> None:
    before = {d["name"]: d["id"] for d in ask(client, "deployments/filter")}

    site.provision()

    assert before
    assert {d["name"]: d["id"] for d in ask(client, "deployments/filter")} == before
    assert {limit["name"] for limit in ask(client, "v2/concurrency_limits/filter")} == {"mail", "zalo"}
    watching = [a for a in ask(client, "automations/filter") if a["name"] == "Lượt chạy mất nhịp"]
    assert [(a["enabled"], a["trigger"]["within"]) for a in watching] == [(True, 900)]


def test_the_page_asks_the_host_it_was_opened_from(client: httpx.Client) -> None:
    settings = client.get("/ui-settings").json()

    assert settings["api_url"] == "/api"
    assert settings["auth"] is None


def test_the_short_address_says_when_there_is_no_dashboard_yet(site: Engine) -> None:
    answer = httpx.get(f"{site.base}/bang")

    assert answer.status_code == 404
    assert "Bảng điều hành" in answer.text


def test_a_leader_reads_and_changes_nothing(site: Engine, client: httpx.Client) -> None:
    made = client.post("/api/variables/", json={"name": "bi_mat", "value": "khong-cho-xem"})
    assert made.status_code == 201
    with site.client(("lanh-dao", LEADER)) as leader:
        deployment = ask(leader, "deployments/filter")[0]["id"]
        assert ask(leader, "flow_runs/count") >= 0
        page = leader.get("/v2/dashboard", headers={"accept": "text/html"})
        assert (page.status_code, page.text[:15].lower()) == (200, "<!doctype html>")
        for method, path in (
            ("POST", "/api/variables/filter"),
            ("GET", "/api/variables/name/bi_mat"),
            ("POST", "/api/block_documents/filter"),
            ("POST", f"/api/deployments/{deployment}/create_flow_run"),
            ("DELETE", f"/api/deployments/{deployment}"),
            ("POST", "/api/admin/database/clear"),
        ):
            assert leader.request(method, path, json={}).status_code == 403, path
    assert httpx.get(f"{site.base}/api/flows/count").status_code == 401


def test_a_form_of_another_page_is_refused_even_with_the_login(site: Engine) -> None:
    """A browser sends the login by itself; only a page of this server knows the token."""
    answer = httpx.post(f"{site.base}/api/flow_runs/filter", json={}, auth=("quan-tri", ADMIN))

    assert answer.status_code == 403
    assert "CSRF" in answer.text


def test_old_runs_are_cleared_and_telemetry_is_off(client: httpx.Client) -> None:
    services = client.get("/api/admin/settings").json()["server"]["services"]

    assert set(services["db_vacuum"]["enabled"]) == {"events", "flow_runs"}
    assert client.get("/api/admin/settings").json()["server"]["analytics_enabled"] is False


def test_killed_in_the_middle_of_a_day_the_day_ends_right(site: Engine, mail: MailServer) -> None:
    """Power cut while letters go out: server, worker and flow die at once. Afterwards everybody has one letter."""
    worker = site.start_worker()
    third, go_on = threading.Event(), threading.Event()

    def stall(_: str) -> str | None:
        if len(mail.arrived) == 3:
            third.set()
            go_on.wait(600)
            return "lost"
        return None

    mail.data = stall
    first = site.run("Việc hằng ngày")
    assert third.wait(600), (site.home / "dondoc.log").read_text(encoding="utf-8")[-3000:]

    found = list(engine_findings(site.settings))
    assert doctor.worst(found) is doctor.Grade.GOOD, [doctor.line(one) for one in found]

    site.kill(worker)
    site.kill(site.programs[0])
    mail.data = lambda _: None
    go_on.set()
    assert [one.grade for one in engine_findings(site.settings)] == [doctor.Grade.BAD]

    site.start_server()
    assert site.state(first)[0] == "RUNNING"  # nobody knows better yet
    assert "settled run" in site.provision()
    assert site.state(first)[0] == "CRASHED"
    site.start_worker()
    assert site.wait_for_end(site.run("Việc hằng ngày"))[0] == "COMPLETED"

    store = open_store(site.settings.url)
    with store.reading() as conn:
        written = messages.messages(conn)
    store.close()
    counts = Counter(arrived.mail["Message-ID"] for arrived in mail.arrived)
    assert set(counts.values()) == {1}
    assert set(counts) == {message.mail_id for message in written if message.state is MessageState.SENT}
    assert [message.state for message in written if message.mail_id not in counts] == [MessageState.UNSURE]
    assert len({message.contact_id for message in written}) >= PEOPLE
