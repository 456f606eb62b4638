"""Product cards: the index ranks, the shop states the facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

import wire
from retrieval.evidence import Claim, Evidence
from retrieval.hits import Hit
from shop.catalog import Brand, Category, Product, Variant, category_path, list_categories, list_products, variants_of
from shop.money import Money
from shop.slates import SlateItem
from tools.reasons import Titles, reason
from tools.result import Fact

MAX_REASONS = 3
GOOD_STARS, ENOUGH_REVIEWS = 4.0, 5
KINDS = frozenset({"product_type", "category"})
LOW_STOCK = 5
"""From here down the exact number is told."""


@dataclass
class Cards:
    """Builds cards inside one short session."""

    session: Session
    language: str
    currency: str

    def items(self, hits: Sequence[Hit], *, first_position: int = 1, variants: bool = False) -> list[wire.Item]:
        """One card a hit that is still there, in order; a hit whose product has gone is left out."""
        products = {p.product_id: p for p in list_products(self.session, [hit.product_id for hit in hits])}
        every_variant = variants_of(self.session, products)
        brands, categories = self._brands(products.values()), list_categories(self.session)
        titles = self._titles(hits, products)
        shown = [hit for hit in hits if every_variant.get(hit.product_id)]
        return [
            self._item(
                position, hit, products[hit.product_id], every_variant[hit.product_id],
                brand=brands.get(products[hit.product_id].brand_id or ""), categories=categories, titles=titles,
                with_variants=variants,
            )
            for position, hit in enumerate(shown, start=first_position)
        ]  # fmt: skip

    def _item(
        self, position: int, hit: Hit, product: Product, variants: Sequence[Variant], *, brand: Brand | None,
        categories: Sequence[Category], titles: Titles, with_variants: bool,
    ) -> wire.Item:  # fmt: skip
        variant = next((v for v in variants if v.sku == hit.sku), None) or best_variant(variants)
        return wire.Item(
            position=position,
            product_id=product.product_id,
            sku=variant.sku,
            title=product.name(self.language),
            brand=self._brand_name(brand),
            category=[self._category_name(c) for c in category_path(categories, product.category_id)],
            price=self._amount(variant.price_minor),
            list_price=self._amount(variant.list_price_minor),
            rating=product.rating,
            rating_count=product.rating_count or None,
            image_url=image_of(product, variant),
            url=product.url or f"/shop/product/{product.product_id}",
            available=variant.can_be_bought,
            stock=variant.stock if variant.stock is not None and variant.stock <= LOW_STOCK else None,
            variants=[self.variant(v) for v in variants] if with_variants else None,
            score=round(hit.score, 6),
            reasons=self._reasons(hit.claims, product, titles),
        )

    def variant(self, variant: Variant) -> wire.VariantItem:
        return wire.VariantItem(
            sku=variant.sku,
            options=(variant.options_zh or variant.options) if self.language == "zh" else variant.options,
            label=variant.label(self.language),
            price=self._amount(variant.price_minor),
            list_price=self._amount(variant.list_price_minor),
            available=variant.can_be_bought,
            stock=variant.stock if variant.stock is not None and variant.stock <= LOW_STOCK else None,
            image_url=variant.image_url,
        )

    def _reasons(self, claims: Sequence[Claim], product: Product, titles: Titles) -> list[wire.Reason]:
        """The weightiest first; that it is of the kind asked for goes without saying."""
        telling = [claim for claim in claims if claim.slots.get("attribute") not in KINDS]
        if not any(claim.kind == "rated" for claim in telling) and (rated := rated_claim(product)):
            telling.append(rated)
        telling.sort(key=lambda claim: claim.slots.get("attribute") == "price")  # it stands on the card already
        worded = (reason(self._localised(c, product), language=self.language, titles=titles) for c in telling)
        return [each for each in worded if each][:MAX_REASONS]

    def _localised(self, claim: Claim, product: Product) -> Claim:
        """An attribute by the name and value it has in the shopper's language."""
        attribute = product.attribute(claim.slots.get("attribute", ""))
        if claim.kind != "matches" or attribute is None:
            return claim
        told = {"label": attribute.title(self.language), "label_zh": attribute.title(self.language)}
        return replace(claim, slots=claim.slots | told | {"value": attribute.text(self.language)})

    def _titles(self, hits: Sequence[Hit], products: dict[str, Product]) -> dict[str, str]:
        """Of the products that claims speak about too."""
        named = {claim.slots["product"] for hit in hits for claim in hit.claims if "product" in claim.slots}
        others = list_products(self.session, sorted(named - products.keys()))
        return {p.product_id: p.name(self.language) for p in (*products.values(), *others)}

    def _brands(self, products: Iterable[Product]) -> dict[str, Brand]:
        ids = {product.brand_id for product in products if product.brand_id}
        rows = self.session.exec(select(Brand).where(col(Brand.brand_id).in_(ids)))
        return {brand.brand_id: brand for brand in rows}

    def _brand_name(self, brand: Brand | None) -> str | None:
        return None if brand is None else (brand.name_zh or brand.name) if self.language == "zh" else brand.name

    def _category_name(self, category: Category) -> str:
        return (category.name_zh or category.name) if self.language == "zh" else category.name

    def _amount(self, minor: int | None) -> wire.Amount | None:
        return None if minor is None else wire.Amount(minor=minor, currency=self.currency)


