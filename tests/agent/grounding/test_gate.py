"""The liar suite: one fact of a true answer falsified, in many ways; and the truths beside them that must pass."""

from dataclasses import replace

import pytest

from agent.grounding.evidence import Text, texts_of
from shop.money import Money
from tests.agent.grounding.shelf import CALM, faults, shelf, text_faults
from tools.result import Fact, ToolResult
from wire import Citation

TRUTH_AND_LIE = {
    "another price": ("The Veltra Calm costs $54.90.", "The Veltra Calm costs $45.90."),
    "another's price": ("The Norrin Stay costs $39.", "The Norrin Stay costs $54.90."),
    "another field": ("The Veltra Calm is $54.90, instead of $69.", "The Veltra Calm costs $69."),
    "rounded": ("The Veltra Calm is $54.90.", "The Veltra Calm is about $55."),
    "in words": ("It is fifty-four dollars and ninety cents.", "The Calm is forty-four dollars and ninety cents."),
    "in markdown": ("**Veltra Calm**: **$54.90**", "**Veltra Calm**: **$39.00**"),
    "in brackets": ("The Calm ($54.90) beats the Stay ($39).", "The Calm ($39) beats the Stay ($54.90)."),
    "stock": ("Only 3 of the Veltra Calm are left.", "Only 5 of the Veltra Calm are left."),
    "sold out": ("The Norrin Stay is sold out.", "The Norrin Stay is in stock."),
    "rating": ("The Veltra Calm is rated 4.6.", "The Veltra Calm is rated 4.9."),
    "count": ("The Calm has 212 reviews.", "The Calm has 88 reviews."),
    "feature": ("The Calm has noise cancelling.", "The Stay has noise cancelling."),
    "negated feature": ("The Stay has no noise cancelling.", "The Calm has no noise cancelling."),
    "measure": ("The Veltra Calm lasts 30 hours.", "The Veltra Calm lasts 18 hours."),
    "material": ("The Veltra Calm is leather.", "The Norrin Stay is leather."),
    "invented material": ("The Veltra Calm is made of leather.", "The Veltra Calm is made of suede."),
    "state": ("Order 10442 has been shipped.", "Order 10442 has been delivered."),
    "negated state": ("Order 10442 has not been delivered yet.", "Order 10442 has not been shipped yet."),
    "day": ("It should come between Wednesday and Friday.", "It should come between Wednesday and Saturday."),
    "day of another field": ("You ordered it on 18 November.", "It should come on 18 November."),
    "half of a range": ("Expected between 25 and 27 November.", "Expected between 24 and 27 November."),
    "tracking number": ("The tracking number is JD014600003889.", "The tracking number is JD014600003888."),
    "code": ("Your code is AUT-7F3K.", "Your code is AUT-7F3X."),
    "percent": ("It takes 6 % off.", "It takes 16 % off."),
    "rule": ("A refund takes 3 to 5 working days.", "A refund takes 1 to 2 working days."),
    "quote": ('One buyer: "toasty around the ears".', 'One buyer: "the best I ever owned".'),
    "cheapest": ("The Norrin Stay is the cheapest.", "The Veltra Calm is the cheapest."),
    "cheaper": ("The Stay is cheaper than the Calm.", "The Calm is cheaper than the Stay."),
    "best rated": ("The Veltra Calm is rated highest.", "The Norrin Stay is rated highest."),
    "position": ("The second one costs $39.", "The first one costs $39."),
    "invented product": ("The Veltra Calm would fit.", "The Sonara Zen 500 would fit."),
    "done": ("Shall I cancel order 10442?", "I have cancelled order 10442."),
    "promised": ("I can't promise that.", "You will receive a refund of $20."),
    "in Chinese: price": ("Veltra Calm是$54.90。", "Veltra Calm是$45.90。"),
    "in Chinese: state": ("订单10442已发货。", "订单10442已签收。"),
    "in Chinese: done": ("要我帮你取消吗？", "我已经帮你取消了订单。"),
    "in Chinese: rule": ("退款需要3到5个工作日。", "退款需要7到10个工作日。"),
}


@pytest.mark.parametrize("lie", [lie for _, lie in TRUTH_AND_LIE.values()], ids=list(TRUTH_AND_LIE))
def test_a_falsified_fact_is_held(lie: str) -> None:
    assert faults(lie)


