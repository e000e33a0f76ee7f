"""The demo (trình diễn): a real letter, lived through day by day with declared fictitious answers.

Everything goes through the same doors as real use: intake, sweep, answers, reviews, decisions, report. Only the
clock is assumed, and every page says so.
"""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from directive import answering, extending, intake, reporting
from directive.answering import Decision, Point
from directive.calendar import VIETNAM, Calendar
from directive.directory_files import load_directory
from directive.events import DirectoryLoaded
from directive.obligations import Kind, Obligation, Progress
from directive.reporting import Asked
from directive.site import site_calendar
from directive.store import directives, replies
from directive.tracked import Due, ReplyState
from directive.values import Frozen
from tasks.rooms import Rooms

Day = Callable[[date], None]


class Returned(Frozen):
    """The reviewer sent an answer back, and what the agency said then."""

    on: date
    remark: str
    again: date
    result: str


class Answer(Frozen):
    """What one agency does in the demo; without `on` it stays silent."""

    agency: str
    received: date | None = None
    on: date | None = None
    progress: Progress = Progress.UNDER_WAY
    percent: int | None = None
    result: str = ""
    figures: str = ""
    difficulties: str = ""
    proposals: str = ""
    returned: Returned | None = None
    accepted: date | None = None


class DecidedExtension(Frozen):
    """What the assigner decided about a request for more time."""

    on: date
    agreed: bool
    remark: str = ""


class AskedExtension(Frozen):
    """A request for more time for the report."""

    agency: str
    on: date
    wanted_on: date
    reason: str
    decided: DecidedExtension


class Script(Frozen):
    """The demo's days."""

    number: str
    issued_on: date
    until: date
    office: str
    assigner: str
    collector: str
    clerk: str
    compiled_on: date
    answers: tuple[Answer, ...]
    extensions: tuple[AskedExtension, ...] = ()


class Act(NamedTuple):
    """Something somebody does on a day."""

    on: date
    do: Callable[[], object]


def read_script(folder: Path) -> Script:
    """The script beside the sample letter."""
    return Script.model_validate(tomllib.loads((folder / "demo.toml").read_text("utf-8")))


def sample_folder() -> Path:
    """`samples/binh-son`: beside the packages in a checkout, inside `directive` in an installed wheel."""
    here = Path(__file__).resolve().parent.parent
    beside = here / "samples" / "binh-son"
    return beside if beside.exists() else here / "directive" / "samples" / "binh-son"


def begin(site: Rooms, folder: Path, script: Script) -> int:
    """Load the directory, take the letter in, confirm it and issue it; the directive's number."""
    at = at_hour(script.issued_on, 8)
    data = load_directory(folder)
    site.store.record(DirectoryLoaded(**dict(data)), at=at, by=script.clerk)
    letter = folder / "cong-van.txt"
    draft = intake.take_in(
        site.store,
        site.files,
        data=letter.read_bytes(),
        name="cong-van-binh-son.txt",
        office_id=script.office,
        assigner=script.assigner,
        on=script.issued_on,
        at=at,
        by=script.clerk,
    )
    intake.confirm(site.store, directive_id=draft.directive_id, at=at, by=script.clerk)
    issued = intake.issue(
        site.store,
        directive_id=draft.directive_id,
        number=script.number,
        issued_on=script.issued_on,
        at=at,
        by=script.clerk,
    )
    return issued.directive_id


def live(site: Rooms, directive_id: int, script: Script, *, calendar: Calendar, each_day: Day) -> None:
    """Live through the days: each morning the sweep (`each_day`), then what people do."""
    acts = sorted(_acts(site, directive_id, script), key=lambda act: act.on)
    day = script.issued_on
    while day <= script.until:
        if calendar.is_working(day):
            each_day(day)
        for act in [act for act in acts if act.on == day]:
            act.do()
        day += timedelta(days=1)


def at_hour(day: date, hour: int) -> datetime:
    """An instant of an assumed day, Vietnam's hour."""
    return datetime.combine(day, time(hour), tzinfo=VIETNAM).astimezone(UTC)


class _Part(NamedTuple):
    """One agency's duties in the demo's directive."""

    performs: list[Obligation]
    report: Obligation
    due: Due


def _acts(site: Rooms, directive_id: int, script: Script) -> Iterator[Act]:
    for answer in script.answers:
        part = _part(site, directive_id, answer.agency)
        officer = f"Cán bộ đầu mối {answer.agency.split('.')[-1]}"
        yield from _answering(site, directive_id, script, answer, part, officer)
    for asked in script.extensions:
        yield from _extension(site, directive_id, asked, script)
    yield Act(script.compiled_on, lambda: _compile(site, directive_id, script))


