"""Nạp từ hệ thống khác: lists of tasks become directives, all in one transaction or none."""

from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from directive import intake
from directive.directory import Directory
from directive.errors import BadInput
from directive.events import DirectiveAdded, ProgressSet, ProposalConfirmed
from directive.files import FileRoom
from directive.laying_out import collector_of
from directive.obligations import Progress
from directive.proposing import propose
from directive.site import site_directory
from directive.store import Change, Store, directives, pages
from directive.task_lists import ColumnMap, Letter, TaskSheet, read_tasks, told


class Imported(NamedTuple):
    """What an import came to."""

    sheet: TaskSheet
    directive_ids: tuple[int, ...]


def import_tasks(
    store: Store,
    files: FileRoom,
    path: Path,
    *,
    mapping: ColumnMap,
    office_id: str | None,
    issue: bool = False,
    skip_bad: bool = False,
    dry_run: bool = False,
    at: datetime,
    by: str,
) -> Imported:
    """Take the letters of a list in as drafts; with `issue` the one who imports confirms them and their clocks run.

    Refuses the whole file while one row is wrong, unless `skip_bad`: then letters with a wrong row are left out whole.
    """
    with store.change(at=at, by=by) as change:
        change.alone()
        known = [(one.number, one.issued_on) for one in pages.headlines(change.conn) if one.number and one.issued_on]
        directory = site_directory(change.conn)
        sheet = read_tasks(path, mapping, directory=directory, office_id=office_id, known=known)
        if sheet.faults and not skip_bad:
            raise BadInput(f"{len(sheet.faults)} lỗi, chưa nạp gì:\n{told(sheet)}")
        if not sheet.letters or dry_run:
            return Imported(sheet, ())
        sha256 = files.keep(path.read_bytes())
        taken = [_taken(change, letter, directory, path.name, sha256, office_id) for letter in sheet.letters]
        if issue:
            for directive_id, letter in zip(taken, sheet.letters, strict=True):
                _issued(change, directive_id, letter, file=path.name)
    return Imported(sheet, tuple(taken))


def _taken(change: Change, letter: Letter, directory: Directory, file: str, sha256: str, office_id: str | None) -> int:
    proposal = propose(letter.document, directory, on=letter.issued_on, office_id=office_id)
    directive_id = change.numbers("directive")
    change.record(
        DirectiveAdded(
            directive_id=directive_id,
            file_name=file,
            file_sha256=sha256,
            document=letter.document,
            proposal=proposal,
            assigner=letter.document.issuer,
            office_id=office_id,
        )
    )
    return directive_id


def _issued(change: Change, directive_id: int, letter: Letter, *, file: str) -> None:
    proposal = directives.one(change.conn, directive_id).proposal
    change.record(ProposalConfirmed(directive_id=directive_id, proposal=proposal, collector_id=collector_of(proposal)))
    intake.issue_in(change, directive_id=directive_id, number=letter.number, issued_on=letter.issued_on)
    done: dict[date, list[int]] = {}
    for one in directives.obligations(change.conn, directive_id=directive_id):
        if one.position in letter.done:
            done.setdefault(letter.done[one.position], []).append(one.obligation_id)
    for day, obligation_ids in done.items():
        change.record(
            ProgressSet(
                directive_id=directive_id,
                obligation_ids=tuple(obligation_ids),
                progress=Progress.DONE,
                on=day,
                at=change.at,
                reason=f"theo danh sách {file}",
                spoken=False,
            )
        )
