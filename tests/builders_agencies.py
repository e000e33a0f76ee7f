"""A small district to read letters in: its offices, its communes in 2024 and the words they are called by."""

from datetime import date
from pathlib import Path

from directive.agencies import Agency, Alias, Group, Level, Membership, Standing
from directive.deadlines import Deadline
from directive.directory import Directory
from directive.document import Assignment, Document, Manner, Party
from directive.reading.document import read
from directive.values import Span

LETTER_DAY = date(2024, 3, 11)  # a Monday of the year the sample letter was drafted in
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
COMMITTEE_ID = "bs.ubnd"
OFFICE_ID = "bs.van-phong"

OFFICES = {
    "bs.ldtbxh": "Phòng Lao động - Thương binh và Xã hội",
    "bs.tckh": "Phòng Tài chính - Kế hoạch",
    "bs.vhtt": "Phòng Văn hóa và Thông tin",
    "bs.nnptnt": "Phòng Nông nghiệp và Phát triển nông thôn",
    "bs.yt": "Phòng Y tế",
    "bs.ttyt": "Trung tâm Y tế",
    "bs.ttvhtt": "Trung tâm Truyền thông - Văn hóa - Thể thao",
    OFFICE_ID: "Văn phòng HĐND và UBND",
}
OUTSIDE = {
    "bs.mttq": "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "bs.ldld": "Liên đoàn Lao động",
    "bs.hnd": "Hội Nông dân",
    "bs.dtn": "Đoàn Thanh niên Cộng sản Hồ Chí Minh",
    "bs.hlhpn": "Hội Liên hiệp Phụ nữ",
    "bs.hccb": "Hội Cựu chiến binh",
    "bs.hnct": "Ban đại diện Hội Người cao tuổi",
}
FIVE_ORGANISATIONS = ("bs.ldld", "bs.hnd", "bs.dtn", "bs.hlhpn", "bs.hccb")
COMMUNES = (
    "thị trấn Châu Ổ", "xã Bình Thuận", "xã Bình Thạnh", "xã Bình Đông", "xã Bình Chánh", "xã Bình Nguyên",
    "xã Bình Khương", "xã Bình Trị", "xã Bình An", "xã Bình Hải", "xã Bình Dương", "xã Bình Phước", "xã Bình Hòa",
    "xã Bình Trung", "xã Bình Minh", "xã Bình Long", "xã Bình Thanh", "xã Bình Chương", "xã Bình Hiệp", "xã Bình Mỹ",
    "xã Bình Tân Phú", "xã Bình Châu",
)  # fmt: skip
COMMUNE_IDS = tuple(f"bs.x{number:02}" for number in range(1, len(COMMUNES) + 1))


def commune_id(name: str) -> str:
    """The id of "xã Bình Thanh"."""
    return COMMUNE_IDS[COMMUNES.index(name)]


def agencies() -> list[Agency]:
    """Province, district, its offices, the bodies outside its command, its 22 communes."""
    province = Agency(agency_id="qng.ubnd", name="UBND tỉnh Quảng Ngãi", level=Level.PROVINCE)
    department = Agency(agency_id="qng.snv", name="Sở Nội vụ", level=Level.PROVINCE, parent_id="qng.ubnd")
    district = Agency(
        agency_id=COMMITTEE_ID, name="UBND huyện Bình Sơn", level=Level.DISTRICT, parent_id="qng.ubnd",
        valid_to=LAST_DAY_OF_DISTRICTS,
    )  # fmt: skip
    return [province, department, district, *_bodies(), *_communes()]


def _bodies() -> list[Agency]:
    return [
        Agency(
            agency_id=agency_id, name=name, level=Level.DISTRICT, parent_id=COMMITTEE_ID, standing=standing,
            valid_to=LAST_DAY_OF_DISTRICTS,
        )
        for names, standing in ((OFFICES, Standing.SUBORDINATE), (OUTSIDE, Standing.INDEPENDENT))
        for agency_id, name in names.items()
    ]  # fmt: skip


def _communes() -> list[Agency]:
    return [
        Agency(
            agency_id=agency_id, name=f"UBND {name}", level=Level.COMMUNE, parent_id=COMMITTEE_ID,
            valid_to=LAST_DAY_OF_DISTRICTS,
        )
        for agency_id, name in zip(COMMUNE_IDS, COMMUNES, strict=True)
    ]  # fmt: skip


