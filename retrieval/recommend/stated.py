"""What a shopper said they like, in words: the facts of this catalogue that it means, in either language."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from retrieval.filters import AttributeFilter, Filters
from retrieval.vocabulary import Meaning, Vocabulary, phrase_of
from shop.profiles import ProfileFact

TOPIC = "topic"
DISLIKED = frozenset({"dislikes", "avoids"})
FactKey = tuple[str, str, str]
"""Of a typed fact: its id, name and value."""


class Reads(Protocol):
    """The part of a searcher that is needed."""

    @property
    def vocabulary(self) -> Vocabulary: ...

    def eligible(self, filters: Filters) -> Collection[str]: ...


@dataclass(frozen=True)
class Stated:
    """`facts` with every topic replaced by what it names; `meant` are the products that each of those holds for."""

    facts: tuple[ProfileFact, ...]
    meant: Mapping[FactKey, frozenset[str]]


def key_of(fact: ProfileFact) -> FactKey:
    return (fact.fact_id, fact.name, fact.value)


def read_stated(facts: Iterable[ProfileFact], searcher: Reads) -> Stated:
    """A fact about a `topic` (`hates red`) as facts about what the topic names (`color` is `red`), of the same source.

    A topic that names nothing in the catalogue stays as it is; it leads to no product and keeps none out.
    """
    typed: list[ProfileFact] = []
    meant: dict[FactKey, frozenset[str]] = {}
    for fact in facts:
        meanings = searcher.vocabulary.find(phrase_of(fact.value)) if fact.name == TOPIC else ()
        told = [(meaning, copy) for meaning in meanings if (copy := _typed(fact, meaning))]
        typed += [copy for _, copy in told] or [fact]
        meant |= {key_of(copy): _products(copy, meaning, searcher) for meaning, copy in told}
    return Stated(tuple(typed), meant)


def _typed(fact: ProfileFact, meaning: Meaning) -> ProfileFact | None:
    """A value of its own, never a row of the session; a mere yes or no is no taste."""
    values = [value for value in meaning.values if isinstance(value, str)]
    if not values:
        return None
    told = {"name": meaning.name or meaning.kind, "value": values[0].replace("|", ", ")}
    return ProfileFact(**fact.model_dump() | told)


def _products(fact: ProfileFact, meaning: Meaning, searcher: Reads) -> frozenset[str]:
    """Those it holds for; of something disliked, only those that come in no other form: a shoe may also be black."""
    if fact.kind not in DISLIKED:
        return frozenset(searcher.eligible(_filters(meaning)))
    return frozenset(searcher.eligible(Filters())) - frozenset(searcher.eligible(_filters(meaning, negated=True)))


def _filters(meaning: Meaning, *, negated: bool = False) -> Filters:
    values = tuple(value for value in meaning.values if isinstance(value, str))
    if meaning.kind == "brand":
        return Filters(not_brands=values) if negated else Filters(brands=values)
    if meaning.kind == "category":
        return Filters(not_categories=values) if negated else Filters(categories=values)
    if meaning.kind == "product_type":
        return Filters(not_product_types=values) if negated else Filters(product_types=values)
    parts = tuple(part for value in values for part in value.split("|"))
    return Filters(attributes=(AttributeFilter(meaning.name, any_of=parts, negated=negated),))
