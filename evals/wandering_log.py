"""An event log of any length: shoppers who wander in circles of products, some products far more wanted than others."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from retrieval.features import KINDS, RawAction

ACTIONS_PER_SHOPPER, ACTIONS_PER_PRODUCT, PRODUCTS_PER_CIRCLE = 10, 40, 25
FIRST_S, LAST_S = 1_750_000_000.0, 1_765_000_000.0
STEP_S = 60.0
REPEATED = 0.02
"""The share of rows that are sent twice, so that there is something to clean."""


@dataclass(frozen=True)
class WanderingLog:
    """`length` actions at least, the same for the same seed."""

    length: int
    seed: int = 0

    @property
    def products(self) -> tuple[str, ...]:
        count = max(PRODUCTS_PER_CIRCLE, min(self.length // ACTIONS_PER_PRODUCT, 20_000))
        return tuple(f"p{number:06}" for number in range(count))

    def actions(self) -> Iterator[RawAction]:
        chance, products, written = np.random.default_rng(self.seed), self.products, 0
        circles = max(1, len(products) // PRODUCTS_PER_CIRCLE)
        wanted = 1.0 / np.arange(1, PRODUCTS_PER_CIRCLE + 1)  # Zipf within a circle
        wanted /= wanted.sum()
        shopper = 0
        while written < self.length:
            length = 2 + int(chance.poisson(ACTIONS_PER_SHOPPER - 2))
            circle = int(chance.integers(circles))
            places = chance.choice(PRODUCTS_PER_CIRCLE, size=length, p=wanted)
            kinds = chance.choice(len(KINDS) - 1, size=length, p=[0.6, 0.2, 0.1, 0.02, 0.08])
            start = chance.uniform(FIRST_S, LAST_S)
            for step, (place, kind) in enumerate(zip(places, kinds, strict=True)):
                product = products[circle * PRODUCTS_PER_CIRCLE + int(place)]
                for again in range(2 if chance.random() < REPEATED else 1):
                    yield RawAction(
                        event_id=f"e{shopper}-{step}-{again}",
                        customer_id=f"c{shopper:08}",
                        kind=KINDS[kind],
                        product_id=product,
                        at_s=start + step * STEP_S,
                    )
                    written += 1
            shopper += 1
