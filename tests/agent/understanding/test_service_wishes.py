"""What is wanted after the sale is told from questions about rules and goods, in both languages."""

import pytest

from agent.understanding.service_wishes import read_amount_minor, read_percent, read_remedy, service_wish


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("the kettle arrived broken", "damaged"),
        ("two of the mugs were smashed when it came", "damaged"),
        ("杯子收到就是碎的", "damaged"),
        ("my parcel is lost", "lost"),
        ("order 10442 never arrived", "lost"),
        ("快递弄丢了", "lost"),
        ("I bought it on Monday and now it is cheaper", "price_adjustment"),
        ("刚买就降价了，能补差价吗", "price_adjustment"),
        ("I want something back for the trouble", "goodwill"),
        ("能不能赔点钱", "goodwill"),
    ],
)
def test_a_report_is_understood_by_what_happened(text: str, cause: str) -> None:
    wish = service_wish(text)

    assert wish is not None
    assert wish.cause == cause


@pytest.mark.parametrize(
    "text",
    [
        "what happens if my parcel is lost?",
        "when do you consider a package lost",
        "is this pan scratched easily?",
        "I bought a tent, do you have something cheaper?",
        "我想买便宜的帐篷",
        "I never got my refund",
        "the code never arrived",
        "退款一直没到",
        "where is my parcel?",
        "show me cheaper ones",
        "杯子容易碎吗",
    ],
)
def test_questions_about_rules_goods_and_money_report_nothing(text: str) -> None:
    assert service_wish(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("the invoice for order 1 please", "invoice"), ("我要开发票", "invoice"), ("any news on my claim?", "requests"),
     ("我的申请怎么样了", "requests")],
)  # fmt: skip
def test_papers_and_news_are_wishes_of_their_own(text: str, kind: str) -> None:
    wish = service_wish(text)

    assert wish is not None
    assert wish.kind == kind


def test_amounts_shares_and_remedies_are_read_in_both_languages() -> None:
    assert [read_amount_minor(text) for text in ("about $12.50", "12 dollars", "退我20块", "20")] == [
        1_250,
        1_200,
        2_000,
        None,
    ]
    assert [read_percent(text) for text in ("15 %", "百分之十五 或 百分之15", "half of it", "no")] == [15, 15, 50, None]
    assert [read_remedy(text) for text in ("my money back", "send me a new one", "补发", "退款", "hm")] == [
        "refund", "replacement", "replacement", "refund", None,
    ]  # fmt: skip
