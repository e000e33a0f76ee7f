"""Reports on many directives and drafts to sign are downloaded by the signed-in, and by nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from portal_site import AT, HEALTH, OFFICE, Place, filled_place, send

from directive.events import OverallFrozen, PaperKept
from directive.kept import PaperKind
from directive.ledger import Purpose
from directive.store import Store


@pytest.fixture
def place(memory: Store, tmp_path: Path) -> Iterator[Place]:
    with filled_place(memory, tmp_path) as opened:
        sha256 = opened.files.keep(b"%PDF-1.7 bao cao")
        for number, agency_id in enumerate((None, HEALTH), start=1):
            frozen = OverallFrozen(
                report_id=number,
                span="2024-H1",
                agency_id=agency_id,
                on=AT.date(),
                title="Tình hình <b>6 tháng</b>",
                figures={},
                content={},
                files={"pdf": sha256},
                digest="0" * 64,
            )
            opened.store.record(frozen, at=AT, by="test")
        draft = PaperKept(
            paper_id=1, what=PaperKind.URGING, directive_id=1, on=AT.date(), title="đôn đốc", files={"pdf": sha256}
        )
        opened.store.record(draft, at=AT, by="test")
        yield opened


def test_reports_and_drafts_stand_where_a_reader_looks_for_them(place: Place) -> None:
    client = place.client
    send(client, f"/vao/{place.key(Purpose.READ, OFFICE)}")

    everything, one, agency = (client.get(path).text for path in ("/van-ban", "/van-ban/1", f"/don-vi/{HEALTH}"))
    assert 'href="/bao-cao/1/pdf"' in everything
    assert "Tình hình &lt;b&gt;6 tháng&lt;/b&gt;" in everything
    assert 'href="/du-thao/1/pdf"' in one
    assert 'href="/bao-cao/2/pdf"' in agency
    assert 'href="/bao-cao/1/pdf"' not in agency
    for path in ("/bao-cao/1/pdf", "/du-thao/1/pdf"):
        got = client.get(path)
        assert (got.content, got.headers["content-disposition"][:10]) == (b"%PDF-1.7 bao cao", "attachment")
    assert [client.get(path).status_code for path in ("/du-thao/1/xlsx", "/du-thao/2/pdf")] == [404, 404]


def test_a_draft_is_not_for_strangers_nor_for_the_agency_it_urges(place: Place) -> None:
    place.client.get(f"/t/{place.key(Purpose.ANSWER, HEALTH)}")

    assert [place.client.get(path).status_code for path in ("/du-thao/1/pdf", "/bao-cao/1/pdf")] == [401, 401]


def test_a_reading_link_to_one_directive_opens_no_report_on_all(place: Place) -> None:
    bound, free = place.key(Purpose.READ, OFFICE), place.key(Purpose.READ, OFFICE, directive_id=None)

    assert place.client.get(f"/bao-cao/{bound}/1/pdf").status_code == 404
    assert place.client.get(f"/bao-cao/{free}/1/pdf").status_code == 200