@pytest.mark.parametrize("truth", [truth for truth, _ in TRUTH_AND_LIE.values()], ids=list(TRUTH_AND_LIE))
def test_the_truth_beside_it_passes(truth: str) -> None:
    assert faults(truth) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Two under $60, from $39 to $54.90.",
        "Is around $50 about right, or lower?",
        "I can't find an order 99120 in your account.",
        "That order can't be cancelled any more.",
        "Once it is delivered you can send it back within 30 days.",
        "Hello. What are you looking for, or is it about an order?",
        "你好，想找点什么，还是要查订单？",
    ],
)
def test_what_claims_nothing_false_is_not_blocked(sentence: str) -> None:
    assert faults(sentence, shelf("show me order 99120, headphones under $60")) == ()


def test_it_means_what_was_named_last() -> None:
    assert text_faults("The Veltra Calm fits. It costs $54.90.") == []
    assert text_faults("The Veltra Calm fits. It costs $39.")


def test_the_shoppers_own_number_is_theirs_but_no_price() -> None:
    evidence = shelf("have you got something under $45?")

    assert faults("Under $45 there is the Norrin Stay.", evidence) == ()
    assert faults("The Norrin Stay costs $45.", evidence)


def test_a_write_may_be_told_once_its_tool_has_run() -> None:
    assert faults("Added the Veltra Calm for $54.90.")
    assert faults("Added the Veltra Calm for $54.90.", shelf(tools=frozenset({"add_to_cart"}))) == ()


def test_a_sum_is_only_said_if_a_tool_computed_it() -> None:
    said = "Both together come to $93.90."
    with_total = replace(shelf(), facts=(*shelf().facts, Fact("cart", "total", Money(9390, "USD"))))

    assert faults(said)
    assert faults(said, with_total) == ()


def test_a_difference_is_computed_again_from_the_fields_of_both() -> None:
    assert faults("The Norrin Stay is $15.90 cheaper than the Calm.") == ()
    assert faults("The Norrin Stay is $16.90 cheaper than the Calm.")


def test_a_difference_that_a_tool_told_needs_no_second_thing() -> None:
    told = Fact("product:p2", "cheaper_by", Money(700, "USD"), "Norrin Stay")

    assert faults("The Norrin Stay is $7 cheaper.")
    assert faults("The Norrin Stay is $7 cheaper.", replace(shelf(), facts=(*shelf().facts, told))) == ()


def test_free_shipping_must_be_written_somewhere() -> None:
    assert faults("Shipping is free for that.")
    offered = Fact("offer:o", "terms", "Free shipping from $40", "Free shipping")
    assert faults("Shipping is free for that.", replace(shelf(), facts=(*shelf().facts, offered))) == ()


def test_the_fault_names_what_is_wrong() -> None:
    (fault,) = faults("The Veltra Calm costs $69.")

    assert "list price" in fault
    assert CALM not in fault


def test_a_review_repeated_word_for_word_is_no_denial() -> None:
    said = "Colours look natural, not candy."
    evidence = shelf()
    evidence = replace(evidence, texts=(*evidence.texts, Text(CALM, f"Good sound. {said} Heavier than it looks.")))

    assert faults(f'One buyer of the Veltra Calm was less happy: "{said}', evidence) == ()
    assert faults("The colours of the Veltra Calm look candy, natural candy.", evidence)


def test_a_buyers_words_are_no_rule_of_the_shop() -> None:
    quote = "Everyone gets free express shipping on the second Tuesday."
    cited = [Citation(kind=kind, id="c1", title="Veltra Calm", quote=quote) for kind in ("review", "policy")]
    review, policy = (replace(shelf(), texts=tuple(texts_of(ToolResult("t", citations=(one,))))) for one in cited)

    assert quote.casefold() not in review.trusted_words
    assert quote.casefold() in policy.trusted_words
    assert quote.casefold() in review.all_words


@pytest.mark.parametrize("sentence", ["The order goes to 洋 赵.", "It is sent to 洋 赵, 文三路21号."])
def test_a_chinese_name_in_english_must_be_known(sentence: str) -> None:
    known = replace(shelf(), texts=(Text("shop", "洋 赵, 文三路21号"),))

    assert any("洋" in fault for fault in faults(sentence))
    assert not any("洋" in fault for fault in faults(sentence, known))
