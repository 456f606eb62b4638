"""A shopper's own tastes as a small feature of the ranking: what their profile says, what they looked at this visit."""

from dataclasses import dataclass

import numpy as np

from retrieval.attributes import Mask
from retrieval.columns import NONE, Columns
from retrieval.evidence import Claim, Evidence
from retrieval.filters import AttributeFilter, Filters
from retrieval.matching import Scores

MOST_SEEN = 5
ALIKE = 0.5
"""What sharing brand or kind with something looked at just now counts, beside a taste that is told."""
_LISTS = {"brand": "brands", "category": "categories", "product_type": "product_types", "type": "product_types"}


@dataclass(frozen=True)
class Taste:
    """One fact of a profile: `name` is `brand`, `category` or an attribute; `weight` is -1 (avoids) to 1 (likes)."""

    fact_id: str
    name: str
    value: str
    weight: float = 1.0

    def meeting(self, columns: Columns) -> Mask:
        """Products that have it; a `topic` is anything a title says."""
        if self.name == "product":
            return columns.fitting(Filters(product_ids=(self.value,))).products
        if self.name == "topic":
            return columns.saying(self.value) | columns.fitting(Filters(brands=(self.value,))).products
        kind = _LISTS.get(self.name)
        asked = (
            Filters(**{kind: (self.value,)})  # type: ignore[arg-type]
            if kind
            else Filters(attributes=(AttributeFilter(self.name, any_of=(self.value,)),))
        )
        return columns.fitting(asked).products


@dataclass(frozen=True)
class Looked:
    """An action of this visit on a product; `kind` as in the log."""

    event_id: str
    product_id: str
    kind: str = "view"


@dataclass(frozen=True)
class Tastes:
    facts: tuple[Taste, ...] = ()
    seen: tuple[Looked, ...] = ()
    """The newest first."""

    def __bool__(self) -> bool:
        return bool(self.facts or self.seen)

    def on(self, columns: Columns) -> "Tasted":
        """What they say of every product of the catalogue."""
        rows = [(looked, columns.row_of.get(looked.product_id)) for looked in self.seen[:MOST_SEEN]]
        return Tasted(
            columns=columns,
            met=tuple((taste, taste.meeting(columns)) for taste in self.facts),
            alike=tuple((looked, row, _alike(columns, row)) for looked, row in rows if row is not None),
        )


@dataclass(frozen=True)
class Tasted:
    """Tastes and where they hold."""

    columns: Columns
    met: tuple[tuple[Taste, Mask], ...]
    alike: tuple[tuple[Looked, int, Scores], ...]

    def scores(self) -> Scores:
        """-1 to 1: met tastes, and likeness to what was looked at."""
        found = np.zeros(self.columns.size, dtype=np.float32)
        for taste, mask in self.met:
            found += np.float32(max(-1.0, min(taste.weight, 1.0))) * mask
        for _, _, likeness in self.alike:
            found += np.float32(ALIKE / MOST_SEEN) * likeness
        clipped: Scores = np.clip(found, -1.0, 1.0)
        return clipped

    def claims(self, row: int) -> tuple[Claim, ...]:
        """One claim a liked fact the product meets, and one for the latest product it is like."""
        liked = [self._liking(taste, row) for taste, mask in self.met if taste.weight > 0 and mask[row]]
        like = [looked for looked, other, likeness in self.alike if other != row and likeness[row] == 1]
        because = [
            Claim(
                "because_of",
                {"product": looked.product_id, "action": looked.kind},
                (Evidence("own_action", looked.event_id),),
                0.2,
            )
            for looked in like[:1]
        ]
        return (*liked, *because)

    def _liking(self, taste: Taste, row: int) -> Claim:
        told = (
            Evidence("profile", taste.fact_id, quote=taste.value),
            Evidence("attribute", f"{self.columns.product_ids[row]}:{taste.name}", quote=taste.value),
        )
        slots = {"attribute": taste.name, "label": taste.name.replace("_", " "), "value": taste.value}
        return Claim("matches", slots, told, 0.4)


def _alike(columns: Columns, row: int) -> Scores:
    """1 for the same brand and kind, a half for one of them."""
    kind = columns.kind if columns.kind[row] != NONE else columns.category
    brand = (columns.brand == columns.brand[row]) & (columns.brand != NONE)
    likeness: Scores = (0.5 * brand + 0.5 * ((kind == kind[row]) & (kind != NONE))).astype(np.float32)
    return likeness
