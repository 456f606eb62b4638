"""Carts: what is asked for is what happens, and every change can be taken back."""

import pytest
from sqlmodel import Session, select

from shop.carts import (
    CartLine,
    add_to_cart,
    change_quantity,
    empty_cart,
    lines_in_cart,
    remove_from_cart,
    undo_cart_change,
)  # fmt: skip
from shop.catalog import Product, Variant
from shop.database import Database
from shop.errors import Conflict, Invalid, NotFound, OutOfStock
from tests.shop.corner import ADA, BEN, KETTLE, MUG, SCARF


def held(session: Session, customer_id: str = ADA) -> dict[str, int]:
    return {line.sku: line.quantity for line in lines_in_cart(session, customer_id)}


def test_adding_the_same_article_again_adds_up(either_corner: Database) -> None:
    with either_corner.writing() as session:
        add_to_cart(session, ADA, sku=KETTLE, quantity=2)
        change = add_to_cart(session, ADA, sku=KETTLE)

        assert (change.quantity_before, change.quantity_after) == (2, 3)
        assert held(session) == {KETTLE: 3}


@pytest.mark.parametrize("quantity", [0, -1, -(10**9)])
def test_fewer_than_one_piece_is_no_change(corner: Database, quantity: int) -> None:
    with corner.writing() as session, pytest.raises(Invalid):
        add_to_cart(session, ADA, sku=MUG, quantity=quantity)


@pytest.mark.parametrize("quantity", [100, 10**30])
def test_more_than_99_pieces_are_no_cart_line(corner: Database, quantity: int) -> None:
    with corner.writing() as session, pytest.raises(Invalid):
        add_to_cart(session, ADA, sku=SCARF, quantity=quantity)


def test_more_than_the_shelf_holds_is_refused_with_what_is_left(corner: Database) -> None:
    with corner.writing() as session:
        add_to_cart(session, ADA, sku=KETTLE, quantity=4)
        with pytest.raises(OutOfStock) as refused:
            add_to_cart(session, ADA, sku=KETTLE, quantity=2)

        assert (refused.value.wanted, refused.value.left) == (6, 5)
        assert held(session) == {KETTLE: 4}


def test_what_the_shop_does_not_count_can_be_had_in_any_number(corner: Database) -> None:
    with corner.writing() as session:
        add_to_cart(session, ADA, sku=SCARF, quantity=99)

        assert held(session) == {SCARF: 99}


@pytest.mark.parametrize("changed", [{"available": False}, {"price_minor": None}, {"stock": 0}])
def test_what_cannot_be_bought_cannot_be_put_in(corner: Database, changed: dict[str, object]) -> None:
    with corner.writing() as session:
        variant = session.get_one(Variant, MUG)
        for name, value in changed.items():
            setattr(variant, name, value)
        session.add(variant)
        session.flush()
        with pytest.raises(OutOfStock):
            add_to_cart(session, ADA, sku=MUG)


def test_a_hidden_product_is_not_there(corner: Database) -> None:
    with corner.writing() as session:
        product = session.get_one(Product, f"p-{MUG}")
        product.hidden = True
        session.add(product)
        session.flush()
        with pytest.raises(NotFound):
            add_to_cart(session, ADA, sku=MUG)


def test_another_shoppers_line_is_not_there(corner: Database) -> None:
    with corner.writing() as session:
        add_to_cart(session, BEN, sku=MUG)
        (line,) = lines_in_cart(session, BEN)
        with pytest.raises(NotFound):
            change_quantity(session, ADA, line.line_id, quantity=5)
        with pytest.raises(NotFound):
            remove_from_cart(session, ADA, line.line_id)

        assert held(session, BEN) == {MUG: 1}


def test_undo_goes_back_step_by_step(corner: Database) -> None:
    with corner.writing() as session:
        add_to_cart(session, ADA, sku=MUG, quantity=2)
        (line,) = lines_in_cart(session, ADA)
        change_quantity(session, ADA, line.line_id, quantity=7)
        remove_from_cart(session, ADA, line.line_id)
        session.flush()

        steps = []
        for _ in range(3):
            undo_cart_change(session, ADA)
            session.flush()
            steps.append(held(session))
        assert steps == [{MUG: 7}, {MUG: 2}, {}]
        with pytest.raises(NotFound):
            undo_cart_change(session, ADA)


def test_undo_does_not_bring_back_what_has_been_sold_since(corner: Database) -> None:
    with corner.writing() as session:
        add_to_cart(session, ADA, sku=KETTLE, quantity=5)
        (line,) = lines_in_cart(session, ADA)
        remove_from_cart(session, ADA, line.line_id)
        variant = session.get_one(Variant, KETTLE)
        variant.stock = 1
        session.add(variant)
        session.flush()

        with pytest.raises(OutOfStock):
            undo_cart_change(session, ADA)


def test_an_emptied_cart_has_nothing_to_undo(corner: Database) -> None:
    with corner.writing() as session:
        add_to_cart(session, ADA, sku=MUG)
        session.flush()
        empty_cart(session, ADA)
        session.flush()

        assert held(session) == {}
        with pytest.raises(NotFound):
            undo_cart_change(session, ADA)


def test_the_database_itself_keeps_lines_positive(corner: Database) -> None:
    with pytest.raises(Conflict), corner.session() as session:
        session.add(CartLine(line_id="l", customer_id=ADA, sku=MUG, quantity=0))


def test_a_cart_belongs_to_one_shopper(corner: Database) -> None:
    with corner.writing() as session:
        add_to_cart(session, BEN, sku=MUG)
        session.flush()

        assert session.exec(select(CartLine).where(CartLine.customer_id == ADA)).all() == []
