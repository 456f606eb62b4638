"""The support desk."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

import wire
from api import views
from api.guards import DatabaseDep, ServicesDep, Staff
from api.once import OnceRoute
from api.pages import Cursor, Limit, offset_in, page
from api.routes.conversations import ConversationId
from shop.approvals import approvals, get_approval
from shop.approve import decide_approval as settle_approval
from shop.conversations import Frame, Message, messages_of, turns_of
from shop.conversations import get_conversation as find_conversation
from shop.database import Database
from shop.desk import hand_back, inbox, staff_reply, take_over
from shop.notices import latest_conversation
from shop.proposals import shown_of
from shop.receive import goods_received, returns_underway
from shop.returns import get_return
from shop.storefront import currency_of

router = APIRouter(prefix="/v1/staff", tags=["Staff"], route_class=OnceRoute)
TURN_WAIT_S = 10.0
"""A person's words come after the turn that is running."""
ApprovalState = Annotated[
    Literal["waiting", "approved", "rejected", "all"], Query(description="Only those in this state.")
]
State = Annotated[wire.ConversationState | None, Query(description="Only those in this state.")]


@router.get("/conversations")
def list_staff_conversations(
    _who: Staff, database: DatabaseDep, state: State = None, limit: Limit = 50, cursor: Cursor = None
) -> wire.Page[wire.InboxItem]:
    """Who waits first, the longest on top; then the latest."""
    offset = offset_in(cursor)
    with database.session() as session:
        rows, currency = inbox(session, state=state, limit=limit + 1, offset=offset), currency_of(session)
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
    house.live.tell([frame])
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
def list_approvals(
    _who: Staff,
    database: DatabaseDep,
    state: ApprovalState = "waiting",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> wire.Page[wire.ApprovalItem]:
    """What shoppers have confirmed and a rule lays before a colleague, the longest waiting first."""
    offset = offset_in(cursor)
    with database.session() as session:
        rows = approvals(session, state=None if state == "all" else state, limit=limit + 1, offset=offset)
        shown, currency = shown_of(session, [row.approval_id for row in rows]), currency_of(session)
    items = [views.approval_item(row, shown.get(row.approval_id, {}), currency=currency) for row in rows]
    return page(items, limit=limit, offset=offset)


@router.post("/approvals/{approval_id}")
async def decide_approval(
    approval_id: Annotated[str, Path(max_length=200)],
    decision: wire.Decision,
    who: Staff,
    house: ServicesDep,
    database: DatabaseDep,
) -> wire.ApprovalItem:
    """Allow it, and it is carried out at once; or refuse it. The shopper reads the result, with the note."""
    with database.session() as session:
        conversation_id = get_approval(session, approval_id).conversation_id
    if conversation_id:
        await house.live.quiet(conversation_id, timeout_s=TURN_WAIT_S)
    settled = await asyncio.to_thread(
        settle_approval,
        database,
        approval_id,
        staff_id=who.customer_id,
        approve=decision.decision == "approve",
        note=(decision.note or "").strip(),
        systems=house.systems,
    )
    house.live.tell([settled.frame] if settled.frame else [])
    with database.session() as session:
        shown = shown_of(session, [approval_id]).get(approval_id, {})
        return views.approval_item(settled.approval, shown, currency=currency_of(session))


@router.get("/returns")
def list_returns(
    _who: Staff, database: DatabaseDep, limit: Limit = 50, cursor: Cursor = None
) -> wire.Page[wire.ReturnItem]:
    """Goods on their way back, the oldest request first."""
    offset = offset_in(cursor)
    with database.session() as session:
        rows, currency = returns_underway(session, limit=limit + 1, offset=offset), currency_of(session)
    return page([views.return_item(row, currency=currency) for row in rows], limit=limit, offset=offset)


@router.post("/returns/{return_id}/received")
async def receive_return(
    return_id: Annotated[str, Path(max_length=200)], _who: Staff, house: ServicesDep, database: DatabaseDep
) -> wire.ReturnItem:
    """The goods are here: the refund or the price difference moves now, once, and the shopper is told."""
    with database.session() as session:
        talk = latest_conversation(session, get_return(session, return_id).customer_id)
    if talk is not None:
        await house.live.quiet(talk.conversation_id, timeout_s=TURN_WAIT_S)
    row, frame = await asyncio.to_thread(goods_received, database, return_id, payments=house.systems.payments)
    house.live.tell([frame] if frame else [])
    with database.session() as session:
        return views.return_item(row, currency=currency_of(session))
