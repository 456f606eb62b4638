"""How near to buying: words first, then what was done in the shop."""

import pytest

from agent.understanding.stage import Lately, read_stage


@pytest.mark.parametrize(
    ("intents", "lately", "stage"),
    [
        ({"track_order"}, Lately(in_cart=2), "after_sale"),
        ({"checkout"}, Lately(), "ready_to_buy"),
        ({"compare"}, Lately(in_cart=2), "comparing"),
        ({"find"}, Lately(), "browsing"),
        ({"find"}, Lately(viewed=4), "comparing"),
        ({"find"}, Lately(in_cart=1), "browsing"),
        ({"greeting"}, Lately(in_cart=1, viewed=5), "ready_to_buy"),
        ({"policy"}, Lately(viewed=1, viewed_again=True), "comparing"),
        ({"greeting"}, Lately(bought=True), "after_sale"),
        ({"greeting"}, Lately(bought=True, viewed=1), "browsing"),
    ],
)
def test_deeds_decide_where_words_leave_the_stage_open(intents: set[str], lately: Lately, stage: str) -> None:
    assert read_stage(intents, compared=False, after_sale_talk=False, lately=lately) == stage


def test_an_answer_within_a_comparison_is_still_comparing() -> None:
    assert read_stage({"no"}, compared=True, after_sale_talk=False, lately=Lately(in_cart=1)) == "comparing"
