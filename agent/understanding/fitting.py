"""Multinomial logistic regression on sparse word pieces and dense vectors, by L-BFGS."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.understanding.model import EMBEDDING_WEIGHT, Floats
from agent.understanding.wordprints import BUCKETS, Csr

PIECE_PENALTY = 7e-6
EMBEDDING_PENALTY = 7e-6
STEPS = 60


@dataclass(frozen=True)
class Rows:
    pieces: Csr
    vectors: Floats | None

    def __len__(self) -> int:
        return len(self.pieces[0]) - 1


@dataclass(frozen=True)
class Fitted:
    pieces: Floats
    """`(BUCKETS, classes)`"""
    vectors: Floats | None
    """`(dimensions, classes)`"""
    bias: Floats

    def logits(self, rows: Rows) -> Floats:
        found = _matrix(rows) @ self.pieces + self.bias
        if self.vectors is not None and rows.vectors is not None:
            found = found + (rows.vectors * EMBEDDING_WEIGHT) @ self.vectors
        return np.asarray(found, dtype=np.float32)

    def quantised(self) -> dict[str, NDArray[np.generic]]:
        """Int8 with a scale for each class."""
        pieces, piece_scale = _int8(self.pieces)
        arrays: dict[str, NDArray[np.generic]] = {"pieces": pieces, "piece_scale": piece_scale, "bias": self.bias}
        if self.vectors is not None:
            arrays["embedding"], arrays["embedding_scale"] = _int8(self.vectors)
        return arrays


def _int8(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    scale = np.abs(weights).max(axis=0) / 127 + 1e-12
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)


def _matrix(rows: Rows):  # type: ignore[no-untyped-def]  # scipy's sparse type differs between its stub's versions
    from scipy.sparse import csr_array

    indptr, indices, data = rows.pieces
    return csr_array((data, indices, indptr), shape=(len(rows), BUCKETS), dtype=np.float32)


def fit(rows: Rows, targets: NDArray[np.int64], classes: int) -> Fitted:
    """Weights of the least mean log loss plus penalties; a class counts by the root of how often it was written."""
    from scipy.optimize import minimize

    problem = _Problem(rows, targets, classes)
    found = minimize(
        problem.loss,
        np.zeros(problem.size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": STEPS, "maxcor": 6, "ftol": 1e-6},
    )
    return problem.unpacked(np.asarray(found.x))


class _Problem:
    def __init__(self, rows: Rows, targets: NDArray[np.int64], classes: int) -> None:
        self._matrix = _matrix(rows)
        self._transposed = self._matrix.T.tocsr()
        self._vectors = None if rows.vectors is None else rows.vectors * np.float32(EMBEDDING_WEIGHT)
        self._targets = targets
        self._classes = classes
        counts = np.bincount(targets, minlength=classes)
        weights = 1.0 / np.sqrt(np.maximum(counts, 1))[targets]
        self._weights = (weights / weights.sum()).astype(np.float32)
        self._dimensions = 0 if self._vectors is None else self._vectors.shape[1]
        self.size = (BUCKETS + self._dimensions + 1) * classes

    def unpacked(self, flat: NDArray[np.float64]) -> Fitted:
        table = flat.reshape(-1, self._classes).astype(np.float32)
        vectors = table[BUCKETS:-1] if self._dimensions else None
        return Fitted(table[:BUCKETS], vectors, table[-1])

    def loss(self, flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        now = self.unpacked(flat)
        logits = self._matrix @ now.pieces + now.bias
        if now.vectors is not None and self._vectors is not None:
            logits = logits + self._vectors @ now.vectors
        logits -= logits.max(axis=1, keepdims=True)
        chances = np.exp(logits)
        chances /= chances.sum(axis=1, keepdims=True)
        at = np.arange(len(self._targets))
        value = float(-(np.log(chances[at, self._targets] + 1e-12) * self._weights).sum())
        chances[at, self._targets] -= 1.0
        chances *= self._weights[:, None]
        return self._penalised(value, now, chances)

    def _penalised(self, value: float, now: Fitted, error: Floats) -> tuple[float, NDArray[np.float64]]:
        gradient = [self._transposed @ error + PIECE_PENALTY * now.pieces]
        value += 0.5 * PIECE_PENALTY * float((now.pieces**2).sum())
        if now.vectors is not None and self._vectors is not None:
            gradient.append(self._vectors.T @ error + EMBEDDING_PENALTY * now.vectors)
            value += 0.5 * EMBEDDING_PENALTY * float((now.vectors**2).sum())
        gradient.append(error.sum(axis=0, keepdims=True))
        return value, np.concatenate(gradient).ravel().astype(np.float64)
