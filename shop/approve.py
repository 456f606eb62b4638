"""A member of staff's yes or no to what a shopper has confirmed: decided once, carried out in the same transaction."""

from dataclasses import dataclass

from sqlmodel import Session

from shop.approvals import APPROVED, REJECTED, WAITING, Approval, get_approval
from shop.columns import now
from shop.connectors.systems import NONE, Systems
from shop.conversations import Frame
from shop.customers import take_turn
from shop.database import Database
from shop.decide import carry_out, deed_of, language_of
from shop.errors import Conflict, NotFound
from shop.notices import tell
from shop.proposals import Proposal

TOLD = {
    "approved": ("A colleague has approved it, and it is done: {summary}.", "同事已经批准，办好了：{summary}。"),
    "sent": (
        "A colleague has approved it; it is sent to the order system and not yet confirmed: {summary}.",
        "同事已经批准，已发送到订单系统，还没有得到确认：{summary}。",
    ),
    "rejected": ("A colleague has looked at it and refused it: {summary}.", "同事看过了，没有批准：{summary}。"),
}
NOTE = (" Their note: {note}", "附言：{note}")


@dataclass(frozen=True)
class Settled:
    """`frame` brings the news to the shopper; `None` where they have no conversation to be told in."""

    approval: Approval
    frame: Frame | None


def decide_approval(
    database: Database,
    approval_id: str,
    *,
    staff_id: str,
    approve: bool,
    note: str = "",
    systems: Systems = NONE,
) -> Settled:
    """Carry it out under the rules of the day it was asked, or put it aside; the shopper is told in the same commit.

    Raises:
        NotFound: If there is no such approval.
        Conflict: If it was decided before, or would do something else than the shopper has confirmed.
        Refused: If a rule forbids it by now: nothing has changed, and it still waits for a no.
    """
    with database.writing() as session:
        approval, proposal = _waiting(session, approval_id)
        if approve:
            carry_out(deed_of(session, proposal, systems.payments, moment=approval.created_at), proposal, systems)
            proposal.outcome = {**proposal.outcome, "approved_by": staff_id}
            approval.state = APPROVED
        else:
            proposal.outcome = {"refused_by": staff_id, "note": note}
            proposal.state, approval.state = "rejected", REJECTED
        approval.staff_id, approval.note, approval.decided_at = staff_id, note, now()
        session.add_all([approval, proposal])
        return Settled(approval, _tell(session, approval, proposal))


def _waiting(session: Session, approval_id: str) -> tuple[Approval, Proposal]:
    """Both locked; of two who decide at once the second finds it decided."""
    take_turn(session, get_approval(session, approval_id).customer_id)
    approval = session.get_one(Approval, approval_id, with_for_update=True, populate_existing=True)
    proposal = session.get(Proposal, approval_id)
    if proposal is None:
        raise NotFound("approval", approval_id)
    if approval.state != WAITING or proposal.state != "confirmed":
        raise Conflict("This was decided already; nothing has changed.")
    return approval, proposal


def _tell(session: Session, approval: Approval, proposal: Proposal) -> Frame | None:
    zh = language_of(proposal) == "zh"
    key = "sent" if approval.state == APPROVED and proposal.state == "confirmed" else approval.state
    text = TOLD[key][zh].format(summary=approval.summary)
    if approval.note:
        text += NOTE[zh].format(note=approval.note)
    return tell(session, approval.conversation_id, text, parts=[{**proposal.shown, "state": proposal.state}])
