"""Zalo against a faithful server: which way is open, what every refusal comes to, one renewal for all."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from builders import a_contact
from fake_zalo import APP_ID, APP_SECRET, OA_ID, FakeZalo, User, running
from follow_up_site import Recording, fill, swept
from hypothesis import given, settings
from hypothesis import strategies as st

from directive.errors import BadInput
from directive.events import AddressHeard
from directive.store import Store, tokens
from notifications.channels import DeliveryError
from notifications.channels.zalo import ZaloSite, open_zalo, way_of, zalo_address
from notifications.channels.zalo_client import App, NotReached, ZaloClient, ZaloError, new_consent
from notifications.channels.zalo_facts import Action, ZaloFacts, default_facts, load_facts, phone_for_zalo
from notifications.channels.zalo_tokens import TokenKeeper
from notifications.channels.zalo_words import message_text, template_data
from notifications.digest import Enclosure, Letter

NINE = datetime(2024, 3, 18, 2, 0, tzinfo=UTC)  # 09:00 in Vietnam
UID, PHONE = "3000000000000001", "84905123456"
LINK = "https://dondoc.example/l/" + "k" * 43


class Clock:
    """Stands still until somebody waits."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.waited: list[float] = []

    def __call__(self) -> datetime:
        return self.at

    def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.at += timedelta(seconds=seconds)


def facts_for(zalo: FakeZalo, **but: Any) -> ZaloFacts:
    facts = default_facts()
    service = facts.service.model_copy(
        update={"oauth_url": zalo.url, "openapi_url": zalo.url, "business_url": zalo.url, "timeout_seconds": 10}
    )
    template = facts.template.model_copy(update={"id": "mau-1"})
    return facts.model_copy(update={"service": service, "template": template} | but)


def a_letter(address: str = f"{UID} {PHONE}", *, name: str = "Nguyễn Văn Ổn", **but: Any) -> Letter:
    given = {
        "message_id": 17,
        "channel": "zalo",
        "address": address,
        "name": name,
        "subject": "Sắp đến hạn (2) – thứ Hai 18/3/2024",
        "text": "…",
        "html": "",
        "mail_id": "<thong-bao.20240318.17@dondoc.example>",
        "thread": "<nguoi-nhan.1@dondoc.example>",
        "reply_token": "17-0123456789abcdef0123456789abcdef",
        "day": date(2024, 3, 18),
        "links": (("Mở trang báo cáo", LINK),),
        "body": {
            "to": {"name": name, "agency": "Phòng Y tế huyện", "post": "Cán bộ đầu mối"},
            "counts": [["Sắp đến hạn", 2]],
            "sections": [
                {
                    "heading": "Sắp đến hạn",
                    "count": 2,
                    "groups": [
                        {
                            "directive": "Văn bản số 12/UBND",
                            "items": [["1. Khám sức khỏe", "hạn 29/3/2024", ""], ["Rà soát", "", ""]],
                        }
                    ],
                }
            ],
        },
    }
    return Letter(**given | but)


@dataclass
class Place:
    """The channel of a test with the server behind it."""

    zalo: FakeZalo
    store: Store
    clock: Clock
    site: ZaloSite

    def send(self, letter: Letter | None = None) -> str:
        self.left = 0

        def leaving() -> None:
            self.left += 1

        channel = open_zalo(f"zalo://{OA_ID}", self.site)
        try:
            return channel.send(letter or a_letter(), leaving)
        finally:
            channel.close()

    def wrote(self, at: datetime) -> None:
        """The person wrote to the OA: Zalo knows, and we do."""
        self.zalo.users[UID] = User(heard=at)
        self.store.record(AddressHeard(channel="zalo", address=UID, what="wrote", at=at), at=at, by="zalo")


