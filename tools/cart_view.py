"""The cart as the wire tells it, with today's prices."""

from sqlmodel import Session

import wire
from shop.carts import AppliedCode, CartChange, CartLine, last_change, lines_in_cart
from shop.catalog import Product, Variant, find_by_sku
from shop.codes import discount_on_cart
from shop.columns import now
from shop.money import Money
from shop.storefront import get_storefront
from tools.cards import image_of
from tools.result import Fact


def cart_view(session: Session, customer_id: str, language: str, *, change: str | None = None) -> wire.Cart:
    """`change` says what was just done to it."""
    currency = get_storefront(session).currency
    rows = [(line, find_by_sku(session, line.sku)) for line in lines_in_cart(session, customer_id)]
    lines = [_line(line, *pair, language, currency) for line, pair in rows if pair]
    subtotal = sum(line.line_total.minor for line in lines if line.line_total)
    applied = session.get(AppliedCode, customer_id)
    discount = discount_on_cart(session, customer_id, moment=now()) if applied else None
    off = discount.offer.off_goods_minor if discount else 0
    return wire.Cart(
        lines=lines,
        subtotal=wire.Amount(minor=subtotal, currency=currency),
        discount=wire.Amount(minor=off, currency=currency) if off else None,
        total=wire.Amount(minor=subtotal - off, currency=currency),
        code=applied.code if applied else None,
        offer_title=discount.title(language) if discount else None,
        can_undo=last_change(session, customer_id) is not None,
        change=change,
    )


def _line(line: CartLine, product: Product, variant: Variant, language: str, currency: str) -> wire.CartLineItem:
    price = variant.price_minor
    options = (variant.options_zh or variant.options) if language == "zh" else variant.options
    return wire.CartLineItem(
        line_id=line.line_id,
        sku=line.sku,
        product_id=product.product_id,
        title=product.name(language),
        options=options,
        quantity=line.quantity,
        price=None if price is None else wire.Amount(minor=price, currency=currency),
        line_total=None if price is None else wire.Amount(minor=price * line.quantity, currency=currency),
        image_url=image_of(product, variant),
        available=variant.can_be_bought,
    )


def change_text(session: Session, change: CartChange, language: str) -> str:
    """`Added 1 × Tarn Ridge, 43.`"""
    pair = find_by_sku(session, change.sku)
    name = pair[0].name(language) if pair else change.sku
    label = pair[1].label(language) if pair else ""
    thing = f"{name} ({label})" if label else name
    before, after = change.quantity_before, change.quantity_after
    if change.undone:
        before, after = after, before
    zh = language == "zh"
    if after > before and not before:
        return f"已加入购物车：{thing} × {after}" if zh else f"Added {after} × {thing}"
    if not after:
        return f"已从购物车移除：{thing}" if zh else f"Removed {thing}"
    return f"{thing} 现在是 {after} 件" if zh else f"Now {after} × {thing}"


def cart_facts(cart: wire.Cart) -> list[Fact]:
    facts = [
        Fact("cart", "total", Money(cart.total.minor, cart.total.currency)),
        Fact("cart", "subtotal", Money(cart.subtotal.minor, cart.subtotal.currency)),
        Fact("cart", "count", sum(line.quantity for line in cart.lines)),
        Fact("cart", "lines", len(cart.lines)),
    ]
    if cart.code:
        facts.append(Fact("cart", "code", cart.code, stable=True))
    if cart.offer_title:
        facts.append(Fact("cart", "offer", cart.offer_title))
    if cart.change:
        facts.append(Fact("cart", "change", cart.change, stable=True))
    if cart.discount:
        facts.append(Fact("cart", "discount", Money(cart.discount.minor, cart.discount.currency)))
    for line in cart.lines:
        variant, product = f"variant:{line.sku}", f"product:{line.product_id}"
        facts += [Fact(entity, "title", line.title, line.title, stable=True) for entity in (variant, product)]
        facts += [Fact(entity, "available", line.available, line.title) for entity in (variant, product)]
        facts.append(Fact(variant, "quantity", line.quantity, line.title))
        facts += [Fact(variant, "option", value, line.title, stable=True) for value in line.options.values()]
        for name, amount in (("price", line.price), ("line_total", line.line_total)):
            if amount:
                facts += [Fact(e, name, Money(amount.minor, amount.currency), line.title) for e in (variant, product)]
    return facts
