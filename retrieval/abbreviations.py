"""Short forms the catalogue explains itself: `Solid State Drive (SSD)` in enough texts makes the two one thing.

Schwartz & Hearst 2003, strictest form: each letter of the short form begins one of the words right before the bracket.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from retrieval.tokens import terms

LEAST = 2
"""Products that must explain a short form alike."""
_EXPLAINED = re.compile(r"((?:[A-Za-z]+[ -]){2,5})\(([A-Z]{2,5})s?\)")


def abbreviations(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Index term of each short form to what it stands for, as index terms with a space between."""
    counted: Counter[tuple[str, str]] = Counter()
    for text in texts:
        counted.update({pair for match in _EXPLAINED.finditer(text) if (pair := _pair(match[1], match[2]))})
    found: defaultdict[str, list[str]] = defaultdict(list)
    for (short, long), count in counted.items():
        if count >= LEAST:
            found[short].append(long)
    return {short: tuple(longs) for short, longs in found.items()}


def _pair(before: str, short: str) -> tuple[str, str] | None:
    words = re.split(r"[ -]", before.strip(" -"))[-len(short) :]
    if "".join(word[0] for word in words).upper() != short:
        return None
    return terms(short)[0], " ".join(terms(" ".join(words)))
