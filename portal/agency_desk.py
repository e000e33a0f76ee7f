"""One agency's part of one directive behind a link, gathered for a page; and what its form brings back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from directive.delegating import is_alive, newest
from directive.errors import NotFound
from directive.incoming import IncomingMail
from directive.ledger import Link, Purpose
from directive.store import Reading, delegations, pages
from directive.tracked import Contribution, Delegation
from portal import evidence
from portal.doors import NO_SUCH_PAGE, asked_directive, enter_as_agency, speaker
from portal.drafts import Draft, read_draft
from portal.holding import waiting_claims
from portal.merging import built_on, shown
from portal.points import Item, Part, Problem, Typed, part_of
from portal.site import Visit

_FIELDS = ("progress", "percent", "result", "figures", "difficulties", "proposals")


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before whoever holds the agency's link."""

    link: Link
    agency_id: str
    part: Part
    draft: Draft | None
    by: str
    base: str  # the address of the form
    claims: tuple[IncomingMail, ...] = ()  # mails that wait for the agency's word
    waiting: tuple[Contribution, ...] = ()  # what colleagues wrote since the last handing-in
    delegated: tuple[Delegation, ...] = ()  # those that are open

    @property
    def directive_id(self) -> int:
        return self.part.sheet.headline.directive_id

    def item(self, obligation_id: int) -> Item:
        """One of the agency's own points; NotFound for anybody else's."""
        for item in self.part.items:
            if item.obligation.obligation_id == obligation_id:
                return item
        raise NotFound(NO_SUCH_PAGE)

    @property
    def offered(self) -> dict[int, Contribution]:
        """The newest words of colleagues on each point."""
        return newest(self.waiting)

    def drafted(self, obligation_id: int) -> Typed | None:
        return self.draft.points.get(obligation_id) if self.draft is not None else None

    def typed(self) -> dict[int, Typed]:
        """What stands in the fields: the draft, else a colleague's words, else the answer that is being edited."""
        offered = self.offered
        numbers = {item.obligation.obligation_id: item for item in self.part.items}
        return {n: shown(item, self.drafted(n), offered.get(n)) for n, item in numbers.items()}

    def writers(self, obligation_id: int) -> list[str]:
        """Who was asked to write about a point."""
        return list(dict.fromkeys(d.name for d in self.delegated if obligation_id in d.obligation_ids))


@dataclass(slots=True)
class Notice:
    """What the page says at its top after an act."""

    problems: list[Problem] = field(default_factory=list)
    good: str = ""


def desk_of(visit: Visit, conn: Reading) -> Desk:
    """The desk behind the key of this visit; NotFound when the agency has no part in the directive."""
    link, agency_id = enter_as_agency(visit, conn, Purpose.ANSWER)
    directive_id = asked_directive(visit, link)
    if directive_id is None:
        raise NotFound(NO_SUCH_PAGE)
    sheet = pages.sheet(conn, directive_id, agency_id=agency_id)
    if not sheet.obligations:
        raise NotFound(NO_SUCH_PAGE)
    draft = read_draft(conn, link, directive_id)
    chosen = period_of(visit) or (draft.period if draft is not None else "")
    base = f"/t/{visit.param('key')}"
    given = delegations.delegations(conn, directive_id=directive_id, agency_id=agency_id)
    waiting = (
        delegations.contributions(conn, directive_id=directive_id, agency_id=agency_id, waiting=True) if given else []
    )
    return Desk(
        link=link,
        agency_id=agency_id,
        part=part_of(sheet, agency_id, chosen=chosen, on=visit.on, calendar=visit.site.calendar(conn)),
        draft=draft,
        by=speaker(conn, link),
        base=base if link.directive_id is not None else f"{base}/vb/{directive_id}",
        claims=tuple(waiting_claims(conn, agency_id)),
        waiting=tuple(waiting),
        delegated=tuple(d for d in given if is_alive(d, visit.at)),
    )


def period_of(visit: Visit) -> str:
    """The period the form or the address names."""
    return visit.form.text("ky") or visit.asked("ky")


def period_asked(visit: Visit) -> str:
    """The chosen period for an address; only what it can be, never what somebody typed."""
    chosen = period_of(visit)
    return f"ky={chosen}&" if chosen == "khong" or chosen.isdigit() else ""


def read_typed(visit: Visit, desk: Desk) -> tuple[dict[int, Typed], list[str]]:
    """The head's form: fields, with the files that came along kept; and what was refused."""
    waiting = {c.contribution_id: c for c in desk.waiting}

    def before(item: Item) -> Typed:
        n = item.obligation.obligation_id
        number = visit.form.text(f"o{n}-phan")
        return built_on(item, desk.drafted(n), waiting, int(number) if _is_number(number) else None)

    return read_points(visit, desk.part.answerable, before=before, absent=desk.typed())


def read_points(
    visit: Visit, items: Iterable[Item], *, before: Callable[[Item], Typed], absent: dict[int, Typed]
) -> tuple[dict[int, Typed], list[str]]:
    """The fields of some points. `before` is what a point's page was drawn with; `absent` what stays of points that
    the page did not show."""
    refused, typed = list(visit.form.problems), {}
    for item in items:
        number = item.obligation.obligation_id
        place = f"o{number}"
        if f"{place}-result" not in visit.form.fields:  # a page of an older period: keep what was drafted
            typed[number] = absent[number]
            continue
        drawn = before(item)
        gone = set(visit.form.texts(f"{place}-bo"))
        kept = tuple(e for e in drawn.evidence if e.sha256 not in gone)
        kept, no = evidence.take_in(visit.site, visit.form.files.get(f"{place}-tep", []), kept)
        refused += no
        texts = {name: visit.form.text(f"{place}-{name}") for name in _FIELDS}
        texts["progress"] = texts["progress"] or Typed().progress
        texts["percent"] = texts["percent"].rstrip("% ")
        typed[number] = drawn.model_copy(update=texts | {"evidence": kept})
    return typed, refused


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
