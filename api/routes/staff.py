"""The support desk."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query

import wire
from api import views
from api.guards import DatabaseDep, ServicesDep, Staff
from api.once import OnceRoute
from api.pages import Cursor, Limit, offset_in, page
from api.routes.conversations import ConversationId
from shop.conversations import Frame, Message, messages_of, turns_of
from shop.conversations import get_conversation as find_conversation
from shop.database import Database
from shop.desk import hand_back, inbox, staff_reply, take_over
from shop.errors import NotFound
from shop.storefront import find_storefront

router = APIRouter(prefix="/v1/staff", tags=["Staff"], route_class=OnceRoute)
TURN_WAIT_S = 10.0
"""A person's words come after the turn that is running."""
State = Annotated[wire.ConversationState | None, Query(description="Only those in this state.")]


@router.get("/conversations")
def list_staff_conversations(
    _who: Staff, database: DatabaseDep, state: State = None, limit: Limit = 50, cursor: Cursor = None
) -> wire.Page[wire.InboxItem]:
    """Who waits first, the longest on top; then the latest."""
    offset = offset_in(cursor)
    with database.session() as session:
        shop = find_storefront(session)
        rows = inbox(session, state=state, limit=limit + 1, offset=offset)
    currency = shop.currency if shop else "USD"
    return page([views.inbox_item(row, currency=currency) for row in rows], limit=limit, offset=offset)


@router.post("/conversations/{conversation_id}/takeover")
def take_over_conversation(conversation_id: ConversationId, who: Staff, database: DatabaseDep) -> wire.ConversationItem:
    """From now on this person answers."""
    with database.writing() as session:
        return views.conversation_item(take_over(session, conversation_id, staff_id=who.customer_id))


@router.post("/conversations/{conversation_id}/reply", status_code=201)
async def reply_as_staff(
    conversation_id: ConversationId, body: wire.StaffReply, who: Staff, house: ServicesDep, database: DatabaseDep
) -> wire.MessageItem:
    """Write to the shopper; it is on their screen at once."""
    await house.live.quiet(conversation_id, timeout_s=TURN_WAIT_S)
    staff_id = who.customer_id
    message, frame = await asyncio.to_thread(_write, database, conversation_id, staff_id, who.name, body.text)
    told = wire.Frame.model_validate({"id": frame.number, "event": frame.event, "payload": frame.payload})
    house.live.publish(conversation_id, [told])
    return views.message_item(message)


def _write(database: Database, conversation_id: str, staff_id: str, name: str, text: str) -> tuple[Message, Frame]:
    with database.writing() as session:
        return staff_reply(session, conversation_id, staff_id=staff_id, name=name, text=text)


@router.post("/conversations/{conversation_id}/handback")
def hand_back_conversation(
    conversation_id: ConversationId, body: wire.Handback, who: Staff, database: DatabaseDep
) -> wire.ConversationItem:
    """The assistant answers again; the summary closes the ticket."""
    with database.writing() as session:
        row = hand_back(session, conversation_id, staff_id=who.customer_id, summary=body.summary)
        return views.conversation_item(row)


@router.get("/conversations/{conversation_id}/turns")
def list_turns(conversation_id: ConversationId, _who: Staff, database: DatabaseDep) -> wire.Page[wire.TurnItem]:
    """How each answer came about: understanding, tool calls with evidence, gate decisions, usage. Oldest first."""
    with database.session() as session:
        find_conversation(session, conversation_id, customer_id=None)
        texts = {message.message_id: message.text for message in messages_of(session, conversation_id)}
        rows = turns_of(session, conversation_id)
    return wire.Page(items=[views.turn_item(row, texts) for row in rows])


@router.get("/approvals")
def list_approvals(_who: Staff) -> wire.Page[wire.ApprovalItem]:
    """What waits for a colleague's yes. This version proposes nothing that needs one, so the list is empty."""
    return wire.Page(items=[])


@router.post("/approvals/{approval_id}")
def decide_approval(
    approval_id: Annotated[str, Path(max_length=200)], _decision: wire.Decision, _who: Staff
) -> wire.ApprovalItem:
    """Decide one."""
    raise NotFound("approval", approval_id)
