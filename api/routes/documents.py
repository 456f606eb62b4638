"""What the shop has written down: policies, answers and manuals, as citations name them. Anybody may read them."""

from typing import Annotated

from fastapi import APIRouter, Path

import wire
from api.guards import DatabaseDep, Language
from api.pages import Cursor, Limit, offset_in, page
from shop.knowledge import Document, get_document, list_documents, passages_in

router = APIRouter(prefix="/v1/documents", tags=["Documents"])


@router.get("")
def list_shop_documents(
    database: DatabaseDep, language: Language, limit: Limit = 50, cursor: Cursor = None
) -> wire.Page[wire.DocumentHead]:
    """Every document with its title in the reader's language."""
    offset = offset_in(cursor)
    with database.session() as session:
        rows = list_documents(session, limit=limit + 1, offset=offset)
    return page([_head(row, language) for row in rows], limit=limit, offset=offset)


@router.get("/{document_id}")
def read_document(
    document_id: Annotated[str, Path(max_length=200)], database: DatabaseDep, language: Language
) -> wire.DocumentText:
    """One document, section by section."""
    with database.session() as session:
        document = get_document(session, document_id)
        passages = passages_in(session, document_id, language)
    sections = [
        wire.DocumentSection(id=each.passage_id, heading=each.heading, text=each.text, anchor=each.anchor)
        for each in passages
    ]
    spoken = passages[0].language if passages else language
    return wire.DocumentText(**_head(document, spoken).model_dump(), language=spoken, sections=sections)


def _head(document: Document, language: str) -> wire.DocumentHead:
    return wire.DocumentHead(
        document_id=document.document_id,
        kind=document.kind,
        title=document.named(language),
        url=document.url,
        product_id=document.product_id,
    )
