"""Vì sao nhận thông báo: which steps of which dues stand behind a message, by which line of the ladder, since when.

From the ledger's entries and the ladder as it is now. Pure: values in, lines out.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from directive.agencies import Contact
from directive.calendar import Calendar, named_day, vietnamese_date
from directive.ledger import Entry, Message
from directive.obligations import Directive, Obligation
from directive.pending import Pending, PendingKind
from directive.policy import WEEKLY, Addressee, AnchorDay, Policy, Step
from directive.tracked import Due

ANCHORS = {
    AnchorDay.ISSUED: "ngày ban hành",
    AnchorDay.CUT_OFF: "ngày chốt số liệu",
    AnchorDay.DUE: "hạn",
    AnchorDay.RETURNED: "ngày trả lại",
    AnchorDay.EXTENDED: "được gia hạn",
    AnchorDay.MOVED: "thời hạn được tính lại",
    AnchorDay.ASKED: "ngày báo cáo hoặc đề nghị được gửi đến",
}
ADDRESSEES = {
    Addressee.OFFICER: "cán bộ đầu mối",
    Addressee.HEAD: "thủ trưởng",
    Addressee.COLLECTOR: "đơn vị tổng hợp",
    Addressee.FOLLOWER: "Văn phòng theo dõi",
    Addressee.VICE_CHAIR: "Phó Chủ tịch",
    Addressee.CHAIRMAN: "Chủ tịch",
}
WEEKDAYS = {
    "monday": "thứ Hai",
    "tuesday": "thứ Ba",
    "wednesday": "thứ Tư",
    "thursday": "thứ Năm",
    "friday": "thứ Sáu",
}


WAITING = {
    PendingKind.RECEIPT: "đơn vị chưa xác nhận tiếp nhận",
    PendingKind.REVIEW: "báo cáo chờ xem xét",
    PendingKind.EXTENSION: "đề nghị gia hạn chờ quyết định",
    PendingKind.CONTEST: "ý kiến “không thuộc thẩm quyền” chờ quyết định",
}


class ToldOf(NamedTuple):
    """One step about a thing that waits for somebody's act (việc chờ)."""

    key: str  # in the ledger: "extension/17"
    what: str  # in words
    directive_id: int
    owner: str  # the agency's name
    obligation: str  # label and title; nothing for a whole directive
    step: str
    rule: str
    anchor: date  # the day the thing came
    since: date | None  # the day the step fell on; None when the step is no longer in the ladder


class Told(NamedTuple):
    """One step that stands in a message."""

    due_id: int
    directive_id: int
    obligation: str  # label and title
    step: str  # name in the ladder
    rule: str  # the ladder's line, in words
    since: date | None  # the day the step fell on; None when the date it hung on has changed since
    contact_id: int  # whom it is for; a substitute may have received it
    folded: tuple[str, ...]


def told_in(
    entries: Iterable[Entry],
    *,
    dues: Mapping[int, Due],
    obligations: Mapping[int, Obligation],
    directives: Mapping[int, Directive],
    policy: Policy,
    calendar: Calendar,
) -> tuple[Told, ...]:
    """The steps a message told of, in the order of its dues."""
    found = []
    for entry in entries:
        due = dues[entry.due_id]
        obligation = obligations[due.obligation_id]
        name, _, rounds = entry.step.partition("/")
        step = _step(policy, name)
        found.append(
            Told(
                due_id=due.due_id,
                directive_id=due.directive_id,
                obligation=_labelled(obligation.label, obligation.title),
                step=name,
                rule=weekly_words(policy) if name == WEEKLY else rule_words(step),
                since=_since(step, due, directives[due.directive_id], rounds, calendar),
                contact_id=entry.contact_id,
                folded=tuple(key.partition("/")[0] for key in entry.folded),
            )
        )
    return tuple(found)


def told_of_waiting(
    said: Iterable[tuple[str, str]],
    *,
    things: Mapping[str, Pending],
    names: Mapping[str, str],
    policy: Policy,
    calendar: Calendar,
) -> tuple[ToldOf, ...]:
    """The steps a message told of things that wait: key and step as the ledger has them."""
    found = []
    for key, name in said:
        thing, step = things[key], _step(policy, name)
        found.append(
            ToldOf(
                key=key,
                what=WAITING[thing.kind],
                directive_id=thing.directive_id,
                owner=names.get(thing.owner_id, thing.owner_id),
                obligation=_labelled(thing.label, thing.title),
                step=name,
                rule=rule_words(step),
                anchor=thing.since,
                since=calendar.nth_working_day(thing.since, step.days) if step else None,
            )
        )
    return tuple(found)


