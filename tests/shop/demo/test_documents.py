"""The demo shop's help pages: in both languages, section by section, and true to the shop's rules and offers."""

import re
from collections import defaultdict

import pytest

from shop.demo.catalogue import load_catalogue
from shop.demo.documents import load_documents
from shop.demo.offers import load_offers
from shop.demo.orders import FREE_SHIPPING_FROM_MINOR, SHIPPING_MINOR
from shop.handbook import default_documents
from shop.knowledge import Document, Passage
from shop.policies.rules import PARAMETERS, WORDINGS
from shop.promotions import Promotion
from tests.shop.demo.test_offers import TODAY

HAN = re.compile(r"[\u4e00-\u9fff]")
TOPICS = {
    "returns", "cancellation", "exchanges", "shipping", "lost_parcels", "damaged_goods", "payment", "gift_cards",
    "invoices", "price_adjustment", "promotions", "loyalty", "warranty", "repairs", "sizing", "care", "privacy",
    "account", "newsletter", "accessibility", "sustainability", "contact", "gifts", "store_pickup", "international",
    "disposal", "product_safety", "reviews", "complaints", "manual",
}  # fmt: skip


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [row for row in load_documents() if isinstance(row, Document)]


@pytest.fixture(scope="module")
def passages() -> dict[tuple[str, str], list[Passage]]:
    grouped: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    for row in load_documents():
        if isinstance(row, Passage):
            grouped[row.document_id, row.language].append(row)
    return grouped


def text_of(passages: dict[tuple[str, str], list[Passage]], document_id: str, language: str = "en") -> str:
    return "\n".join(row.text for row in passages[document_id, language])


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"\d+(?:[.:]\d+)?", text))


def test_there_are_thirty_documents_on_what_people_ask(documents: list[Document]) -> None:
    assert len(documents) >= 30
    assert {document.topic for document in documents} >= TOPICS
    assert {document.kind for document in documents} == {"policy", "faq", "manual"}


def test_every_manual_belongs_to_a_product_on_sale(documents: list[Document]) -> None:
    goods = {product.product_id for product in load_catalogue(TODAY.date()).products}
    manuals = [document for document in documents if document.kind == "manual"]

    assert manuals
    assert {manual.product_id for manual in manuals} <= goods


def test_each_document_has_the_same_sections_in_both_languages(
    documents: list[Document], passages: dict[tuple[str, str], list[Passage]]
) -> None:
    for document in documents:
        english, chinese = passages[document.document_id, "en"], passages[document.document_id, "zh"]
        assert len(english) == len(chinese) >= 3, document.document_id
        assert all(HAN.search(row.heading) and HAN.search(row.text) for row in chinese)
        assert not any(HAN.search(row.heading + row.text) for row in english)


def test_both_languages_name_the_same_numbers(
    documents: list[Document], passages: dict[tuple[str, str], list[Passage]]
) -> None:
    for document in documents:
        for english, chinese in zip(
            passages[document.document_id, "en"], passages[document.document_id, "zh"], strict=True
        ):
            assert set(numbers(english.text)) == set(numbers(chinese.text)), english.passage_id


def test_no_heading_stands_twice_in_a_document(passages: dict[tuple[str, str], list[Passage]]) -> None:
    for rows in passages.values():
        assert len({row.heading for row in rows}) == len(rows)


def test_money_is_back_three_to_five_working_days_after_the_parcel(
    passages: dict[tuple[str, str], list[Passage]],
) -> None:
    section = next(row for row in passages["returns", "en"] if row.heading == "When you get your money")

    assert "3 to 5 working days after the parcel reaches us" in section.text


def test_what_has_left_cannot_be_cancelled_by_rule_c2(passages: dict[tuple[str, str], list[Passage]]) -> None:
    section = next(row for row in passages["cancellation", "en"] if "left us" in row.heading)

    assert "(rule C2)" in section.text


def test_every_rule_cited_exists(passages: dict[tuple[str, str], list[Passage]]) -> None:
    cited = {
        rule for rows in passages.values() for row in rows for rule in re.findall(r"(?:rule|规则) ([A-Z]\d)", row.text)
    }

    assert cited <= set(WORDINGS)


def test_shipping_costs_what_orders_are_charged(passages: dict[tuple[str, str], list[Passage]]) -> None:
    told = text_of(passages, "shipping")

    assert (
        PARAMETERS.free_shipping_from_minor,
        PARAMETERS.shipping_minor,
    ) == (FREE_SHIPPING_FROM_MINOR, SHIPPING_MINOR)
    assert f"free from ${FREE_SHIPPING_FROM_MINOR // 100} and costs ${SHIPPING_MINOR / 100:.2f} below" in told


def test_the_demo_and_the_default_policies_agree_on_the_days(passages: dict[tuple[str, str], list[Passage]]) -> None:
    default = [row for row in default_documents() if isinstance(row, Passage)]
    days = f"{PARAMETERS.return_window.days} days"

    for document_id in ("returns", "cancellation", "exchanges"):
        general = " ".join(row.text for row in default if (row.document_id, row.language) == (document_id, "en"))
        assert days in general
        assert days in text_of(passages, document_id)


def test_regulars_are_told_the_offer_that_runs(passages: dict[tuple[str, str], list[Passage]]) -> None:
    offers = [row for row in load_offers(TODAY) if isinstance(row, Promotion)]
    loyal = next(offer for offer in offers if offer.audience == "loyal")
    told = text_of(passages, "loyalty")

    assert f"{loyal.percent} % off" in told
    assert f"from ${loyal.minimum_minor // 100}" in told
