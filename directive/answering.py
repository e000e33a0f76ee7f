"""Trả lời và xem xét: what an agency says, and what the reviewer makes of it.

Each function is one act of a person: it gathers facts, decides, and records events in one transaction.
An agency's "done" is *đã báo cáo*; only the reviewer makes it *hoàn thành*.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from directive.errors import BadInput, NotAllowed, NotFound
from directive.events import ContestDecided, Contested, ProgressSet, Reviewed, Submitted, Verdict
from directive.obligations import CLOSED, Kind, Obligation, Progress, Stage
from directive.store import Change, Reading, Store, delegations, directives, replies
from directive.tracked import Contest, Due, DueState, Evidence, Reply, ReplyState
from directive.values import Frozen

SAYABLE = (Progress.UNDER_WAY, Progress.REPORTED)
"""What an agency may claim in an answer; everything else is decided by others."""

_WAITING = (DueState.OPEN, DueState.RETURNED, DueState.REPORTED)


class Point(Frozen):
    """One obligation's part of an answer (một điểm của báo cáo). `percent` is 0-100."""

    obligation_id: int
    progress: Progress
    percent: int | None = None
    result: str = ""
    figures: str = ""
    difficulties: str = ""
    proposals: str = ""
    evidence: tuple[Evidence, ...] = ()
    prepared_by: str = ""  # the colleague whose words these are


class Decision(Frozen):
    """What the reviewer decides about one reply; a return needs a remark."""

    reply_id: int
    accepted: bool
    remark: str = ""


def acknowledge(
    store: Store,
    *,
    directive_id: int,
    agency_id: str,
    obligation_ids: Collection[int],
    on: date,
    at: datetime,
    by: str,
) -> None:
    """The agency has seen the assignments (tiếp nhận). Those already further on stay where they are."""
    with store.change(at=at, by=by) as change:
        change.alone()
        mine = owned(change.conn, directive_id, agency_id, obligation_ids)
        new = tuple(o.obligation_id for o in mine if o.progress is Progress.ASSIGNED)
        if new:
            change.record(
                ProgressSet(directive_id=directive_id, obligation_ids=new, progress=Progress.RECEIVED, on=on, at=at)
            )


def submit(
    store: Store,
    *,
    directive_id: int,
    agency_id: str,
    due_id: int | None,
    points: Sequence[Point],
    idempotency_key: str,
    on: date,
    at: datetime,
    by: str,
    contributions: Collection[int] = (),
) -> int:
    """Hand in an answer in a transaction of its own: see `hand_in`."""
    with store.change(at=at, by=by) as change:
        return hand_in(
            change,
            directive_id=directive_id,
            agency_id=agency_id,
            due_id=due_id,
            points=points,
            idempotency_key=idempotency_key,
            on=on,
            contributions=contributions,
        )


def hand_in(
    change: Change,
    *,
    directive_id: int,
    agency_id: str,
    due_id: int | None,
    points: Sequence[Point],
    idempotency_key: str,
    on: date,
    contributions: Collection[int] = (),
) -> int:
    """Hand in an answer; the number of the submission. The same key again returns the first submission's number.

    `due_id` is the Due of the report obligation this answer is for, None for an answer between periods.
    Answers of the same period to the same obligations are replaced while nobody has reviewed them. `contributions`
    are those of colleagues that lay before whoever hands in; later ones go on waiting.
    """
    change.alone()
    if (earlier := replies.submission_with_key(change.conn, idempotency_key)) is not None:
        return earlier
    mine = {o.obligation_id: o for o in owned(change.conn, directive_id, agency_id, _ids(points))}
    check_points(mine, points)
    dues = directives.dues(change.conn, obligation_ids=list(mine))
    answered = {p.obligation_id: _due_answered(mine[p.obligation_id], p, dues, due_id) for p in points}
    before = replies.unreviewed(change.conn, obligation_ids=list(mine), period_due_id=due_id)
    submission_id = change.numbers("submission")
    first = change.numbers("reply", len(points))
    change.record(
        Submitted(
            directive_id=directive_id,
            submission_id=submission_id,
            idempotency_key=idempotency_key,
            agency_id=agency_id,
            due_id=due_id,
            replaced=tuple(r.reply_id for r in before),
            reopened=_taken_back(before, answered, dues),
            contributions=_seen(change.conn, directive_id, agency_id, contributions, mine),
            replies=tuple(
                Reply(
                    reply_id=first + n,
                    submission_id=submission_id,
                    directive_id=directive_id,
                    due_id=answered[point.obligation_id],
                    agency_id=agency_id,
                    at=change.at,
                    on=on,
                    by=change.by,
                    **dict(point),
                )
                for n, point in enumerate(points)
            ),
        )
    )
    return submission_id