def why_lines(
    message: Message, told: Iterable[Told], people: Mapping[int, Contact], waiting: Iterable[ToldOf] = ()
) -> list[str]:
    """The explanation for people."""
    lines = [f"Thông báo {message.message_id} ngày {vietnamese_date(message.day)}, gửi {message.address}:"]
    for one in told:
        since = f", đến lượt {named_day(one.since)}" if one.since else ", theo thời hạn khi đó"
        lines.append(f"- Kỳ hạn {one.due_id} (văn bản {one.directive_id}), {one.obligation}")
        lines.append(f"  bậc “{one.step}”: {one.rule}{since}")
        if one.contact_id != message.contact_id and one.contact_id in people:
            lines.append(f"  gửi thay cho {people[one.contact_id].name}, đang vắng mặt")
        if one.folded:
            lines.append(f"  gộp cả các bậc: {', '.join(one.folded)}")
    for thing in waiting:
        since = f", đến lượt {named_day(thing.since)}" if thing.since else ""
        about = f", {thing.obligation}" if thing.obligation else ""
        lines.append(f"- {thing.what}, {thing.owner} (văn bản {thing.directive_id}){about}")
        lines.append(f"  bậc “{thing.step}”: {thing.rule}{since}, tính từ {named_day(thing.anchor)}")
    if len(lines) == 1:
        lines.append(f"Thông báo riêng (loại “{message.kind}”), không theo bậc đôn đốc.")
    return lines


def why_json(message: Message, told: Iterable[Told], waiting: Iterable[ToldOf] = ()) -> dict[str, object]:
    """The same facts for a program."""
    steps = [_plain(one._asdict()) for one in told] + [_plain(one._asdict()) for one in waiting]
    facts = message.model_dump(mode="json", include={"message_id", "kind", "day", "contact_id", "agency_id", "channel"})
    return facts | {"steps": steps}


def rule_words(step: Step | None) -> str:
    """A line of the ladder: "hạn -3 ngày làm việc → cán bộ đầu mối"."""
    if step is None:
        return "bậc này không còn trong chính sách hiện nay"
    when = ANCHORS[step.anchor] + (f" {step.days:+d} ngày làm việc" if step.days else "")
    return f"{when} → {', '.join(ADDRESSEES[to] for to in step.to)}"


def weekly_words(policy: Policy) -> str:
    """The ladder's last line: "thứ Hai hằng tuần, sau hạn +10 ngày làm việc → …"."""
    weekly = policy.weekly
    to = ", ".join(ADDRESSEES[to] for to in weekly.to)
    return f"{WEEKDAYS[weekly.weekday]} hằng tuần, sau hạn +{weekly.after_days} ngày làm việc → {to}"


def _plain(facts: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


def _labelled(label: str | None, title: str) -> str:
    return f"{label}. {title}" if label else title


def _step(policy: Policy, name: str) -> Step | None:
    return next((step for step in policy.step if step.name == name), None)


def _since(step: Step | None, due: Due, directive: Directive, rounds: str, calendar: Calendar) -> date | None:
    """The day a step fell on, while the date it hangs on is still the one of that round."""
    if step is None:
        return None
    anchors = {
        AnchorDay.ISSUED: directive.issued_on,
        AnchorDay.CUT_OFF: due.cut_off,
        AnchorDay.DUE: due.due_on if _is_of_this_round(due, rounds) else None,
        AnchorDay.RETURNED: due.returned_on,
        AnchorDay.EXTENDED: None,
        AnchorDay.MOVED: due.moved_on if rounds == f"m{due.moves}" else None,
        AnchorDay.ASKED: None,
    }
    anchor = anchors[step.anchor]
    return calendar.nth_working_day(anchor, step.days) if anchor else None


def _is_of_this_round(due: Due, rounds: str) -> bool:
    now = (f"g{due.extensions}" if due.extensions else "") + (f"m{due.moves}" if due.moves else "")
    return rounds.partition("t")[0] == now
