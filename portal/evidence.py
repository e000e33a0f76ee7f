"""Minh chứng: files come in checked by content, are kept by hash, and go out as downloads to those they belong to."""

from collections.abc import Iterable
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from directive.errors import NotFound
from directive.formats.sniff import EVIDENCE_EXTENSIONS, content_type, is_allowed_evidence
from directive.ledger import Purpose
from directive.store import Reading, delegations, directives, pages, replies
from directive.tracked import Evidence
from portal.doors import NO_SUCH_PAGE, asked_directive, enter_as_agency, enter_as_colleague, reader, reviews
from portal.drafts import read_draft
from portal.forms import Upload
from portal.points import MAX_EVIDENCE
from portal.site import Site, Visit

ACCEPTED = ",".join(EVIDENCE_EXTENSIONS)
"""For the file field's `accept`: a hint to the phone, checked again here."""


def take_in(
    site: Site, uploads: Iterable[Upload], kept: tuple[Evidence, ...]
) -> tuple[tuple[Evidence, ...], list[str]]:
    """Keep the allowed files beside those already there; the rest is named with its reason."""
    have, refused = list(kept), []
    for upload in uploads:
        data = upload.read()
        if len(have) >= MAX_EVIDENCE:
            refused.append(f"Tệp “{upload.name}”: mỗi nhiệm vụ tối đa {MAX_EVIDENCE} tệp. Bỏ bớt hoặc nén lại.")
        elif not is_allowed_evidence(data, upload.name):
            refused.append(
                f"Tệp “{upload.name}” không được nhận: chỉ nhận văn bản, bảng tính, ảnh, PDF, ZIP "
                "đúng với phần mở rộng, không chứa macro, không đặt mật khẩu."
            )
        else:
            sha256 = site.files.keep(data)
            if all(e.sha256 != sha256 for e in have):
                kind = content_type(data, upload.name)
                have.append(Evidence(sha256=sha256, name=upload.name, content_type=kind, size=len(data)))
    return tuple(have), refused


def download_by_key(visit: Visit) -> Response:
    """A file behind a link: an agency's own evidence and drafts, a colleague's part of them, or what a reviewer has
    before them."""
    sha256 = visit.param("sha256")
    with visit.site.store.reading() as conn:
        link, agency_id = enter_as_agency(visit, conn, Purpose.ANSWER, Purpose.REVIEW, Purpose.PREPARE)
        ways = {
            Purpose.ANSWER: lambda: _own(visit, conn, sha256),
            Purpose.REVIEW: lambda: _reviewed(conn, agency_id, visit, sha256),
            Purpose.PREPARE: lambda: _delegated(visit, conn, sha256),
        }
        found = ways[link.purpose]()
    if found is None:
        raise NotFound(NO_SUCH_PAGE)
    return as_download(visit.site, found)


def download_for_reader(visit: Visit) -> Response:
    """Evidence of one obligation, for the signed-in."""
    with visit.site.store.reading() as conn:
        reader(visit, conn)
        said = replies.replies(conn, obligation_ids=[visit.number("obligation_id")], current=False)
    found = _find(visit.param("sha256"), (e for r in said for e in r.evidence))
    if found is None:
        raise NotFound(NO_SUCH_PAGE)
    return as_download(visit.site, found)


def as_download(site: Site, evidence: Evidence) -> Response:
    """The bytes as a download: never shown by the browser inside our own pages' origin."""
    return file_response(site, evidence.sha256, name=evidence.name)


def file_response(site: Site, sha256: str, *, name: str) -> Response:
    """A kept file under a name, to be saved."""
    path = site.files.path(sha256)
    if not path.is_file():
        raise NotFound("Tệp này không còn trong kho tệp. Báo cho quản trị để khôi phục từ bản sao lưu.")
    return FileResponse(
        path,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def _own(visit: Visit, conn: Reading, sha256: str) -> Evidence | None:
    link, agency_id = enter_as_agency(visit, conn, Purpose.ANSWER)
    said = replies.replies(conn, directive_id=link.directive_id, agency_id=agency_id, current=False)
    found = _find(sha256, (e for r in said for e in r.evidence))
    if found is not None:
        return found
    heads = [link.directive_id] if link.directive_id else [h.directive_id for h in pages.owned_by(conn, agency_id)]
    written = delegations.contributions(conn, directive_id=link.directive_id, agency_id=agency_id)
    if (found := _find(sha256, (e for c in written for e in c.evidence))) is not None:
        return found
    drafts = [draft for head in heads if (draft := read_draft(conn, link, head)) is not None]
    return _find(sha256, (e for draft in drafts for typed in draft.points.values() for e in typed.evidence))


def _delegated(visit: Visit, conn: Reading, sha256: str) -> Evidence | None:
    """Of the points a colleague was given: the agency's answers to them, their own words and their own draft."""
    link, given = enter_as_colleague(visit, conn)
    mine = directives.obligations(conn, ids=given.obligation_ids)
    numbers = [o.obligation_id for o in mine if o.owner_id == given.agency_id]
    said = replies.replies(conn, agency_id=given.agency_id, obligation_ids=numbers, current=False)
    written = delegations.contributions(conn, delegation_id=given.delegation_id)
    draft = read_draft(conn, link, given.directive_id)
    typed = draft.points.values() if draft is not None else ()
    return _find(sha256, (e for one in (*said, *written, *typed) for e in one.evidence))


def _reviewed(conn: Reading, agency_id: str, visit: Visit, sha256: str) -> Evidence | None:
    link, _ = enter_as_agency(visit, conn, Purpose.REVIEW)
    only = asked_directive(visit, link)
    for head in pages.headlines(conn, reviewer_id=agency_id, ids=None if only is None else [only]):
        if not reviews(head, agency_id):
            continue
        said = replies.replies(conn, directive_id=head.directive_id, current=False)
        if (found := _find(sha256, (e for r in said for e in r.evidence))) is not None:
            return found
    return None


def _find(sha256: str, evidence: Iterable[Evidence]) -> Evidence | None:
    return next((e for e in evidence if e.sha256 == sha256), None)
