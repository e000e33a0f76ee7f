"""Names of a text -> agencies, as of a day and from where the office stands."""

from datetime import date

import pytest
from builders_agencies import (
    COMMITTEE_ID,
    COMMUNE_IDS,
    COMMUNES,
    FIVE_ORGANISATIONS,
    LAST_DAY_OF_DISTRICTS,
    LETTER_DAY,
    OFFICE_ID,
    agencies,
    commune_id,
    district,
    province,
)

from directive.agencies import Agency, Alias, Group, Level, Match, Membership
from directive.directory import Directory
from directive.name_lists import resolve_list


def resolved(name: str, on: date = LETTER_DAY, office: str | None = COMMITTEE_ID) -> Match:
    return district().resolve(name, on=on, office=office)


@pytest.mark.parametrize(
    ("name", "agency_id"),
    [
        ("phòng VHTT huyện", "bs.vhtt"),
        ("Phòng Văn hoá và Thông tin huyện Bình Sơn", "bs.vhtt"),
        ("Phòng Văn hoá và Thông tin Bình Sơn", "bs.vhtt"),
        ("Phòng VHTT huyện Bình Sơn, tỉnh Quảng Ngãi", "bs.vhtt"),
        ("Trung tâm Y tế huyện (TTYT)", "bs.ttyt"),
        ("Trung tâm Truyền thông- Văn hoá- Thể thao huyện", "bs.ttvhtt"),
        ("VP HĐND&UBND huyện", OFFICE_ID),
        ("Huyện đoàn", "bs.dtn"),
        ("Đoàn TNCS Hồ Chí Minh huyện", "bs.dtn"),
        ("Đề nghị Ủy ban MTTQVN huyện", "bs.mttq"),
        ("đồng chí Chủ tịch UBND huyện", COMMITTEE_ID),
        ("UBND", COMMITTEE_ID),
        ("UBND tỉnh", "qng.ubnd"),
        ("Giám đốc Sở Nội vụ", "qng.snv"),
        ("Sở Nội vụ tỉnh Quảng Ngãi", "qng.snv"),
        ("xã Bình Thanh", commune_id("xã Bình Thanh")),
        ("Chủ tịch UBND xã Bình Thạnh", commune_id("xã Bình Thạnh")),
        ("Ủy ban nhân dân thị trấn Châu Ổ, huyện Bình Sơn", commune_id("thị trấn Châu Ổ")),
        ("UBND xã Bình Hoà, huyện Bình Sơn, tỉnh Quảng Ngãi", commune_id("xã Bình Hòa")),
        ("Các phòng Y tế", "bs.yt"),
    ],
)
def test_one_name_of_the_directory_answers_to_many(name: str, agency_id: str) -> None:
    assert resolved(name).agency_ids == (agency_id,)


@pytest.mark.parametrize("name", [*COMMUNES, *(f"UBND {name} huyện Bình Sơn" for name in COMMUNES)])
def test_every_commune_is_itself_alone(name: str) -> None:
    plain = name.removeprefix("UBND ").removesuffix(" huyện Bình Sơn")
    assert resolved(name).agency_ids == (commune_id(plain),)


@pytest.mark.parametrize(
    "name",
    [
        "UBND các xã, thị trấn", "Ủy ban nhân dân các xã, thị trấn", "các xã, thị trấn", "UBND xã, thị trấn",
        "Chủ tịch UBND các xã, thị trấn", "Yêu cầu UBND các xã, thị trấn", "UBND cấp xã", "UBND các xã, thị trấn huyện",
        "UBND các xã, thị trấn trên địa bàn huyện Bình Sơn", "22 xã, thị trấn",
    ],
)  # fmt: skip
def test_the_communes_are_found_without_a_group_in_the_directory(name: str) -> None:
    assert resolved(name).agency_ids == COMMUNE_IDS
    assert resolved(name).plural


def test_communes_alone_leave_the_town_out() -> None:
    assert commune_id("thị trấn Châu Ổ") not in resolved("UBND các xã").agency_ids
    assert len(resolved("UBND các xã").agency_ids) == 21


@pytest.mark.parametrize(
    "name",
    ["các tổ chức chính trị - xã hội huyện", "Các tổ chức chính trị-xã hội", "các tổ chức CT-XH huyện Bình Sơn",
     "Đề nghị các tổ chức chính trị – xã hội"],
)  # fmt: skip
def test_a_group_is_expanded_on_the_day(name: str) -> None:
    assert resolved(name).agency_ids == FIVE_ORGANISATIONS
    assert resolved(name).group_id == "bs.ctxh"


