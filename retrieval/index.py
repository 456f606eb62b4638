"""The product index: columns, postings, vectors and vocabulary of one catalogue, built together and read together."""

import hashlib
import json
import re
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from retrieval import lexical as postings
from retrieval.artifacts import Artifact, read_current
from retrieval.attributes import AttributeBuilder
from retrieval.columns import NONE, Columns, Offers, Tree
from retrieval.embed import Vectors
from retrieval.facets import FacetCounter
from retrieval.goodness import Bar, measured, set_bar
from retrieval.lexical import Lexical, LexicalBuilder
from retrieval.listing import Listing
from retrieval.naming import build_vocabulary
from retrieval.patch import layout, patched_columns, patched_lexical, patched_vocabulary, taken
from retrieval.suggest import Suggester
from retrieval.texts import Texts
from retrieval.tokens import normalised
from retrieval.units import UNITS
from retrieval.vocabulary import Vocabulary, code_of
from shop.catalog import Attribute, Brand, Category, Mark, Variant
from shop.errors import Unavailable

KIND = "products"
FORMAT = 4
ACCESSORIES = "case, cable, bag, stand, spare part"
"""What merely goes with other things; how near each product is to it tells things from things for them."""
MAX_SAME_CODE = 3
"""A code that more products than this share names none of them."""
BELOW = {"mb": "kb", "gb": "mb", "tb": "gb"}
"""The unit of which a product counts 1,024 to one of the other."""
NO_BAR = Bar(0.0, 0.0)
"""Says nothing: of an index whose bar was never set."""
Embed = Callable[[Sequence[str]], Vectors]
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)\s?([^\W\d_]{1,6}|[\"″°])")


@dataclass(frozen=True)
class Index:
    """One version, mapped into memory. `vectors` is `None` in an index built without an embedder."""

    artifact: Artifact
    columns: Columns
    lexical: Lexical
    vocabulary: Vocabulary
    vectors: Vectors | None
    accessory: Vectors | None = None
    """`(n_products,)`: how near each product is to `ACCESSORIES`, 0 to 1."""
    texts: Texts | None = None
    bar: Bar = NO_BAR
    """Below it nothing answers the words."""

    @property
    def embedder(self) -> str:
        return str(self.artifact.params["embedder"])

    @property
    def currency(self) -> str:
        return str(self.artifact.params["currency"])

    @property
    def mark(self) -> Mark | None:
        """Where the shop's log of changes stood when the catalogue was read; `None` if it was not a shop's."""
        return mark_of(self.artifact)

    @cached_property
    def facets(self) -> FacetCounter:
        return FacetCounter(self.columns)

    @cached_property
    def suggester(self) -> Suggester:
        return Suggester.of(self.vocabulary, self.columns)

    @classmethod
    def read(cls, root: Path) -> "Index":
        """The index in use.

        Raises:
            Unavailable: If there is none, or it is damaged or in another format.
        """
        artifact = read_current(root, KIND, format=FORMAT)
        try:
            vectors, accessory = artifact.path("vectors.npy"), artifact.path("accessory.npy")
            return cls(
                artifact=artifact,
                columns=replace(Columns.load(artifact.folder), titles=Lexical.load(artifact.folder, prefix="titles")),
                lexical=Lexical.load(artifact.folder),
                vocabulary=Vocabulary.load(artifact.folder),
                # As a plain array: numpy is slow with its own memmap class, the pages stay mapped all the same.
                vectors=np.asarray(np.load(vectors, mmap_mode="r")) if vectors.exists() else None,
                accessory=np.load(accessory) if accessory.exists() else None,
                texts=Texts.load(artifact.folder),
                bar=Bar(**json.loads(artifact.path("bar.json").read_text(encoding="utf-8"))),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Unavailable("search index", f"it cannot be read ({error}).", "aisle index") from error


def mark_of(artifact: Artifact) -> Mark | None:
    told = artifact.params.get("mark")
    return Mark(str(told["identity"]), int(told["place"]), str(told.get("snapshot", ""))) if told else None


class IndexBuilder:
    """Takes a catalogue product by product; the rows of all parts are in that order."""

    def __init__(self, categories: Sequence[Category], *, currency: str = "USD") -> None:
        self._currency = currency
        self._tree = tree_of(categories)
        self._category_rows = {key: row for row, key in enumerate(self._tree.ids)}
        self._lexical, self._title_words = LexicalBuilder(), LexicalBuilder({"title": 1.0}, {"title": 0.0})
        self._attributes, self._options = AttributeBuilder(), AttributeBuilder()
        self._product_ids: list[str] = []
        self._skus: list[str] = []
        self._starts = array("q", [0])
        self._variants: list[tuple[int, int, int, bool]] = []
        self._brands: dict[tuple[str, ...], int] = {}
        self._kinds: dict[tuple[str, ...], int] = {}
        self._rows: list[tuple[int, int, int, float, int, float, bool]] = []
        self._texts: list[str] = []
        self._embedded: list[str] = []
        self._titles: list[str] = []
        self._codes: dict[str, dict[str, None]] = {}
        self._digest = hashlib.blake2b(digest_size=16)

    def add(self, listing: Listing) -> None:
        row, product = len(self._product_ids), listing.product
        fields = listing.fields()
        self._product_ids.append(product.product_id)
        for text in (*product.keywords, *(variant.sku for variant in listing.variants)):
            if len(text.split()) <= 2 and (code := code_of(text)):
                self._codes.setdefault(code, {})[product.product_id] = None
        self._texts.append(f"{fields['title']} {fields['description']}")
        self._embedded.append(listing.embedded_text())
        self._titles.append(product.title)
        self._lexical.add(fields)
        self._title_words.add(fields)
        self._add_variants(listing)
        self._add_attributes(row, product.attributes, f"{product.title} {product.description}")
        self._rows.append(
            (
                self._place(self._brands, brand_names(listing.brand)),
                self._category_rows.get(product.category_id or "", NONE),
                self._place(self._kinds, (product.product_type, product.product_type_zh)),
                np.nan if product.rating is None else product.rating,
                product.rating_count,
                product.released_at.timestamp() if product.released_at else np.nan,
                not product.hidden,
            )
        )
        told = [(attribute.name, attribute.value, attribute.unit) for attribute in product.attributes]
        self._digest.update(repr((product.product_id, fields, self._rows[-1], told)).encode())

    def _place(self, table: dict[tuple[str, ...], int], names: Iterable[str | None]) -> int:
        known = tuple(dict.fromkeys(name for name in names if name))
        return table.setdefault(known, len(table)) if known else NONE

    def _add_variants(self, listing: Listing) -> None:
        # A product nobody has priced yet still has one row, which nothing that asks for a price or stock meets.
        variants = listing.variants or (
            Variant(sku=listing.product.product_id, product_id=listing.product.product_id, available=False),
        )
        for variant in variants:
            place = len(self._skus)
            self._skus.append(variant.sku)
            self._variants.append(_offer(variant))
            for name, value in variant.options.items():
                self._options.add(place, name, value)
            for name, value in _in_english_names(variant).items():
                self._options.add(place, name, value)
            self._digest.update(repr((variant.sku, self._variants[-1], variant.options)).encode())
        self._starts.append(len(self._skus))

    def _add_attributes(self, row: int, attributes: Sequence[Attribute], text: str) -> None:
        measures = _measures(text) if any(_is_bare_number(attribute) for attribute in attributes) else {}
        for attribute in attributes:
            labels = [label for label in (attribute.label, attribute.label_zh) if label]
            seen = _seen_unit(float(attribute.value), measures) if _is_bare_number(attribute) else None
            self._attributes.add(
                row, attribute.name, attribute.value, unit=attribute.unit, seen_unit=seen, labels=labels
            )
            if attribute.value_zh:
                self._attributes.add(row, attribute.name, attribute.value_zh)

    @property
    def data_hash(self) -> str:
        return self._digest.hexdigest()

    def columns(self) -> Columns:
        size = len(self._product_ids)
        told = list(zip(*self._rows, strict=True)) or [()] * 7
        offers = list(zip(*self._variants, strict=True)) or [()] * 4
        return Columns(
            product_ids=self._product_ids,
            skus=self._skus,
            variant_starts=np.asarray(self._starts, dtype=np.int64),
            offers=Offers(
                price=np.array(offers[0], dtype=np.int64),
                list_price=np.array(offers[1], dtype=np.int64),
                stock=np.array(offers[2], dtype=np.int64),
                available=np.array(offers[3], dtype=np.bool_),
            ),
            brand=np.array(told[0], dtype=np.int32),
            category=np.array(told[1], dtype=np.int32),
            kind=np.array(told[2], dtype=np.int32),
            rating=np.array(told[3], dtype=np.float32),
            rating_count=np.array(told[4], dtype=np.int32),
            released=np.array(told[5], dtype=np.float64),
            visible=np.array(told[6], dtype=np.bool_),
            brands=list(self._brands),
            kinds=list(self._kinds),
            tree=self._tree,
            attributes=self._attributes.finish(size),
            options=self._options.finish(len(self._skus)),
        )

    def write(self, folder: Path, vectors: Vectors | None, embed: Embed | None = None) -> None:
        """Put every file of the index into `folder`; `embed` is the embedder of `vectors`."""
        columns, lexical, titles = self.columns(), self._lexical.finish(), self._title_words.finish()
        near = np.maximum(vectors @ embed([ACCESSORIES])[0], 0.0) if vectors is not None and embed else None
        vocabulary = self._vocabulary(columns, lexical, titles)
        bar = set_bar(
            lambda texts: measured(texts, lexical, vectors, embed), self._titles, frozenset(lexical.vocabulary)
        )
        _write(folder, columns, lexical, titles, vocabulary, vectors, near, Texts.of(self._embedded), bar)

    def write_patch(
        self,
        folder: Path,
        old: Index,
        *,
        gone: Sequence[str] = (),
        vectors: Vectors | None = None,
        embed: Embed | None = None,
    ) -> None:
        """The same for `old` with the products taken here in their new form and without those that are `gone`."""
        fresh = self.columns()
        titles, texts = old.columns.titles, old.texts
        if titles is None or texts is None:
            raise ValueError("An index that was read from a folder has its titles' words and its texts.")
        lexical, title_words = self._lexical.finish(old.lexical), self._title_words.finish(titles)
        of = layout(old.columns, fresh, gone)
        near = None
        if vectors is not None and embed is not None and old.accessory is not None:
            accessory = np.maximum(vectors @ embed([ACCESSORIES])[0], 0.0).astype(np.float32)
            near = taken(old.accessory, accessory, of)
        told = self._vocabulary(fresh, lexical, title_words)
        _write(
            folder,
            patched_columns(old.columns, fresh, of),
            patched_lexical(old.lexical, lexical, of),
            patched_lexical(titles, title_words, of),
            patched_vocabulary(old.vocabulary, told, frozenset([*fresh.product_ids, *gone])),
            taken(old.vectors, vectors, of) if old.vectors is not None and vectors is not None else None,
            near,
            texts.patched(Texts.of(self._embedded), of.source),
            old.bar,
        )

    def _vocabulary(self, columns: Columns, lexical: Lexical, titles: Lexical) -> Vocabulary:
        codes = {code: tuple(ids) for code, ids in self._codes.items() if len(ids) <= MAX_SAME_CODE}
        return build_vocabulary(columns, self._texts, lexical, titles, codes=codes, currency=self._currency)


def _write(
    folder: Path,
    columns: Columns,
    lexical: Lexical,
    titles: Lexical,
    vocabulary: Vocabulary,
    vectors: Vectors | None,
    accessory: Vectors | None,
    texts: Texts,
    bar: Bar,
) -> None:
    columns.save(folder)
    texts.save(folder)
    (folder / "bar.json").write_text(json.dumps(asdict(bar)), encoding="utf-8")
    postings.save(lexical, folder)
    postings.save(titles, folder, prefix="titles")
    vocabulary.save(folder)
    if vectors is not None:
        np.save(folder / "vectors.npy", vectors)
    if accessory is not None:
        np.save(folder / "accessory.npy", accessory)


def tree_of(categories: Sequence[Category]) -> Tree:
    rows = {category.category_id: row for row, category in enumerate(categories)}
    names = [tuple(name for name in (c.name, c.name_zh, *c.aliases) if name) for c in categories]
    return Tree(list(rows), names, [rows.get(category.parent_id or "", NONE) for category in categories])


def brand_names(brand: Brand | None) -> tuple[str | None, ...]:
    return (brand.name, brand.name_zh, brand.brand_id) if brand else ()


def _offer(variant: Variant) -> tuple[int, int, int, bool]:
    prices = (variant.price_minor, variant.list_price_minor, variant.stock)
    price, list_price, stock = (NONE if told is None else told for told in prices)
    return price, list_price, stock, variant.available


def _in_english_names(variant: Variant) -> dict[str, str]:
    """Chinese option values under the English option names, matched by name or else by position."""
    if variant.options_zh.keys() == variant.options.keys():
        return variant.options_zh
    if len(variant.options_zh) == len(variant.options):
        return dict(zip(variant.options, variant.options_zh.values(), strict=True))
    return {}


def _is_bare_number(attribute: Attribute) -> bool:
    return isinstance(attribute.value, (int, float)) and not isinstance(attribute.value, bool) and not attribute.unit


def _seen_unit(value: float, measures: Mapping[float, str]) -> str | None:
    """The unit behind that number in the product's text, or the one below it: 8192 beside `8GB` are megabytes."""
    return measures.get(value) or BELOW.get(measures.get(value / 1024, ""))


def _measures(text: str) -> dict[float, str]:
    """Numbers with one unit behind them, as the product's own words have them: `{17.0: "in", 4.0: "gb"}`."""
    found: dict[float, set[str]] = {}
    for number, unit in _MEASURE.findall(normalised(text)):
        if (known := UNITS.get(unit)) is not None:
            found.setdefault(float(number), set()).add(known.symbol)
    return {number: units.pop() for number, units in found.items() if len(units) == 1}
