"""Whole texts of every kind and time, with what a careful clerk writes out of them.

The texts are made up; their layouts are those that arrive: two columns, columns one after the other, tables, scans.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from directive.document import Document, Role
from directive.reading.document import read
from directive.reading.doubts import assigns

_SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.txt"))


def _told(document: Document) -> dict[str, Any]:
    signer, clause = document.signer, document.report_clause
    return {
        "issuer": document.issuer,
        "number": document.number,
        "date": document.date.isoformat() if document.date else None,
        "type": document.doc_type.value,
        "subject": document.subject,
        "signer": [signer.mode, signer.title, signer.name] if signer else None,
        "addressees": list(document.addressees),
        "assignments": [
            {
                "label": assignment.label,
                "manner": assignment.manner.value,
                "owners": [party.name for party in assignment.owners],
                "partners": [party.name for party in assignment.partners],
                "actions": len(assignment.actions),
                "deadlines": [[deadline.kind, getattr(deadline, "text", "")] for deadline in assignment.deadlines],
            }
            for assignment in document.assignments
        ],
        "report": clause
        and {
            "to": clause.to,
            "via": clause.via,
            "deadlines": [getattr(deadline, "text", "") for deadline in clause.deadlines],
        },
    }


@pytest.mark.parametrize("path", _SAMPLES, ids=[path.stem for path in _SAMPLES])
def test_a_text_is_read_as_a_clerk_reads_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert _told(read(path.read_text("utf-8"))) == expected


@pytest.mark.parametrize("path", _SAMPLES, ids=[path.stem for path in _SAMPLES])
def test_no_line_that_assigns_is_left_unread(path: Path) -> None:
    document = read(path.read_text("utf-8"))
    unread = [document.text[line.span.start : line.span.end] for line in document.lines if line.role == Role.UNREAD]
    assert [words for words in unread if assigns(words)] == []
