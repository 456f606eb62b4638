"""How a guest shows who they are: a code sent to the address the shop has, told back in the same conversation.

Whether somebody fits what was claimed is never told: a code that nobody was sent is asked for in the same words, and
no answer to it is right.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from sqlmodel import Field, Session, SQLModel, col, func, select

from shop.columns import UtcTime, now
from shop.customers import Address, Customer
from shop.policies.parameters import Parameters

DIGITS = 6
SENT, PROVEN, SPENT = "sent", "proven", "spent"


class Proof(SQLModel, table=True):
    proof_id: str = Field(primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.conversation_id", index=True)
    customer_id: str | None = Field(default=None, index=True)
    """`None`: nobody fits, and nothing was sent."""
    digest: str
    """Of the code, salted with the id."""
    attempts: int = 0
    state: str = SENT
    """`sent`, `proven`, `spent` (tried too often, or followed by another)."""
    created_at: datetime = Field(default_factory=now, sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)


@dataclass(frozen=True)
class Claimed:
    """Who somebody says they are: an address, or a name and a postcode."""

    email: str = ""
    name: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class Made:
    """`code` is for the mail alone and goes to `customer`; `None`: there is nobody to send it to."""

    code: str
    customer: Customer | None


def make_code(
    session: Session, conversation_id: str, claimed: Claimed, *, rules: Parameters, moment: datetime
) -> Made | None:
    """A new code in place of the conversation's earlier ones; `None` when it has had too many this hour.

    A person who was sent too many, from wherever, is sent no more, and that is not told either.
    """
    hour_ago = moment - timedelta(hours=1)
    if _made_since(session, hour_ago, Proof.conversation_id == conversation_id) >= rules.codes_per_hour:
        return None
    found = _customer_meant(session, claimed)
    if found and _made_since(session, hour_ago, Proof.customer_id == found.customer_id) >= rules.codes_per_hour:
        found = None
    for earlier in _open(session, conversation_id):
        earlier.state = SPENT
        session.add(earlier)
    code, proof_id = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", f"k-{uuid4().hex}"
    session.add(
        Proof(
            proof_id=proof_id,
            conversation_id=conversation_id,
            customer_id=found.customer_id if found else None,
            digest=_digest(proof_id, code),
            created_at=moment,
            expires_at=moment + timedelta(minutes=rules.code_minutes),
        )
    )
    return Made(code, found)


Verdict = Literal["right", "wrong", "over"]


def try_code(session: Session, conversation_id: str, code: str, *, rules: Parameters, moment: datetime) -> Verdict:
    """Count the try and judge it; `over`: there is no code (any more) that could be right."""
    waiting = _open(session, conversation_id, lock=True)
    proof = next((one for one in waiting if one.expires_at > moment and one.attempts < rules.code_attempts), None)
    if proof is None:
        return "over"
    proof.attempts += 1
    session.add(proof)
    told = _digest(proof.proof_id, re.sub(r"\D", "", code))
    if secrets.compare_digest(told, proof.digest) and proof.customer_id is not None:
        proof.state, proof.expires_at = PROVEN, moment + timedelta(minutes=rules.proof_minutes)
        return "right"
    if proof.attempts >= rules.code_attempts:
        proof.state = SPENT
        return "over"
    return "wrong"


def proven_customer(session: Session, conversation_id: str, *, moment: datetime) -> Customer | None:
    """Whom this conversation's guest has shown themselves to be; nobody once that has run out."""
    proof = session.exec(
        select(Proof)
        .where(Proof.conversation_id == conversation_id, Proof.state == PROVEN, col(Proof.expires_at) > moment)
        .order_by(col(Proof.created_at).desc())
    ).first()
    return session.get(Customer, proof.customer_id) if proof and proof.customer_id else None


def _open(session: Session, conversation_id: str, *, lock: bool = False) -> Sequence[Proof]:
    wanted = select(Proof).where(Proof.conversation_id == conversation_id, Proof.state == SENT)
    ordered = wanted.order_by(col(Proof.created_at).desc())
    return session.exec(ordered.with_for_update() if lock else ordered).all()


def _made_since(session: Session, since: datetime, of: bool) -> int:
    wanted = select(func.count()).select_from(Proof).where(of, col(Proof.created_at) > since)
    return session.exec(wanted).one()


def _customer_meant(session: Session, claimed: Claimed) -> Customer | None:
    """The one customer with an address to write to who fits; nobody where two do."""
    if claimed.email:
        told = claimed.email.strip().casefold()
        found = session.exec(select(Customer).where(func.lower(col(Customer.email)) == told)).all()
    else:
        found = _by_name(session, claimed.name, claimed.postcode)
    fitting = {one.customer_id: one for one in found if one.email and not one.guest}
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _by_name(session: Session, name: str, postcode: str) -> list[Customer]:
    code, said = _squeezed(postcode), _squeezed(name)
    if not code or not said:
        return []
    rows = session.exec(
        select(Customer)
        .join(Address, col(Address.customer_id) == col(Customer.customer_id))
        .where(func.lower(func.replace(func.replace(col(Address.postcode), " ", ""), "-", "")) == code)
    )
    return [one for one in rows if said in {_squeezed(one.full_name), _squeezed(f"{one.last_name} {one.first_name}")}]


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\-·.,]+", "", text).casefold()


def _digest(proof_id: str, code: str) -> str:
    return hashlib.sha256(f"{proof_id}:{code}".encode()).hexdigest()
