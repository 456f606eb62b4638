import pytest

from agent.understanding.agreement import read_yes_no

YES = [
    "yes",
    "Yes please!",
    "ok do it",
    "sure, go ahead",
    "yep cancel it",
    "that's right",
    "好的",
    "可以,办吧",
    "嗯嗯",
    "确认",
    "yes, I'm sure",
]
NO = [
    "no",
    "no thanks",
    "nope, leave it",
    "not yet",
    "don't",
    "no, the blue one",
    "never mind",
    "不要了",
    "算了",
    "先别",
    "不用了,谢谢",
]
NEITHER = [
    "yes but to another address",
    "ok take the ridge in 43",
    "yes or no?",
    "what happens if I say yes?",
    "no idea which one",
    "okay where is my parcel",
    "stop sending me newsletters to this address",
    "好的吗",
    "I never got my order",
    "sure about the colour?",
    "",
]


@pytest.mark.parametrize("text", YES)
def test_a_plain_yes_is_a_yes(text: str) -> None:
    assert read_yes_no(text) == "yes"


@pytest.mark.parametrize("text", NO)
def test_a_leading_no_is_a_no(text: str) -> None:
    assert read_yes_no(text) == "no"


@pytest.mark.parametrize("text", NEITHER)
def test_a_yes_with_anything_else_in_it_approves_nothing(text: str) -> None:
    assert read_yes_no(text) is None
