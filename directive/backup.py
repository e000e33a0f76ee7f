"""Sao lưu: the whole site in one file, written while it runs, restored on either database.

The archive is a gzipped tar: `tables/NAME.jsonl` (first line the columns, then a row a line), `files/SHA256`, and last
`manifest.json`, which names every member with its hash; a broken-off archive therefore has none. It holds no secret:
no passwords, no key links are derived from, no tokens of services. It does hold people's names and addresses.
"""

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from directive.errors import BadInput
from directive.events import Recorded, chained_hash, erased_by, said_digest
from directive.files import FileRoom
from directive.settings import Settings
from directive.store import Store, dumping, migrate, operating, version
from directive.store.dumping import Shape
from directive.values import Frozen

FORMAT = 1
MANIFEST = "manifest.json"
_TABLES, _FILES = "tables/", "files/"
_BLOCK = 1 << 20


class Broken(BadInput):
    """Bản sao lưu hỏng, thiếu, hoặc không phải của dondoc."""


class TableSum(Frozen):
    """How many rows a table has, and the hash of its text."""

    rows: int
    sha256: str


class Manifest(Frozen):
    """What an archive holds (mục lục)."""

    program: str
    format: int
    version: str
    revision: str
    at: datetime
    database: str
    tables: dict[str, TableSum]
    files: dict[str, int] | None  # sha256 -> bytes; None when files were left out
    damaged: tuple[str, ...]  # files that were already damaged and are not in the archive
    settings: dict[str, str]
    secret: str  # a hint of the key links are derived from, to notice another one


class Written(NamedTuple):
    """An archive that was written."""

    path: Path
    manifest: Manifest
    size: int


