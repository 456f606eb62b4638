"""What one message wants of the catalogue, its talk taken out; read anew for the dialogue, beside the understanding."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent.plain_wish import INTEREST, plain_wish
from agent.superlatives import Superlative, read_superlative
from agent.understanding.critiques import comparing_words
from retrieval.asked import attributes_saying, measure_for, names_category, yes_named
from retrieval.filters import AttributeFilter, Filters, Sort
from retrieval.need import Need
from retrieval.query import read_query
from retrieval.query import words as say
from retrieval.query.bilingual import in_english
from retrieval.search import Searcher
from retrieval.tokens import STOP_WORDS, has_han, stem
from retrieval.vocabulary import Vocabulary, phrase_of
from tools.bundle import kinds_ending

FILLER = re.compile(
    r"\b(?:how many|how much|do you (?:have|sell|carry)|are there|what(?:'s| is| are)? (?:the|your)?"
    r"|what else|anything else"
    r"|i(?:'m| am) looking for|i (?:want|need|would like)|i'd like|please|something|anything|any other"
    r"|other ones?|ones?|your"
    r"|cost|costs|have|has|you|we|got|for me|which|with the|there|is|are|it|them|those|these|that|this"
    r"|to buy|maybe|some)\b"
    r"|有多少|有没有|还有别的|别的|给我看看|看看|想要|想买|要买|一共|总共|请|几款|几种|多少|哪款|哪个|哪种|哪一款|[的了吗呢吧啊]$|^[的想给买]|^\s*[想给买]\s",
    re.IGNORECASE,
)  # fmt: skip
"""Words of asking, not of the thing asked for."""
TALK = say.SAID | say.ENDS | STOP_WORDS
AGED = re.compile(r" of (\d+)$")
GROWN = 14


@dataclass(frozen=True)
class Wish:
    need: Need = field(default_factory=lambda: Need(""))
    words: str = ""
    """What is left to rank by."""
    superlative: Superlative | None = None
    by: str = ""
    """The attribute to order by, `-` before it for the largest first."""
    called: str = ""
    """What the thing itself is called, where conditions say what it is."""
    known: bool = False
    """The catalogue knows at least one of the words."""
    hints: tuple[str, ...] = ()
    """Attributes answered by yes or no that a word of the message is part of the name of."""
    giving: tuple[AttributeFilter, ...] = ()
    """What makes a gift in this shop, where a gift is all that is asked for."""

    @property
    def filters(self) -> Filters:
        return self.need.filters

    @property
    def sort(self) -> Sort:
        return self.need.sort

    @property
    def names_kind(self) -> bool:
        return bool(self.filters.product_types or self.filters.categories or self.need.head)

    @property
    def narrows(self) -> bool:
        return bool(self.filters) or self.sort != "relevance" or self.superlative is not None or len(self.hints) == 1


def read_wish(
    text: str, searcher: Searcher, held: Filters, *, gift: bool, recipient: str | None, aside: tuple[str, ...] = ()
) -> Wish:
    """Reads `text` by the live catalogue; `held` are the conditions in force, to know which measure is meant."""
    superlative = read_superlative(text)
    said = (*aside, *comparing_words(text))
    by = ""
    if superlative is not None:
        by, spoken = _measure(superlative, text, searcher, held, aside=said, gift=gift)
        said = (*said, spoken)
    plain = plain_wish(text, gift=gift, aside=said)
    need = read_query(plain, searcher.vocabulary)
    need = replace(need, filters=_alike(need, searcher))
    need = replace(need, filters=_as_meant(need.filters, text, recipient, searcher, moved=bool(said)))
    called, words = _parted(need)
    hints = yes_named(searcher.columns, held, words) if words else ()
    known = _says_something(need, searcher)
    vague = not known or not (_kinds_or_values(need) or INTEREST.search(text))
    giving = gift and vague and not AGED.search(recipient or "")
    given = _for_giving(searcher) if giving else ()
    return Wish(need, words, superlative if by else None, by, called, known, hints, given)


def _says_something(need: Need, searcher: Searcher) -> bool:
    """Whether anything but a price is asked for in words the catalogue knows."""
    known = searcher.vocabulary.words
    words = [word for word in FILLER.sub(" ", need.residual).split() if not _is_talk(word)]
    priced = replace(need.filters, price_min_minor=None, price_max_minor=None)
    return bool(priced) or any(len(word) > 1 if has_han(word) else stem(word.casefold()) in known for word in words)


def _kinds_or_values(need: Need) -> bool:
    filters = need.filters
    return bool(filters.categories or filters.product_types or filters.attributes or filters.brands)


def _for_giving(searcher: Searcher) -> tuple[AttributeFilter, ...]:
    """What the shop itself says is for giving."""
    return read_query("gift", searcher.vocabulary).filters.attributes


def _as_meant(filters: Filters, text: str, recipient: str | None, searcher: Searcher, *, moved: bool) -> Filters:
    """With the age of who gets it, and a brand that stands alone without its talk (`what do you have from Tarn`)."""
    filters = _met_somewhere(_aged(filters, recipient, searcher), searcher)
    if filters.brands or filters.product_types or filters.categories or moved:
        return filters
    whole = read_query(text, searcher.vocabulary).filters
    return replace(filters, brands=whole.brands)


FEW = 3
"""A value that fewer products have is hardly what a word means that also names a kind of thing."""


def _alike(need: Need, searcher: Searcher) -> Filters:
    """All kinds that are called by the same word, and a kind in place of a value that hardly any product has."""
    filters, vocabulary = need.filters, searcher.vocabulary
    texts = [span.text for span in need.spans if span.hard and not span.negated]
    narrower = _narrower(filters, texts, searcher)
    if narrower:
        return replace(filters, categories=(), product_types=narrower)
    named = [one for text in texts for one in _kinds_called(text, vocabulary)]
    if filters.categories and not filters.product_types:
        held = searcher.eligible(Filters(categories=filters.categories))
        beside = [one for one in named if not searcher.eligible(Filters(categories=(one,))) >= held]
        return replace(filters, categories=tuple(dict.fromkeys((*filters.categories, *beside))))
    rare = [
        one for one in filters.attributes if one.any_of and len(searcher.eligible(Filters(attributes=(one,)))) < FEW
    ]
    if not filters.product_types and named and len(rare) == 1:
        left = tuple(one for one in filters.attributes if one not in rare)
        return replace(filters, attributes=left, categories=tuple(named[:1]))
    return filters


def _narrower(filters: Filters, texts: Sequence[str], searcher: Searcher) -> tuple[str, ...]:
    """`chairs` may be another word for all that is sat on: then the kinds that are called chairs are meant."""
    if len(filters.categories) != 1 or filters.product_types or len(texts) != 1:
        return ()
    if names_category(searcher.columns, filters.categories[0], texts[0]):
        return ()
    phrase = phrase_of(texts[0])
    words = dict.fromkeys(one.split(" ")[-1] for one in (phrase, *in_english(phrase)) if one.isascii())
    held = searcher.eligible(Filters(categories=filters.categories))
    for word in words:
        kinds = tuple(
            kind
            for kind in kinds_ending(searcher.vocabulary, word)
            if held & searcher.eligible(Filters(product_types=(kind,)))
        )
        if len(kinds) > 1:
            return kinds
    return ()


def _kinds_called(text: str, vocabulary: Vocabulary) -> list[str]:
    phrase = phrase_of(text)
    found = [one for said in (phrase, *in_english(phrase)) for one in vocabulary.find(said) if one.kind == "category"]
    return [str(value) for one in found for value in one.values]


def _parted(need: Need) -> tuple[str, str]:
    """What the thing is called, and the words to rank by; words of talk say nothing once a condition says something."""
    kinds = {span.text: None for span in need.spans if span.hard and span.kind in {"product_type", "category"}}
    words = FILLER.sub(" ", need.residual).split()
    if need.filters:
        words = [word for word in words if not _is_talk(word)]
    return " ".join(kinds), " ".join(words).strip(" ,.;:!?，。、-")


def _is_talk(word: str) -> bool:
    return len(word) == 1 if has_han(word) else word.casefold() in TALK


def _measure(
    superlative: Superlative, text: str, searcher: Searcher, held: Filters, *, aside: tuple[str, ...], gift: bool
) -> tuple[str, str]:
    """The attribute to order by, of the kind of thing asked for, and the words that said so; empty if there is none."""
    for words, spoken in ((superlative.named, superlative.longer), (superlative.usual, superlative.text)):
        kind = read_query(plain_wish(text, gift=gift, aside=(*aside, spoken)), searcher.vocabulary).filters
        name = measure_for(searcher.columns, held.merged(kind), words) if words else None
        if name is not None:
            return ("-" if superlative.largest else "") + name, spoken
    return "", superlative.text


def _aged(filters: Filters, recipient: str | None, searcher: Searcher) -> Filters:
    """A child of five is given what is for that age, where the shop tells ages."""
    age = AGED.search(recipient or "")
    if age is None or int(age[1]) >= GROWN:
        return filters
    name = measure_for(searcher.columns, Filters(), ("age from", "age", "适用年龄"), shared=0.0)
    if name is None:
        return filters
    bound = AttributeFilter(name, minimum=float(int(age[1]) // 2), maximum=float(age[1]))
    return replace(filters, attributes=(*filters.attributes, bound))


def _met_somewhere(filters: Filters, searcher: Searcher) -> Filters:
    """A text that stands under another attribute for this kind of thing (leather: upper, material) is meant there."""
    kinds = Filters(categories=filters.categories, product_types=filters.product_types)
    if not kinds:
        return filters
    return replace(filters, attributes=tuple(_met(one, kinds, searcher) for one in filters.attributes))


def _met(condition: AttributeFilter, kinds: Filters, searcher: Searcher) -> AttributeFilter:
    texts = [value for value in condition.any_of if isinstance(value, str)]
    if not texts or condition.negated or searcher.eligible(replace(kinds, attributes=(condition,))):
        return condition
    names = dict.fromkeys(name for text in texts for name in attributes_saying(searcher.columns, text))
    wider = replace(condition, name="|".join(names) or condition.name)
    return wider if searcher.eligible(replace(kinds, attributes=(wider,))) else condition
