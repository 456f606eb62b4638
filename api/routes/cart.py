"""The cart: every change runs at once, says what it did, and can be taken back."""

from collections.abc import Callable
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Body, Path

import wire
from api import examples
from api.contexts import Context
from api.guards import Customer, DatabaseDep, Language, Shopper
from api.once import OnceRoute
from shop.carts import CartChange, add_to_cart, change_quantity, remove_from_cart, undo_cart_change
from shop.catalog import get_variant
from shop.columns import now
from shop.database import Database, Session
from shop.events import Event

router = APIRouter(prefix="/v1", tags=["Cart"], route_class=OnceRoute)
Change = Callable[[Session, str], CartChange]
NewLine = Annotated[wire.AddLine, Body(openapi_examples=examples.CART_LINE)]
LineId = Annotated[str, Path(max_length=200)]


@router.get("/cart")
def read_cart(caller: Shopper, database: DatabaseDep, language: Language) -> wire.Cart:
    """What is in it, and what it comes to."""
    from tools.cart_view import cart_view

    with database.session() as session:
        return cart_view(session, caller.customer_id, language)


def _changed(database: Database, customer_id: str, language: str, change: Change) -> wire.Cart:
    """One transaction: the change, what it tells the recommender, and the cart as it is now."""
    from tools.cart_view import cart_view, change_text

    with database.writing() as session:
        done = change(session, customer_id)
        if done.quantity_after > done.quantity_before and not done.undone:
            session.add(_behaviour(session, done))
        session.flush()
        return cart_view(session, customer_id, language, change=change_text(session, done, language))


def _behaviour(session: Session, change: CartChange) -> Event:
    """Putting something in the cart tells what is wanted: the next slate knows it."""
    return Event(
        event_id=f"cart-{uuid4().hex}",
        customer_id=change.customer_id,
        kind="cart",
        product_id=get_variant(session, change.sku).product_id,
        sku=change.sku,
        at=now(),
    )


@router.post("/cart/lines", status_code=201)
def add_cart_line(
    line: NewLine,
    caller: Shopper,
    database: DatabaseDep,
    language: Language,
) -> wire.Cart:
    """Put pieces of one article in."""
    return _changed(
        database,
        caller.customer_id,
        language,
        lambda session, customer_id: add_to_cart(session, customer_id, sku=line.sku, quantity=line.quantity),
    )


@router.patch("/cart/lines/{line_id}")
def change_cart_line(
    line_id: LineId, line: wire.ChangeLine, caller: Shopper, database: DatabaseDep, language: Language
) -> wire.Cart:
    """Set how many pieces a line holds."""
    return _changed(
        database,
        caller.customer_id,
        language,
        lambda session, customer_id: change_quantity(session, customer_id, line_id, quantity=line.quantity),
    )


@router.delete("/cart/lines/{line_id}")
def remove_cart_line(line_id: LineId, caller: Shopper, database: DatabaseDep, language: Language) -> wire.Cart:
    """Take a line out."""
    return _changed(
        database,
        caller.customer_id,
        language,
        lambda session, customer_id: remove_from_cart(session, customer_id, line_id),
    )


@router.post("/cart/undo")
def undo_cart(caller: Shopper, database: DatabaseDep, language: Language) -> wire.Cart:
    """Take the last change back."""
    return _changed(database, caller.customer_id, language, undo_cart_change)


@router.post("/checkout", status_code=201)
def start_checkout(_caller: Customer, context: Context) -> wire.ConfirmationPart:
    """Propose the order; nothing is bought before the shopper's own yes."""
    from api.proposing import proposed

    return proposed(context, "propose_checkout", {})


@router.get("/offers")
def list_offers(context: Context) -> wire.Page[wire.Offer]:
    """What the shop's rules allow this shopper now, with the code where one was issued."""
    from api.proposing import offers

    return wire.Page(items=offers(context))