@pytest.mark.parametrize("name", ["các phòng, ban", "Các phòng ban huyện", "Trưởng các phòng, ban", "phòng, ban"])
def test_the_offices_of_the_district_answer_together(name: str) -> None:
    assert len(resolved(name).agency_ids) == 5


@pytest.mark.parametrize(
    "name",
    [
        "các cơ quan, đơn vị liên quan", "các cơ quan đơn vị", "các đơn vị, địa phương liên quan",
        "các ngành có liên quan", "các sở, ngành liên quan", "các cơ quan, đơn vị được phân công",
        "Thủ trưởng các cơ quan, đơn vị", "các cơ quan chức năng",
    ],
)  # fmt: skip
def test_an_open_group_means_nobody_and_says_so(name: str) -> None:
    match = resolved(name)
    assert match.open
    assert not match.agency_ids


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("UBND các huyện, thành phố", COMMITTEE_ID),
        ("Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương", "qng.ubnd"),
        ("UBND các tỉnh, thành phố", "qng.ubnd"),
        ("UBND cấp tỉnh", "qng.ubnd"),
        ("UBND các xã, phường", commune_id("xã Bình Thanh")),
    ],
)
def test_a_group_the_directory_may_not_know_whole_is_left_to_a_person(name: str, office: str) -> None:
    city = Agency(agency_id="qng.tp", name="UBND thành phố Quảng Ngãi", level=Level.DISTRICT, parent_id="qng.ubnd")
    assert district(city).resolve(name, on=LETTER_DAY, office=office).agency_ids == ()


def test_a_vague_part_of_a_known_group_offers_its_members() -> None:
    match = resolved("các phòng, ban liên quan")
    assert match.open
    assert len(match.candidates) == 5


def test_a_site_may_say_what_an_open_name_means_there() -> None:
    local = Directory(
        agencies(),
        [Alias(alias="các địa phương", target_id="g")],
        [Group(group_id="g", name="Các xã vùng đông", parent_id=COMMITTEE_ID)],
        [Membership(group_id="g", agency_id=COMMUNE_IDS[1])],
    )
    assert local.resolve("các địa phương", on=LETTER_DAY, office=COMMITTEE_ID).agency_ids == COMMUNE_IDS[1:2]


def test_the_remaining_members_are_marked_as_a_remainder() -> None:
    match = resolved("UBND các xã, thị trấn còn lại")
    assert match.remainder
    assert match.agency_ids == COMMUNE_IDS


def test_names_alike_only_suggest() -> None:
    match = resolved("Sở Ngoại vụ")
    assert match.agency_ids == ()
    assert match.candidates == ("qng.snv",)
    assert resolved("Công ty TNHH Phú Thịnh").candidates == ()


def test_a_bare_place_is_no_body_but_suggests_its_committee() -> None:
    assert resolved("Bình Thanh").agency_ids == ()
    assert resolved("Bình Thanh").candidates == (commune_id("xã Bình Thanh"),)


def neighbour() -> Directory:
    """Another district with an office and a commune of the same names."""
    committee = Agency(agency_id="st.ubnd", name="UBND huyện Sơn Tịnh", level=Level.DISTRICT, parent_id="qng.ubnd")
    justice = Agency(agency_id="st.tp", name="Phòng Tư pháp", level=Level.DISTRICT, parent_id="st.ubnd")
    health = Agency(agency_id="st.yt", name="Phòng Y tế", level=Level.DISTRICT, parent_id="st.ubnd")
    namesake = Agency(agency_id="st.x1", name="UBND xã Bình Thanh", level=Level.COMMUNE, parent_id="st.ubnd")
    return district(committee, justice, health, namesake)


@pytest.mark.parametrize(
    ("name", "office", "agency_id"),
    [
        ("Phòng Y tế", COMMITTEE_ID, "bs.yt"),
        ("Phòng Y tế huyện", "st.tp", "st.yt"),
        ("Phòng Y tế huyện Sơn Tịnh", COMMITTEE_ID, "st.yt"),
        ("Phòng Tư pháp Sơn Tịnh", COMMITTEE_ID, "st.tp"),
        ("UBND xã Bình Thanh", COMMITTEE_ID, commune_id("xã Bình Thanh")),
        ("UBND xã Bình Thanh", "st.ubnd", "st.x1"),
        ("UBND xã Bình Thanh, huyện Sơn Tịnh", COMMITTEE_ID, "st.x1"),
        ("UBND xã Bình Thạnh", "st.ubnd", commune_id("xã Bình Thạnh")),
    ],
)
def test_a_plain_name_means_the_nearest_body(name: str, office: str, agency_id: str) -> None:
    assert neighbour().resolve(name, on=LETTER_DAY, office=office).agency_ids == (agency_id,)


