"""Finding and counting products."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Literal
from uuid import uuid4

import wire
from retrieval.filters import Filters, Sort
from retrieval.hits import Hit, Left
from retrieval.need import Correction, Need
from retrieval.personal import Tastes
from retrieval.query import read_query
from retrieval.relax import Relaxation
from retrieval.search import Found
from shop.catalog import Product, list_products
from shop.errors import Invalid
from shop.slates import Slate
from shop.storefront import get_storefront
from tools.cards import Cards, item_facts, price_words, slate_items
from tools.context import ShopContext
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool
from tools.tastes import tastes_of

MOST_SHOWN = 12
HIGHEST_MINOR = 10**12
LONGEST_QUERY = 500
Row = tuple[str, str, str]
"""An attribute's name, label and value in words."""


@dataclass(frozen=True)
class Open:
    """Without this condition there would be `count` products."""

    name: str
    text: str
    count: int


@dataclass(frozen=True)
class FoundProducts:
    slate_id: str
    total: int
    attributes: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    relaxations: tuple[Open, ...] = ()
    degraded: str | None = None
    no_good_match: bool = False
    applied: Filters = field(default_factory=Filters)
    """All conditions that hold for what was shown, the settled ones and those read from the words."""
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class Counted:
    count: int


@shop_tool
def search_products(
    query: str,
    runtime: Shop,
    max_price_minor: int | None = None,
    min_price_minor: int | None = None,
    brand: str | None = None,
    category: str | None = None,
    sort: Literal["relevance", "price", "-price", "rating", "newest"] = "relevance",
    count: int = 6,
    by: str | None = None,
) -> Answer:
    """Find products on sale that fit what the shopper describes, and show them as cards.

    The cards are on screen as soon as this returns: do not repeat them, add what divides them. What the conversation
    has settled holds beside the arguments. If nothing fits, it says which condition to give up and what that brings.

    Args:
        query: The need in the shopper's own words, with every condition they named.
        max_price_minor: Highest price, in the currency's smallest unit ($60 is 6000), inclusive.
        min_price_minor: Lowest price, in the currency's smallest unit, inclusive.
        brand: Only this brand.
        category: Only this kind of product.
        sort: What comes first; `price` is cheapest first.
        count: How many to show, 1 to 12.
        by: Order by an attribute with numbers instead, smallest first: `weight` for the lightest, `-battery_life` for
            the longest lasting.
    """
    context = runtime.context
    _check_prices(min_price_minor, max_price_minor)
    asked = Filters(price_min_minor=min_price_minor, price_max_minor=max_price_minor)
    words = " ".join(part for part in (brand, category, query) if part)
    with context.database.session() as session:
        tastes = tastes_of(session, context.principal.customer_id, now=context.clock())
    found = _found(
        context,
        words,
        context.wants.tightened(asked),
        sort=sort,
        limit=max(1, min(count, MOST_SHOWN)),
        by=by or "",
        tastes=tastes,
    )
    return show_hits("search_products", found.hits, context, surface="chat", query=query, found=found)


def _found(
    context: ShopContext, words: str, filters: Filters, *, sort: Sort, limit: int, by: str, tastes: Tastes | None
) -> Found:
    """Words that the catalogue says nothing of rank nothing: then whatever meets the conditions, and it is said so."""
    searcher = context.retrieval.searcher
    need = _settled_need(context, words)
    found = searcher.search(words, filters=filters, sort=sort, limit=limit, by=by, need=need, tastes=tastes)
    if found.total or not filters or found.relaxations or need is None or not need.residual:
        return found
    bare = replace(need, residual="")
    wider = searcher.search(words, filters=filters, sort=sort, limit=limit, by=by, need=bare, tastes=tastes)
    return replace(wider, no_good_match=wider.total > 0)


def _settled_need(context: ShopContext, words: str) -> Need | None:
    """The need as the dialogue has read it, so that `a backpack for a laptop` is not searched for laptops."""
    settled = context.settled
    if settled is None or settled.words != words:
        return None
    read = read_query(words, context.retrieval.searcher.vocabulary)
    kinds = context.wants.product_types or context.wants.categories
    return replace(read, filters=Filters(), residual=words, sort="relevance", only_ranks=bool(kinds))


def _check_prices(low_minor: int | None, high_minor: int | None) -> None:
    for bound in (low_minor, high_minor):
        if bound is not None and not 0 <= bound <= HIGHEST_MINOR:
            raise Invalid(f"A price bound is 0 to {HIGHEST_MINOR} in the smallest unit, not {str(bound)[:30]}.")
    if low_minor is not None and high_minor is not None and low_minor > high_minor:
        raise Invalid(f"No price is at least {low_minor} and at most {high_minor}.")


