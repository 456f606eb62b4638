"""A message as hashed pieces of its words: what the classifier sees beside an embedding, and all it sees of Chinese."""

import itertools
import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.tokens import HAN, has_han, normalised, stem

BUCKETS = 6144
LONGEST = 400
"""Characters read of a message; intents are said early, and the time of a turn is bounded."""
_TOKEN = re.compile(rf"[{HAN}]|#?[a-z]?\d[\d.,]*[a-z]{{0,3}}|[^\W\d_]+(?:'[a-z]+)?|[?]", re.UNICODE)
_ORDER = re.compile(r"^#?[a-z]?\d{4,}")
Csr = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32]]


def tokens(text: str) -> list[str]:
    """Words folded, single Chinese characters, order numbers and other numbers as what they are."""
    return [_folded(token) for token in _TOKEN.findall(normalised(text)[:LONGEST])]


def _folded(token: str) -> str:
    if any(letter.isdigit() for letter in token):
        return "<id>" if _ORDER.match(token) else "<number>"
    return stem(token)


def pieces(text: str) -> set[str]:
    """Words, pairs and triples of words, and 3 to 5 letters within a word."""
    found: set[str] = set()
    words = tokens(text)
    padded = ["^", *words, "$"]
    for place, word in enumerate(words):
        found.add(f"w {word}")
        if not has_han(word) and not word.startswith("<"):
            found |= _letters(f"_{word}_")
        if place + 2 < len(words) and has_han(word):
            found.add(f"t {word} {words[place + 1]} {words[place + 2]}")
    found.update(f"p {left} {right}" for left, right in itertools.pairwise(padded))
    return found


def _letters(word: str) -> set[str]:
    return {f"c {word[at : at + size]}" for size in (3, 4, 5) for at in range(len(word) - size + 1)}


def buckets(text: str) -> NDArray[np.int32]:
    """The distinct buckets of a message's pieces, rising."""
    return np.array(sorted({zlib.crc32(piece.encode()) % BUCKETS for piece in pieces(text)}), dtype=np.int32)


def csr(texts: Sequence[str]) -> Csr:
    """Rows of length 1 as `(indptr, indices, data)`, `len(texts)` by `BUCKETS`."""
    rows = [buckets(text) for text in texts]
    indptr = np.zeros(len(rows) + 1, dtype=np.int32)
    indptr[1:] = np.cumsum([len(row) for row in rows])
    indices = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)
    data = np.repeat([weight(len(row)) for row in rows], [len(row) for row in rows]).astype(np.float32)
    return indptr, indices, data


def weight(count: int) -> float:
    """What each of `count` pieces weighs, so that a row has length 1."""
    return float(max(count, 1) ** -0.5)
