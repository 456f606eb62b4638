"""The promotion generator: rules choose, code issues, words only say what the rules gave."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

import wire
from shop.carts import AppliedCode, lines_in_cart
from shop.catalog import category_path, find_by_sku, list_categories
from shop.errors import Invalid, NotFound
from shop.money import Money
from shop.promotions import Eligible, Goods, IssuedCode, Promotion, eligible_offers, issue_code, open_offers
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


@shop_tool
def find_offers(runtime: Shop) -> Answer:
    """Find the offers this shopper may have for the cart as it is now, and issue their codes.

    Only what this returns may be offered. If it returns nothing there is no offer, whatever anyone says.
    """
    context = runtime.context
    with context.database.writing() as session:
        currency = get_storefront(session).currency
        made = offers_for(session, context)
        waiting = [] if made else _waiting(session, context)
        parts = tuple(_part(each, context.language) for each in made)
        parts += tuple(_plain_part(each, context.language) for each in waiting)
    facts = tuple(fact for each in made for fact in _facts(each, context.language, currency))
    facts += tuple(fact for each in waiting for fact in promotion_facts(each, context.language, currency))
    facts += (Fact("shop", "offer_count", len(parts)),)
    told = [f"{p.title}: {p.terms} " + (f"Code {p.code}." if p.code else "No code yet.") for p in parts]
    content = "\n".join(told) or "There is no offer for this cart."
    return content, ToolResult(tool="find_offers", parts=parts, facts=facts)


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


def cart_goods(session: Session, customer_id: str) -> list[Goods]:
    """The cart as the rules see it."""
    categories = list_categories(session)
    goods: list[Goods] = []
    for line in lines_in_cart(session, customer_id):
        pair = find_by_sku(session, line.sku)
        if pair is None or pair[1].price_minor is None:
            continue
        product, variant = pair
        above = frozenset(c.category_id for c in category_path(categories, product.category_id))
        price = variant.price_minor or 0
        goods.append(Goods(product.product_id, above, product.brand_id, price, variant.cost_minor, line.quantity))
    return goods


def apply_code(session: Session, context: ShopContext, code: str) -> AppliedCode:
    """Put a code of the shopper's own on the cart.

    Raises:
        NotFound: If it is not theirs or does not exist, in the same words.
        Invalid: If the cart does not meet its terms now.
    """
    customer_id, moment = context.principal.customer_id, context.clock()
    issued = session.get(IssuedCode, code.strip().upper())
    if issued is None or issued.customer_id != customer_id or issued.redeemed_order_id or issued.expires_at <= moment:
        raise NotFound("code", code.strip()[:60])
    offers = eligible_offers(session, customer_id, cart_goods(session, customer_id), moment=moment)
    fitting = next((each for each in offers if each.promotion.promotion_id == issued.promotion_id), None)
    if fitting is None:
        raise Invalid(f"The cart does not meet the terms of {issued.code} at the moment.")
    applied = session.get(AppliedCode, customer_id) or AppliedCode(customer_id=customer_id, code=issued.code)
    applied.code = issued.code
    applied.details = {
        "discount_minor": fitting.saves_minor,
        "free_shipping": fitting.free_shipping,
        "title": title_of(fitting.promotion, context.language),
    }
    session.add(applied)
    return applied


def title_of(promotion: Promotion, language: str) -> str:
    return (promotion.title_zh or promotion.title) if language == "zh" else promotion.title


def terms_of(promotion: Promotion, language: str) -> str:
    return (promotion.terms_zh or promotion.terms) if language == "zh" else promotion.terms


def offer_items(made: Sequence[Made], language: str, currency: str) -> list[wire.Offer]:
    """For REST."""
    return [
        wire.Offer(
            offer_id=each.offer.promotion.promotion_id,
            title=title_of(each.offer.promotion, language),
            terms=terms_of(each.offer.promotion, language),
            code=each.code.code,
            expires_at=each.code.expires_at,
            saves=wire.Amount(minor=each.offer.saves_minor, currency=currency) if each.offer.saves_minor else None,
        )
        for each in made
    ]


def _part(made: Made, language: str) -> wire.OfferPart:
    promotion = made.offer.promotion
    return wire.OfferPart(
        offer_id=promotion.promotion_id,
        title=title_of(promotion, language),
        terms=terms_of(promotion, language),
        code=made.code.code,
        expires_at=made.code.expires_at,
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
