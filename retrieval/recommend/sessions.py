"""Visits like this one: what others turned to when they looked at the same things in the same order."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.features import Interactions
from retrieval.recommend.model import Cause, History, causes
from retrieval.sparse import Floats, Indices, save_arrays


@dataclass(frozen=True)
class SessionRules:
    """Parameters of `Sessions`, kept with the model because they act when it scores."""

    neighbours: int = 300
    sample: int = 500
    """Sessions looked at for each item of the history, the latest."""
    decay: float = 0.5
    distance_decay: float = 0.8
    seen_weight: float = 1.0
    length_power: float = 1.0
    reach: int = 10


@dataclass(frozen=True)
class SessionsModel:
    """Past sessions as items in order: session `s` holds `items[starts[s]:starts[s + 1]]`, the latest sessions last."""

    name: str
    n_items: int
    items: Indices
    starts: NDArray[np.int64]
    rules: SessionRules

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    @cached_property
    def _by_item(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Where each item's places begin, the session of each place, and its position there."""
        session = np.repeat(np.arange(len(self._lengths)), self._lengths)
        order = np.argsort(self.items, kind="stable")
        begins = np.searchsorted(self.items[order], np.arange(self.n_items + 1))
        return begins, session[order], order - self.starts[session[order]]

    def score(self, history: History) -> Floats:
        total = np.zeros(self.n_items, dtype=np.float32)
        seen = history.latest(self.rules.reach)
        found = self._neighbours(seen)
        if found is None:
            return total
        sessions, alike, matched = found
        lengths = self._lengths[sessions]
        inside = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        item = self.items[np.repeat(self.starts[sessions], lengths) + inside]
        distance = np.abs(inside - np.repeat(matched, lengths))
        worth = np.repeat(alike, lengths) * self.rules.distance_decay**distance * (distance > 0)
        total += np.bincount(item, weights=worth, minlength=self.n_items).astype(np.float32)
        total[np.unique(seen.item)] *= np.float32(self.rules.seen_weight)
        return total

    def _neighbours(self, seen: History) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]] | None:
        """The most alike sessions, how alike, and where in each the latest shared item stands."""
        begins, session, position = self._by_item
        weights = seen.weight * np.float32(self.rules.decay) ** seen.ranks()
        found, worth, at = [], [], []
        for item, weight in zip(seen.item, weights, strict=True):  # oldest first: the latest shared item wins below
            start = max(begins[item], begins[item + 1] - self.rules.sample)
            places = slice(start, begins[item + 1])
            found.append(session[places])
            worth.append(np.full(len(found[-1]), weight, dtype=np.float64))
            at.append(position[places])
        if not found or not sum(map(len, found)):
            return None
        unique, inverse = np.unique(np.concatenate(found), return_inverse=True)
        alike = np.bincount(inverse, weights=np.concatenate(worth)) / self._lengths[unique] ** self.rules.length_power
        matched = np.zeros(len(unique), dtype=np.int64)
        matched[inverse] = np.concatenate(at)
        # The later of equally alike sessions first; `unique` is sorted by age.
        best = np.lexsort((-unique, -alike))[: self.rules.neighbours]
        return unique[best], alike[best], matched[best]

    def drops(self, history: History, items: Indices) -> Floats:
        """Not linear: other neighbours are found without an entry. Entries out of reach cost nothing."""
        lost = np.zeros((len(history), len(items)), dtype=np.float32)
        whole = self.score(history)[items]
        for position in range(max(0, len(history) - self.rules.reach), len(history)):
            lost[position] = whole - self.score(history.without(position))[items]
        return lost

    def explain(self, history: History, item: int) -> tuple[Cause, ...]:
        return causes(self, history, item)

    def save(self, folder: Path) -> None:
        arrays: dict[str, NDArray[Any]] = {name: np.array(value) for name, value in vars(self.rules).items()}
        arrays |= {"items": self.items, "starts": self.starts, "n_items": np.array(self.n_items)}
        save_arrays(folder / f"{self.name}.npz", arrays)


@dataclass(frozen=True)
class Sessions:
    """`score(j) = sum over neighbours n of sim(n) * distance_decay**|pos_n(j) - pos_n(i)|`, `i` the latest shared item,

    `sim(n) = sum over shared items of decay**rank / |n|**length_power`. V-SKNN of Ludewig and Jannach 2018 with the
    position weights of STAN (Garg et al. 2019, "Sequence and time aware neighborhood for session-based
    recommendations"). `seen_weight` is what an item already in the history keeps: reminders.
    """

    name: str = "sessions"
    rules: SessionRules = SessionRules()
    max_sessions: int = 200_000

    def fit(self, interactions: Interactions) -> SessionsModel:
        visits = interactions.collapsed()
        order = np.lexsort((np.arange(len(visits)), visits.session, self._ended(visits)))
        session, item = visits.session[order], visits.item[order]
        begins = np.flatnonzero(np.diff(session, prepend=-1))
        begins = begins[max(0, len(begins) - self.max_sessions) :]
        first = int(begins[0]) if len(begins) else 0
        starts = np.append(begins, len(item)) - first
        return SessionsModel(self.name, len(interactions.items), item[first:], starts.astype(np.int64), self.rules)

    def _ended(self, visits: Interactions) -> NDArray[np.float64]:
        """When each action's session ended; without dates all alike, so that the order of the log stays."""
        ended = np.full(int(visits.session.max(initial=-1)) + 1, -np.inf)
        np.maximum.at(ended, visits.session, np.nan_to_num(visits.at_s, nan=0.0))
        return ended[visits.session]

    def load(self, folder: Path) -> SessionsModel:
        with np.load(folder / f"{self.name}.npz", allow_pickle=False) as stored:
            kinds = {name: type(value) for name, value in vars(SessionRules()).items()}
            rules = SessionRules(**{name: kind(stored[name]) for name, kind in kinds.items()})
            return SessionsModel(self.name, int(stored["n_items"]), stored["items"], stored["starts"], rules)
