"""Which products get a score for their meaning: those that fit, all of them, or only the nearest.

A filter that lets few through is applied first and only the rest is scored (`mask`); one that lets many through costs
less when all are scored in one pass and masked after (`all`). In a catalogue too large to score whole, more neighbours
than needed are asked of Chroma's HNSW graph, so that enough of them fit, and only those are scored exactly, together
with the best of what the words find (`nearest`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import Mask
from retrieval.embed import Vectors
from retrieval.vectors import chroma_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chromadb.api.models.Collection import Collection

Plan = Literal["mask", "all", "nearest"]
MASKED_SHARE = 0.25
"""Up to this share of products, picking their vectors out costs less than passing over all of them."""
NEAREST_FROM = 200_000
"""Products above which HNSW and its candidates beat one pass over all vectors."""
NEAREST_SHARE = 0.02
"""A filter that lets through less than this would leave too few of any number of neighbours worth asking for."""
WANTED, MOST_NEAREST = 400, 4_000
"""Neighbours that should be left after the filter, and the most that are asked for."""
BEST_BY_WORDS = 1_000


class Nearest(Protocol):
    """Finds rows near a vector without looking at all of them."""

    def rows(self, vector: Vectors, count: int) -> NDArray[np.int64]:
        """The nearest first; fewer where there are fewer.

        Raises:
            Unavailable: If the store does not answer.
        """


def choose(share: float, *, nearest: bool) -> Plan:
    """By the share of products that meet the filters; `nearest` says that the catalogue is too large to score whole."""
    if nearest and share >= NEAREST_SHARE:
        return "nearest"
    return "mask" if share <= MASKED_SHARE else "all"


def asked_for(share: float) -> int:
    """How many neighbours to ask for, so that `WANTED` of them meet filters which let `share` through."""
    return min(MOST_NEAREST, round(WANTED / max(share, NEAREST_SHARE)))


def semantic_scores(vectors: Vectors, query: Vectors, rows: NDArray[np.int64] | None) -> NDArray[np.float32]:
    """Cosines of `rows`, 0 for every other product; of all products where `rows` is `None`. Never below 0."""
    if rows is None:
        return np.maximum(np.asarray(vectors @ query, dtype=np.float32), 0.0)
    found = np.zeros(len(vectors), dtype=np.float32)
    found[rows] = np.maximum(vectors[rows] @ query, 0.0)
    return found


def candidates(near: NDArray[np.int64], impact: NDArray[np.float32], fitting: Mask) -> Mask:
    """Of what fits: the neighbours, and what has the query's words best."""
    chosen = np.zeros(len(fitting), dtype=np.bool_)
    chosen[near] = True
    worded = np.flatnonzero((impact > 0) & fitting)
    if len(worded) > BEST_BY_WORDS:
        worded = worded[np.argpartition(-impact[worded], BEST_BY_WORDS - 1)[:BEST_BY_WORDS]]
    chosen[worded] = True
    found: Mask = chosen & fitting
    return found


@dataclass(frozen=True)
class ChromaNearest:
    """Chroma holds the same vectors by product id; what this version of the index does not know is left out."""

    collection: "Collection"
    row_of: "Mapping[str, int]"

    def rows(self, vector: Vectors, count: int) -> NDArray[np.int64]:
        with chroma_errors():
            found = self.collection.query(query_embeddings=vector[None, :], n_results=count, include=[])
        return np.array([self.row_of[key] for key in found["ids"][0] if key in self.row_of], dtype=np.int64)
