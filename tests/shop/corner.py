"""A corner shop for the rules of buying: two shoppers, a kettle, mugs and a scarf, all counted, with their cost."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from shop.catalog import Category, Product, Variant
from shop.columns import now
from shop.customers import Address, Customer, PaymentMethod
from shop.database import Database
from shop.orders import Order, OrderLine, Payment, order_key
from shop.promotions import Promotion
from shop.storefront import Storefront

ADA, BEN = "c-ada", "c-ben"
KETTLE, MUG, SCARF = "kettle-steel", "mug-red", "scarf-blue"


def corner_shop(database: Database) -> Database:
    """The kettle costs $40.00 (cost 24), the mug $10.00 (cost 4), the scarf $30.00 (cost not known)."""
    with database.session() as session:
        session.add(Storefront(name="Corner", currency="USD"))
        session.add_all([Category(category_id="kitchen", name="Kitchen"), Category(category_id="wear", name="Wear")])
        session.add_all([Customer(customer_id=who, first_name=who[2:].title()) for who in (ADA, BEN)])
        session.flush()
        _goods(session, KETTLE, "Steel kettle", "钢壶", "kitchen", 4_000, 2_400, stock=5)
        _goods(session, MUG, "Red mug", "红杯", "kitchen", 1_000, 400, stock=50)
        _goods(session, SCARF, "Blue scarf", "蓝围巾", "wear", 3_000, None, stock=None)
        for who in (ADA, BEN):
            _home(session, who)
    return database


def _goods(
    session: Session, sku: str, title: str, title_zh: str, category_id: str, price: int, cost: int | None,
    *, stock: int | None,
) -> None:  # fmt: skip
    product_id = f"p-{sku}"
    session.add(Product(product_id=product_id, title=title, title_zh=title_zh, category_id=category_id))
    session.flush()
    session.add(Variant(sku=sku, product_id=product_id, price_minor=price, cost_minor=cost, stock=stock))


def _home(session: Session, customer_id: str) -> None:
    session.add(
        Address(
            address_id=f"a-{customer_id}", customer_id=customer_id, is_default=True, name="At home",
            line1="1 Lane", city="Bergen", postcode="5003", country="NO",
        )
    )  # fmt: skip
    card = PaymentMethod(
        payment_method_id=f"m-{customer_id}",
        customer_id=customer_id,
        kind="credit_card",
        brand="Visa",
        last_four="4242",
    )
    session.add(card)


def promotion(promotion_id: str = "ten", **changes: Any) -> Promotion:
    """10 % off everything for everyone, running now."""
    given: dict[str, Any] = {
        "promotion_id": promotion_id, "kind": "percent", "title": "10 % off", "title_zh": "九折", "terms": "On all.",
        "terms_zh": "全场。", "percent": 10, "code_prefix": promotion_id.upper(),
        "starts_at": now() - timedelta(days=1), "ends_at": now() + timedelta(days=30), **changes,
    }  # fmt: skip
    return Promotion(**given)


def order(
    session: Session, customer_id: str, order_id: str, *, state: str = "pending", sku: str = KETTLE, **changes: Any
) -> None:
    """One kettle, paid by card."""
    session.add(
        Order(
            order_id=order_id, order_key=order_key(order_id), customer_id=customer_id, state=state,
            **{"placed_at": now(), **changes},
        )
    )  # fmt: skip
    session.flush()
    session.add(
        OrderLine(
            line_id=f"{order_id}-1", order_id=order_id, sku=sku, product_id=f"p-{sku}", title="Steel kettle",
            title_zh="钢壶", price_minor=4_000, state=state,
        )
    )  # fmt: skip
    session.add(
        Payment(
            payment_id=f"{order_id}-p1", order_id=order_id, kind="payment", payment_method_id=f"m-{customer_id}",
            method="Visa ending 4242", amount_minor=4_000, at=now(),
        )
    )  # fmt: skip
