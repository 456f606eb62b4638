"""Policies and answers as documents, cut into passages that a reply can cite."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, delete, select

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
    product_id: str | None = None
    """A manual's product. The catalogue may come and go without the document."""
    updated_at: datetime = Field(default_factory=now, sa_type=UtcTime)

    def named(self, language: str) -> str:
        return (self.title_zh or self.title) if language == "zh" else self.title


class Passage(SQLModel, table=True):
    """The smallest thing that is cited: one section in one language."""

    passage_id: str = Field(primary_key=True)
    document_id: str = Field(foreign_key="document.document_id", index=True)
    language: str
    heading: str
    text: str
    written: str = ""
    """The text with the places of the shop's rules still open (`{return_days}`); empty where nobody wrote any."""
    position: int = 0
    anchor: str | None = None
    """The place in the document: the part of a link behind `#`."""


def get_document(session: Session, document_id: str) -> Document:
    found = session.get(Document, document_id)
    if found is None:
        raise NotFound("document", document_id)
    return found


def list_documents(session: Session, *, limit: int, offset: int = 0) -> list[Document]:
    rows = select(Document).order_by(col(Document.kind), col(Document.document_id)).limit(limit).offset(offset)
    return list(session.exec(rows))


def passages_in(session: Session, document_id: str, language: str) -> list[Passage]:
    """In reading order; in another language where there is none in this one."""
    rows = session.exec(select(Passage).where(Passage.document_id == document_id).order_by(col(Passage.position))).all()
    spoken = [row for row in rows if row.language == language]
    return spoken or [row for row in rows if row.language == min(each.language for each in rows)]


def editions_of(session: Session, passage: Passage) -> list[Passage]:
    """What the same document says in its other languages: the same section, or all where they are cut differently."""
    rows = session.exec(select(Passage).where(Passage.document_id == passage.document_id)).all()
    own = sum(row.language == passage.language for row in rows)
    others = {row.language for row in rows} - {passage.language}
    found: list[Passage] = []
    for language in sorted(others):
        spoken = sorted((row for row in rows if row.language == language), key=lambda row: row.position)
        found += [row for row in spoken if len(spoken) != own or row.position == passage.position]
    return found


def get_passage(session: Session, passage_id: str) -> Passage:
    found = session.get(Passage, passage_id)
    if found is None:
        raise NotFound("passage", passage_id)
    return found


def link_to(document: Document, passage: Passage) -> str | None:
    """Where the shopper can read it, at the passage itself where the document has places."""
    if document.url is None or passage.anchor is None or "#" in document.url:
        return document.url
    return f"{document.url}#{passage.anchor}"


def manuals_of(session: Session, product_id: str) -> list[str]:
    """Ids of the documents that belong to this product."""
    return list(session.exec(select(Document.document_id).where(Document.product_id == product_id)))


def drop_passages_after(session: Session, document_id: str, language: str, *, kept: int) -> None:
    """What an earlier, longer edition of the document left behind."""
    session.exec(
        delete(Passage).where(
            col(Passage.document_id) == document_id,
            col(Passage.language) == language,
            col(Passage.position) >= kept,
        )
    )


def all_passages(session: Session) -> list[tuple[Document, Passage]]:
    rows = session.exec(
        select(Document, Passage)
        .where(Document.document_id == Passage.document_id)
        .order_by(col(Document.document_id), col(Passage.language), col(Passage.position))
    )
    return [(document, passage) for document, passage in rows]
