"""The end of a turn: everything about it is written in one transaction, or nothing is."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from langgraph.config import get_stream_writer

import wire
from agent.brains.summarising import Summariser
from agent.dialogue import DialogueState, after_results
from agent.folding import folded, is_due, tokens_of_texts
from agent.frames import FrameLog
from agent.preferences import learned_facts
from agent.turn import Called, Close, Turn
from agent.understanding import Understanding
from agent.workplace import Workplace
from shop.conversations import Conversation, Frame, Message, forget_frames, get_conversation, next_position
from shop.conversations import Turn as TurnRow
from shop.database import Database, Session, upsert
from shop.errors import Conflict, ShopError
from shop.profiles import has_consented, remember
from shop.spending import Spending, day_of
from shop.tickets import close_open_ticket
from tools.result import ToolResult

FRAMES_KEPT = 400
"""Frames of a conversation that a cut stream can still resume from."""
TRIES = 3
log = logging.getLogger(__name__)


async def keep(turn: Turn, close: Close, work: Workplace) -> wire.Reply:
    """Commit the turn, then tell that it has finished: a client never hears of a turn that was not written."""
    dialogue = await _with_notes(settled_dialogue(turn, close), turn, work)
    reply = reply_of(turn, close, work)
    work.emit("usage", reply.usage.model_dump(mode="json"))
    work.log = await asyncio.to_thread(_commit, turn, reply, dialogue, work)
    finished = work.log.frames[-1]
    get_stream_writer()(finished)
    return reply


async def _with_notes(dialogue: DialogueState, turn: Turn, work: Workplace) -> DialogueState:
    """Where older turns are about to be folded, a model may put them in words of its own beside."""
    new_tokens = tokens_of_texts((turn.text, work.speaker.said))
    due = is_due(dialogue.earlier, new_tokens, budget_tokens=work.settings.history_token_budget)
    if not (due and work.settings.model_summaries and isinstance(work.brain, Summariser)):
        return dialogue
    notes = await work.brain.summarise(work.so_far(turn))
    earlier = dialogue.earlier.model_copy(update={"prose": notes or dialogue.earlier.prose})
    return dialogue.model_copy(update={"earlier": earlier})


def reply_of(turn: Turn, close: Close, work: Workplace) -> wire.Reply:
    return wire.Reply(
        message_id=work.reply_message_id,
        text=work.speaker.said.strip(),
        language=turn.language,
        intents=[intent.name for intent in turn.understanding.intents],
        parts=work.parts,
        citations=citations_of(turn),
        suggestions=list(close.suggestions)[:4],
        outcome=strongest_outcome(turn, close),
        usage=work.usage(turn),
    )


def citations_of(turn: Turn) -> list[wire.Citation]:
    unique = {citation.id: citation for result in turn.results for citation in result.citations}
    return list(unique.values())


def strongest_outcome(turn: Turn, close: Close) -> wire.Outcome:
    """What the answer as a whole came to; a brain that says so itself is believed over a tool that asks back."""
    said = {close.outcome} if close.outcome else {result.outcome for result in turn.results}
    said |= {result.outcome for result in turn.results if result.outcome in {"handed_off", "needs_confirmation"}}
    return next((outcome for outcome in wire.OUTCOMES if outcome in said), "answered")


def settled_dialogue(turn: Turn, close: Close) -> DialogueState:
    state = after_results(turn.dialogue, turn.results, turn.moment)
    changes: dict[str, Any] = {
        "turns": state.turns + 1,
        "language": turn.language,
        "task": close.task,
        "misunderstood": 0,
    }
    if close.said:
        changes["said"] = dict(close.said)
    return state.model_copy(update={**changes, **close.dialogue})


def _commit(turn: Turn, reply: wire.Reply, dialogue: DialogueState, work: Workplace) -> FrameLog:
    """Retries where another writer took the message's position; the frames then move behind the other's."""
    for attempt in range(TRIES):
        try:
            written = _write(work.database, turn, reply, dialogue, work)
        except Conflict:
            if attempt == TRIES - 1:
                raise
        else:
            work.committed = True
            return written
    raise AssertionError("unreachable")


def _write(database: Database, turn: Turn, reply: wire.Reply, dialogue: DialogueState, work: Workplace) -> FrameLog:
    customer_id = turn.principal.customer_id
    with database.writing() as session:
        conversation = get_conversation(session, work.shop.conversation_id, customer_id=customer_id)
        frames = work.log.renumbered(max(conversation.last_frame, work.log.first_number - 1))
        frames.add("turn.finished", reply.model_dump(mode="json"))
        position = next_position(session, conversation.conversation_id)
        session.add_all(_messages(turn, reply, work, position))
        session.flush()
        session.add(_turn_row(turn, reply, work))
        session.add_all(_frame_rows(conversation.conversation_id, frames))
        if has_consented(session, customer_id):  # asked here: the turn itself may have switched it
            remember(session, learned_facts(turn, source_id=work.shopper_message_id))
        dialogue = _with_older_turns_folded(session, dialogue, (turn.text, reply.text), work)
        _spend(session, work)
        _update(conversation, turn, dialogue, frames)
        if work.takes_back:
            conversation.state = "bot"
            close_open_ticket(session, conversation.conversation_id, note="The shopper went back to the assistant.")
        session.add(conversation)
        if frames.last_number > FRAMES_KEPT:
            forget_frames(session, conversation.conversation_id, up_to=frames.last_number - FRAMES_KEPT)
    return frames


def _with_older_turns_folded(
    session: Session, dialogue: DialogueState, new: tuple[str, str], work: Workplace
) -> DialogueState:
    earlier = folded(
        session,
        work.shop.conversation_id,
        dialogue.earlier,
        new_tokens=tokens_of_texts(new),
        budget_tokens=work.settings.history_token_budget,
    )
    return dialogue.model_copy(update={"earlier": earlier})


def _update(conversation: Conversation, turn: Turn, dialogue: DialogueState, frames: FrameLog) -> None:
    conversation.dialogue = dialogue.model_dump(mode="json")
    conversation.language = turn.language
    conversation.last_frame = frames.last_number
    conversation.updated_at = turn.moment


def _messages(turn: Turn, reply: wire.Reply, work: Workplace, position: int) -> list[Message]:
    shared: dict[str, Any] = {"conversation_id": work.shop.conversation_id, "turn_id": work.shop.turn_id}
    asked = Message(
        message_id=work.shopper_message_id,
        role="shopper",
        text=turn.text,
        position=position,
        at=work.started_at,
        **shared,
    )
    answered = Message(
        message_id=reply.message_id,
        role="assistant",
        text=reply.text,
        position=position + 1,
        parts=[part.model_dump(mode="json") for part in reply.parts],
        suggestions=reply.suggestions,
        **shared,
    )
    return [asked, answered]


def _turn_row(turn: Turn, reply: wire.Reply, work: Workplace) -> TurnRow:
    return TurnRow(
        turn_id=work.shop.turn_id,
        conversation_id=work.shop.conversation_id,
        shopper_message_id=work.shopper_message_id,
        reply_message_id=reply.message_id,
        outcome=reply.outcome,
        reply=reply.model_dump(mode="json"),
        understanding=understanding_record(turn.understanding),
        tool_calls=[call_record(called).model_dump(mode="json") for called in turn.called],
        gate=[decision.model_dump(mode="json") for decision in work.speaker.decisions],
        usage=reply.usage.model_dump(mode="json"),
        started_at=work.started_at,
    )


def _frame_rows(conversation_id: str, frames: FrameLog) -> list[Frame]:
    return [
        Frame(conversation_id=conversation_id, number=frame.id, event=frame.event, payload=frame.payload)
        for frame in frames.frames
    ]


def keep_spending(work: Workplace) -> None:
    """What a turn has cost that ended without its rows; the budgets of the conversation and the day count it."""
    try:
        with work.database.session() as session:
            _spend(session, work)
    except ShopError:
        log.exception("The spending of turn %s was not kept.", work.shop.turn_id)


def _spend(session: Session, work: Workplace) -> None:
    """Written over what an attempt before has written of the same turn."""
    spent = work.spent
    if not spent.tokens:
        return
    row = Spending(
        turn_id=work.shop.turn_id,
        conversation_id=work.shop.conversation_id,
        day=day_of(work.started_at),
        model=work.asked_brain,
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        cost_micros=spent.cost_micros,
    )
    upsert(session, [row])


# What the staff see of a turn -------------------------------------------------------------------------------


def call_record(called: Called) -> wire.ToolCallItem:
    result = called.result
    return wire.ToolCallItem(
        call_id=called.call.call_id,
        name=called.call.name,
        arguments=dict(called.call.arguments),
        result=called.content[:2_000],
        error=result.problem.text if result.problem else None,
        milliseconds=called.milliseconds,
        evidence=evidence_record(result),
    )


def evidence_record(result: ToolResult) -> list[dict[str, Any]]:
    return [
        {"entity": fact.entity, "field": fact.field, "value": str(fact.value)[:300], "label": fact.label}
        for fact in result.facts[:60]
    ]


def understanding_record(understanding: Understanding) -> dict[str, Any]:
    """Readable JSON of what was understood; what is empty is left out."""
    return {
        name: _plain(value)
        for name, value in vars(understanding).items()
        if value not in (None, (), False, 0.0, "") and name != "need"
    } | ({"need": _plain_need(understanding)} if understanding.need is not None else {})


def _plain_need(understanding: Understanding) -> dict[str, Any]:
    need = understanding.need
    assert need is not None  # noqa: S101  (the caller has looked)
    return {"filters": _plain(need.filters), "words": need.residual, "sort": need.sort}


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(part) for name, part in asdict(value).items() if part not in (None, (), False, [])}
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    return value if isinstance(value, str | int | float | bool) else str(value)
