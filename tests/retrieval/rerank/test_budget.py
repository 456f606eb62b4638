"""Whatever a re-ranker does, search answers in time and in an order that makes sense."""

import threading
from collections.abc import Sequence

import pytest

from retrieval.rerank import Candidate
from retrieval.rerank.budget import AT_ONCE, WithinBudget
from shop.errors import Unavailable

THREE = [Candidate(key, key) for key in "abc"]


class Scores:
    name = "fake"

    def __init__(self, *told: float) -> None:
        self.told = list(told)

    def scores(self, query: str, candidates: Sequence[Candidate]) -> Sequence[float]:
        return self.told


class Waits:
    """Answers only when it is let go."""

    name = "slow"

    def __init__(self) -> None:
        self.released = threading.Event()

    def scores(self, query: str, candidates: Sequence[Candidate]) -> Sequence[float]:
        self.released.wait()
        return [1.0] * len(candidates)


def test_the_best_scored_comes_first_and_equal_ones_keep_their_order() -> None:
    assert WithinBudget(Scores(1.0, 3.0, 1.0), 5.0).order("q", THREE) == ([1, 0, 2], None)


@pytest.mark.parametrize("told", [(1.0,), (1.0, 2.0, float("nan")), (1.0, 2.0, 3.0, 4.0)])
def test_scores_that_are_not_one_number_each_change_nothing(told: tuple[float, ...]) -> None:
    order, reason = WithinBudget(Scores(*told), 5.0).order("q", THREE)
    assert order == [0, 1, 2]
    assert reason is not None
    assert reason.startswith("first ranking only: fake")


def test_one_that_fails_changes_nothing_and_is_named() -> None:
    class Broken(Scores):
        def scores(self, query: str, candidates: Sequence[Candidate]) -> Sequence[float]:
            raise Unavailable("re-ranker", "it is gone.")

    order, reason = WithinBudget(Broken(), 5.0).order("q", THREE)
    assert order == [0, 1, 2]
    assert "it is gone" in str(reason)


def test_one_that_is_late_changes_nothing_and_many_late_ones_hold_nobody_up() -> None:
    slow = Waits()
    ranker = WithinBudget(slow, 0.01)
    reasons = [ranker.order("q", THREE) for _ in range(AT_ONCE + 1)]
    slow.released.set()
    assert [order for order, _ in reasons] == [[0, 1, 2]] * (AT_ONCE + 1)
    assert "took longer than 0.01 s" in str(reasons[0][1])
    assert "it is busy" in str(reasons[-1][1])
