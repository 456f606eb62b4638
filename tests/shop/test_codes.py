"""A code on a cart is worth what the rules give this cart now, to its owner only."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from shop.carts import AppliedCode, add_to_cart, lines_in_cart, remove_from_cart
from shop.codes import apply_best_held, apply_code, cart_goods, discount_on_cart, drop_code
from shop.columns import now
from shop.database import Database
from shop.errors import NotFound, Refused
from shop.promotions import IssuedCode, Promotion, eligible_offers, issue_code
from tests.shop.corner import ADA, BEN, KETTLE, MUG, SCARF, promotion


def with_code(session: Session, who: str = ADA, *, rule: Promotion | None = None, sku: str = KETTLE) -> str:
    """A cart and a code that was issued for it."""
    session.add(rule or promotion())
    session.flush()
    add_to_cart(session, who, sku=sku)
    session.flush()
    (offer,) = eligible_offers(session, who, cart_goods(session, who), moment=now())
    code = issue_code(session, offer, who, conversation_id=None, moment=now()).code
    session.flush()
    return code


def saved(session: Session, who: str = ADA) -> int | None:
    discount = discount_on_cart(session, who, moment=now())
    return discount.offer.saves_minor if discount else None


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower"])
def test_a_code_is_taken_as_people_type_it(corner: Database, typed: str) -> None:
    with corner.writing() as session:
        code = with_code(session)
        apply_code(session, ADA, code.lower() if typed == "lower" else typed.format(code), moment=now())
        session.flush()

        assert saved(session) == 400


def test_a_discount_follows_the_cart(corner: Database) -> None:
    """A code applied to a full cart does not keep its worth when the cart is emptied."""
    with corner.writing() as session:
        code = with_code(session, rule=promotion(minimum_minor=4_000))
        apply_code(session, ADA, code, moment=now())
        add_to_cart(session, ADA, sku=MUG, quantity=2)
        session.flush()
        full = saved(session)
        kettle = next(line for line in lines_in_cart(session, ADA) if line.sku == KETTLE)
        remove_from_cart(session, ADA, kettle.line_id)
        session.flush()

        assert (full, saved(session)) == (600, None)


def test_anothers_a_used_an_expired_and_an_invented_code_are_told_in_the_same_words(corner: Database) -> None:
    with corner.writing() as session:
        code = with_code(session, BEN)
        add_to_cart(session, ADA, sku=KETTLE)
        mine = IssuedCode(code="OLD-1", promotion_id="ten", customer_id=ADA, expires_at=now() - timedelta(days=1))
        used = IssuedCode(
            code="USED-1", promotion_id="ten", customer_id=ADA, expires_at=now() + timedelta(days=1),
            redeemed_order_id="W1",
        )  # fmt: skip
        session.add_all([mine, used])
        session.flush()

        told = set()
        for tried in (code, "OLD-1", "USED-1", "NEVER-1"):
            with pytest.raises(NotFound) as refused:
                apply_code(session, ADA, tried, moment=now())
            told.add(str(refused.value).replace(tried, "X"))
        assert len(told) == 1
        assert session.get(AppliedCode, ADA) is None


def test_terms_that_are_not_met_are_named(corner: Database) -> None:
    with corner.writing() as session:
        code = with_code(session, rule=promotion(category_ids=["kitchen"]))
        (line,) = lines_in_cart(session, ADA)
        remove_from_cart(session, ADA, line.line_id)
        add_to_cart(session, ADA, sku=SCARF)
        session.flush()

        with pytest.raises(Refused) as refused:
            apply_code(session, ADA, code, moment=now(), language="zh")
        assert (refused.value.rule_id, refused.value.instead) == ("O1", "全场。")


def test_a_code_that_is_taken_off_stays_the_shoppers(corner: Database) -> None:
    with corner.writing() as session:
        code = with_code(session)
        apply_code(session, ADA, code, moment=now())
        session.flush()
        assert drop_code(session, ADA) == code
        session.flush()

        assert saved(session) is None
        assert apply_code(session, ADA, code, moment=now()).code.code == code


def test_the_best_held_code_is_put_on_only_where_none_is(corner: Database) -> None:
    with corner.writing() as session:
        small = with_code(session, rule=promotion("five", percent=5))
        session.add(promotion("twenty", percent=20))
        session.flush()
        best = apply_best_held(session, ADA, moment=now())
        session.flush()

        assert best is not None
        assert best.code.code == small
        assert apply_best_held(session, ADA, moment=now()) is None


def test_an_expired_code_on_the_cart_takes_nothing_off(corner: Database) -> None:
    with corner.writing() as session:
        code = with_code(session)
        apply_code(session, ADA, code, moment=now())
        session.flush()

        assert discount_on_cart(session, ADA, moment=now() + timedelta(days=8)) is None
