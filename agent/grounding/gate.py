"""One sentence in, the reasons why it may not be said out; none: it may."""

from collections.abc import Callable, Iterator
from functools import cache

from agent.grounding.alignment import alignment_faults, start_faults
from agent.grounding.codes import code_faults
from agent.grounding.conditions import condition_faults
from agent.grounding.crowds import crowd_faults
from agent.grounding.deeds import deed_faults
from agent.grounding.evidence import Evidence, folded
from agent.grounding.features import feature_faults
from agent.grounding.figures import figure_faults
from agent.grounding.hearsay import hearsay_faults
from agent.grounding.moments import moment_faults
from agent.grounding.periods import period_faults
from agent.grounding.promises import promise_faults
from agent.grounding.quantifiers import quantifier_faults
from agent.grounding.rankings import ranking_faults
from agent.grounding.rules import rule_faults
from agent.grounding.scope import Scope
from agent.grounding.sentences import all_sentences
from agent.grounding.support import support_faults
from agent.grounding.tallies import tally_faults
from agent.grounding.wordings import wording_faults
from agent.wording import apologies

CHECKS: tuple[Callable[[Scope], Iterator[str]], ...] = (
    figure_faults,
    moment_faults,
    code_faults,
    condition_faults,
    feature_faults,
    promise_faults,
    deed_faults,
    crowd_faults,
    hearsay_faults,
    period_faults,
    ranking_faults,
    quantifier_faults,
    rule_faults,
    alignment_faults,
    start_faults,
    wording_faults,
    tally_faults,
    support_faults,
)


SHORTEST_LATIN, SHORTEST_HAN = 24, 8
"""From this length on a sentence found in a text is that text's own and no accident."""


def judge(sentence: str, evidence: Evidence) -> tuple[str, ...]:
    """The faults of one sentence, each in words a model can act on."""
    if not sentence.strip():
        return ()
    if _repeats(sentence, evidence) or sentence.strip() in _apologies():
        return ()
    scope = Scope(unmarked(sentence), evidence)
    return tuple(dict.fromkeys(fault for check in CHECKS for fault in check(scope)))


def judge_text(text: str, evidence: Evidence) -> list[tuple[str, tuple[str, ...]]]:
    """Every sentence of a reply with its faults, each judged knowing what was said before."""
    judged: list[tuple[str, tuple[str, ...]]] = []
    said = ""
    for sentence in all_sentences(text):
        judged.append((sentence, judge(sentence, evidence.after(said))))
        said += sentence
    return judged


def _repeats(sentence: str, evidence: Evidence) -> bool:
    """A whole sentence of the shop's own text is as true as the text."""
    words = folded(sentence).strip(" .!?\"'\u3002\uff01\uff1f")
    shortest = SHORTEST_HAN if not words.isascii() else SHORTEST_LATIN
    return len(words) >= shortest and words in evidence.trusted_words


@cache
def _apologies() -> frozenset[str]:
    """Ours, word for word: that Aisle does not speak the shopper's language is true in each of them."""
    return frozenset(sentence.strip() for text in apologies().values() for sentence in all_sentences(text))


def unmarked(sentence: str) -> str:
    """Without markdown's signs of emphasis inside words and numbers: `$**54**.90` is $54.90."""
    return (
        sentence.replace("__", "").replace("`", "").replace("**", "").replace("*", " ")
        if _is_marked(sentence)
        else sentence
    )


def _is_marked(sentence: str) -> bool:
    return any(sign in sentence for sign in ("**", "__", "`", "*"))