def district(*more: Agency) -> Directory:
    """The directory of the district, with further agencies of a test."""
    groups = [
        Group(group_id="bs.ctxh", name="Các tổ chức chính trị - xã hội huyện", parent_id=COMMITTEE_ID),
        Group(group_id="bs.phong-ban", name="Các phòng, ban", parent_id=COMMITTEE_ID),
    ]
    members = [Membership(group_id="bs.ctxh", agency_id=one) for one in FIVE_ORGANISATIONS]
    members += [Membership(group_id="bs.phong-ban", agency_id=one) for one in list(OFFICES)[:5]]
    return Directory([*agencies(), *more], (), groups, members)


SAMPLE = Path(__file__).parent.parent / "samples" / "binh-son" / "cong-van.txt"


def letter() -> Document:
    """The sample letter as it is read."""
    return read(SAMPLE.read_text(encoding="utf-8"))


def document(*assignments: Assignment, addressees: tuple[str, ...] = (), text: str = "") -> Document:
    """A document of some assignments, where their words do not matter."""
    return Document(text=text, addressees=addressees, assignments=assignments)


def assignment(
    *owners: str, label: str = "1", partners: tuple[str, ...] = (), manner: Manner = Manner.ORDER,
    remainder: bool = False, lead: int | None = None, deadlines: tuple[Deadline, ...] = (),
) -> Assignment:  # fmt: skip
    """One assignment for owners named as a text names them."""
    return Assignment(
        label=label, heading=None, text="Tổ chức thực hiện.", manner=manner, span=Span(0, 0), deadlines=deadlines,
        owners=tuple(
            Party(name=name, span=Span(0, 0), remainder=remainder, lead=at == lead) for at, name in enumerate(owners)
        ),
        partners=tuple(Party(name=name, span=Span(0, 0)) for name in partners),
    )  # fmt: skip


def province() -> Directory:
    """A province with departments, districts and communes, and the groups its letters speak to."""
    seat = Agency(agency_id="t.ubnd", name="UBND tỉnh Quảng Trị", level=Level.PROVINCE)
    departments = [
        _under("t.ubnd", f"t.{slug}", name, Level.PROVINCE)
        for slug, name in {
            "van-phong": "Văn phòng UBND tỉnh",
            "tnmt": "Sở Tài nguyên và Môi trường",
            "nnptnt": "Sở Nông nghiệp và Phát triển nông thôn",
            "khdt": "Sở Kế hoạch và Đầu tư",
            "noi-vu": "Sở Nội vụ",
            "tai-chinh": "Sở Tài chính",
            "ldtbxh": "Sở Lao động - Thương binh và Xã hội",
            "vhttdl": "Sở Văn hóa, Thể thao và Du lịch",
            "ban-qlda": "Ban Quản lý dự án giao thông",
            "thanh-tra": "Thanh tra tỉnh",
            "mttq": "Ủy ban MTTQ Việt Nam tỉnh",
            "hnct": "Hội Người cao tuổi tỉnh",
        }.items()
    ]
    districts = [
        _under("t.ubnd", f"t.d{number}", f"UBND {name}", Level.DISTRICT)
        for number, name in enumerate(
            ("huyện Triệu Phong", "huyện Đakrông", "huyện Vĩnh Linh", "thị xã Quảng Trị", "thành phố Đông Hà"), start=1
        )
    ]
    ministries = [
        Agency(agency_id=f"cp.{slug}", name=name, level=Level.CENTRAL)
        for slug, name in {
            "quoc-phong": "Bộ Quốc phòng",
            "cong-an": "Bộ Công an",
            "ngoai-giao": "Bộ Ngoại giao",
            "gtvt": "Bộ Giao thông vận tải",
            "ttxvn": "Thông tấn xã Việt Nam",
        }.items()
    ]
    groups = [
        Group(group_id="t.so-nganh", name="Các sở, ban, ngành tỉnh", parent_id="t.ubnd"),
        Group(group_id="t.qlda", name="Các Ban QLDA chuyên ngành", parent_id="t.ubnd"),
    ]
    members = [Membership(group_id="t.so-nganh", agency_id=one.agency_id) for one in departments[1:8]]
    members += [Membership(group_id="t.qlda", agency_id="t.ban-qlda")]
    aliases = [
        Alias(alias="các sở, ngành", target_id="t.so-nganh"),
        Alias(alias="các sở, ban, ngành, đoàn thể", target_id="t.so-nganh"),
    ]
    return Directory([seat, *departments, *districts, *ministries], aliases, groups, members)


def _under(parent_id: str, agency_id: str, name: str, level: Level) -> Agency:
    return Agency(agency_id=agency_id, name=name, level=level, parent_id=parent_id)
