"""Whether search keeps typed conditions: hand-written queries, checked on the shop's own records of what was found.

A check never asks the query reader: prices, brands, titles, categories and attributes come from the database. A product
that does not tell the value asked for does not meet the condition.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from evals.metrics import mean_of
from evals.result import Metric
from retrieval.search import Searcher
from shop.catalog import (
    Attribute,
    Brand,
    Product,
    Variant,
    category_path,
    list_categories,
    list_products,
    variants_of,
)
from shop.database import Database
from shop.errors import Invalid
from shop.money import to_minor

CASES = Path(__file__).parent / "cases" / "constraints.jsonl"
TOP = 10
CHECKS = frozenset(
    {"price_min", "price_max", "brand", "not_brand", "says_any", "says_all", "title_none", "number", "category"}
)
Part = Literal["first", "held-out", "second", "third"]
SUFFIXES: Mapping[Part, str] = {"first": "_first", "held-out": "_held_out", "second": "_second", "third": "_third"}


@dataclass(frozen=True)
class ConstraintCase:
    """`must` holds the conditions by name; `part` says whether faults of it were looked at while building."""

    part: Part
    shop: str
    query: str
    must: Mapping[str, Any]


@dataclass(frozen=True)
class Kept:
    """One query: how many of its first ten results meet every condition."""

    case: ConstraintCase
    shown: int
    met: int
    broken: tuple[str, ...]
    """`product: condition` of those that do not."""


@dataclass(frozen=True)
class Record:
    """One product as the shop stores it; `path` are its category and those above it."""

    product: Product
    variants: Sequence[Variant]
    brand: str
    path: frozenset[str]


def read_cases(path: Path = CASES, *, shop: str) -> list[ConstraintCase]:
    """The cases for one shop.

    Raises:
        Invalid: If a case has a condition nobody checks.
    """
    cases = [ConstraintCase(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line]
    for case in cases:
        if unknown := case.must.keys() - CHECKS:
            raise Invalid(f"{path}: {case.query!r} has conditions that nothing checks: {', '.join(sorted(unknown))}.")
    return [case for case in cases if case.shop == shop]


def keep(searcher: Searcher, database: Database, case: ConstraintCase) -> Kept:
    """Search for the case's words alone, then check each result of the first page."""
    found = [hit.product_id for hit in searcher.search(case.query, limit=TOP).hits]
    broken = [(record, breach) for record in _records(database, found) if (breach := breaks(record, case.must))]
    told = tuple(f"{record.product.product_id} {record.product.title}: {breach}" for record, breach in broken)
    return Kept(case, len(found), len(found) - len(broken), told)


def constraint_metrics(kept: Sequence[Kept]) -> dict[str, Metric]:
    """Share of shown results that keep every condition, and how many queries found nothing, by part."""
    metrics: dict[str, Metric] = {}
    for part, suffix in SUFFIXES.items():
        of_part = [each for each in kept if each.case.part == part]
        shares = [each.met / each.shown for each in of_part if each.shown]
        metrics[f"constraints{suffix}"] = mean_of(shares)
        metrics[f"constraints_empty{suffix}"] = Metric(float(np.sum([not each.shown for each in of_part])))
    return metrics


def breaks(record: Record, must: Mapping[str, Any]) -> str | None:
    """The first condition the product does not meet."""
    return next((name for name, wanted in must.items() if not _meets(record, name, wanted)), None)


def _meets(record: Record, name: str, wanted: Any) -> bool:
    title = record.product.title.lower()
    told = _told(record.product)
    if name in {"price_min", "price_max"}:
        return any(_priced(variant, name, wanted) for variant in record.variants)
    if name in {"brand", "not_brand"}:
        return (record.brand.lower() in {each.lower() for each in wanted}) == (name == "brand")
    if name == "title_none":
        return not any(word in title for word in wanted)
    if name in {"says_any", "says_all"}:
        return (any if name == "says_any" else all)(word in told for word in wanted)
    if name == "category":
        return not record.path.isdisjoint(wanted)
    return all(_measures(record.product.attributes, key, low, high) for key, (low, high) in wanted.items())


def _told(product: Product) -> str:
    """All that the product says of itself in words, as titles often are mere model numbers."""
    texts = [str(each.value) for each in product.attributes if isinstance(each.value, str)]
    return " ".join([product.title, product.description, product.product_type or "", *texts]).lower()


def _priced(variant: Variant, name: str, bound: float) -> bool:
    if variant.price_minor is None:
        return False
    wanted = to_minor(bound, "USD")
    return variant.price_minor >= wanted if name == "price_min" else variant.price_minor <= wanted


def _measures(attributes: Sequence[Attribute], name: str, low: float | None, high: float | None) -> bool:
    """Numbers are compared in the unit the shop stores, with a thousandth of room for its own rounding."""
    told = [float(each.value) for each in attributes if each.name == name and isinstance(each.value, (int, float))]
    return any((low is None or value >= low * 0.999) and (high is None or value <= high * 1.001) for value in told)


def _records(database: Database, product_ids: Sequence[str]) -> Iterator[Record]:
    with database.session() as session:
        variants, categories = variants_of(session, list(product_ids)), list_categories(session)
        for product in list_products(session, list(product_ids)):
            brand = session.get(Brand, product.brand_id) if product.brand_id else None
            path = frozenset(row.category_id for row in category_path(categories, product.category_id))
            own = variants.get(product.product_id, ())
            yield Record(product, tuple(own), brand.name if brand else "", path)
