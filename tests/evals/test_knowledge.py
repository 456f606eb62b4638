"""Questions for the documents: the first passage decides, and saying nothing is right where nothing answers."""

from pathlib import Path

import pytest

from evals.knowledge import OWN_CASES, Case, Judged, read_cases
from shop.demo.documents import load_documents
from shop.errors import Invalid
from shop.knowledge import Passage


def case(*passages: str) -> Case:
    return Case("k", "dev", "how long?", "en", passages)


def test_the_first_passage_cited_must_answer() -> None:
    assert Judged(case("returns:0"), ("returns:0", "shipping:1")).right
    assert not Judged(case("returns:0"), ("shipping:1", "returns:0")).right
    assert not Judged(case("returns:0"), ()).right


def test_where_nothing_answers_nothing_may_be_cited() -> None:
    assert Judged(case(), ()).right
    assert not Judged(case(), ("returns:0",)).right


def test_every_expected_passage_exists_and_a_third_has_no_answer() -> None:
    cases = read_cases(OWN_CASES)
    passages = [row for row in load_documents() if isinstance(row, Passage)]
    known = {f"{row.document_id}:{row.position}" for row in passages}

    assert len(cases) >= 80
    assert {passage for each in cases for passage in each.passages} <= known
    assert sum(not each.passages for each in cases) * 3 >= len(cases) - 6


def test_a_line_that_is_no_case_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"question": "x"}\n', encoding="utf-8")

    with pytest.raises(Invalid, match="line 1"):
        read_cases(path)