def show_hits(
    tool: str,
    hits: Sequence[Hit],
    context: ShopContext,
    *,
    surface: str,
    query: str = "",
    found: Found | None = None,
    left: Sequence[Left] = (),
) -> Answer:
    """Cards for `hits`, stored as a slate with its exposure, in one short transaction.

    The index ranks and the shop states the facts: a price or stock that has changed since and breaks a condition
    keeps the card away.
    """
    with context.database.writing() as session:
        shop = get_storefront(session)
        cards = Cards(session, context.language, shop.currency).items(hits)
        items = _fitting(cards, found.applied if found else context.wants)
        slate = Slate(
            slate_id=f"s-{uuid4().hex[:16]}",
            customer_id=context.principal.customer_id,
            conversation_id=context.conversation_id or None,
            surface=surface,
            query=query[:LONGEST_QUERY] or None,
            applied={"text": query[:LONGEST_QUERY], "left": [asdict(one) for one in left]},
            arm=context.arm,
            items=slate_items(items, hits),
        )
        session.add(slate)
        products = list_products(session, [item.product_id for item in items])
    payload = _payload(slate.slate_id, products, context, found, shown=len(items))
    facts = [fact for item in items for fact in item_facts(item)]
    facts += [fact for product in products for fact in attribute_facts(product, context.language)]
    facts += _slate_facts(slate.slate_id, payload, len(items))
    facts += [Fact(f"slate:{slate.slate_id}", "without_brand", brand) for brand in payload.applied.not_brands]
    parts = (wire.ProductsPart(slate_id=slate.slate_id, items=items),) if items else ()
    return _words(items, payload), ToolResult(tool=tool, parts=parts, facts=tuple(facts), payload=payload)


def _fitting(items: Sequence[wire.Item], conditions: Filters) -> list[wire.Item]:
    """Those that still meet the conditions at today's price and stock, places counted anew."""
    low, high = conditions.price_min_minor, conditions.price_max_minor
    kept = [
        item
        for item in items
        if (low is None or (item.price is not None and item.price.minor >= low))
        and (high is None or (item.price is not None and item.price.minor <= high))
        and (item.available or not conditions.in_stock)
    ]
    first = items[0].position if items else 1
    return [item.model_copy(update={"position": place}) for place, item in enumerate(kept, start=first)]


def _payload(
    slate_id: str, products: Sequence[Product], context: ShopContext, found: Found | None, *, shown: int
) -> FoundProducts:
    rows = {product.product_id: attribute_rows(product, context.language) for product in products}
    if found is None:
        return FoundProducts(slate_id, total=shown, attributes=rows, applied=context.wants)
    return FoundProducts(
        slate_id=slate_id,
        total=found.total,
        attributes=rows,
        relaxations=tuple(opened(relaxation) for relaxation in found.relaxations),
        degraded=found.degraded,
        no_good_match=found.no_good_match,
        applied=found.applied,
        corrections=found.need.corrections,
    )


def opened(relaxation: Relaxation) -> Open:
    return Open(relaxation.constraint, relaxation.value, relaxation.total)


def attribute_rows(product: Product, language: str) -> tuple[Row, ...]:
    return tuple((a.name, a.title(language), a.text(language)) for a in product.attributes)


def attribute_facts(product: Product, language: str) -> list[Fact]:
    """Each attribute as its value and as its words: `30.0` and `30 h`."""
    entity, label = f"product:{product.product_id}", product.name(language)
    facts = [Fact(entity, "title", label, label, stable=True)]
    for attribute in product.attributes:
        name = f"attribute:{attribute.name}"
        facts.append(Fact(entity, name, attribute.value, label, stable=True))
        if (text := attribute.text(language)) != attribute.value:
            facts.append(Fact(entity, name, text, label, stable=True))
    return facts


def _slate_facts(slate_id: str, payload: FoundProducts, shown: int) -> list[Fact]:
    entity = f"slate:{slate_id}"
    facts = [Fact(entity, "count", shown), Fact(entity, "total", payload.total)]
    return facts + [Fact(entity, f"without:{each.name}", each.count) for each in payload.relaxations]


def _words(items: Sequence[wire.Item], payload: FoundProducts) -> str:
    if not items:
        ways = "; ".join(f"without {each.name} {each.text}: {each.count}" for each in payload.relaxations)
        return f"Nothing fits all conditions. {ways or 'No single condition explains it.'}"
    lines = [_line(item, payload.attributes.get(item.product_id, ())) for item in items]
    notes = [payload.degraded or "", "None of them answers the words well." if payload.no_good_match else ""]
    head = f"Shown {len(items)} of {payload.total}, slate {payload.slate_id}."
    return "\n".join([head, *lines, *(note for note in notes if note)])


def _line(item: wire.Item, rows: Sequence[Row]) -> str:
    price = price_words(item.price) + (f" instead of {price_words(item.list_price)}" if item.list_price else "")
    there = "" if item.available else ", sold out" if item.stock is None else f", {item.stock} left"
    stars = f"{item.rating} stars ({item.rating_count})" if item.rating else "no reviews"
    facts = ", ".join(f"{label}: {text}" for _, label, text in rows[:8])
    why = "; ".join(each.text for each in item.reasons)
    return f"{item.position}. {item.title} [{item.product_id}] {price}{there}, {stars}. {facts}. Why: {why or '-'}"


@shop_tool
def count_products(query: str, runtime: Shop) -> Answer:
    """Count how many products on sale meet conditions, exactly ("how many under $20 are waterproof?").

    Args:
        query: The conditions in the shopper's own words.
    """
    context = runtime.context
    searcher = context.retrieval.searcher
    need = _settled_need(context, query)
    found = searcher.search(query, filters=context.wants, limit=0, need=need) if need is not None else None
    number = searcher.count(context.wants, query) if found is None else found.total
    fact = Fact("shop", "count", number, stable=False)
    return f"{number} products.", ToolResult(tool="count_products", facts=(fact,), payload=Counted(number))
