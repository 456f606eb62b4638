"""One product as the index sees it: the shop's rows of it, together, and the texts they amount to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.tokens import has_han
from shop.catalog import Brand, Category, Product, Variant

MAX_DESCRIPTION_CHARS = 2_000
EMBEDDED_CHARS = 480
"""About 120 tokens, which is what the embedder reads."""


@dataclass(frozen=True)
class Listing:
    """`path` goes from the department down to the product's own category."""

    product: Product
    variants: tuple[Variant, ...] = ()
    brand: Brand | None = None
    path: tuple[Category, ...] = ()

    def fields(self) -> Mapping[str, str]:
        """Text by field of the lexical index, both languages in one."""
        product = self.product
        kinds = [product.product_type, product.product_type_zh]
        names = [name for node in self.path for name in (node.name, node.name_zh, *node.aliases)]
        return {
            "title": _joined(product.title, product.title_zh),
            "type": _joined(*kinds, *names[-6:]),
            "brand": _joined(*((self.brand.name, self.brand.name_zh) if self.brand else ())),
            "keywords": _joined(*product.keywords, *(variant.sku for variant in self.variants)),
            "description": _joined(product.description, product.description_zh)[:MAX_DESCRIPTION_CHARS],
            "attributes": self._attribute_text(),
        }

    def embedded_text(self) -> str:
        """What the vector stands for: title, kind and the start of the description."""
        product = self.product
        kind = product.product_type or (self.path[-1].name if self.path else "")
        told = product.description if product.description != product.title else ""
        parts = (product.title, kind if kind.lower() not in product.title.lower() else "", told)
        return ". ".join(part for part in parts if part)[:EMBEDDED_CHARS]

    def _attribute_text(self) -> str:
        """Texts, and the names of what it has; numbers and noes say nothing to a reader of words."""
        told: list[str | None] = []
        for attribute in self.product.attributes:
            if attribute.value is True:
                told += [attribute.label, attribute.label_zh]
            elif isinstance(attribute.value, str) and len(attribute.value) <= 80:
                told += [attribute.value, attribute.value_zh]
        for variant in self.variants:
            told += [*variant.options.values(), *variant.options_zh.values()]
        return _joined(*dict.fromkeys(told))


def text_hash(embedder: str, text: str) -> bytes:
    """16 bytes that change when the text or the embedder does."""
    return hashlib.blake2b(f"{embedder}\0{text}".encode(), digest_size=16).digest()


def is_chinese(listing: Listing) -> bool:
    return has_han(listing.product.title)


def _joined(*parts: str | None) -> str:
    return " \n ".join(part for part in parts if part)
