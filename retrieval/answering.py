"""Whether a passage answers a question: how near it is, how much of the question it explains, what is foreign to all.

A logistic regression over three figures, fitted on the 106 questions of `dev` and `held_out` in
`evals/cases/knowledge.jsonl`; what was measured on questions written later is in `docs/decisions/`.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.service_words import Mention, mentions
from retrieval.tokens import has_han, stem, words

NEAR, EXPLAINED, FOREIGN, BIAS = 1.64, 2.50, -2.57, -1.08
EXPLAINED_ALONE, FOREIGN_ALONE, BIAS_ALONE = 2.52, -2.87, -0.33
"""The same without an embedder."""
SURE = 0.43
FUNCTION_WORDS = frozenset(
    """can could do does did is are was were will would should have has had i you he she it we they my your his our
    their her us them me what which who when where why how if so that this there here to of in on at for from by with
    and or but not no any some a an the one two more out up off then than about just actually really get got gets go
    goes come comes take make want need like still be been am as into once im ive whats""".split()  # noqa: SIM905
)
FUNCTION_CHARACTERS = frozenset(
    "的了吗呢吧啊我你您们是在有可以能不要怎么什么就会和还很这那个给把被让到想请问一下都也又再从对于"
)
Holds = Callable[[str], bool]


@dataclass(frozen=True)
class Question:
    """The telling parts of a question (stems, or characters by place) and the concepts that name them."""

    text: str
    parts: tuple[str, ...]
    mentions: tuple[Mention, ...]
    han: bool

    @classmethod
    def read(cls, text: str) -> "Question":
        han = has_han(text)
        plain = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", text) if han else text
        parts = (
            tuple(plain)
            if han
            else tuple(stem(word) for word in words(plain) if word not in FUNCTION_WORDS and len(word) > 1)
        )
        return cls(plain, parts, tuple(mentions(plain)), han)

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.concept for one in self.mentions))

    def share(self, holds: Holds, concepts: Sequence[str] | None = None) -> float:
        """How much of the question the terms that `holds` knows account for, or `concepts` (`None`: any of ours)."""
        fitting = [one for one in self.mentions if concepts is None or one.concept in concepts]
        if self.han:
            return self._share_of_characters(holds, fitting)
        stems = {word for one in fitting for word in one.stems}
        return sum(part in stems or holds(part) for part in self.parts) / max(1, len(self.parts))

    def _share_of_characters(self, holds: Holds, fitting: Sequence[Mention]) -> float:
        told = {at for one in fitting for at in one.places}
        for at in range(len(self.parts) - 1):
            if holds(self.text[at : at + 2].lower()):
                told |= {at, at + 1}
        telling = [at for at, character in enumerate(self.parts) if character not in FUNCTION_CHARACTERS]
        return sum(at in told for at in telling) / max(1, len(telling))


def answers(*, near: float | None, explained: float, foreign: float) -> bool:
    """`near` is a cosine, `None` where there is no vector; the others are shares of the question."""
    if near is None:
        score = EXPLAINED_ALONE * explained + FOREIGN_ALONE * foreign + BIAS_ALONE
    else:
        score = NEAR * near + EXPLAINED * explained + FOREIGN * foreign + BIAS
    return 1 / (1 + math.exp(-score)) >= SURE
