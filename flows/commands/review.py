"""review: the proposal of a draft, its letter with everything read in it marked, and corrections."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from directive import intake
from directive.agencies import Match
from directive.corrections import Correction, read_correction
from directive.dating import words_of
from directive.directory import Directory
from directive.document import Manner
from directive.errors import BadInput
from directive.obligations import Proposal, Proposed, ProposedReport
from directive.settings import day_of_text
from directive.site import site_directory
from directive.store import directives
from flows.commands.marked_letter import marked_letter, shows_colours
from tasks.clock import now
from tasks.rooms import rooms


def review_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directive", type=int, metavar="VĂN-BẢN")
    parser.add_argument("--owners", nargs=2, metavar=("VIỆC", "MÃ,MÃ"), help="chọn cơ quan thực hiện của một việc")
    parser.add_argument("--lead", nargs=2, metavar=("VIỆC", "MÃ"), help="chọn cơ quan chủ trì")
    parser.add_argument("--date", nargs=2, metavar=("VIỆC", "NGÀY"), help="ấn định ngày đến hạn")
    parser.add_argument("--drop", nargs=2, metavar=("VIỆC", "LÝ-DO"), help="không theo dõi một việc")
    parser.add_argument(
        "--settle", nargs=3, metavar=("VIỆC", "TÊN", "MÃ"), help="tên này là cơ quan nào; các văn bản sau tự hiểu"
    )
    parser.add_argument("--correct", metavar="JSON", help="mọi kiểu sửa khác, xem docs/review.md")
    parser.add_argument("--no-letter", action="store_true", help="chỉ in đề xuất, không in nguyên văn")
    parser.add_argument("--by", default="Văn thư", metavar="TÊN")


def run_review(args: argparse.Namespace) -> int:
    with rooms() as site:
        with site.store.reading() as conn:
            directory = site_directory(conn)
            directive = directives.one(conn, args.directive)
        proposal = directive.proposal
        for correction in _asked(args, directory):
            proposal = intake.correct(
                site.store,
                directive_id=args.directive,
                correction=correction,
                at=site.settings.instant(now()),
                by=args.by,
            )
    for line in described(proposal, directory):
        print(line)
    if not args.no_letter:
        print("", *marked_letter(directive, proposal, colours=shows_colours()), "", sep="\n")
    print(f"Tiếp theo: `dondoc confirm {args.directive}` khi mọi điểm đã đúng.")
    return 0


def described(proposal: Proposal, directory: Directory) -> Iterator[str]:
    """The proposal as lines: each assignment with its number for corrections, then what is still open."""
    for at, one in enumerate(proposal.assignments):
        yield from _assignment(at, one, directory)
    if proposal.report is not None:
        yield from _report(proposal.report, directory)
    yield f"{len(proposal.notes)} điểm cần rà soát:" if proposal.notes else "Không còn điểm nào cần rà soát."
    for note in proposal.notes:
        yield f"  - [{note.code}] {note.message}"


def _assignment(at: int, one: Proposed, directory: Directory) -> Iterator[str]:
    manner = "đề nghị" if one.manner is Manner.REQUEST else "giao"
    yield f"[{at}] {one.label or '–'}. ({manner}) {one.title}"
    yield f"     thực hiện: {'; '.join(_match(match, directory) for match in one.owners) or 'CHƯA RÕ'}"
    if one.partners:
        yield f"     phối hợp:  {'; '.join(_match(match, directory) for match in one.partners)}"
    if times := [words_of(deadline) for deadline in one.deadlines if words_of(deadline)]:
        yield f"     thời hạn:  {'; '.join(times)}"


def _report(report: ProposedReport, directory: Directory) -> Iterator[str]:
    yield f"Báo cáo: {len(report.reporters)} đơn vị gửi {report.to or 'người giao'}"
    if report.collector is not None:
        yield f"     đầu mối:   {_match(report.collector, directory)}"
    yield f"     thời hạn:  {'; '.join(map(words_of, report.deadlines)) or 'không ghi'} (lịch {report.calendar})"


def _match(match: Match, directory: Directory) -> str:
    if len(match.agency_ids) > 3:
        return f"{match.name} ({len(match.agency_ids)} đơn vị)"
    if match.agency_ids:
        return ", ".join(f"{directory.name(agency_id)} [{agency_id}]" for agency_id in match.agency_ids)
    if match.candidates:
        return f"{match.name} – CHƯA RÕ, có thể là: {', '.join(match.candidates)}"
    return f"{match.name} – CHƯA CÓ TRONG DANH BẠ"


def _asked(args: argparse.Namespace, directory: Directory) -> Iterator[Correction]:
    for kind in ("owners", "lead", "date", "drop"):
        if given := getattr(args, kind):
            yield read_correction({"kind": kind, "at": _position(given[0]), **_said(kind, given[1], directory)})
    if args.settle:
        at, name, target_id = args.settle
        ids = _known_ids(target_id, directory)
        said = {"kind": "settle", "at": _position(at), "name": name, "agency_ids": ids}
        yield read_correction({**said, "remember": target_id if len(ids) == 1 else None})
    if args.correct:
        try:
            yield read_correction(json.loads(args.correct))
        except json.JSONDecodeError as error:
            raise BadInput(f"--correct không phải JSON: {error.msg} ở ký tự {error.pos}.") from error


def _said(kind: str, words: str, directory: Directory) -> dict[str, Any]:
    match kind:
        case "owners":
            ids = _known_ids(words, directory)
            return {"owners": [{"name": directory.name(one), "agency_ids": [one]} for one in ids]}
        case "lead":
            return {"agency_id": words}
        case "date":
            return {"day": day_of_text(words)}
        case _:
            return {"reason": words}


def _known_ids(words: str, directory: Directory) -> list[str]:
    ids = [agency_id.strip() for agency_id in words.split(",")]
    if unknown := [agency_id for agency_id in ids if agency_id not in directory.agencies]:
        raise BadInput(f"Danh bạ không có đơn vị {', '.join(unknown)}. Xem mã bằng `dondoc agencies`.")
    return ids


def _position(words: str) -> int:
    if not words.isdigit():
        raise BadInput(f"“{words}” không phải số trong ngoặc vuông của một việc; xem `dondoc review VĂN-BẢN`.")
    return int(words)