def test_a_plain_name_never_means_a_neighbours_body() -> None:
    match = neighbour().resolve("Phòng Tư pháp", on=LETTER_DAY, office=COMMITTEE_ID)
    assert match.agency_ids == ()
    assert match.candidates == ("st.tp",)


def test_without_an_office_two_that_fit_decide_nothing() -> None:
    match = neighbour().resolve("Phòng Y tế", on=LETTER_DAY)
    assert match.agency_ids == ()
    assert set(match.candidates) == {"bs.yt", "st.yt"}


def test_the_last_day_is_still_valid() -> None:
    day_after = date(2025, 7, 1)
    assert resolved("Phòng Y tế", on=LAST_DAY_OF_DISTRICTS).agency_ids == ("bs.yt",)
    assert resolved("Phòng Y tế", on=day_after).agency_ids == ()
    assert resolved("UBND các xã, thị trấn", on=LAST_DAY_OF_DISTRICTS).agency_ids == COMMUNE_IDS
    assert resolved("UBND các xã, thị trấn", on=day_after).agency_ids == ()
    ended = district().ended("Phòng Y tế", on=day_after, office=COMMITTEE_ID)
    assert [agency.agency_id for agency in ended] == ["bs.yt"]


def test_an_alias_holds_only_in_its_time() -> None:
    alias = Alias(alias="Phòng X", target_id="bs.yt", valid_from=date(2024, 1, 1), valid_to=date(2024, 6, 30))
    local = Directory(agencies(), [alias])
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 30), date(2024, 7, 1))
    found = [local.resolve("phòng X", on=day, office=COMMITTEE_ID).agency_ids for day in days]
    assert found == [(), ("bs.yt",), ("bs.yt",), ()]


def test_a_membership_holds_only_in_its_time() -> None:
    joined = Membership(group_id="g", agency_id="bs.yt", valid_from=date(2024, 3, 1))
    local = Directory(agencies(), (), [Group(group_id="g", name="Khối văn xã", parent_id=COMMITTEE_ID)], [joined])
    assert local.members("g", date(2024, 2, 29)) == ()
    assert local.members("g", date(2024, 3, 1)) == ("bs.yt",)
    assert local.resolve("Khối văn xã", on=date(2024, 3, 1), office=COMMITTEE_ID).agency_ids == ("bs.yt",)


def test_a_circle_of_parents_does_not_hang() -> None:
    one = Agency(agency_id="a", name="Phòng A", level=Level.DISTRICT, parent_id="b")
    other = Agency(agency_id="b", name="Phòng B", level=Level.DISTRICT, parent_id="a")
    assert Directory([one, other]).resolve("Phòng A", on=LETTER_DAY).agency_ids == ("a",)


