"""What a ranker learns from: judged products of a query, or what shoppers chose and passed over in a list they saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.rerank import Candidate
from retrieval.rerank.learned import FEATURES, PENALTY, Judged, LearnedRanker, learn

FOLDS, SEED = 7, 0


@dataclass(frozen=True)
class Seen:
    """One list as a shopper saw it, the first position first, and which of its products they chose."""

    query: str
    product_ids: tuple[str, ...]
    chosen: frozenset[str]


def judged_of(query: str, candidates: Sequence[Candidate], grades: Mapping[str, float]) -> Judged:
    """Candidates without a grade count as 0: they were found and nobody judged them good."""
    rows = [[candidate.features.get(name, 0.0) for name in FEATURES] for candidate in candidates]
    told = [float(grades.get(candidate.product_id, 0.0)) for candidate in candidates]
    return Judged(query, np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES)), np.array(told))


def passed_over(seen: Seen) -> dict[str, float]:
    """Grades of the products a shopper must have looked at: those down to the last one they chose.

    What stands below it may not have been seen at all, so it teaches nothing (Joachims 2002, skip above).
    """
    places = [place for place, product_id in enumerate(seen.product_ids) if product_id in seen.chosen]
    if not places:
        return {}
    return {product_id: float(product_id in seen.chosen) for product_id in seen.product_ids[: places[-1] + 1]}


def folds_of(count: int, *, folds: int = FOLDS, seed: int = SEED) -> list[list[int]]:
    """Places of the queries that are left out together."""
    order = np.random.default_rng(seed).permutation(count)
    return [part.tolist() for part in np.array_split(order, min(folds, max(count, 1)))]


def learn_left_out(judged: Sequence[Judged], *, penalty: float = PENALTY) -> list[LearnedRanker]:
    """For each query the ranker learned from the queries of all other folds, never from its own."""
    found = [LearnedRanker({})] * len(judged)
    for left_out in folds_of(len(judged)):
        ranker = learn([each for place, each in enumerate(judged) if place not in left_out], penalty=penalty)
        for place in left_out:
            found[place] = ranker
    return found
