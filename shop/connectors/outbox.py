"""What a shopper has said yes to and the shop's order system has still to do: written in one commit with the yes."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import AsJson, UtcTime
from shop.proposals import Proposal

WAITING, SENT, DONE, REFUSED = "waiting", "sent", "done", "refused"
LEASE = timedelta(seconds=30)
"""How long one sender has an entry to itself; after a crash another one takes it."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=5)
ASK_AGAIN = timedelta(seconds=30)
"""How long after `accepted` the system is asked what became of it, if it has not said so itself."""


class OutboxEntry(SQLModel, table=True):
    """`waiting` (to be sent) → `sent` (taken on) → `done` | `refused`; never back from the last two."""

    entry_id: str = Field(primary_key=True)
    """The proposal's; the order system gets it as the id of the write, so that twice sent is once done."""
    customer_id: str = Field(index=True)
    conversation_id: str | None = None
    action: str
    steps: list[dict[str, Any]] = Field(default_factory=list, sa_type=AsJson(list[dict[str, Any]]))
    state: str = Field(default=WAITING, index=True)
    attempts: int = 0
    trouble: str = ""
    """Why the last attempt failed."""
    created_at: datetime = Field(sa_type=UtcTime)
    due_at: datetime = Field(sa_type=UtcTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcTime)


def hand_over(session: Session, proposal: Proposal, *, moment: datetime) -> None:
    session.add(
        OutboxEntry(
            entry_id=proposal.proposal_id,
            customer_id=proposal.customer_id,
            conversation_id=proposal.conversation_id,
            action=proposal.action,
            steps=proposal.steps,
            created_at=moment,
            due_at=moment,
        )
    )


def take_due(session: Session, *, moment: datetime, limit: int = 20) -> list[OutboxEntry]:
    """Entries to send or to ask about now, for this sender alone until the lease ends."""
    due = (
        select(OutboxEntry)
        .where(col(OutboxEntry.state).in_((WAITING, SENT)), col(OutboxEntry.due_at) <= moment)
        .order_by(col(OutboxEntry.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = list(session.exec(due))
    for entry in taken:
        entry.due_at, entry.attempts = moment + LEASE, entry.attempts + 1
        session.add(entry)
    return taken


def pause_after(attempts: int) -> timedelta:
    """Twice as long after each failure, up to `LONGEST_PAUSE`."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * float(2 ** min(attempts - 1, 16)))


def postpone(session: Session, entry_id: str, *, until: datetime, trouble: str) -> None:
    entry = session.get(OutboxEntry, entry_id)
    if entry is not None and entry.state in {WAITING, SENT}:
        entry.due_at, entry.trouble = until, trouble[:500]
        session.add(entry)


def conversation_of(session: Session, entry_id: str) -> str | None:
    """Where the shopper will be told."""
    entry = session.get(OutboxEntry, entry_id)
    return entry.conversation_id if entry else None
