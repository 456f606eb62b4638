"""Where a sentence runs as one of Aisle's own set sentences does: those words were written by the shop's people."""

from collections.abc import Iterator
from functools import cache

from agent.grounding.lexicon import LATIN, SLOT
from agent.wording import apologies, wordings

RUN = 3
"""So many words in a row are no accident."""


def own_spans(sentence: str) -> Iterator[tuple[int, int]]:
    """Stretches of at least three English words that stand so in a set sentence, and apologies in other languages."""
    if sentence.strip() in apologies().values():
        yield 0, len(sentence)
        return
    words = list(LATIN.finditer(sentence.casefold().replace("\u2019", "'")))
    for at in range(len(words) - RUN + 1):
        run = words[at : at + RUN]
        if tuple(word.group() for word in run) in _runs():
            yield run[0].start(), run[-1].end()


@cache
def _runs() -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for texts in wordings("en").values():
        for piece in (piece for text in texts for piece in SLOT.split(text.casefold())):
            words = LATIN.findall(piece)
            found.update(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
    return frozenset(found)
