"""What is claimed without a figure of its own kind: rules, hearsay, times, tallies, and words nothing known says."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agent.grounding.evidence import Evidence
from tests.agent.grounding.shelf import faults, shelf
from tools.result import Fact

RULES = (
    "Batteries are covered for six months, everything else for two years. Parcels within the country take 2 days. "
    "Express arrives the next working day if ordered before noon and costs $11. Standard delivery costs $4.90. "
    "Items can be returned within 45 days of delivery if unused and with their tags. Opened food cannot be returned."
)
RULES_ZH = "签收后15天内可以退货，商品需要完好。定制商品不能退。退款在收到退货后5个工作日内原路退回。"


def rules() -> Evidence:
    told = [
        Fact("passage:r:en", "text", RULES, "Rules", stable=True),
        Fact("passage:r:zh", "text", RULES_ZH, "规定", stable=True),
    ]
    offers = [
        Fact("offer:a", "terms", "10 % off running shoes until 6 December", "Autumn run"),
        Fact("offer:b", "terms", "Three pairs of socks for the price of two", "Sock week"),
    ]
    return Evidence(
        facts=(*told, *offers), moment=datetime(2026, 11, 24, 10, tzinfo=UTC), shopper="can I send worn shoes back?"
    )


PAIRS = {
    "figure of another rule": ("Express costs $11.", "Express costs $4.90."),
    "figure of another part": ("Batteries are covered for six months.", "Batteries are covered for two years."),
    "counted from another day": ("You have 45 days from delivery.", "The 45 days start when you order."),
    "turned round": ("Opened food cannot be returned.", "Opened food can be returned."),
    "turned round in Chinese": ("定制的商品不能退。", "定制的商品也可以退。"),
    "condition dropped": ("It must be unused.", "You don't need the tags."),
    "condition conceded": ("You have 45 days.", "You have 45 days, even if the tags are gone."),
    "without a limit": ("There is 10 % off running shoes.", "The 10 % are for everything."),
    "offer of another thing": ("Running shoes are 10 % off.", "Socks are 10 % off."),
    "tally": ("There are two offers.", "There are three offers."),
    "clock in words": ("Order before noon.", "Order before six and it comes the next working day."),
    "time without a date": ("Express arrives the next working day.", "Express arrives within the hour."),
    "words nothing says": ("Refunds go back the way you paid. ", "Somebody picks it up at your door."),
}  # fmt: skip


@pytest.mark.parametrize("lie", [lie for _, lie in PAIRS.values()], ids=list(PAIRS))
def test_what_no_rule_says_is_held(lie: str) -> None:
    assert faults(lie, rules())


@pytest.mark.parametrize("truth", [truth for truth, _ in PAIRS.values()], ids=list(PAIRS))
def test_what_a_rule_says_passes(truth: str) -> None:
    assert (
        faults(
            truth,
            replace(rules(), facts=(*rules().facts, Fact("passage:p", "text", "Refunds go back the way you paid."))),
        )
        == ()
    )


@pytest.mark.parametrize(
    "lie",
    [
        "A reviewer says the Calm folds small.",
        "Buyers love how easy the Calm is to clean.",
        "According to one buyer the Stay gets toasty.",
        "The new Veltra Calm arrives next month.",
        "The Veltra Calm is quieter than a library.",
        "Only one Veltra Calm is left.",
        "The Veltra Calm smells of lavender.",
        "Veltra Calm闻起来有薰衣草的香味。",
    ],
)
def test_free_words_need_evidence_of_that_thing(lie: str) -> None:
    assert faults(lie)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_any_evidence_a_rule_cannot_be_claimed(language: str) -> None:
    nothing = replace(shelf(), facts=(), texts=(), shopper="also gift cards for cash")
    lie = "Gift cards can be returned for cash, too." if language == "en" else "礼品卡也能退成现金。"

    assert faults(lie, nothing)


def test_talk_needs_no_evidence() -> None:
    nothing = replace(shelf(), facts=(), texts=(), shopper="hi")
    talk = [
        "You're welcome.",
        "Happy to help! What are you looking for?",
        "I can't find that.",
        "不客气，还想看点什么？",
        "抱歉，没有找到。",
    ]

    assert [sentence for sentence in talk if faults(sentence, nothing)] == []
