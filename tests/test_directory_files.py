"""The files of a directory: read whole, or refused with every fault named."""

from datetime import date
from pathlib import Path

import pytest
from builders_agencies import LETTER_DAY, letter
from conftest import AT

from directive.agencies import Post, Standing, valid_on
from directive.directory_files import load_directory
from directive.document import Manner
from directive.errors import BadInput
from directive.events import DirectoryLoaded
from directive.laying_out import lay_out
from directive.obligations import Kind
from directive.proposing import propose
from directive.site import site_directory
from directive.store import Store
from flows.cli import main

BINH_SON = Path(__file__).parent.parent / "samples" / "binh-son"
OFFICE = "binh-son.van-phong"
AGENCIES = "agency_id,name,level,parent_id,valid_from,valid_to\n"


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_sample_directory_lays_the_sample_letter_out() -> None:
    directory = load_directory(BINH_SON).directory()
    proposal = propose(letter(), directory, on=LETTER_DAY, office_id=OFFICE)
    obligations = lay_out(proposal, directive_id=1, first_id=1, directory=directory)
    per_kind = {kind: [one.owner_id for one in obligations if one.kind is kind] for kind in Kind}
    assert [len(per_kind[kind]) for kind in (Kind.PERFORM, Kind.REPORT, Kind.COMPILE)] == [36, 36, 1]
    assert set(per_kind[Kind.PERFORM]) == set(per_kind[Kind.REPORT])
    assert per_kind[Kind.COMPILE] == ["binh-son.phong-ldtbxh"]
    assert sum(one.manner is Manner.REQUEST for one in obligations if one.kind is Kind.REPORT) == 7


@pytest.mark.parametrize(
    ("day", "communes"),
    [
        pytest.param(date(2025, 6, 30), 22, id="Mon 2025-06-30, the last day of the district"),
        pytest.param(date(2025, 7, 1), 0, id="Tue 2025-07-01, the communes are five and no longer the district's"),
    ],
)
def test_the_communes_of_the_district_on_both_sides_of_the_reform(day: date, communes: int) -> None:
    match = load_directory(BINH_SON).directory().resolve("UBND các xã, thị trấn", on=day, office=OFFICE)
    assert len(match.agency_ids) == communes


def test_the_sample_data_is_complete_enough_to_send() -> None:
    data = load_directory(BINH_SON)
    addressed = {contact.agency_id for contact in data.contacts if contact.email and valid_on(contact, LETTER_DAY)}
    owners = {one.agency_id for one in data.agencies if valid_on(one, LETTER_DAY) and one.agency_id[:8] == "binh-son"}
    assert owners - addressed == {"binh-son.ubnd"}
    assert {Post.FOLLOWER, Post.VICE_CHAIR, Post.CHAIRMAN} <= {c.post for c in data.contacts if c.agency_id == OFFICE}


def test_no_address_of_the_sample_can_reach_anybody() -> None:
    data = load_directory(BINH_SON)
    assert all(contact.email and contact.email.endswith(".example") for contact in data.contacts)
    assert not any(contact.phone or contact.zalo_id for contact in data.contacts)


def test_every_row_of_the_sample_names_its_source() -> None:
    data = load_directory(BINH_SON)
    assert all(one.source for one in (*data.agencies, *data.groups, *data.aliases))


def test_bodies_of_the_front_are_outside_the_chain_of_command() -> None:
    agencies = load_directory(BINH_SON).directory().agencies
    outside = {one.agency_id for one in agencies.values() if one.standing is Standing.INDEPENDENT}
    assert {"binh-son.mttq", "binh-son.hoi-nct", "binh-son.ldld"} <= outside
    assert "binh-son.trung-tam-y-te" not in outside


def test_names_shared_by_many_are_told_with_their_place() -> None:
    directory = load_directory(BINH_SON).directory()
    assert directory.full_name("quang-ngai.xa-dong-son.phong-kinh-te") == "Phòng Kinh tế xã Đông Sơn"
    assert directory.full_name("binh-son.hoi-nong-dan") == "Hội Nông dân huyện Bình Sơn"
    assert directory.full_name("binh-son.xa-binh-thanh") == "UBND xã Bình Thanh"


