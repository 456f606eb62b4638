"""Matrix factorisation for implicit feedback; a new shopper is folded in, so no refit is needed for them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.features import Interactions
from retrieval.recommend.model import Cause, History, causes
from retrieval.sparse import Floats, Indices, Matrix, save_arrays


@dataclass(frozen=True)
class AlsModel:
    """`score = Y x` with the shopper's vector `x = (Y'Y + alpha Y'WY + l I)^-1 (1 + alpha) Y'w` from their history."""

    name: str
    factors: Floats
    """`(n_items, k)`."""
    alpha: float
    penalty: float
    decay: float
    reach: int = 50

    def score(self, history: History) -> Floats:
        if not len(history):
            return np.zeros(len(self.factors), dtype=np.float32)
        scores: Floats = (self.factors @ self._vector(history)).astype(np.float32)
        scores[scores < 0] = 0
        return scores

    def _vector(self, history: History) -> Floats:
        seen = history.latest(self.reach)
        weight = seen.weight * np.float32(self.decay) ** seen.ranks()
        own = self.factors[seen.item].astype(np.float64)
        gram = self._gram + self.alpha * (own.T * weight) @ own
        vector: Floats = np.linalg.solve(gram, (1 + self.alpha) * (own.T @ weight)).astype(np.float32)
        return vector

    @cached_property
    def _gram(self) -> NDArray[np.float64]:
        gram = (self.factors.T @ self.factors).astype(np.float64)
        regular: NDArray[np.float64] = gram + self.penalty * np.eye(len(gram))
        return regular

    def drops(self, history: History, items: Indices) -> Floats:
        """Not linear: the shopper's vector is solved again without each entry."""
        now = self._at(history, items)
        without = [self._at(history.without(position), items) for position in range(len(history))]
        return np.array([now - then for then in without], dtype=np.float32).reshape(len(history), len(items))

    def _at(self, history: History, items: Indices) -> Floats:
        if not len(history):
            return np.zeros(len(items), dtype=np.float32)
        found: Floats = np.maximum(self.factors[items] @ self._vector(history), np.float32(0))
        return found

    def explain(self, history: History, item: int) -> tuple[Cause, ...]:
        return causes(self, history, item)

    def save(self, folder: Path) -> None:
        told = np.array([self.alpha, self.penalty, self.decay, self.reach])
        save_arrays(folder / f"{self.name}.npz", {"factors": self.factors, "parameters": told})


@dataclass(frozen=True)
class Als:
    """Minimises `sum (1 + alpha r_ui)(p_ui - x_u' y_i)^2 + l (|x|^2 + |y|^2)` by alternating least squares.

    Hu, Koren and Volinsky 2008, "Collaborative filtering for implicit feedback datasets", with the conjugate gradient
    steps of Takacs, Pilaszy and Tikk 2011, all rows of a side at once: no row is solved alone, so numpy does the work.
    """

    name: str = "als"
    factors: int = 48
    rounds: int = 8
    steps: int = 3
    alpha: float = 10.0
    penalty: float = 1.0
    decay: float = 0.9
    seed: int = 0

    def fit(self, interactions: Interactions) -> AlsModel:
        chosen = interactions.user_item()
        flipped: Matrix = chosen.T.tocsr()
        users, items = self.start(chosen.shape[0], chosen.shape[1])
        for _ in range(self.rounds):
            users = self.solve(chosen, users, items)
            items = self.solve(flipped, items, users)
        return self.model(items, interactions.item_counts())

    def start(self, n_users: int, n_items: int) -> tuple[Floats, Floats]:
        """Small random factors, `(n_users, factors)` and `(n_items, factors)`, the same for the same seed."""
        chance = np.random.default_rng(self.seed)
        users = (0.01 * chance.standard_normal((n_users, self.factors))).astype(np.float32)
        items = (0.01 * chance.standard_normal((n_items, self.factors))).astype(np.float32)
        return users, items

    def model(self, items: Floats, counts: NDArray[np.int64]) -> AlsModel:
        items[counts == 0] = 0
        return AlsModel(self.name, items, alpha=self.alpha, penalty=self.penalty, decay=self.decay)

    def solve(self, chosen: Matrix, rows: Floats, others: Floats) -> Floats:
        """A few conjugate gradient steps from `rows` towards each row's least squares solution, each row alone."""
        gram = others.T @ others + self.penalty * np.eye(others.shape[1], dtype=np.float32)
        row = np.repeat(np.arange(chosen.shape[0]), np.diff(chosen.indptr))
        own = others[chosen.indices]

        def applied(vectors: Floats) -> Floats:
            dots = np.einsum("nk,nk->n", vectors[row], own) * chosen.data * np.float32(self.alpha)
            weighted = type(chosen)((dots, chosen.indices, chosen.indptr), shape=chosen.shape)
            return np.asarray(vectors @ gram + weighted @ others, dtype=np.float32)

        rest = np.asarray((1 + self.alpha) * (chosen @ others), dtype=np.float32) - applied(rows)
        direction, norm = rest.copy(), np.einsum("nk,nk->n", rest, rest)
        for _ in range(self.steps):
            moved = applied(direction)
            length = norm / np.maximum(np.einsum("nk,nk->n", direction, moved), 1e-12)
            rows = rows + length[:, None] * direction
            rest = rest - length[:, None] * moved
            after = np.einsum("nk,nk->n", rest, rest)
            direction = rest + (after / np.maximum(norm, 1e-12))[:, None] * direction
            norm = after
        return rows.astype(np.float32)

    def load(self, folder: Path) -> AlsModel:
        with np.load(folder / f"{self.name}.npz", allow_pickle=False) as stored:
            alpha, penalty, decay, reach = stored["parameters"].tolist()
            return AlsModel(self.name, stored["factors"], alpha, penalty, decay, int(reach))
