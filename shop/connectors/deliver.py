"""Sends the outbox to the order system, and carries out here what it has done: told as done only from then on."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from shop.carts import empty_cart
from shop.columns import now
from shop.connectors.mirror import forget_age
from shop.connectors.order_system import Answer, OrderSystem, OutgoingWrite
from shop.connectors.outbox import (
    ASK_AGAIN,
    DONE,
    FIRST_PAUSE,
    REFUSED,
    SENT,
    WAITING,
    OutboxEntry,
    pause_after,
    postpone,
    take_due,
)
from shop.conversations import Frame
from shop.database import Database
from shop.decide import deed_of, language_of
from shop.errors import Conflict, NotFound, Refused, ShopError
from shop.notices import tell
from shop.payments import SIMULATED
from shop.proposals import Proposal
from shop.writes import perform

TOLD = {
    "done": ("The order system has confirmed it: {summary}.", "订单系统已确认，办好了：{summary}。"),
    "refused": (
        "The order system did not accept it, nothing was changed: {summary}. Its reason: {reason}",
        "订单系统没有接受，什么都没有改动：{summary}。原因：{reason}",
    ),
}
NO_REASON = ("none was given", "没有说明")


def deliver_due(
    database: Database,
    system: OrderSystem,
    *,
    clock: Callable[[], datetime] = now,
    is_busy: Callable[[str], bool] = lambda _conversation_id: False,
) -> list[Frame]:
    """One round; the frames bring the news to shoppers who listen. What nobody took is tried again later.

    A conversation in which a turn runs gets its news after that: both would number their frames.
    """
    with database.writing() as session:
        taken = take_due(session, moment=clock())
    frames: list[Frame] = []
    for entry in taken:
        if entry.conversation_id and is_busy(entry.conversation_id):
            with database.writing() as session:
                postpone(session, entry.entry_id, until=clock() + FIRST_PAUSE, trouble=entry.trouble)
            continue
        try:
            frame = settle(database, entry.entry_id, _ask(system, entry), clock=clock)
        except ShopError as trouble:  # whatever is wrong with this one, the others go on
            with database.writing() as session:
                postpone(session, entry.entry_id, until=clock() + pause_after(entry.attempts), trouble=str(trouble))
            continue
        frames += [frame] if frame else []
    return frames


def _ask(system: OrderSystem, entry: OutboxEntry) -> Answer:
    """What was taken on is asked about first; what the system has never seen is sent again."""
    known = system.outcome(entry.entry_id) if entry.state == SENT else None
    return known or system.submit(OutgoingWrite(entry.entry_id, entry.customer_id, entry.action, entry.steps))


def settle(database: Database, entry_id: str, answer: Answer, *, clock: Callable[[], datetime] = now) -> Frame | None:
    """Take an answer in, once: a second one changes nothing.

    Raises:
        NotFound: If no such write was handed over.
    """
    with database.writing() as session:
        entry = session.get(OutboxEntry, entry_id, with_for_update=True)
        proposal = session.get(Proposal, entry_id)
        if entry is None or proposal is None:
            raise NotFound("write", entry_id)
        if entry.state not in {WAITING, SENT}:
            return None
        session.add(entry)
        if answer.state == "accepted":
            entry.state, entry.due_at, entry.trouble = SENT, clock() + ASK_AGAIN, ""
            return None
        entry.state, entry.settled_at = (DONE if answer.state == "done" else REFUSED), clock()
        _close(session, proposal, answer, entry)
        return _tell(session, proposal, answer)


def _close(session: Session, proposal: Proposal, answer: Answer, entry: OutboxEntry) -> None:
    if answer.state == "refused":
        proposal.state, proposal.outcome = "failed", {"reason": answer.reason}
    else:
        proposal.state, proposal.outcome = "done", _mirrored(session, proposal, entry)
    session.add(proposal)


def _mirrored(session: Session, proposal: Proposal, entry: OutboxEntry) -> dict[str, object]:
    """The same change on our copy; where that has moved on already, the next reading brings it."""
    forget_age(session, "orders", proposal.customer_id)
    if proposal.action == "place_order":
        empty_cart(session, proposal.customer_id)
        return {"steps": [], "copy": "The order system numbers its orders itself."}
    try:
        with session.begin_nested():
            doing = deed_of(session, proposal, SIMULATED, moment=entry.created_at)
            return {"steps": perform(doing, proposal.steps)}
    except (Refused, Conflict, NotFound) as moved_on:
        return {"steps": [], "copy": str(moved_on)}


def _tell(session: Session, proposal: Proposal, answer: Answer) -> Frame | None:
    zh = language_of(proposal) == "zh"
    summary = str(proposal.shown.get("summary", proposal.action))
    text = TOLD[answer.state][zh].format(summary=summary, reason=answer.reason or NO_REASON[zh])
    return tell(session, proposal.conversation_id, text, parts=[{**proposal.shown, "state": proposal.state}])
