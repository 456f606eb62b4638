"""Turns over HTTP: a message or a decision goes in; JSON or a stream comes out; a cut stream can be taken up again."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Body, Path, Request, Response

import wire
from api import examples
from api.guards import DatabaseDep, ServicesDep, Shopper
from api.identity import Caller
from api.limits import hold_back
from api.listening import Listener
from api.live import Running
from api.once import StillRunning, once_of
from api.problems import of_frame
from api.routes.conversations import ConversationId
from api.services import Services
from api.streams import BEAT_S, last_event_id, stream, wants_stream
from shop.conversations import get_conversation
from shop.database import Database
from shop.errors import TooLarge

router = APIRouter(prefix="/v1/conversations", tags=["Conversations"])
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The reply, or its frames as they come when the client accepts `text/event-stream`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": examples.STREAM}},
    }
}


@router.post("/{conversation_id}/messages", response_model=wire.Reply, responses=STREAM)
async def send_message(
    conversation_id: ConversationId,
    request: Request,
    message: Annotated[wire.NewMessage, Body(openapi_examples=examples.MESSAGE)],
    caller: Shopper,
    house: ServicesDep,
) -> Any:
    """Say something; the answer is a `Reply`, or a stream that ends with `turn.finished` or `error`.

    The turn goes on when the connection is cut: listen to `/events`, or send the same `Idempotency-Key` again.
    """
    longest = house.settings.max_message_chars
    if len(message.text) > longest:
        raise TooLarge(f"A message may have {longest} characters, this one has {len(message.text)}.")
    await _not_too_fast(house, caller)
    key = await _key(request)
    assistant = await house.assistant.get()
    principal = caller.principal()

    def reply(stop: asyncio.Event) -> AsyncGenerator[wire.Frame]:
        return assistant.reply(
            principal, conversation_id, message.text, context=message.context, arm=None, message_id=key, stop=stop
        )

    turn = house.live.start(
        await _own(house, conversation_id, caller),
        reply,
        key=key or uuid4().hex,
    )
    return await _answered(request, turn)


@router.post("/{conversation_id}/confirmations/{confirmation_id}", response_model=wire.Reply, responses=STREAM)
async def decide_confirmation(
    conversation_id: ConversationId,
    confirmation_id: Annotated[str, Path(max_length=200)],
    request: Request,
    decision: Annotated[wire.Decision, Body(openapi_examples=examples.DECISION)],
    caller: Shopper,
    house: ServicesDep,
) -> Any:
    """The shopper's own yes or no to what was proposed; carried out exactly once."""
    await _not_too_fast(house, caller)
    await _key(request)
    assistant = await house.assistant.get()
    turn = house.live.start(
        await _own(house, conversation_id, caller),
        lambda _stop: assistant.decide(caller.principal(), conversation_id, confirmation_id, decision),
        key=f"{confirmation_id}:{decision.decision}",
    )
    return await _answered(request, turn)


@router.post("/{conversation_id}/stop", status_code=202)
async def stop_turn(conversation_id: ConversationId, caller: Shopper, house: ServicesDep) -> dict[str, bool]:
    """End the running turn with what it has; `stopped` says whether one was running."""
    turn = house.live.running(await _own(house, conversation_id, caller))
    if turn is not None:
        turn.stop.set()
    return {"stopped": turn is not None}


@router.get("/{conversation_id}/events", response_class=Response, responses=STREAM)
async def follow_conversation(
    conversation_id: ConversationId, request: Request, caller: Shopper, house: ServicesDep, database: DatabaseDep
) -> Response:
    """Frames after `Last-Event-ID`, then what comes: the running turn, staff replies, notes. Stays open."""
    after = last_event_id(request)
    await _own(house, conversation_id, caller)
    listener = Listener(house, database, conversation_id)
    return stream(listener.frames(after))


async def _own(house: Services, conversation_id: str, caller: Caller) -> str:
    """Someone else's conversation is not there, whatever is asked of it."""
    await asyncio.to_thread(_check_owner, await house.shop.get(), conversation_id, caller)
    return conversation_id


def _check_owner(database: Database, conversation_id: str, caller: Caller) -> None:
    with database.session() as session:
        get_conversation(session, conversation_id, customer_id=caller.customer_id)


async def _not_too_fast(house: Services, caller: Caller) -> None:
    await hold_back(house.limiter, f"t:{caller.customer_id}", per_minute=house.settings.turns_per_minute)


async def _key(request: Request) -> str | None:
    """The message's id, the same for the same `Idempotency-Key`: a repeated message finds the turn it began."""
    if "idempotency-key" not in request.headers:
        return None
    once = await once_of(request)
    with suppress(StillRunning):  # the turn's own rows say whether it was answered
        await asyncio.to_thread(once.earlier)
    return "m-" + hashlib.sha256(f"{once.customer_id}\n{once.route}\n{once.key}".encode()).hexdigest()[:20]


async def _answered(request: Request, turn: Running) -> Response | wire.Reply:
    await turn.begun()
    if wants_stream(request):
        return stream(_frames(turn))
    last = await turn.finished()
    return of_frame(last.payload) if last.event == "error" else wire.Reply.model_validate(last.payload)


async def _frames(turn: Running) -> AsyncIterator[wire.Frame | None]:
    async for frame in turn.told(beat_s=BEAT_S):
        yield frame
