"""The shopper's yes or no: a proposal is decided exactly once, and the write happens in the same transaction."""

from datetime import datetime

from sqlmodel import Session, select

from shop.approvals import Approval
from shop.columns import now
from shop.connectors.outbox import hand_over
from shop.connectors.systems import NONE, Systems
from shop.customers import take_turn
from shop.database import Database
from shop.errors import Conflict, Gone, NotFound, Refused
from shop.payments import PaymentProvider
from shop.proposals import Proposal
from shop.writes import Awaited, check_again, perform, recheck
from shop.writes.deed import Deed, deed


def decide(
    database: Database,
    proposal_id: str,
    *,
    customer_id: str,
    approve: bool,
    systems: Systems = NONE,
) -> Proposal:
    """Carry a proposal out, or put it aside.

    Where a rule asks for a person it is laid before one, and where another system keeps the orders it is handed over
    to that: it is `confirmed` then, and done when they say so.

    A process killed at any point leaves either a proposal that still waits, or one that is done with all its rows.

    Raises:
        NotFound: If it is not there or not theirs.
        Gone: If it has expired; nothing was done.
        Conflict: If it was decided before; nothing was done again.
        Refused: If a rule forbids it by now; the proposal is failed, nothing else has changed.
    """
    try:
        with database.writing() as session:
            proposal = _open(session, proposal_id, customer_id)
            if not _expired(proposal):
                return _settled(session, proposal, systems, approve=approve)
            proposal.state = "expired"
            session.add(proposal)
    except (Refused, Conflict, NotFound) as reason:
        _failed(database, proposal_id, customer_id, str(reason))
        raise
    raise Gone("This confirmation has expired; ask again and it will be checked anew.")


def _open(session: Session, proposal_id: str, customer_id: str) -> Proposal:
    """Locked, so that of two yeses one waits and then finds it decided, whichever of their proposals they are for."""
    take_turn(session, customer_id)
    wanted = select(Proposal).where(Proposal.proposal_id == proposal_id, Proposal.customer_id == customer_id)
    proposal = session.exec(wanted.with_for_update()).first()
    if proposal is None:
        raise NotFound("confirmation", proposal_id)
    if proposal.state == "expired":
        raise Gone("This confirmation has expired; ask again and it will be checked anew.")
    if proposal.state != "proposed":
        raise Conflict("This was decided already; nothing has changed.")
    return proposal


def _expired(proposal: Proposal) -> bool:
    return proposal.expires_at <= now()


def _settled(session: Session, proposal: Proposal, systems: Systems, *, approve: bool) -> Proposal:
    proposal.decided_at = now()
    proposal.state = "rejected"
    if approve:
        doing = deed_of(session, proposal, systems.payments)
        asked = recheck(doing, proposal.steps)
        if asked is None:
            carry_out(doing, proposal, systems)
        else:
            proposal.state, proposal.outcome = "confirmed", {"waits_for": "colleague"}
            session.add(_laid_before_staff(proposal, asked))
    session.add(proposal)
    return proposal


def carry_out(doing: Deed, proposal: Proposal, systems: Systems) -> None:
    """Here and now, or by the order system: then what our copy forbids is refused at once, and the rest handed over.

    Raises:
        Refused, NotFound: If a rule forbids it by now. Conflict: If it would do something else than was shown.
    """
    if systems.orders is None:
        proposal.state, proposal.outcome = "done", {"steps": perform(doing, proposal.steps)}
        return
    check_again(doing, proposal.steps)
    hand_over(doing.session, proposal, moment=doing.moment)
    proposal.state, proposal.outcome = "confirmed", {"waits_for": "order_system"}


def deed_of(session: Session, proposal: Proposal, payments: PaymentProvider, *, moment: datetime | None = None) -> Deed:
    return deed(
        session,
        proposal.customer_id,
        language=language_of(proposal),
        moment=moment,
        payments=payments,
        key=proposal.proposal_id,
    )


def language_of(proposal: Proposal) -> str:
    """The one it was proposed in."""
    return str(proposal.steps[0].get("language", "en")) if proposal.steps else "en"


def _laid_before_staff(proposal: Proposal, asked: Awaited) -> Approval:
    order_id = next((step["order_id"] for step in proposal.steps if step.get("order_id")), None)
    return Approval(
        approval_id=proposal.proposal_id,
        customer_id=proposal.customer_id,
        conversation_id=proposal.conversation_id,
        order_id=str(order_id) if order_id else None,
        action=proposal.action,
        summary=str(proposal.shown.get("summary", "")),
        rule_id=asked.rule_id,
        amount_minor=asked.gives_minor,
    )


def _failed(database: Database, proposal_id: str, customer_id: str, reason: str) -> None:
    """Only a proposal that still waited can fail; one that was decided stays as it was."""
    with database.writing() as session:
        proposal = session.get(Proposal, proposal_id)
        if proposal is not None and proposal.customer_id == customer_id and proposal.state == "proposed":
            proposal.state, proposal.decided_at, proposal.outcome = "failed", now(), {"reason": reason}
            session.add(proposal)
