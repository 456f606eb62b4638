"""Policies and answers as documents, cut into passages that a reply can cite."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import UtcTime, now
from shop.errors import NotFound


class Document(SQLModel, table=True):
    document_id: str = Field(primary_key=True)
    kind: str
    """`policy`, `faq` or `manual`."""
    topic: str
    title: str
    title_zh: str | None = None
    url: str | None = None
    updated_at: datetime = Field(default_factory=now, sa_type=UtcTime)


class Passage(SQLModel, table=True):
    """The smallest thing that is cited: one section in one language."""

    passage_id: str = Field(primary_key=True)
    document_id: str = Field(foreign_key="document.document_id", index=True)
    language: str
    heading: str
    text: str
    position: int = 0


def get_passage(session: Session, passage_id: str) -> Passage:
    found = session.get(Passage, passage_id)
    if found is None:
        raise NotFound("passage", passage_id)
    return found


def all_passages(session: Session) -> list[tuple[Document, Passage]]:
    rows = session.exec(
        select(Document, Passage)
        .where(Document.document_id == Passage.document_id)
        .order_by(col(Document.document_id), col(Passage.language), col(Passage.position))
    )
    return [(document, passage) for document, passage in rows]
