"""One product, or some side by side: shown, compared, and asked about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

import wire
from retrieval.hits import Hit
from shop.catalog import Attribute, Product, find_by_sku, get_product, list_products, variants_of
from shop.errors import Invalid
from shop.money import Money
from shop.reviews import Review, reviews_of
from shop.storefront import get_storefront
from tools.cards import Cards, best_variant, item_facts
from tools.context import ShopContext
from tools.result import Fact, ToolResult
from tools.search import attribute_facts, attribute_rows
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
REVIEWS_READ = 200


@dataclass(frozen=True)
class Answered:
    """`answer` is empty where neither attributes, description nor reviews say anything."""

    answer: str
    source: str = ""
    """`attribute`, `description` or `review`."""


@shop_tool
def show_product(runtime: Shop, product_id: str) -> Answer:
    """Show one product with its variants, prices and stock.

    Args:
        product_id: The product's id, or the sku of one of its variants.
    """
    context = runtime.context
    with context.database.session() as session:
        product, sku = _product(session, product_id)
        cards = Cards(session, context.language, get_storefront(session).currency)
        (item,) = cards.items([Hit(product.product_id, sku, 0.0)], variants=True)
    facts = [*item_facts(item), *attribute_facts(product, context.language), *_variant_facts(item)]
    rows = "; ".join(f"{label}: {text}" for _, label, text in attribute_rows(product, context.language))
    kinds = "; ".join(_variant_words(variant) for variant in item.variants or [])
    content = f"{item.title} [{item.product_id}]. {rows}. Variants: {kinds}. {product.description[:600]}"
    shown = wire.ProductsPart(slate_id="", items=[item])
    return content, ToolResult(tool="show_product", parts=(shown,), facts=tuple(facts))


def _product(session: Session, key: str) -> tuple[Product, str]:
    """By product id, or by the sku of a variant."""
    pair = find_by_sku(session, key)
    if pair and not pair[0].hidden:
        return pair[0], key
    product = get_product(session, key)
    variants = variants_of(session, [product.product_id]).get(product.product_id, [])
    if not variants:
        raise Invalid(f"{product.title} is not sold in any form at the moment.")
    return product, best_variant(variants).sku


def _variant_facts(item: wire.Item) -> list[Fact]:
    facts: list[Fact] = []
    for variant in item.variants or []:
        entity = f"variant:{variant.sku}"
        facts.append(Fact(entity, "label", variant.label, item.title, stable=True))
        facts.append(Fact(entity, "available", variant.available, item.title))
        if variant.price:
            facts.append(Fact(entity, "price", Money(variant.price.minor, variant.price.currency), item.title))
        if variant.stock is not None:
            facts.append(Fact(entity, "stock", variant.stock, item.title))
    return facts


def _variant_words(variant: wire.VariantItem) -> str:
    price = f"{variant.price.minor} {variant.price.currency} minor" if variant.price else "no price"
    return f"{variant.label or variant.sku} [{variant.sku}] {price}, {'available' if variant.available else 'sold out'}"


# Comparing ------------------------------------------------------------------------------------------------


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


# Asking ---------------------------------------------------------------------------------------------------


@shop_tool
def product_question(runtime: Shop, product_id: str, question: str) -> Answer:
    """Answer a question about one product from its attributes, its description and what buyers wrote.

    Args:
        product_id: The product.
        question: The question in the shopper's own words.
    """
    context = runtime.context
    with context.database.session() as session:
        product, _ = _product(session, product_id)
        reviews = reviews_of(session, product.product_id, limit=REVIEWS_READ)
    label = product.name(context.language)
    asked = _words(question)
    answered, fact, evidence = _answer(product, reviews, asked, question, context)
    facts = [*attribute_facts(product, context.language), *([fact] if fact else [])]
    content = answered.answer or f"Nothing on record about {label} answers that."
    citations = (evidence,) if evidence else ()
    return content, ToolResult(tool="product_question", facts=tuple(facts), citations=citations, payload=answered)


def _answer(
    product: Product, reviews: Sequence[Review], asked: set[str], question: str, context: ShopContext
) -> tuple[Answered, Fact | None, wire.Citation | None]:
    language, label = context.language, product.name(context.language)
    entity = f"product:{product.product_id}"
    about_buyers = bool(re.search(r"review|buyer|people (say|think)|customers|评价|买家|口碑|大家", question.lower()))
    if not about_buyers and (attribute := _fitting(product.attributes, asked, language)):
        answer = _attribute_answer(label, attribute, language)
        return Answered(answer, "attribute"), Fact(entity, "text", answer, label, stable=True), None
    if not about_buyers and (sentence := _sentence(product, asked, language)):
        quote = f"描述里写着:“{sentence}”" if language == "zh" else f'Its description says: "{sentence}"'
        return Answered(quote, "description"), Fact(entity, "text", sentence, label, stable=True), None
    review = _review(reviews, asked, language, any_topic=about_buyers)
    if review is None:
        return Answered(""), None, None
    quote = (
        f"有买家写道:“{review.text}”({review.stars} 星)"
        if language == "zh"
        else (f'A buyer wrote: "{review.text}" ({review.stars} stars)')
    )
    citation = wire.Citation(kind="review", id=review.review_id, title=review.title or label, quote=review.text)
    return Answered(quote, "review"), Fact(entity, "review", review.text, label, stable=True), citation


def _attribute_answer(label: str, attribute: Attribute, language: str) -> str:
    name, text = attribute.title(language), attribute.text(language)
    if language == "zh":
        return f"{label}的{name}:{text}。"
    if isinstance(attribute.value, bool):
        return f"{'Yes' if attribute.value else 'No'}: {name.lower()} is listed as {text} for the {label}."
    return f"{name} of the {label}: {text}."


STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "is",
        "are",
        "it",
        "its",
        "this",
        "that",
        "does",
        "do",
        "have",
        "has",
        "what",
        "which",
        "how",
        "many",
        "much",
        "of",
        "for",
        "with",
        "in",
        "on",
        "to",
        "and",
        "or",
        "can",
        "i",
        "be",
        "there",
        "one",
        "second",
        "first",
        "any",
        "you",
        "tell",
        "me",
        "about",
    ]
)


def _words(text: str) -> set[str]:
    latin = {_stem(word) for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in STOP}
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]", text))
    return latin | {chinese[i : i + 2] for i in range(len(chinese) - 1)}


def _stem(word: str) -> str:
    return re.sub(r"(ing|ed|es|s)$", "", word) if len(word) > 4 else word


def _fitting(attributes: Sequence[Attribute], asked: set[str], language: str) -> Attribute | None:
    """The attribute whose name or value shares most with the question."""

    def shared(attribute: Attribute) -> float:
        name = _words(f"{attribute.name.replace('_', ' ')} {attribute.label} {attribute.label_zh or ''}")
        value = _words(attribute.text(language)) if isinstance(attribute.value, str) else set()
        near = sum(
            1 for word in asked for own in name if len(word) > 2 and (own.startswith(word) or word.startswith(own))
        )
        return len(name & asked) * 2 + near + len(value & asked)

    best = max(attributes, key=shared, default=None)
    return best if best is not None and shared(best) >= 2 else None


def _sentence(product: Product, asked: set[str], language: str) -> str | None:
    text = (product.description_zh or product.description) if language == "zh" else product.description
    sentences = [s.strip() for s in re.findall(r".+?(?:[.!?](?=\s|$)|[。!?！？]|$)", text) if s.strip()]
    best = max(sentences, key=lambda s: len(_words(s) & asked), default=None)
    return best if best is not None and len(_words(best) & asked) >= max(1, len(asked) // 3) else None


def _review(reviews: Sequence[Review], asked: set[str], language: str, *, any_topic: bool) -> Review | None:
    """The review that says most about it, in the shopper's language where there is one."""
    told = [review for review in reviews if review.text]
    scored = [(len((_words(r.text) | {_stem(a) for a in r.aspects}) & asked), r.language == language, r) for r in told]
    best = max(scored, key=lambda each: each[:2], default=None)
    return best[2] if best and (best[0] or any_topic) else None
