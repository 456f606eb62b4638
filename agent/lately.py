"""What a shopper did in the shop before this turn, as far as it tells how near to buying they are."""

from collections import Counter
from datetime import datetime, timedelta

from agent.understanding.stage import Lately
from shop.carts import lines_in_cart
from shop.database import Session
from shop.events import recent_events
from shop.orders import orders_of

VISIT = timedelta(hours=1)
"""What was looked at longer ago was another visit."""
FRESH_ORDER = timedelta(days=30)
LOOKS = frozenset({"view", "click"})


def lately(session: Session, customer_id: str, moment: datetime, *, personalise: bool) -> Lately:
    """The cart and the orders are the shopper's own business with the shop; what they looked at counts with consent."""
    viewed = _viewed(session, customer_id, moment) if personalise else Counter[str]()
    return Lately(
        viewed=len(viewed),
        viewed_again=any(times > 1 for times in viewed.values()),
        in_cart=sum(line.quantity for line in lines_in_cart(session, customer_id)),
        bought=any(
            order.placed_at is not None and moment - order.placed_at <= FRESH_ORDER
            for order in orders_of(session, customer_id, limit=1)
        ),
    )


def _viewed(session: Session, customer_id: str, moment: datetime) -> Counter[str]:
    events = recent_events(session, customer_id)
    return Counter(
        event.product_id
        for event in events
        if event.kind in LOOKS and event.product_id and timedelta(0) <= moment - event.at <= VISIT
    )
