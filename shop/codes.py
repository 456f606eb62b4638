"""The promotion code on a cart: whose it is, and what it is worth for the cart as it stands, never as it stood."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from shop.carts import AppliedCode, lines_in_cart
from shop.catalog import category_path, find_by_sku, list_categories
from shop.customers import take_turn
from shop.errors import NotFound, Refused
from shop.policies.rules import refuse
from shop.promotions import Eligible, Goods, IssuedCode, Promotion, eligible_offers, held_codes


@dataclass(frozen=True)
class Discount:
    """What a code of the shopper's takes off now."""

    code: IssuedCode
    offer: Eligible

    def title(self, language: str = "en") -> str:
        promotion = self.offer.promotion
        return (promotion.title_zh or promotion.title) if language == "zh" else promotion.title


def cart_goods(session: Session, customer_id: str) -> list[Goods]:
    """The cart as the rules see it, at today's prices; what has no price is not counted."""
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


def apply_code(session: Session, customer_id: str, code: str, *, moment: datetime, language: str = "en") -> Discount:
    """Put a code of the shopper's own on the cart, in place of any other.

    Raises:
        NotFound: If it is not theirs, was used, has expired or does not exist, all in the same words.
        Refused: `O1` if the cart does not meet its terms now; `instead` tells the terms.
    """
    take_turn(session, customer_id)
    wanted = code.strip().upper()
    issued = next((held for held in held_codes(session, customer_id, moment=moment) if held.code == wanted), None)
    if issued is None:
        raise NotFound("code", code.strip()[:60])
    discount = _worth_now(session, issued, moment)
    if discount is None:
        raise _terms_not_met(session, issued, language)
    applied = session.get(AppliedCode, customer_id) or AppliedCode(customer_id=customer_id, code=issued.code)
    applied.code = issued.code
    session.add(applied)
    return discount


def drop_code(session: Session, customer_id: str) -> str:
    """Take the code off the cart; it stays the shopper's. Raises `NotFound` if there is none on it."""
    applied = session.get(AppliedCode, customer_id)
    if applied is None:
        raise NotFound("code", "on the cart")
    session.delete(applied)
    return applied.code


def discount_on_cart(session: Session, customer_id: str, *, moment: datetime) -> Discount | None:
    """What the code on the cart is worth now; `None` without one, or where its terms are not met any more."""
    applied = session.get(AppliedCode, customer_id)
    issued = session.get(IssuedCode, applied.code) if applied else None
    if issued is None or issued.redeemed_order_id or issued.expires_at <= moment:
        return None
    return _worth_now(session, issued, moment)


def apply_best_held(session: Session, customer_id: str, *, moment: datetime) -> Discount | None:
    """With no code on the cart, put on the one of the shopper's own codes that saves most, if any fits."""
    if session.get(AppliedCode, customer_id) is not None:
        return None
    held = {code.promotion_id: code for code in held_codes(session, customer_id, moment=moment)}
    offers = eligible_offers(session, customer_id, cart_goods(session, customer_id), moment=moment) if held else []
    best = next((offer for offer in offers if offer.promotion.promotion_id in held), None)
    if best is None:
        return None
    return apply_code(session, customer_id, held[best.promotion.promotion_id].code, moment=moment)


def _worth_now(session: Session, issued: IssuedCode, moment: datetime) -> Discount | None:
    goods = cart_goods(session, issued.customer_id)
    offers = eligible_offers(session, issued.customer_id, goods, moment=moment)
    fitting = next((offer for offer in offers if offer.promotion.promotion_id == issued.promotion_id), None)
    return Discount(issued, fitting) if fitting else None


def _terms_not_met(session: Session, issued: IssuedCode, language: str) -> Refused:
    promotion = session.get_one(Promotion, issued.promotion_id)
    terms = (promotion.terms_zh or promotion.terms) if language == "zh" else promotion.terms
    plain = refuse("O1", language)
    return Refused("O1", plain.reason, terms)
