"""What is kept about time and answers: Due, Reply, Evidence, Extension, Contest. Facts; judgements are computed."""

from datetime import date, datetime, time
from enum import StrEnum

from directive.obligations import Progress
from directive.values import Frozen


class DueState(StrEnum):
    """Where one Due is, set by people's acts."""

    OPEN = "open"
    REPORTED = "reported"  # đã báo cáo, chờ xác nhận
    RETURNED = "returned"  # trả lại
    MET = "met"  # accepted by the reviewer
    DROPPED = "dropped"  # withdrawn, moved to a successor, or closed with the directive


class Due(Frozen):
    """Kỳ hạn: one dated occurrence of a deadline of one obligation.

    `due_on` is the last day (24:00 of it unless `due_at` names an hour); None while it cannot be dated, then
    `unsettled` says in Vietnamese what must be supplied. Extensions move `due_on` only; `original_on` moves when it was
    computed wrongly (a new day off, a corrected anchor) and then `moved_*` says from where and why. `deadline_place`
    and `key` name the deadline of the obligation and its occurrence, so that the day can be computed again; a day set
    by a person (`set_by`) never is. `why` is the explanation as JSON-ready steps, with the calendar that computed it.
    """

    due_id: int
    obligation_id: int
    directive_id: int
    words: str = ""  # the deadline's words in the letter
    deadline_place: int | None = None  # index into Obligation.deadlines; None: not computed from any
    key: str = "once"  # the occurrence within its deadline: "once", "2024-H1"
    period: str = ""  # "6 tháng đầu năm 2024"; empty for single dues
    period_from: date | None = None
    period_to: date | None = None  # half-open: the first day after the period
    cut_off: date | None = None
    opens_on: date | None = None
    original_on: date | None = None
    original_at: time | None = None
    due_on: date | None = None
    due_at: time | None = None
    provisional: bool = False
    unsettled: str | None = None
    why: tuple[dict[str, object], ...] = ()
    calendar_version: str = ""
    state: DueState = DueState.OPEN
    reported_on: date | None = None  # day of the answer that counts
    met_on: date | None = None  # day the reviewer accepted it
    returned_on: date | None = None
    extensions: int = 0
    anchor_on: date | None = None  # when the event it is counted from happened, once somebody told
    anchor_at: time | None = None
    set_by: str = ""  # who set the day by hand
    moves: int = 0  # how often the owner is to hear that the current day moved other than by an extension
    moved_on: date | None = None  # the last time
    moved_from: date | None = None  # None: it had no day before
    moved_because: str = ""
    next_look_on: date | None = None  # cached wake-up of the sweep; None: nothing will ever be due


class ReplyState(StrEnum):
    """Where one answer is."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPLACED = "replaced"  # the agency edited it before it was accepted


class Evidence(Frozen):
    """Minh chứng: one file, kept by hash."""

    sha256: str
    name: str
    content_type: str
    size: int  # bytes


class Reply(Frozen):
    """Báo cáo của đơn vị về một nhiệm vụ: what one agency says about one obligation for one Due."""

    reply_id: int
    submission_id: int
    directive_id: int
    obligation_id: int
    due_id: int | None
    agency_id: str
    at: datetime
    on: date  # the business day of the answer
    by: str
    progress: Progress  # what the agency claims: UNDER_WAY or REPORTED
    percent: int | None
    result: str
    figures: str = ""
    difficulties: str = ""
    proposals: str = ""
    evidence: tuple[Evidence, ...] = ()
    state: ReplyState = ReplyState.SUBMITTED
    remark: str = ""  # the reviewer's, when returned
    reviewed_by: str = ""
    reviewed_on: date | None = None
    prepared_by: str = ""  # the colleague whose words the head handed in


class Delegation(Frozen):
    """Phân công soạn: the head of an agency gave some points to a colleague, who opens them by a link of their own.

    It ends with its day, when it is taken back, and with the link of the head who made it.
    """

    delegation_id: int
    directive_id: int
    agency_id: str
    obligation_ids: tuple[int, ...]
    name: str  # the colleague's
    note: str = ""  # what the head asks for
    link_id: int
    made_behind: int  # the head's own link
    at: datetime
    by: str
    expires_at: datetime
    revoked_at: datetime | None = None


class Contribution(Frozen):
    """Phần soạn: what a colleague wrote about one obligation and handed to the head. Never a reply by itself."""

    contribution_id: int
    delegation_id: int
    directive_id: int
    obligation_id: int
    agency_id: str
    at: datetime
    by: str
    progress: Progress
    percent: int | None = None
    result: str
    figures: str = ""
    difficulties: str = ""
    proposals: str = ""
    evidence: tuple[Evidence, ...] = ()
    submission_id: int | None = None  # the handing-in that used it or passed over it


class ExtensionState(StrEnum):
    """Where a request for more time is."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    OTHER_DATE = "other_date"
    WITHDRAWN = "withdrawn"


class Extension(Frozen):
    """Gia hạn: asked by the owner, decided by the assigner."""

    extension_id: int
    due_id: int
    obligation_id: int
    directive_id: int
    asked_on: date
    asked_by: str
    wanted_on: date
    reason: str
    state: ExtensionState = ExtensionState.ASKED
    decided_on: date | None = None
    decided_by: str = ""
    granted_on: date | None = None  # the new last day
    remark: str = ""


class Contest(Frozen):
    """ "Không thuộc thẩm quyền": the owner says the obligation is not theirs; the assigner decides."""

    contest_id: int
    obligation_id: int
    directive_id: int
    on: date
    by: str
    reason: str
    upheld: bool | None = None  # None while undecided; True: the obligation leaves this owner
    decided_on: date | None = None
    decided_by: str = ""
    remark: str = ""
