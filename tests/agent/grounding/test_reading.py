"""Numbers, days and sentences are read as people write them."""

from datetime import date
from decimal import Decimal

import pytest

from agent.grounding.days import days
from agent.grounding.numbers import from_chinese, from_english
from agent.grounding.quantities import quantities
from agent.grounding.sentences import all_sentences, complete_sentences
from tests.agent.grounding.shelf import NOW


@pytest.mark.parametrize(
    ("words", "value"),
    [("forty-one", 41), ("a hundred and twenty", 120), ("two thousand five hundred", 2500), ("nineteen", 19)],
)
def test_english_number_words(words: str, value: int) -> None:
    assert from_english(words) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("三百", "300"),
        ("两千五百", "2500"),
        ("一百零五", "105"),
        ("三百五", "350"),
        ("四点七", "4.7"),
        ("二〇二六", "2026"),
    ],
)
def test_chinese_number_words(words: str, value: str) -> None:
    assert from_chinese(words) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("$1,234.50", "money", "1234.5"),
        ("268元", "money", "268"),
        ("三百块", "money", "300"),
        ("fifty-four dollars and 90 cents", "money", "54.9"),
        ("1.5k dollars", "money", "1500"),
        ("八折", "percent", "20"),
        ("95折", "percent", "5"),
        ("20 percent", "percent", "20"),
        ("4.7 stars", "rating", "4.7"),
        ("评分4.6", "rating", "4.6"),
        ("1.2 kg", "measure", "1200"),
        ("30 小时", "measure", "1800"),
        ("2 pm", "measure", "840"),
        ("1,204 reviews", "count", "1204"),
        ("nine red kettles left", "count", "9"),
    ],
)
def test_a_quantity_is_read_with_what_it_counts(text: str, kind: str, value: str) -> None:
    (found,) = quantities(text)

    assert (found.kind, found.value) == (kind, Decimal(value))


@pytest.mark.parametrize("text", ["18 November", "November 18th", "Nov 18", "11月18日", "2026-11-18T09:00:00Z"])
def test_a_day_is_the_same_however_it_is_written(text: str) -> None:
    (found,) = days(text, NOW)

    assert found.day == date(2026, 11, 18) or found.month_day == (11, 18)


@pytest.mark.parametrize(("text", "day"), [("tomorrow", 25), ("昨天", 23), ("in three days", 27)])
def test_a_relative_day_counts_from_now(text: str, day: int) -> None:
    (found,) = days(text, NOW)

    assert found.day == date(2026, 11, day)


@pytest.mark.parametrize("text", ["25 to 27 November", "November 25-27", "11月25日到27日"])
def test_a_range_has_two_days(text: str) -> None:
    assert [found.month_day for found in days(text, NOW)] == [(11, 25), (11, 27)]


def test_may_and_sun_are_words_too() -> None:
    assert days("you may 2 times", NOW) == []
    assert days("in the sun", NOW) == []


def test_sentences_are_cut_without_losing_a_character() -> None:
    text = "It costs $54.90. Rated 4.7! 好的。可以吗？\n- one\n- two"

    assert "".join(all_sentences(text)) == text
    assert complete_sentences("It costs $54.") == ([], "It costs $54.")
    assert complete_sentences("It costs $54. 9") == (["It costs $54. "], "9")


def test_an_abbreviation_ends_no_sentence() -> None:
    assert all_sentences("Use it e.g. on trains. Fine.") == ["Use it e.g. on trains. ", "Fine."]
