"""A new version of an index from the old one and what changed, without reading the rest of the catalogue again.

The changed products become a small index of their own, laid below the old one; each row of the result is then taken
from one or the other. What holds for products and filters is exact. Word statistics (how rare a term is, how long a
field is on average) and the vocabulary's counts stay those of the last whole build: a few changed products move them
little, and the caller builds all of it again once many have changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import AttributeColumns
from retrieval.columns import NONE, OFFER_ARRAYS, PRODUCT_ARRAYS, Columns, Offers
from retrieval.lexical import Lexical
from retrieval.units import converted
from retrieval.vocabulary import Vocabulary, joined_meanings

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Layout:
    """`source[row]` is where a row of the result comes from: the old rows first, the changed ones after them."""

    source: Rows
    stacked: int

    @property
    def size(self) -> int:
        return len(self.source)

    def places(self) -> Rows:
        """`(stacked,)`: the row each stacked row becomes, -1 where it is left out."""
        found = np.full(self.stacked, -1, dtype=np.int64)
        found[self.source] = np.arange(len(self.source))
        return found


def layout(old: Columns, fresh: Columns, gone: Sequence[str]) -> Layout:
    """Changed products keep their row, new ones come last, those that are gone leave theirs."""
    source = np.arange(old.size, dtype=np.int64)
    added = []
    for place, product_id in enumerate(fresh.product_ids):
        row = old.row_of.get(product_id)
        if row is None:
            added.append(old.size + place)
        else:
            source[row] = old.size + place
    left = np.ones(old.size, dtype=np.bool_)
    left[[old.row_of[key] for key in gone if key in old.row_of]] = False
    return Layout(np.concatenate([source[left], np.array(added, dtype=np.int64)]), old.size + fresh.size)


def patched_columns(old: Columns, fresh: Columns, of: Layout) -> Columns:
    """Both must have the same category tree."""
    variants = _variant_layout(old, fresh, of)
    brands, brand = _one_table(old.brands, old.brand, fresh.brands, fresh.brand)
    kinds, kind = _one_table(old.kinds, old.kind, fresh.kinds, fresh.kind)
    stacked = {name: np.concatenate([getattr(old, name), getattr(fresh, name)]) for name in PRODUCT_ARRAYS}
    stacked |= {"brand": brand, "kind": kind}
    told: dict[str, Any] = {name: values[of.source] for name, values in stacked.items()}
    lengths = np.concatenate([np.diff(old.variant_starts), np.diff(fresh.variant_starts)])[of.source]
    ids, skus = [*old.product_ids, *fresh.product_ids], [*old.skus, *fresh.skus]
    return Columns(
        product_ids=[ids[row] for row in of.source.tolist()],
        skus=[skus[row] for row in variants.source.tolist()],
        variant_starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        offers=Offers(
            **{
                name: np.concatenate([getattr(old.offers, name), getattr(fresh.offers, name)])[variants.source]
                for name in OFFER_ARRAYS
            }
        ),
        brands=brands,
        kinds=kinds,
        tree=old.tree,
        attributes=patched_attributes(old.attributes, fresh.attributes, of),
        options=patched_attributes(old.options, fresh.options, variants),
        **told,
    )


def _variant_layout(old: Columns, fresh: Columns, of: Layout) -> Layout:
    starts = np.concatenate([old.variant_starts[:-1], fresh.variant_starts[:-1] + len(old.skus)])
    lengths = np.concatenate([np.diff(old.variant_starts), np.diff(fresh.variant_starts)])
    first, many = starts[of.source], lengths[of.source]
    within = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
    return Layout(np.repeat(first, many) + within, len(old.skus) + len(fresh.skus))


def _one_table(
    old_names: Sequence[tuple[str, ...]],
    old: NDArray[np.int32],
    fresh_names: Sequence[tuple[str, ...]],
    fresh: NDArray[np.int32],
) -> tuple[list[tuple[str, ...]], NDArray[np.int32]]:
    table = {names: row for row, names in enumerate(old_names)}
    place = np.array([table.setdefault(names, len(table)) for names in fresh_names] + [NONE], dtype=np.int32)
    return list(table), np.concatenate([old, place[fresh]]).astype(np.int32)


def patched_attributes(old: AttributeColumns, fresh: AttributeColumns, of: Layout) -> AttributeColumns:
    names = {name: place for place, name in enumerate(old.names)}
    place_of = np.array([names.setdefault(name, len(names)) for name in fresh.names], dtype=np.int64)
    labels = [list(each) for each in old.labels] + [[] for _ in range(len(names) - len(old.names))]
    units = [*old.units, *([None] * (len(names) - len(old.names)))]
    numbers = np.array(fresh.numbers, dtype=np.float64)
    for place, target in enumerate(place_of.tolist()):
        labels[target] = list(dict.fromkeys([*labels[target], *fresh.labels[place]]))
        if target >= len(old.names):
            units[target] = fresh.units[place]
        elif fresh.units[place] is not None and fresh.units[place] != units[target]:
            at = slice(int(fresh.starts[place]), int(fresh.starts[place + 1]))
            numbers[at] = [_in_unit(number, fresh.units[place], units[target]) for number in numbers[at].tolist()]
    values, texts = _one_list(old, fresh)
    entry_place = np.concatenate([_entry_places(old), place_of[_entry_places(fresh)]])
    rows = of.places()[np.concatenate([old.rows, np.asarray(fresh.rows, dtype=np.int64) + old.size])]
    order = np.lexsort((rows, entry_place))
    order = order[rows[order] >= 0]
    return AttributeColumns(
        names=list(names),
        labels=[tuple(each) for each in labels],
        units=units,
        values=values,
        starts=np.searchsorted(entry_place[order], np.arange(len(names) + 1)).astype(np.int64),
        rows=rows[order].astype(np.int32),
        numbers=np.concatenate([old.numbers, numbers])[order],
        texts=np.concatenate([old.texts, texts])[order].astype(np.int32),
        yes=np.concatenate([old.yes, fresh.yes])[order],
        size=of.size,
    )


def _in_unit(number: float, unit: str | None, into: str | None) -> float:
    told = converted(number, unit, into)
    return np.nan if told is None else told


def _entry_places(table: AttributeColumns) -> Rows:
    return np.repeat(np.arange(len(table.names), dtype=np.int64), np.diff(table.starts))


def _one_list(old: AttributeColumns, fresh: AttributeColumns) -> tuple[list[str], NDArray[np.int32]]:
    values = list(old.values)
    known = dict(old.text_ids)
    mapped = []
    for key, value in zip(fresh.text_ids, fresh.values, strict=True):
        if key not in known:
            known[key] = len(values)
            values.append(value)
        mapped.append(known[key])
    place = np.array([*mapped, -1], dtype=np.int32)
    return values, place[np.asarray(fresh.texts)]


def patched_lexical(old: Lexical, fresh: Lexical, of: Layout) -> Lexical:
    """`fresh` holds impacts under the statistics of `old` (see `LexicalBuilder.finish`)."""
    vocabulary = dict(old.vocabulary)
    term_of = np.array([vocabulary.setdefault(term, len(vocabulary)) for term in fresh.vocabulary], dtype=np.int64)
    old_terms = np.repeat(np.arange(len(old.vocabulary)), np.diff(old.starts))
    fresh_terms = term_of[np.repeat(np.arange(len(fresh.vocabulary)), np.diff(fresh.starts))]
    places = of.places()
    kept = places[old.rows] >= 0
    fresh_rows = places[np.asarray(fresh.rows, dtype=np.int64) + old.size]
    terms = np.concatenate([old_terms[kept], fresh_terms])
    rows = np.concatenate([places[old.rows[kept]], fresh_rows])
    # One key to sort by; the old part is nearly in order, which a stable sort makes use of.
    order = np.argsort(terms * max(of.size, 1) + rows, kind="stable")
    weights = np.concatenate([old.weights, np.zeros(len(vocabulary) - len(old.vocabulary), dtype=np.float32)])
    new = term_of >= len(old.vocabulary)
    weights[term_of[new]] = fresh.weights[new]
    return replace(
        old,
        vocabulary=vocabulary,
        starts=np.searchsorted(terms[order], np.arange(len(vocabulary) + 1)).astype(np.int64),
        rows=rows[order].astype(np.int32),
        impacts=np.concatenate([old.impacts[kept], fresh.impacts])[order].astype(np.float32),
        weights=weights,
        size=of.size,
    )


def patched_vocabulary(old: Vocabulary, fresh: Vocabulary, changed: frozenset[str]) -> Vocabulary:
    """New names, words and codes join; what was known keeps its counts. Codes of `changed` products are told anew."""
    measured = {measure.name for measure in old.measures}
    codes = {code: tuple(key for key in ids if key not in changed) for code, ids in old.codes.items()}
    for code, ids in fresh.codes.items():
        codes[code] = (*codes.get(code, ()), *ids)
    return replace(
        old,
        meanings=joined_meanings(fresh.meanings, old.meanings),
        measures=(*old.measures, *(measure for measure in fresh.measures if measure.name not in measured)),
        words={**fresh.words, **old.words},
        pairs={**fresh.pairs, **old.pairs},
        synonyms={**fresh.synonyms, **old.synonyms},
        codes={code: ids for code, ids in codes.items() if ids},
    )


def taken(old: NDArray[np.float32], fresh: NDArray[np.float32], of: Layout) -> NDArray[np.float32]:
    """Rows of both in the order of the result."""
    found = np.empty((of.size, *old.shape[1:]), dtype=np.float32)
    is_old = of.source < len(old)
    found[is_old] = old[of.source[is_old]]
    found[~is_old] = fresh[of.source[~is_old] - len(old)]
    return found
