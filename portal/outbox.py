"""`/hop-thu-di`: what was said to whom, and what became of it; one message as its recipient sees it."""

import re

from starlette.responses import HTMLResponse, Response

from directive.errors import BadInput, NotFound
from directive.incoming import ReceiptKind
from directive.ledger import Message, MessageState
from directive.settings import day_of_text
from directive.store import Reading, addresses, pages
from directive.store.pages import Sent
from portal.doors import NO_SUCH_PAGE, operator
from portal.pages import page
from portal.site import Rendered, Visit

ON_A_PAGE = 50
_KEY = re.compile(r"(/l/)[A-Za-z0-9_-]{20,}")
_ADDRESS = re.compile(r"/l/[A-Za-z0-9_-]{20,}")
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
"""A message brings its own styles; it may do nothing else, and stand nowhere but in our own frame."""

STATE_WORDS = {
    MessageState.PLANNED: "chờ gửi",
    MessageState.SENDING: "đang gửi",
    MessageState.SENT: "đã gửi",
    MessageState.DEFERRED: "gửi lại sau",
    MessageState.REFUSED: "bị từ chối",
    MessageState.UNSURE: "chưa rõ đã đến",
    MessageState.EXPIRED: "quá thời gian gửi",
    MessageState.PASSED_ON: "chuyển kênh khác",
}


RECEIPT_WORDS = {
    ReceiptKind.RECEIVED: "đã đến máy người nhận",
    ReceiptKind.SEEN: "đã xem",
    ReceiptKind.RETURNED: "bị trả lại",
    ReceiptKind.DELAYED: "máy chủ báo chậm",
}

CHANNEL_WORDS = {
    "folder": "thư mục",
    "mail": "thư điện tử",
    "email": "thư điện tử",
    "zalo": "Zalo",
    "letter": "thư giấy",
}


def show_all(visit: Visit) -> Response:
    """The ledger's messages, newest first."""
    number = visit.asked("trang")
    which = max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 8 else 1
    state = next((s for s in MessageState if s.value == visit.asked("tinh-trang")), None)
    day, problem = None, ""
    try:
        day = day_of_text(visit.asked("ngay")) if visit.asked("ngay") else None
    except BadInput as error:
        problem = str(error)
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        counts = pages.outbox_counts(conn, day=day)
        found = pages.outbox(conn, day=day, state=state, limit=ON_A_PAGE, offset=(which - 1) * ON_A_PAGE)
    total = counts.get(state, 0) if state else sum(counts.values())
    return page(
        visit,
        "outbox.html",
        signed_in=who,
        sent=found,
        counts=counts,
        channels=CHANNEL_WORDS,
        words=STATE_WORDS,
        day=day,
        state=state,
        number=which,
        pages=-(-total // ON_A_PAGE),
        problem=problem,
    )


def show_one(visit: Visit) -> Response:
    """One message with its fate."""
    with visit.site.store.reading() as conn:
        who = operator(visit, conn)
        sent = _sent(conn, visit.number("message_id"))
        rendered = _rendered(visit, conn, sent.message)
        receipts = addresses.receipts(conn, message_ids=[sent.message.message_id])
    text = _for_operator(visit, rendered.text) if rendered is not None else ""
    links = list(dict.fromkeys(_ADDRESS.findall(text))) if visit.site.settings.demo else []
    return page(
        visit,
        "message_one.html",
        signed_in=who,
        sent=sent,
        rendered=rendered,
        text=text,
        links=links,
        receipts=receipts.get(sent.message.message_id, []),
        receipt_words=RECEIPT_WORDS,
        channels=CHANNEL_WORDS,
        words=STATE_WORDS,
    )


def _for_operator(visit: Visit, text: str) -> str:
    """A message without its keys: whoever looks through the outbox must not be able to answer for an agency.

    In a demonstration the links stay, so that one person can play every part.
    """
    return text if visit.site.settings.demo else _KEY.sub(r"\1…", text)


def show_html(visit: Visit) -> Response:
    """The message itself, to stand in a frame that can do nothing."""
    with visit.site.store.reading() as conn:
        operator(visit, conn)
        rendered = _rendered(visit, conn, _sent(conn, visit.number("message_id")).message)
    if rendered is None or not rendered.html:
        raise NotFound(NO_SUCH_PAGE)
    headers = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(_for_operator(visit, rendered.html), headers=headers)


def _sent(conn: Reading, message_id: int) -> Sent:
    found = pages.outbox(conn, message_id=message_id, limit=1)
    if not found:
        raise NotFound(NO_SUCH_PAGE)
    return found[0]


def _rendered(visit: Visit, conn: Reading, message: Message) -> Rendered | None:
    return visit.site.render(conn, message) if visit.site.render is not None else None