def review(store: Store, *, directive_id: int, verdicts: Sequence[Decision], on: date, at: datetime, by: str) -> None:
    """Accept or return answers (xác nhận, trả lại), all of them or none."""
    with store.change(at=at, by=by) as change:
        change.alone()
        found = {r.reply_id: r for r in replies.replies(change.conn, ids=[v.reply_id for v in verdicts])}
        for verdict in verdicts:
            _check_verdict(verdict, found.get(verdict.reply_id), directive_id)
        touched = {r.obligation_id for r in found.values()}
        obligations = {o.obligation_id: o for o in directives.obligations(change.conn, ids=touched)}
        dues = directives.dues(change.conn, obligation_ids=touched)
        change.record(judged(directive_id, verdicts, found, obligations, dues, on))


def judged(
    directive_id: int,
    verdicts: Sequence[Decision],
    found: dict[int, Reply],
    obligations: dict[int, Obligation],
    dues: Iterable[Due],
    on: date,
) -> Reviewed:
    """What the reviewer's decisions make of replies, obligations and Dues (pure)."""
    waiting = {d.due_id: d for d in dues if d.state in _WAITING}
    progress: list[tuple[int, Progress]] = []
    states: list[tuple[int, DueState]] = []
    for verdict in verdicts:
        reply = found[verdict.reply_id]
        if reply.due_id in waiting:
            states.append((int(reply.due_id or 0), DueState.MET if verdict.accepted else DueState.RETURNED))
        left = [d for d in waiting.values() if d.obligation_id == reply.obligation_id and d.due_id != reply.due_id]
        progress.append(
            (reply.obligation_id, _progress_after(verdict, reply, obligations[reply.obligation_id], more=bool(left)))
        )
    return Reviewed(
        directive_id=directive_id,
        on=on,
        verdicts=tuple(
            Verdict(
                reply_id=v.reply_id,
                state=ReplyState.ACCEPTED if v.accepted else ReplyState.RETURNED,
                remark=v.remark,
            )
            for v in verdicts
        ),
        progress=tuple(progress),
        due_states=tuple(states),
        # A returned answer re-opens the clock: the next sweep looks at it. A met Due is never looked at again.
        next_looks=tuple((due_id, on if state is DueState.RETURNED else None) for due_id, state in states),
    )


def contest(store: Store, *, obligation_id: int, agency_id: str, reason: str, on: date, at: datetime, by: str) -> int:
    """The owner says an obligation is not theirs (không thuộc thẩm quyền). The ladder stops until it is decided."""
    if not reason.strip():
        raise BadInput("Chưa nêu lý do không thuộc thẩm quyền. Ghi rõ căn cứ và cơ quan nên thực hiện.")
    with store.change(at=at, by=by) as change:
        change.alone()
        obligation = directives.obligation(change.conn, obligation_id)
        owned(change.conn, obligation.directive_id, agency_id, [obligation_id])
        if obligation.progress in CLOSED | {Progress.CONTESTED}:
            raise NotAllowed(f"Nhiệm vụ {obligation.label or obligation_id} đã kết thúc hoặc đang chờ quyết định.")
        contest_id = change.numbers("contest")
        change.record(
            Contested(
                directive_id=obligation.directive_id,
                contest=Contest(
                    contest_id=contest_id,
                    obligation_id=obligation_id,
                    directive_id=obligation.directive_id,
                    on=on,
                    by=by,
                    reason=reason.strip(),
                ),
            )
        )
        return contest_id


def decide_contest(
    store: Store, *, contest_id: int, upheld: bool, remark: str, on: date, at: datetime, by: str
) -> None:
    """The assigner decides about competence: upheld, the obligation leaves the agency; else it is asked for again."""
    with store.change(at=at, by=by) as change:
        change.alone()
        raised = [c for c in replies.contests(change.conn) if c.contest_id == contest_id]
        if not raised:
            raise NotFound(f"Không có ý kiến về thẩm quyền số {contest_id}.")
        if raised[0].upheld is not None:
            raise NotAllowed(f"Ý kiến số {contest_id} đã được quyết định ngày {raised[0].decided_on:%d/%m/%Y}.")
        decided = raised[0].model_copy(update={"upheld": upheld, "decided_on": on, "decided_by": by, "remark": remark})
        progress = Progress.WITHDRAWN if upheld else Progress.RECEIVED
        change.record(ContestDecided(directive_id=decided.directive_id, contest=decided, progress=progress))


