"""Figures of a ranking against graded judgements, and how sure a difference between two rankings is."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evals.result import Metric

Values = NDArray[np.float64]
RESAMPLES = 2_000


def dcg(ratings: Sequence[int], at: int = 10) -> float:
    """Gain `2^r - 1`, discount `log2(place + 1)` with places from 1."""
    return float(sum((2**rating - 1) / float(np.log2(place + 2)) for place, rating in enumerate(ratings[:at])))


def ndcg(ranked: Sequence[str], judged: Mapping[str, int], *, at: int = 10) -> float:
    """0 where nothing judged is any good; what is not judged counts as bad."""
    ideal = dcg(sorted(judged.values(), reverse=True), at)
    return dcg([judged.get(key, 0) for key in ranked[:at]], at) / ideal if ideal else 0.0


def reciprocal_rank(ranked: Sequence[str], judged: Mapping[str, int], *, at: int = 10) -> float:
    """1 over the place of the first good one, 0 where none is among the first `at`."""
    return next((1 / place for place, key in enumerate(ranked[:at], 1) if judged.get(key, 0) > 0), 0.0)


def recall(ranked: Sequence[str], judged: Mapping[str, int], *, at: int = 50) -> float:
    """Share of the good ones among the first `at`."""
    good = {key for key, rating in judged.items() if rating > 0}
    return len(good.intersection(ranked[:at])) / len(good) if good else 0.0


def mean_of(values: Sequence[float] | Values, *, seed: int = 0) -> Metric:
    """The mean with its 95 % bootstrap interval over cases."""
    told = np.asarray(values, dtype=np.float64)
    if not len(told):
        return Metric(0.0)
    drawn = told[np.random.default_rng(seed).integers(0, len(told), (RESAMPLES, len(told)))].mean(axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Metric(float(told.mean()), float(low), float(high))


def difference(ours: Sequence[float], theirs: Sequence[float], *, seed: int = 0) -> Metric:
    """Mean of the paired differences with its 95 % interval; above 0 we are better."""
    return mean_of(np.asarray(ours) - np.asarray(theirs), seed=seed)
