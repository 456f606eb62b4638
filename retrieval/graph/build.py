"""The graph of a shop: what belongs together by catalogue and text, what shoppers buy, look at or choose instead.

Every edge keeps where it was read; edges from shoppers hold counts of at least `K_ANONYMITY` of them.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.graph.families import series_edges, variant_edges
from retrieval.graph.goods import Good
from retrieval.graph.made_for import made_for_edges, type_node
from retrieval.graph.relations import Edge, Graph, Relation, graph_of
from retrieval.items import Items
from retrieval.recommend.complements import families
from retrieval.recommend.together import Counts, Together
from retrieval.sparse import Matrix, keep_largest, power, scale
from shop.catalog import Variant

NEIGHBOURS = 15
"""Edges of one kind from shoppers' actions or likeness that a product keeps, the strongest."""
MAX_TEXT = 60
"""Longer attribute values are prose and no node."""
LIKE_ENOUGH = 0.15


def build_graph(
    goods: Sequence[Good], variants: Sequence[Variant], items: Items, *, counts: Counts, near: Matrix
) -> Graph:
    """Put all edges together.

    Args:
        goods: The visible products.
        variants: Their skus.
        items: The rows of `counts` and `near`.
        counts: Who bought and looked at what together, k-anonymous.
        near: `(n_items, n_items)` likeness of content, 0 to 1.
    """
    shown = {good.product_id for good in goods}
    found = [
        *_catalogue(goods),
        *_skus(variants, shown),
        *series_edges(goods),
        *variant_edges(goods),
        *made_for_edges(goods),
    ]
    instead = {(edge.product, edge.target) for edge in found if edge.relation in ("accessory_of", "compatible_with")}
    found += _together(counts.bought, "bought_together", items)
    found += _together(counts.viewed, "viewed_together", items)
    found += (edge for edge in _substitutes(items, counts, near) if (edge.product, edge.target) not in instead)
    return graph_of(edge for edge in found if edge.product in shown or edge.product.startswith("sku:"))


def _catalogue(goods: Sequence[Good]) -> Iterator[Edge]:
    """Nodes a product shares with others; a value few products have says more about it."""
    held: dict[str, int] = {}
    told: list[tuple[str, Relation, str, float]] = []
    for good in goods:
        key = good.product_id
        if good.brand:
            told.append((key, "brand", f"brand:{good.product.brand_id}", 1.0))
        if good.kind:
            told.append((key, "type", type_node(good.kind), 1.0))
        for depth, category in enumerate(reversed(good.path)):
            told.append((key, "category", f"category:{category}", 0.5**depth))
        for fact in good.product.attributes:
            text = fact.text()
            if len(text) <= MAX_TEXT:
                node = f"attribute:{fact.name}={text.casefold()}"
                held[node] = held.get(node, 0) + 1
                told.append((key, "attribute", node, 1.0))
    for product, relation, node, weight in told:
        telling = 1 / (1 + np.log(held[node])) if relation == "attribute" else weight
        yield Edge(product, relation, node, float(telling), "catalogue")


def _skus(variants: Sequence[Variant], shown: set[str]) -> Iterator[Edge]:
    for variant in variants:
        if variant.product_id in shown:
            yield Edge(f"sku:{variant.sku}", "variant_of", variant.product_id, 1.0, "catalogue", variant.label("en"))


def _together(table: Together, relation: Relation, items: Items) -> Iterator[Edge]:
    """Weight is the cosine `n_ab / sqrt(n_a n_b)` of the shoppers of both."""
    likely = scale(table.pairs, power(table.each, -0.5), power(table.each, -0.5))
    for row, column, weight in _cells(keep_largest(likely, NEIGHBOURS)):
        count = table.count(row, column) or 0
        source = "orders" if relation == "bought_together" else "events"
        yield Edge(items.ids[row], relation, items.ids[column], min(weight, 1.0), source, count=count)


def _substitutes(items: Items, counts: Counts, near: Matrix) -> Iterator[Edge]:
    """Alike in content and of one kind; looked at together raises the weight, bought together lowers it."""
    kind = families(items)
    looked = scale(counts.viewed.pairs, power(counts.viewed.each, -0.5), power(counts.viewed.each, -0.5))
    bought = scale(counts.bought.pairs, power(counts.bought.each, -0.5), power(counts.bought.each, -0.5))
    alike: Matrix = (near + near.multiply(looked) - near.multiply(bought)).tocsr()
    rows = np.repeat(np.arange(alike.shape[0]), np.diff(alike.indptr))
    kept: NDArray[np.bool_] = (kind[rows] == kind[alike.indices]) & (kind[rows] >= 0) & (alike.data >= LIKE_ENOUGH)
    alike.data = np.where(kept, alike.data, 0)
    alike.eliminate_zeros()
    for row, column, weight in _cells(keep_largest(alike, NEIGHBOURS)):
        yield Edge(items.ids[row], "substitute", items.ids[column], min(weight, 1.0), "text and events")


def _cells(matrix: Matrix) -> Iterator[tuple[int, int, float]]:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    for row, column, value in zip(rows, matrix.indices, matrix.data, strict=True):
        if value > 0:
            yield int(row), int(column), float(value)
