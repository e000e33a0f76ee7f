"""Lời của người viết: what somebody wrote above the mail they answer. Rules for Vietnamese and English programs."""

import re

from notifications.digest import REPLY_ABOVE

_MARKER = re.escape(REPLY_ABOVE.strip("- "))

CUTS = tuple(
    re.compile(pattern, re.MULTILINE | re.IGNORECASE)
    for pattern in (
        # our own line, as each mail program may wrap or prefix it
        rf"^[> ]*-*\s*{_MARKER}[^\n]*$",
        # Gmail: "Vào Th 2, 18 thg 3, 2024 vào lúc 09:00 Văn phòng <…> đã viết:", broken over up to three lines
        r"^[> ]*Vào (?:[^\n]*\n){0,2}?[^\n]*đã\s+viết\s*:\s*$",
        # Thunderbird, Zimbra: "Ngày 18/3/2024 09:00, Văn phòng đã viết:", "Vào lúc …, … viết:"
        r"^[> ]*(?:Ngày|Lúc|Vào lúc) (?:[^\n]*\n){0,2}?[^\n]*viết\s*:\s*$",
        r"^[> ]*On (?:[^\n]*\n){0,2}?[^\n]*wrote\s*:\s*$",
        # Outlook: a head of the quoted mail, in either language
        r"^[> *]*(?:Từ|Người gửi)\s*:[^\n]+\n[> *]*(?:Đã gửi|Ngày|Ngày gửi|Gửi lúc|Đến|Tới)\b[^\n]*:",
        r"^[> *]*From\s*:[^\n]+\n[> *]*(?:Sent|Date|To)\s*:",
        r"^[> ]*-{2,} ?(?:(?:Thư|Thông báo|Tin nhắn) gốc|Thư chuyển tiếp|Original Message|Forwarded message) ?-{2,}",
        r"^_{10,}\s*$",
        # the usual mark of a signature, and what telephones add by themselves
        r"^-- $",
        r"^(?:Đã gửi|Được gửi|Gửi) từ [^\n]{2,60}$",
        r"^Sent from [^\n]{2,60}$",
    )
)


def own_words(text: str) -> str:
    """What stands above the first sign of a quotation. Words below it are taken when there are none above."""
    text = text.replace("\r\n", "\n").replace("\u00a0", " ")
    cut = min((found.start() for rule in CUTS if (found := rule.search(text))), default=len(text))
    above = _unquoted(text[:cut])
    return above or _unquoted(_without_attributions(text[cut:]))


def _without_attributions(text: str) -> str:
    """The answer of somebody who writes below a quotation: everything but the lines the rules know."""
    if f"> {REPLY_ABOVE}" not in text and not re.search(r"^>", text, re.MULTILINE):
        return ""  # nothing marks what is quoted: it is all quotation
    for rule in CUTS:
        text = rule.sub("", text)
    return text


def _unquoted(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n") if not line.lstrip().startswith(">")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
