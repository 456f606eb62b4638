"""The lexical arm: BM25F over weighted fields, kept as postings in flat arrays that are mapped into memory.

Robertson & Zaragoza 2009, section 3.6: field frequencies are weighted and normalised by length each, then added before
the saturation. A posting already holds its whole impact, so a query only adds.
"""

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.tokens import terms

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

WEIGHTS = {"title": 3.0, "type": 2.0, "brand": 1.5, "keywords": 2.0, "attributes": 0.6, "description": 1.0}
LENGTH = {"title": 0.4, "type": 0.2, "brand": 0.0, "keywords": 0.0, "attributes": 0.6, "description": 0.6}
"""BM25's b by field: how much a long field counts less."""
K1 = 1.2


@dataclass(frozen=True)
class Lexical:
    """Documents are rows, 0 to `size - 1`."""

    vocabulary: Mapping[str, int]
    starts: NDArray[np.int64]
    """`(n_terms + 1,)`: where each term's postings begin."""
    rows: NDArray[np.int32]
    impacts: NDArray[np.float32]
    weights: NDArray[np.float32]
    """`(n_terms,)`: inverse document frequency."""
    size: int
    means: Mapping[str, float] = field(default_factory=dict)
    """Mean length by field."""

    def postings(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]] | None:
        """Rows that hold `term`, ascending, and what it adds to each."""
        place = self.vocabulary.get(term)
        if place is None:
            return None
        start, end = self.starts[place], self.starts[place + 1]
        return self.rows[start:end], self.impacts[start:end]

    def weight(self, term: str) -> float:
        """How rare the term is; an unknown one is as rare as can be."""
        place = self.vocabulary.get(term)
        return float(self.weights[place]) if place is not None else self.rarest

    @cached_property
    def rarest(self) -> float:
        return float(np.log1p((self.size + 0.5) / 0.5))

    def documents(self, term: str) -> int:
        place = self.vocabulary.get(term)
        return 0 if place is None else int(self.starts[place + 1] - self.starts[place])

    def scores(self, query: Iterable[str]) -> NDArray[np.float32]:
        """BM25F of every row, 0 where no term occurs."""
        found = np.zeros(self.size, dtype=np.float32)
        for term, count in Counter(query).items():
            if (held := self.postings(term)) is not None:
                found[held[0]] += count * held[1]
        return found

    @classmethod
    def load(cls, folder: Path, *, prefix: str = "lexical") -> "Lexical":
        told = json.loads((folder / f"{prefix}.json").read_text(encoding="utf-8"))
        parts = {
            name: np.asarray(np.load(folder / f"{prefix}.{name}.npy", mmap_mode="r"))
            for name in ("starts", "rows", "impacts", "weights")
        }
        vocabulary = {term: place for place, term in enumerate(told["terms"])}
        return cls(vocabulary=vocabulary, size=told["size"], means=told["means"], **parts)


class LexicalBuilder:
    """Takes documents one by one, in row order."""

    def __init__(self, weights: Mapping[str, float] = WEIGHTS, lengths: Mapping[str, float] = LENGTH) -> None:
        self._field_weights, self._field_lengths = weights, lengths
        self._places: defaultdict[str, int] = defaultdict(lambda: len(self._places))
        self._postings = {name: (array("i"), array("i"), array("f")) for name in weights}
        self._sizes: dict[str, array[float]] = {name: array("f") for name in weights}

    def add(self, fields: Mapping[str, str]) -> None:
        for name, (rows, places, counts) in self._postings.items():
            found = Counter(terms(fields.get(name, "")))
            row = len(self._sizes[name])
            self._sizes[name].append(float(sum(found.values())))
            for term, count in found.items():
                rows.append(row)
                places.append(self._places[term])
                counts.append(count)

    def finish(self, like: Lexical | None = None) -> Lexical:
        """With the statistics of these documents, or with those of `like`, which they are about to join."""
        size = len(next(iter(self._sizes.values())))
        means = like.means if like is not None else {name: _mean(sizes) for name, sizes in self._sizes.items()}
        frequency = self._weighted_frequencies(size, means)
        held = np.diff(frequency.indptr)
        total = size if like is None else like.size + size
        weights = np.log1p((total - held + 0.5) / (held + 0.5)).astype(np.float32)
        if like is not None:
            known = [(place, like.vocabulary[term]) for term, place in self._places.items() if term in like.vocabulary]
            here, there = np.array(known, dtype=np.int64).reshape(-1, 2).T
            weights[here] = like.weights[there]
        saturated = frequency.data * (K1 + 1) / (frequency.data + K1)
        impacts = saturated * np.repeat(weights, held)
        return Lexical(
            vocabulary=dict(self._places),
            starts=frequency.indptr.astype(np.int64),
            rows=frequency.indices.astype(np.int32),
            impacts=impacts.astype(np.float32),
            weights=weights,
            size=size,
            means=means,
        )

    def _weighted_frequencies(self, size: int, means: Mapping[str, float]) -> "csc_matrix":
        from scipy.sparse import csc_matrix

        total = csc_matrix((size, len(self._places)), dtype=np.float32)
        for name, (rows, places, counts) in self._postings.items():
            sizes = np.asarray(self._sizes[name], dtype=np.float32)
            bend = self._field_lengths[name]
            scale = self._field_weights[name] / (1 - bend + bend * sizes / means[name])
            at = np.frombuffer(rows, dtype=np.int32) if rows else np.zeros(0, np.int32)
            values = np.asarray(counts, dtype=np.float32) * scale[at]
            total = total + csc_matrix((values, (at, np.asarray(places))), shape=total.shape)
        total.sort_indices()
        return total


def _mean(sizes: "array[float]") -> float:
    told = np.asarray(sizes, dtype=np.float32)
    return max(float(told[told > 0].mean()) if (told > 0).any() else 1.0, 1.0)


def save(lexical: Lexical, folder: Path, *, prefix: str = "lexical") -> None:
    ordered = sorted(lexical.vocabulary, key=lexical.vocabulary.__getitem__)
    told = {"size": lexical.size, "terms": ordered, "means": dict(lexical.means)}
    (folder / f"{prefix}.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    for name in ("starts", "rows", "impacts", "weights"):
        np.save(folder / f"{prefix}.{name}.npy", getattr(lexical, name))
