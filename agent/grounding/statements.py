"""The statements that rules, offers and records make, each with its own figures and what it is about."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from agent.grounding.cover import telling_words_zh
from agent.grounding.days import Day, days
from agent.grounding.evidence import Evidence
from agent.grounding.lexicon import HAN, LATIN, han_known, stem, stems_known, unspecific
from agent.grounding.quantities import Quantity, quantities
from tools.result import Fact

RULES = ("passage:", "policy", "rule", "offer:", "faq")
RECORDS = ("cart", "shipment:", "return:", "ticket:", "offer:")
ENDS = re.compile(r"[.!?\u3002\uff01\uff1f](?=\s|$|[\u4e00-\u9fff])|\n")
FREE = re.compile(r"\bfree\b|\bcosts? nothing\b|免费|包邮|免运费", re.IGNORECASE)
PARTS = re.compile(r"[,;]\s|\uff1b|\uff0c|,(?=[\u4e00-\u9fff])|\bbut\b|\band\b|但是?")


@dataclass(frozen=True)
class Statement:
    entity: str
    context: str
    """The sentence that it is a part of, or a record's field and label."""
    figures: tuple[Quantity, ...]
    days: tuple[Day, ...] = ()
    text: str = ""

    @property
    def source(self) -> str:
        """An offer or a record is one source, and so is each sentence of a rule."""
        return self.context if self.entity.startswith(("passage:", "policy", "faq")) else self.entity

    @cached_property
    def stems(self) -> frozenset[str]:
        return stems_known([self.context])

    @cached_property
    def han(self) -> str:
        return han_known([self.context])

    def part_says(self, word: str) -> bool:
        return word in stems_known([self.text]) if word.isascii() else word in self.text

    def says(self, word: str) -> bool:
        return word in self.stems if word.isascii() else word in self.han


def statements_of(evidence: Evidence) -> tuple[Statement, ...]:
    found = [one for entity, text in _texts(evidence) for one in _cut(entity, text, evidence.moment)]
    found += [one for fact in evidence.facts if fact.entity.startswith(RECORDS) for one in _of_record(fact, evidence)]
    return tuple(found)


def _texts(evidence: Evidence) -> Iterator[tuple[str, str]]:
    told = dict.fromkeys((text.entity, text.words) for text in evidence.texts if text.entity.startswith(RULES))
    told |= dict.fromkeys(
        (fact.entity, fact.value)
        for fact in evidence.facts
        if fact.entity.startswith(RULES) and isinstance(fact.value, str) and len(telling(fact.value)) > 1
    )
    yield from told


def _cut(entity: str, text: str, now: datetime) -> Iterator[Statement]:
    """Sentence by sentence; one with several figures of a kind, part by part."""
    for sentence in ENDS.split(text):
        for part in _parts(sentence):
            figures, when = tuple(quantities(part)), tuple(days(part, now))
            if figures or when or FREE.search(part):
                yield Statement(entity, sentence, figures, when, part.strip())


def _parts(sentence: str) -> Sequence[str]:
    parts = [part for part in PARTS.split(sentence) if part.strip()]
    kinds = Counter(kind for part in parts for kind in {(one.kind, one.unit) for one in quantities(part)})
    return parts if any(many > 1 for many in kinds.values()) else [sentence]


def _of_record(fact: Fact, evidence: Evidence) -> Iterator[Statement]:
    words = f"{fact.field.replace('_', ' ').replace(':', ' ')} {fact.label}"
    match fact.value:
        case datetime():
            yield Statement(fact.entity, words, (), tuple(days(f"{fact.value:%Y-%m-%d}", evidence.moment)), fact.field)
        case int() | float() if "days" in fact.field and not isinstance(fact.value, bool):
            yield Statement(fact.entity, words, tuple(quantities(f"{fact.value:g} days")), text=fact.field)
        case _:
            return


def telling(text: str, known_zh: str = "") -> frozenset[str]:
    """The words that tell what is spoken of: stems of English, Chinese words as what is known cuts them."""
    words = {stem(match.group()) for match in LATIN.finditer(text.casefold()) if match.group() not in unspecific()}
    han = {word for run in HAN.findall(text) for word in telling_words_zh(run, known_zh)} - {"满"}
    return frozenset(word for word in words if len(word) > 1) | han


def rarity(words: Iterable[str], statements: Sequence[Statement]) -> Mapping[str, float]:
    """How much a word tells one statement from another: 1 where one has it, less the more do; 0 where none has."""
    counts = {word: len({one.source for one in statements if one.says(word)}) for word in words}
    return {word: 1.0 / many if many else 0.0 for word, many in counts.items()}
