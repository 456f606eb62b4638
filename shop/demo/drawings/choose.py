"""Which silhouette a product gets: its own kind's, else its category's, else its department's, else a parcel."""

from collections.abc import Callable, Iterable, Mapping

from shop.demo.drawings import audio, clothing, computers, house, packs, shoes
from shop.demo.drawings.ink import Ink

Shape = Callable[[Ink], str]

_FAMILIES: tuple[tuple[Mapping[str, Shape], Mapping[str, Shape]], ...] = tuple(
    (family.SHAPES, family.CATEGORIES) for family in (packs, audio, clothing, computers, house, shoes)
)
KINDS: Mapping[str, Shape] = {kind: shape for kinds, _ in _FAMILIES for kind, shape in kinds.items()}
PLACES: Mapping[str, Shape] = {place: shape for _, places in _FAMILIES for place, shape in places.items()}


def shape_for(kind: str | None, categories: Iterable[str]) -> Shape:
    """`categories` from the nearest to the department."""
    if kind and (own := KINDS.get(kind.lower())):
        return own
    return next((PLACES[place] for place in categories if place in PLACES), packs.carton)