def a_place(zalo: FakeZalo, store: Store, **but: Any) -> Place:
    clock = Clock(NINE)
    zalo.now = clock
    zalo.phones[PHONE] = UID
    zalo.users[UID] = User()
    zalo.templates["mau-1"] = {"ten": 30, "don_vi": 100, "so_noi_dung": 30, "ngay": 30, "duong_dan": 200}
    site = ZaloSite(store, App(APP_ID, APP_SECRET), facts_for(zalo, **but), clock, clock.pause)
    access, refresh = zalo.grant()
    end = NINE + timedelta(seconds=zalo.lifetime)
    tokens.put(store, f"zalo/{OA_ID}", access=access, refresh=refresh, expires_at=end, at=NINE)
    return Place(zalo, store, clock, site)


@pytest.fixture
def place(memory: Store) -> Iterator[Place]:
    with running(FakeZalo()) as zalo:
        yield a_place(zalo, memory)


# --- which way ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("silent_for", "api"),
    [
        (timedelta(hours=1), "oa"),
        (timedelta(days=6, hours=23), "oa"),
        (timedelta(days=7), "template"),
        (None, "template"),
    ],
    ids=["wrote an hour ago", "just inside the window", "just outside", "never wrote"],
)
def test_inside_the_window_an_oa_message_outside_it_a_template(
    place: Place, silent_for: timedelta | None, api: str
) -> None:
    if silent_for is not None:
        place.wrote(NINE - silent_for)

    receipt = place.send()

    assert receipt.split()[0] == api
    assert [name for name, _ in place.zalo.calls] == [api]
    assert place.left == 1


def test_a_site_that_does_not_pay_keeps_to_the_free_hours(memory: Store) -> None:
    free = default_facts().message.model_copy(update={"pay_within_window": False})
    with running(FakeZalo()) as zalo:
        place = a_place(zalo, memory, message=free)
        place.wrote(NINE - timedelta(hours=49))
        assert place.send().startswith("template")


def test_the_link_stands_in_the_message_and_only_in_the_templates_button(place: Place) -> None:
    place.send()
    place.wrote(NINE)
    place.send()

    data = place.zalo.texts("template")[0]["template_data"]
    assert data["duong_dan"] == "l/" + "k" * 43
    assert [name for name, value in data.items() if "k" * 43 in value] == ["duong_dan"]
    assert place.zalo.texts("template")[0]["tracking_id"] == "dd-17"
    assert LINK in place.zalo.texts("oa")[0]["message"]["text"]


def test_who_left_the_oa_gets_a_template_and_who_cannot_get_either_is_refused_for_good(place: Place) -> None:
    place.wrote(NINE)
    place.zalo.users[UID].follows = False
    assert place.send().startswith("template")
    assert place.left == 1  # one try, whichever way it went

    place.zalo.phones.clear()
    with pytest.raises(DeliveryError, match="zalo template -118") as raised:
        place.send()
    assert raised.value.permanent

    with pytest.raises(DeliveryError, match="zalo oa -213") as raised:
        place.send(a_letter(UID))
    assert raised.value.permanent


def test_nothing_leaves_in_the_quiet_hours_but_answers_within_the_window_do(place: Place) -> None:
    place.clock.at = datetime(2024, 3, 18, 15, 0, tzinfo=UTC)  # 22:00 in Vietnam
    with pytest.raises(DeliveryError, match="21:30–07:00") as raised:
        place.send()
    assert (raised.value.permanent, raised.value.whole_channel, place.left) == (False, False, 0)

    place.wrote(place.clock.at)
    assert place.send().startswith("oa")


@pytest.mark.parametrize(
    ("local", "quiet"), [("21:29", False), ("21:30", True), ("23:59", True), ("06:59", True), ("07:00", False)]
)
def test_the_quiet_hours_span_midnight(local: str, quiet: bool) -> None:
    at = datetime.fromisoformat(f"2024-03-18T{local}:00+07:00")

    assert default_facts().template.is_quiet(at) is quiet


