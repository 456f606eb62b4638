"""Small shops whose right answers follow by reasoning."""

from collections.abc import Sequence

import numpy as np

from retrieval.features import Interactions, from_sequences
from retrieval.items import Items, bare_items

TEA, POT, CUP, BOLT, NUT, SAW, NEW_TEA = range(7)
TITLES = (
    "green tea leaves sencha",
    "cast iron tea pot",
    "porcelain tea cup",
    "steel bolt long thread",
    "steel nut long thread",
    "hand saw",
    "green tea leaves matcha",
)


def tea_and_tools() -> Items:
    """Two worlds that no shopper mixes; `NEW_TEA` nobody has met yet, but its words say tea."""
    return bare_items([f"p{number}" for number in range(len(TITLES))], TITLES)


def visits() -> Interactions:
    """Twelve shoppers of tea go leaves, pot, cup; twelve of tools go bolt, nut, saw; four tea drinkers skip the cup."""
    tea, tools = [TEA, POT, CUP], [BOLT, NUT, SAW]
    return from_sequences(tea_and_tools(), [tea, tools] * 12 + [[TEA, POT]] * 4)


def random_visits(*, users: int = 60, items: int = 25, seed: int = 0) -> Interactions:
    """Shoppers who wander inside one of five groups of products, with repeats, and sometimes out of it."""
    chance = np.random.default_rng(seed)
    sequences: list[Sequence[int]] = []
    for user in range(users):
        own = np.arange(items)[np.arange(items) % 5 == user % 5]
        length = int(chance.integers(2, 9))
        sequences.append(
            [int(chance.choice(own if chance.random() < 0.9 else np.arange(items))) for _ in range(length)]
        )
    words = ["red", "blue", "wool", "steel", "tea"]
    titles = [f"{words[number % 5]} thing {words[(number // 5) % 5]} number{number}" for number in range(items)]
    return from_sequences(bare_items([f"p{number}" for number in range(items)], titles), sequences)
