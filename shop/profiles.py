"""What the shop knows about a shopper: facts with a source and a time, that fade, and that the shopper can change.

Nothing is kept and nothing is used without consent (`Customer.personalise`). A fact that was forgotten is not learned
again from what happened before; of it only a hash stays.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from sqlmodel import Field, Session, SQLModel, col, delete, select

from shop.columns import UtcTime, now
from shop.customers import Customer
from shop.errors import Invalid, NotFound

HALF_LIFE_DAYS = {"stated": 730.0, "imported": 730.0, "conversation": 120.0, "inferred": 60.0}
"""After this long a fact counts half: what was said lasts, what was guessed fades."""
FADED = 0.05
"""Weaker than this a fact is not used any more."""
SINGLE = frozenset({"size", "budget"})
"""Kinds of which a name has one value: a new size replaces the old one, an `M` no `42`."""
OPPOSITE = {"likes": "dislikes", "dislikes": "likes"}
LONGEST_VALUE = 80


class ProfileFact(SQLModel, table=True):
    fact_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    kind: str
    """`likes`, `dislikes`, `interest`, `size`, `budget`, `owns`, `buys_for` ..."""
    name: str
    """What it is about: `brand`, `color`, `category`, `size`; `topic` for words the catalogue does not know."""
    value: str
    source: str
    """`stated` (said or set by the shopper), `conversation` (from what was asked for), `inferred` (from what was looked
    at and bought; worked out when it is read, never stored), `imported`."""
    source_id: str | None = None
    """The message or event it came from."""
    weight: float = 1.0
    """How sure it was when it was learned, 0 to 1."""
    at: datetime = Field(default_factory=now, sa_type=UtcTime)

    @property
    def key(self) -> str:
        """What the fact says of whom, and nothing that could be read back."""
        said = f"{self.customer_id}\n{self.name}\n{self.value.casefold()}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]


class ForgottenFact(SQLModel, table=True):
    """The shopper did not want this known: it is not inferred again."""

    key: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    at: datetime = Field(default_factory=now, sa_type=UtcTime)


def facts_of(session: Session, customer_id: str) -> list[ProfileFact]:
    """What is stored, newest first."""
    return list(
        session.exec(
            select(ProfileFact)
            .where(ProfileFact.customer_id == customer_id)
            .order_by(col(ProfileFact.at).desc(), col(ProfileFact.fact_id))
        )
    )


def has_consented(session: Session, customer_id: str) -> bool:
    """Whether events and facts of the customer may be kept and used to choose for them."""
    customer = session.get(Customer, customer_id)
    return customer is not None and customer.personalise


def strength(fact: ProfileFact, moment: datetime) -> float:
    """The fact's weight today, halved every half-life of its source."""
    days = max(0.0, (moment - fact.at).total_seconds() / 86_400)
    return float(fact.weight * 0.5 ** (days / HALF_LIFE_DAYS.get(fact.source, HALF_LIFE_DAYS["inferred"])))


def in_force(facts: Iterable[ProfileFact], moment: datetime) -> list[ProfileFact]:
    """Copies that weigh what they weigh today, the strongest first; what has faded is left out."""
    faded = [ProfileFact(**{**fact.model_dump(), "weight": strength(fact, moment)}) for fact in facts]
    return sorted((fact for fact in faded if fact.weight >= FADED), key=lambda fact: -fact.weight)


def remember(session: Session, learned: Sequence[ProfileFact]) -> None:
    """Store facts of one shopper: the latest word replaces what it contradicts, what is said again weighs more.

    The caller has asked for consent.
    """
    for fact in learned:
        held = [one for one in facts_of(session, fact.customer_id) if _is_replaced(one, fact)]
        if fact.source != "stated" and any(one.source == "stated" for one in held):
            continue  # what was only asked for does not unsay what was said
        same = next((one for one in held if one.value == fact.value and one.kind == fact.kind), None)
        fact.weight = min(1.0, max(fact.weight, same.weight + 0.2)) if same else fact.weight
        for one in held:
            session.delete(one)
        session.exec(delete(ForgottenFact).where(col(ForgottenFact.key) == fact.key))
        session.add(fact)
        session.flush()


def _is_replaced(held: ProfileFact, fact: ProfileFact) -> bool:
    if held.name != fact.name:
        return False
    if fact.kind in SINGLE:
        return held.kind == fact.kind and held.value.isalpha() == fact.value.isalpha()
    return held.value.casefold() == fact.value.casefold() and held.kind in {fact.kind, OPPOSITE.get(fact.kind)}


def edit_fact(session: Session, fact: ProfileFact, *, value: str, moment: datetime) -> ProfileFact:
    """The shopper's own correction: it counts as stated, and what it corrects is not inferred again.

    Raises:
        Invalid: If the value is empty or too long.
    """
    said = value.strip()
    if not said or len(said) > LONGEST_VALUE:
        raise Invalid(f"A fact's value has 1 to {LONGEST_VALUE} characters.")
    forget(session, [fact], moment=moment)
    changed = ProfileFact(
        fact_id=f"pf-{uuid4().hex[:16]}",
        customer_id=fact.customer_id,
        kind=fact.kind,
        name=fact.name,
        value=said,
        source="stated",
        at=moment,
    )
    remember(session, [changed])
    return changed


def forget(session: Session, facts: Iterable[ProfileFact], *, moment: datetime) -> None:
    """Facts of one shopper, stored or inferred."""
    for fact in facts:
        session.exec(delete(ProfileFact).where(col(ProfileFact.fact_id) == fact.fact_id))
        session.merge(ForgottenFact(key=fact.key, customer_id=fact.customer_id, at=moment))
    session.flush()


def forgotten_keys(session: Session, customer_id: str) -> set[str]:
    return set(session.exec(select(ForgottenFact.key).where(ForgottenFact.customer_id == customer_id)))


def set_consent(session: Session, customer_id: str, *, given: bool) -> int:
    """Without consent nothing is kept either: how many stored facts were deleted.

    Raises:
        NotFound: If there is no such customer.
    """
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFound("customer", customer_id)
    customer.personalise = given
    session.add(customer)
    if given:
        return 0
    stored = facts_of(session, customer_id)
    session.exec(delete(ProfileFact).where(col(ProfileFact.customer_id) == customer_id))
    return len(stored)
