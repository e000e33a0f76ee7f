"""`dondoc read`: what a text says, for people or as JSON; nothing is stored."""

import argparse
import json
import os
from collections import Counter
from pathlib import Path

from directive.deadlines import Deadline
from directive.document import Assignment, Document, Manner, Role
from directive.values import Note


def read_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `read`."""
    parser.add_argument("file", type=Path, help="tệp văn bản (.txt, .docx, .pdf, .doc, .edxml)")
    parser.add_argument("--json", action="store_true", help="in một đối tượng JSON")


def run_read(args: argparse.Namespace) -> int:
    """Read a file and print what it says."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some takes longer than reading a page
    from directive.formats import load
    from directive.reading.document import read

    loaded = load(args.file)
    document = read(loaded.text)
    notes = (*loaded.notes, *document.notes)
    if args.json:
        print(json.dumps(as_json(document, notes), ensure_ascii=False, indent=1))
    else:
        print("\n".join(as_lines(document, notes)))
    return 0


def as_json(document: Document, notes: tuple[Note, ...]) -> dict[str, object]:
    """The document in the form of the reading contract."""
    clause = document.report_clause
    return {
        "document": {
            "issuer": document.issuer,
            "number": document.number,
            "date": document.date.isoformat() if document.date else None,
            "subject": document.subject,
            "doc_type": document.doc_type.value,
            "signer": document.signer.model_dump(mode="json") if document.signer else None,
            "addressees": list(document.addressees),
            "recipients": list(document.recipients),
            "citations": [citation.model_dump(mode="json") for citation in document.citations],
            "urgency": document.urgency,
            "secrecy": document.secrecy,
        },
        "assignments": [_assignment(assignment) for assignment in document.assignments],
        "report_clause": clause
        and {
            "to": clause.to,
            "via": clause.via,
            "frequency": list(clause.frequency),
            "deadlines": [_deadline(deadline) for deadline in clause.deadlines],
            "span": list(clause.span),
        },
        "notes": [note.model_dump(mode="json") for note in notes],
        "coverage": coverage(document),
    }


def coverage(document: Document) -> dict[str, object]:
    """How many lines have which role."""
    roles = Counter(line.role.value for line in document.lines)
    return {"lines": len(document.lines), "unread": roles.get(Role.UNREAD.value, 0), "roles": dict(roles)}


def _assignment(assignment: Assignment) -> dict[str, object]:
    return {
        "label": assignment.label,
        "heading": assignment.heading,
        "text": assignment.text,
        "manner": assignment.manner.value,
        "owners": [party.name for party in assignment.owners],
        "partners": [party.name for party in assignment.partners],
        "actions": [{"text": action.text, "span": list(action.span)} for action in assignment.actions],
        "deadlines": [_deadline(deadline) for deadline in assignment.deadlines],
        "span": list(assignment.span),
    }


def _deadline(deadline: Deadline) -> dict[str, object]:
    """A deadline with its one day, if it has one, and the rule that was read."""
    values = deadline.model_dump(mode="json")
    kind, text, span = values.pop("kind"), values.pop("text", ""), values.pop("span", None)
    day = values.get("day") or values.get("closes") if kind in ("on_date", "window") else None
    rule = ", ".join(f"{name}={value}" for name, value in values.items() if value not in (None, False, "", {}))
    return {"text": text, "kind": kind, "date": day, "rule": rule or None, "span": span}


_LABELS = (("Cơ quan ban hành", "issuer"), ("Số, ký hiệu", "number"), ("Loại", "doc_type"), ("Trích yếu", "subject"))
_MANNERS = {Manner.ORDER: "giao", Manner.REQUEST: "đề nghị"}
_ROLES = {
    Role.HEAD: "phần đầu", Role.ADDRESSEE: "kính gửi", Role.BASIS: "căn cứ", Role.PREAMBLE: "dẫn",
    Role.HEADING: "đề mục", Role.ASSIGNMENT: "nhiệm vụ", Role.REPORT_CLAUSE: "chế độ báo cáo", Role.CLOSING: "kết",
    Role.BACKGROUND: "nêu tình hình", Role.RECIPIENTS: "nơi nhận", Role.SIGNATURE: "ký",
    Role.FURNITURE: "số trang, dấu", Role.ENCLOSED: "văn bản kèm theo",
    Role.UNREAD: "chưa đọc được",
}  # fmt: skip


def as_lines(document: Document, notes: tuple[Note, ...]) -> list[str]:
    """The document for a person: head, assignments, report clause, notes, coverage."""
    lines = [f"{label + ':':18} {getattr(document, name) or '–'}" for label, name in _LABELS]
    lines.append(f"{'Ngày:':18} {document.date.strftime('%d/%m/%Y') if document.date else '–'}")
    signer = document.signer
    lines.append(
        f"{'Người ký:':18} {' '.join(filter(None, (signer.mode, signer.title, signer.name))) if signer else '–'}"
    )
    if document.addressees:
        lines.append(f"{'Kính gửi:':18} {'; '.join(document.addressees)}")
    lines += ["", f"Nhiệm vụ ({len(document.assignments)}):"]
    for assignment in document.assignments:
        lines += _shown(assignment)
    if clause := document.report_clause:
        lines += ["", "Chế độ báo cáo:"]
        lines.append(f"  báo cáo {clause.to or '–'}" + (f", qua {clause.via}" if clause.via else ""))
        lines += [f"  hạn: {', '.join(_said(d) for d in clause.deadlines)}"] if clause.deadlines else []
    if notes:
        lines += ["", f"Cần rà soát ({len(notes)}):", *(f"  [{note.code}] {note.message}" for note in notes)]
    roles = Counter(line.role for line in document.lines)
    shown = ", ".join(f"{_ROLES[role]} {count}" for role, count in roles.most_common())
    return [*lines, "", f"Đã đọc {len(document.lines)} dòng: {shown}."]


def _shown(assignment: Assignment) -> list[str]:
    owners = "; ".join(party.name for party in assignment.owners) or "–"
    lines = [f"  {assignment.label or '·':6} {owners} ({_MANNERS[assignment.manner]})"]
    if assignment.partners:
        lines.append(f"         phối hợp: {'; '.join(party.name for party in assignment.partners)}")
    words = assignment.text if len(assignment.text) <= 160 else assignment.text[:157].rstrip() + "…"
    lines.append(f"         {words}")
    if assignment.actions:
        lines.append(f"         gồm {len(assignment.actions)} việc")
    if assignment.deadlines:
        lines.append(f"         hạn: {', '.join(_said(d) for d in assignment.deadlines)}")
    return lines


def _said(deadline: Deadline) -> str:
    return getattr(deadline, "text", "không hạn")