def price_words(amount: wire.Amount | None) -> str:
    """`$59.00` for a model; a price that is not told is said to be so."""
    return "price not told" if amount is None else str(Money(amount.minor, amount.currency))


def rated_claim(product: Product) -> Claim | None:
    """Buyers like it: said only where enough of them do."""
    if product.rating is None or product.rating < GOOD_STARS or product.rating_count < ENOUGH_REVIEWS:
        return None
    told = Evidence("rating", product.product_id, quote=f"{product.rating:.1f}", count=product.rating_count)
    return Claim("rated", {"stars": f"{product.rating:.1f}"}, (told,), 0.0)


def best_variant(variants: Sequence[Variant]) -> Variant:
    """The first that can be bought, else the first."""
    return next((v for v in variants if v.can_be_bought), variants[0])


def image_of(product: Product, variant: Variant) -> str | None:
    return variant.image_url or (product.images[0].url if product.images else None)


def slate_items(items: Sequence[wire.Item], hits: Sequence[Hit]) -> list[SlateItem]:
    """What is stored of the cards that were shown."""
    by_id = {hit.product_id: hit for hit in hits}
    return [
        SlateItem(
            position=item.position,
            product_id=item.product_id,
            sku=item.sku,
            score=item.score or 0.0,
            sources=by_id[item.product_id].sources,
            reasons=[told.model_dump() for told in item.reasons],
            propensity=by_id[item.product_id].propensity,
        )
        for item in items
    ]


def item_facts(item: wire.Item) -> list[Fact]:
    """Everything a card says."""
    product, variant = f"product:{item.product_id}", f"variant:{item.sku}"
    facts = [Fact(product, "title", item.title, item.title, stable=True)]
    if item.brand:
        facts.append(Fact(product, "brand", item.brand, item.title, stable=True))
    facts += [Fact(product, "category", name, item.title, stable=True) for name in item.category]
    for name, amount in (("price", item.price), ("list_price", item.list_price)):
        if amount:
            money = Money(amount.minor, amount.currency)
            facts += [Fact(entity, name, money, item.title) for entity in (product, variant)]
    if item.rating is not None:
        facts.append(Fact(product, "rating", item.rating, item.title))
        facts.append(Fact(product, "rating_count", item.rating_count or 0, item.title))
    if item.stock is not None:
        facts += [Fact(entity, "stock", item.stock, item.title) for entity in (product, variant)]
    facts.append(Fact(product, "available", item.available, item.title))
    return facts + reason_facts(item)


def reason_facts(item: wire.Item) -> list[Fact]:
    """The counts and quotes behind a card's reasons."""
    product = f"product:{item.product_id}"
    facts = [Fact(product, "reason", told.text, item.title, stable=True) for told in item.reasons]
    for evidence in (evidence for told in item.reasons for evidence in told.evidence):
        if evidence.count is not None:
            name = "rating_count" if evidence.kind == "rating" else "count"
            facts.append(Fact(product, name, evidence.count, item.title, stable=True))
        if evidence.of is not None:
            facts.append(Fact(product, "count", evidence.of, item.title, stable=True))
        if evidence.quote and evidence.kind == "attribute":
            facts.append(Fact(product, f"attribute:{evidence.id.rpartition(':')[2]}", evidence.quote, item.title, True))
    return facts
