"""Carts: one a shopper. Every change says exactly what it did and can be taken back."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from shop.catalog import Product, get_variant
from shop.columns import UtcTime, now
from shop.customers import take_turn
from shop.errors import Invalid, NotFound, OutOfStock


class CartLine(SQLModel, table=True):
    __table_args__ = (CheckConstraint("quantity > 0", name="cart_quantity_is_positive"),)

    line_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    sku: str = Field(foreign_key="variant.sku")
    quantity: int = 1
    added_at: datetime = Field(default_factory=now, sa_type=UtcTime)


class CartChange(SQLModel, table=True):
    """What a change replaced, so that Undo puts exactly that back."""

    change_id: int | None = Field(default=None, primary_key=True)
    customer_id: str = Field(index=True)
    sku: str
    quantity_before: int
    quantity_after: int
    undone: bool = False
    at: datetime = Field(default_factory=now, sa_type=UtcTime)


class AppliedCode(SQLModel, table=True):
    """The one promotion code a shopper has put on the cart; what it is worth is computed when asked."""

    customer_id: str = Field(primary_key=True)
    code: str


MAX_PIECES = 99


def lines_in_cart(session: Session, customer_id: str) -> list[CartLine]:
    """In the order they were put in."""
    return list(
        session.exec(
            select(CartLine)
            .where(CartLine.customer_id == customer_id)
            .order_by(col(CartLine.added_at), col(CartLine.line_id))
        )
    )


def add_to_cart(session: Session, customer_id: str, *, sku: str, quantity: int = 1) -> CartChange:
    """Put pieces in, on top of those already there.

    Raises:
        NotFound: If there is no such article.
        OutOfStock: If it cannot be bought, or not so many.
        Invalid: If the quantity is not 1 to 99.
    """
    take_turn(session, customer_id)
    line = _line_of(session, customer_id, sku)
    before = line.quantity if line else 0
    if quantity < 1:
        raise Invalid(f"{quantity} pieces cannot be put in the cart; it takes 1 to {MAX_PIECES}.")
    return _set(session, customer_id, sku=sku, line=line, before=before, after=before + quantity)


def change_quantity(session: Session, customer_id: str, line_id: str, *, quantity: int) -> CartChange:
    """Set how many pieces a line holds. Raises as `add_to_cart`, and `NotFound` for a line that is not theirs."""
    take_turn(session, customer_id)
    line = _own_line(session, customer_id, line_id)
    if quantity < 1:
        raise Invalid(f"A line holds 1 to {MAX_PIECES} pieces; to have none, remove it.")
    return _set(session, customer_id, sku=line.sku, line=line, before=line.quantity, after=quantity)


def remove_from_cart(session: Session, customer_id: str, line_id: str) -> CartChange:
    take_turn(session, customer_id)
    line = _own_line(session, customer_id, line_id)
    session.delete(line)
    return _noted(session, customer_id, sku=line.sku, before=line.quantity, after=0)


def undo_cart_change(session: Session, customer_id: str) -> CartChange:
    """Take the latest change that was not undone yet back.

    Raises:
        NotFound: If there is nothing to undo.
        OutOfStock: If what was removed has been sold since.
    """
    take_turn(session, customer_id)
    change = last_change(session, customer_id)
    if change is None:
        raise NotFound("change", "of the cart")
    line = _line_of(session, customer_id, change.sku)
    if change.quantity_before:
        _check(session, change.sku, change.quantity_before)
        _store(session, customer_id, sku=change.sku, line=line, quantity=change.quantity_before)
    elif line:
        session.delete(line)
    change.undone = True
    session.add(change)
    return change


def last_change(session: Session, customer_id: str) -> CartChange | None:
    """The latest that can still be undone."""
    return session.exec(
        select(CartChange)
        .where(CartChange.customer_id == customer_id, col(CartChange.undone).is_(False))
        .order_by(col(CartChange.change_id).desc())
    ).first()


def empty_cart(session: Session, customer_id: str) -> None:
    """After an order: what is bought is no change to undo."""
    for row in (*lines_in_cart(session, customer_id), session.get(AppliedCode, customer_id)):
        if row is not None:
            session.delete(row)
    for change in session.exec(select(CartChange).where(CartChange.customer_id == customer_id)):
        session.delete(change)


def _set(session: Session, customer_id: str, *, sku: str, line: CartLine | None, before: int, after: int) -> CartChange:
    _check(session, sku, after)
    _store(session, customer_id, sku=sku, line=line, quantity=after)
    return _noted(session, customer_id, sku=sku, before=before, after=after)


def _check(session: Session, sku: str, wanted: int) -> None:
    variant = get_variant(session, sku)
    if session.get_one(Product, variant.product_id).hidden:
        raise NotFound("article", sku)
    if wanted > MAX_PIECES:
        raise Invalid(f"A line holds at most {MAX_PIECES} pieces.")
    if not variant.can_be_bought:
        raise OutOfStock(sku, wanted, 0)
    if variant.stock is not None and wanted > variant.stock:
        raise OutOfStock(sku, wanted, variant.stock)


def _store(session: Session, customer_id: str, *, sku: str, line: CartLine | None, quantity: int) -> None:
    row = line or CartLine(line_id=f"cl-{uuid4().hex[:16]}", customer_id=customer_id, sku=sku)
    row.quantity = quantity
    session.add(row)


def _noted(session: Session, customer_id: str, *, sku: str, before: int, after: int) -> CartChange:
    change = CartChange(customer_id=customer_id, sku=sku, quantity_before=before, quantity_after=after)
    session.add(change)
    session.flush()
    return change


def _line_of(session: Session, customer_id: str, sku: str) -> CartLine | None:
    return session.exec(select(CartLine).where(CartLine.customer_id == customer_id, CartLine.sku == sku)).first()


def _own_line(session: Session, customer_id: str, line_id: str) -> CartLine:
    line = session.get(CartLine, line_id)
    if line is None or line.customer_id != customer_id:
        raise NotFound("line", line_id)
    return line
