"""The grounding eval reads its cases as written and counts both kinds of error."""

import json
from pathlib import Path

import pytest

from evals.grounding import OWN_CASES, read_cases, run
from shop.errors import Invalid
from shop.money import Money

PRICE = {"entity": "product:p", "field": "price", "value": "$54.90", "label": "Veltra Calm"}


def written(folder: Path, *rows: object) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_a_caught_lie_and_a_passed_truth_are_counted(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"reply": "The Veltra Calm costs $54.90.", "evidence": [PRICE], "true": True},
        {"reply": "The Veltra Calm costs $45.90.", "evidence": [PRICE], "true": False},
    )
    metrics = run(path).metrics

    assert metrics["false_caught"].value == 1.0
    assert metrics["true_blocked"].value == 0.0


@pytest.mark.parametrize("value", [{"minor": 5490, "currency": "USD"}, "$54.90", 54.9, "54.90"])
def test_money_is_read_however_it_is_written(tmp_path: Path, value: object) -> None:
    path = written(tmp_path, {"reply": "x", "evidence": [{**PRICE, "value": value}], "true": True})
    (case,) = read_cases(path)

    assert Money(5490, "USD") in [fact.value for fact in case.evidence.facts]


def test_evidence_can_be_shared_by_name(tmp_path: Path) -> None:
    path = written(
        tmp_path, {"set": "calm", "evidence": [PRICE]}, {"reply": "It is $54.90.", "evidence": "calm", "true": True}
    )

    assert run(path).n == 1


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, {"reply": "x", "true": True})

    with pytest.raises(Invalid, match=":1:"):
        list(read_cases(path))


def test_the_gate_holds_on_our_own_cases() -> None:
    metrics = run(OWN_CASES).metrics

    assert metrics["false_caught"].value >= 0.99
    assert metrics["true_blocked"].value <= 0.01
