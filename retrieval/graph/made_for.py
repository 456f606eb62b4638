"""What is made for what: read from attributes, titles and descriptions, and from kinds that are named after others."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.attributes import folded_name
from retrieval.graph.goods import MADE_FOR, MADE_FOR_AFTER, PLAINLY_FOR, Good, folded, kind_names
from retrieval.graph.names import NameIndex, Phrase, holds
from retrieval.graph.relations import Edge
from retrieval.naming import RELATIONS as TELLING

REACH_CHARS = 120
"""How far behind `compatible with` names are looked for, at most to the end of the sentence."""
ATTRIBUTE, TITLE, DESCRIPTION = 1.0, 0.9, 0.7
BY_KIND = 0.3
"""Weight where only the kinds say so: a laptop sleeve is for laptops, though perhaps not for this one."""
TELLING_STEMS = ("compatib", "suitable for", "works with", "fits", "for model", "适用", "兼容", "适配", "适合机型")
STOPS = ".;!?。；！？()（）\n"


@dataclass(frozen=True)
class Statement:
    """Words of a product that say what it is made for."""

    text: str
    source: str
    weight: float


def made_for_edges(goods: Sequence[Good]) -> Iterator[Edge]:
    """`compatible_with` where a product names another; also `accessory_of` where the other is of another kind

    and does not name it back.
    """
    stated = _stated(goods)
    kind = {good.product_id: good.kind for good in goods}
    for (own, other), edge in stated.items():
        yield edge
        same_kind = kind[own] is not None and kind[own] == kind[other]
        if not same_kind and (other, own) not in stated:
            yield Edge(own, "accessory_of", other, edge.weight, edge.source, edge.quote)
    yield from _by_kind(goods)


def _stated(goods: Sequence[Good]) -> dict[tuple[str, str], Edge]:
    """Every product that another names. What says of itself that it is made for that name does not bear it:

    of two toners for one printer neither is made for the other.
    """
    index = NameIndex(goods)
    said = {good.product_id: [(one, folded(one.text)) for one in statements_of(good)] for good in goods}
    found: dict[tuple[str, str], Edge] = {}
    for good in goods:
        for statement, text in said[good.product_id]:
            for named in index.named_in(text, maker=good.brand):
                for other in named.products:
                    key = (good.product_id, other)
                    also_for_it = any(holds(words, named.phrase) for _, words in said[other])
                    if other != good.product_id and key not in found and not also_for_it:
                        found[key] = _edge(key, statement)
    return found


def _edge(key: tuple[str, str], statement: Statement) -> Edge:
    quote = statement.text.strip()[:REACH_CHARS]
    return Edge(key[0], "compatible_with", key[1], statement.weight, statement.source, quote)


def statements_of(good: Good) -> Iterator[Statement]:
    """The strongest first: a fact of the catalogue, then the title, then the description, in both languages."""
    product = good.product
    for fact in product.attributes:
        if isinstance(fact.value, str) and _tells(fact.name, fact.label, fact.label_zh or ""):
            yield Statement(fact.value, f"attribute:{fact.name}", ATTRIBUTE)
    for text in (product.title, product.title_zh or ""):
        yield from (Statement(said, "title", TITLE) for said in _after_markers(text, MADE_FOR))
    for text in (product.description, product.description_zh or ""):
        yield from (Statement(said, "description", DESCRIPTION) for said in _after_markers(text, PLAINLY_FOR))


def _tells(*names: str) -> bool:
    folded_names = [folded_name(name) for name in names]
    known = {folded_name(name) for name in TELLING}
    return any(name in known or any(part in name for part in TELLING_STEMS) for name in folded_names)


def _after_markers(text: str, markers: re.Pattern[str]) -> Iterator[str]:
    for marker in markers.finditer(text):
        said = text[marker.end() : marker.end() + REACH_CHARS]
        ends = [at for stop in STOPS if (at := _end_at(said, stop)) >= 0]
        yield said[: min(ends, default=len(said))]
    yield from (match["for"] for match in MADE_FOR_AFTER.finditer(text))


def _end_at(said: str, stop: str) -> int:
    """Where the sentence ends; a point inside a number or a model is none."""
    at = said.find(stop)
    while stop == "." and 0 <= at < len(said) - 1 and not said[at + 1].isspace():
        at = said.find(stop, at + 1)
    return at


def _by_kind(goods: Sequence[Good]) -> Iterator[Edge]:
    """`laptop sleeve` is an accessory of the type `laptop`, in the same department."""
    names = kind_names(goods)
    departments: defaultdict[str, set[str | None]] = defaultdict(set)
    for good in goods:
        departments[good.kind or ""].add(good.department)
    owners = {kind: _owner(kind, names, departments) for kind in names}
    for good in goods:
        owner = owners.get(good.kind or "")
        if owner:
            yield Edge(good.product_id, "accessory_of", type_node(owner), BY_KIND, "product type", good.kind or "")


def _owner(kind: str, names: Mapping[str, frozenset[Phrase]], departments: Mapping[str, set[str | None]]) -> str | None:
    """The kind that `kind` is named after, by the longest name: the modifier before its last word."""
    found = [
        (len(name), other)
        for other, others in names.items()
        if other != kind and departments[other] & departments[kind]
        for name in others
        for own in names[kind]
        if len(own) > len(name) and own[: len(name)] == name and own not in names[other]
    ]
    return max(found, default=(0, None))[1]


def type_node(kind: str) -> str:
    return f"type:{kind}"
