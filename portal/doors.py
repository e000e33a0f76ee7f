"""Who may enter: a key opens one purpose, for one agency; a session opens the operator's desk or the readers' lists."""

from directive.errors import DirectiveError, NotFound
from directive.ledger import Link, Purpose
from directive.store import Reading, delegations, directory, messages, pages
from directive.store.pages import Headline
from directive.tracked import Delegation
from portal.cookies import Session, session_of
from portal.site import Visit

NO_SUCH_PAGE = "Không có trang này, hoặc liên kết không đúng. Mở lại liên kết trong thông báo mới nhất."


class Over(DirectiveError):
    """Liên kết đã hết hạn hoặc đã được thu hồi."""

    http_status = 410


class NotSignedIn(DirectiveError):
    """Trang này dành cho người đã vào bằng liên kết riêng."""

    http_status = 401


class Distrusted(DirectiveError):
    """Biểu mẫu không đến từ trang của cổng trong trình duyệt này."""

    http_status = 403


class TooMany(DirectiveError):
    """Quá nhiều yêu cầu trong thời gian ngắn."""

    http_status = 429


def enter(visit: Visit, conn: Reading, *purposes: Purpose) -> Link:
    """The link behind the address's key. A key for another purpose is as unknown as a guessed one."""
    link = visit.site.open_link(conn, visit.param("key"), visit.at)
    if link.purpose not in purposes:
        raise NotFound(NO_SUCH_PAGE)
    check_alive(visit, link)
    return link


def check_alive(visit: Visit, link: Link) -> None:
    """Refuse a link that is over, whoever opened it."""
    if link.revoked_at is not None:
        raise Over("Liên kết này đã được thu hồi. Mở liên kết trong thông báo mới nhất, hoặc liên hệ Văn phòng.")
    if link.expires_at <= visit.at:
        raise Over("Liên kết này đã hết hạn. Mở liên kết trong thông báo mới nhất, hoặc liên hệ Văn phòng.")


def enter_as_agency(visit: Visit, conn: Reading, *purposes: Purpose) -> tuple[Link, str]:
    """The link and the agency it speaks for."""
    link = enter(visit, conn, *purposes)
    if link.agency_id is None:
        raise NotFound(NO_SUCH_PAGE)
    return link, link.agency_id


def enter_as_colleague(visit: Visit, conn: Reading) -> tuple[Link, Delegation]:
    """The link and what was given with it. It ends with the head's own link: who stole that one may have made this."""
    link = enter(visit, conn, Purpose.PREPARE)
    given = delegations.delegations(conn, link_id=link.link_id)
    if not given or given[0].agency_id != link.agency_id:
        raise NotFound(NO_SUCH_PAGE)
    made_behind = messages.links(conn, ids=[given[0].made_behind])
    if given[0].revoked_at is not None or any(one.revoked_at is not None for one in made_behind):
        raise Over("Phân công này đã được thu hồi. Liên hệ người phụ trách của đơn vị.")
    if given[0].expires_at <= visit.at:
        raise Over("Phân công này đã hết hạn. Đề nghị người phụ trách của đơn vị phân công lại.")
    return link, given[0]


def asked_directive(visit: Visit, link: Link) -> int | None:
    """The directive an address names, or the link's own; NotFound when the link is for another one."""
    named = visit.request.path_params.get("directive_id")
    if named is not None and link.directive_id not in (None, int(named)):
        raise NotFound(NO_SUCH_PAGE)
    return int(named) if named is not None else link.directive_id


def reviews(head: Headline, agency_id: str) -> bool:
    """The collector reviews; without one, the assigner's office does."""
    return agency_id == (head.collector_id or head.office_id)


def decides(head: Headline, agency_id: str) -> bool:
    """The assigner's office decides extensions and competence."""
    return agency_id == head.office_id


def session(visit: Visit, conn: Reading, *purposes: Purpose) -> Session:
    """Who is signed in, with one of these rights. A reader's session ends with the link it came from."""
    found = session_of(visit.site, visit.request, visit.at)
    if found is None or found.purpose not in purposes:
        raise NotSignedIn("Trang này cần đăng nhập. Mở liên kết riêng mà Văn phòng đã cấp cho ông/bà.")
    if found.purpose is Purpose.READ and found.link_id is not None:
        for link in messages.links(conn, ids=[found.link_id]):
            check_alive(visit, link)
    return found


def operator(visit: Visit, conn: Reading) -> Session:
    return session(visit, conn, Purpose.OPERATE)


def reader(visit: Visit, conn: Reading) -> Session:
    return session(visit, conn, Purpose.READ, Purpose.OPERATE)


def speaker(conn: Reading, link: Link) -> str:
    """Who acts behind a link, as the log keeps it: the person and the agency."""
    person = pages.contact(conn, link.contact_id) if link.contact_id is not None else None
    agencies = directory.agencies(conn, ids=[link.agency_id]) if link.agency_id is not None else []
    names = [person.name if person else "", *(agency.name for agency in agencies)]
    return ", ".join(name for name in names if name) or f"liên kết số {link.link_id}"
