"""How well each product answers the words: a lexical and a semantic arm, how much of the query is covered, and signals.

Each arm is put on the scale 0 to 1 among what fits and they are added, so that what either finds alone still counts and
what both find comes first. Coverage, where a word's synonyms count nearly like itself, keeps a product that has all the
words above one that has a rare word often. Signals (popularity, stars, stock, what shoppers chose after the same words,
this shopper's own tastes) are features of their own and small: they order what the words leave equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import Fit
from retrieval.embed import Vectors
from retrieval.index import Index
from retrieval.matching import Alike, Scores, Worth, matched, saying_head
from retrieval.need import Need
from retrieval.plan import Nearest, Plan, asked_for, candidates, choose, semantic_scores
from retrieval.tokens import has_han, terms

LEXICAL_ALONE, COVERAGE_ALONE = 0.6, 0.4
EXACT = 2.0
"""A product named by its own number stands above every other."""


@dataclass(frozen=True)
class Weights:
    """What each part adds; `aisle eval search` tells how such weights do when chosen by nested cross-validation."""

    lexical: float = 0.15
    semantic: float = 0.5
    coverage: float = 0.4
    synonym: float = 0.7
    """What a word's synonym counts in coverage,"""
    synonym_lexical: float = 0.3
    """and of its impact in the lexical arm."""
    accessory: float = 0.4
    """How far likeness to accessories in general counts against likeness to the words: a laptop is not its bag."""
    brand_semantic: float = 0.0
    """Share of the semantic arm where the words are nothing but a brand: no product means a brand more than another."""
    wished: float = 0.06
    """A wish that is met."""
    signals: Mapping[str, float] = field(
        default_factory=lambda: {"stock": 0.02, "stars": 0.01, "popular": 0.02, "chosen": 0.2, "personal": 0.06}
    )
    """By the name of the signal."""


WEIGHTS = Weights()


@dataclass(frozen=True)
class Ranking:
    """Per product; `total` is what they are ordered by, the rest says where it came from."""

    total: Scores
    lexical: Scores
    semantic: Scores
    """Cosines as they are, 0 where there is no semantic arm or the plan leaves the product out."""
    meant: Scores
    """The same with what is merely an accessory held down."""
    coverage: Scores
    heads: NDArray[np.bool_] | None
    """Products that say a word for the thing itself; `None` where the need names none."""
    fit: Fit
    """What may be shown at all: it meets the filters, and the plan took it for a candidate."""
    plan: Plan = "all"
    signals: Mapping[str, Scores] = field(default_factory=dict)
    """Each signal as it is, before its weight."""

    def sources(self, row: int) -> dict[str, float]:
        parts = {"lexical": self.lexical, "semantic": self.semantic, "coverage": self.coverage, **self.signals}
        return {name: round(float(values[row]), 4) for name, values in parts.items() if values[row] != 0}


@dataclass(frozen=True)
class Query:
    """A need with its vector (of `embedded_query(need.residual)`; `None` leaves the lexical arm alone)."""

    need: Need
    vector: Vectors | None = None
    synonyms: Alike = field(default_factory=dict)
    """Learned from what shoppers searched and chose."""


def rank(
    index: Index, query: Query, fit: Fit, *, weights: Weights = WEIGHTS, nearest: Nearest | None = None
) -> Ranking:
    """By words and meaning among what fits; signals and wishes come on top (see `signals.py`, `wishes.py`)."""
    worth = Worth(weights.synonym, weights.synonym_lexical)
    impact, coverage = matched(index, query.need, worth, learned=query.synonyms)
    heads = saying_head(index, query.need, learned=query.synonyms)
    if query.vector is None or index.vectors is None:
        lexical = _by_maximum(impact, fit)
        silent = np.zeros(index.columns.size, dtype=np.float32)
        total = LEXICAL_ALONE * lexical + COVERAGE_ALONE * coverage
        return _with_exact(index, query.need, Ranking(total, lexical, silent, silent, coverage, heads, fit))
    plan = choose(fit.share, nearest=nearest is not None)
    if plan == "nearest" and nearest is not None:
        # Variants stay as they are: the plan narrows the products only.
        near = nearest.rows(query.vector, asked_for(fit.share))
        fit = Fit(candidates(near, impact, fit.products), fit.variants)
    rows = None if plan == "all" else np.flatnonzero(fit.products)
    semantic = semantic_scores(index.vectors, query.vector, rows)
    meant = semantic if index.accessory is None else np.maximum(semantic - weights.accessory * index.accessory, 0.0)
    lexical = _by_maximum(impact, fit)
    share = weights.brand_semantic if _only_brand(query.need) else 1.0
    total = weights.lexical * lexical + share * weights.semantic * _by_maximum(meant, fit) + weights.coverage * coverage
    return _with_exact(index, query.need, Ranking(total, lexical, semantic, meant, coverage, heads, fit, plan))


def embedded_query(residual: str) -> str:
    """The text whose vector stands for the words: their English where there is some, for an English embedder."""
    return " ".join(word for word in residual.split() if not has_han(word)) or residual


def exact_rows(index: Index, need: Need) -> list[int]:
    """Products whose sku, EAN or model number the text names."""
    return [row for key in need.exact_ids if (row := index.columns.row_of.get(key)) is not None]


def _with_exact(index: Index, need: Need, ranking: Ranking) -> Ranking:
    for row in exact_rows(index, need):
        ranking.total[row] += EXACT
        # A candidate it is in any case, whatever the plan.
        ranking.fit.products[row] |= bool(ranking.fit.variants[_variants(index, row)].any())
    return ranking


def _variants(index: Index, row: int) -> slice:
    return slice(int(index.columns.variant_starts[row]), int(index.columns.variant_starts[row + 1]))


def _only_brand(need: Need) -> bool:
    """Whether every word belongs to the name of a brand."""
    named = [name for mention in need.mentions if mention.kind == "brand" for name in mention.values]
    asked = set(terms(need.residual))
    return bool(named) and asked <= {term for name in named for term in terms(str(name))}


def _by_maximum(scores: Scores, fit: Fit) -> Scores:
    """Between 0 and 1 among what fits."""
    highest = float(scores[fit.products].max(initial=0.0))
    return np.minimum(scores / highest, 1.0) if highest > 0 else scores
