"""How well each product answers the words: a lexical and a semantic arm, and how much of the query is covered.

Each arm is put on the scale 0 to 1 and they are added, so that what either finds alone still counts and what both find
comes first. Coverage, where a word's synonyms count nearly like itself, keeps a product that has all the words above
one that has a rare word often.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import NONE, Fit
from retrieval.embed import Vectors
from retrieval.filters import AttributeFilter, Filters
from retrieval.index import Index
from retrieval.need import Need, Wish
from retrieval.query.bilingual import synonyms
from retrieval.tokens import STOP_WORDS, has_han, terms, words

Scores = NDArray[np.float32]
Postings = tuple[NDArray[np.int32], NDArray[np.float32]]
LEXICAL_ALONE, COVERAGE_ALONE = 0.6, 0.4
EXACT = 2.0
"""A product named by its own number stands above every other."""
CONTRADICTED = 0.06
"""What a product loses that tells another value than the one wished for: a black one where white is asked for."""
CHEAP = 0.1
"""The cheapest of the good matches over the dearest, where a low price is wished for."""


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
    wished: float = 0.06
    """A wish that is met."""


WEIGHTS = Weights()
HEAD = Weights(synonym=0.95, synonym_lexical=0.8)
"""Where the catalogue calls the thing itself by another name, that name is as good: a notebook is a laptop."""


@dataclass(frozen=True)
class Ranking:
    """Per product; `total` is what they are ordered by, the rest says where it came from."""

    total: Scores
    lexical: Scores
    semantic: Scores
    """Cosines as they are, 0 where there is no semantic arm."""
    meant: Scores
    """The same with what is merely an accessory held down."""
    coverage: Scores

    def sources(self, row: int) -> dict[str, float]:
        parts = {"lexical": self.lexical, "semantic": self.semantic, "coverage": self.coverage}
        return {name: round(float(values[row]), 4) for name, values in parts.items() if values[row] > 0}


def rank(index: Index, need: Need, query_vector: Vectors | None, *, weights: Weights = WEIGHTS) -> Ranking:
    """`query_vector` is that of `embedded_query(need.residual)`; without it the lexical arm is alone."""
    impact, coverage = _matched(index, _telling_terms(need), weights, head=_named_head(need))
    lexical = _by_maximum(impact)
    if query_vector is None or index.vectors is None:
        semantic = meant = np.zeros(index.columns.size, dtype=np.float32)
        total = LEXICAL_ALONE * lexical + COVERAGE_ALONE * coverage
    else:
        semantic = np.maximum(np.asarray(index.vectors @ query_vector, dtype=np.float32), 0.0)
        meant = semantic if index.accessory is None else np.maximum(semantic - weights.accessory * index.accessory, 0.0)
        total = weights.lexical * lexical + weights.semantic * _by_maximum(meant) + weights.coverage * coverage
    for row in exact_rows(index, need):
        total[row] += EXACT
    return Ranking(total, lexical, semantic, meant, coverage)


def embedded_query(residual: str) -> str:
    """The text whose vector stands for the words: their English where there is some, for an English embedder."""
    return _latin(residual) or residual


def query_terms(text: str) -> list[str]:
    """Index terms of the words that carry meaning; all of them where none does."""
    meant = [word for word in words(text) if word not in STOP_WORDS]
    return terms(" ".join(meant)) if meant and len(meant) < len(words(text)) else terms(text)


def _telling_terms(need: Need) -> list[str]:
    """The query's terms without the brands that are filters: what every candidate has tells none from the other."""
    asked = query_terms(need.residual)
    brands = [*need.filters.brands, *(s.text for s in need.spans if s.kind == "brand" and s.hard and not s.negated)]
    same = set(terms(" ".join(brands))) if need.filters.brands else set()
    return [term for term in asked if term not in same] or asked


def _named_head(need: Need) -> str:
    """The word for the thing itself, where it means a kind or category of this catalogue."""
    kinds = {"category", "product_type"}
    return need.head if any(span.kind in kinds and not span.negated for span in need.spans) else ""


