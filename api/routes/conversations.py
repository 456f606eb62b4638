"""Conversations: open, list, read, and what the shopper thinks of an answer."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Body, Path, Response

import wire
from api import examples
from api.guards import DatabaseDep, Language, Shopper
from api.once import OnceRoute
from api.pages import Cursor, Limit, offset_in, page
from api.views import conversation_item
from shop.conversations import Conversation, conversations_of, get_conversation, messages_of
from shop.feedback import Feedback, give_feedback

router = APIRouter(prefix="/v1/conversations", tags=["Conversations"], route_class=OnceRoute)
ConversationId = Annotated[str, Path(max_length=200)]
GivenFeedback = Annotated[wire.Feedback, Body(openapi_examples=examples.FEEDBACK)]
MESSAGES_SHOWN = 500


@router.post("", status_code=201)
def open_conversation(caller: Shopper, database: DatabaseDep, language: Language) -> wire.Created:
    """Begin a conversation."""
    row = Conversation(conversation_id=f"c-{uuid4().hex[:20]}", customer_id=caller.customer_id, language=language)
    with database.session() as session:
        session.add(row)
    return wire.Created(id=row.conversation_id)


@router.get("")
def list_conversations(
    caller: Shopper, database: DatabaseDep, limit: Limit = 20, cursor: Cursor = None
) -> wire.Page[wire.ConversationItem]:
    """The shopper's own, the latest first, without their messages."""
    offset = offset_in(cursor)
    with database.session() as session:
        rows = conversations_of(session, caller.customer_id, limit=limit + 1, offset=offset)
    return page([conversation_item(row) for row in rows], limit=limit, offset=offset)


@router.get("/{conversation_id}")
def read_conversation(conversation_id: ConversationId, caller: Shopper, database: DatabaseDep) -> wire.ConversationItem:
    """With its latest messages, oldest first. Staff may read any."""
    owner = caller.customer_id if caller.role == "shopper" else None
    with database.session() as session:
        row = get_conversation(session, conversation_id, customer_id=owner)
        return conversation_item(row, messages_of(session, conversation_id, last=MESSAGES_SHOWN))


@router.post("/{conversation_id}/feedback", status_code=204)
def give_conversation_feedback(
    conversation_id: ConversationId,
    given: GivenFeedback,
    caller: Shopper,
    database: DatabaseDep,
) -> Response:
    """A thumb for an answer, or "not this" and "bought already" for a product: it is not shown again."""
    row = Feedback(
        feedback_id=uuid4().hex,
        customer_id=caller.customer_id,
        conversation_id=conversation_id,
        **given.model_dump(),
    )
    with database.writing() as session:
        give_feedback(session, row)
    return Response(status_code=204)
