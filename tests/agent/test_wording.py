"""The files of wordings: both languages say the same, each in more than one way."""

import re

import pytest

from agent.wording import Words, wordings

SLOTS = re.compile(r"\{(\w+)\}")
FOUND_ONCE = frozenset({"N", "n"})


def test_both_languages_have_the_same_keys() -> None:
    assert set(wordings("en")) == set(wordings("zh"))


@pytest.mark.parametrize("key", sorted(wordings("en")))
def test_both_languages_use_the_same_values(key: str) -> None:
    used = {
        language: {frozenset(SLOTS.findall(one)) - FOUND_ONCE for one in wordings(language)[key]}
        for language in ("en", "zh")
    }

    assert used["en"] == used["zh"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_shouted_and_no_model_speaks(language: str) -> None:
    said = " ".join(text for texts in wordings(language).values() for text in texts)

    assert not re.search(r"[!！]|as an ai|language model|作为.{0,4}(?:AI|人工智能)", said, re.IGNORECASE)


def test_a_wording_does_not_come_twice_in_a_row() -> None:
    words = Words("en", {})
    first = words.say("thanks")
    later = Words("en", words.used)

    assert later.say("thanks") != first


def test_the_same_state_gives_the_same_words() -> None:
    assert Words("zh", {"thanks": 4}).say("thanks") == Words("zh", {"thanks": 4}).say("thanks")


def test_a_list_reads_as_one() -> None:
    assert Words("en", {}).listed(["a", "b", "c"]) == "a, b and c"
    assert Words("zh", {}).listed(["甲", "乙", "丙"], word="or") == "甲、乙还是丙"
