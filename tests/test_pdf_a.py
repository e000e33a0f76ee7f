"""The .pdf of every paper keeps to PDF/A-2b as far as its structure shows; and the check would notice if it did not."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pdf_a import complaints
from pikepdf import Dictionary, Name, Pdf
from report_cases import HOSTILE, ON, a_district

from directive.calendar import official_calendar
from directive.overall_reporting import AskedOverall, draft_overall, span_named
from directive.reporting import Asked, draft, due_for
from directive.store import Reading, open_store
from directive.urging import gather, urging_letter
from directive.writers import pdf
from directive.writers.papers import Paper
from directive.writers.report_paper import report_paper

CALENDAR = official_calendar()


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    store = open_store("sqlite://")
    store.create()
    directive_id = a_district(store, hostile=HOSTILE)
    with store.reading() as conn:
        made = {
            "report": _report(conn, directive_id),
            "overall": report_paper(draft_overall(conn, AskedOverall(span_named("2024-H1"), ON, CALENDAR)).report),
            "urging": urging_letter(gather(conn, directive_id=directive_id, on=ON, calendar=CALENDAR), on=ON),
        }
    store.close()
    return made


def _report(conn: Reading, directive_id: int) -> Paper:
    asked = Asked(directive_id, due_for(conn, directive_id, on=ON), ON, CALENDAR)
    return report_paper(draft(conn, asked).report)


@pytest.fixture(scope="module")
def written(papers: dict[str, Paper]) -> bytes:
    return pdf.write(papers["report"])


@pytest.mark.parametrize("name", ["report", "overall", "urging"])
def test_every_paper_keeps_to_pdf_a(papers: dict[str, Paper], name: str) -> None:
    assert complaints(pdf.write(papers[name])) == []


def _script(document: Pdf) -> None:
    document.Root.OpenAction = document.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def _no_profile(document: Pdf) -> None:
    del document.Root.OutputIntents


def _another_claim(document: Pdf) -> None:
    with document.open_metadata() as meta:
        meta["pdfaid:part"] = "1"


def _font_left_out(document: Pdf) -> None:
    for thing in document.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.FontDescriptor:
            for key in ("/FontFile2", "/FontFile3"):
                if key in thing:
                    del thing[key]


def _inks(document: Pdf) -> None:
    document.pages[0].contents_add(b"0 0 0 1 k", prepend=True)


def _attachment(document: Pdf) -> None:
    document.attachments["a.txt"] = b"a"


def _hidden_note(document: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], F=2)
    document.pages[0].obj.Annots = document.make_indirect([document.make_indirect(note)])


@pytest.mark.parametrize(
    ("spoil", "clause"),
    [
        (_script, "6.5.1"),
        (_no_profile, "6.2.3"),
        (_another_claim, "6.6.4"),
        (_font_left_out, "6.2.11.4"),
        (_inks, "6.2.4.3"),
        (_attachment, "6.5.1"),
        (_hidden_note, "6.3.2"),
    ],
)
def test_what_breaks_pdf_a_is_found(written: bytes, spoil: Callable[[Pdf], None], clause: str) -> None:
    spoiled = BytesIO()
    with pikepdf.open(BytesIO(written)) as document:
        spoil(document)
        document.save(spoiled)

    assert clause in {one.split()[0] for one in complaints(spoiled.getvalue())}


def test_an_encrypted_file_is_found(written: bytes) -> None:
    locked = BytesIO()
    with pikepdf.open(BytesIO(written)) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user=""))

    assert any(one.startswith("6.1.3 encrypted") for one in complaints(locked.getvalue()))
