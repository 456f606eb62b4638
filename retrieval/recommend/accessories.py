"""Things made for each other, as the graph knows them: a model that needs no shopper, and a rule for what fits not."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.graph.relations import Graph
from retrieval.items import Items
from retrieval.recommend.complements import families
from retrieval.recommend.item_to_item import ItemToItem
from retrieval.recommend.model import History
from retrieval.sparse import Indices, from_pairs, keep_largest

NAME = "accessories"
BACKWARD = 0.5
"""What it is made for goes with an accessory, less than the other way round."""
NEIGHBOURS = 100


def accessories(graph: Graph, items: Items) -> ItemToItem:
    """`W[thing, accessory]` is the edge's weight, `W[accessory, thing]` half of it.

    An accessory that names its things is for those and no others; only one that names none is for all of their kind.
    """
    rows, columns, values = [], [], []
    index = items.index
    naming = {edge.product for edge in graph.edges("accessory_of", "compatible_with") if edge.target in index}
    by_kind = _members(items)
    for edge in graph.edges("accessory_of"):
        own = index.get(edge.product)
        direct = index.get(edge.target)
        things = [direct] if direct is not None else by_kind[edge.target] if edge.product not in naming else []
        for thing in things if own is not None else ():
            rows += [thing, own]
            columns += [own, thing]
            values += [edge.weight, BACKWARD * edge.weight]
    size = len(items)
    matrix = from_pairs(np.array(rows, dtype=int), np.array(columns, dtype=int), np.array(values), (size, size))
    return ItemToItem(NAME, keep_largest(matrix, NEIGHBOURS))


def _members(items: Items) -> defaultdict[str, list[int]]:
    members: defaultdict[str, list[int]] = defaultdict(list)
    for row, kind in enumerate(items.kind):
        if kind >= 0:
            members[f"type:{items.kinds[kind]}"].append(row)
    return members


@dataclass(frozen=True)
class Fits:
    """Pairs `(accessory, thing)` of rows that the accessory names, and the family of each item, -1 for none."""

    accessory: Indices
    thing: Indices
    family: NDArray[np.int32]

    def misfits(self, page: History) -> NDArray[np.bool_]:
        """Items that name other things of a kind on the page, but none of those on it: a case for another phone."""
        wanted = self.family[page.item]
        wanted = wanted[wanted >= 0]
        of_kind = np.isin(self.family[self.thing], wanted)
        found: NDArray[np.bool_] = np.zeros(len(self.family), dtype=bool)
        found[self.accessory[of_kind]] = True
        found[self.accessory[np.isin(self.thing, page.item)]] = False
        return found

    def strangers(self, page: History) -> NDArray[np.bool_]:
        """Items made for named things, none of them on the page: no guess offers them."""
        found: NDArray[np.bool_] = np.zeros(len(self.family), dtype=bool)
        found[self.accessory] = True
        found[self.accessory[np.isin(self.thing, page.item)]] = False
        return found


def fits_of(graph: Graph, items: Items) -> Fits:
    pairs = [
        (items.index[edge.product], items.index[edge.target])
        for edge in graph.edges("compatible_with")
        if edge.product in items.index and edge.target in items.index
    ]
    table = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return Fits(table[:, 0], table[:, 1], families(items))


def more_of_the_same(graph: Graph, items: Items, page: History) -> Indices:
    """Variants and substitutes of what is on the page: never complements."""
    ids = [items.ids[row] for row in page.item]
    edges = [edge for key in ids for edge in graph.edges_of(key, "variant_of", "substitute")]
    return items.rows(edge.target for edge in edges)
