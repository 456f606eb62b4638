"""What the ranking's weights would score if chosen by ratings: nested cross-validation, queries left out.

Each fold's queries are ranked with the weights that were best on all other queries, so no rating of a query chooses
what ranks it. Stated beside the shipped weights, which were chosen with a look at the same ratings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from evals.metrics import mean_of, ndcg
from evals.result import Metric
from retrieval.ranking import WEIGHTS, Weights
from retrieval.search import Searcher

FOLDS, SEED = 7, 0
GRID: tuple[Weights, ...] = tuple(
    replace(WEIGHTS, lexical=lexical, synonym=synonym, accessory=accessory)
    for lexical, synonym, accessory in product((0.1, 0.15, 0.2), (0.7, 0.9), (0.3, 0.4))
)

Scores = NDArray[np.float64]


def tuned(searcher: Searcher, ratings: Mapping[str, Mapping[str, int]], rated: Sequence[str]) -> dict[str, Metric]:
    """`ndcg10_tuned` and `ndcg10_judged_tuned` over the queries of `rated`; the searcher's weights are put back."""
    shipped = searcher.weights
    try:
        scores = np.array([_scored(searcher, weights, ratings, rated) for weights in GRID])
    finally:
        searcher.weights = shipped
    plain, judged = nested(scores).T
    return {"ndcg10_tuned": mean_of(plain), "ndcg10_judged_tuned": mean_of(judged)}


def nested(scores: Scores, *, folds: int = FOLDS, seed: int = SEED) -> Scores:
    """Each query's figures under the weights that are best, by the sum of the figures, on the other folds.

    `scores` is `(n_weights, n_queries, n_figures)`; gives `(n_queries, n_figures)`.
    """
    queries = scores.shape[1]
    found = np.zeros(scores.shape[1:])
    for held_out in np.array_split(np.random.default_rng(seed).permutation(queries), min(folds, queries)):
        others = np.setdiff1d(np.arange(queries), held_out)
        best = int(scores[:, others].sum(axis=(1, 2)).argmax())
        found[held_out] = scores[best, held_out]
    return found


def _scored(
    searcher: Searcher, weights: Weights, ratings: Mapping[str, Mapping[str, int]], rated: Sequence[str]
) -> list[tuple[float, float]]:
    searcher.weights = weights
    found = []
    for query in rated:
        shown = [hit.product_id for hit in searcher.search(query, limit=10).hits]
        judged = ratings[query]
        found.append((ndcg(shown, judged), ndcg(searcher.order(query, list(judged)), judged)))
    return found
