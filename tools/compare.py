"""Products side by side; better is only marked where everyone agrees what better is."""

from collections.abc import Sequence

import wire
from retrieval.hits import Hit
from shop.catalog import Attribute, Product, list_products
from shop.errors import Invalid
from shop.money import Money
from shop.storefront import get_storefront
from tools.cards import Cards, item_facts
from tools.result import Fact, ToolResult
from tools.search import attribute_facts
from tools.shop_tool import Answer, Shop, shop_tool

LESS_IS_BETTER = ("weight", "noise", "charging", "boil", "assembly_time", "power_consumption", "drop_time")
MORE_IS_BETTER = (
    "battery_life", "runtime", "capacity", "storage", "memory", "ram", "resolution", "range", "warranty", "brightness",
    "water_column", "page_yield", "pieces",
)  # fmt: skip
YES_IS_BETTER = (
    "waterproof",
    "noise_cancelling",
    "washable",
    "dishwasher",
    "dimmable",
    "foldable",
    "wireless",
    "rechargeable",
)
MOST_COMPARED = 5


@shop_tool
def compare_products(runtime: Shop, product_ids: list[str]) -> Answer:
    """Put products side by side: price, rating and every attribute that at least two of them tell.

    Args:
        product_ids: Two to five product ids, in the order to show them.
    """
    context = runtime.context
    wanted = list(dict.fromkeys(product_ids))[:MOST_COMPARED]
    if len(wanted) < 2:
        raise Invalid("A comparison needs at least two different products.")
    with context.database.session() as session:
        products = list_products(session, wanted)
        if len(products) < 2:
            raise Invalid("Fewer than two of these products are on sale.")
        cards = Cards(session, context.language, get_storefront(session).currency)
        items = cards.items([Hit(p.product_id, "", 0.0) for p in products])
    rows = [*_money_and_stars(items, context.language), *_attribute_rows(products, context.language)]
    part = wire.ComparisonPart(
        product_ids=[item.product_id for item in items], titles=[item.title for item in items], rows=rows
    )
    facts = [fact for item in items for fact in item_facts(item)]
    facts += [fact for product in products for fact in attribute_facts(product, context.language)]
    facts += _differences(items)
    content = "\n".join([" | ".join(part.titles), *(f"{row.name}: {' | '.join(map(str, row.values))}" for row in rows)])
    return content, ToolResult(tool="compare_products", parts=(part,), facts=tuple(facts))


def _money_and_stars(items: Sequence[wire.Item], language: str) -> list[wire.ComparisonRow]:
    zh = language == "zh"
    prices = [Money(item.price.minor, item.price.currency) if item.price else None for item in items]
    price_row = _row("价格" if zh else "Price", [str(p) if p else None for p in prices])
    known = [p.minor if p else None for p in prices]
    _mark(price_row, known, less=True, word="更便宜" if zh else "cheaper")
    stars = _row("评分" if zh else "Rating", [f"{item.rating:g}" if item.rating else None for item in items])
    _mark(stars, [item.rating for item in items], less=False, word="评分更高" if zh else "rated higher")
    return [row for row in (price_row, stars) if any(row.values)]


def _attribute_rows(products: Sequence[Product], language: str) -> list[wire.ComparisonRow]:
    """In the first product's order; what only one of them tells divides nothing."""
    named = {attribute.name: attribute for product in products for attribute in product.attributes}
    rows: list[wire.ComparisonRow] = []
    for name, sample in named.items():
        found = [product.attribute(name) for product in products]
        if sum(each is not None for each in found) >= 2:
            row = _row(sample.title(language), [each.text(language) if each else None for each in found])
            _mark_attribute(row, name, found, language)
            rows.append(row)
    return rows


def _row(name: str, values: list[str | None]) -> wire.ComparisonRow:
    return wire.ComparisonRow(name=name, values=values)


def _mark_attribute(row: wire.ComparisonRow, name: str, found: Sequence[Attribute | None], language: str) -> None:
    """Better is only said where everyone agrees what better is."""
    values = [each.value if each else None for each in found]
    zh = language == "zh"
    if all(isinstance(value, bool) for value in values) and any(word in name for word in YES_IS_BETTER):
        _mark(row, [float(bool(value)) for value in values], less=False, word="更好" if zh else "better")
    numbers = [value if isinstance(value, float) and not isinstance(value, bool) else None for value in values]
    if None in numbers or len({each.unit for each in found if each}) != 1:
        return
    if any(word in name for word in LESS_IS_BETTER):
        _mark(row, numbers, less=True, word="更少" if zh else "lighter" if "weight" in name else "less")
    elif any(word in name for word in MORE_IS_BETTER):
        _mark(row, numbers, less=False, word="更多" if zh else "more")


def _mark(row: wire.ComparisonRow, values: Sequence[float | None], *, less: bool, word: str) -> None:
    """Marks the one best value; a tie is no advantage."""
    known = [value for value in values if value is not None]
    if len(known) != len(values) or len(known) < 2:
        return
    best = min(known) if less else max(known)
    if known.count(best) == 1:
        row.best, row.best_text = known.index(best), word


def _differences(items: Sequence[wire.Item]) -> list[Fact]:
    """`$20 cheaper` is computed here, so that it may be said."""
    facts: list[Fact] = []
    for item in items:
        for other in items:
            if item.price and other.price and item.price.minor < other.price.minor:
                saved = Money(other.price.minor - item.price.minor, item.price.currency)
                facts.append(Fact(f"product:{item.product_id}", "cheaper_by", saved, item.title))
    return facts
