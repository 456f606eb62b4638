"""What rises: more chosen in the last days than its own history lets expect."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.features import Interactions
from retrieval.recommend.popular import PopularModel, decayed_counts


@dataclass(frozen=True)
class Trending:
    """`score(i) = log(1 + f_i) * f_i / (f_i + s_i)`, scaled to 1.

    `f` and `s` are users by item decayed with a short and a long half-life, `s` multiplied by the ratio of the two, so
    that an item chosen evenly has `f = s` and loses half.
    """

    name: str = "trending"
    half_life_days: float = 3.0
    usual_half_life_days: float = 60.0

    def fit(self, interactions: Interactions) -> PopularModel:
        fresh = decayed_counts(interactions, half_life_days=self.half_life_days)
        usual = decayed_counts(interactions, half_life_days=self.usual_half_life_days)
        usual *= self.half_life_days / self.usual_half_life_days
        scores = np.log1p(fresh) * fresh / np.maximum(fresh + usual, 1e-9)
        return PopularModel(self.name, (scores / max(float(scores.max(initial=0.0)), 1e-9)).astype(np.float32))

    def load(self, folder: Path) -> PopularModel:
        with np.load(folder / f"{self.name}.npz", allow_pickle=False) as stored:
            return PopularModel(self.name, stored["scores"])
