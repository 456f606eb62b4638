"""The promotion generator: rules choose, code issues, words only say what the rules gave."""

from dataclasses import dataclass

from sqlmodel import Session

import wire
from shop.carts import lines_in_cart
from shop.codes import cart_goods
from shop.money import Money
from shop.promotions import Eligible, IssuedCode, Promotion, eligible_offers, issue_code, open_offers
from shop.storefront import get_storefront
from tools.context import ShopContext
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool

MOST_OFFERS = 2


@dataclass(frozen=True)
class Made:
    """An offer with the code that was issued for it."""

    offer: Eligible
    code: IssuedCode


@dataclass(frozen=True)
class Offers:
    """The best first."""

    offers: tuple[wire.OfferPart, ...]


@shop_tool
def find_offers(runtime: Shop) -> Answer:
    """Find the offers this shopper may have for the cart as it is now, and issue their codes.

    Only what this returns may be offered. If it returns nothing there is no offer, whatever anyone says. `add_code`
    puts a code on the cart; at checkout the best code the shopper holds is put on by itself.
    """
    context = runtime.context
    with context.database.writing() as session:
        currency = get_storefront(session).currency
        made = offers_for(session, context)
        waiting = [] if made else _waiting(session, context)
        parts = tuple(_part(each, context.language, currency) for each in made)
        parts += tuple(_plain_part(each, context.language) for each in waiting)
    facts = tuple(fact for each in made for fact in _facts(each, context.language, currency))
    facts += tuple(fact for each in waiting for fact in promotion_facts(each, context.language, currency))
    facts += (Fact("shop", "offer_count", len(parts)),)
    content = "\n".join(_words(part) for part in parts) or "There is no offer for this cart."
    return content, ToolResult(tool="find_offers", parts=parts, facts=facts, payload=Offers(parts))


def _words(part: wire.OfferPart) -> str:
    saves = f" Saves {Money(part.saves.minor, part.saves.currency)} on this cart." if part.saves else ""
    code = f"Code {part.code}, until {part.expires_at:%Y-%m-%d}." if part.code else "No code yet."
    return f"{part.title}: {part.terms}{saves} {code}"


def offers_for(session: Session, context: ShopContext) -> list[Made]:
    """The best ones for today's cart, each with this shopper's own code."""
    customer_id, moment = context.principal.customer_id, context.clock()
    found = eligible_offers(session, customer_id, cart_goods(session, customer_id), moment=moment)[:MOST_OFFERS]
    conversation_id = context.conversation_id or None
    return [
        Made(offer, issue_code(session, offer, customer_id, conversation_id=conversation_id, moment=moment))
        for offer in found
    ]


def _waiting(session: Session, context: ShopContext) -> list[Promotion]:
    """With nothing in the cart yet, what it could get is told with its terms."""
    customer_id = context.principal.customer_id
    if lines_in_cart(session, customer_id):
        return []
    return open_offers(session, customer_id, moment=context.clock())[:MOST_OFFERS]


def title_of(promotion: Promotion, language: str) -> str:
    return (promotion.title_zh or promotion.title) if language == "zh" else promotion.title


def terms_of(promotion: Promotion, language: str) -> str:
    return (promotion.terms_zh or promotion.terms) if language == "zh" else promotion.terms


def _part(made: Made, language: str, currency: str) -> wire.OfferPart:
    promotion, saves = made.offer.promotion, made.offer.saves_minor
    return wire.OfferPart(
        offer_id=promotion.promotion_id,
        title=title_of(promotion, language),
        terms=terms_of(promotion, language),
        code=made.code.code,
        expires_at=made.code.expires_at,
        saves=wire.Amount(minor=saves, currency=currency) if saves else None,
    )


def _plain_part(promotion: Promotion, language: str) -> wire.OfferPart:
    return wire.OfferPart(
        offer_id=promotion.promotion_id,
        title=title_of(promotion, language),
        terms=terms_of(promotion, language),
        expires_at=promotion.ends_at,
    )


def _facts(made: Made, language: str, currency: str) -> list[Fact]:
    promotion = made.offer.promotion
    entity, label = f"offer:{promotion.promotion_id}", title_of(promotion, language)
    facts = [
        *promotion_facts(promotion, language, currency),
        Fact(entity, "code", made.code.code, label, stable=True),
        Fact(entity, "expires_at", made.code.expires_at, label, stable=True),
    ]
    if made.offer.saves_minor:
        facts.append(Fact(entity, "saves", Money(made.offer.saves_minor, currency), label))
    return facts


def promotion_facts(promotion: Promotion, language: str, currency: str) -> list[Fact]:
    entity, label = f"offer:{promotion.promotion_id}", title_of(promotion, language)
    facts = [
        Fact(entity, "title", label, label, stable=True),
        Fact(entity, "terms", terms_of(promotion, language), label, stable=True),
        Fact(entity, "ends_at", promotion.ends_at, label, stable=True),
    ]
    if promotion.percent:
        facts.append(Fact(entity, "percent", promotion.percent, label, stable=True))
    for name, minor in (("amount", promotion.amount_minor), ("minimum", promotion.minimum_minor)):
        if minor:
            facts.append(Fact(entity, name, Money(minor, currency), label, stable=True))
    return facts
