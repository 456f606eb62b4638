"""What a shopper did before a turn, from the shop's rows."""

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from agent.lately import lately
from agent.understanding.stage import Lately
from shop.carts import add_to_cart, lines_in_cart
from shop.catalog import Variant
from shop.events import Event, record_events
from tests.demo_shop import DemoShop


def test_a_visits_looks_count_with_consent_and_the_cart_always(demo: DemoShop) -> None:
    moment = datetime.now(UTC)
    with demo.database.session() as session:
        customer_id = demo.context().principal.customer_id
        sku = session.exec(select(Variant.sku).where(col(Variant.stock) > 5)).first() or ""
        pieces = sum(line.quantity for line in lines_in_cart(session, customer_id))
        add_to_cart(session, customer_id, sku=sku, quantity=2)
        looks = [("a", 5), ("a", 4), ("b", 3), ("c", 600)]
        record_events(
            session,
            [
                Event(
                    event_id=f"look-{place}",
                    customer_id=customer_id,
                    kind="view",
                    product_id=product,
                    at=moment - timedelta(minutes=ago),
                )
                for place, (product, ago) in enumerate(looks)
            ],
        )
        agreed = lately(session, customer_id, moment, personalise=True)
        not_agreed = lately(session, customer_id, moment, personalise=False)

    assert agreed == Lately(viewed=2, viewed_again=True, in_cart=pieces + 2, bought=agreed.bought)
    assert (not_agreed.viewed, not_agreed.viewed_again, not_agreed.in_cart) == (0, False, pieces + 2)