def _part(site: Rooms, directive_id: int, agency_id: str) -> _Part:
    with site.store.reading() as conn:
        mine = directives.obligations(conn, directive_id=directive_id, owner_id=agency_id)
        report = next(o for o in mine if o.kind is Kind.REPORT)
        due = directives.dues(conn, obligation_ids=[report.obligation_id])[0]
    return _Part([o for o in mine if o.kind is Kind.PERFORM], report, due)


def _answering(
    site: Rooms, directive_id: int, script: Script, answer: Answer, part: _Part, officer: str
) -> Iterator[Act]:
    if answer.received:
        yield Act(answer.received, lambda: _acknowledge(site, directive_id, answer, part, officer))
    if answer.on:
        yield Act(answer.on, lambda: _submit(site, directive_id, answer, part, officer, answer.result, answer.on))
    if back := answer.returned:
        yield Act(back.on, lambda: _review(site, directive_id, script, answer, back.on, back.remark))
        yield Act(back.again, lambda: _submit(site, directive_id, answer, part, officer, back.result, back.again))
    if answer.accepted:
        yield Act(answer.accepted, lambda: _review(site, directive_id, script, answer, answer.accepted, ""))


def _acknowledge(site: Rooms, directive_id: int, answer: Answer, part: _Part, officer: str) -> None:
    assert answer.received is not None
    answering.acknowledge(
        site.store,
        directive_id=directive_id,
        agency_id=answer.agency,
        obligation_ids=[o.obligation_id for o in (*part.performs, part.report)],
        on=answer.received,
        at=at_hour(answer.received, 9),
        by=officer,
    )


def _submit(
    site: Rooms, directive_id: int, answer: Answer, part: _Part, officer: str, result: str, on: date | None
) -> None:
    assert on is not None
    said: dict[str, Any] = {
        "percent": answer.percent,
        "result": result.strip(),
        "figures": answer.figures,
        "difficulties": answer.difficulties.strip(),
        "proposals": answer.proposals.strip(),
    }
    points = [Point(obligation_id=o.obligation_id, progress=answer.progress, **said) for o in part.performs]
    whole = Point(
        obligation_id=part.report.obligation_id,
        progress=Progress.REPORTED,
        result="Đã báo cáo đủ các nhiệm vụ được giao.",
        percent=100,
    )
    answering.submit(
        site.store,
        directive_id=directive_id,
        agency_id=answer.agency,
        due_id=part.due.due_id,
        points=[*points, whole],
        idempotency_key=f"demo-{answer.agency}-{on}",
        on=on,
        at=at_hour(on, 10),
        by=officer,
    )


def _review(site: Rooms, directive_id: int, script: Script, answer: Answer, on: date | None, remark: str) -> None:
    assert on is not None
    with site.store.reading() as conn:
        said = replies.replies(conn, directive_id=directive_id, agency_id=answer.agency)
    waiting = [r.reply_id for r in said if r.state is ReplyState.SUBMITTED]
    answering.review(
        site.store,
        directive_id=directive_id,
        verdicts=[Decision(reply_id=n, accepted=not remark, remark=remark) for n in waiting],
        on=on,
        at=at_hour(on, 15),
        by=f"Cán bộ đầu mối {script.collector.split('.')[-1]}",
    )


def _compile(site: Rooms, directive_id: int, script: Script) -> None:
    """The collector freezes the report for the Chairman."""
    on = script.compiled_on
    with site.store.reading() as conn:
        due_id = reporting.due_for(conn, directive_id, on=on)
        note = "Bản trình diễn: mọi câu trả lời là giả định."
        asked = Asked(directive_id, due_id, on, site_calendar(conn), note=note)
    by = f"Cán bộ đầu mối {script.collector.split('.')[-1]}"
    reporting.freeze(site.store, site.files, asked, at=at_hour(on, 16), by=by)


def _extension(site: Rooms, directive_id: int, asked: AskedExtension, script: Script) -> Iterator[Act]:
    part = _part(site, directive_id, asked.agency)
    numbers: list[int] = []

    def ask() -> None:
        numbers.append(
            extending.ask(
                site.store,
                due_id=part.due.due_id,
                agency_id=asked.agency,
                wanted_on=asked.wanted_on,
                reason=asked.reason,
                on=asked.on,
                at=at_hour(asked.on, 11),
                by=f"Cán bộ đầu mối {asked.agency.split('.')[-1]}",
            )
        )

    def decide() -> None:
        extending.decide(
            site.store,
            extension_id=numbers[0],
            agreed=asked.decided.agreed,
            remark=asked.decided.remark,
            on=asked.decided.on,
            at=at_hour(asked.decided.on, 11),
            by=script.assigner,
        )

    yield Act(asked.on, ask)
    yield Act(asked.decided.on, decide)
