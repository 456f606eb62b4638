"""Score many histories at once: for evaluation and for learning weights, where one by one would take minutes."""

from collections.abc import Iterator, Sequence

import numpy as np

from retrieval.recommend.item_to_item import ItemToItem
from retrieval.recommend.model import History, Model
from retrieval.sparse import Floats, Matrix, from_pairs


def score_many(model: Model, histories: Sequence[History], *, n_items: int) -> Floats:
    """`(len(histories), n_items)`, the same as one `score` after the other but for rounding."""
    if isinstance(model, ItemToItem) and histories:
        scores: Floats = (_weighted(model, histories, n_items) @ model.matrix).toarray().astype(np.float32)
        return scores
    rows = [model.score(history) for history in histories]
    return np.stack(rows) if rows else np.zeros((0, n_items), dtype=np.float32)


def _weighted(model: ItemToItem, histories: Sequence[History], n_items: int) -> Matrix:
    seen = [history.latest(model.reach) for history in histories]
    rows = np.repeat(np.arange(len(seen)), [len(history) for history in seen])
    items = np.concatenate([history.item for history in seen])
    weights = np.concatenate([model.entry_weights(history) for history in seen])
    return from_pairs(rows, items, weights, (len(seen), n_items))


def chunks(count: int, *, n_items: int, cells: int = 8_000_000) -> Iterator[slice]:
    """Slices of histories whose dense scores stay within `cells` numbers."""
    step = max(1, cells // max(n_items, 1))
    for start in range(0, count, step):
        yield slice(start, min(count, start + step))
