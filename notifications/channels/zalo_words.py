"""Lời Zalo: a digest in the 2,000 characters of a message, or in the few parameters of an approved template."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from notifications.channels.zalo_facts import TemplateRules
from notifications.digest import Letter

_MORE = "… còn nữa, xem đầy đủ theo liên kết."


def message_text(letter: Letter, limit: int) -> str:
    """The letter for a small screen: as many of its lines as fit, and always every link in full."""
    foot = "\n".join(f"{words}:\n{url}" for words, url in letter.links)
    lines = [letter.subject, f"Kính gửi: {letter.name}", *_items(letter)]
    whole = "\n".join(lines)
    if len(whole) + len(foot) + 2 > limit:
        room = limit - len(foot) - len(_MORE) - 3
        whole = _fitting(lines, max(room, 0)) + "\n" + _MORE
    text = f"{whole}\n\n{foot}" if foot else whole
    return text if len(text) <= limit else (foot if len(foot) <= limit else letter.links[0][1])


def template_data(letter: Letter, rules: TemplateRules) -> dict[str, str]:
    """The parameters of the approved template. The link goes into its button only: text may hold none."""
    body = letter.body
    to: Any = body.get("to", {})
    counts: Any = body.get("counts", [])
    said = {
        "name": letter.name,
        "agency": str(to.get("agency", "")),
        "count": str(sum(int(count) for _, count in counts)),
        "day": f"{letter.day:%d/%m/%Y}",
        "link": _tail(letter.links[0][1]) if letter.links else "",
    }
    named = ((ours, rules.params.get(ours, "")) for ours in said)
    return {theirs: _cut(said[ours], rules.caps.get(ours, 1000)) for ours, theirs in named if theirs}


def _items(letter: Letter) -> Iterator[str]:
    sections: Any = letter.body.get("sections", [])
    for section in sections:
        yield f"\n{section['heading'].upper()} ({section['count']})"
        for group in section["groups"]:
            yield str(group["directive"])
            for what, when, remark in group["items"]:
                yield "- " + " – ".join(part for part in (what, when, remark) if part)


def _fitting(lines: list[str], room: int) -> str:
    kept: list[str] = []
    for line in lines:
        short = _cut(line, 300)
        if len(short) + 1 > room:
            break
        kept.append(short)
        room -= len(short) + 1
    return "\n".join(kept)


def _tail(url: str) -> str:
    """What follows the portal's address; the template's button holds the address itself."""
    return urlsplit(url).path.lstrip("/")


def _cut(text: str, size: int) -> str:
    plain = " ".join(text.split()) if "\n" not in text[:1] else text
    return plain if len(plain) <= size else plain[: size - 1].rstrip() + "…"
