"""Hồ sơ công việc: everything about one directive in one archive, with a list of its files by SHA-256.

Originals, answers with evidence, mails, frozen reports, metadata, and the directive's log. Whoever holds it can check
it with `sha256sum -c SHA256SUMS`, and its log with docs/verify.py, without this software.
Source: Nghị định 30/2020/NĐ-CP, Điều 29-31 (work file) and Phụ lục VI (metadata).
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from directive.errors import BadInput, NotFound
from directive.files import Damaged, FileRoom
from directive.formats.package import MAX_MEMBERS
from directive.incoming import MailState
from directive.metadata import metadata
from directive.obligations import Directive
from directive.store import Reading, directives, directory, mails, replies, reports, retention
from directive.tracked import Reply

SUMS, LIST = "SHA256SUMS", "muc-luc.json"
_WHEN = (1980, 1, 1, 0, 0, 0)  # the zip's own dates say nothing: the same work file is the same bytes
_UNSAFE = re.compile(r"[^\w.()+-]+")
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


class Item(NamedTuple):
    """One file of a work file."""

    path: str
    data: bytes
    what: str
    missing: str = ""  # why there are no bytes


class WorkFile(NamedTuple):
    """What was packed. `missing` are files the room no longer has."""

    path: Path
    items: int
    sha256: str
    manifest_sha256: str
    missing: tuple[str, ...]


def collected(conn: Reading, files: FileRoom, directive_id: int) -> Iterator[Item]:
    """The files of one directive, one at a time."""
    directive = directives.one(conn, directive_id)
    yield Item("thong-tin.json", _json(_head(directive)), "Thông tin văn bản")
    yield Item("van-ban.txt", directive.document.text.encode(), "Văn bản, dạng chữ đã đọc")
    yield _kept(files, directive.file_sha256, f"van-ban-goc/{plain(directive.file_name)}", "Văn bản gốc")
    for number, one in enumerate(directive.envelope.attachments if directive.envelope else (), start=1):
        yield _kept(
            files, one.sha256, f"van-ban-goc/kem-theo-{number:02}-{plain(one.name)}", f"Tệp kèm theo: {one.name}"
        )
    yield Item(
        "phu-luc-vi.xml", metadata(directive, directory.agencies(conn)), "Thông tin đầu vào, NĐ 30/2020 Phụ lục VI"
    )
    yield Item("nhiem-vu.json", _json(_obligations(conn, directive_id)), "Nhiệm vụ và kỳ hạn")
    yield from _answers(conn, files, directive_id)
    yield from _reports(conn, files, directive_id)
    events = (json.dumps(event, ensure_ascii=False) for event in retention.events_of(conn, directive_id))
    yield Item(
        "nhat-ky.jsonl", "".join(f"{line}\n" for line in events).encode(), "Nhật ký, kiểm tra theo docs/verify.md"
    )


def packed(items: Iterable[Item], to: Path) -> WorkFile:
    """Write the items as one .zip, whole or not at all; only one of them is in memory at a time."""
    listed: list[dict[str, Any]] = []
    half = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive:
            for item in items:
                entry = {"path": item.path, "what": item.what, "size": len(item.data)}
                if item.missing:
                    listed.append(entry | {"missing": item.missing})
                    continue
                listed.append(entry | {"sha256": _add(archive, item.path, item.data)})
            manifest = _json(listed)
            manifest_sha256 = _add(archive, LIST, manifest)
            sums = [f"{one['sha256']}  {one['path']}" for one in listed if "sha256" in one]
            _add(archive, SUMS, ("\n".join([*sums, f"{manifest_sha256}  {LIST}"]) + "\n").encode())
        with half.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.replace(half, to)
    except OSError as error:
        raise BadInput(f"Không ghi được {to}: {error.strerror}. Chọn nơi khác.") from error
    finally:
        half.unlink(missing_ok=True)
    missing = tuple(f"{one['path']}: {one['missing']}" for one in listed if "missing" in one)
    return WorkFile(to, len(listed) - len(missing), sha256, manifest_sha256, missing)


def faults(path: Path) -> list[str]:
    """Everything that is wrong with a work file; empty when it is whole."""
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_faults(archive))
    except OSError as error:
        raise BadInput(f"Không đọc được {path}: {error.strerror}.") from error
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, RuntimeError) as error:
        return [f"{path.name} không còn là tệp nén dùng được ({error})"]


def plain(name: str) -> str:
    """A name from outside as part of a path: no folders, nothing a shell or a file system reads."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return (_UNSAFE.sub("-", last).strip("-.") or "tep")[-100:]