# --- refusals -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("api", "code", "permanent", "whole"),
    [
        ("oa", -200, False, False),
        ("oa", -211, True, False),
        ("oa", -321, False, True),
        ("oa", -201, True, False),
        ("oa", -99999, True, False),
        ("template", -133, False, False),
        ("template", -144, True, False),
        ("template", -115, False, True),
        ("template", -139, True, False),
        ("template", -104, False, True),
    ],
)
def test_every_refusal_has_its_outcome(place: Place, api: str, code: int, permanent: bool, whole: bool) -> None:
    if api == "oa":
        place.wrote(NINE)
    place.zalo.fail_next.append((api, code))

    with pytest.raises(DeliveryError, match=f"zalo {api} {code}:") as raised:
        place.send()

    assert (raised.value.permanent, raised.value.whole_channel, raised.value.unsure) == (permanent, whole, False)


def test_the_same_number_means_different_things_in_the_two_tables() -> None:
    facts = default_facts()

    assert facts.meaning("template", -124).action is Action.REFRESH
    assert facts.meaning("oa", -124).action is Action.BUG
    assert facts.meaning("oa", -216).action is Action.REFRESH
    assert facts.meaning("template", -216).action is Action.BUG


def test_too_many_calls_pause_and_then_end_the_round(place: Place) -> None:
    place.wrote(NINE)
    place.zalo.fail_next += [("oa", -32), ("oa", -32)]
    assert place.send().startswith("oa")
    assert {1, 3} <= set(place.clock.waited)

    place.zalo.budget = 0
    with pytest.raises(DeliveryError, match="-32") as raised:
        place.send()
    assert (raised.value.whole_channel, raised.value.permanent) == (True, False)


def test_a_line_that_breaks_after_the_request_is_unsure_and_one_that_never_stood_is_not(place: Place) -> None:
    place.zalo.hang_up = "template"
    with pytest.raises(DeliveryError) as raised:
        place.send()
    assert raised.value.unsure
    assert len(place.zalo.texts("template")) == 1

    service = place.site.facts.service.model_copy(update={"business_url": "http://127.0.0.1:9"})
    place.site = place.site._replace(facts=place.site.facts.model_copy(update={"service": service}))
    with pytest.raises(DeliveryError) as raised:
        place.send()
    assert (raised.value.unsure, raised.value.whole_channel) == (False, True)


# --- tokens -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["oa", "template"])
def test_a_dead_token_is_renewed_once_and_the_message_goes_out(place: Place, way: str) -> None:
    if way == "oa":
        place.wrote(NINE)
    place.zalo.expire_tokens()

    assert place.send().startswith(way)
    assert place.send().startswith(way)
    assert len(place.zalo.texts("token")) == 1


def test_a_token_about_to_end_is_renewed_before_it_is_used(place: Place) -> None:
    place.clock.at += timedelta(seconds=place.zalo.lifetime) - timedelta(minutes=29)
    place.clock.at = place.clock.at.replace(hour=3)

    place.send()

    assert [name for name, _ in place.zalo.calls] == ["token", "template"]


def test_a_token_that_fails_even_when_new_stops_the_channel(place: Place) -> None:
    place.wrote(NINE)
    place.zalo.fail_next += [("oa", -216), ("oa", -216)]

    with pytest.raises(DeliveryError, match="-216") as raised:
        place.send()

    assert raised.value.whole_channel
    assert len(place.zalo.texts("token")) == 1


def test_a_used_up_refresh_token_needs_a_person_and_is_not_tried_again(place: Place) -> None:
    place.zalo.expire_tokens()
    place.zalo.refresh_used = dict.fromkeys(place.zalo.refresh_used, True)

    for _ in range(2):
        with pytest.raises(DeliveryError, match="dondoc channels connect") as raised:
            place.send()
        assert raised.value.whole_channel

    assert len(place.zalo.texts("token")) == 1


def test_the_new_pair_is_kept_before_it_is_used(place: Place) -> None:
    place.zalo.expire_tokens()
    place.zalo.hang_up = "template"

    with pytest.raises(DeliveryError):
        place.send()

    with place.store.reading() as conn:
        kept = tokens.pair(conn, f"zalo/{OA_ID}")
    assert kept is not None
    assert (kept.access, kept.refresh, kept.generation) == ("access-2", "refresh-2", 2)
    assert kept.expires_at - NINE >= timedelta(seconds=place.zalo.lifetime)


