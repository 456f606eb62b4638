"""Several things that go together: one product for each, within what they may cost in all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product as combinations

import wire
from retrieval.filters import Filters
from retrieval.hits import Hit
from retrieval.need import Need
from retrieval.query import read_query
from retrieval.vocabulary import Vocabulary, phrase_of
from shop.errors import Invalid
from shop.money import Money
from shop.storefront import get_storefront
from tools.cards import Cards
from tools.context import ShopContext
from tools.result import Fact, ToolResult
from tools.search import show_hits
from tools.shop_tool import Answer, Shop, shop_tool

MOST_PIECES = 6
LOOKED_AT = 8
"""Products considered for a piece; with many pieces fewer, so that all combinations can be tried."""
COMBINATIONS = 40_000
PLACE_COSTS = 0.08
"""What a place further down in the ranking takes from a product's worth."""


@dataclass(frozen=True)
class Piece:
    """One thing of the bundle and the product chosen for it; `None` where nothing fits."""

    words: str
    product_id: str | None = None


@dataclass(frozen=True)
class Bundled:
    pieces: tuple[Piece, ...]
    total_minor: int = 0
    least_minor: int | None = None
    """What the cheapest of each come to, where the budget is too small even for that."""


@dataclass(frozen=True)
class _Offer:
    hit: Hit
    price_minor: int
    worth: float


@shop_tool
def put_together(
    runtime: Shop,
    pieces: list[str],
    budget_minor: int | None = None,
    about: str = "",
    not_product_ids: list[str] | None = None,
) -> Answer:
    """Choose one product for each of several things, together within a budget, and show them as one list.

    For an outfit, a kit or a set: the total is computed here, say no other. If even the cheapest of each are over the
    budget, nothing is shown and it says what they come to.

    Args:
        pieces: What is wanted, one thing each, in the shopper's words with its conditions: `waterproof tent`, `stove`.
        budget_minor: What all of it may cost together, in the currency's smallest unit.
        about: What it is for, to rank by: `camping with kids`.
        not_product_ids: Products not to choose.
    """
    context = runtime.context
    wanted = [words.strip() for words in pieces if words.strip()][:MOST_PIECES]
    if len(wanted) < 1:
        raise Invalid("A bundle needs at least one thing.")
    offers = [_offers(context, words, about, tuple(not_product_ids or ())) for words in wanted]
    there = [one for one in offers if one]
    chosen = _within(there, budget_minor) if there else ()
    if chosen is None:
        return _too_little(context, wanted, sum(min(o.price_minor for o in one) for one in there), budget_minor)
    by_piece = dict(zip((words for words, one in zip(wanted, offers, strict=True) if one), chosen, strict=True))
    return _shown(context, wanted, by_piece, about, budget_minor)


def _offers(context: ShopContext, words: str, about: str, without: Sequence[str]) -> list[_Offer]:
    """What could be that piece, most fitting first, with today's prices; only what can be bought."""
    searcher = context.retrieval.searcher
    need = piece_need(words, searcher.vocabulary)
    asked = Filters(in_stock=True, not_product_ids=tuple(without), not_brands=context.wants.not_brands)
    text = f"{need.residual} {about}".strip()
    need = replace(need, residual=text, only_ranks=names_kind(need.filters))
    hits = searcher.search(words, filters=need.filters.tightened(asked), limit=LOOKED_AT, need=need).hits
    with context.database.session() as session:
        cards = Cards(session, context.language, get_storefront(session).currency).items(hits)
    priced = [(hit, card.price.minor) for hit, card in zip(hits, cards, strict=True) if card.price and card.available]
    high = need.filters.price_max_minor
    return [
        _Offer(hit, price, 1.0 - PLACE_COSTS * place)
        for place, (hit, price) in enumerate(priced)
        if high is None or price <= high
    ]


def piece_need(words: str, vocabulary: Vocabulary) -> Need:
    """The need of one piece; a kind that only one product has counts here, as its name is all that was said."""
    need = read_query(words, vocabulary)
    if need.filters.product_types:
        return need
    parts = phrase_of(words).split(" ")
    for length in range(min(4, len(parts)), 0, -1):
        kinds = [one for one in vocabulary.find(" ".join(parts[-length:])) if one.kind == "product_type"]
        if kinds:
            return _of_kind(need, tuple(map(str, kinds[0].values)))
    if names_kind(need.filters):
        return need
    ending = kinds_ending(vocabulary, parts[-1]) if len(parts[-1]) > 2 else ()
    return _of_kind(need, ending) if ending else need