def write(
    store: Store, files: FileRoom | None, folder: Path, *, at: datetime, settings: Settings, secret: bytes
) -> Written:
    """Write an archive into a folder. The store may be used meanwhile; the archive is one moment of it.

    Without `files` only the store is written: a large file room is better mirrored, its files never change.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"dondoc-{at:%Y%m%d-%H%M%S}.tar.gz"
    handle, name = tempfile.mkstemp(dir=folder, prefix=".new-")  # readable by us only
    try:
        with os.fdopen(handle, "wb") as raw:
            manifest = _write(raw, store, files, folder, at, settings, secret)
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Written(target, manifest, target.stat().st_size)


def verify(path: Path) -> Manifest:
    """Read all of it and prove every hash, every file and the chain of the log; `Broken` when it is not ours."""
    try:
        return _verified(path)
    except Broken:
        raise
    except FileNotFoundError:
        raise BadInput(f"Không có tệp {path}.") from None
    except Exception as error:  # gzip, tar, JSON and UTF-8 break in many ways; all mean the same here
        raise Broken(f"{path.name} hỏng hoặc không phải bản sao lưu của dondoc ({type(error).__name__}).") from error


def restore(path: Path, store: Store, files: FileRoom, *, as_it_was: bool = False) -> Manifest:
    """Put an archive into an empty store and bring it up to this version. Proved first, compared afterwards.

    `as_it_was` leaves the store in the shape it was written down in.
    """
    manifest = verify(path)
    if manifest.revision not in migrate.known():
        raise BadInput(
            f"Bản sao lưu thuộc phiên bản mới hơn (dondoc {manifest.version}, kho {manifest.revision}). "
            "Cài phiên bản đó trở lên rồi chạy lại."
        )
    with tarfile.open(path, "r:gz") as archive:
        dumping.fill(store, manifest.revision, _tables_in(archive))
    for name, found in _sums(store).items():
        if name in manifest.tables and found != manifest.tables[name]:
            raise Broken(f"Sau khi khôi phục, bảng {name} khác bản sao lưu. Kho đích không dùng được; báo quản trị.")
    if manifest.files:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                if member.name.startswith(_FILES):
                    files.keep(_opened(archive, member).read())
    if as_it_was:
        return manifest
    migrate.upgrade(store)
    # Another Prefect may stand beside this store: its pages and deployments are made anew.
    operating.forget_marks(store, ("page-", "deployed"), at=manifest.at)
    return manifest


def old_ones(folder: Path, keep: int) -> list[Path]:
    """Archives beyond the newest `keep`, except the last one of each of the last twelve months."""
    ours = sorted(folder.glob("dondoc-????????-??????.tar.gz"), reverse=True)
    last_of_month = {one.name[7:13]: one for one in reversed(ours)}
    months = {last_of_month[month] for month in sorted(last_of_month, reverse=True)[:12]}
    return [one for one in ours[keep:] if one not in months]


def hint(secret: bytes) -> str:
    """Enough of a hash to notice another key, too little to find it."""
    return hashlib.sha256(b"dondoc backup " + secret).hexdigest()[:6]


# --- writing ------------------------------------------------------------------------------------------------------


def _write(
    raw: IO[bytes],
    store: Store,
    files: FileRoom | None,
    folder: Path,
    at: datetime,
    settings: Settings,
    secret: bytes,
) -> Manifest:
    from importlib.metadata import version as installed

    revision = version.current(store)
    if revision is None:
        raise BadInput("Kho chưa có gì để sao lưu. Chạy `dondoc upgrade` trước.")
    sums: dict[str, TableSum] = {}
    with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
        with dumping.snapshot(store) as conn:
            for table in dumping.tables(conn):
                with tempfile.TemporaryFile(dir=folder) as text:
                    sums[table.name] = _dump(text, dumping.shape(table), dumping.rows(conn, table))
                    _add(archive, f"{_TABLES}{table.name}.jsonl", text, at)
        # Files are written before what names them: those of the snapshot are all here by now.
        kept, damaged = _add_files(archive, files, at) if files else (None, ())
        manifest = Manifest(
            program="dondoc",
            format=FORMAT,
            version=installed("dondoc"),
            revision=revision,
            at=at,
            database=store.engine.dialect.name,
            tables=sums,
            files=kept,
            damaged=damaged,
            settings=_without_secrets(settings),
            secret=hint(secret),
        )
        with tempfile.TemporaryFile(dir=folder) as text:
            text.write(manifest.model_dump_json(indent=1).encode())
            _add(archive, MANIFEST, text, at)
    return manifest


def _dump(text: IO[bytes], shape: Shape, rows: dumping.Rows) -> TableSum:
    digest, count = hashlib.sha256(), 0
    first = dumping.as_line([list(pair) for pair in shape.columns])
    digest.update(first)
    text.write(first)
    for row in rows:
        line = dumping.as_line(row)
        digest.update(line)
        text.write(line)
        count += 1
    return TableSum(rows=count, sha256=digest.hexdigest())


def _add(archive: tarfile.TarFile, name: str, text: IO[bytes], at: datetime) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = text.tell(), 0o600, int(at.timestamp())
    text.seek(0)
    archive.addfile(member, text)


def _add_files(archive: tarfile.TarFile, files: FileRoom, at: datetime) -> tuple[dict[str, int], tuple[str, ...]]:
    kept, damaged = {}, []
    for path in sorted(files.root.glob("??/??/*")):
        if path.name.startswith(".new-"):
            continue
        if not files.check(path.name):
            damaged.append(path.name)
            continue
        with path.open("rb") as text:
            kept[path.name] = text.seek(0, os.SEEK_END)
            _add(archive, f"{_FILES}{path.name}", text, at)
    return kept, tuple(damaged)


def _without_secrets(settings: Settings) -> dict[str, str]:
    """What is set, without passwords: neither secret fields nor addresses, which may carry one."""
    left_out = {"database_url", "channels"}
    shown = settings.model_dump(mode="json")
    secret = {name for name, value in settings if hasattr(value, "get_secret_value")}
    return {n: str(v) for n, v in shown.items() if n not in secret | left_out and v not in (None, "")}


def _sums(store: Store) -> dict[str, TableSum]:
    with dumping.snapshot(store) as conn, tempfile.TemporaryFile() as nowhere:
        return {one.name: _dump(nowhere, dumping.shape(one), dumping.rows(conn, one)) for one in dumping.tables(conn)}


# --- reading ------------------------------------------------------------------------------------------------------


def _verified(path: Path) -> Manifest:
    tables: dict[str, TableSum] = {}
    files: dict[str, int] = {}
    manifest: Manifest | None = None
    chain = _Chain()
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            if not member.isfile():
                raise Broken(f"{path.name} chứa “{member.name[:80]}”, không phải tệp thường.")
            text = _opened(archive, member)
            if member.name.startswith(_TABLES):
                name = member.name.removeprefix(_TABLES).removesuffix(".jsonl")
                tables[name] = chain.follow(name, text)
            elif member.name.startswith(_FILES):
                files[member.name.removeprefix(_FILES)] = member.size
                _check_file(member, text)
            elif member.name == MANIFEST:
                manifest = Manifest.model_validate_json(text.read())
            else:
                raise Broken(f"{path.name} chứa “{member.name[:80]}”, không thuộc bản sao lưu.")
    if manifest is None or manifest.program != "dondoc":
        raise Broken(f"{path.name} không có mục lục: bị đứt giữa chừng, hoặc không phải bản sao lưu của dondoc.")
    if manifest.format != FORMAT:
        raise Broken(f"{path.name} theo dạng {manifest.format} mà phiên bản này chưa biết; dùng dondoc mới hơn.")
    wrong = [name for name in {*tables, *manifest.tables} if tables.get(name) != manifest.tables.get(name)]
    if wrong or files != (manifest.files or {}):
        raise Broken(f"{path.name} không khớp với mục lục của nó ({', '.join(sorted(wrong)) or 'tệp đính kèm'}).")
    chain.check()
    return manifest


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    text = archive.extractfile(member)
    assert text is not None, "a regular file"
    return text


def _check_file(member: tarfile.TarInfo, text: IO[bytes]) -> None:
    if hashlib.file_digest(text, "sha256").hexdigest() != member.name.removeprefix(_FILES):  # type: ignore[arg-type]
        raise Broken(f"Tệp {member.name[:20]}… trong bản sao lưu không khớp với mã băm của nó.")


def _tables_in(archive: tarfile.TarFile) -> Iterator[tuple[Shape, dumping.Rows]]:
    """Tables with their rows, in the archive's order: parents first."""
    for member in archive:
        if member.name.startswith(_TABLES):
            text = _opened(archive, member)
            name = member.name.removeprefix(_TABLES).removesuffix(".jsonl")
            columns = tuple((str(column), str(kind)) for column, kind in json.loads(text.readline()))
            yield Shape(name, columns), map(json.loads, text)


