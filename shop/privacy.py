"""People own their data: everything the shop holds about one customer, to take along or to erase.

Erased are the account, addresses, payment methods, cart, conversations with their turns and frames, tickets,
behaviour, slates, proposals, feedback and profile facts. Kept without the person, because bookkeeping law asks for
the sale and the shop's books for the discount: orders with lines, amounts and states, parcels without their tracking
numbers, returns, claims and goodwill without their stories, invoices without whom they were made out to, and the ledger
of issued codes. They move to an id that is new, random
and written down nowhere else, with the country as the only address. Reviews stay, without their author, as what
others read of a product.
"""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlmodel import Session, SQLModel, col, delete, select, update

from shop.approvals import Approval
from shop.carts import AppliedCode, CartChange, CartLine
from shop.claims import Claim
from shop.columns import now
from shop.connectors.mirror import forget_age
from shop.connectors.outbox import OutboxEntry
from shop.conversations import Conversation, Frame, Message, Turn
from shop.customers import Address, Customer, PaymentMethod, PostalAddress
from shop.event_streams.in_database import StreamedEvent
from shop.events import Event
from shop.feedback import Feedback
from shop.goodwill import Goodwill
from shop.idempotency import IdempotentReply
from shop.invoices import Invoice
from shop.notices import Notice
from shop.orders import Order, OrderLine, Payment
from shop.profiles import ForgottenFact, ProfileFact
from shop.promotions import IssuedCode
from shop.proofs import Proof
from shop.proposals import Proposal
from shop.returns import Return
from shop.reviews import Review
from shop.shipments import Shipment, ShipmentEvent
from shop.slates import Slate
from shop.spending import without_conversations
from shop.tickets import Ticket

ERASED: tuple[Any, ...] = (
    Ticket, Feedback, Address, PaymentMethod, CartLine, CartChange, AppliedCode, Event, StreamedEvent, Slate, Approval,
    OutboxEntry, Proposal, ProfileFact, ForgottenFact, IdempotentReply, Notice, Proof,
)  # fmt: skip
"""Tables whose rows name the customer and go with them."""
CONVERSATION_ROWS: tuple[Any, ...] = (Frame, Turn, Message)
BOOKS: dict[Any, dict[str, Any]] = {
    Order: {},  # and what `_without_person` takes out
    Return: {"reason": "", "payment_method_id": None},
    Claim: {"reason": ""},
    Goodwill: {"reason": "", "payment_method_id": None},
    Invoice: {"company": "", "tax_number": ""},
    IssuedCode: {"conversation_id": None},
}
"""Tables whose rows stay in the books under nobody's id, with what of a person is blanked in them."""
KEPT: tuple[Any, ...] = (*BOOKS, Review)
"""Tables whose rows name the customer and stay without the person."""
ORDER_ROWS: tuple[Any, ...] = (OrderLine, Payment, Shipment)


def export(session: Session, customer_id: str) -> dict[str, list[dict[str, Any]]]:
    """Every row about the customer, by table.

    Codes a guest asked for in their conversations are told to whom they were sent to alone: to the guest they would
    say whether there is such a customer.
    """
    told: dict[str, list[dict[str, Any]]] = {}
    for table in (Customer, Conversation, *ERASED, *KEPT):
        _tell(told, session.exec(select(table).where(col(table.customer_id) == customer_id)).all())
    conversations = [row["conversation_id"] for row in told.get("conversation", [])]
    for table in CONVERSATION_ROWS:
        _tell(told, session.exec(select(table).where(col(table.conversation_id).in_(conversations))).all())
    orders = [row["order_id"] for row in told.get("order", [])]
    for table in ORDER_ROWS:
        _tell(told, session.exec(select(table).where(col(table.order_id).in_(orders))).all())
    parcels = [row["shipment_id"] for row in told.get("shipment", [])]
    _tell(told, session.exec(select(ShipmentEvent).where(col(ShipmentEvent.shipment_id).in_(parcels))).all())
    for proof in told.get("proof", []):
        del proof["digest"]  # six digits are soon guessed from it
    return told


def _tell(told: dict[str, list[dict[str, Any]]], rows: Sequence[SQLModel]) -> None:
    for row in rows:
        told.setdefault(str(row.__tablename__), []).append(row.model_dump(mode="json"))


def erase(session: Session, customer_id: str) -> None:
    """Once and for all; a customer who is not there is already erased."""
    conversations = select(Conversation.conversation_id).where(Conversation.customer_id == customer_id)
    without_conversations(session, conversations)
    for table in (*CONVERSATION_ROWS, Proof):
        session.exec(delete(table).where(col(table.conversation_id).in_(conversations)))
    for table in (*ERASED, Conversation):
        session.exec(delete(table).where(col(table.customer_id) == customer_id))
    session.exec(
        update(Review).where(col(Review.customer_id) == customer_id).values(customer_id=None, author="", verified=False)
    )
    forget_age(session, "orders", customer_id)
    _anonymise_sales(session, customer_id)
    session.exec(delete(Customer).where(col(Customer.customer_id) == customer_id))


def _anonymise_sales(session: Session, customer_id: str) -> None:
    orders = session.exec(select(Order).where(Order.customer_id == customer_id)).all()
    kept = session.exec(select(IssuedCode.code).where(IssuedCode.customer_id == customer_id)).all()
    if not orders and not kept:
        return
    nobody = Customer(customer_id=f"erased-{uuid4().hex}", guest=True, personalise=False, created_at=now())
    session.add(nobody)
    session.flush()
    for order in orders:
        _without_person(session, order)
    for table, blank in BOOKS.items():
        moved = update(table).where(col(table.customer_id) == customer_id)
        session.exec(moved.values(customer_id=nobody.customer_id, **blank))


def _without_person(session: Session, order: Order) -> None:
    country = order.address.country if order.address else ""
    order.address = PostalAddress(line1="", city="", postcode="", country=country)
    order.note = ""
    session.add(order)
    session.flush()
    session.exec(
        update(Payment).where(col(Payment.order_id) == order.order_id).values(method="", payment_method_id=None)
    )
    parcels = select(Shipment.shipment_id).where(Shipment.order_id == order.order_id)
    session.exec(
        update(ShipmentEvent)
        .where(col(ShipmentEvent.shipment_id).in_(parcels))
        .values(place=None, place_zh=None, text="", text_zh=None)
    )
    session.exec(update(Shipment).where(col(Shipment.order_id) == order.order_id).values(tracking_number=""))
