"""Questions about a product: the surest source answers, buyers are counted and quoted, and silence is admitted."""

import pytest

from shop.reviews import Review
from tests.demo_shop import DemoShop
from tests.tools.calling import call
from tools.questions import Answered
from tools.voices import asked_aspect, most_criticised, quoted, voices


def ask(demo: DemoShop, question: str, *, language: str = "en") -> Answered:
    result = call(demo.context(language=language), "product_question", product_id="veltra-calm", question=question)
    assert isinstance(result.payload, Answered)
    return result.payload


@pytest.mark.parametrize(("question", "language", "answer"), [
    ("how long does the battery last?", "en", "30 h"), ("电池能用多久", "zh", "30 h"),
    ("what colours are there", "en", "sand"), ("有什么颜色", "zh", "沙色"), ("how heavy is it", "en", "238 g"),
])  # fmt: skip
def test_an_attribute_answers_exactly(demo: DemoShop, question: str, language: str, answer: str) -> None:
    told = ask(demo, question, language=language)

    assert told.source == "attribute"
    assert answer in told.answer


@pytest.mark.parametrize(("question", "language", "answer"), [
    ("how do I descale it?", "en", "white vinegar"), ("怎么除垢", "zh", "白醋"),
    ("it switches off too early", "en", "dry-boil guard"),
])  # fmt: skip
def test_its_manual_answers_what_nothing_else_tells(demo: DemoShop, question: str, language: str, answer: str) -> None:
    result = call(
        demo.context(language=language), "product_question", product_id="kestavel-brisk", question=question
    )  # fmt: skip

    assert isinstance(result.payload, Answered)
    assert result.payload.source == "manual"
    assert answer in result.payload.answer
    assert result.citations[0].id.startswith("manual-brisk-kettle:")


def test_a_manual_answers_for_no_other_product(demo: DemoShop) -> None:
    assert "vinegar" not in ask(demo, "how do I descale it?").answer
    general = call(demo.context(), "answer_policy", question="how do I descale my coffee grinder")
    assert not any(citation.id.startswith("manual-") for citation in general.citations)


@pytest.mark.parametrize("question", ["is it vegan", "who is the ceo", "适合火星人吗"])
def test_what_nobody_has_told_is_not_answered(demo: DemoShop, question: str) -> None:
    assert ask(demo, question).answer == ""


def test_buyers_are_counted_and_each_quote_is_a_citation(demo: DemoShop) -> None:
    result = call(demo.context(), "product_question", product_id="veltra-calm", question="do buyers like the battery?")
    told = result.payload

    assert isinstance(told, Answered)
    assert told.source == "review"
    assert [citation.quote for citation in result.citations] == list(told.quotes)
    assert all(f'"{quote}"' in told.answer for quote in told.quotes)
    with demo.database.session() as session:
        for citation in result.citations:
            assert citation.quote in session.get_one(Review, citation.id).text


def review(number: int, stars: int, text: str, **aspects: int) -> Review:
    return Review(review_id=f"r-{number}", product_id="p", stars=stars, text=text, aspects=aspects)


REVIEWS = [
    review(1, 5, "Great. The battery lasts a week.", battery=1),
    review(2, 2, "Hm. Sound is thin. The battery dies by noon.", battery=-1, sound=-1),
    review(3, 1, "Thin sound.", sound=-1),
]


def test_both_sides_are_counted_with_a_sentence_that_speaks_of_it() -> None:
    told = voices(REVIEWS, "battery", "en")

    assert (told.good, told.bad) == (1, 1)
    assert told.praise is not None
    assert quoted(told.praise, "battery") == "The battery lasts a week."


def test_most_complaints_name_the_aspect() -> None:
    assert most_criticised(REVIEWS) == "sound"
    assert most_criticised(REVIEWS[:1]) is None


@pytest.mark.parametrize(("question", "aspect"), [
    ("how is the battery?", "battery"), ("续航怎么样", "battery"), ("音质好吗", "sound"), ("is it green", None),
])  # fmt: skip
def test_the_aspect_that_is_asked_about(question: str, aspect: str | None) -> None:
    assert asked_aspect(REVIEWS, question) == aspect


def test_a_warning_is_a_critics_own_words(demo: DemoShop) -> None:
    shown = call(demo.context(), "search_products", query="headphones")
    slate_id = getattr(shown.payload, "slate_id", "")
    every = [call(demo.context(), "explain_choice", slate_id=slate_id, position=place) for place in range(1, 5)]
    warned = [(getattr(why.payload, "warning", None), why.citations) for why in every]

    told = [(warning, citations) for warning, citations in warned if warning]
    assert told
    with demo.database.session() as session:
        for warning, (citation,) in told:
            assert warning in session.get_one(Review, citation.id).text
