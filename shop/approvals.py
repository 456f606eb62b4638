"""Writes the shopper has confirmed that only a member of staff may let happen."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import UtcTime, now
from shop.errors import NotFound

WAITING, APPROVED, REJECTED = "waiting", "approved", "rejected"


class Approval(SQLModel, table=True):
    """One proposal in the state `confirmed`, and later who decided it and why."""

    approval_id: str = Field(primary_key=True)
    """Its proposal's id: a proposal waits once at most."""
    customer_id: str = Field(index=True)
    conversation_id: str | None = None
    order_id: str | None = Field(default=None, index=True)
    action: str
    summary: str
    rule_id: str
    """The rule that asks for a person."""
    amount_minor: int = 0
    """What the shop would give."""
    state: str = Field(default=WAITING, index=True)
    staff_id: str | None = None
    note: str = ""
    created_at: datetime = Field(default_factory=now, sa_type=UtcTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcTime)


def get_approval(session: Session, approval_id: str) -> Approval:
    found = session.get(Approval, approval_id)
    if found is None:
        raise NotFound("approval", approval_id)
    return found


def approvals(session: Session, *, state: str | None = WAITING, limit: int = 50, offset: int = 0) -> list[Approval]:
    """The longest waiting first."""
    wanted = select(Approval).where(Approval.state == state) if state else select(Approval)
    ordered = wanted.order_by(col(Approval.created_at), col(Approval.approval_id))
    return list(session.exec(ordered.offset(offset).limit(limit)))


def approvals_of(session: Session, customer_id: str, *, limit: int = 5) -> list[Approval]:
    """A shopper's own requests, the latest first."""
    wanted = select(Approval).where(Approval.customer_id == customer_id)
    return list(session.exec(wanted.order_by(col(Approval.created_at).desc(), col(Approval.approval_id)).limit(limit)))


def asked_before(session: Session, order_id: str, action: str, *, but: str) -> bool:
    """Whether such a request for the order waits for a person or was refused by one; `but` is the one being decided."""
    wanted = select(Approval.approval_id).where(
        Approval.order_id == order_id,
        Approval.action == action,
        col(Approval.state).in_((WAITING, REJECTED)),
        Approval.approval_id != but,
    )
    return session.exec(wanted).first() is not None
