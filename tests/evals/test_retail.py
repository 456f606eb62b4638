"""The retail eval finds what is wrong where something is, and nothing where nothing is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from evals.retail.conversation import converse, pass_hat
from evals.retail.customer import customer_for
from evals.retail.forbidden import Attempt, Forbidden
from evals.retail.oracle import replay
from evals.retail.rules import Judged, judge_attempts, judge_rules
from evals.retail.stage import Stage
from evals.retail.tasks import RetailTask, read_benchmark
from evals.retail.wishes import Knowledge
from shop.errors import Invalid
from tests.evals.tiny_retail import write_benchmark


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    bench = read_benchmark(write_benchmark(tmp_path_factory.mktemp("bench")))
    built = Stage.built(bench, tmp_path_factory.mktemp("shop"), embedder="none")
    built.index()
    built.master.close()
    yield built
    built.master.close()


def the_task(stage: Stage, task_id: str) -> RetailTask:
    return next(task for task in stage.bench.tasks if task.task_id == task_id)


def test_ground_truth_replayed_ends_in_the_expected_state(stage: Stage) -> None:
    done = replay(the_task(stage, "2"), stage)

    assert (done.faults, done.refused, done.writes) == ([], [], 2)


def test_a_ground_truth_write_against_the_rules_is_refused_by_us_too(stage: Stage) -> None:
    done = replay(the_task(stage, "3"), stage)

    assert done.faults == []
    assert done.refused[0].startswith("exchange_delivered_order_items: G2")


def test_an_end_that_is_not_as_expected_is_named_by_its_field(stage: Stage) -> None:
    missing = replace(the_task(stage, "2"), actions=the_task(stage, "2").actions[:1])

    assert any(fault.startswith("#W1000002 status: 'pending'") for fault in replay(missing, stage).faults)


def test_a_change_nobody_expected_is_a_fault(stage: Stage) -> None:
    more = replace(the_task(stage, "1"), actions=the_task(stage, "2").actions)

    assert any(fault.startswith("#W1000002 status: 'cancelled'") for fault in replay(more, stage).faults)


def test_every_forbidden_write_is_refused_by_its_rule(stage: Stage) -> None:
    judged = judge_rules(stage)

    assert judged.n > 40
    assert (judged.faults, judged.let_through, judged.wrongly_refused, judged.changes) == ([], 0, 0, 0)


def test_a_write_that_is_let_through_does_not_go_unnoticed(stage: Stage) -> None:
    allowed = Forbidden(stage.bench, stage.bench.orders["#W1000001"], Random(1)).allowed()
    assert allowed is not None
    with stage.copied() as database:
        judged = Judged()
        judge_attempts([Attempt("hole", "ann_1", allowed, "R1")], stage, database, judged)

    assert judged.let_through == 2  # when proposed, and when carried out
    assert judged.changes == 1


@pytest.mark.parametrize("seed", range(8))
def test_the_customer_knows_no_number_they_were_not_told(stage: Stage, seed: int) -> None:
    task = the_task(stage, "2")
    customer = customer_for(task, Knowledge(stage.bench, "ann_1", task.text), stage.ends["2"], seed)
    said = customer.first() or ""

    assert "1000001" not in said
    assert "1000002" not in said


@pytest.mark.parametrize("seed", range(1, 5))
def test_a_conversation_reaches_the_state_and_tells_what_was_asked(stage: Stage, seed: int) -> None:
    talked = converse(the_task(stage, "2"), stage, seed)

    assert talked.faults == [], talked.transcript


def test_a_conversation_that_reaches_another_state_fails(stage: Stage) -> None:
    other = replace(stage, ends={**stage.ends, "1": stage.ends["2"]})
    talked = converse(replace(the_task(stage, "1"), actions=the_task(stage, "1").actions), other, 1)

    assert any("#W1000002 status" in fault for fault in talked.faults)


def test_pass_hat_k_is_the_chance_that_k_trials_all_pass() -> None:
    assert pass_hat([4, 2, 0], 4, 1) == pytest.approx(0.5)
    assert pass_hat([4, 2, 0], 4, 2) == pytest.approx((1 + 1 / 6) / 3)
    assert pass_hat([4, 2, 0], 4, 4) == pytest.approx(1 / 3)


def test_data_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"db\.json"):
        read_benchmark(tmp_path)


@pytest.mark.shared_data
def test_public_tasks_end_as_the_benchmark_says(shared_data: Path, tmp_path: Path) -> None:
    bench = read_benchmark(shared_data / "tau2_retail")
    built = Stage.built(bench, tmp_path, embedder="none")
    built.master.close()
    some = [task for task in bench.tasks if task.task_id in {"0", "4", "20", "22", "37", "105", "110"}]

    assert [fault for task in some for fault in replay(task, built).faults] == []
