"""One sentence under judgement, with what its claims may be held against."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from agent.grounding.evidence import Evidence, folded
from agent.grounding.mentions import Mention, bound, mentions
from tools.result import Fact

THINGS = ("product:", "variant:", "order:", "shipment:")
LONGEST_FIGURE = 8
CONTRAST = re.compile(
    r"\d[^,.;]{0,8}(?:\bagainst\b|\bversus\b|\bvs\b|\bcompared (?:to|with)\b|\bas opposed to\b|对比?|比)\s?(?=[$€£¥\d])"
    r"|\d[^.;]{0,12}(?:\bthe others?\b[^.;\d]{0,14}|另一[边款件个][^。；\d]{0,4})(?=[$€£¥\d])",
    re.IGNORECASE,
)


REFUND = re.compile(r"\brefund\w*|\bmoney back\b|退款", re.IGNORECASE)


@dataclass(frozen=True)
class Scope:
    sentence: str
    evidence: Evidence

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(mentions(self.sentence, self.evidence))

    @cached_property
    def without_mentions(self) -> str:
        """The sentence with a blank for each character of a name."""
        blanked = self.sentence
        for mention in self.mentions:
            blanked = blanked[: mention.start] + " " * (mention.end - mention.start) + blanked[mention.end :]
        return blanked

    @cached_property
    def without_names(self) -> str:
        """With a blank for each character of a product's name: `Fern 24` tells no number."""
        blanked = self.sentence
        for mention in self.mentions:
            if all(one.startswith(("product:", "variant:")) for one in mention.entities):
                blanked = blanked[: mention.start] + " " * (mention.end - mention.start) + blanked[mention.end :]
        return blanked

    @cached_property
    def earlier(self) -> frozenset[str]:
        """What the sentences before spoke of last: "it" in this one."""
        said = self.evidence.said
        if not said.strip():
            return frozenset({self.evidence.focus}) if self.evidence.focus else frozenset()
        found = mentions(said[-400:], self.evidence)
        return found[-1].entities if found else frozenset()

    @cached_property
    def named(self) -> frozenset[str]:
        """Everything the sentence names, with what belongs to it; "it" is what was named last."""
        said = frozenset(one for mention in self.mentions for one in mention.entities)
        if not said and self.starts_with_pronoun:
            said = self.earlier
        return self.widened(said)

    def entities_at(self, start: int) -> frozenset[str]:
        """Whom a claim at `start` is about, with what belongs to them; empty: nobody is named."""
        named = bound(self.sentence, start, self.mentions)
        if self._is_contrasted(start):
            named = frozenset(one for mention in self.mentions for one in mention.entities)
            named |= frozenset(self.evidence.on_screen if len(self.mentions) == 1 else ())
        return self.widened(named) if named else frozenset()

    def facts_at(self, start: int) -> list[Fact]:
        """The facts a claim at `start` may be held against."""
        named = self.entities_at(start) or self.topical
        if named:
            return list(self.evidence.facts_of(sorted(named)))
        if self.starts_with_pronoun and self.earlier:
            return list(self.evidence.facts_of(sorted(self.widened(self.earlier))))
        return list(self.evidence.facts)

    @cached_property
    def topical(self) -> frozenset[str]:
        """Where nothing is named and one record alone has a refund, `the refund` is that record's."""
        if self.mentions or not REFUND.search(self.sentence):
            return frozenset()
        having = {
            fact.entity for fact in self.evidence.facts if "refund" in fact.field and fact.entity.startswith("order:")
        }
        return self.widened(having) if len(having) == 1 else frozenset()

    def known_words_at(self, start: int) -> str:
        """Everything known of whom a claim at `start` is about, and of nothing in particular (rules, offers)."""
        named = self.entities_at(start)
        if not named:
            return self.evidence.all_words
        evidence = self.evidence
        facts = (fact for fact in evidence.facts if fact.entity in named or not fact.entity.startswith(THINGS))
        facts = (fact for fact in facts if fact.field != "review_stars")
        texts = (text.words for text in evidence.texts if text.entity in named or not text.entity.startswith(THINGS))
        return folded(" ".join([*(f"{fact.label} {fact.value}" for fact in facts), *texts, evidence.shopper]))

    def _is_contrasted(self, start: int) -> bool:
        """`A is lighter than B, 190 g against 250 g`: the figures go by turns, not by the nearest name."""
        match = CONTRAST.search(self.sentence) if self.mentions else None
        if match is None or start < match.start() - LONGEST_FIGURE:
            return False
        return not any(match.end() <= mention.start <= start for mention in self.mentions)

    @cached_property
    def starts_with_pronoun(self) -> bool:
        first = self.sentence.lstrip(" *_-•").casefold()
        return first.startswith(("it ", "it's", "its ", "它", "这款", "这件", "该", "that one", "this one"))

    def widened(self, entities: Iterable[str]) -> frozenset[str]:
        """A product with its variants, an order with its parcels; both ways."""
        return frozenset(found for entity in entities for found in self._family(entity))

    def _family(self, entity: str) -> Iterator[str]:
        yield entity
        kind, _, key = entity.partition(":")
        labels = self.evidence.labels.get(entity, frozenset())
        for other, other_labels in self.evidence.labels.items():
            if other == entity:
                continue
            other_kind = other.partition(":")[0]
            if (
                (kind == "product" and other_kind in {"variant", "cart_line", "line"} and _starts(other_labels, labels))
                or (kind in {"variant", "line"} and other_kind == "product" and _starts(labels, other_labels))
                or (
                    kind == "order"
                    and other_kind in {"shipment", "return", "proposal"}
                    and self._belongs(other_labels, key)
                )
                or (kind == "shipment" and other_kind == "order" and self._belongs(labels, other.partition(":")[2]))
            ):
                yield other

    def _belongs(self, labels: frozenset[str], order_id: str) -> bool:
        orders = [entity for entity in self.evidence.by_entity if entity.startswith("order:")]
        return len(orders) <= 1 or any(order_id.lstrip("#").casefold() in label.casefold() for label in labels)


def _starts(longer: Iterable[str], shorter: Iterable[str]) -> bool:
    return any(long.casefold().startswith(short.casefold()) for long in longer for short in shorter)
