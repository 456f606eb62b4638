"""Which silhouette a product gets: its own kind's, else its shelf's where that holds one thing, else a parcel."""

from collections.abc import Callable, Iterable, Mapping

from shop.demo.drawings import (
    audio,
    baby,
    bath,
    clothing,
    computers,
    furniture,
    garden,
    home,
    house,
    kitchen,
    outdoor,
    packs,
    paper,
    pets,
    shoes,
    sports,
    toys,
)
from shop.demo.drawings.ink import Ink

Shape = Callable[[Ink], str]

_FAMILIES: tuple[Mapping[str, Shape], ...] = (
    audio.SHAPES,
    baby.SHAPES,
    bath.SHAPES,
    clothing.SHAPES,
    computers.SHAPES,
    furniture.SHAPES,
    garden.SHAPES,
    home.SHAPES,
    house.SHAPES,
    kitchen.SHAPES,
    outdoor.SHAPES,
    packs.SHAPES,
    paper.SHAPES,
    pets.SHAPES,
    shoes.SHAPES,
    sports.SHAPES,
    toys.SHAPES,
)
_SHELVES: tuple[Mapping[str, Shape], ...] = tuple(
    family.CATEGORIES for family in (packs, audio, clothing, computers, house, shoes)
)
KINDS: Mapping[str, Shape] = {kind: shape for family in _FAMILIES for kind, shape in family.items()}
PLACES: Mapping[str, Shape] = {place: shape for shelf in _SHELVES for place, shape in shelf.items()}


def shape_for(kind: str | None, categories: Iterable[str]) -> Shape:
    """`categories` from the nearest to the department."""
    if kind and (own := KINDS.get(kind.lower())):
        return own
    return next((PLACES[place] for place in categories if place in PLACES), packs.carton)
