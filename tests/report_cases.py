"""A district in the middle of a reporting period: 8 assignments, 36 agencies, some late, some silent."""

from datetime import date, datetime, timedelta

from builders import a_due, an_agency, an_obligation
from conftest import AT

from directive.agencies import Agency, Level, Standing
from directive.document import DocType, Document, Manner
from directive.events import (
    DirectiveAdded,
    DirectiveIssued,
    DirectoryLoaded,
    ProposalConfirmed,
    Reviewed,
    Submitted,
    Verdict,
)
from directive.obligations import Kind, Obligation, Progress, Proposal
from directive.store import Store
from directive.tracked import Due, DueState, Evidence, Reply, ReplyState

ISSUED = date(2024, 3, 11)
CUT_OFF = date(2024, 6, 14)  # Friday
DUE = date(2024, 6, 18)  # Tuesday
ON = date(2024, 6, 20)  # Thursday
PERIOD = "6 tháng đầu năm 2024"
OFFICES = {
    "phong-ldtbxh": "Phòng Lao động - Thương binh và Xã hội",
    "phong-tckh": "Phòng Tài chính - Kế hoạch",
    "phong-vhtt": "Phòng Văn hóa và Thông tin",
    "tt-vhtt": "Trung tâm Truyền thông - Văn hóa - Thể thao",
    "phong-nnptnt": "Phòng Nông nghiệp và Phát triển nông thôn",
    "phong-y-te": "Phòng Y tế",
    "tt-y-te": "Trung tâm Y tế huyện",
    "mttq": "Ủy ban MTTQ Việt Nam huyện",
    "ldld": "Liên đoàn Lao động huyện",
    "huyen-doan": "Huyện đoàn",
    "hoi-phu-nu": "Hội Liên hiệp Phụ nữ huyện",
    "hoi-nong-dan": "Hội Nông dân huyện",
    "hoi-ccb": "Hội Cựu chiến binh huyện",
    "bdd-nct": "Ban đại diện Hội Người cao tuổi huyện",
}
COMMUNES = (
    *("thị trấn Châu Ổ", "xã Bình Thuận", "xã Bình Thạnh", "xã Bình Đông", "xã Bình Chánh", "xã Bình Nguyên"),
    *("xã Bình Khương", "xã Bình Trị", "xã Bình An", "xã Bình Hải", "xã Bình Dương", "xã Bình Phước"),
    *("xã Bình Hòa", "xã Bình Trung", "xã Bình Minh", "xã Bình Long", "xã Bình Thanh", "xã Bình Chương"),
    *("xã Bình Hiệp", "xã Bình Mỹ", "xã Bình Tân Phú", "xã Bình Châu"),
)
ASKED = {"mttq", "ldld", "huyen-doan", "hoi-phu-nu", "hoi-nong-dan", "hoi-ccb", "bdd-nct"}
ASSIGNMENTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("1", ("phong-ldtbxh",), "Theo dõi, giám sát, đánh giá tiến độ thực hiện Kế hoạch số 92/KH-UBND"),
    ("2", ("phong-tckh",), "Cân đối ngân sách, thẩm định, trình UBND huyện bố trí kinh phí"),
    ("3", ("phong-vhtt", "tt-vhtt"), "Phối hợp tổ chức tuyên truyền về mô hình Câu lạc bộ liên thế hệ tự giúp nhau"),
    ("4", ("phong-nnptnt",), "Hỗ trợ Câu lạc bộ tham gia khuyến công, chuyển giao kỹ thuật chăn nuôi, trồng trọt"),
    ("5", ("phong-y-te", "tt-y-te"), "Chỉ đạo trạm y tế khám sức khỏe định kỳ cho người cao tuổi"),
    (
        "6",
        ("mttq", "ldld", "huyen-doan", "hoi-phu-nu", "hoi-nong-dan", "hoi-ccb"),
        "Phối hợp, vận động nguồn lực hỗ trợ các Câu lạc bộ liên thế hệ",
    ),
    ("7", ("bdd-nct",), "Nâng cao chất lượng hoạt động, thành lập mới các Câu lạc bộ"),
    ("8", tuple(f"xa-{n}" for n in range(1, 23)), "Hoàn thành mục tiêu, chỉ tiêu theo Kế hoạch số 92/KH-UBND"),
)
HOSTILE = (
    "=1+1 #let x = 1 $\\alpha$ *đậm* <script>alert(1)</script> | ô | `mã` [liên kết](http://xau.example)\n"
    "dòng hai\x07\u202emã" + "dài" * 60
)


