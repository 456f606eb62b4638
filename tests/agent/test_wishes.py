"""What a message wants, its talk taken out: corrections, dislikes, people and superlatives, in both languages."""

import pytest

from agent.plain_wish import plain_wish
from agent.superlatives import read_superlative


@pytest.mark.parametrize(
    ("said", "wished"),
    [
        ("not that, I want a jigsaw puzzle", "I want a jigsaw puzzle"),
        ("actually veltra is fine", "veltra"),
        ("back to the lamps: dimmable ones", "lamps: dimmable ones"),
        ("I hate leather", "not leather"),
        ("tents for 4 people under 100", "tents at least 4 persons under 100"),
        ("不对,我是说凉鞋", "凉鞋"),
        ("我讨厌真皮", "不要真皮"),
        ("四人帐篷", "至少4人 帐篷"),
        ("跑鞋,100到130之间的", "跑鞋, 在100到130之间的"),
    ],
)
def test_talk_is_no_part_of_a_wish(said: str, wished: str) -> None:
    assert plain_wish(said) == wished


@pytest.mark.parametrize(
    "kept", ["no leather please", "不要皮的", "good headphones with at least 4 stars", "行李箱", "the night light"]
)
def test_what_is_ruled_out_or_named_stays(kept: str) -> None:
    assert plain_wish(kept) in {kept, kept.removesuffix(" please")}


@pytest.mark.parametrize(
    ("said", "interest"),
    [
        ("birthday gift for my girlfriend who likes yoga, up to $50", "yoga, up to $50"),
        ("for my brother, he is into camping", "camping"),
        ("给妈妈挑个礼物", ""),
        ("她喜欢园艺", "园艺"),
    ],
)
def test_of_a_gift_only_the_interest_and_the_limits_are_left(said: str, interest: str) -> None:
    assert plain_wish(said, gift=True) == interest


@pytest.mark.parametrize(
    ("said", "about", "largest"),
    [
        ("which is your lightest headphone?", "weight", False),
        ("headphones with the longest battery life", "battery life", True),
        ("laptop with the most memory", "memory", True),
        ("哪款耳机最轻", "重量", False),
        ("续航最长的耳机", "续航", True),
    ],
)
def test_a_superlative_names_its_measure_and_its_end(said: str, about: str, largest: bool) -> None:
    found = read_superlative(said)

    assert found is not None
    assert about in (*found.named, *found.usual)
    assert found.largest is largest


@pytest.mark.parametrize("said", ["the most expensive laptop", "哪个最便宜", "most of them", "the most popular one"])
def test_prices_and_popularity_are_no_measures(said: str) -> None:
    assert read_superlative(said) is None
