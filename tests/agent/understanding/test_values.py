from datetime import date

import pytest

from agent.understanding.critiques import read_critiques
from agent.understanding.dates import read_dates
from agent.understanding.languages import read_language
from agent.understanding.mood import read_abuse, read_frustration
from agent.understanding.negations import read_negations
from agent.understanding.numbers import read_quantity
from agent.understanding.options import read_options
from agent.understanding.people import read_occasion, read_recipient

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("ordered yesterday", date(2026, 11, 23), date(2026, 11, 23)),
        ("on 18 November", date(2026, 11, 18), date(2026, 11, 18)),
        ("Nov 18th", date(2026, 11, 18), date(2026, 11, 18)),
        ("11月18日的订单", date(2026, 11, 18), date(2026, 11, 18)),
        ("last week", date(2026, 11, 16), date(2026, 11, 22)),
        ("上周买的", date(2026, 11, 16), date(2026, 11, 22)),
        ("上周三", date(2026, 11, 18), date(2026, 11, 18)),
        ("3 days ago", date(2026, 11, 21), date(2026, 11, 21)),
        ("by Friday", date(2026, 11, 27), date(2026, 11, 27)),
        ("on Monday", date(2026, 11, 23), date(2026, 11, 23)),
        ("in March", date(2026, 3, 1), date(2026, 3, 31)),
        ("2026-01-05", date(2026, 1, 5), date(2026, 1, 5)),
    ],
)
def test_days_are_counted_from_today(text: str, start: date, end: date) -> None:
    assert [(span.start, span.end) for span in read_dates(text, today=TUESDAY)] == [(start, end)]


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert read_dates("on 31 February", today=TUESDAY) == ()


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("add two of them", 2),
        ("3 pieces please", 3),
        ("x4", 4),
        ("来两个", 2),
        ("买三件", 3),
        ("make it 5", 5),
        ("size 43 please", None),
        ("the second one", None),
        ("under 50", None),
        ("第二个", None),
        ("这两个哪个好", None),
    ],
)
def test_a_quantity_is_said_and_never_assumed(text: str, quantity: int | None) -> None:
    assert read_quantity(text) == quantity


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("the ridge in 43", (("size", "43"),)),
        ("size L in blue", (("size", "L"), ("color", "blue"))),
        ("蓝色的43码", (("size", "43"), ("color", "blue"))),
        ("anything but not red", ()),
        ("不要红色", ()),
    ],
)
def test_sizes_and_colours_that_are_wanted_are_options(text: str, options: tuple[tuple[str, str], ...]) -> None:
    assert read_options(text) == options


@pytest.mark.parametrize(
    ("text", "critiques"),
    [
        ("something cheaper", [("price", "less")]),
        ("有没有便宜点的", [("price", "less")]),
        ("lighter and with a longer battery", [("weight", "less"), ("battery", "more")]),
        ("another colour", [("color", "other")]),
        ("太重了", [("weight", "less")]),
        ("which one is lighter", []),
        ("is it cheaper than the first", []),
    ],
)
def test_a_critique_says_which_way(text: str, critiques: list[tuple[str, str]]) -> None:
    assert [(one.attribute, one.direction) for one in read_critiques(text)] == critiques


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("a gift for my mother", "mother"),
        ("想给爸爸买个礼物", "father"),
        ("toy for a 5 year old", "child of 5"),
        ("送给8岁的女儿", "daughter of 8"),
        ("a table for two", None),
    ],
)
def test_who_it_is_for(text: str, recipient: str | None) -> None:
    assert read_recipient(text) == recipient


def test_the_occasion_is_named_in_either_language() -> None:
    assert (read_occasion("xmas gift"), read_occasion("生日礼物"), read_occasion("a kettle")) == (
        "christmas",
        "birthday",
        None,
    )


def test_what_is_ruled_out_keeps_the_shoppers_words() -> None:
    assert read_negations("headphones, not sony, without wires") == ("sony", "wires")
    assert read_negations("不要红色的") == ("红色",)


@pytest.mark.parametrize(
    ("text", "language", "foreign"),
    [
        ("where is my parcel", "en", None),
        ("我的快递到哪了", "zh", None),
        ("有没有 Sony 的耳机", "zh", None),
        ("Wo ist mein Paket bitte", "en", "de"),
        ("où est ma commande", "en", "fr"),
        ("где мой заказ", "en", "ru"),
        ("注文はどこですか", "en", "ja"),
    ],
)
def test_the_language_is_told_from_script_and_small_words(text: str, language: str, foreign: str | None) -> None:
    read = read_language(text)

    assert (read.language, read.foreign) == (language, foreign)


def test_a_message_without_letters_stays_in_the_talks_language() -> None:
    assert read_language("43", usual="zh").language == "zh"


def test_repeated_trouble_and_shouting_sound_more_upset_than_a_question() -> None:
    assert read_frustration("this is the THIRD TIME!! ridiculous") > 0.8
    assert read_frustration("where is my parcel") == 0.0


def test_an_insult_at_whoever_answers_is_abuse_and_a_broken_thing_is_not() -> None:
    assert read_abuse("you are an idiot") == 1.0
    assert read_abuse("你是傻逼吗") == 1.0
    assert read_abuse("the lamp is broken") == 0.0
