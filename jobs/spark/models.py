"""Fitting on a cluster: counts of groups of shoppers add up, and least squares solve each row alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jobs.spark.cleaning import COLUMNS
from retrieval.features import Interactions
from retrieval.items import bare_items
from retrieval.recommend.als import Als, AlsModel
from retrieval.recommend.item_knn import ItemKnn, lengths
from retrieval.recommend.item_to_item import ItemToItem
from retrieval.recommend.model import Model, Recommender
from retrieval.recommend.transitions import Transitions
from retrieval.sparse import Floats, Matrix, from_pairs

if TYPE_CHECKING:
    from pyspark import RDD, SparkContext


@dataclass(frozen=True)
class Cut:
    """How the work is cut: in how many groups of shoppers, and how many items one task adds up and prunes."""

    shoppers: int
    items: int = 2_048


Block = tuple[int, Matrix]
"""The first row of some rows of a matrix, and these rows."""


def fit_on_spark(context: "SparkContext", recommender: Recommender, interactions: Interactions, *, cut: Cut) -> Model:
    """The model that `recommender.fit` gives, within the rounding of sums; most are fitted on the driver."""
    if len(interactions):
        match recommender:
            case Transitions():
                return _transitions(context, recommender, interactions, cut)
            case ItemKnn():
                return _item_knn(context, recommender, interactions, cut)
            case Als():
                return _als(context, recommender, interactions, cut)
    return recommender.fit(interactions)


def _transitions(context: "SparkContext", recommender: Transitions, found: Interactions, cut: Cut) -> ItemToItem:
    counts = found.item_counts()

    def pairs(shard: Interactions) -> Iterator[Block]:
        return _blocks(recommender.pairs(shard.collapsed()), cut.items)

    def weighed(first: int, rows: Matrix) -> Matrix:
        return recommender.weighed(rows, counts[first : first + rows.shape[0]], counts)

    return recommender.model(
        _item_matrix(_shoppers(context, found, cut.shoppers), pairs, weighed, len(found.items), cut.items)
    )


def _item_knn(context: "SparkContext", recommender: ItemKnn, found: Interactions, cut: Cut) -> ItemToItem:
    length = lengths(found.user_item())

    def together(shard: Interactions) -> Iterator[Block]:
        chosen = shard.user_item()
        return ((first, _without_itself(rows @ chosen, first)) for first, rows in _blocks(chosen.T.tocsr(), cut.items))

    def weighed(first: int, rows: Matrix) -> Matrix:
        return recommender.weighed(rows, length[first : first + rows.shape[0]], length)

    return recommender.model(
        _item_matrix(_shoppers(context, found, cut.shoppers), together, weighed, len(found.items), cut.items)
    )


def _als(context: "SparkContext", recommender: Als, found: Interactions, cut: Cut) -> AlsModel:
    """Rows are solved where their actions lie; the other side's factors are sent to all, as in Hu et al. 2008, 4."""
    chosen = found.user_item()
    users, items = recommender.start(chosen.shape[0], chosen.shape[1])
    by_user, by_item = (_row_blocks(context, matrix, cut.shoppers) for matrix in (chosen, chosen.T.tocsr()))
    for _ in range(recommender.rounds):
        users = _solved(context, recommender, by_user, users, items)
        items = _solved(context, recommender, by_item, items, users)
    return recommender.model(items, found.item_counts())


def _solved(context: "SparkContext", recommender: Als, blocks: "RDD[Block]", rows: Floats, others: Floats) -> Floats:
    start, fixed = context.broadcast(rows), context.broadcast(others)

    def solve(block: Block) -> tuple[int, Floats]:
        first, chosen = block
        return first, recommender.solve(chosen, start.value[first : first + chosen.shape[0]], fixed.value)

    solved = rows.copy()
    for first, part in blocks.map(solve).collect():
        solved[first : first + len(part)] = part
    for sent in (start, fixed):
        sent.destroy()
    return solved


def _item_matrix(
    shoppers: "RDD[Interactions]",
    count: Callable[[Interactions], Iterator[Block]],
    finish: Callable[[int, Matrix], Matrix],
    n_items: int,
    rows_at_once: int,
) -> Matrix:
    """Count pairs in each group of shoppers, add the counts up block by block, finish each block, bring them home."""
    from scipy.sparse import vstack

    summed = shoppers.flatMap(count).reduceByKey(lambda one, other: one + other)
    done = dict(summed.map(lambda block: (block[0], finish(block[0], _sorted(block[1])))).collect())
    none = np.zeros(0, dtype=np.int32)
    blocks = [
        done[first] if first in done else from_pairs(none, none, none, (min(rows_at_once, n_items - first), n_items))
        for first in range(0, n_items, rows_at_once)
    ]
    whole: Matrix = vstack(blocks, format="csr")
    return whole


def _sorted(matrix: Matrix) -> Matrix:
    matrix.sort_indices()
    return matrix


def _blocks(matrix: Matrix, rows_at_once: int) -> Iterator[Block]:
    """The rows of `matrix` in blocks, those without any value left out."""
    for first in range(0, matrix.shape[0], rows_at_once):
        rows: Matrix = matrix[first : first + rows_at_once]
        if rows.nnz:
            yield first, rows


def _without_itself(rows: Matrix, first: int) -> Matrix:
    """The products of an item with itself taken out."""
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    rows.data[row + first == rows.indices] = 0
    rows.eliminate_zeros()
    return rows


def _row_blocks(context: "SparkContext", matrix: Matrix, shards: int) -> "RDD[Block]":
    """All rows in about `shards` blocks of as many values each, kept on the cluster."""
    cuts = _cuts(matrix.indptr[1:].astype(np.int64), shards)
    blocks = [(start, matrix[start:stop]) for start, stop in cuts]
    return context.parallelize(blocks, len(blocks)).cache()


def _shoppers(context: "SparkContext", found: Interactions, shoppers: int) -> "RDD[Interactions]":
    """Groups of whole shoppers, each numbered from 0, about as many actions each; of the products only their number."""
    stops = np.searchsorted(found.user, np.arange(found.n_users), side="right")
    n_items = len(found.items)
    parts = [_group(found, stops, start, stop) for start, stop in _cuts(stops, shoppers)]

    def dressed(columns: dict[str, Any]) -> Interactions:
        return Interactions(items=bare_items(("",) * n_items), **columns)

    return context.parallelize(parts, len(parts)).map(dressed)


def _group(found: Interactions, stops: NDArray[np.int64], start: int, stop: int) -> dict[str, Any]:
    """The columns of the shoppers from `start` until before `stop`."""
    rows = slice(int(stops[start - 1]) if start else 0, int(stops[stop - 1]))
    columns: dict[str, Any] = {name: getattr(found, name)[rows] for name in COLUMNS}
    return columns | {"user": columns["user"] - start, "n_users": stop - start}


def _cuts(stops: NDArray[np.int64], shards: int) -> list[tuple[int, int]]:
    """Ranges of rows that hold about as many values each; `stops` is the count of values up to the end of each row."""
    aims = np.linspace(0, stops[-1], shards + 1)[1:-1]
    bounds = np.unique([0, *np.searchsorted(stops, aims), len(stops)])
    return [(int(start), int(stop)) for start, stop in pairwise(bounds)]
