"""One product with everything the shop tells about it."""

from sqlmodel import Session

import wire
from retrieval.hits import Hit
from shop.catalog import Product, find_by_sku, get_product, variants_of
from shop.errors import Invalid
from shop.money import Money
from shop.storefront import get_storefront
from tools.cards import Cards, best_variant, item_facts, price_words
from tools.result import Fact, ToolResult
from tools.search import attribute_facts, attribute_rows
from tools.shop_tool import Answer, Shop, shop_tool


@shop_tool
def show_product(runtime: Shop, product_id: str) -> Answer:
    """Show one product with its variants, prices and stock.

    Args:
        product_id: The product's id, or the sku of one of its variants.
    """
    context = runtime.context
    with context.database.session() as session:
        product, sku = product_of(session, product_id)
        cards = Cards(session, context.language, get_storefront(session).currency)
        (item,) = cards.items([Hit(product.product_id, sku, 0.0)], variants=True)
    facts = [*item_facts(item), *attribute_facts(product, context.language), *_variant_facts(item)]
    description = (product.description_zh or product.description) if context.language == "zh" else product.description
    if description:
        facts.append(Fact(f"product:{item.product_id}", "text", description, item.title, stable=True))
    rows = "; ".join(f"{label}: {text}" for _, label, text in attribute_rows(product, context.language))
    kinds = "; ".join(_variant_words(variant) for variant in item.variants or [])
    content = f"{item.title} [{item.product_id}]. {rows}. Variants: {kinds}. {description[:600]}"
    shown = wire.ProductsPart(slate_id="", items=[item])
    return content, ToolResult(tool="show_product", parts=(shown,), facts=tuple(facts))


def product_of(session: Session, key: str) -> tuple[Product, str]:
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
    variants = item.variants or []
    facts = [
        Fact(f"product:{item.product_id}", "variant_count", len(variants), item.title),
        Fact(f"product:{item.product_id}", "available_count", sum(one.available for one in variants), item.title),
    ]
    for variant in item.variants or []:
        entity = f"variant:{variant.sku}"
        facts.append(Fact(entity, "label", variant.label, item.title, stable=True))
        facts.append(Fact(entity, "available", variant.available, item.title))
        for name, amount in (("price", variant.price), ("list_price", variant.list_price)):
            if amount:
                facts.append(Fact(entity, name, Money(amount.minor, amount.currency), item.title))
        facts += [Fact(entity, "option", value, item.title, stable=True) for value in variant.options.values()]
        if variant.stock is not None:
            facts.append(Fact(entity, "stock", variant.stock, item.title))
    return facts


def _variant_words(variant: wire.VariantItem) -> str:
    there = "sold out" if not variant.available else "available" if variant.stock is None else f"{variant.stock} left"
    return f"{variant.label or variant.sku} [{variant.sku}] {price_words(variant.price)}, {there}"