def test_what_a_spreadsheet_saves_is_read(tmp_path: Path) -> None:
    text = "\ufeffagency_id;name;level;standing;valid_to\r\na.ubnd;UBND xã A;commune;;30/06/2025\r\n;;;;\r\n"
    data = load_directory(folder(tmp_path, agencies=text))
    assert [(one.agency_id, one.valid_to) for one in data.agencies] == [("a.ubnd", date(2025, 6, 30))]


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    bad = folder(
        tmp_path,
        agencies=AGENCIES + "a.ubnd,UBND xã A,xã,,,\nb,,commune,,31/02/2024,\n",
        contacts="contact_id,agency_id,name,post,hộp thư\n",
    )
    with pytest.raises(BadInput) as told:
        load_directory(bad)
    message = str(told.value)
    assert "4 lỗi" in message
    assert "agencies.csv, dòng 2, cột level: “xã” không dùng được ở đây. Dùng một trong: central" in message
    assert "agencies.csv, dòng 3, cột valid_from: Ngày “31/02/2024” không có thật" in message
    assert "agencies.csv, dòng 3, cột name: ô này còn trống" in message
    assert "contacts.csv, dòng 1, cột hộp thư: không có cột này" in message


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"agencies": AGENCIES + "a,A,commune,z,,\n"}, "dòng 2, cột parent_id: không có cơ quan “z”"),
        ({"agencies": AGENCIES + "a,A,commune,b,,\nb,B,commune,a,,\n"}, "cột parent_id: cơ quan cấp trên đi vòng"),
        ({"agencies": AGENCIES + "a,A,commune,,,\na,B,commune,,,\n"}, "dòng 3, cột agency_id: trùng với dòng 2"),
        ({"agencies": AGENCIES + "Phòng Y tế,A,commune,,,\n"}, "mã “Phòng Y tế” sai dạng"),
        ({"agencies": AGENCIES + "a,A,commune,,2025-01-02,2025-01-01\n"}, "01/01/2025 trước ngày bắt đầu 02/01/2025"),
        ({"agencies": AGENCIES + "a,A, B,commune,,,\n"}, "dòng 2: nhiều ô hơn số cột"),
        ({"agencies": AGENCIES + "a,A,commune,,,\n", "aliases": "alias,target_id\nX,z\n"}, "aliases.csv, dòng 2"),
        ({"agencies": AGENCIES + "a,A,commune,,,\n", "members": "group_id,agency_id\ng,a\n"}, "không có nhóm “g”"),
        (
            {
                "agencies": AGENCIES + "a,A,commune,,,\n",
                "contacts": "contact_id,agency_id,name,post,email\n1,a,X,head,x\n",
            },
            "“x” không phải một địa chỉ thư",
        ),
        (
            {"agencies": AGENCIES + "a,A,commune,,,\n", "contacts": "contact_id,agency_id,name,post\nmột,a,X,head\n"},
            "contacts.csv, dòng 2, cột contact_id: “một” không phải một số nguyên",
        ),
        ({"groups": "group_id,name\n"}, "không có tệp agencies.csv"),
    ],
)
def test_a_fault_names_its_place_and_cause(tmp_path: Path, files: dict[str, str], told: str) -> None:
    with pytest.raises(BadInput) as error:
        load_directory(folder(tmp_path, **files))
    assert told in str(error.value)


def test_a_file_in_another_encoding_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "agencies.csv").write_bytes("agency_id,name,level\na,Phòng Y tế,commune\n".encode("utf-16"))
    with pytest.raises(BadInput, match="CSV UTF-8"):
        load_directory(tmp_path)


def test_a_name_can_be_tried_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["agencies", str(BINH_SON), "--office", OFFICE, "--on", "2024-03-11", "--resolve"]
    assert main([*words, "phòng VHTT"]) == 0
    assert capsys.readouterr().out.strip() == (
        "phòng VHTT → binh-son.phong-vhtt  Phòng Văn hóa và Thông tin huyện Bình Sơn"
    )
    assert main([*words, "Sở Ngoại vụ"]) == 1
    assert "có thể là quang-ngai.so-noi-vu" in capsys.readouterr().out
    assert main(["agencies", str(BINH_SON), "--office", "binh-son.van-phon", "--on", "2024-03-11"]) == 1
    assert "binh-son.van-phong" in capsys.readouterr().err


def test_a_directory_kept_in_the_store_answers_as_its_files_do(store: Store) -> None:
    data = load_directory(BINH_SON)
    store.record(DirectoryLoaded(**dict(data)), at=AT, by="test")
    with store.reading() as conn:
        kept = site_directory(conn)
    proposals = [propose(letter(), one, on=LETTER_DAY, office_id=OFFICE) for one in (data.directory(), kept)]
    before, after = (
        [{agency_id for match in one.owners for agency_id in match.agency_ids} for one in proposal.assignments]
        for proposal in proposals
    )
    assert after == before
    assert kept.groups == data.directory().groups
