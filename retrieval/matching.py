"""The lexical arm's two figures for a need: BM25F of its terms, and the share of them that each product has."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.index import Index
from retrieval.lexical import Lexical
from retrieval.need import Need
from retrieval.query.bilingual import synonyms, translated
from retrieval.tokens import has_han, query_terms, terms
from retrieval.vocabulary import phrase_of

Scores = NDArray[np.float32]
Postings = tuple[NDArray[np.int32], NDArray[np.float32]]
Alike = Mapping[str, tuple[str, ...]]
"""Index terms to others for the same thing."""
KINDS = frozenset({"category", "product_type"})


@dataclass(frozen=True)
class Worth:
    """What a synonym counts beside the word itself: in coverage, and of its impact."""

    coverage: float
    impact: float


HEAD = Worth(coverage=0.95, impact=0.8)
"""Where the catalogue calls the thing itself by another name, that name is as good: a notebook is a laptop."""


def matched(index: Index, need: Need, worth: Worth, *, learned: Alike) -> tuple[Scores, Scores]:
    """Impact and coverage of every product; `learned` synonyms join those of the language and of the catalogue."""
    size = index.columns.size
    impact, coverage = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    different, head = _different_terms(index, need), _named_head(need)
    for term in different:
        others = _others(index, term, learned)
        alike = [held for other in others if (held := _postings(index.lexical, other)) is not None]
        own = index.lexical.postings(term)
        if alike:
            _add_with_synonyms(impact, coverage, own, alike, HEAD if term == head else worth)
        elif own is not None:
            impact[own[0]] += own[1]
            coverage[own[0]] += 1.0
    return impact, (coverage / np.float32(max(len(different), 1))).astype(np.float32)


def head_terms(need: Need) -> tuple[str, ...]:
    """Index terms of the words for the thing itself, the last of each name of it, as read and in English."""
    mended = {each.written: each.read for each in need.corrections}
    found: dict[str, None] = {}
    for mention in need.mentions:
        if mention.head and not mention.negated:
            said = need.text[mention.start : mention.end].lower()
            said = mended.get(said, said)
            named = translated(phrase_of(said).split(" ")) if has_han(said) else [said]
            found.update(dict.fromkeys(term[-1] for name in named if (term := terms(name))))
    return tuple(found)


def saying_head(index: Index, need: Need, *, learned: Alike) -> NDArray[np.bool_] | None:
    """Products with a word for the thing itself or a synonym of it; `None` where the need names no thing."""
    heads = head_terms(need)
    if not heads:
        return None
    found = np.zeros(index.columns.size, dtype=np.bool_)
    for term in {term for head in heads for term in (head, *_others(index, head, learned))}:
        if (held := _postings(index.lexical, term)) is not None:
            found[held[0]] = True
    return found


def _others(index: Index, term: str, learned: Alike) -> tuple[str, ...]:
    known = (synonyms().get(term, ()), index.vocabulary.synonyms.get(term, ()), learned.get(term, ()))
    return tuple(dict.fromkeys(other for others in known for other in others))


def _different_terms(index: Index, need: Need) -> list[str]:
    different = list(dict.fromkeys(_telling_terms(need)))
    # Pairs of characters across two Chinese words are no words; where nothing has them, they ask nothing.
    return [term for term in different if not has_han(term) or index.lexical.documents(term)] or different


def _telling_terms(need: Need) -> list[str]:
    """The query's terms without the brands that are filters: what every candidate has tells none from the other."""
    asked = query_terms(need.residual)
    brands = [*need.filters.brands, *(s.text for s in need.spans if s.kind == "brand" and s.hard and not s.negated)]
    same = set(terms(" ".join(brands))) if need.filters.brands else set()
    return [term for term in asked if term not in same] or asked


def _named_head(need: Need) -> str:
    """The word for the thing itself, where it means a kind or category of this catalogue."""
    return need.head if any(span.kind in KINDS and not span.negated for span in need.spans) else ""


def _add_with_synonyms(
    impact: Scores, coverage: Scores, own: Postings | None, alike: list[Postings], worth: Worth
) -> None:
    """Each product counts once, by the term itself where it has it, else by its best synonym."""
    best, has = np.zeros_like(impact), np.zeros_like(coverage)
    for rows, impacts in alike:
        best[rows] = np.maximum(best[rows], worth.impact * impacts)
        has[rows] = worth.coverage
    if own is not None:
        best[own[0]] = np.maximum(best[own[0]], own[1])
        has[own[0]] = 1.0
    impact += best
    coverage += has


def _postings(lexical: Lexical, phrase: str) -> Postings | None:
    """Products with every word of the phrase; together its words weigh as much as one."""
    found = [lexical.postings(term) for term in phrase.split(" ")]
    held = [each for each in found if each is not None]
    if len(held) < len(found):
        return None
    rows, impacts = held[0]
    for others, more in held[1:]:
        rows, here, there = np.intersect1d(rows, others, assume_unique=True, return_indices=True)
        impacts = impacts[here] + more[there]
    return rows, impacts / np.float32(len(held))
