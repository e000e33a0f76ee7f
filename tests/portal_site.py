"""A portal over a small store: two offices, a commune and a collector; keys that are easy to read in a failing test."""

import hashlib
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from builders import a_contact, a_due, an_agency, an_obligation
from starlette.applications import Starlette

from directive.agencies import Post
from directive.document import Document, Manner
from directive.errors import NotFound
from directive.events import DirectiveAdded, DirectiveIssued, DirectoryLoaded, LinkMinted, ProposalConfirmed
from directive.files import FileRoom
from directive.ledger import Link, Purpose
from directive.obligations import Kind, Match, Obligation, Proposal, Proposed, ProposedReport
from directive.settings import Settings
from directive.store import Reading, Store, messages
from directive.tracked import Due
from directive.values import Span
from portal.app import create_app
from portal.shield import Limiter, Limits
from portal.site import Remind, Render

with warnings.catch_warnings():  # it prefers a client of its own that is not to be had everywhere yet
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

AT = datetime(2024, 6, 18, 2, 0, tzinfo=UTC)
"""Tuesday 18/06/2024, 09:00 in Vietnam."""
ISSUED = date(2024, 3, 11)
HEALTH, CULTURE, LABOUR, OFFICE = "phong-y-te", "phong-van-hoa", "phong-lao-dong", "van-phong"
QUOTES = (
    "Phòng Y tế: Phối hợp chỉ đạo trạm y tế các xã, thị trấn tổ chức khám sức khỏe định kỳ cho người cao tuổi.",
    "Phòng Văn hoá và Thông tin: Phối hợp tổ chức tuyên truyền nâng cao nhận thức của cộng đồng.",
)
REPORT_WORDS = "báo cáo kết quả cho UBND huyện (qua phòng Lao động) định kỳ 6 tháng, 1 năm"


@dataclass
class Place:
    """The portal of a test with its store, and keys to its doors."""

    app: Starlette
    store: Store
    files: FileRoom
    at: datetime = AT
    keys: dict[str, str] = field(default_factory=dict)
    count: int = 100

    @property
    def client(self) -> TestClient:
        """A browser of its own, with its own cookies."""
        return TestClient(self.app, base_url="http://testserver", follow_redirects=False)

    def key(self, purpose: Purpose, agency_id: str | None, **but: Any) -> str:
        """Make a link and give its key."""
        self.count += 1
        key = f"{purpose.value}-{agency_id}-{self.count}".ljust(43, "x")
        given = {
            "link_id": self.count,
            "purpose": purpose,
            "key_hash": hashlib.sha256(key.encode()).hexdigest(),
            "directive_id": 1,
            "agency_id": agency_id,
            "contact_id": None,
            "created_at": AT,
            "expires_at": AT + timedelta(days=60),
        }
        self.store.record(LinkMinted(link=Link(**given | but)), at=AT, by="test")
        return key


def open_link(conn: Reading, key: str, at: datetime) -> Link:
    """The contract of the function the portal is given."""
    link = messages.link_with_hash(conn, hashlib.sha256(key.encode()).hexdigest())
    if link is None:
        raise NotFound("Liên kết không đúng.")
    return link


def a_proposal() -> Proposal:
    span = Span(0, 1)
    owners = ((HEALTH,), (CULTURE,))
    return Proposal(
        assignments=tuple(
            Proposed(
                position=n,
                label=str(n + 1),
                title=quote.split(": ")[1][:60],
                quote=quote,
                span=span,
                manner=Manner.ORDER,
                owners=(Match(name=quote.split(":")[0], agency_ids=owners[n]),),
                partners=(),
            )
            for n, quote in enumerate(QUOTES)
        ),
        report=ProposedReport(
            reporters=(HEALTH, CULTURE),
            collector=Match(name="phòng Lao động", agency_ids=(LABOUR,)),
            to="UBND huyện",
            deadlines=(),
            quote=REPORT_WORDS,
            span=span,
        ),
    )


