"""MiniLM's forward pass in plain numpy (BERT, 6 layers, 12 heads; Devlin et al. 2019)."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embed import Vectors

LAYERS, HEADS, EPSILON = 6, 12, 1e-12
Weights = dict[str, NDArray[np.float32]]


class NumpyForward:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    @classmethod
    def read(cls, path: Path) -> "NumpyForward":
        from safetensors.numpy import load_file

        return cls(load_file(path))

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Vectors:
        hidden = self._embed(ids)
        blocked = np.where(mask[:, None, None, :] == 1, 0.0, -1e9).astype(np.float32)
        for layer in range(LAYERS):
            hidden = self._layer(hidden, blocked, f"encoder.layer.{layer}.")
        real = mask[:, :, None].astype(np.float32)
        mean: Vectors = (hidden * real).sum(axis=1) / real.sum(axis=1)
        return mean

    def _embed(self, ids: NDArray[np.int64]) -> Vectors:
        words = self._weights["embeddings.word_embeddings.weight"][ids]
        places = self._weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normalised(words + places + kind, "embeddings.LayerNorm")

    def _layer(self, hidden: Vectors, blocked: Vectors, name: str) -> Vectors:
        attended = self._dense(self._attend(hidden, blocked, name), name + "attention.output.dense")
        hidden = self._normalised(hidden + attended, name + "attention.output.LayerNorm")
        inner = _gelu(self._dense(hidden, name + "intermediate.dense"))
        return self._normalised(hidden + self._dense(inner, name + "output.dense"), name + "output.LayerNorm")

    def _attend(self, hidden: Vectors, blocked: Vectors, name: str) -> Vectors:
        rows, length, width = hidden.shape
        query, key, value = (
            self._dense(hidden, f"{name}attention.self.{part}").reshape(rows, length, HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width / HEADS)) + blocked
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed: Vectors = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        return mixed.transpose(0, 2, 1, 3).reshape(rows, length, width)

    def _dense(self, hidden: Vectors, name: str) -> Vectors:
        turned: Vectors = hidden @ self._weights[name + ".weight"].T + self._weights[name + ".bias"]
        return turned

    def _normalised(self, hidden: Vectors, name: str) -> Vectors:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
        scaled: Vectors = centred / spread * self._weights[name + ".weight"] + self._weights[name + ".bias"]
        return scaled


def _gelu(values: Vectors) -> Vectors:
    from scipy.special import erf

    curved: Vectors = (values * 0.5 * (1.0 + erf(values / np.float32(np.sqrt(2.0))))).astype(np.float32)
    return curved