def agencies() -> list[Agency]:
    """The issuing committee, 14 offices and bodies, 22 communes."""
    office = an_agency("ubnd-huyen", name="Ủy ban nhân dân huyện Bình Sơn", short="UBND")
    bodies = [
        an_agency(
            agency_id,
            name=name,
            short="LĐTB&XH" if agency_id == "phong-ldtbxh" else None,
            parent_id="ubnd-huyen",
            standing=Standing.INDEPENDENT if agency_id in ASKED else Standing.SUBORDINATE,
        )
        for agency_id, name in OFFICES.items()
    ]
    communes = [
        an_agency(f"xa-{n}", name=f"UBND {name}", level=Level.COMMUNE, parent_id="ubnd-huyen")
        for n, name in enumerate(COMMUNES, start=1)
    ]
    return [office, *bodies, *communes]


def obligations(directive_id: int = 1) -> tuple[Obligation, ...]:
    """37 duties to perform and report, one to compile."""
    made = []
    for position, (label, owners, title) in enumerate(ASSIGNMENTS):
        for owner in owners:
            manner = Manner.REQUEST if owner in ASKED else Manner.ORDER
            made.append((owner, {"position": position, "label": label, "title": title, "manner": manner}))
    for owner in [*OFFICES, *(f"xa-{n}" for n in range(1, 23))]:
        title = "Báo cáo kết quả thực hiện"
        manner = Manner.REQUEST if owner in ASKED else Manner.ORDER
        made.append((owner, {"position": None, "label": None, "title": title, "kind": Kind.REPORT, "manner": manner}))
    title = "Tổng hợp báo cáo của 36 cơ quan, đơn vị"
    made.append(("phong-ldtbxh", {"position": None, "label": None, "title": title, "kind": Kind.COMPILE}))
    return tuple(
        an_obligation(n, directive_id=directive_id, owner_id=owner, **but) for n, (owner, but) in enumerate(made, 1)
    )


def dues(directive_id: int = 1) -> tuple[Due, ...]:
    """Report and compilation of the first half-year, and one dated duty of Phòng Tài chính - Kế hoạch."""
    found = []
    for o in obligations(directive_id):
        if o.kind is Kind.PERFORM and o.owner_id != "phong-tckh":
            continue
        day = {Kind.REPORT: DUE, Kind.COMPILE: ON, Kind.PERFORM: date(2024, 5, 31)}[o.kind]
        periodical = {"period": PERIOD, "period_from": date(2023, 12, 15), "cut_off": CUT_OFF}
        found.append(
            a_due(
                len(found) + 1,
                directive_id=directive_id,
                obligation_id=o.obligation_id,
                due_on=day,
                original_on=day,
                **(periodical if o.kind is not Kind.PERFORM else {}),
            )
        )
    return tuple(found)


def a_reply(reply_id: int, o: Obligation, due_id: int | None, on: date, **but: object) -> Reply:
    """An answer handed in at nine o'clock."""
    given = {
        "reply_id": reply_id,
        "submission_id": reply_id,
        "directive_id": o.directive_id,
        "obligation_id": o.obligation_id,
        "due_id": due_id,
        "agency_id": o.owner_id,
        "at": datetime(on.year, on.month, on.day, 2, tzinfo=AT.tzinfo),
        "on": on,
        "by": "Cán bộ",
        "progress": Progress.REPORTED if o.kind is Kind.REPORT else Progress.UNDER_WAY,
        "percent": None,
        "result": "",
    }
    return Reply.model_validate(given | but)


