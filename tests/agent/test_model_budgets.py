"""What a language model may cost, and what it is told the shop has."""

from dataclasses import replace

import pytest

from agent.brains.breaker import FAILURES_TO_OPEN, OPEN_S, Breaker
from agent.brains.budgets import Budgets
from agent.brains.connection import retry_after_s
from agent.brains.schemas import MOST_NAMES, tool_schemas
from agent.turn import NOTHING_SPENT, Spent
from shop.catalog import Outline
from shop.errors import Invalid
from shop.settings import ModelPrice, Settings
from tools.toolbox import TOOLS


def test_a_cost_is_unknown_without_a_price_and_exact_with_one() -> None:
    priced = Budgets(turn_tokens=1, price=ModelPrice(input=0.5, output=2, cached_input=0.1))

    assert Budgets(turn_tokens=1).cost_micros(1000, 10) is None
    assert priced.cost_micros(1000, 10, 400) == 600 * 0.5 + 400 * 0.1 + 10 * 2


def test_one_call_of_unknown_cost_makes_the_turns_cost_unknown() -> None:
    known, unknown = Spent(10, 1, cost_micros=5), Spent(10, 1)

    assert (NOTHING_SPENT + known).cost_micros == 5
    assert (NOTHING_SPENT + known + unknown).cost_micros is None


def test_a_cost_budget_without_a_price_is_refused_at_the_start() -> None:
    with pytest.raises(Invalid, match="AISLE_MODEL_PRICES"):
        Budgets.of(Settings(_env_file=None, day_cost_budget=1), "dear")


def test_a_server_that_keeps_failing_is_tried_by_one_call_a_pause() -> None:
    time = [0.0]
    breaker = Breaker(clock=lambda: time[0])
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed()
    time[0] = OPEN_S + 1

    assert (breaker.admit(), breaker.admit()) == (True, False)


def test_an_unreadable_retry_after_asks_for_nothing() -> None:
    assert retry_after_s(ValueError("no response at all"), 0.0) == 0.0


def test_a_model_is_told_the_shops_own_kinds_brands_and_prices_in_a_stable_order() -> None:
    shelf = Outline(("Lamps", "Cups"), tuple(f"Brand {n}" for n in range(MOST_NAMES + 3)), 95, 9900)
    schemas = tool_schemas(TOOLS, shelf)
    arguments = schemas[0]["function"]["parameters"]["properties"]

    assert arguments["category"]["enum"] == ["Cups", "Lamps"]
    assert "and 3 more" in arguments["brand"]["description"]
    assert "95 to 9900" in arguments["max_price_minor"]["description"]
    assert schemas == tool_schemas(TOOLS, replace(shelf, categories=("Cups", "Lamps")))
