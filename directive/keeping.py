"""Lưu dự thảo: write a drafted paper as .docx and .pdf, and keep it beside the messages for somebody to sign."""

from collections.abc import Iterable
from datetime import datetime

from directive.events import PaperKept
from directive.files import FileRoom
from directive.kept import KeptPaper, PaperKind
from directive.store import Store, papers
from directive.writers.papers import Paper


def paper_files(paper: Paper) -> dict[str, bytes]:
    """The two files of a paper."""
    from directive.writers import docx, pdf

    return {"docx": docx.write(paper), "pdf": pdf.write(paper)}


def keep_paper(
    store: Store,
    files: FileRoom,
    paper: Paper,
    *,
    what: PaperKind,
    directive_id: int | None = None,
    agencies: Iterable[str] = (),
    at: datetime,
    by: str,
) -> KeptPaper:
    """Keep a draft; the very same one a second time gives the one that is there."""
    kept = {kind: files.keep(data) for kind, data in paper_files(paper).items()}
    with store.change(at=at, by=by) as change:
        for known in papers.every(change.conn, what=what, directive_id=directive_id, limit=20):
            if known.files == kept:
                return known
        number = change.numbers("paper")
        change.record(
            PaperKept(
                paper_id=number,
                what=what,
                directive_id=directive_id,
                agencies=tuple(agencies),
                on=paper.on,
                title=paper.subject,
                files=kept,
            )
        )
        return papers.one(change.conn, number)