LINES = {
    "Ủy ban MTTQ Việt Nam, các tổ chức chính trị - xã hội huyện": ["bs.mttq", *FIVE_ORGANISATIONS],
    "Các phòng: Lao động – Thương binh và Xã hội, Tài chính - Kế hoạch, Văn hoá và Thông tin, Nông nghiệp và Phát "
    "triển nông thôn, Y tế": ["bs.ldtbxh", "bs.tckh", "bs.vhtt", "bs.nnptnt", "bs.yt"],
    "Trưởng các phòng: Y tế và Văn hóa và Thông tin; UBND xã Bình An": ["bs.yt", "bs.vhtt", commune_id("xã Bình An")],
    "UBND các xã: Bình Thanh, Bình An và Bình Thạnh": [
        commune_id("xã Bình Thanh"), commune_id("xã Bình An"), commune_id("xã Bình Thạnh")],
    "UBND các xã Bình Thanh, Bình An và thị trấn Châu Ổ": [
        commune_id("xã Bình Thanh"), commune_id("xã Bình An"), commune_id("thị trấn Châu Ổ")],
    "các xã, thị trấn và Phòng Y tế": [*COMMUNE_IDS, "bs.yt"],
    "Phòng Y tế/Trung tâm Y tế": ["bs.yt", "bs.ttyt"],
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_names_is_divided_where_the_directory_says(line: str) -> None:
    matches = resolve_list(line, district(), on=LETTER_DAY, office=COMMITTEE_ID)
    assert [agency_id for match in matches for agency_id in match.agency_ids] == LINES[line]


def test_a_piece_that_fits_nothing_stays_by_itself() -> None:
    matches = resolve_list("Phòng Y tế, Công ty TNHH ABC", district(), on=LETTER_DAY, office=COMMITTEE_ID)
    assert [(match.name, match.agency_ids) for match in matches] == [
        ("Phòng Y tế", ("bs.yt",)),
        ("Công ty TNHH ABC", ()),
    ]


DISTRICTS = ["t.d1", "t.d2", "t.d3", "t.d4", "t.d5"]
DEPARTMENTS = ["t.tnmt", "t.nnptnt", "t.khdt", "t.noi-vu", "t.tai-chinh", "t.ldtbxh", "t.vhttdl"]
PHRASES = {  # as provincial and central letters name owners
    "Giao Sở Tài nguyên và Môi trường": ["t.tnmt"],
    "Sở Nông nghiệp và Phát triển nông thôn": ["t.nnptnt"],
    "Giao UBND huyện Triệu Phong": ["t.d1"],
    "UBND thị xã Quảng Trị, UBND huyện Triệu Phong": ["t.d4", "t.d1"],
    "Giao các sở, ngành": DEPARTMENTS,
    "Giao các sở, ngành tỉnh; UBND các huyện, thành phố; Các Ban QLDA chuyên ngành": [
        *DEPARTMENTS, "t.d1", "t.d2", "t.d3", "t.d5", "t.ban-qlda"],
    "Giao Sở KHĐT": ["t.khdt"],
    "Giám đốc các Sở: Nội vụ, Tài chính": ["t.noi-vu", "t.tai-chinh"],
    "Giao Văn phòng UBND tỉnh": ["t.van-phong"],
    "đề nghị Ủy ban MTTQVN tỉnh": ["t.mttq"],
    "Thủ trưởng các sở, ban, ngành, đoàn thể tỉnh; Chủ tịch Ủy ban nhân dân các huyện, thị xã, thành phố": [
        *DEPARTMENTS, *DISTRICTS],
    "Chánh Văn phòng UBND tỉnh": ["t.van-phong"],
    "Chánh Thanh tra tỉnh": ["t.thanh-tra"],
    "Các Bộ: Quốc phòng, Công an, Ngoại giao; TTXVN": ["cp.quoc-phong", "cp.cong-an", "cp.ngoai-giao", "cp.ttxvn"],
    "Chủ tịch UBND tỉnh": ["t.ubnd"],
    "Giao Hội Người cao tuổi tỉnh": ["t.hnct"],
    "Sở LĐ-TB&XH": ["t.ldtbxh"],
    "các huyện Triệu Phong, Vĩnh Linh, Đakrông và TX Quảng Trị": ["t.d1", "t.d3", "t.d2", "t.d4"],
    "lãnh đạo các sở, ban, ngành thuộc tỉnh": DEPARTMENTS,
    "các sở, ban, ngành thuộc UBND tỉnh": DEPARTMENTS,
    "giao Bộ Giao thông vận tải": ["cp.gtvt"],
    "Sở Văn hóa, Thể thao và Du lịch và Sở Nội vụ": ["t.vhttdl", "t.noi-vu"],
    "Sở VHTTDL & Sở Tài chính": ["t.vhttdl", "t.tai-chinh"],
}  # fmt: skip


@pytest.mark.parametrize("phrase", PHRASES)
def test_owners_are_named_in_many_ways(phrase: str) -> None:
    matches = resolve_list(phrase, province(), on=LETTER_DAY, office="t.ubnd")
    assert [agency_id for match in matches for agency_id in match.agency_ids] == PHRASES[phrase]


@pytest.mark.parametrize(
    "phrase",
    [
        "các đơn vị, địa phương liên quan", "các Sở, ngành liên quan", "các cơ quan, đơn vị được phân công",
        "Thủ trưởng các cơ quan, đơn vị", "các cơ quan, đơn vị, địa phương liên quan", "các đơn vị liên quan",
    ],
)  # fmt: skip
def test_open_phrases_of_a_province_match_nobody(phrase: str) -> None:
    [match] = resolve_list(phrase, province(), on=LETTER_DAY, office="t.ubnd")
    assert (match.open, match.agency_ids) == (True, ())


def test_what_is_no_agency_of_the_directory_is_only_shown() -> None:
    for name in ("Công ty Cổ phần Đầu tư Thống Nhất", "Các Bộ, cơ quan, địa phương khác", "Các chi bộ trực thuộc"):
        assert not any(match.agency_ids for match in resolve_list(name, province(), on=LETTER_DAY, office="t.ubnd"))
