"""Writes that wait for the shopper's own yes. Whatever dies, the row tells what is true."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import AsJson, UtcTime, now
from shop.errors import NotFound


class Proposal(SQLModel, table=True):
    """`proposed` → `done` | `failed`, with `confirmed` between where a person must allow it; or `rejected`, `expired`.

    Never back.
    """

    proposal_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    conversation_id: str | None = Field(default=None, index=True)
    action: str
    """As in the wire: `cancel_order`, `place_order` ..."""
    steps: list[dict[str, Any]] = Field(default_factory=list, sa_type=AsJson(list[dict[str, Any]]))
    """What will be done, in order, checked again together at the yes: `{"action", ...arguments}`."""
    shown: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))
    """The `wire.ConfirmationPart` as the shopper saw it."""
    state: str = "proposed"
    outcome: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))
    created_at: datetime = Field(default_factory=now, sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)


def get_proposal(session: Session, proposal_id: str, *, customer_id: str) -> Proposal:
    found = session.get(Proposal, proposal_id)
    if found is None or found.customer_id != customer_id:
        raise NotFound("confirmation", proposal_id)
    return found


def open_proposals(session: Session, conversation_id: str) -> list[Proposal]:
    """Those still waiting for a yes, newest first."""
    return list(
        session.exec(
            select(Proposal)
            .where(
                Proposal.conversation_id == conversation_id,
                Proposal.state == "proposed",
                col(Proposal.expires_at) > now(),
            )
            .order_by(col(Proposal.created_at).desc())
        )
    )


def shown_of(session: Session, proposal_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The confirmations as their shoppers saw them, by id."""
    wanted = select(Proposal.proposal_id, Proposal.shown).where(col(Proposal.proposal_id).in_(proposal_ids))
    return {proposal_id: dict(shown) for proposal_id, shown in session.exec(wanted)}


def undoing(session: Session, customer_id: str, conversation_id: str) -> list[dict[str, Any]]:
    """The steps that take back the conversation's latest write; empty where there is none that can be."""
    latest = session.exec(
        select(Proposal)
        .where(
            Proposal.customer_id == customer_id,
            Proposal.conversation_id == conversation_id,
            Proposal.state == "done",
        )
        .order_by(col(Proposal.decided_at).desc())
    ).first()
    done = latest.outcome.get("steps", []) if latest else []
    back = [undo for one in done for undo in one.get("undo", [])]
    asked = [{name: value for name, value in undo.items() if name not in OF_THE_PROPOSAL} for undo in back]
    return asked if len(asked) == len(done) else []


OF_THE_PROPOSAL = frozenset({"shown", "language"})
"""What a kept step has beside its arguments."""


def proposals_of(session: Session, conversation_id: str) -> list[Proposal]:
    """All of a conversation, whatever became of them, the earliest first."""
    wanted = select(Proposal).where(Proposal.conversation_id == conversation_id)
    return list(session.exec(wanted.order_by(col(Proposal.created_at))))
