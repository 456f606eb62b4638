"""Series and variants, read from titles: the line a maker gives a name, and one product in several forms."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from retrieval.graph.goods import Good, folded, kind_names
from retrieval.graph.names import Phrase
from retrieval.graph.relations import Edge
from retrieval.units import find_unit

MAKERS_OF_A_WORD = 4
"""A word that this many makers begin titles with is a word for things, not the name of a line."""
SHORTEST_LINE = 3
"""Letters of a line's name."""
ENOUGH_WORDS = 3
"""Fewer words left are no sign that two titles mean one product."""
MOST_VARIANTS = 60
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)([a-z]{0,6})")


def series_edges(goods: Sequence[Good]) -> Iterator[Edge]:
    """The first word after the maker's name, where several of its products and few other makers have it."""
    kinds = {word for names in kind_names(goods).values() for name in names for word in name}
    lines: defaultdict[tuple[Phrase, str], list[Good]] = defaultdict(list)
    makers: defaultdict[str, set[Phrase]] = defaultdict(set)
    for good in goods:
        word = next(iter(good.after_brand()), "")
        if good.brand and len(word) >= SHORTEST_LINE and word.isalpha() and word not in kinds:
            lines[good.brand, word].append(good)
            makers[word].add(good.brand)
    for (brand, word), members in lines.items():
        if len(members) > 1 and len(makers[word]) < MAKERS_OF_A_WORD:
            node = f"series:{' '.join(brand)} {word}"
            weight = 1 / len(members) ** 0.5
            yield from (Edge(good.product_id, "same_series", node, weight, "title", word) for good in members)


def variant_edges(goods: Sequence[Good]) -> Iterator[Edge]:
    """Products of one maker and kind whose titles are the same but for the values of their facts and amounts."""
    groups: defaultdict[tuple[Phrase, str | None, Phrase], list[Good]] = defaultdict(list)
    for good in goods:
        kept = _without_choices(good)
        if len(kept) >= ENOUGH_WORDS:
            groups[good.brand, good.kind, kept].append(good)
    for members in groups.values():
        if 1 < len(members) <= MOST_VARIANTS:
            yield from (
                Edge(one.product_id, "variant_of", other.product_id, 1.0, "title")
                for one in members
                for other in members
                if one is not other
            )


CHOICES = ("color", "colour", "size", "length", "width", "capacity", "storage", "memory", "quantity", "pack", "volume",
           "颜色", "尺码", "尺寸", "容量", "规格")  # fmt: skip


def _without_choices(good: Good) -> Phrase:
    """The title's words without those that say in which colour, size or amount it comes."""
    title = folded(good.product.title)
    chosen: Counter[str] = Counter()
    for fact in good.product.attributes:
        if any(choice in f"{fact.name} {fact.label}".lower() for choice in CHOICES):
            chosen.update(folded(fact.text()))
    kept: list[str] = []
    for at, word in enumerate(title):
        amount = _AMOUNT.fullmatch(word)
        unit_follows = amount is not None and at + 1 < len(title) and find_unit(title[at + 1]) is not None
        unit_before = at > 0 and title[at - 1].isdigit() and find_unit(word) is not None
        measured = amount is not None and (find_unit(amount[2]) is not None if amount[2] else unit_follows)
        if word not in chosen and not measured and not unit_before:
            kept.append(word)
    return tuple(kept)
