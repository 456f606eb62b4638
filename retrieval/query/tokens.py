"""A query as tokens that know where they stand in the text; each Chinese character is one."""

import re
from dataclasses import dataclass
from typing import Literal

from retrieval.tokens import HAN, normalised, stem

_TOKEN = re.compile(
    rf"[{HAN}]"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?"
    rf"|(?:(?!_)[^\W\d{HAN}])+(?:'(?:t|s|re|m|ve|ll|d)\b)?"
    r"|[$€£¥₹₩\"%+<>≤≥~\-/&]|<=|>="
)
Kind = Literal["word", "number", "han", "sign"]


@dataclass(frozen=True)
class Token:
    text: str
    """Lower case, one form of each letter."""
    folded: str
    """Without plural: what the vocabulary is asked for."""
    start: int
    end: int
    kind: Kind
    glued: bool = False
    """Nothing stands between it and the token before it."""


def tokenize(text: str) -> list[Token]:
    flat, places = _flat(text)
    found: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(flat):
        word = match[0]
        kind = _kind(word)
        folded = stem(word.replace("'", "")) if kind == "word" else word.replace(",", "")
        found.append(
            Token(word, folded, places[match.start()], places[match.end() - 1] + 1, kind, match.start() == last)
        )
        last = match.end()
    return found


def _kind(word: str) -> Kind:
    if word[0].isdigit():
        return "number"
    if re.match(f"[{HAN}]", word):
        return "han"
    return "word" if word[0].isalpha() else "sign"


def _flat(text: str) -> tuple[str, list[int]]:
    """The text in one form of each letter, and for each of its characters the place it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    parts: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        flat = normalised(letter)
        parts.append(flat)
        places += [place] * len(flat)
    return "".join(parts), places
