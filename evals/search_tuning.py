"""What ranking would score if fitted to ratings, each query by what was fitted without it.

`_tuned`: each fold's queries are ranked with the weights that were best on all other queries. `_learned`: by a ranker
learned from all other queries. No rating of a query chooses what ranks it. Stated beside the shipped weights, which
were chosen with a look at the same ratings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from evals.metrics import mean_of, ndcg
from evals.result import Metric
from retrieval.ranking import WEIGHTS, Weights
from retrieval.rerank.training import judged_of, learn_left_out
from retrieval.search import Searcher

FOLDS, SEED = 7, 0
DEPTH = 50
GRID: tuple[Weights, ...] = tuple(
    replace(WEIGHTS, lexical=lexical, coverage=coverage, accessory=accessory, brand_semantic=brand)
    for lexical, coverage, accessory, brand in product((0.1, 0.15, 0.25), (0.3, 0.5), (0.2, 0.4), (0.0, 1.0))
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


def learned(searcher: Searcher, ratings: Mapping[str, Mapping[str, int]], rated: Sequence[str]) -> dict[str, Metric]:
    """`ndcg10_learned` and `ndcg10_judged_learned`: the first `DEPTH` results and the judged ones, ranked again."""
    told = [(query, searcher.candidates(query, ratings[query], depth=DEPTH)) for query in rated]
    judged = [
        judged_of(query, candidates, {key: 2.0**rating - 1 for key, rating in ratings[query].items()})
        for query, candidates in told
    ]
    plain, among = [], []
    for (query, candidates), each, ranker in zip(told, judged, learn_left_out(judged), strict=True):
        order = np.argsort(-(each.features @ ranker.vector), kind="stable")
        ids = [candidates[place].product_id for place in order]
        shown = {hit.product_id for hit in searcher.search(query, limit=DEPTH).hits}
        plain.append(ndcg([key for key in ids if key in shown], ratings[query]))
        among.append(ndcg([key for key in ids if key in ratings[query]], ratings[query]))
    return {"ndcg10_learned": mean_of(plain), "ndcg10_judged_learned": mean_of(among)}


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
