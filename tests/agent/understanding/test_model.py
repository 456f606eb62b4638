from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.understanding.model import IntentModel
from shop.errors import Unavailable


class LetterEmbedder:
    """Not the one the weights were trained with."""

    name = "letters"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(texts), 26), dtype=np.float32)


def test_an_embedder_the_weights_do_not_know_is_not_used() -> None:
    model = IntentModel.load(embedder=LetterEmbedder())

    assert model.embedder_name == "none"
    assert model.score("where is my parcel").best == "track_order"


def test_probabilities_of_the_ranking_fall_and_are_probabilities() -> None:
    ranked = IntentModel.load().score("compare the first two").ranked
    chances = [chance for _, chance in ranked]

    assert chances == sorted(chances, reverse=True)
    assert 0 < sum(chances) <= 1.001


def test_many_texts_score_as_each_alone() -> None:
    model = IntentModel.load()
    texts = ["track my parcel", "我要退货"]

    assert [scores.best for scores in model.score_many(texts)] == [model.score(text).best for text in texts]


def test_a_folder_without_weights_is_unavailable_with_the_command_that_mends_it(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="classifier"):
        IntentModel.load(tmp_path)
