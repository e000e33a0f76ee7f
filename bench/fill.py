"""Fill a store through events: `python -m bench.fill URL --open 10000 --agencies 200 --overdue 20% --soon 10%`.

Every title carries a token (OBL-0000123), so that what arrives can be counted. Obligations are acknowledged and under
way; their wake-ups are what a sweep of the day before would have left.
"""

import argparse
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from directive.agencies import Agency, Contact, Level, Post
from directive.calendar import VIETNAM, Calendar, official_calendar
from directive.document import Document, Manner
from directive.events import DirectiveAdded, DirectiveIssued, DirectoryLoaded, ProposalConfirmed
from directive.obligations import Kind, Obligation, Progress, Proposal
from directive.settings import day_of_text
from directive.store import Store, migrate, open_store
from directive.tracked import Due

ON = date(2024, 6, 18)  # Tuesday
OFFICE = "van-phong"
_PER_DIRECTIVE = 500


def main() -> None:
    """Fill the store at the address given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="sqlite:///… or postgresql+psycopg://…")
    parser.add_argument("--open", type=int, default=10_000, help="open obligations, one due each")
    parser.add_argument("--agencies", type=int, default=200)
    parser.add_argument("--overdue", type=_share, default=0.2, help="share that is overdue on the day")
    parser.add_argument("--soon", type=_share, default=0.1, help="share with a reminder on the day")
    parser.add_argument("--on", type=day_of_text, default=ON, help="the day that will be swept")
    args = parser.parse_args()
    began = time.perf_counter()
    store = open_store(args.url)
    migrate.upgrade(store)
    fill(store, count=args.open, agencies=args.agencies, overdue=args.overdue, soon=args.soon, on=args.on)
    store.close()
    print(f"{args.open} obligations of {args.agencies} agencies in {time.perf_counter() - began:.1f} s")


def fill(store: Store, *, count: int, agencies: int, overdue: float, soon: float, on: date) -> None:
    """Put agencies, people and `count` open obligations into an empty store."""
    calendar = official_calendar()
    issued_on = on - timedelta(days=90)
    at = datetime(issued_on.year, issued_on.month, issued_on.day, 9, tzinfo=VIETNAM)
    ids = [f"don-vi-{n:05}" for n in range(agencies)]
    with store.change(at=at, by="bench") as change:
        people = tuple(_people(ids))
        change.numbers("contact", len(people))
        change.record(DirectoryLoaded(agencies=tuple(_agencies(ids)), contacts=people))
    late, near = round(count * overdue), round(count * (overdue + soon))
    for first in range(0, count, _PER_DIRECTIVE):
        size = min(_PER_DIRECTIVE, count - first)
        with store.change(at=at, by="bench") as change:
            directive_id = change.numbers("directive")
            numbers = range(change.numbers("obligation", size), 10**12)
            change.numbers("due", size)
            obligations, dues = [], []
            for place, number in zip(range(first, first + size), numbers, strict=False):
                due_on, look_on = _dates(place, late, near, on, calendar)
                obligations.append(_obligation(number, directive_id, ids[place % agencies]))
                dues.append(_due(number, directive_id, due_on, look_on))
            empty = Proposal(assignments=(), report=None)
            change.record(
                DirectiveAdded(
                    directive_id=directive_id,
                    file_name="van-ban.txt",
                    file_sha256=f"{directive_id:064}",
                    document=Document(text="…", issuer="UBND huyện", subject="V/v nhiệm vụ trọng tâm"),
                    proposal=empty,
                    office_id=OFFICE,
                ),
                ProposalConfirmed(directive_id=directive_id, proposal=empty, collector_id=None),
                DirectiveIssued(
                    directive_id=directive_id,
                    number=f"{directive_id}/UBND",
                    issued_on=issued_on,
                    obligations=tuple(obligations),
                    dues=tuple(dues),
                ),
            )


def _dates(place: int, late: int, near: int, on: date, calendar: Calendar) -> tuple[date, date]:
    if place < late:  # 1 to 12 working days late
        return calendar.nth_working_day(on, -(1 + place % 12)), on
    if place < near:  # a reminder today: 7, 3 or 1 working days left
        return calendar.nth_working_day(on, (7, 3, 1)[place % 3]), on
    due_on = calendar.nth_working_day(on, 8 + place % 200)
    return due_on, calendar.nth_working_day(due_on, -7)


def _obligation(number: int, directive_id: int, owner_id: str) -> Obligation:
    return Obligation(
        obligation_id=number,
        directive_id=directive_id,
        position=0,
        label=str(number % 20 + 1),
        title=f"OBL-{number:07} Tổ chức thực hiện, báo cáo kết quả nhiệm vụ được giao tại địa bàn",
        kind=Kind.PERFORM,
        manner=Manner.ORDER,
        owner_id=owner_id,
        progress=Progress.UNDER_WAY,
    )


def _due(number: int, directive_id: int, due_on: date, look_on: date) -> Due:
    return Due(
        due_id=number,
        obligation_id=number,
        directive_id=directive_id,
        original_on=due_on,
        due_on=due_on,
        next_look_on=look_on,
    )


def _agencies(ids: list[str]) -> Iterator[Agency]:
    for number, agency_id in enumerate(ids):
        yield Agency(agency_id=agency_id, name=f"Đơn vị số {number}", level=Level.COMMUNE)
    yield Agency(agency_id=OFFICE, name="Văn phòng HĐND và UBND", level=Level.DISTRICT)


def _people(ids: list[str]) -> Iterator[Contact]:
    posts = [(agency_id, post) for agency_id in ids for post in (Post.OFFICER, Post.HEAD)]
    posts += [(OFFICE, post) for post in (Post.FOLLOWER, Post.VICE_CHAIR, Post.CHAIRMAN)]
    for number, (agency_id, post) in enumerate(posts, start=1):
        yield Contact(
            contact_id=number,
            agency_id=agency_id,
            name=f"Người nhận {number}",
            post=post,
            email=f"{post}.{number}@{agency_id}.example",
        )


def _share(text: str) -> float:
    value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text}: between 0% and 100%")
    return value


if __name__ == "__main__":
    main()
