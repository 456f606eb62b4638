"""What search may know of a shopper: the facts of their profile and what they looked at in this visit."""

from datetime import datetime, timedelta

from sqlmodel import Session

from retrieval.behaviour import SAME_VISIT_S
from retrieval.personal import MOST_SEEN, Looked, Taste, Tastes
from retrieval.recommend.shopper import LIKED
from retrieval.recommend.stated import DISLIKED
from shop.customers import Customer
from shop.events import recent_events
from shop.profiles import facts_of

LOOKS = frozenset({"view", "click", "cart"})
MOST_FACTS = 12


def tastes_of(session: Session, customer_id: str, *, now: datetime) -> Tastes:
    """Nothing for a shopper who does not want to be known."""
    customer = session.get(Customer, customer_id)
    if customer is not None and not customer.personalise:
        return Tastes()
    facts = [fact for fact in facts_of(session, customer_id) if fact.kind in LIKED | DISLIKED][:MOST_FACTS]
    since = now - timedelta(seconds=SAME_VISIT_S)
    looked = [event for event in recent_events(session, customer_id) if event.kind in LOOKS and event.at >= since]
    return Tastes(
        facts=tuple(
            Taste(fact.fact_id, fact.name, fact.value, -fact.weight if fact.kind in DISLIKED else fact.weight)
            for fact in facts
        ),
        seen=tuple(
            Looked(event.event_id, event.product_id, event.kind) for event in looked[:MOST_SEEN] if event.product_id
        ),
    )
