"""Evidence for tests of the gate: two pairs of headphones, an order under way, a rule."""

from datetime import UTC, datetime

from agent.grounding.evidence import Evidence, Text
from agent.grounding.gate import judge, judge_text
from shop.money import Money
from tools.result import Fact

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
CALM, STAY, ORDER, PARCEL = "product:p1", "product:p2", "order:10442", "shipment:s1"


def product(entity: str, title: str, price_minor: int, **fields: object) -> list[Fact]:
    facts = [Fact(entity, "title", title, title, stable=True), Fact(entity, "price", Money(price_minor, "USD"), title)]
    return facts + [Fact(entity, name, value, title) for name, value in fields.items()]  # type: ignore[arg-type]


def shelf(shopper: str = "headphones under $60", *, tools: frozenset[str] = frozenset()) -> Evidence:
    calm = product(CALM, "Veltra Calm", 5490, rating=4.6, rating_count=212, stock=3, available=True)
    stay = product(STAY, "Norrin Stay", 3900, rating=4.2, rating_count=88, stock=0, available=False)
    traits = [
        Fact(CALM, "attribute:noise_cancelling", True, "Veltra Calm", stable=True),
        Fact(STAY, "attribute:noise_cancelling", False, "Norrin Stay", stable=True),
        Fact(CALM, "attribute:battery_life", 30.0, "Veltra Calm", stable=True),
        Fact(CALM, "attribute:battery_life", "30 h", "Veltra Calm", stable=True),
        Fact(STAY, "attribute:battery_life", "18 h", "Norrin Stay", stable=True),
        Fact(CALM, "attribute:material", "leather", "Veltra Calm", stable=True),
        Fact(STAY, "attribute:material", "cotton", "Norrin Stay", stable=True),
        Fact(CALM, "list_price", Money(6900, "USD"), "Veltra Calm"),
    ]
    order = [
        Fact(ORDER, "state", "shipped", "order 10442"),
        Fact(ORDER, "placed_at", datetime(2026, 11, 18, 9, tzinfo=UTC), "order 10442", stable=True),
        Fact(PARCEL, "state", "in_transit", "order 10442"),
        Fact(PARCEL, "eta_from", datetime(2026, 11, 25, tzinfo=UTC), "order 10442"),
        Fact(PARCEL, "eta_to", datetime(2026, 11, 27, tzinfo=UTC), "order 10442"),
        Fact(PARCEL, "tracking_number", "JD014600003889", "order 10442", stable=True),
    ]
    offer = [Fact("offer:o", "code", "AUT-7F3K", "Autumn"), Fact("offer:o", "percent", 6, "Autumn")]
    rule = Text("passage:r", "You can return an item within 30 days. A refund takes 3 to 5 working days.")
    return Evidence(
        facts=(*calm, *stay, *traits, *order, *offer, Fact("slate:s", "count", 2)),
        texts=(rule, Text(CALM, "Fine for an hour, then toasty around the ears.")),
        shopper=shopper,
        moment=NOW,
        on_screen=(CALM, STAY),
        tools=tools,
    )


def faults(sentence: str, evidence: Evidence | None = None) -> tuple[str, ...]:
    return judge(sentence, evidence or shelf())


def text_faults(text: str, evidence: Evidence | None = None) -> list[str]:
    return [fault for _, found in judge_text(text, evidence or shelf()) for fault in found]
