"""Rows of a small shop: three products, two customers with an order each."""

from sqlmodel import Session

from shop.catalog import Brand, Category, Product, Variant
from shop.columns import now
from shop.customers import Customer, PostalAddress
from shop.database import Database
from shop.orders import Order, OrderLine, Payment, order_key
from shop.shipments import Shipment, ShipmentEvent
from shop.storefront import Storefront

MARA, TOM, STAFF = "c-mara", "c-tom", "s-jonas"


def small_shop(database: Database) -> None:
    """Three products, two customers with an order each."""
    with database.session() as session:
        session.add(Storefront(name="Kettle & Co", currency="USD", kind="demo"))
        session.add(Category(category_id="kitchen", name="Kitchen", name_zh="厨房"))
        session.add(Brand(brand_id="norrin", name="Norrin"))
        session.flush()
        for number, title in enumerate(("Teal kettle", "Steel kettle", "Red mug"), start=1):
            session.add(
                Product(
                    product_id=f"p-{number}",
                    title=title,
                    brand_id="norrin",
                    category_id="kitchen",
                    description="Boils.",
                )
            )
            session.flush()
            session.add(Variant(sku=f"sku-{number}", product_id=f"p-{number}", price_minor=1_000 * number, stock=5))
        for customer_id, name in ((MARA, "Mara"), (TOM, "Tom")):
            session.add(Customer(customer_id=customer_id, first_name=name, email=f"{name.lower()}@example.org"))
        session.flush()
        for customer_id, order_id in ((MARA, "#W100"), (TOM, "#W200")):
            add_order(session, customer_id, order_id)


def add_order(session: Session, customer_id: str, order_id: str) -> None:
    key = order_key(order_id)
    address = PostalAddress(name="Private Name", line1="Secret street 1", city="Bergen", postcode="5003", country="NO")
    session.add(
        Order(
            order_id=order_id,
            order_key=key,
            customer_id=customer_id,
            state="shipped",
            placed_at=now(),
            address=address,
            note="ring twice",
        )
    )
    session.flush()
    session.add(
        OrderLine(
            line_id=f"l-{key}",
            order_id=order_id,
            sku="sku-1",
            product_id="p-1",
            title="Teal kettle",
            price_minor=1_000,
            state="shipped",
        )
    )
    session.add(
        Payment(
            payment_id=f"pay-{key}",
            order_id=order_id,
            kind="payment",
            method="Visa ending 4242",
            amount_minor=1_000,
            at=now(),
        )
    )
    session.add(
        Shipment(
            shipment_id=f"s-{key}", order_id=order_id, carrier="Post", tracking_number=f"TRACK{key}", state="in_transit"
        )
    )
    session.flush()
    session.add(
        ShipmentEvent(
            shipment_event_id=f"e-{key}",
            shipment_id=f"s-{key}",
            at=now(),
            code="departed",
            text="Left Bergen",
            place="Bergen",
        )
    )
