"""Drafted papers that were kept, as values."""

from sqlalchemy import Connection, select

from directive.errors import NotFound
from directive.kept import KeptPaper, PaperKind
from directive.store import tables as t


def every(
    conn: Connection, *, what: PaperKind | None = None, directive_id: int | None = None, limit: int | None = None
) -> list[KeptPaper]:
    """Kept papers, newest first."""
    p = t.papers.c
    query = select(t.papers).order_by(p.paper_id.desc()).limit(limit)
    if what is not None:
        query = query.where(p.what == what)
    if directive_id is not None:
        query = query.where(p.directive_id == directive_id)
    return [KeptPaper.model_validate(dict(row._mapping)) for row in conn.execute(query)]


def one(conn: Connection, paper_id: int) -> KeptPaper:
    """The paper with this number; NotFound when there is none."""
    row = conn.execute(select(t.papers).where(t.papers.c.paper_id == paper_id)).one_or_none()
    if row is None:
        raise NotFound(f"Không có dự thảo số {paper_id}.")
    return KeptPaper.model_validate(dict(row._mapping))
