"""How well each product answers the words: a lexical and a semantic arm, and how much of the query is covered.

Both arms are put on one scale and added, so that what either finds alone still counts and what both find comes first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.embed import Vectors
from retrieval.index import Index
from retrieval.need import Need
from retrieval.tokens import STOP_WORDS, terms, words

Scores = NDArray[np.float32]
LEXICAL, SEMANTIC, COVERAGE = 0.2, 0.5, 0.3
LEXICAL_ALONE, COVERAGE_ALONE = 0.6, 0.4
EXACT = 2.0
"""A product named by its own number stands above every other."""


@dataclass(frozen=True)
class Ranking:
    """Per product; `total` is what they are ordered by, the rest says where it came from."""

    total: Scores
    lexical: Scores
    semantic: Scores
    coverage: Scores

    def sources(self, row: int) -> dict[str, float]:
        parts = {"lexical": self.lexical, "semantic": self.semantic, "coverage": self.coverage}
        return {name: round(float(values[row]), 4) for name, values in parts.items() if values[row] > 0}


def rank(index: Index, need: Need, query_vector: Vectors | None) -> Ranking:
    asked = query_terms(need.residual)
    lexical = _by_maximum(index.lexical.scores(asked))
    coverage = covered(index, asked)
    if query_vector is None or index.vectors is None:
        semantic = np.zeros(index.columns.size, dtype=np.float32)
        total = LEXICAL_ALONE * lexical + COVERAGE_ALONE * coverage
    else:
        semantic = np.maximum(np.asarray(index.vectors @ query_vector, dtype=np.float32), 0.0)
        total = LEXICAL * lexical + SEMANTIC * _by_maximum(semantic) + COVERAGE * coverage
    for row in exact_rows(index, need):
        total[row] += EXACT
    return Ranking(total, lexical, semantic, coverage)


def query_terms(text: str) -> list[str]:
    """Index terms of the words that carry meaning; all of them where none does."""
    meant = [word for word in words(text) if word not in STOP_WORDS]
    return terms(" ".join(meant)) if meant and len(meant) < len(words(text)) else terms(text)


def covered(index: Index, asked: list[str]) -> Scores:
    """Share of the query's terms that each product has."""
    found = np.zeros(index.columns.size, dtype=np.float32)
    different = list(dict.fromkeys(asked))
    for term in different:
        if (held := index.lexical.postings(term)) is not None:
            found[held[0]] += 1.0
    return found / max(len(different), 1)


def exact_rows(index: Index, need: Need) -> list[int]:
    """Products whose sku, EAN or model number the text names."""
    return [row for key in need.exact_ids if (row := index.columns.row_of.get(key)) is not None]


def _by_maximum(scores: Scores) -> Scores:
    highest = float(scores.max(initial=0.0))
    return scores / highest if highest > 0 else scores
