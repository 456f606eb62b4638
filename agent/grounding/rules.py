"""What is said of a rule or a description: the same yes or no as its own clause, the same figure as that clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from agent.grounding.evidence import folded
from agent.grounding.lexicon import HAN, LATIN, stem, stems_known, talk
from agent.grounding.quantities import quantities
from agent.grounding.scope import Scope
from retrieval.tokens import pairs

SHORTEST_TEXT = 24
ENOUGH = 0.5
CUT = re.compile(
    r"[.;!?\u3002\uff1b\uff01\uff1f](?=\s|$|[\u4e00-\u9fff])|\n|,\s(?=(?:but|otherwise|while|so)\b)|\uff0c(?=但|否则)"
)
CLAUSES = re.compile(r"[.;!?\u3002\uff1b\uff01\uff1f\n]|,\s|\uff0c|,(?=[\u4e00-\u9fff])|\bbut\b|但是?")
DENIES = re.compile(
    r"\b(?:not|no|never|none|cannot|neither|nor|nothing)\b|n't\b|\bexclud\w+|\bexcept(?:ion|ions|ed)?\b|\brefus\w+|\bforbid\w+|\bexempt"
    r"|不(?!锈|过|仅|但|满|到|超)|没(?!关系)|未|暂不|无法|除外",
    re.IGNORECASE,
)
TOTAL = re.compile(
    r"\b(?:always|everyone|everything|everybody|all|any|every|anywhere|worldwide|no matter|whatever|as often as)\b|任何|所有|全部|全免|都(?=免|包邮|能|可以)|无条件|一律",
    re.IGNORECASE,
)
FOR_NOTHING = re.compile(
    r"\b(?:costs? nothing|no (?:cost|charge|fee)s?|nothing to pay)\b|不收(?:取)?|没?不要钱|免收?", re.IGNORECASE
)
OPENING = '"\u201c\u300c'
ENDS = " .!?\"'\u201c\u201d\u300c\u300d\u3002\uff01\uff1f"
SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "be",
        "was",
        "were",
        "can",
        "cannot",
        "could",
        "may",
        "must",
        "will",
        "would",
        "it",
        "its",
        "you",
        "your",
        "we",
        "our",
        "they",
        "them",
        "this",
        "that",
        "these",
        "those",
        "of",
        "for",
        "to",
        "in",
        "on",
        "at",
        "by",
        "with",
        "from",
        "and",
        "or",
        "but",
        "if",
        "as",
        "not",
        "no",
        "do",
        "does",
        "only",
        "also",
        "still",
        "too",
        "take",
        "takes",
        "get",
        "gets",
        "have",
        "has",
        "had",
        "cost",
        "costs",
    ]
)


@dataclass(frozen=True)
class Clause:
    """A clause of a text that may be repeated."""

    words: str
    context: str
    """The sentence it is in."""

    @cached_property
    def denies(self) -> bool:
        return denies(self.words)

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(stems_known([self.words])) | _pairs(self.words)


def denies(words: str) -> bool:
    """Whether it says no; `costs nothing` and `no fee` do not."""
    return DENIES.search(FOR_NOTHING.sub("free", words)) is not None


def rule_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip(' *_"\n').endswith(("?", "\uff1f")):
        return
    told = clauses_of(scope)
    if not told:
        return
    end = _repeated_from(scope.sentence, told)
    for piece in CLAUSES.split(scope.without_mentions[:end]):  # a name in every clause tells none from another
        said = telling(piece)
        if not said:
            continue
        yield from _other_way_round(piece, said, told)
        if not scope.mentions:
            yield from _other_rule(piece, telling(scope.sentence), told)


def _repeated_from(sentence: str, told: list[Clause]) -> int:
    """Where a whole sentence of a text is repeated, from the start or behind a quotation mark: it turns nothing round."""
    quoted_from = max(sentence.rstrip(ENDS).rfind(mark) for mark in OPENING) + 1
    whole = {folded(clause.words).strip(ENDS) for clause in told}
    return next((at for at in (0, quoted_from) if folded(sentence[at:]).strip(ENDS) in whole), len(sentence))


def clauses_of(scope: Scope) -> list[Clause]:
    """Of the texts of what is spoken of, and of rules."""
    named = scope.named
    texts = [text.words for text in scope.evidence.texts if _is_rule(text.entity) or text.entity in named]
    texts += [
        fact.value
        for fact in scope.evidence.facts
        if isinstance(fact.value, str)
        and len(fact.value) >= (SHORTEST_TEXT if fact.value.isascii() else SHORTEST_TEXT // 3)
        and (_is_rule(fact.entity) or (fact.entity in named and fact.field in {"description", "review", "text"}))
    ]
    return [Clause(piece, text) for text in texts for piece in CUT.split(text) if piece.strip()]


def _is_rule(entity: str) -> bool:
    return entity.startswith(("passage:", "policy", "rule", "offer:", "faq"))


def telling(text: str) -> frozenset[str]:
    """The words that tell what a clause is about: stems of English, pairs of Chinese characters."""
    words = {
        stem(match.group())
        for match in LATIN.finditer(text.casefold())
        if match.group() not in SMALL and len(match.group()) > 2
    }
    return frozenset(words) | _pairs(text)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(pair for run in HAN.findall(text) if len(run) > 1 for pair in pairs(run))


def _share(said: frozenset[str], clause: Clause) -> float:
    return len(said & clause.known) / len(said)


def _other_way_round(piece: str, said: frozenset[str], told: list[Clause]) -> Iterator[str]:
    best = max(_share(said, clause) for clause in told)
    if best < ENOUGH or len(said) < 2:
        return
    nearest = [clause for clause in told if _share(said, clause) >= best - 0.01]
    if all(clause.denies != denies(piece) for clause in nearest):
        yield f"the text says the opposite: {nearest[0].words.strip()!r}"
    elif (match := TOTAL.search(piece)) and not any(TOTAL.search(clause.context) for clause in nearest):
        yield f"{match.group()!r} goes beyond the text"


def _other_rule(piece: str, said: frozenset[str], told: list[Clause]) -> Iterator[str]:
    """A figure of another rule than the one spoken of."""
    about = said - {word for word in said if word in talk() and word not in _subjects()}
    for found in quantities(piece):
        if found.kind not in {"money", "measure", "percent"} or found.unit == "clock":
            continue
        holders = [
            clause
            for clause in told
            if any(one.value == found.value and one.unit == found.unit for one in quantities(clause.words))
        ]
        known = frozenset(word for clause in told for word in clause.known)
        subject = about & known
        if (
            holders
            and subject
            and not any(subject & frozenset([*clause.known, *telling(clause.context)]) for clause in holders)
        ):
            yield f"{found.text.strip()} belongs to another rule: {holders[0].words.strip()!r}"


def _subjects() -> frozenset[str]:
    return frozenset(map(stem, ["return", "refund", "money", "delivery", "shipping", "express", "order", "warranty"]))
