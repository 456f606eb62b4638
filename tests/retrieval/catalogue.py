"""A small shop in memory, an embedder that needs no model, and an index built from both."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from retrieval.artifacts import write_artifact
from retrieval.embed import Vectors, unit_length
from retrieval.index import FORMAT, KIND, Index, IndexBuilder
from retrieval.listing import Listing
from retrieval.search import Searcher
from retrieval.tokens import terms
from shop.catalog import Attribute, Brand, Category, Product, Variant
from shop.settings import Settings


class WordEmbedder:
    """Texts that share words are near each other."""

    name = "words"
    dimensions = 64

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in terms(text):
                found[row, hashlib.blake2b(word.encode(), digest_size=2).digest()[0] % self.dimensions] += 1
        return unit_length(found)


def categories() -> list[Category]:
    """Fresh rows each time: a session keeps what it is given."""
    return [
        Category(category_id="electronics", name="Electronics", name_zh="电子产品"),
        Category(
            category_id="laptops", parent_id="electronics", name="Laptops", name_zh="笔记本电脑", aliases=["notebook"]
        ),
        Category(category_id="bags", name="Laptop bags", name_zh="电脑包"),
        Category(category_id="shoes", name="Running shoes", name_zh="跑鞋"),
        Category(category_id="headphones", parent_id="electronics", name="Headphones", name_zh="耳机"),
    ]


def product(
    key: str,
    title: str,
    *,
    brand: str = "Norrin",
    category: str = "laptops",
    price: int | None = 10_000,
    stock: int | None = 5,
    rating: int | None = None,
    list_price: int | None = None,
    keywords: Sequence[str] = (),
    attributes: Sequence[Attribute] = (),
    variants: Sequence[Variant] = (),
    title_zh: str | None = None,
) -> Listing:
    node = next(each for each in categories() if each.category_id == category)
    parent = tuple(each for each in categories() if each.category_id == node.parent_id)
    row = Product(
        product_id=key, title=title, title_zh=title_zh, category_id=category, product_type=node.name.lower(),
        keywords=list(keywords), attributes=list(attributes), rating_sum=rating or 0, rating_count=1 if rating else 0,
    )  # fmt: skip
    own = Variant(sku=f"{key}-1", product_id=key, price_minor=price, stock=stock, list_price_minor=list_price)
    return Listing(row, tuple(variants) or (own,), Brand(brand_id=brand.lower(), name=brand), (*parent, node))


def variant(key: str, number: int, *, color: str, size: str = "M", price: int = 5_000, stock: int = 3) -> Variant:
    options = {"color": color, "size": size}
    return Variant(
        sku=f"{key}-{number}", product_id=key, options=options, price_minor=price, stock=stock, position=number
    )


def text(name: str, value: str, value_zh: str | None = None) -> Attribute:
    return Attribute(name=name, label=name.replace("_", " ").title(), value=value, value_zh=value_zh)


def number(name: str, value: float, unit: str | None) -> Attribute:
    return Attribute(name=name, label=name.replace("_", " ").title(), value=value, unit=unit)


def yes(name: str) -> Attribute:
    return Attribute(name=name, label=name.replace("_", " ").title(), value=True)


def settings(folder: Path, embedder: str = "none") -> Settings:
    return Settings(data_dir=folder, embedder=embedder, database_url="", chroma_url="")


def write_index(folder: Path, listings: Iterable[Listing], embedder: WordEmbedder | None = None) -> None:
    builder = IndexBuilder(categories())
    texts = []
    for listing in listings:
        builder.add(listing)
        texts.append(listing.embedded_text())
    params = {"embedder": embedder.name if embedder else "none", "currency": "USD"}
    index_dir = settings(folder).index_dir
    with write_artifact(index_dir, KIND, data_hash=builder.data_hash, params=params, format=FORMAT) as part:
        vectors = embedder.embed(texts) if embedder else None
        builder.write(part, vectors, embedder.embed if embedder else None)


def searcher(folder: Path, listings: Iterable[Listing], embedder: WordEmbedder | None = None) -> Searcher:
    write_index(folder, listings, embedder)
    index = Index.read(settings(folder).index_dir)
    return Searcher(index, settings(folder), embedder=embedder, degraded=None)


def shop() -> list[Listing]:
    """What most tests search in."""
    return [
        product(
            "l1", "Norrin Book 14", price=90_000, rating=5, attributes=[number("memory",
            16, "GB"), number("screen_size", 14, "in")]),
        product(
            "l2", "Veltra Slim 17", brand="Veltra", price=140_000, rating=3, attributes=[number("memory",
            32, "GB"), number("screen_size", 17.3, "in")]),
        product(
            "l3", "Sonora Air 13", brand="Sonora", price=None, attributes=[number("memory",
            8, "GB"), number("screen_size", 13, "in")]),
        product(
            "b1", "Tarn laptop bag", brand="Tarn", category="bags", price=4_000, attributes=[text("material",
            "leather", "真皮"), text("colour", "red", "红色")]),
        product(
            "b2", "Tarn canvas laptop bag", brand="Tarn", category="bags", price=2_500, attributes=[text("material",
            "canvas"), text("colour", "black")], list_price=3_000),
        product(
            "s1", "Fleet Go running shoes", brand="Fleet", category="shoes", variants=[variant("s1",
            1, color="red"), variant("s1", 2, color="blue", price=4_000), variant("s1", 3, color="green", stock=0)]),
        product(
            "h1", "Sonora Calm headphones", brand="Sonora", category="headphones", price=5_490, keywords=["SC-2110",
            "4006381333931"], attributes=[yes("noise_cancelling")], title_zh="索诺拉降噪耳机"),
        product("h2", "Veltra Stay headphones", brand="Veltra", category="headphones", price=3_990, stock=0),
    ]  # fmt: skip