def test_twenty_threads_with_a_dead_token_make_one_renewal(store: Store) -> None:
    with running(FakeZalo(refresh_pause=0.3)) as zalo:
        access, refresh = zalo.grant()
        now = datetime.now(UTC)
        zalo.expire_tokens()
        tokens.put(store, "zalo/1", access=access, refresh=refresh, expires_at=now, at=now)
        client = ZaloClient(App(APP_ID, APP_SECRET), facts_for(zalo), clock=lambda: datetime.now(UTC), pause=time.sleep)
        got: list[str] = []

        def ask() -> None:
            keeper = TokenKeeper(
                store,
                "zalo/1",
                refresh=client.refresh,
                rules=client.facts.token,
                clock=lambda: datetime.now(UTC),
                pause=time.sleep,
            )
            got.append(keeper.renewed(access))

        threads = [threading.Thread(target=ask) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client.close()

    assert got == ["access-2"] * 20
    assert len(zalo.texts("token")) == 1


def test_a_renewal_whose_process_died_is_taken_over_when_its_lease_ends(place: Place) -> None:
    with place.store.reading() as conn:
        pair = tokens.pair(conn, f"zalo/{OA_ID}")
    assert pair is not None
    end = NINE + timedelta(seconds=20)
    assert tokens.lease(place.store, pair.name, generation=1, by="dead", at=NINE, until=end)
    assert not tokens.lease(place.store, pair.name, generation=1, by="other", at=NINE, until=end)
    place.zalo.expire_tokens()

    place.send()

    assert place.clock.at > end
    assert len(place.zalo.texts("token")) == 1


def test_tokens_stand_in_no_log_and_no_word(place: Place) -> None:
    from directive.store import log

    place.zalo.expire_tokens()
    place.send()
    with place.store.reading() as conn:
        written = [event.payload for event in log.read(conn)]
        pair = tokens.pair(conn, f"zalo/{OA_ID}")

    assert not any("access-" in payload or "refresh-" in payload for payload in written)
    assert "access-2" not in repr(pair)
    assert APP_SECRET not in repr(place.site.app)


def test_the_first_consent_brings_the_first_pair(place: Place) -> None:
    consent = new_consent(APP_ID, "https://dondoc.example/zalo", place.site.facts)
    client = ZaloClient(place.site.app, place.site.facts, clock=place.clock, pause=place.clock.pause)

    fresh = client.exchange("ma-uy-quyen", consent.verifier)
    with pytest.raises(ZaloError):
        client.exchange("ma-sai", consent.verifier)
    client.close()

    assert "code_challenge=" in consent.url
    assert consent.verifier not in consent.url
    assert fresh.access == "access-2"
    assert fresh.lives == timedelta(seconds=90_000)


# --- files --------------------------------------------------------------------------------------------------------


def test_files_go_after_the_message_and_one_zalo_does_not_take_is_only_told(place: Place) -> None:
    place.wrote(NINE)
    files = (
        Enclosure("Công văn đôn đốc.pdf", "application/pdf", b"%PDF-"),
        Enclosure("số liệu.xlsx", "application/octet-stream", b"PK"),
    )

    receipt = place.send(a_letter(files=files))

    assert receipt == "oa oa1"
    assert list(place.zalo.uploads.values()) == [b"%PDF-"]
    assert [m["message"].keys() for m in place.zalo.texts("oa")] == [{"text"}, {"attachment"}]


# --- words and addresses ------------------------------------------------------------------------------------------


def test_a_real_digest_fits_a_message_and_a_template(memory: Store) -> None:
    fill(memory)
    channel = Recording("mail")
    swept(memory, date(2024, 4, 1), channel)
    letter = next(one for one in channel.letters if one.address == "can-bo@phong-y-te.example")

    text = message_text(letter, 2000)
    data = template_data(letter, default_facts().template)

    assert "ĐÃ QUÁ HẠN (1)" in text
    assert "- 1. Chỉ đạo trạm y tế khám sức khỏe – hạn 29/3/2024" in text
    assert text.endswith(letter.links[0][1])
    assert (data["don_vi"], data["so_noi_dung"], data["ngay"]) == ("Phòng Y tế huyện", "1", "01/04/2024")


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(max_size=5000),
    titles=st.lists(st.text(max_size=400), max_size=40),
    limit=st.integers(300, 2000),
)
def test_a_message_never_exceeds_the_limit_and_always_holds_the_link(name: str, titles: list[str], limit: int) -> None:
    items = [[title, "hạn 29/3/2024", ""] for title in titles]
    section = {"heading": "Quá hạn", "count": len(items), "groups": [{"directive": "Văn bản", "items": items}]}
    letter = a_letter(name=name, body={"to": {"agency": name}, "counts": [], "sections": [section]})

    text = message_text(letter, limit)
    data = template_data(letter, default_facts().template)

    assert len(text) <= limit
    assert LINK in text
    assert all(
        len(data[default_facts().template.params[ours]]) <= cap for ours, cap in default_facts().template.caps.items()
    )


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("0905 123 456", PHONE),
        ("+84905123456", PHONE),
        ("84905123456", PHONE),
        ("0905.123.456", PHONE),
        ("(0905) 123-456", PHONE),
        ("02553822222", None),
        ("905123456", None),
        ("09051234567", None),
        ("+1 905 123 4567", None),
    ],
)
def test_a_phone_is_sent_as_84_and_nine_digits(written: str, phone: str | None) -> None:
    assert phone_for_zalo(written) == phone


