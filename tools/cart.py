"""The cart: changes run at once, say exactly what they did, and can be undone."""

from collections.abc import Callable

from sqlmodel import Session

import wire
from shop import carts
from shop.carts import CartChange
from shop.catalog import find_by_sku
from shop.columns import now
from shop.events import Event
from tools.cart_view import cart_facts, cart_view, change_text
from tools.context import ShopContext
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool


@shop_tool
def view_cart(runtime: Shop) -> Answer:
    """Show what is in the shopper's cart and what it comes to."""
    context = runtime.context
    with context.database.session() as session:
        cart = cart_view(session, context.principal.customer_id, context.language)
    return _told("view_cart", cart)


@shop_tool
def add_to_cart(runtime: Shop, sku: str, quantity: int = 1) -> Answer:
    """Put an article in the cart. Use the sku of the exact variant the shopper chose; never choose a size for them.

    Args:
        sku: The variant's sku.
        quantity: How many pieces, 1 to 99.
    """

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
        quantity: How many pieces, 1 to 99.
    """
    return _changed(
        "change_cart_line",
        runtime.context,
        lambda session, customer_id: carts.change_quantity(session, customer_id, line_id, quantity=quantity),
    )


@shop_tool
def remove_from_cart(runtime: Shop, line_id: str) -> Answer:
    """Take a line out of the cart.

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
    """Take the latest change of the cart back."""
    return _changed("undo_cart_change", runtime.context, carts.undo_cart_change)


def _changed(tool: str, context: ShopContext, change: Callable[[Session, str], CartChange]) -> Answer:
    customer_id = context.principal.customer_id
    with context.database.writing() as session:
        done = change(session, customer_id)
        said = change_text(session, done, context.language)
        session.flush()
        cart = cart_view(session, customer_id, context.language, change=said)
    write = Fact("cart", "done", tool, said, stable=True)
    return _told(tool, cart, extra=(write,))


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
                at=now(),
            )
        )


def _told(tool: str, cart: wire.Cart, *, extra: tuple[Fact, ...] = ()) -> Answer:
    lines = "; ".join(f"{line.quantity} x {line.title} [{line.line_id}, {line.sku}]" for line in cart.lines)
    content = f"{cart.change or ''} Cart: {lines or 'empty'}. Total {cart.total.minor} {cart.total.currency} minor."
    facts = (*cart_facts(cart), *extra)
    return content.strip(), ToolResult(tool=tool, parts=(wire.CartPart(cart=cart),), facts=facts)
