"""All that training found, as one value and as one folder of plain arrays."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.blend import Blend, BlendedModel, blended
from retrieval.diversify import Likeness
from retrieval.graph.relations import NO_GRAPH, Graph
from retrieval.items import Items
from retrieval.recommend import RECOMMENDERS
from retrieval.recommend.accessories import Fits, accessories, fits_of
from retrieval.recommend.complements import Complements
from retrieval.recommend.item_to_item import ItemToItem
from retrieval.recommend.model import Model
from retrieval.recommend.popular import PopularModel
from retrieval.recommend.rebuy import Rebuy, load_rebuy
from retrieval.recommend.together import Counts, load_counts
from retrieval.recommend.trending import Trending
from retrieval.sparse import from_pairs, save_arrays
from shop.errors import Unavailable

KIND = "recommender"
FORMAT = 2
"""Raise it when the files change: older ones are then refused with the remedy instead of misread."""
REMEDY = "aisle train"
BEST_KNOWN = 0.05
LEAST_RETURN = 0.02
SHIPS_TO = "ships_to="
"""The attribute by which a shop says to which countries a product is sent: `US, CA`."""


@dataclass(frozen=True)
class Bundle:
    """Fitted models with what serving needs besides."""

    items: Items
    models: Mapping[str, Model]
    blend: Blend
    complements: ItemToItem
    trending: PopularModel
    rebuy: Rebuy
    counts: Counts
    groups: NDArray[np.int32]
    """Near-duplicates share a number; -1 stands alone."""
    n_actions: int = 0
    graph: Graph = NO_GRAPH
    """An artifact of its own: the recommender works without it, and it is built again without the recommender."""

    @cached_property
    def accessories(self) -> ItemToItem:
        return accessories(self.graph, self.items)

    @cached_property
    def fits(self) -> Fits:
        return fits_of(self.graph, self.items)

    @cached_property
    def personal(self) -> BlendedModel:
        """For you: the blend of the models that learned from shoppers or content."""
        return blended(self.models, self.blend)

    def not_sent_to(self, country: str) -> NDArray[np.bool_]:
        """Items whose fact `ships_to` lists countries and not this one; without the fact a product goes everywhere."""
        found = np.zeros(len(self.items), dtype=bool)
        for row, places in self._ships_to.items():
            found[row] = country.casefold() not in places
        return found

    @cached_property
    def _ships_to(self) -> dict[int, frozenset[str]]:
        told = {row: tag for row, tags in enumerate(self.items.tags) for tag in tags if tag.startswith(SHIPS_TO)}
        return {row: frozenset(re.findall(r"[^\s,;/]+", tag.removeprefix(SHIPS_TO))) for row, tag in told.items()}

    @cached_property
    def best_known(self) -> NDArray[np.bool_]:
        """The few items that most shoppers bought or looked at, `BEST_KNOWN` of all; a slate may cap them."""
        each = self.counts.viewed.each
        fewest = np.quantile(each, 1 - BEST_KNOWN) if len(each) else 0
        return np.asarray(each > max(fewest, 0), dtype=bool)

    @cached_property
    def likeness(self) -> Likeness:
        content = self.models["content"]
        if not isinstance(content, ItemToItem):
            raise TypeError(f"content is a {type(content).__name__}, not an item-to-item model.")
        return Likeness(content.matrix, self.items.category, self.items.brand)

    @cached_property
    def seen_again(self) -> ItemToItem:
        """How likely shoppers return to what they looked at; at least `LEAST_RETURN`, for a look is a look."""
        size, every = len(self.items), np.arange(len(self.items))
        least = from_pairs(every, every, np.full(size, LEAST_RETURN), (size, size))
        learned = self.models.get("reminder")
        matrix = learned.matrix + least if isinstance(learned, ItemToItem) else least
        return ItemToItem("reminder", matrix.tocsr(), decay=0.5)

    @property
    def popular(self) -> Model:
        return self.models["popular"]


def save_bundle(bundle: Bundle, folder: Path) -> None:
    for model in bundle.models.values():
        model.save(folder)
    bundle.complements.save(folder)
    bundle.trending.save(folder)
    bundle.rebuy.save(folder)
    bundle.counts.save(folder)
    items = bundle.items
    arrays = {name: getattr(items, name) for name in ARRAYS}
    save_arrays(folder / "items.npz", {**arrays, "groups": bundle.groups})
    told = {name: getattr(items, name) for name in NAMES} | {
        "models": list(bundle.models),
        "weights": dict(bundle.blend.weights),
        "scales": dict(bundle.blend.scales),
        "n_actions": bundle.n_actions,
    }
    (folder / "items.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


ARRAYS = ("category", "department", "brand", "kind", "rating", "rating_count")
NAMES = ("ids", "texts", "tags", "categories", "brands", "kinds")


def load_bundle(folder: Path) -> Bundle:
    """Read what `save_bundle` wrote.

    Raises:
        Unavailable: If a file is missing or unreadable, or a weight is no number.
    """
    try:
        bundle = _load(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unavailable(KIND, f"the model in {folder} cannot be read ({error}).", REMEDY) from error
    for name, value in (*bundle.blend.weights.items(), *bundle.blend.scales.items()):
        if not np.isfinite(value):
            raise Unavailable(KIND, f"the weight of {name} in {folder} is {value}.", REMEDY)
    return bundle


def _load(folder: Path) -> Bundle:
    told: dict[str, Any] = json.loads((folder / "items.json").read_text(encoding="utf-8"))
    with np.load(folder / "items.npz", allow_pickle=False) as stored:
        columns: dict[str, Any] = {name: stored[name] for name in ARRAYS}
        groups = stored["groups"]
    columns |= {name: tuple(told[name]) for name in NAMES}
    columns["tags"] = tuple(tuple(row) for row in told["tags"])
    return Bundle(
        items=Items(**columns),
        models={name: RECOMMENDERS[name].load(folder) for name in told["models"]},
        blend=Blend(told["weights"], told["scales"]),
        complements=Complements().load(folder),
        trending=Trending().load(folder),
        rebuy=load_rebuy(folder),
        counts=load_counts(folder),
        groups=groups,
        n_actions=told["n_actions"],
    )
