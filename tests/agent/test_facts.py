"""How long a fact may be repeated: prices and stock for ten minutes, what cannot change always."""

from datetime import UTC, datetime, timedelta

from agent.facts import KEPT, StoredFact, remembered, still_valid
from shop.money import Money
from tools.result import Fact

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
PRICE = Fact("product:p", "price", Money(5490, "USD"), "Calm")
TITLE = Fact("product:p", "title", "Calm", "Calm", stable=True)


def test_a_price_may_be_said_for_ten_minutes() -> None:
    stored = remembered([], [PRICE, TITLE], NOW)

    assert still_valid(stored, NOW + timedelta(minutes=9)) == [PRICE, TITLE]
    assert still_valid(stored, NOW + timedelta(minutes=11)) == [TITLE]


def test_what_is_told_anew_replaces_what_was_known() -> None:
    stored = remembered([], [PRICE], NOW)
    lower = Fact("product:p", "price", Money(4900, "USD"), "Calm")

    assert still_valid(remembered(stored, [lower], NOW), NOW) == [lower]


def test_every_kind_of_value_survives_storage() -> None:
    facts = [PRICE, TITLE, Fact("e", "a", 3), Fact("e", "b", 4.5), Fact("e", "c", True), Fact("e", "d", NOW)]
    stored = [StoredFact.model_validate(one.model_dump(mode="json")) for one in remembered([], facts, NOW)]

    assert still_valid(stored, NOW) == facts


def test_memory_is_bounded() -> None:
    many = [Fact(f"product:{n}", "title", str(n), stable=True) for n in range(3 * KEPT)]

    assert len(remembered([], many, NOW)) == KEPT
