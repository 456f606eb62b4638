"""`read_query`: the passes over a text in their order, and what they add up to."""

from collections.abc import Iterable

from retrieval.filters import Filters
from retrieval.need import Need, Wish
from retrieval.query import words as say
from retrieval.query.amounts import read_amounts
from retrieval.query.bilingual import translated
from retrieval.query.meanings import read_meanings, read_negations
from retrieval.query.reading import Reading, residual_text
from retrieval.query.spelling import mend
from retrieval.query.tokens import Token, tokenize
from retrieval.query.uses import read_uses
from retrieval.tokens import has_han
from retrieval.units import find_unit
from retrieval.vocabulary import Vocabulary, code_of
from shop.money import to_minor

MAX_TOKENS = 120
SHORTEST_NUMBER = 6
CODE_TOKENS = 4
"""A model number may be written in up to this many pieces: `tn - 2110`."""


def read_query(text: str, vocabulary: Vocabulary, *, base: Filters = Filters()) -> Need:  # noqa: B008  (frozen)
    """Read `text` with the catalogue's own words; its filters come on top of `base` and win over it."""
    reading = Reading(text=text, tokens=tokenize(text)[:MAX_TOKENS], vocabulary=vocabulary)
    _read_codes(reading)
    mend(reading)
    _read_signals(reading)
    read_amounts(reading)
    read_negations(reading)
    read_meanings(reading)
    _silence_filler(reading)
    read_uses(reading)
    return Need(
        text=text,
        language="zh" if has_han(text) else "en",
        filters=base.merged(_filters(reading)),
        residual=_residual(reading),
        wishes=tuple(dict.fromkeys(reading.wishes)),
        sort=reading.sort,
        exact_ids=tuple(dict.fromkeys(reading.exact_ids)),
        corrections=tuple(reading.corrections),
        spans=tuple(sorted(reading.spans, key=lambda span: span.start)),
        head=reading.head,
        mentions=tuple(sorted(reading.mentions, key=lambda mention: mention.start)),
    )


def _read_codes(reading: Reading) -> None:
    """Skus, EANs and model numbers; they stay among the words, so that near misses are found too."""
    tokens = reading.tokens
    for start in range(len(tokens)):
        for length in range(min(CODE_TOKENS, len(tokens) - start), 0, -1):
            part = tokens[start : start + length]
            code = code_of("".join(token.text for token in part))
            if code and (_is_bare_number(code, tokens) or _is_counted(part)):
                continue
            if code and reading.free(start, start + length) and (found := reading.vocabulary.codes.get(code)):
                reading.exact_ids += found
                reading.mention(start, start + length, "id", (code,))
                reading.take(start, start + length, "id", code, hard=False, silent=False)
                break


def _is_bare_number(code: str, tokens: list[Token]) -> bool:
    """`1000` within a sentence counts something, whatever part number it may be too."""
    return code.isdigit() and len(code) < SHORTEST_NUMBER and len(tokens) > 1


def _is_counted(part: list[Token]) -> bool:
    """`1000 pieces` is an amount even where an article is numbered so."""
    return len(part) == 2 and part[0].kind == "number" and find_unit(part[1].text) is not None and not part[1].glued


def _read_signals(reading: Reading) -> None:
    """Words that sort, ask for stock or offers, or wish for a low price."""
    at = 0
    while at < len(reading.tokens):
        length = max(_sort_at(reading, at), _cheap_at(reading, at), _stock_at(reading, at), _offer_at(reading, at))
        at += length or 1


def _sort_at(reading: Reading, at: int) -> int:
    if length := say.match(reading.tokens, at, say.SORTS):
        reading.sort = say.SORTS[say.phrase_at(reading.tokens, at, length)]
        reading.take(at, at + length, "sort", reading.sort)
    return length


def _cheap_at(reading: Reading, at: int) -> int:
    length = say.match(reading.tokens, at, say.CHEAP)
    if length and reading.free(at, at + length):
        reading.wishes.append(Wish("cheap"))
        reading.take(at, at + length, "cheap", "cheap", hard=False)
        return length
    return 0


def _stock_at(reading: Reading, at: int) -> int:
    length = say.match(reading.tokens, at, say.IN_STOCK)
    if length and reading.free(at, at + length):
        reading.in_stock = True
        reading.take(at, at + length, "stock", "in stock")
        return length
    return 0


def _offer_at(reading: Reading, at: int) -> int:
    length = say.match(reading.tokens, at, say.ON_OFFER)
    if length and reading.free(at, at + length):
        reading.on_offer = True
        reading.take(at, at + length, "offer", "on offer")
        return length
    return 0


def _silence_filler(reading: Reading) -> None:
    at = 0
    while at < len(reading.tokens):
        length = say.match(reading.tokens, at, say.FILLER)
        if length and reading.free(at, at + length):
            reading.silent.update(range(at, at + length))
        at += length or 1


def _residual(reading: Reading) -> str:
    """The words to rank by, with their English where they are Chinese."""
    text = residual_text(reading.tokens, reading.silent)
    if not has_han(text):
        return text
    folded = [token.folded for place, token in enumerate(reading.tokens) if place not in reading.silent]
    return " ".join([text, *translated(folded)])


def _filters(reading: Reading) -> Filters:
    currency = reading.vocabulary.currency
    low, high = reading.price_min, reading.price_max
    return Filters(
        price_min_minor=None if low is None else to_minor(low, currency),
        price_max_minor=None if high is None else to_minor(high, currency),
        brands=_unique(reading.wanted.get("brands", ())),
        not_brands=_unique(reading.excluded.get("brands", ())),
        categories=_unique(reading.wanted.get("categories", ())),
        not_categories=_unique(reading.excluded.get("categories", ())),
        product_types=_unique(reading.wanted.get("product_types", ())),
        not_product_types=_unique(reading.excluded.get("product_types", ())),
        attributes=tuple(reading.attributes),
        not_words=_unique(reading.not_words),
        in_stock=reading.in_stock,
        on_offer=reading.on_offer,
        rating_min=reading.rating_min,
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
