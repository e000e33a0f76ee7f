"""The measures for a monitor: readable for whoever may, absent for others, and no name in them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from follow_up_site import Recording, fill, swept
from portal_site import TestClient
from prometheus_client.parser import text_string_to_metric_families

from directive.calendar import VIETNAM
from directive.settings import Settings
from directive.store import Store, migrate, open_store
from flows.portal import build

DAY = date(2024, 4, 4)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, today=DAY, _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
def used(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.url)
    migrate.upgrade(store)
    fill(store)
    swept(store, DAY, Recording())
    yield store
    store.close()


def ask(settings: Settings, key: str = "", where: str = "127.0.0.1", **headers: str) -> "tuple[int, str]":
    app = build(settings)
    client = TestClient(app, client=(where, 50000))
    given = {"authorization": f"Bearer {key}"} if key else {}
    client.get("/suc-khoe")
    answer = client.get("/so-do", headers={**given, **headers})
    app.state.site.store.close()
    return answer.status_code, answer.text


def values(text: str) -> dict[str, float]:
    return {
        sample.name + "".join(sorted(f",{k}={v}" for k, v in sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_prometheus_reads_what_is_told(settings: Settings, used: Store) -> None:
    status, text = ask(settings)

    assert status == 200
    told = values(text)
    assert told["dondoc_messages_today,state=sent"] == 9
    assert told["dondoc_messages,state=unsure"] == 0
    assert told["dondoc_http_requests_total,method=GET,route=/suc-khoe,status=200"] == 1
    assert told["dondoc_http_request_seconds_count"] == 1
    swept_at = datetime.combine(DAY, datetime.min.time(), tzinfo=VIETNAM).timestamp()
    assert told["dondoc_last_sweep_day_timestamp_seconds"] == swept_at
    assert told["dondoc_events_total"] > 5
    assert told["dondoc_disk_free_bytes"] > 0


def test_no_name_and_no_key_is_told(settings: Settings, used: Store) -> None:
    _, text = ask(settings)

    for name in ("phong-y-te", "Cán bộ", "Phòng", "12/UBND", "@"):
        assert name not in text


@pytest.mark.parametrize(
    ("key", "given", "where", "status"),
    [
        ("", "", "127.0.0.1", 200),
        ("", "", "10.0.0.7", 404),
        ("khoa-do", "", "127.0.0.1", 404),  # once there is a key, it is asked for everywhere
        ("khoa-do", "khoa-khac", "10.0.0.7", 404),
        ("khoa-do", "khoa-do", "10.0.0.7", 200),
    ],
)
def test_who_may_read_the_measures(
    settings: Settings, used: Store, key: str, given: str, where: str, status: int
) -> None:
    keyed = settings.model_copy(update={"metrics_key": Settings(metrics_key=key).metrics_key})

    assert ask(keyed, given, where)[0] == status


def test_behind_a_proxy_of_this_machine_only_the_key_opens_them(settings: Settings, used: Store) -> None:
    assert ask(settings, **{"x-forwarded-for": "203.0.113.9"})[0] == 404
