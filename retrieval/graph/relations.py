"""The graph as a value and as files: typed edges, each with where it was read and how strong it is."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from retrieval.sparse import save_arrays
from shop.errors import Unavailable

KIND = "graph"
FORMAT = 1
REMEDY = "aisle graph build"
Relation = Literal[
    "brand",
    "category",
    "type",
    "attribute",
    "same_series",
    "variant_of",
    "accessory_of",
    "compatible_with",
    "bought_together",
    "viewed_together",
    "substitute",
]
RELATIONS: tuple[Relation, ...] = get_args(Relation)


@dataclass(frozen=True)
class Edge:
    """`product` stands in `relation` to `target`: another product's id, or a node such as `brand:sony`.

    `weight` is 0 to 1. `source` says where it was read (`catalogue`, `title`, `attribute:fits`, `events` ...); `quote`
    the words there, `count` how many shoppers did both.
    """

    product: str
    relation: Relation
    target: str
    weight: float
    source: str
    quote: str = ""
    count: int = 0


@dataclass(frozen=True)
class Graph:
    """Edges as parallel columns sorted by product; `product` and `target` are places in `nodes`."""

    nodes: tuple[str, ...]
    product: NDArray[np.int32]
    relation: NDArray[np.int8]
    target: NDArray[np.int32]
    weight: NDArray[np.float32]
    source: NDArray[np.int32]
    quote: NDArray[np.int32]
    count: NDArray[np.int32]
    words: tuple[str, ...] = ("",)
    """Sources and quotes by number."""

    def __len__(self) -> int:
        return len(self.product)

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {node: place for place, node in enumerate(self.nodes)}

    @cached_property
    def _by_target(self) -> NDArray[np.int64]:
        return np.argsort(self.target, kind="stable")

    def edges_of(self, product_id: str, *relations: Relation) -> list[Edge]:
        """Edges that start at the product, by relation and then the strongest first; all relations without one."""
        place = self._place.get(product_id, -1)
        rows = np.arange(np.searchsorted(self.product, place), np.searchsorted(self.product, place, side="right"))
        return self._read(rows, relations) if place >= 0 else []

    def edges_to(self, node: str, *relations: Relation) -> list[Edge]:
        """Edges that end at a product or node."""
        place = self._place.get(node, -1)
        sorted_targets = self.target[self._by_target]
        low, high = np.searchsorted(sorted_targets, place), np.searchsorted(sorted_targets, place, side="right")
        return self._read(self._by_target[low:high], relations) if place >= 0 else []

    def edges(self, *relations: Relation) -> list[Edge]:
        return self._read(np.arange(len(self)), relations)

    def counts(self) -> dict[Relation, int]:
        """How many edges of each relation there are; those without any are left out."""
        found = np.bincount(self.relation, minlength=len(RELATIONS))
        return {relation: int(n) for relation, n in zip(RELATIONS, found, strict=True) if n}

    def _read(self, rows: NDArray[np.int64], relations: Sequence[Relation]) -> list[Edge]:
        if relations:
            rows = rows[np.isin(self.relation[rows], [RELATIONS.index(one) for one in relations])]
        rows = rows[np.lexsort((self.target[rows], -self.weight[rows], self.relation[rows]))]
        return [self._edge(int(row)) for row in rows]

    def _edge(self, row: int) -> Edge:
        return Edge(
            product=self.nodes[self.product[row]],
            relation=RELATIONS[self.relation[row]],
            target=self.nodes[self.target[row]],
            weight=float(self.weight[row]),
            source=self.words[self.source[row]],
            quote=self.words[self.quote[row]],
            count=int(self.count[row]),
        )


def graph_of(edges: Iterable[Edge]) -> Graph:
    """One edge for each product, relation and target: the strongest; a product is no relation of itself."""
    best: dict[tuple[str, Relation, str], Edge] = {}
    for edge in edges:
        key = (edge.product, edge.relation, edge.target)
        if edge.product != edge.target and (key not in best or edge.weight > best[key].weight):
            best[key] = edge
    nodes = sorted({node for edge in best.values() for node in (edge.product, edge.target)})
    words = sorted({""} | {word for edge in best.values() for word in (edge.source, edge.quote)})
    place = {node: number for number, node in enumerate(nodes)}
    number = {word: at for at, word in enumerate(words)}
    rows = sorted(best.values(), key=lambda edge: place[edge.product])
    return Graph(
        nodes=tuple(nodes),
        product=_column(place[edge.product] for edge in rows),
        relation=_column(RELATIONS.index(edge.relation) for edge in rows).astype(np.int8),
        target=_column(place[edge.target] for edge in rows),
        weight=np.array([edge.weight for edge in rows], dtype=np.float32),
        source=_column(number[edge.source] for edge in rows),
        quote=_column(number[edge.quote] for edge in rows),
        count=_column(edge.count for edge in rows),
        words=tuple(words),
    )


def _column(values: Iterator[int]) -> NDArray[np.int32]:
    return np.fromiter(values, dtype=np.int32)


NO_GRAPH = graph_of(())
COLUMNS = ("product", "relation", "target", "weight", "source", "quote", "count")


def save_graph(graph: Graph, folder: Path) -> None:
    save_arrays(folder / "edges.npz", {name: getattr(graph, name) for name in COLUMNS})
    told = {"nodes": graph.nodes, "words": graph.words}
    (folder / "nodes.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def load_graph(folder: Path) -> Graph:
    """Read what `save_graph` wrote.

    Raises:
        Unavailable: If a file is missing or unreadable.
    """
    try:
        told = json.loads((folder / "nodes.json").read_text(encoding="utf-8"))
        with np.load(folder / "edges.npz", allow_pickle=False) as stored:
            columns = {name: stored[name] for name in COLUMNS}
        return Graph(nodes=tuple(told["nodes"]), words=tuple(told["words"]), **columns)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unavailable(KIND, f"the graph in {folder} cannot be read ({error}).", REMEDY) from error
