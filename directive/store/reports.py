"""Frozen reports and the collector's passages, as values."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from directive.errors import NotFound
from directive.report import Report
from directive.store import tables as t
from directive.values import Frozen


class FrozenReport(Frozen):
    """Báo cáo đã chốt: what was reported, with its files by hash."""

    report_id: int
    directive_id: int | None  # None: of many directives
    due_id: int | None
    span: str = ""
    agency_id: str | None = None
    on: date
    frozen_at: datetime
    by: str
    title: str
    content: Report
    files: dict[str, str]  # format -> sha256
    digest: str


class ReportHead(Frozen):
    """A frozen report in a list, without its content."""

    report_id: int
    directive_id: int | None
    due_id: int | None
    span: str = ""
    agency_id: str | None = None
    on: date
    frozen_at: datetime
    title: str
    files: dict[str, str]
    digest: str


def one(conn: Connection, report_id: int) -> FrozenReport:
    """The report with this number; NotFound when there is none."""
    row = conn.execute(select(t.reports).where(t.reports.c.report_id == report_id)).one_or_none()
    if row is None:
        raise NotFound(f"Không có báo cáo số {report_id}. Xem danh sách bằng `dondoc report`.")
    return _frozen(row)


def latest(conn: Connection, *, directive_id: int, due_id: int | None) -> FrozenReport | None:
    """The last report frozen for a Due of a directive (for the directive itself when `due_id` is None)."""
    r = t.reports.c
    same = r.due_id.is_(None) if due_id is None else r.due_id == due_id
    query = select(t.reports).where(r.directive_id == directive_id, same).order_by(r.report_id.desc()).limit(1)
    row = conn.execute(query).one_or_none()
    return None if row is None else _frozen(row)


def latest_overall(conn: Connection, *, span: str, agency_id: str | None) -> FrozenReport | None:
    """The last report frozen for a span, of all agencies or of one."""
    r = t.reports.c
    mine = r.agency_id.is_(None) if agency_id is None else r.agency_id == agency_id
    query = select(t.reports).where(r.directive_id.is_(None), r.span == span, mine)
    row = conn.execute(query.order_by(r.report_id.desc()).limit(1)).one_or_none()
    return None if row is None else _frozen(row)


def heads(conn: Connection, *, directive_id: int | None = None, limit: int | None = None) -> list[ReportHead]:
    """Frozen reports, newest first."""
    columns = [t.reports.c[name] for name in ReportHead.model_fields]
    query = select(*columns).order_by(t.reports.c.report_id.desc()).limit(limit)
    if directive_id is not None:
        query = query.where(t.reports.c.directive_id == directive_id)
    return [ReportHead(**row._mapping) for row in conn.execute(query)]


def narrative(conn: Connection, *, directive_id: int, due_id: int | None) -> dict[str, str]:
    """The passages a person wrote for the report of a Due, by section."""
    n = t.narratives.c
    query = select(n.section, n.text).where(n.directive_id == directive_id, n.due_id == (due_id or 0))
    return {row.section: row.text for row in conn.execute(query) if row.text.strip()}


class Passage(Frozen):
    """A passage a person wrote for the report of a Due (phần lời), and who wrote it when."""

    section: str
    text: str
    by: str
    at: datetime


def passages(conn: Connection, *, directive_id: int, due_id: int | None) -> dict[str, Passage]:
    """The same with their writers; also those taken back, whose text is empty."""
    n = t.narratives.c
    query = select(n.section, n.text, n.by, n.at).where(n.directive_id == directive_id, n.due_id == (due_id or 0))
    return {row.section: Passage(**row._mapping) for row in conn.execute(query)}


def _frozen(row: Row[Any]) -> FrozenReport:
    given = dict(row._mapping)
    del given["figures"]  # stands in the content too
    return FrozenReport(**given)
