"""Mends typing slips towards the words of the examples, for the classifier alone: nobody else sees the mended text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[a-z]{4,24}")
SHORTEST = 4
EXCHANGED_COUNTS = 4


class Spelling:
    """`words` with how often the examples say them; `known` are right as they are, and never mended."""

    def __init__(self, words: Mapping[str, int], known: Iterable[str] = ()) -> None:
        self.words = dict(words)
        self.known = frozenset(known)
        self._near: defaultdict[str, list[str]] = defaultdict(list)
        for word in self.words:
            if len(word) >= SHORTEST and word.isascii():
                for shorter in (word, *_one_less(word)):
                    self._near[shorter].append(word)

    def mend(self, text: str) -> str:
        """Lower case, every unknown word that is one slip from a word of the examples replaced by it."""
        return _WORD.sub(lambda match: self._mended(match[0]), text.lower()) if text else text

    def _mended(self, word: str) -> str:
        if word in self.words or word in self.known:
            return word
        near = {one for shorter in (word, *_one_less(word)) for one in self._near.get(shorter, ())}
        fitting = [one for one in near if one_slip(word, one)]
        return max(fitting, key=lambda one: (self._weight(word, one), one), default=word)

    def _weight(self, written: str, meant: str) -> int:
        """How likely: common words, and exchanged letters before others."""
        return self.words[meant] * (EXCHANGED_COUNTS if sorted(written) == sorted(meant) else 1)


def _one_less(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def one_slip(left: str, right: str) -> bool:
    """One letter more, less or other, or two neighbours exchanged."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return left == right
    start = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    rest_left, rest_right = left[start:], right[start:]
    if len(left) == len(right):
        return rest_left[1:] == rest_right[1:] or (
            rest_left[:2] == rest_right[1::-1] and rest_left[2:] == rest_right[2:]
        )
    longer, shorter = (rest_left, rest_right) if len(left) > len(right) else (rest_right, rest_left)
    return longer[1:] == shorter


def learned(texts: Iterable[str], dictionary: Iterable[str] = ()) -> Spelling:
    """From example sentences; of a `dictionary` only the words are kept that could be taken for a slip."""
    counts: defaultdict[str, int] = defaultdict(int)
    for text in texts:
        for word in re.findall(r"[a-z]{3,24}", text.lower()):
            counts[word] += 1
    plain = Spelling(counts)
    return Spelling(counts, sorted(word for word in dictionary if plain.mend(word) != word))