def test_only_who_agreed_is_written_to() -> None:
    known = a_contact(phone="0905123456", zalo_id=UID)

    assert zalo_address(known) is None
    assert zalo_address(known.model_copy(update={"zalo_consent": True})) == f"{UID} {PHONE}"
    assert way_of(f"{UID} {PHONE}") == (UID, PHONE)
    assert way_of(PHONE) == ("", PHONE)
    assert way_of(UID) == (UID, "")


def test_a_missing_secret_and_a_wrong_address_are_told_at_once(place: Place) -> None:
    with pytest.raises(BadInput, match="DONDOC_ZALO_APP_SECRET"):
        open_zalo(f"zalo://{OA_ID}", None)
    with pytest.raises(BadInput, match="zalo://1234567890"):
        open_zalo("zalo://ten-oa", place.site)


def test_a_sites_own_facts_are_laid_over_and_checked(tmp_path: Any) -> None:
    own = tmp_path / "zalo.toml"
    own.write_text('[template]\nid = "77"\n[template.params]\nname = "ho_ten"\n[errors.oa]\n-230 = ["later", "thử"]\n')
    facts = load_facts(own)
    assert (facts.template.id, facts.template.params["name"], facts.template.params["link"]) == (
        "77",
        "ho_ten",
        "duong_dan",
    )
    assert facts.meaning("oa", -230).action is Action.LATER
    assert facts.meaning("oa", -213).action is Action.OTHER_WAY

    own.write_text('[errors.oa]\n-230 = ["maybe", "thử"]\n')
    with pytest.raises(BadInput, match="errors"):
        load_facts(own)


def test_calls_keep_the_pace_of_the_facts(place: Place) -> None:
    place.wrote(NINE)
    client = ZaloClient(place.site.app, place.site.facts, clock=place.clock, pause=place.clock.pause)
    for _ in range(5):
        client.send_text(UID, "thử", token="access-1")
    client.close()

    assert place.clock.at - NINE == pytest.approx(timedelta(seconds=0.2), abs=timedelta(milliseconds=1))


def test_an_answer_that_is_no_answer_is_unsure(place: Place) -> None:
    client = ZaloClient(place.site.app, place.site.facts, clock=place.clock, pause=place.clock.pause)
    with pytest.raises(NotReached) as raised:
        client._asked("GET", f"{place.zalo.url}/khong-co", "oa")
    client.close()
    assert raised.value.left
