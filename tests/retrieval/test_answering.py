"""Questions and passages meet in concepts, whatever words and language; what is foreign to all is not answered."""

import pytest

from retrieval.answering import Question, answers
from retrieval.service_words import concepts, mentions, named_in


@pytest.mark.parametrize(
    ("one", "other", "concept"),
    [
        ("do I pay postage", "运费谁付", "shipping cost"),
        ("who is the courier", "承运商是哪家", "carrier"),
        ("it came smashed", "收到就是碎的", "damaged"),
        ("can I call off the order", "订单能取消吗", "cancel"),
    ],
)
def test_wordings_and_languages_share_concepts(one: str, other: str, concept: str) -> None:
    assert concept in named_in(one)
    assert concept in named_in(other)


def test_every_concept_has_a_name_and_both_languages() -> None:
    assert len({one.name for one in concepts()}) == len(concepts()) > 80
    assert all(one.chinese for one in concepts())


def test_a_mention_says_which_words_name_it() -> None:
    found = {one.concept: one for one in mentions("I never got the tracking number")}

    assert found["tracking"].stems == {"tracking"}


@pytest.mark.parametrize("question", ["what is the wifi password of your canteen", "店里能办婚礼吗"])
def test_what_no_passage_knows_is_foreign(question: str) -> None:
    known = {"password", "店里"}
    share = Question.read(question).share(lambda term: term in known)

    assert share < 0.7


def test_explained_and_near_is_answered_and_foreign_is_not() -> None:
    assert answers(near=0.6, explained=1.0, foreign=0.0)
    assert not answers(near=0.6, explained=0.2, foreign=0.8)
    assert answers(near=None, explained=0.8, foreign=0.0)
    assert not answers(near=None, explained=0.3, foreign=0.6)
