"""What shoppers think of an answer or a product shown, and what follows from it for the next slate."""

from datetime import datetime
from uuid import uuid4

from sqlmodel import Field, Session, SQLModel, select

from shop.catalog import get_product
from shop.columns import UtcTime, now
from shop.conversations import Message, get_conversation
from shop.customers import Customer
from shop.errors import Invalid, NotFound
from shop.events import Event
from shop.profiles import ProfileFact

FACT_OF_KIND = {"up": "likes", "down": "dislikes", "not_this": "dislikes", "bought_already": "owns"}
HIDING = frozenset({"not_this", "bought_already"})


class Feedback(SQLModel, table=True):
    """One thumb or one "not for me"."""

    feedback_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    conversation_id: str = Field(index=True)
    message_id: str | None = Field(default=None, index=True)
    slate_id: str | None = None
    product_id: str | None = None
    kind: str
    """`up`, `down`, `not_this`, `bought_already`."""
    comment: str | None = None
    at: datetime = Field(default_factory=now, sa_type=UtcTime)


def give_feedback(session: Session, given: Feedback) -> None:
    """Store it; a product turned down is hidden from the shopper from now on.

    Raises:
        NotFound: If the conversation, message or product is not there or not theirs.
        Invalid: If it is about nothing, or hides no product.
    """
    get_conversation(session, given.conversation_id, customer_id=given.customer_id)
    _check(session, given)
    session.add(given)
    if given.product_id and given.kind in HIDING:
        session.add(_hiding(given, given.product_id))
    if given.product_id:
        _remember(session, given, given.product_id)


def _check(session: Session, given: Feedback) -> None:
    if given.kind in HIDING and not given.product_id:
        raise Invalid(f"Feedback {given.kind!r} needs the product_id it is about.")
    if not given.product_id and not given.message_id:
        raise Invalid("Feedback needs a message_id or a product_id.")
    if given.product_id:
        get_product(session, given.product_id)
    message = session.get(Message, given.message_id) if given.message_id else None
    if given.message_id and (message is None or message.conversation_id != given.conversation_id):
        raise NotFound("message", given.message_id)


def _hiding(given: Feedback, product_id: str) -> Event:
    return Event(
        event_id=f"feedback-{given.feedback_id}",
        customer_id=given.customer_id,
        kind="hide",
        product_id=product_id,
        slate_id=given.slate_id,
        at=given.at,
        properties={"reason": given.kind},
    )


def _remember(session: Session, given: Feedback, product_id: str) -> None:
    customer = session.get(Customer, given.customer_id)
    if customer is None or not customer.personalise:
        return
    kind = FACT_OF_KIND[given.kind]
    about = select(ProfileFact).where(
        ProfileFact.customer_id == given.customer_id, ProfileFact.name == "product", ProfileFact.value == product_id
    )
    for earlier in session.exec(about):  # the latest word holds
        session.delete(earlier)
    session.add(
        ProfileFact(
            fact_id=f"f-{uuid4().hex[:20]}",
            customer_id=given.customer_id,
            kind=kind,
            name="product",
            value=product_id,
            source="stated",
            source_id=f"feedback-{given.feedback_id}",
            at=given.at,
        )
    )
