"""The cart: changes run at once, say exactly what they did, and can be undone."""

from collections.abc import Callable

from sqlmodel import Session

import wire
from shop import carts
from shop.carts import MAX_PIECES, CartChange
from shop.catalog import find_by_sku, variants_of
from shop.errors import Invalid, OutOfStock
from shop.events import Event
from tools.cards import price_words
from tools.cart_view import cart_facts, cart_view, change_text
from tools.context import ShopContext
from tools.result import Fact, Problem, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool


@shop_tool
def view_cart(runtime: Shop) -> Answer:
    """Show what is in the shopper's cart and what it comes to."""
    context = runtime.context
    with context.database.session() as session:
        cart = cart_view(session, context.principal.customer_id, context.language)
    return told("view_cart", cart)


@shop_tool
def add_to_cart(runtime: Shop, sku: str, quantity: int = 1) -> Answer:
    """Put an article in the cart, on top of what is there. Never choose a size or colour the shopper did not name.

    Args:
        sku: The sku of the exact variant, from `show_product`.
        quantity: How many pieces, 1 to 99.
    """
    _whole(quantity, runtime.context.language)

    def add(session: Session, customer_id: str) -> CartChange:
        change = carts.add_to_cart(session, customer_id, sku=sku, quantity=quantity)
        _note(session, runtime.context, change)
        return change

    return _changed("add_to_cart", runtime.context, add)


@shop_tool
def change_cart_line(runtime: Shop, line_id: str, quantity: int) -> Answer:
    """Set how many pieces a cart line holds.

    Args:
        line_id: The line, from `view_cart`.
        quantity: How many pieces, 1 to 99; to have none, use `remove_from_cart`.
    """
    _whole(quantity, runtime.context.language)
    return _changed(
        "change_cart_line",
        runtime.context,
        lambda session, customer_id: carts.change_quantity(session, customer_id, line_id, quantity=quantity),
    )


@shop_tool
def remove_from_cart(runtime: Shop, line_id: str) -> Answer:
    """Take a line out of the cart, all its pieces; `undo_cart_change` puts it back.

    Args:
        line_id: The line, from `view_cart`.
    """
    return _changed(
        "remove_from_cart",
        runtime.context,
        lambda session, customer_id: carts.remove_from_cart(session, customer_id, line_id),
    )


@shop_tool
def undo_cart_change(runtime: Shop) -> Answer:
    """Take the latest change of the cart back; called again, the one before it."""
    return _changed("undo_cart_change", runtime.context, carts.undo_cart_change)


def _changed(tool: str, context: ShopContext, change: Callable[[Session, str], CartChange]) -> Answer:
    customer_id = context.principal.customer_id
    try:
        return _done(tool, context, customer_id, change)
    except OutOfStock as short:
        return _too_few(tool, context, short)


def _done(tool: str, context: ShopContext, customer_id: str, change: Callable[[Session, str], CartChange]) -> Answer:
    with context.database.writing() as session:
        done = change(session, customer_id)
        said = change_text(session, done, context.language)
        session.flush()
        cart = cart_view(session, customer_id, context.language, change=said)
    more = done.quantity_after - done.quantity_before
    extra = (
        Fact("cart", "done", tool, said, stable=True),
        Fact("cart", "added" if more > 0 else "removed", abs(more), said, stable=True),
        *((Fact("cart", "undone", True, said, stable=True),) if done.undone else ()),
    )
    return told(tool, cart, extra=extra)


def _whole(quantity: int, language: str) -> None:
    if not 1 <= quantity <= MAX_PIECES:
        zh, en = f"一次可以放 1 到 {MAX_PIECES} 件。", f"A cart line holds 1 to {MAX_PIECES} pieces."
        raise Invalid(zh if language == "zh" else en)


def _too_few(tool: str, context: ShopContext, short: OutOfStock) -> Answer:
    """What is left of it, and which of its sisters can be had."""
    zh = context.language == "zh"
    with context.database.session() as session:
        pair = find_by_sku(session, short.sku)
        product = pair[0] if pair else None
        sisters = variants_of(session, [product.product_id])[product.product_id] if product else []
    label = next((v.label(context.language) for v in sisters if v.sku == short.sku), "")
    name = (product.name(context.language) if product else short.sku) + (f" ({label})" if label else "")
    others = [v.label(context.language) or v.sku for v in sisters if v.can_be_bought and v.sku != short.sku]
    if short.left:
        text = f"{name} 只剩 {short.left} 件。" if zh else f"Only {short.left} of {name} left."
    else:
        text = f"{name} 已经售罄。" if zh else f"{name} is sold out."
    instead = (f"还有：{'、'.join(others)}。" if zh else f"There is: {', '.join(others)}.") if others else None
    facts = [Fact(f"variant:{short.sku}", "stock", short.left, name)]
    facts += [Fact(f"variant:{v.sku}", "available", v.can_be_bought, v.label(context.language)) for v in sisters]
    problem = Problem("refused", text, instead=instead)
    words = f"refused: {text} {instead or ''}".strip()
    return words, ToolResult(tool=tool, outcome="refused", problem=problem, facts=tuple(facts))


def _note(session: Session, context: ShopContext, change: CartChange) -> None:
    """Putting something in the cart is behaviour: the next slate knows it."""
    pair = find_by_sku(session, change.sku)
    if pair:
        session.add(
            Event(
                event_id=f"cart-{context.turn_id or 'rest'}-{change.change_id}",
                customer_id=context.principal.customer_id,
                kind="cart",
                product_id=pair[0].product_id,
                sku=change.sku,
                arm=context.arm,
                at=context.clock(),
            )
        )


def told(tool: str, cart: wire.Cart, *, extra: tuple[Fact, ...] = ()) -> Answer:
    """The whole cart after a change, or as it is."""
    lines = "; ".join(_line_words(line) for line in cart.lines)
    code = f" Code {cart.code}: {cart.offer_title or 'its terms are not met by this cart'}." if cart.code else ""
    off = f" {price_words(cart.discount)} off." if cart.discount else ""
    content = f"{cart.change or ''} Cart: {lines or 'empty'}.{code}{off} Total {price_words(cart.total)}."
    facts = (*cart_facts(cart), *extra)
    return content.strip(), ToolResult(tool=tool, parts=(wire.CartPart(cart=cart),), facts=facts)


def _line_words(line: wire.CartLineItem) -> str:
    options = f" ({', '.join(line.options.values())})" if line.options else ""
    there = "" if line.available else ", sold out"
    return f"{line.quantity} × {line.title}{options} at {price_words(line.price)} [{line.line_id}, {line.sku}{there}]"