def _faults(archive: zipfile.ZipFile) -> Iterator[str]:
    names = archive.namelist()
    if SUMS not in names or len(names) > MAX_MEMBERS:
        yield f"không có {SUMS}: đây không phải hồ sơ công việc"
        return
    wanted = {
        found[2]: found[1] for line in archive.read(SUMS).decode().splitlines() if (found := _LINE.fullmatch(line))
    }
    for name in sorted({*names} - {SUMS} - wanted.keys()):
        yield f"{name}: có trong hồ sơ nhưng không có trong {SUMS}"
    for name, sha256 in wanted.items():
        if name not in names:
            yield f"{name}: thiếu"
        elif _digest(archive, name) != sha256:
            yield f"{name}: nội dung không khớp mã băm"


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as part:
            while piece := part.read(1 << 20):
                digest.update(piece)
    except zipfile.BadZipFile:  # a changed byte spoils the check sum or the packing itself
        return ""
    return digest.hexdigest()


def _add(archive: zipfile.ZipFile, path: str, data: bytes) -> str:
    info = zipfile.ZipInfo(path, date_time=_WHEN)
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(info, data)
    return hashlib.sha256(data).hexdigest()


def _kept(files: FileRoom, sha256: str, path: str, what: str) -> Item:
    try:
        return Item(path, files.read(sha256), what)
    except (NotFound, Damaged) as error:
        return Item(path, b"", what, missing=f"{sha256}: {error}")


def _answers(conn: Reading, files: FileRoom, directive_id: int) -> Iterator[Item]:
    """Answers by agency and handing-in, replaced ones too: they were said."""
    said: dict[tuple[str, int], list[Reply]] = {}
    for reply in replies.replies(conn, directive_id=directive_id, current=False):
        said.setdefault((reply.agency_id, reply.submission_id), []).append(reply)
    for (agency_id, submission_id), some in said.items():
        folder = f"bao-cao-cua-don-vi/{plain(agency_id)}/{submission_id:06}"
        whole = [reply.model_dump(mode="json") for reply in some]
        yield Item(f"{folder}/bao-cao.json", _json(whole), f"Báo cáo của {agency_id}, {some[0].on:%d/%m/%Y}")
        evidence = {one.sha256: one for reply in some for one in reply.evidence}
        for number, one in enumerate(evidence.values(), start=1):
            yield _kept(
                files, one.sha256, f"{folder}/minh-chung-{number:02}-{plain(one.name)}", f"Minh chứng: {one.name}"
            )
    submissions = {submission_id for _, submission_id in said}
    for mail in mails.mails(conn, states=[MailState.CONFIRMED]):
        if mail.submission_id in submissions:
            yield _kept(
                files, mail.sha256, f"thu-den/thu-{mail.mail_id}.eml", f"Thư gốc của báo cáo {mail.submission_id}"
            )


def _reports(conn: Reading, files: FileRoom, directive_id: int) -> Iterator[Item]:
    for head in reports.heads(conn, directive_id=directive_id):
        for kind, sha256 in sorted(head.files.items()):
            path = f"bao-cao-tong-hop/bao-cao-{head.report_id}.{plain(kind)}"
            yield _kept(files, sha256, path, f"{head.title}, chốt {head.on:%d/%m/%Y}")


def _obligations(conn: Reading, directive_id: int) -> dict[str, Any]:
    tasks = directives.obligations(conn, directive_id=directive_id)
    return {
        "obligations": [one.model_dump(mode="json") for one in tasks],
        "dues": [one.model_dump(mode="json") for one in directives.dues(conn, directive_id=directive_id)],
        "extensions": [one.model_dump(mode="json") for one in replies.extensions(conn, directive_id=directive_id)],
        "contests": [one.model_dump(mode="json") for one in replies.contests(conn, directive_id=directive_id)],
    }


def _head(directive: Directive) -> dict[str, Any]:
    return directive.model_dump(mode="json", exclude={"document", "proposal"})


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