def a_district(store: Store, *, hostile: str = "") -> int:
    """The directive with its answers; gives its number. The last five communes and Hội Nông dân said nothing."""
    with store.change(at=AT, by="test") as change:
        directive_id = change.numbers("directive")
        empty = Proposal(assignments=(), report=None)
        document = Document(
            text="…",
            issuer="UBND huyện Bình Sơn",
            doc_type=DocType.LETTER,
            subject="V/v tiếp tục triển khai thực hiện Đề án nhân rộng mô hình Câu lạc bộ Liên thế hệ tự giúp nhau "
            "trên địa bàn huyện Bình Sơn",
        )
        change.record(
            DirectoryLoaded(agencies=tuple(agencies())),
            DirectiveAdded(
                directive_id=directive_id,
                file_name="cong-van.txt",
                file_sha256="0" * 64,
                document=document,
                proposal=empty,
                assigner="Chủ tịch UBND huyện Bình Sơn",
                office_id="ubnd-huyen",
            ),
            ProposalConfirmed(directive_id=directive_id, proposal=empty, collector_id="phong-ldtbxh"),
            DirectiveIssued(
                directive_id=directive_id,
                number="345/UBND-LĐTBXH",
                issued_on=ISSUED,
                obligations=obligations(directive_id),
                dues=dues(directive_id),
            ),
        )
    _answer(store, directive_id, hostile)
    return directive_id


def _answer(store: Store, directive_id: int, hostile: str) -> None:
    silent = {"hoi-nong-dan", *(f"xa-{n}" for n in range(18, 23))}
    by_obligation = {due.obligation_id: due.due_id for due in dues(directive_id)}
    replies = []
    for o in obligations(directive_id):
        if o.owner_id in silent or o.kind is Kind.COMPILE or o.owner_id == "phong-tckh":
            continue
        late = o.owner_id in {"xa-16", "xa-17"}
        on = DUE + timedelta(days=1) if late else DUE - timedelta(days=2)
        due_id = by_obligation.get(o.obligation_id)
        words = {} if o.kind is Kind.REPORT else _words(o, hostile)
        replies.append(a_reply(len(replies) + 1, o, due_id, on, **words))
    for reply in replies:
        submitted = Submitted(
            directive_id=directive_id,
            submission_id=reply.submission_id,
            idempotency_key=str(reply.submission_id),
            agency_id=reply.agency_id,
            due_id=reply.due_id,
            replies=(reply,),
        )
        store.record(submitted, at=reply.at, by=reply.by)
    accepted = [reply for reply in replies if reply.due_id and not reply.agency_id.startswith("xa-1")]
    store.record(
        Reviewed(
            directive_id=directive_id,
            on=ON,
            verdicts=tuple(Verdict(reply_id=r.reply_id, state=ReplyState.ACCEPTED) for r in accepted),
            due_states=tuple((r.due_id, DueState.MET) for r in accepted if r.due_id),
        ),
        at=datetime(2024, 6, 20, 3, tzinfo=AT.tzinfo),
        by="Phòng LĐTBXH",
    )


def _words(o: Obligation, hostile: str) -> dict[str, object]:
    plan = Evidence(sha256="a" * 64, name="Kế hoạch 15.pdf", content_type="application/pdf", size=1000)
    words: dict[str, object] = {
        "result": "Đã ban hành kế hoạch thực hiện; duy trì hoạt động của các Câu lạc bộ liên thế hệ tự giúp nhau trên "
        "địa bàn, thành lập mới 01 Câu lạc bộ với 50 thành viên, trong đó 70% là người cao tuổi.",
        "percent": 60,
    }
    if o.owner_id == "xa-1":
        words |= {
            "figures": "03 Câu lạc bộ; 152 thành viên; quỹ 45 triệu đồng",
            "difficulties": "Kinh phí hỗ trợ thành lập Câu lạc bộ mới còn hạn chế, chưa bố trí trong dự toán.",
            "proposals": "Đề nghị UBND huyện bổ sung kinh phí hỗ trợ 10 triệu đồng cho mỗi Câu lạc bộ thành lập mới.",
            "evidence": (plan,),
        }
    if o.owner_id == "xa-2" and hostile:
        words |= {"result": hostile, "difficulties": hostile}
    return words
