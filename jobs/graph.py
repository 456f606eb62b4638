"""`aisle graph build`: the knowledge graph from catalogue, text and events; `aisle train` builds it too."""

import json
from dataclasses import asdict, dataclass
from time import perf_counter

from sqlmodel import Session, col, select

from jobs.engines import InProcess
from retrieval.artifacts import current_version, read_current, write_artifact
from retrieval.graph.build import build_graph as build
from retrieval.graph.goods import Good, goods_of
from retrieval.graph.relations import FORMAT, KIND, REMEDY, Edge, Graph, Relation, load_graph, save_graph
from retrieval.items import Items
from retrieval.recommend.content import Content
from retrieval.recommend.together import Counts, count_together
from retrieval.sparse import Matrix
from shop.catalog import Brand, Product, Variant, find_by_sku, get_product, list_categories, list_products
from shop.columns import now
from shop.database import Database
from shop.errors import NotFound
from shop.settings import Settings

SHARED_SHOWN = 5
"""Other products of a node that are named beside it."""
ONE_WAY: tuple[Relation, ...] = ("variant_of", "accessory_of", "compatible_with")
"""Shown from both ends; the other relations say the same from either."""
HEAD = ("relation", "to", "weight", "shoppers", "source", "quote")
MOST_CHARS, QUOTE_CHARS = 70, 50


@dataclass(frozen=True)
class GraphReport:
    version: str
    products: int
    edges: dict[Relation, int]
    seconds: float

    def __str__(self) -> str:
        lines = [f"  {relation:<18}{count:>10,}" for relation, count in self.edges.items()]
        told = f"{sum(self.edges.values()):,} edges of {self.products:,} products in {self.seconds:.1f} s"
        return "\n".join([f"{told}, version {self.version}:", *lines])


def build_graph(database: Database, settings: Settings) -> GraphReport:
    """Build the graph and swap it in; the one in use stays until all is written.

    Raises:
        Unavailable: If the database does not answer or the artifact cannot be written.
    """
    start = perf_counter()
    log = InProcess().read(database, now_s=now().timestamp())
    positive = log.interactions.where(log.interactions.weight > 0)
    shelf = read_shelf(database)
    graph = graph_of(shelf, log.items, counts=count_together(positive), near=Content().fit(positive).matrix)
    version = write_graph(graph, settings, data_hash=log.data_hash)
    return GraphReport(version, len(shelf.goods), graph.counts(), perf_counter() - start)


@dataclass(frozen=True)
class Shelf:
    """The visible products as the graph reads them, and every sku."""

    goods: list[Good]
    variants: list[Variant]


def read_shelf(database: Database) -> Shelf:
    with database.session() as session:
        products = list(session.exec(select(Product).order_by(col(Product.product_id))))
        goods = goods_of(products, list_categories(session), list(session.exec(select(Brand))))
        return Shelf(goods, list(session.exec(select(Variant))))


def graph_of(shelf: Shelf, items: Items, *, counts: Counts, near: Matrix) -> Graph:
    return build(shelf.goods, shelf.variants, items, counts=counts, near=near)


def write_graph(graph: Graph, settings: Settings, *, data_hash: str) -> str:
    params = {"edges": graph.counts(), "nodes": len(graph.nodes)}
    with write_artifact(settings.models_dir, KIND, data_hash=data_hash, params=params, format=FORMAT) as folder:
        save_graph(graph, folder)
    return current_version(settings.models_dir, KIND) or ""


@dataclass(frozen=True)
class Related:
    """One product with its edges, those that end at it too, and the titles of the products named."""

    product_id: str
    title: str
    edges: tuple[Edge, ...]
    titles: dict[str, str]
    shared_with: dict[str, tuple[str, ...]]
    """By node (a brand, a series), a few other products that have it."""

    def __str__(self) -> str:
        """A table: the relation, what it is to, weight, shoppers, where it was read and the words there."""
        rows = [self._row(edge) for edge in self.edges]
        widths = [max(len(row[column]) for row in (HEAD, *rows)) for column in range(len(HEAD))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                 for row in (HEAD, *rows)]  # fmt: skip
        return "\n".join([f"{self.title} [{self.product_id}]", *lines])

    def _row(self, edge: Edge) -> tuple[str, ...]:
        ours = edge.product == self.product_id
        other = edge.target if ours else edge.product
        shown = self.titles.get(other, other)
        if beside := self.shared_with.get(other):
            shown += f" (also {', '.join(self.titles.get(key, key) for key in beside)})"
        relation = edge.relation if ours else f"<- {edge.relation}"
        shoppers = f"{edge.count:,}" if edge.count else ""
        return relation, shown[:MOST_CHARS], f"{edge.weight:.2f}", shoppers, edge.source, edge.quote[:QUOTE_CHARS]

    def to_json(self) -> str:
        told = {
            "product_id": self.product_id,
            "title": self.title,
            "edges": [asdict(edge) for edge in self.edges],
            "titles": self.titles,
            "shared_with": self.shared_with,
        }
        return json.dumps(told, ensure_ascii=False, indent=1)


def related(database: Database, settings: Settings, sku: str) -> Related:
    """What the graph in use knows of a sku or product.

    Raises:
        NotFound: If there is no such sku or product. Unavailable: If no graph has been built.
    """
    artifact = read_current(settings.models_dir, KIND, format=FORMAT, remedy=REMEDY)
    graph = load_graph(artifact.folder)
    with database.session() as session:
        product = _product(session, sku)
        edges = (*graph.edges_of(product.product_id), *graph.edges_to(product.product_id, *ONE_WAY))
        nodes = {edge.target for edge in edges if ":" in edge.target and edge.relation != "attribute"}
        shared = {node: tuple(_others(graph, node, product.product_id)) for node in nodes}
        named = {key for edge in edges for key in (edge.product, edge.target)} | {k for s in shared.values() for k in s}
        titles = {row.product_id: row.title for row in list_products(session, sorted(named))}
        return Related(product.product_id, product.title, edges, titles, shared)


def _product(session: Session, sku: str) -> Product:
    found = find_by_sku(session, sku)
    if found:
        return found[0]
    try:
        return get_product(session, sku)
    except NotFound:
        raise NotFound("sku or product", sku) from None


def _others(graph: Graph, node: str, product_id: str) -> list[str]:
    found = [edge.product for edge in graph.edges_to(node) if edge.product != product_id]
    return list(dict.fromkeys(found))[:SHARED_SHOWN]