def duties() -> tuple[tuple[Obligation, ...], tuple[Due, ...]]:
    """1: Y tế performs, by 28/06. 2: Văn hoá performs. 3, 4: both report for the half-year, by 20/06."""
    common = {"collector_id": LABOUR}
    report: dict[str, Any] = {
        "kind": Kind.REPORT,
        "position": None,
        "label": None,
        "title": "Báo cáo kết quả thực hiện",
        **common,
    }
    obligations = (
        an_obligation(1, title="Tổ chức khám sức khỏe định kỳ cho người cao tuổi", **common),
        an_obligation(2, owner_id=CULTURE, position=1, label="2", title="Tuyên truyền nâng cao nhận thức", **common),
        an_obligation(3, owner_id=HEALTH, **report),
        an_obligation(4, owner_id=CULTURE, **report),
    )
    half: dict[str, Any] = {
        "period": "6 tháng đầu năm 2024",
        "period_from": date(2023, 12, 15),
        "period_to": date(2024, 6, 15),
        "cut_off": date(2024, 6, 14),
        "original_on": date(2024, 6, 20),
        "due_on": date(2024, 6, 20),
        "words": "định kỳ 6 tháng",
    }
    dues = (
        a_due(1, obligation_id=1, original_on=date(2024, 6, 28), due_on=date(2024, 6, 28)),
        a_due(2, obligation_id=2, original_on=date(2024, 6, 14), due_on=date(2024, 6, 14)),
        a_due(3, obligation_id=3, **half),
        a_due(4, obligation_id=4, **half),
    )
    return obligations, dues


def fill(store: Store) -> None:
    """One issued directive, its agencies and their people."""
    obligations, dues = duties()
    names = {
        HEALTH: "Phòng Y tế",
        CULTURE: "Phòng Văn hoá và Thông tin",
        LABOUR: "Phòng Lao động – Thương binh và Xã hội",
        OFFICE: "Văn phòng HĐND và UBND huyện",
    }
    people = [a_contact(n, agency_id, name=f"Người {n}") for n, agency_id in enumerate(names, start=1)]
    people.append(a_contact(9, OFFICE, name="Quản trị", post=Post.OPERATOR))
    with store.change(at=datetime(2024, 3, 11, 2, tzinfo=UTC), by="test") as change:
        for name, count in (("directive", 1), ("obligation", 4), ("due", 4)):
            change.numbers(name, count)  # as if drawn: what comes later gets other numbers
        change.record(
            DirectoryLoaded(agencies=tuple(an_agency(i, name=n) for i, n in names.items()), contacts=tuple(people)),
            DirectiveAdded(
                directive_id=1,
                file_name="cong-van.txt",
                file_sha256="0" * 64,
                document=Document(
                    text="\n".join(QUOTES),
                    issuer="UBND huyện Bình Sơn",
                    subject="V/v nhân rộng mô hình Câu lạc bộ Liên thế hệ tự giúp nhau",
                ),
                proposal=a_proposal(),
                assigner="Chủ tịch UBND huyện",
                office_id=OFFICE,
            ),
            ProposalConfirmed(directive_id=1, proposal=a_proposal(), collector_id=LABOUR),
            DirectiveIssued(directive_id=1, number="345/UBND", issued_on=ISSUED, obligations=obligations, dues=dues),
        )


_USUAL: dict[str, Any] = {
    "office_name": "UBND huyện Bình Sơn",
    "today": None,
    "demo": False,
    "public_url": "http://testserver",
}
"""Said outright, whatever the environment of the tests says."""


def a_place(
    store: Store,
    home: Path,
    *,
    limits: Limits | None = None,
    render: Render | None = None,
    remind: Remind | None = None,
    **settings: Any,
) -> Place:
    """A portal over this store."""
    files = FileRoom(home / "tep")
    place: list[Place] = []

    def mint(purpose: Purpose, *, at: datetime, by: str, **of: Any) -> str:
        return place[0].key(purpose, **{"agency_id": None, "directive_id": None, "created_at": at} | of)

    app = create_app(
        store=store,
        files=files,
        open_link=open_link,
        mint=mint,
        now=lambda: place[0].at,
        settings=Settings(_env_file=None, **_USUAL | {"home": home} | settings),
        secret=b"bi mat cua ban thu nghiem",
        limits=limits or roomy(),
        render=render,
        remind=remind,
    )
    place.append(Place(app, store, files))
    return place[0]


def roomy() -> Limits:
    """Limits no test meets by accident."""
    return Limits(*(Limiter(per_minute=1e6, burst=1e6) for _ in range(3)))


@contextmanager
def filled_place(store: Store, home: Path, **settings: Any) -> Iterator[Place]:
    fill(store)
    yield a_place(store, home, **settings)


def fields_of(html: str) -> dict[str, str]:
    """The hidden fields of the first form with a token on a page, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return dict(found)


def send(client: TestClient, path: str, *, to: str | None = None, files: Any = None, **typed: Any) -> Any:
    """Open a page and send its form with these fields; underscores in names stand for hyphens."""
    shown = client.get(path)
    assert shown.status_code == 200, shown.text
    data = fields_of(shown.text) | {name.replace("__", "-"): value for name, value in typed.items()}
    return client.post(to or path, data=data, files=files)
