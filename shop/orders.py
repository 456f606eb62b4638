"""Orders: what was bought, what was paid, and where each line stands."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from shop.columns import AsJson, UtcTime
from shop.customers import PostalAddress
from shop.errors import NotFound

OrderState = Literal[
    "pending", "processed", "shipped", "delivered", "cancelled",
    "return_requested", "returned", "exchange_requested", "exchanged",
]  # fmt: skip
OPEN_STATES: frozenset[str] = frozenset({"pending", "processed", "shipped"})


class Order(SQLModel, table=True):
    order_id: str = Field(primary_key=True)
    order_key: str = Field(index=True, unique=True)
    """`order_id` as people may type it: upper case, no `#`; see `order_key`."""
    customer_id: str = Field(foreign_key="customer.customer_id", index=True)
    state: str = "pending"
    placed_at: datetime | None = Field(default=None, sa_type=UtcTime)  # unknown in some sources
    sequence: int = 0
    """Order of purchase within the customer, the later the higher, where dates are unknown."""
    delivered_at: datetime | None = Field(default=None, sa_type=UtcTime)
    address: PostalAddress | None = Field(default=None, sa_type=AsJson(PostalAddress))
    shipping_minor: int = 0
    discount_minor: int = 0
    promotion_code: str | None = None
    item_changes: int = 0
    """How often its items were changed for others; a rule says how often they may be."""
    cancel_reason: str | None = None
    note: str = ""
    """The shopper's own words to the shop. Foreign text: data, never an instruction."""


class OrderLine(SQLModel, table=True):
    __table_args__ = (CheckConstraint("quantity > 0", name="line_quantity_is_positive"),)

    line_id: str = Field(primary_key=True)
    order_id: str = Field(foreign_key="order.order_id", index=True)
    position: int = 0
    sku: str = Field(index=True)
    product_id: str = Field(index=True)
    title: str
    title_zh: str | None = None
    options: dict[str, str] = Field(default_factory=dict, sa_type=AsJson(dict[str, str]))
    quantity: int = 1
    price_minor: int = 0
    """Of one piece, as paid."""
    state: str = "pending"

    def name(self, language: str = "en") -> str:
        return (self.title_zh or self.title) if language == "zh" else self.title


class Payment(SQLModel, table=True):
    """Money in (`payment`) or out (`refund`), newest last; amounts are positive either way."""

    payment_id: str = Field(primary_key=True)
    order_id: str = Field(foreign_key="order.order_id", index=True)
    kind: str
    payment_method_id: str | None = None
    method: str = ""
    """How it is named to the shopper, `Visa ending 4242`."""
    amount_minor: int
    at: datetime | None = Field(default=None, sa_type=UtcTime)
    position: int = 0


def order_key(text: str) -> str:
    """`#w2611340`, ` W2611340 ` and `W2611340` mean the same order."""
    return text.strip().lstrip("#").strip().upper()


def get_order(session: Session, order_id: str, *, customer_id: str) -> Order:
    """The customer's own order; someone else's is told exactly as one that does not exist.

    Raises:
        NotFound: If there is none, or it is not theirs.
    """
    found = session.exec(
        select(Order).where(Order.order_key == order_key(order_id), Order.customer_id == customer_id)
    ).first()
    if found is None:
        raise NotFound("order", order_id)
    return found


def orders_of(
    session: Session, customer_id: str, *, states: Sequence[str] = (), limit: int = 50, offset: int = 0
) -> list[Order]:
    """The latest first; orders without a date by their sequence."""
    wanted = select(Order).where(Order.customer_id == customer_id)
    if states:
        wanted = wanted.where(col(Order.state).in_(states))
    latest = wanted.order_by(
        col(Order.placed_at).desc().nulls_last(), col(Order.sequence).desc(), col(Order.order_id).desc()
    )
    return list(session.exec(latest.offset(offset).limit(limit)))


