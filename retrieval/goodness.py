"""When to say that nothing answers the words: a bar set by the catalogue itself, not by anyone's ratings.

How good the best answer is, is one number: how near its meaning is, and how many of the words it has. When an index is
built that number is taken for words of real titles, which have an answer, and for words that no product has, which
have none; the bar lies where hardly any title would be called unanswered. Another catalogue or embedder gets another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from retrieval.embed import Vectors
from retrieval.lexical import Lexical
from retrieval.tokens import query_terms, stem

ASKED = 150
"""Titles, and as many made-up needs, the bar is set by."""
TITLES_MISSED = 0.02
"""Share of the titles that may lie below the bar."""
MEANING, WORDS = 0.6, 0.4
TITLE_WORDS, MADE_WORDS = 3, 2


@dataclass(frozen=True)
class Bar:
    """Answers below `hybrid` (with vectors) or `lexical` (without) are told to be none."""

    hybrid: float
    lexical: float
    caught: float = 0.0
    """Share of the made-up needs below the bar: how much it is worth here."""

    def says_no(self, cosine: float, coverage: float, *, semantic: bool) -> bool:
        if semantic:
            return goodness(cosine, coverage) < self.hybrid
        return coverage < self.lexical


def goodness(cosine: float, coverage: float) -> float:
    """Of the best product by each, 0 to 1."""
    return MEANING * cosine + WORDS * coverage


Measured = tuple[float, float]
"""The highest cosine and the highest coverage a text reaches."""


def set_bar(measure: Callable[[Sequence[str]], list[Measured]], titles: Sequence[str], known: frozenset[str]) -> Bar:
    """`measure` searches texts in the index that is being built; `known` are the words its products have."""
    random = np.random.default_rng(0)
    answered = measure(_of_titles(titles, random))
    unanswered = measure(_made_up(known, random))
    if not answered:
        return Bar(0.0, 0.0)
    good = np.array([goodness(*each) for each in answered])
    bad = np.array([goodness(*each) for each in unanswered])
    # Where both lie apart the bar goes between them, so that wordings nobody tried have room on either side.
    low = float(np.quantile(good, TITLES_MISSED))
    high = float(np.quantile(bad, 1 - TITLES_MISSED)) if len(bad) else 0.0
    bar = (low + high) / 2 if high < low else low
    lexical = min(float(np.quantile([covered for _, covered in answered], TITLES_MISSED)), 0.5)
    return Bar(bar, lexical, float((bad < bar).mean()) if len(bad) else 0.0)


def _of_titles(titles: Sequence[str], random: np.random.Generator) -> list[str]:
    """A few neighbouring words of each of some titles, as a shopper would type them."""
    chosen = random.permutation(len(titles))[:ASKED]
    found = []
    for place in chosen.tolist():
        words = titles[place].split()
        start = int(random.integers(0, max(1, len(words) - TITLE_WORDS + 1)))
        found.append(" ".join(words[start : start + TITLE_WORDS]))
    return [text for text in found if any(letter.isalpha() for letter in text)]


def _made_up(known: frozenset[str], random: np.random.Generator) -> list[str]:
    """Two words of the language at a time that no product has."""
    words = sorted(word for word in _language() if word not in known)
    if len(words) < MADE_WORDS:
        return []
    return [" ".join(random.choice(words, MADE_WORDS, replace=False)) for _ in range(ASKED)]


@cache
def _language() -> frozenset[str]:
    from retrieval.query.spelling import english

    return frozenset(word for word in english() if word.isascii() and stem(word) == word)


def measured(
    texts: Sequence[str], lexical: Lexical, vectors: Vectors | None, embed: Callable[[Sequence[str]], Vectors] | None
) -> list[Measured]:
    """Of each text the highest cosine to any product, and the most of its words that one product has."""
    if not texts:
        return []
    near = [0.0] * len(texts)
    if vectors is not None and embed is not None and len(vectors):
        near = np.maximum(vectors @ embed(texts).T, 0.0).max(axis=0).tolist()
    return [(cosine, _covered(lexical, text)) for cosine, text in zip(near, texts, strict=True)]


def _covered(lexical: Lexical, text: str) -> float:
    asked = dict.fromkeys(query_terms(text))
    found = np.zeros(lexical.size, dtype=np.float32)
    for term in asked:
        if (held := lexical.postings(term)) is not None:
            found[held[0]] += 1
    return float(found.max(initial=0.0)) / max(len(asked), 1)