class _Chain:
    """The log's chain, followed while the archive is read."""

    def __init__(self) -> None:
        self.heads: dict[str, tuple[int, str]] = {}
        self.said: dict[str, tuple[int, str]] = {}
        self.changed: set[tuple[str, int]] = set()
        self.erased: set[tuple[str, int]] = set()

    def follow(self, name: str, text: IO[bytes]) -> TableSum:
        """Hash one table; follow what is the log."""
        digest, first = hashlib.sha256(), text.readline()
        digest.update(first)
        names, count = [column for column, _ in json.loads(first)], 0
        for line in text:
            digest.update(line)
            count += 1
            if name in ("events", "logs"):
                self._take(name, dict(zip(names, json.loads(line), strict=True)))
        return TableSum(rows=count, sha256=digest.hexdigest())

    def _take(self, name: str, row: dict[str, Any]) -> None:
        stream = row["stream"]
        if name == "logs":
            self.said[stream] = (row["length"], row["head"])
            return
        seq, prev = self.heads.get(stream, (0, Recorded.GENESIS))
        at = datetime.fromisoformat(row["at"])
        given = chained_hash(prev=row["prev"], stream=stream, seq=row["seq"], at=at, by=row["by"], digest=row["digest"])
        if (row["seq"], row["prev"], row["hash"]) != (seq + 1, prev, given):
            raise Broken(f"Nhật ký {stream} trong bản sao lưu đứt ở sự kiện {row['seq']}.")
        self.heads[stream] = (row["seq"], row["hash"])
        if said_digest(row["salt"], row["payload"]) != row["digest"]:
            self.changed.add((stream, row["seq"]))
        elif row["kind"] == "records.erased":
            self.erased |= erased_by(row["payload"])

    def check(self) -> None:
        """Every log ends where its head says, and only what was erased by rule says less than it did."""
        for stream, seq in sorted(self.changed - self.erased):
            raise Broken(f"Nhật ký {stream} trong bản sao lưu đã bị thay đổi ở sự kiện {seq}.")
        if {s: head for s, head in self.said.items() if head[0]} != self.heads:
            raise Broken("Nhật ký trong bản sao lưu không kết thúc ở đầu đã ghi.")
