"""What every recommender is: a fit on interactions gives a model, a model scores a history and says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from retrieval.features import Interactions
from retrieval.sparse import Floats, Indices

Parameters = Mapping[str, float]


@dataclass(frozen=True)
class History:
    """What one shopper did, oldest first. An item may come several times; each entry is one action.

    `weight` is by kind of action (`features.KIND_WEIGHTS`), always finite and above zero.
    """

    item: Indices
    weight: Floats

    @classmethod
    def of(cls, item: NDArray[np.int32], weight: NDArray[np.float32] | None = None) -> Self:
        """Entries whose weight is missing, negative or no number are left out."""
        weights = np.ones(len(item), dtype=np.float32) if weight is None else weight.astype(np.float32)
        sound = np.isfinite(weights) & (weights > 0)
        return cls(item=item[sound].astype(np.int32), weight=weights[sound])

    def __len__(self) -> int:
        return len(self.item)

    def without(self, position: int) -> "History":
        return History(item=np.delete(self.item, position), weight=np.delete(self.weight, position))

    def latest(self, count: int) -> "History":
        start = max(0, len(self) - count)
        return History(item=self.item[start:], weight=self.weight[start:])

    @cached_property
    def ranks_without(self) -> Indices:
        """`(len, len)`: in row `h` the ranks once entry `h` is taken out, -1 at `h` itself."""
        found = np.full((len(self), len(self)), -1, dtype=np.int32)
        for position in range(len(self)):
            rest = self.without(position).ranks()
            found[position, :position] = rest[:position]
            found[position, position + 1 :] = rest[position:]
        return found

    def ranks(self) -> Indices:
        """How many changes of product lie between an entry and the end: 0 for the last product acted on."""
        if not len(self):
            return np.zeros(0, dtype=np.int32)
        changes = np.cumsum(self.item[1:] != self.item[:-1])
        last: int = changes[-1] if len(changes) else 0
        return (last - np.concatenate(([0], changes))).astype(np.int32)


@dataclass(frozen=True)
class Cause:
    """An entry of the history that led to an item; `drop` is exactly what the score loses without it."""

    position: int
    item: int
    drop: float


@runtime_checkable
class Model(Protocol):
    """A fitted recommender. Items are row numbers; scores have no fixed scale, more is better, 0 is nothing known."""

    @property
    def name(self) -> str: ...

    def score(self, history: History) -> Floats:
        """`(n_items,)` finite scores; an empty history gives zeros, or what the model knows without one."""
        ...

    def drops(self, history: History, items: Indices) -> Floats:
        """`(len(history), len(items))`: `score(history)[item] - score(history.without(position))[item]`."""
        ...

    def explain(self, history: History, item: int) -> tuple[Cause, ...]:
        """The entries that raise the item's score, the strongest first."""
        ...

    def save(self, folder: Path) -> None: ...


@runtime_checkable
class Recommender(Protocol):
    """An algorithm with its parameters; `fit` never changes it."""

    @property
    def name(self) -> str: ...

    def fit(self, interactions: Interactions) -> Model: ...

    def load(self, folder: Path) -> Model:
        """The model that `save` wrote to `folder`."""
        ...


class Explains(Protocol):
    """The part of a model that reasons need."""

    def drops(self, history: History, items: Indices) -> Floats: ...


def causes(model: Explains, history: History, item: int) -> tuple[Cause, ...]:
    """The entries of `history` by what the score of `item` loses without each; one that costs nothing is no cause."""
    if not len(history):
        return ()
    drops = model.drops(history, np.array([item], dtype=np.int32))[:, 0]
    order = np.argsort(-drops, kind="stable")
    return tuple(Cause(int(at), int(history.item[at]), float(drops[at])) for at in order if drops[at] > 0)


def drops_by_rescoring(model: Model, history: History, items: Indices) -> Floats:
    """The drops of a model that is not linear in its history: one more score for each entry."""
    whole = model.score(history)[items]
    lost = [whole - model.score(history.without(position))[items] for position in range(len(history))]
    return np.array(lost, dtype=np.float32).reshape(len(history), len(items))
