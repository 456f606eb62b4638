"""The judge of conversations: what it asks for is checked against the shop's rows, and a few whole ones hold."""

from pathlib import Path

import pytest

from evals.dialogue_cases import OWN_CASES, read_cases
from evals.dialogue_checks import CHECKS, is_said
from evals.dialogues import Stage, play
from shop.database import Database
from shop.errors import Invalid
from tools.retrieval_port import LocalRetrieval

QUICK = ("find-then-other-need", "refine-not-that-brand", "orders-cancel-yes", "zh-orders-cancel", "handover-asked")


@pytest.fixture(scope="module")
def stage(demo_master: tuple[Path, LocalRetrieval]) -> Stage:
    folder, retrieval = demo_master
    return Stage.over(folder, retrieval, Database(f"sqlite:///{folder / 'aisle.db'}"))


def test_a_few_whole_conversations_hold(stage: Stage) -> None:
    chosen = [case for case in read_cases(OWN_CASES) if case.id in QUICK]

    assert len(chosen) == len(QUICK)
    assert {case.id: faults for case in chosen if (faults := play(case, stage).faults)} == {}


def test_a_wrong_expectation_fails_a_conversation(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("- {id: wrong, turns: [{say: 'headphones under 60', all: {price_max: 1}}]}\n")

    assert play(next(read_cases(path)), stage).faults


def test_every_case_asks_only_for_checks_there_are_and_has_a_name_of_its_own() -> None:
    cases = list(read_cases(OWN_CASES))
    asked = {name for case in cases for step in case.turns for name in step.checks}

    assert asked - {"language"} <= set(CHECKS)
    assert len({case.id for case in cases}) == len(cases) >= 120
    assert sum(case.language == "zh" for case in cases) >= 40


def test_a_misspelt_case_is_refused_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text("- {id: odd, trns: []}\n")

    with pytest.raises(Invalid, match=r"odd\.yaml"):
        list(read_cases(path))


@pytest.mark.parametrize(
    ("value", "text", "said"),
    [("4", "There are 4.", True), ("4", "It is $14.", False), ("4", "Four of them.", True), ("$48", "for $48.00", True),
     ("$48", "for $48.50", False), ("3", "有3款", True)],
)  # fmt: skip
def test_a_number_is_said_only_as_a_whole(value: str, text: str, said: bool) -> None:
    assert is_said(value, text) is said
