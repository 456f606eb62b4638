"""Figures of a ranking where each case has one right answer, from the rank it was given (0 is the first place)."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from evals.result import Metric

Ranks = NDArray[np.int64]
Values = NDArray[np.float64]
MISSED = np.iinfo(np.int64).max
"""The rank of an answer that was not ranked at all."""


def hits(ranks: Ranks, at: int) -> Values:
    """1 where the answer is among the first `at`."""
    return (ranks < at).astype(np.float64)


def gains(ranks: Ranks, at: int) -> Values:
    """NDCG with one answer: `1 / log2(rank + 2)` within the first `at`."""
    within = ranks < at
    return np.where(within, 1 / np.log2(np.where(within, ranks, 0) + 2.0), 0.0)


def reciprocals(ranks: Ranks, at: int) -> Values:
    within = ranks < at
    return np.where(within, 1 / (np.where(within, ranks, 0) + 1.0), 0.0)


FIGURES: Mapping[str, tuple[Callable[[Ranks, int], Values], int]] = {
    "hr5": (hits, 5),
    "hr10": (hits, 10),
    "hr20": (hits, 20),
    "ndcg5": (gains, 5),
    "ndcg10": (gains, 10),
    "ndcg20": (gains, 20),
    "mrr20": (reciprocals, 20),
}


def figures(ranks: Ranks, suffix: str = "") -> dict[str, Metric]:
    """All of `FIGURES` with intervals, named with `suffix`."""
    return {f"{name}{suffix}": mean(figure(ranks, at)) for name, (figure, at) in FIGURES.items()}


def mean(values: Values, *, resamples: int = 300, seed: int = 0) -> Metric:
    """The mean and its 95 % bootstrap interval over cases; without a case 0 and no interval."""
    if not len(values):
        return Metric(0.0)
    chance = np.random.default_rng(seed)
    drawn = [float(values[chance.integers(0, len(values), len(values))].mean()) for _ in range(resamples)]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Metric(float(values.mean()), float(low), float(high))
