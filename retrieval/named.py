"""Which products a message calls by their name: from the titles of the live catalogue, whatever is on screen."""

import re
from dataclasses import dataclass

import numpy as np

from retrieval.columns import Columns
from retrieval.tokens import terms
from retrieval.vocabulary import Vocabulary

LONGEST_NAME = 5
MOST_BEARING = 4
"""A run of words that more titles have is a kind of thing and no name."""
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'&.-]*[A-Za-z0-9]|[A-Za-z0-9]")
KINDS = frozenset({"product_type", "category", "attribute"})


@dataclass(frozen=True)
class Named:
    product_id: str
    text: str
    """As it stands in the message."""


def named_products(
    text: str, columns: Columns, vocabulary: Vocabulary, *, brandless: bool = False
) -> tuple[Named, ...]:
    """In the order they are named; the longest run of words decides, and of several titles the plainest."""
    words = list(WORD.finditer(text))
    taken: set[int] = set()
    found: list[tuple[int, Named]] = []
    for length in range(min(LONGEST_NAME, len(words)), 1, -1):
        for start in range(len(words) - length + 1):
            run = range(start, start + length)
            if taken & set(run):
                continue
            said = [words[at][0] for at in run]
            row = _bearer(said, columns, vocabulary, brandless=brandless)
            if row is not None:
                taken |= set(run)
                begin, end = words[start].start(), words[start + length - 1].end()
                found.append((begin, Named(str(columns.product_ids[row]), text[begin:end])))
    return tuple(named for _, named in sorted(found, key=lambda pair: pair[0]))


def _bearer(said: list[str], columns: Columns, vocabulary: Vocabulary, *, brandless: bool) -> int | None:
    """The row that is called so: its brand and a word of its own are said, or two words that no other title has."""
    if columns.titles is None or any(not terms(word) for word in said):
        return None
    own = [word for word in said if not _means_kind(word, vocabulary) and not _is_brand(word, vocabulary)]
    branded = _is_brand(said[0], vocabulary)
    if not own or not (branded or (brandless and len(said) > 1)):
        return None
    rows = np.flatnonzero(columns.saying(" ".join(said)) & columns.visible)
    if not 0 < len(rows) <= (MOST_BEARING if branded else 1):
        return None
    lengths = columns.title_lengths
    return int(min(rows, key=lambda row: (lengths[row], row)))


def _means_kind(word: str, vocabulary: Vocabulary) -> bool:
    return any(meaning.kind in KINDS for meaning in vocabulary.find(word.casefold()))


def _is_brand(word: str, vocabulary: Vocabulary) -> bool:
    folded = word.casefold()
    return any(meaning.kind == "brand" for meaning in vocabulary.find(folded)) or folded in vocabulary.brand_beginnings
