"""One-order accounts for those who judge writes (`aisle eval crash`): made on demand, read back whole."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from shop.carts import add_to_cart
from shop.catalog import Product, Variant
from shop.claims import Claim
from shop.columns import now
from shop.customers import Address, Customer, PaymentMethod
from shop.database import Database
from shop.goodwill import Goodwill
from shop.orders import Order, OrderLine, Payment, order_key
from shop.policies.changing import change_rules
from shop.proposals import Proposal
from shop.returns import Return
from shop.storefront import Storefront, find_storefront
from shop.writes import rehearse
from shop.writes.deed import deed
from shop.writes.place_order import basket, fingerprint

Account = tuple[tuple[str, ...], ...]
"""Everything of one shopper that a write can change, ids taken out, in a fixed order."""
PENDING, DELIVERED = "pending", "delivered"
ADDRESS = {"line1": "2 Lane", "city": "Bergen", "postcode": "5004", "country": "NO"}
ACTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "cancel_order": (PENDING, {"reason": "no longer needed"}),
    "modify_items": (PENDING, {"items": [{"item": "{who}-red", "new_sku": "{who}-blue"}]}),
    "modify_address": (PENDING, {"address": ADDRESS}),
    "modify_payment": (PENDING, {"payment_method_id": "g-{who}"}),
    "return_items": (DELIVERED, {"items": [{"item": "{who}-red"}]}),
    "exchange_items": (DELIVERED, {"items": [{"item": "{who}-red", "new_sku": "{who}-blue"}]}),
    "claim_parcel": (DELIVERED, {"kind": "damaged", "remedy": "replacement"}),
    "goodwill": (DELIVERED, {"kind": "goodwill", "amount_minor": 500}),
    "place_order": (DELIVERED, {}),
}
"""By action: the state its order must be in, and what it is asked with; `{who}` is the account's own."""


def open_account(database: Database, who: str) -> None:
    with database.writing() as session:
        if find_storefront(session) is None:
            session.add(Storefront(name="Crash", currency="USD"))
            session.flush()
            change_rules(session, {"claim_freely_up_to_minor": 10**9, "goodwill_freely_up_to_minor": 10**9})
        session.add(Customer(customer_id=f"c-{who}", first_name=who))
        session.add(Product(product_id=f"p-{who}", title="Kettle"))
        session.flush()
        for color, price in (("red", 4_000), ("blue", 4_500)):
            session.add(
                Variant(sku=f"{who}-{color}", product_id=f"p-{who}", price_minor=price, stock=9, options={"c": color})
            )
        home = {"line1": "1 Lane", "city": "Bergen", "postcode": "5003", "country": "NO"}
        session.add(Address(address_id=f"a-{who}", customer_id=f"c-{who}", is_default=True, **home))
        for kind, balance in (("credit_card", None), ("gift_card", 90_000)):
            key = f"{kind[0]}-{who}"
            session.add(PaymentMethod(payment_method_id=key, customer_id=f"c-{who}", kind=kind, balance_minor=balance))


def propose(database: Database, who: str, action: str) -> None:
    """An order in the right state, and the proposal of the write, open."""
    state, asked = ACTIONS[action]
    with database.writing() as session:
        _order(session, who, state)
        if action == "place_order":
            add_to_cart(session, f"c-{who}", sku=f"{who}-blue", quantity=2)
            session.flush()
            kept: dict[str, Any] = {"action": action, "fingerprint": fingerprint(basket(session, f"c-{who}"))}
        else:
            step = {"action": action, "order_id": f"W{who}", **_filled(asked, who)}
            plan = rehearse(deed(session, f"c-{who}"), [step])[0]
            kept = {**step, **plan.settled, "shown": plan.fingerprint}
        session.add(
            Proposal(
                proposal_id=f"p-{who}", customer_id=f"c-{who}", action=action, steps=[kept],
                expires_at=now() + timedelta(hours=1),
            )
        )  # fmt: skip


def _filled(asked: Any, who: str) -> Any:
    if isinstance(asked, dict):
        return {name: _filled(value, who) for name, value in asked.items()}
    if isinstance(asked, list):
        return [_filled(value, who) for value in asked]
    return asked.replace("{who}", who) if isinstance(asked, str) else asked


def _order(session: Session, who: str, state: str) -> None:
    order_id, sku = f"W{who}", f"{who}-red"
    session.add(
        Order(
            order_id=order_id, order_key=order_key(order_id), customer_id=f"c-{who}", state=state, placed_at=now(),
            delivered_at=now() if state == DELIVERED else None,
        )
    )  # fmt: skip
    session.flush()
    session.add(
        OrderLine(
            line_id=f"{order_id}-1", order_id=order_id, sku=sku, product_id=f"p-{who}", title="Kettle",
            quantity=2, price_minor=4_000, state=state,
        )
    )  # fmt: skip
    session.add(
        Payment(
            payment_id=f"{order_id}-p1", order_id=order_id, kind="payment", payment_method_id=f"c-{who}",
            method="credit card", amount_minor=8_000, at=now(),
        )
    )  # fmt: skip


def account_of(database: Database, who: str) -> Account:
    """Two accounts with the same history are equal."""
    customer_id = f"c-{who}"
    with database.session() as session:
        orders = session.exec(select(Order).where(Order.customer_id == customer_id).order_by(col(Order.sequence)))
        told = [_told(session, order) for order in orders]
        rows = [
            *_rows(session, Variant, Variant.product_id == f"p-{who}", "stock"),
            *_rows(session, PaymentMethod, PaymentMethod.customer_id == customer_id, "kind", "balance_minor"),
            *_rows(session, Return, Return.customer_id == customer_id, "kind", "state", "refund_minor"),
            *_rows(session, Claim, Claim.customer_id == customer_id, "kind", "remedy", "refund_minor"),
            *_rows(session, Goodwill, Goodwill.customer_id == customer_id, "kind", "amount_minor"),
        ]
    return tuple(tuple(part.replace(who, "*") for part in row) for row in [*told, *sorted(rows)])


def _told(session: Session, order: Order) -> tuple[str, ...]:
    lines = session.exec(select(OrderLine).where(OrderLine.order_id == order.order_id)).all()
    payments = session.exec(select(Payment).where(Payment.order_id == order.order_id)).all()
    goods = sorted(f"{line.quantity} {line.sku} {line.price_minor} {line.state}" for line in lines)
    money = sorted(f"{one.kind} {one.amount_minor} {one.method}" for one in payments)
    place = order.address.one_line() if order.address else ""
    return (order.state, str(order.item_changes), place, *goods, *money)


def _rows(session: Session, table: Any, of: Any, *fields: str) -> list[tuple[str, ...]]:
    return [
        (table.__name__, *(str(getattr(row, name)) for name in fields)) for row in session.exec(select(table).where(of))
    ]
