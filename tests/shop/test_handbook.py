"""The policies every shop starts with: in both languages, and true to the rules that the code keeps."""

import re
from collections import Counter
from pathlib import Path

import pytest

from shop.errors import Invalid
from shop.handbook import default_documents, read_handbook
from shop.knowledge import Document, Passage
from shop.policies.rules import PARAMETERS, WORDINGS

AT_LEAST = {"returns", "cancellation", "exchanges", "shipping", "payment", "privacy", "warranty", "contact"}


def passages(document_id: str, language: str) -> list[Passage]:
    rows = [row for row in default_documents() if isinstance(row, Passage)]
    return [row for row in rows if (row.document_id, row.language) == (document_id, language)]


def all_text() -> str:
    return "\n".join(row.text for row in default_documents() if isinstance(row, Passage))


def test_every_shop_starts_with_what_shoppers_ask_first() -> None:
    documents = [row for row in default_documents() if isinstance(row, Document)]

    assert {document.document_id for document in documents} >= AT_LEAST
    assert all(document.title_zh for document in documents)


def test_both_languages_have_the_same_sections() -> None:
    for document_id in AT_LEAST:
        assert len(passages(document_id, "en")) == len(passages(document_id, "zh")) >= 3


def test_passage_ids_are_unique() -> None:
    counted = Counter(row.passage_id for row in default_documents() if isinstance(row, Passage))

    assert max(counted.values()) == 1


def test_the_days_to_return_are_those_of_the_rules() -> None:
    days = PARAMETERS.return_window.days
    english, chinese = passages("returns", "en")[0].text, passages("returns", "zh")[0].text

    assert f"within {days} days of delivery" in english
    assert f"签收后 {days} 天内" in chinese


def test_the_refund_takes_three_to_five_working_days_after_the_parcel_is_back() -> None:
    section = next(row for row in passages("returns", "en") if row.heading == "When you get your money")

    assert "3 to 5 working days after the parcel reaches us" in section.text


def test_every_rule_cited_exists() -> None:
    cited = set(re.findall(r"\((?:rule|规则) ([A-Z]\d)\)", all_text()))

    assert {"C1", "C2", "C5"} <= cited
    assert cited <= set(WORDINGS)


def test_defaults_name_no_price_and_no_shop() -> None:
    assert not re.search(r"[$€£¥]|美元|Wren", all_text())


def test_a_file_without_front_matter_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "loose.md").write_text("# Just words\n", encoding="utf-8")

    with pytest.raises(Invalid, match=r"loose\.md.*front matter"):
        read_handbook(tmp_path)


def test_a_file_without_an_id_says_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "half.md").write_text("---\ntitle: Half\n---\n## A\nb\n", encoding="utf-8")

    with pytest.raises(Invalid, match=r"half\.md.*lacks id"):
        read_handbook(tmp_path)
