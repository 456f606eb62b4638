"""Why something is not in the list, asked in the chat in both languages."""

import pytest

from agent.absence import ABSENCE
from tests.agent.talking import Talk
from tests.demo_shop import DemoShop


@pytest.mark.parametrize(
    "text",
    [
        "why didn't you show me the Veltra Calm?", "Why is the Norrin Keep not in the list", "why was it left out?",
        "How come the Lumick One isn't among these?", "为什么没有推荐 Veltra Calm？", "怎么没显示 Lumick One",
        "为什么把它漏掉了",
    ],
)  # fmt: skip
def test_a_question_for_what_is_missing_is_known_by_its_words(text: str) -> None:
    assert ABSENCE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "why the first one?", "why is the Norrin Keep so cheap", "show me the Veltra Calm", "为什么推荐它",
        "why is my order not here yet", "不要耳机", "why doesn't it have a mute button",
    ],
)  # fmt: skip
def test_other_questions_are_not_taken_for_it(text: str) -> None:
    assert not ABSENCE.search(text)


def test_a_product_over_the_budget_is_said_to_be_so(demo: DemoShop) -> None:
    talk = Talk.begin(demo)
    talk.say("headphones under $50")

    told = talk.say("why didn't you show the Veltra Calm?")

    assert "Veltra Calm" in told.text
    assert "price limit" in told.text
    assert "products" not in talk.events


def test_the_same_in_chinese(demo: DemoShop) -> None:
    talk = Talk.begin(demo, language="zh")
    talk.say("50美元以下的耳机")

    told = talk.say("为什么没有推荐 Veltra Calm？")

    assert "价格上限" in told.text
