"""Products as the graph reads them: their words apart from the words for what they are made for."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.tokens import has_han, stem, words
from shop.catalog import Brand, Category, Product, category_path

COMMON_TO = 0.8
"""Share of a kind's products that must carry a keyword before it is another name of the kind."""
_PLAIN = (
    r"\b(?:compatible with|suitable for|designed for|made for|works with|for use with|fits)(?=\s)"
    r"|适用于|适用|适合|兼容|适配|专用于"
)
PLAINLY_FOR = re.compile(_PLAIN, re.IGNORECASE)
"""What stands before the names of things a product is made for."""
MADE_FOR = re.compile(_PLAIN + r"|\bfor(?=\s)|用于|配合", re.IGNORECASE)
"""The same in a title, where a bare `for` says it too; in prose it says anything."""
MADE_FOR_AFTER = re.compile(r"(?P<for>[^,，。;；、]{2,40}?)(?:专用|适用|通用)")
"""In Chinese the names may stand before it: `Lumick One 专用`."""


@dataclass(frozen=True)
class Good:
    """One product in folded words. `own` is its title up to what it is made for."""

    product: Product
    brand: tuple[str, ...]
    own: tuple[str, ...]
    department: str | None
    path: tuple[str, ...]

    @property
    def product_id(self) -> str:
        return self.product.product_id

    @property
    def kind(self) -> str | None:
        return self.product.product_type

    def after_brand(self) -> tuple[str, ...]:
        """Its own words without the maker's name before them."""
        size = len(self.brand)
        return self.own[size:] if size and self.own[:size] == self.brand else self.own


def goods_of(products: Sequence[Product], categories: Sequence[Category], brands: Sequence[Brand]) -> list[Good]:
    """Visible products only: nothing leads to what nobody may see."""
    names = {brand.brand_id: folded(brand.name) for brand in brands}
    paths = {row.category_id: tuple(one.category_id for one in category_path(categories, row.category_id))
             for row in categories}  # fmt: skip
    return [
        Good(
            product=product,
            brand=names.get(product.brand_id or "", ()),
            own=folded(own_title(product.title)),
            department=next(iter(paths.get(product.category_id or "", ())), None),
            path=paths.get(product.category_id or "", ()),
        )
        for product in products
        if not product.hidden
    ]


def own_title(title: str) -> str:
    """The title without what it is made for, `Cover` of `Cover for Leaf 11`; whole where nothing would be left."""
    marker = MADE_FOR.search(title)
    return title[: marker.start()].strip() if marker and title[: marker.start()].strip() else title


def folded(text: str) -> tuple[str, ...]:
    """Words without case and plural; Chinese by characters, so that a name inside a run is found."""
    found: list[str] = []
    for word in words(text):
        found += list(word) if has_han(word) else [stem(word)]
    return tuple(found)


def kind_names(goods: Sequence[Good]) -> Mapping[str, frozenset[tuple[str, ...]]]:
    """By product type, every folded name of it: in both languages, and the keywords that nearly all of it carry."""
    members: defaultdict[str, list[Good]] = defaultdict(list)
    for good in goods:
        if good.kind:
            members[good.kind].append(good)
    return {kind: _names(kind, own) for kind, own in members.items()}


def _names(kind: str, members: Sequence[Good]) -> frozenset[tuple[str, ...]]:
    said = Counter(word for good in members for word in set(good.product.keywords))
    common = [word for word, count in said.items() if count >= max(COMMON_TO * len(members), 2) and len(word) > 1]
    chinese = {good.product.product_type_zh for good in members} - {None, ""}
    names = {folded(name) for name in (kind, *common, *(name or "" for name in chinese))}
    return frozenset(name for name in names if name and not any(any(c.isdigit() for c in word) for word in name))
