"""Offers: only what dates, audience, scope, minimum, budget, share and margin allow, and each code once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shop.columns import now
from shop.database import Database
from shop.errors import Conflict, NotFound
from shop.promotions import (
    Eligible,
    Goods,
    IssuedCode,
    Promotion,
    eligible_offers,
    give_code_back,
    issue_code,
    redeem,
    worth,
)
from tests.shop.corner import ADA, BEN, order, promotion

KITCHEN = frozenset({"kitchen"})


def goods(*lines: Goods) -> Sequence[Goods]:
    return lines or (line(),)


def line(
    price: int = 4_000, *, cost: int | None = 2_000, quantity: int = 1, product_id: str = "p-1", brand: str = "norrin"
) -> Goods:
    return Goods(product_id, KITCHEN, brand, price, cost, quantity)


def offers(shop: Database, *rows: Promotion, who: str = ADA, cart: Sequence[Goods] | None = None) -> list[str]:
    with shop.session() as session:
        session.add_all(rows)
        session.flush()
        found = eligible_offers(session, who, cart if cart is not None else goods(), moment=now())
        return [offer.promotion.promotion_id for offer in found]


@pytest.mark.parametrize(
    "changed",
    [
        {"starts_at": now() + timedelta(hours=1)},
        {"ends_at": now() - timedelta(hours=1)},
        {"paused": True},
        {"audience": "returning"},
        {"audience": "loyal"},
        {"audience": "staff only"},
        {"category_ids": ["garden"]},
        {"brand_ids": ["other"]},
        {"product_ids": ["p-2"]},
        {"minimum_minor": 4_001},
        {"budget_minor": 500, "spent_minor": 500},
        {"margin_floor_percent": 45},
        {"kind": "bundle", "product_ids": ["p-1", "p-2"]},
    ],
)
def test_an_offer_whose_terms_are_not_met_is_not_made(corner: Database, changed: dict[str, Any]) -> None:
    assert offers(corner, promotion(**changed)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"audience": "new"},
        {"category_ids": ["kitchen", "garden"]},
        {"brand_ids": ["norrin"]},
        {"minimum_minor": 4_000},
        {"margin_floor_percent": 44},
        {"kind": "bundle", "product_ids": ["p-1"]},
    ],
)
def test_an_offer_whose_terms_are_met_is_made(corner: Database, changed: dict[str, Any]) -> None:
    assert offers(corner, promotion(**changed)) == ["ten"]


@pytest.mark.parametrize(
    ("audience", "orders", "made"), [("new", 1, False), ("returning", 1, True), ("loyal", 5, True)]
)
def test_who_bought_before_decides(corner: Database, audience: str, orders: int, made: bool) -> None:
    with corner.session() as session:
        for number in range(orders):
            order(session, ADA, f"W{number}", state="delivered")
        order(session, BEN, "W99", state="cancelled")

    assert bool(offers(corner, promotion(audience=audience))) is made


def test_a_cancelled_order_makes_nobody_a_regular(corner: Database) -> None:
    with corner.session() as session:
        order(session, BEN, "W99", state="cancelled")

    assert offers(corner, promotion(audience="returning"), who=BEN) == []


def test_the_largest_saving_comes_first(corner: Database) -> None:
    rows = [promotion("five", percent=5), promotion("flat", kind="amount", percent=None, amount_minor=900), promotion()]

    assert offers(corner, *rows) == ["flat", "ten", "five"]


def test_the_minimum_counts_the_goods_in_scope_only(corner: Database) -> None:
    shoes_from_80 = promotion(category_ids=["shoes"], minimum_minor=8_000)
    shoe = Goods("p-9", frozenset({"shoes"}), None, 5_000, 1_000, 1)

    assert offers(corner, shoes_from_80, cart=[shoe, line(9_000)]) == []


def test_without_a_known_cost_only_an_offer_without_a_floor_is_made(corner: Database) -> None:
    cart = [line(cost=None)]

    assert offers(corner, promotion("floor", margin_floor_percent=1), promotion("none"), cart=cart) == ["none"]


def test_free_delivery_is_no_offer_where_delivery_is_free_anyway(corner: Database) -> None:
    free = promotion("post", kind="free_shipping", percent=None)

    assert offers(corner, free, cart=[line(4_999)]) == ["post"]
    with corner.session() as session:
        assert eligible_offers(session, ADA, [line(5_000)], moment=now()) == []


PROMOTIONS = some.fixed_dictionaries(
    {
        "kind": some.sampled_from(["percent", "amount", "free_shipping"]),
        "percent": some.integers(1, 100),
        "amount_minor": some.integers(1, 20_000),
        "minimum_minor": some.integers(0, 10_000),
        "margin_floor_percent": some.integers(0, 60),
        "budget_minor": some.none() | some.integers(0, 20_000),
        "spent_minor": some.integers(0, 20_000),
    }
)
CARTS = some.lists(
    some.builds(
        Goods, some.sampled_from(["p-1", "p-2"]), some.just(KITCHEN), some.none(), some.integers(1, 50_000),
        some.none() | some.integers(0, 60_000), some.integers(1, 9),
    ),
    max_size=5,
)  # fmt: skip


@given(PROMOTIONS, CARTS)
def test_no_offer_ever_breaks_the_floor_the_budget_or_the_price(given_: dict[str, Any], cart: list[Goods]) -> None:
    if given_["kind"] == "amount":
        given_ = {**given_, "percent": None}
    rule = promotion(**given_)
    made = worth(rule, cart)
    if made is None:
        return
    total = sum(each.price_minor * each.quantity for each in cart)
    cost = sum((each.cost_minor or 0) * each.quantity for each in cart)
    left = total - made.saves_minor

    assert made.saves_minor > 0
    assert made.off_goods_minor <= total
    assert total >= rule.minimum_minor
    if rule.budget_minor is not None:
        assert made.saves_minor <= rule.budget_minor - rule.spent_minor
    if rule.margin_floor_percent:
        assert all(each.cost_minor is not None for each in cart)
        assert (left - cost) * 100 >= rule.margin_floor_percent * left


# The ledger -------------------------------------------------------------------------------------------------


def issued(shop: Database, who: str = ADA, saves_minor: int = 400) -> IssuedCode:
    with shop.writing() as session:
        rule = session.get(Promotion, "ten") or promotion(per_customer=1, budget_minor=1_000)
        session.add(rule)
        session.flush()
        return issue_code(session, Eligible(rule, saves_minor), who, conversation_id=None, moment=now())


def test_asked_twice_a_shopper_has_one_code(either_corner: Database) -> None:
    assert issued(either_corner).code == issued(either_corner).code
    assert issued(either_corner, BEN).code != issued(either_corner).code


def test_a_code_does_not_outlive_its_offer(corner: Database) -> None:
    with corner.writing() as session:
        rule = promotion(ends_at=now() + timedelta(hours=1), valid_days=7)
        session.add(rule)
        session.flush()
        code = issue_code(session, Eligible(rule, 1), ADA, conversation_id=None, moment=now())

        assert code.expires_at == rule.ends_at


def test_what_is_booked_is_what_was_saved(either_corner: Database) -> None:
    code = issued(either_corner, saves_minor=400).code
    with either_corner.writing() as session:
        redeem(session, code, customer_id=ADA, order_id="W1", saves_minor=250)

    with either_corner.session() as session:
        assert session.get_one(Promotion, "ten").spent_minor == 250
        assert session.get_one(IssuedCode, code).redeemed_order_id == "W1"


def test_a_code_is_redeemed_once_by_its_owner_before_it_expires_and_within_the_budget(corner: Database) -> None:
    code = issued(corner).code
    with corner.writing() as session:
        with pytest.raises(NotFound):
            redeem(session, code, customer_id=BEN, order_id="W1", saves_minor=1)
        with pytest.raises(Conflict, match="run out"):
            redeem(session, code, customer_id=ADA, order_id="W1", saves_minor=1_001)
        redeem(session, code, customer_id=ADA, order_id="W1", saves_minor=1)
        with pytest.raises(Conflict, match="any more"):
            redeem(session, code, customer_id=ADA, order_id="W2", saves_minor=1)


def test_a_used_share_is_used_up(corner: Database) -> None:
    code = issued(corner).code
    with corner.writing() as session:
        redeem(session, code, customer_id=ADA, order_id="W1", saves_minor=1)

    assert offers(corner) == []
    assert offers(corner, who=BEN) == ["ten"]


def test_a_cancelled_order_gives_the_code_and_the_budget_back(corner: Database) -> None:
    code = issued(corner).code
    with corner.writing() as session:
        redeem(session, code, customer_id=ADA, order_id="W1", saves_minor=300)
    with corner.writing() as session:
        give_code_back(session, "W1")

    with corner.session() as session:
        assert session.get_one(Promotion, "ten").spent_minor == 0
    assert offers(corner) == ["ten"]