def _of_kind(need: Need, kinds: tuple[str, ...]) -> Need:
    return replace(need, filters=replace(need.filters, product_types=kinds, categories=()))


def kinds_ending(vocabulary: Vocabulary, word: str) -> tuple[str, ...]:
    """Kinds called by a longer name with this word last: `grinder` is any `burr grinder`."""
    return tuple(
        str(value)
        for phrase in vocabulary.meanings
        if phrase.endswith(f" {word}")
        for meaning in vocabulary.find(phrase)
        if meaning.kind == "product_type"
        for value in meaning.values
    )


def names_kind(filters: Filters) -> bool:
    return bool(filters.product_types or filters.categories)


def _within(offers: Sequence[Sequence[_Offer]], budget_minor: int | None) -> tuple[_Offer, ...] | None:
    """The most fitting of each, or the most fitting combination that stays in the budget; `None` if none does."""
    most = LOOKED_AT
    while most > 1 and most ** len(offers) > COMBINATIONS:
        most -= 1
    tried = [_spread(each, most) for each in offers]
    fitting = [
        one
        for one in combinations(*tried)
        if (budget_minor is None or sum(offer.price_minor for offer in one) <= budget_minor)
        and len({offer.hit.product_id for offer in one}) == len(one)
    ]
    return max(fitting, key=lambda one: sum(offer.worth for offer in one), default=None)


def _spread(offers: Sequence[_Offer], most: int) -> Sequence[_Offer]:
    """The most fitting, and always the cheapest: without it a small budget would seem too small."""
    cheapest = min(offers, key=lambda offer: offer.price_minor)
    first = offers[:most]
    return first if cheapest in first else [*first[: most - 1], cheapest]


def _too_little(context: ShopContext, wanted: Sequence[str], least_minor: int, budget_minor: int | None) -> Answer:
    money = Money(least_minor, _currency(context))
    facts = (*_sums(context, least_minor, budget_minor), Fact("bundle", "pieces", ", ".join(wanted), "bundle"))
    payload = Bundled(tuple(Piece(words) for words in wanted), least_minor=least_minor)
    return f"Even the cheapest of each come to {money} together.", ToolResult(
        "put_together", facts=facts, payload=payload
    )


def _sums(context: ShopContext, total_minor: int, budget_minor: int | None) -> tuple[Fact, ...]:
    """What all of it comes to, and what the shopper allows, in the shop's money whatever they called it."""
    currency = _currency(context)
    total = Fact("bundle", "total", Money(total_minor, currency), "bundle")
    return (
        (total,)
        if budget_minor is None
        else (
            total,
            Fact("bundle", "budget_amount", Money(budget_minor, currency), "bundle"),
        )
    )


def _shown(
    context: ShopContext, wanted: Sequence[str], chosen: dict[str, _Offer], about: str, budget_minor: int | None
) -> Answer:
    hits = [chosen[words].hit for words in wanted if words in chosen]
    free = replace(context, wants=Filters())
    query = ", ".join([*wanted, *([about] if about else [])])
    content, result = show_hits("put_together", hits, free, surface="bundle", query=query)
    items = [item for part in result.parts if isinstance(part, wire.ProductsPart) for item in part.items]
    total = sum(item.price.minor for item in items if item.price)
    money = Money(total, _currency(context))
    pieces = tuple(Piece(words, chosen[words].hit.product_id if words in chosen else None) for words in wanted)
    facts = (*result.facts, *_sums(context, total, budget_minor))
    payload = Bundled(pieces, total_minor=total)
    missing = [piece.words for piece in pieces if piece.product_id is None]
    words = f"{content}\nTogether {money}." + (f" Nothing for: {', '.join(missing)}." if missing else "")
    return words, replace(result, facts=facts, payload=payload)


def _currency(context: ShopContext) -> str:
    with context.database.session() as session:
        return get_storefront(session).currency
