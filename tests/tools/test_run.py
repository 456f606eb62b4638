"""Running a tool: whatever fails comes back as a problem in the shopper's language, never as an exception."""

from dataclasses import replace
from threading import Event
from typing import Any, cast

import pytest

from shop.errors import Conflict, Gone, Invalid, NotFound, OutOfStock, Refused, ShopError, Unavailable
from tests.demo_shop import DemoShop
from tests.tools.calling import call, problem
from tools.retrieval_port import Retrieval
from tools.run import LONGEST_TEXT, problem_of, run_tool
from tools.toolbox import READING, TOOLS, WRITING


class Hanging:
    """A search that never answers until it is let go."""

    def __init__(self) -> None:
        self.let_go = Event()

    @property
    def searcher(self) -> Any:
        self.let_go.wait(10)
        raise Unavailable("search index", "let go.")

    recommender = knowledge = searcher


class Broken:
    @property
    def searcher(self) -> Any:
        raise RuntimeError("a bug of ours")

    recommender = knowledge = searcher


def test_a_read_that_hangs_is_given_up_and_said_to_be_unavailable(demo: DemoShop) -> None:
    hanging = Hanging()
    context = replace(demo.context(), retrieval=cast("Retrieval", hanging), tool_timeout_s=0.05)

    result = call(context, "search_products", query="kettle")
    hanging.let_go.set()

    assert problem(result).kind == "unavailable"
    assert result.outcome == "failed"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_bug_of_ours_is_no_empty_answer_and_its_words_stay_inside(demo: DemoShop, language: str) -> None:
    context = replace(demo.context(language=language), retrieval=cast("Retrieval", Broken()))

    result = call(context, "answer_policy", question="returns?")

    assert problem(result).kind == "unavailable"
    assert "bug" not in problem(result).text
    assert problem(result).text.isascii() == (language == "en")


@pytest.mark.parametrize("text", ["nul\0byte", "half \ud83d pair", "x" * (LONGEST_TEXT + 1)])
@pytest.mark.parametrize(("tool", "argument"), [
    ("search_products", "query"), ("add_to_cart", "sku"), ("order_status", "order_id"), ("add_code", "code"),
    ("answer_policy", "question"), ("show_product", "product_id"), ("product_question", "product_id"),
])  # fmt: skip
def test_what_is_no_text_is_refused_before_it_reaches_a_database(
    demo: DemoShop, tool: str, argument: str, text: str
) -> None:
    arguments = {argument: text} | ({"question": "?"} if tool == "product_question" else {})
    words, result = run_tool(tool, arguments, demo.context(demo.order_in("pending").customer_id))

    assert problem(result).kind == "invalid"
    assert len(words) < 300


def test_text_inside_a_list_is_looked_at_too(demo: DemoShop) -> None:
    result = call(demo.context(), "compare_products", product_ids=["veltra-calm", "norrin\0stay"])

    assert problem(result).kind == "invalid"


ERRORS: list[tuple[ShopError, str]] = [
    (NotFound("order", "W1"), "not_found"),
    (OutOfStock("sku", 3, 1), "refused"),
    (OutOfStock("sku", 3, 0), "refused"),
    (Conflict("moved on"), "refused"),
    (Gone("expired"), "refused"),
    (Refused("C2", "No.", "Return it."), "refused"),
    (Invalid("nonsense"), "invalid"),
    (Unavailable("database", "locked."), "unavailable"),
]


@pytest.mark.parametrize(("error", "kind"), ERRORS)
def test_each_family_of_errors_is_told_as_what_it_is(error: ShopError, kind: str) -> None:
    assert problem_of(error).kind == kind


@pytest.mark.parametrize("error", [error for error, kind in ERRORS[:5]])
def test_what_a_shopper_can_cause_is_said_in_chinese_too(error: ShopError) -> None:
    assert not problem_of(error, "zh").text.isascii()


def test_a_refusal_keeps_its_rule_and_what_works_instead() -> None:
    told = problem_of(Refused("C2", "No.", "Return it."))

    assert (told.rule_id, told.instead) == ("C2", "Return it.")


def test_a_long_key_is_not_echoed_whole() -> None:
    assert len(problem_of(NotFound("product", "x" * 5_000)).text) < 100


def test_every_tool_tells_a_model_what_it_and_each_argument_is_for() -> None:
    for tool in TOOLS:
        assert len(tool.description) > 30, tool.name
        for name, schema in tool.args.items():
            assert schema.get("description"), f"{tool.name}.{name}"


def test_tools_that_write_and_tools_that_read_are_told_apart() -> None:
    names = [tool.name for tool in TOOLS]

    assert len(names) == len(set(names))
    assert {tool.name for tool in READING} & {tool.name for tool in WRITING} == set()
    assert not [tool.name for tool in READING if tool.name.startswith(("add_", "remove_", "change_", "propose_"))]