def _ids(points: Sequence[Point]) -> list[int]:
    if not points:
        raise BadInput("Báo cáo chưa có nội dung nào. Ghi kết quả ở ít nhất một nhiệm vụ rồi gửi lại.")
    return [point.obligation_id for point in points]


def owned(conn: Reading, directive_id: int, agency_id: str, ids: Collection[int]) -> list[Obligation]:
    """The obligations with these ids; NotFound unless all are this agency's in this directive, and it is in force."""
    if directives.stage(conn, directive_id) is not Stage.ISSUED:
        raise NotAllowed("Văn bản không còn hiệu lực theo dõi nên không nhận thêm báo cáo. Liên hệ Văn phòng.")
    found = directives.obligations(conn, ids=ids)
    mine = [o for o in found if o.directive_id == directive_id and o.owner_id == agency_id]
    if len(mine) != len(set(ids)):
        # The same words for "not yours" and "does not exist": a link must not tell what others have.
        raise NotFound("Không có nhiệm vụ này trong phần việc của đơn vị.")
    return mine


def check_points(mine: dict[int, Obligation], points: Sequence[Point]) -> None:
    for point in points:
        obligation = mine[point.obligation_id]
        place = f"Nhiệm vụ {obligation.label or obligation.title}"
        if obligation.progress in CLOSED:
            raise NotAllowed(f"{place}: đã kết thúc, không nhận thêm báo cáo.")
        if point.progress not in SAYABLE:
            raise BadInput(f"{place}: chỉ chọn “đang thực hiện” hoặc “đã hoàn thành, đề nghị xác nhận”.")
        if point.percent is not None and not 0 <= point.percent <= 100:
            raise BadInput(f"{place}: tỷ lệ {point.percent}% không hợp lệ. Ghi số từ 0 đến 100.")
        if not point.result.strip():
            raise BadInput(f"{place}: chưa ghi kết quả. Nếu chưa làm được, ghi rõ lý do.")
        if point.progress is Progress.REPORTED and obligation.needs_evidence and not point.evidence:
            raise BadInput(f"{place}: cần tệp minh chứng khi báo cáo hoàn thành. Đính kèm tệp rồi gửi lại.")


def _due_answered(obligation: Obligation, point: Point, dues: Iterable[Due], due_id: int | None) -> int | None:
    """The Due a point settles: the report's own, or the first waiting Due of a duty reported as finished."""
    waiting = [d for d in dues if d.obligation_id == obligation.obligation_id and d.state in _WAITING]
    if obligation.kind is not Kind.PERFORM:
        if due_id is not None and due_id not in {d.due_id for d in waiting}:
            raise NotAllowed("Kỳ báo cáo này đã được xác nhận hoặc không còn mở. Mở lại liên kết mới nhất.")
        return due_id
    if point.progress is not Progress.REPORTED or not waiting:
        return None
    return min(waiting, key=lambda d: (d.due_on or date.max, d.due_id)).due_id


def _seen(
    conn: Reading, directive_id: int, agency_id: str, ids: Collection[int], answered: Collection[int]
) -> tuple[int, ...]:
    """Which of these contributions are the agency's, wait, and belong to what is answered."""
    waiting = (
        delegations.contributions(conn, directive_id=directive_id, agency_id=agency_id, waiting=True) if ids else []
    )
    return tuple(c.contribution_id for c in waiting if c.contribution_id in ids and c.obligation_id in answered)


def _taken_back(before: Iterable[Reply], answered: dict[int, int | None], dues: Iterable[Due]) -> tuple[int, ...]:
    """Dues an earlier answer had settled and the new one does not: the agency took its "done" back."""
    still = set(answered.values())
    reported = {d.due_id for d in dues if d.state is DueState.REPORTED}
    return tuple(sorted({r.due_id for r in before if r.due_id is not None} & reported - still))


def _check_verdict(verdict: Decision, reply: Reply | None, directive_id: int) -> None:
    if reply is None or reply.directive_id != directive_id:
        raise NotFound(f"Không có báo cáo số {verdict.reply_id} trong văn bản này.")
    if reply.state is not ReplyState.SUBMITTED:
        raise NotAllowed(f"Báo cáo số {reply.reply_id} đã được xem xét hoặc đã được thay. Tải lại trang.")
    if not verdict.accepted and not verdict.remark.strip():
        raise BadInput("Trả lại phải kèm nhận xét để đơn vị biết cần bổ sung gì.")


def _progress_after(verdict: Decision, reply: Reply, obligation: Obligation, *, more: bool) -> Progress:
    if not verdict.accepted:
        return Progress.RETURNED
    if reply.progress is not Progress.REPORTED or more:
        return Progress.UNDER_WAY  # further Dues wait, or the agency itself says it is not finished
    return Progress.DONE