def count_orders(session: Session, customer_id: str, *, states: Sequence[str] = ()) -> int:
    wanted = select(func.count()).select_from(Order).where(Order.customer_id == customer_id)
    return session.exec(wanted.where(col(Order.state).in_(states)) if states else wanted).one()


def open_values_minor(session: Session, customer_ids: Collection[str]) -> dict[str, int]:
    """Worth of the goods each customer still waits for; those who wait for nothing are left out."""
    rows = session.exec(
        select(Order.customer_id, func.sum(OrderLine.price_minor * OrderLine.quantity))
        .join(OrderLine, col(OrderLine.order_id) == col(Order.order_id))
        .where(col(Order.customer_id).in_(customer_ids), col(Order.state).in_(OPEN_STATES))
        .group_by(col(Order.customer_id))
    )
    return {customer_id: int(value) for customer_id, value in rows}


def open_value_minor(session: Session, customer_id: str) -> int:
    """The same of one customer."""
    return open_values_minor(session, [customer_id]).get(customer_id, 0)


def lines_of(session: Session, order_id: str) -> list[OrderLine]:
    return list(
        session.exec(
            select(OrderLine)
            .where(OrderLine.order_id == order_id)
            .order_by(col(OrderLine.position), col(OrderLine.line_id))
        )
    )


def purchases_of(session: Session, customer_id: str, *, limit: int = 500) -> list[tuple[Order, OrderLine]]:
    """What the customer bought and kept, line by line, the latest order first."""
    given_back = ("cancelled", "returned")
    rows = session.exec(
        select(Order, OrderLine)
        .join(OrderLine, col(OrderLine.order_id) == col(Order.order_id))
        .where(Order.customer_id == customer_id)
        .where(col(Order.state).not_in(given_back), col(OrderLine.state).not_in(given_back))
        .order_by(col(Order.placed_at).desc().nulls_last(), col(Order.sequence).desc(), col(OrderLine.position))
        .limit(limit)
    )
    return [(order, line) for order, line in rows]


def payments_of(session: Session, order_id: str) -> list[Payment]:
    return list(
        session.exec(
            select(Payment).where(Payment.order_id == order_id).order_by(col(Payment.position), col(Payment.payment_id))
        )
    )


def still_owed(payments: Sequence[Payment]) -> list[tuple[Payment, int]]:
    """Each payment with what is left of it after refunds to the same method; nothing left, not listed."""
    given_back: dict[tuple[str | None, str], int] = {}
    for refund in payments:
        if refund.kind == "refund":
            key = (refund.payment_method_id, refund.method)
            given_back[key] = given_back.get(key, 0) + refund.amount_minor
    left: list[tuple[Payment, int]] = []
    for payment in payments:
        if payment.kind == "payment":
            key = (payment.payment_method_id, payment.method)
            taken = min(payment.amount_minor, given_back.get(key, 0))
            given_back[key] = given_back.get(key, 0) - taken
            if payment.amount_minor > taken:
                left.append((payment, payment.amount_minor - taken))
    return _at_most(left, kept_minor(payments))


def _at_most(left: list[tuple[Payment, int]], kept: int) -> list[tuple[Payment, int]]:
    """What went back another way (a gift card for a lower price) is owed no more, the latest payment's first."""
    over = sum(minor for _, minor in left) - kept
    cut: list[tuple[Payment, int]] = []
    for payment, minor in reversed(left):
        less = max(0, min(over, minor))
        over -= less
        if minor > less:
            cut.append((payment, minor - less))
    return cut[::-1]


def kept_minor(payments: Sequence[Payment]) -> int:
    """What the shop holds of an order: money in less money out, whichever way it went."""
    return sum(one.amount_minor if one.kind == "payment" else -one.amount_minor for one in payments)


def total_minor(order: Order, lines: Sequence[OrderLine]) -> int:
    """What the order costs: goods, less the discount, plus shipping."""
    return sum(line.price_minor * line.quantity for line in lines) - order.discount_minor + order.shipping_minor