def _matched(index: Index, asked: list[str], weights: Weights, *, head: str) -> tuple[Scores, Scores]:
    """BM25F of the query's terms, and the share of them that each product has, synonyms included."""
    size = index.columns.size
    impact, coverage = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    # Pairs of characters across two Chinese words are no words; where nothing has them, they ask nothing.
    different = list(dict.fromkeys(asked))
    different = [term for term in different if not has_han(term) or index.lexical.documents(term)] or different
    for term in different:
        alike = [held for other in synonyms().get(term, ()) if (held := index.lexical.postings(other)) is not None]
        own = index.lexical.postings(term)
        if alike:
            _add_with_synonyms(impact, coverage, own, alike, HEAD if term == head else weights)
        elif own is not None:
            impact[own[0]] += own[1]
            coverage[own[0]] += 1.0
    return impact, (coverage / np.float32(max(len(different), 1))).astype(np.float32)


def _add_with_synonyms(
    impact: Scores, coverage: Scores, own: Postings | None, alike: list[Postings], weights: Weights
) -> None:
    """Each product counts once, by the term itself where it has it, else by its best synonym."""
    best, has = np.zeros_like(impact), np.zeros_like(coverage)
    for rows, impacts in alike:
        best[rows] = np.maximum(best[rows], weights.synonym_lexical * impacts)
        has[rows] = weights.synonym
    if own is not None:
        best[own[0]] = np.maximum(best[own[0]], own[1])
        has[own[0]] = 1.0
    impact += best
    coverage += has


def exact_rows(index: Index, need: Need) -> list[int]:
    """Products whose sku, EAN or model number the text names."""
    return [row for key in need.exact_ids if (row := index.columns.row_of.get(key)) is not None]


def wished(index: Index, need: Need, fit: Fit, ranking: Ranking, *, weights: Weights = WEIGHTS) -> Ranking:
    """The ranking with what is wished for raised; the wish for a low price counts among what fits the words well."""
    total = ranking.total.copy()
    for wish in need.wishes:
        meeting = _meeting(index, wish)
        total += weights.wished * meeting.astype(np.float32)
        total -= CONTRADICTED * (_telling(index, wish) & ~meeting).astype(np.float32)
    if any(wish.kind == "cheap" for wish in need.wishes):
        good = fit.products & (total >= 0.6 * total[fit.products].max(initial=0.0))
        total += CHEAP * _cheapness(index, fit, good)
    for amount in [wish.amount_minor for wish in need.wishes if wish.kind == "price_around" and wish.amount_minor]:
        total -= CHEAP * np.minimum(np.abs(np.log(_prices(index, fit) / amount)), 2.0).astype(np.float32)
    return replace(ranking, total=total)


def _meeting(index: Index, wish: Wish) -> NDArray[np.bool_]:
    values = tuple(map(str, wish.values))
    asked = {
        "brand": Filters(brands=values),
        "category": Filters(categories=values),
        "product_type": Filters(product_types=values),
        "attribute": Filters(attributes=(AttributeFilter(wish.name, any_of=wish.values),)),
    }.get(wish.kind)
    return index.columns.fitting(asked).products if asked else np.zeros(index.columns.size, dtype=np.bool_)


def _telling(index: Index, wish: Wish) -> NDArray[np.bool_]:
    """Products that say anything about the attribute wished for; nobody is blamed for saying nothing."""
    if wish.kind != "attribute" or True in wish.values:
        return np.zeros(index.columns.size, dtype=np.bool_)
    columns = index.columns
    return columns.attributes.holding(wish.name) | columns.any_variant(columns.options.holding(wish.name))


def _cheapness(index: Index, fit: Fit, good: NDArray[np.bool_]) -> Scores:
    """1 for the cheapest of `good` down to 0 for the dearest, by rank; 0 outside and where no price is told."""
    found = np.zeros(index.columns.size, dtype=np.float32)
    prices = _prices(index, fit)
    rows = np.flatnonzero(good & np.isfinite(prices))
    order = rows[np.argsort(prices[rows], kind="stable")]
    found[order] = np.linspace(1.0, 0.0, len(order), dtype=np.float32)
    return found


def _prices(index: Index, fit: Fit) -> NDArray[np.float64]:
    """The lowest price of each product's fitting variants, infinite where none is told."""
    offers = index.columns.offers
    prices = np.where(fit.variants & (offers.price != NONE), offers.price, np.inf)
    return np.asarray(np.minimum.reduceat(prices, index.columns.variant_starts[:-1]), dtype=np.float64)


def _latin(text: str) -> str:
    return " ".join(word for word in text.split() if not has_han(word))


def _by_maximum(scores: Scores) -> Scores:
    highest = float(scores.max(initial=0.0))
    return scores / highest if highest > 0 else scores
