"""Builds the vocabulary of a catalogue: which of its names and values mean what, and how far a word can be trusted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.abbreviations import abbreviations
from retrieval.attributes import AttributeColumns, folded_name
from retrieval.columns import Columns
from retrieval.lexical import Lexical
from retrieval.tokens import STOP_WORDS, has_han
from retrieval.units import find_unit
from retrieval.vocabulary import Meaning, Measure, Vocabulary, phrase_of

RELATIONS = frozenset({"accessory_of", "compatible_with", "fits", "goes_with"})
"""Attributes that name other products: who names the product means it, not what goes with it."""
MAX_WORDS = 6
MAX_VALUES = 400
"""An attribute with more different texts than this (part numbers, lists of models) names nothing."""
NEAR = 0.1
NUMBERED = 0.2
"""An attribute that is a number more rarely than this is text: a connector of `3.5mm` measures no length."""
MOSTLY = 0.9
"""Share of products that must tell their kind before kinds say anything about attributes."""
LONGEST_SPEC, SHARED, BRANDS = 10, 3, 2
"""A code this short, of so many products and brands, says a property."""
SHORT_NAME, SURE_NAME = 5, 0.6
"""Letters, and the share of the products saying the word that must be the brand's."""
Rows = NDArray[np.int32]


def build_vocabulary(
    columns: Columns,
    texts: Sequence[str],
    lexical: Lexical,
    titles: Lexical,
    *,
    codes: Mapping[str, tuple[str, ...]],
    currency: str = "USD",
) -> Vocabulary:
    """`texts` is what each product says of itself in words: title and description, in row order."""
    said = _Said(texts)
    builder = _Builder(columns, said)
    told = (columns.kind >= 0) | (columns.category >= 0)
    return Vocabulary(
        meanings=builder.meanings(),
        measures=tuple(_measures(columns.attributes, titles)) + tuple(_measures(columns.options, None)),
        words=(known := _common_words(lexical)),
        pairs=_split_words(texts, known),
        codes=codes,
        synonyms=abbreviations(texts),
        specs=_specs(lexical, columns),
        kinds_told=float(told.mean()) if columns.size else 0.0,
        currency=currency,
    )


class _Said:
    """Which products say which words in their title or description."""

    def __init__(self, texts: Sequence[str]) -> None:
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for row, text in enumerate(texts):
            for part in set(phrase_of(text).split(" ")):
                rows[part].append(row)
        self._rows = {part: np.array(found, dtype=np.int32) for part, found in rows.items()}

    def rows(self, phrase: str) -> Rows:
        """Products that say every word of it."""
        found: Rows | None = None
        for part in phrase.split(" "):
            held = self._rows.get(part, np.zeros(0, dtype=np.int32))
            found = held if found is None else np.intersect1d(found, held, assume_unique=True)
        return np.zeros(0, dtype=np.int32) if found is None else found


class _Builder:
    def __init__(self, columns: Columns, said: _Said) -> None:
        self._columns, self._said = columns, said
        self._found: defaultdict[str, list[Meaning]] = defaultdict(list)
        self._group = np.where(columns.kind >= 0, columns.kind, columns.category)

    def meanings(self) -> dict[str, tuple[Meaning, ...]]:
        self._add_brands()
        self._add_kinds()
        self._add_categories()
        self._add_values()
        return {phrase: tuple(sorted(found, key=lambda m: -m.count)) for phrase, found in self._found.items()}

    def _add(self, names: Iterable[str], meaning: Meaning, holding: Rows) -> None:
        for phrase in {phrase_of(name) for name in names}:
            if phrase and phrase not in STOP_WORDS and phrase.count(" ") < MAX_WORDS:
                self._found[phrase].append(
                    Meaning(meaning.kind, meaning.values, meaning.name, len(holding), self._trust(phrase, holding))
                )

    def _trust(self, phrase: str, holding: Rows) -> float:
        """Smoothed a little: a word no product says proves nothing against the attribute."""
        saying = self._said.rows(phrase)
        both = np.intersect1d(saying, holding, assume_unique=True)
        return round((len(both) + 0.5) / (len(saying) + 0.5), 3)

    def _add_brands(self) -> None:
        for row, names in enumerate(self._columns.brands):
            holding = np.flatnonzero(self._columns.brand == row).astype(np.int32)
            self._add(names[:2], Meaning("brand", (names[0],)), holding)
            self._add_short_name(names[0], holding)

    def _add_short_name(self, name: str, holding: Rows) -> None:
        """`Kingston` for Kingston Technology, where the word says hardly anything else here."""
        first, _, rest = phrase_of(name).partition(" ")
        others = sum(phrase_of(names[0]).split(" ")[0] == first for names in self._columns.brands)
        if rest and len(first) >= SHORT_NAME and others == 1 and self._trust(first, holding) >= SURE_NAME:
            self._add((first,), Meaning("brand", (name,)), holding)

    def _add_kinds(self) -> None:
        for row, names in enumerate(self._columns.kinds):
            holding = np.flatnonzero(self._columns.kind == row).astype(np.int32)
            self._add(names, Meaning("product_type", (names[0],)), holding)

    def _add_categories(self) -> None:
        tree = self._columns.tree
        for row, names in enumerate(tree.names):
            holding = np.flatnonzero(np.isin(self._columns.category, tree.below([row]))).astype(np.int32)
            self._add(names, Meaning("category", (tree.ids[row],)), holding)

    def _add_values(self) -> None:
        """Texts of attributes and options, and the names of what is answered by yes."""
        by_phrase: defaultdict[str, defaultdict[str, dict[str, Rows]]] = defaultdict(lambda: defaultdict(dict))
        shown: dict[str, dict[str, None]] = defaultdict(dict)
        told = list(_values(self._columns))
        twins = _twins(told)
        for name, value, rows in told:
            # `43` alone says nothing, `size 43` does.
            phrase = phrase_of(f"{name} {value}" if value.replace(".", "").isdigit() else value)
            head = folded_name(name).rpartition(" ")[2]
            known = by_phrase[phrase][head].get(name)
            by_phrase[phrase][head][name] = rows if known is None else np.union1d(known, rows)
            shown[phrase] |= dict.fromkeys((value, *twins.get((name, value), ())))
        for phrase, heads in by_phrase.items():
            named = max(heads.values(), key=lambda names: sum(map(len, names.values())))
            self._add_value(phrase, tuple(shown[phrase]), named)
        for name, labels, rows in _yes_attributes(self._columns):
            self._add((name, *labels), Meaning("attribute", (True,), name), rows)

    def _add_value(self, phrase: str, values: tuple[str, ...], named: Mapping[str, Rows]) -> None:
        names = sorted(named, key=lambda name: -len(named[name]))[:4]
        holding = np.unique(np.concatenate([named[name] for name in names])).astype(np.int32)
        if not phrase or phrase in STOP_WORDS or phrase.count(" ") >= MAX_WORDS or phrase.replace(" ", "").isdigit():
            return
        trust = max(self._trust(phrase, holding), self._completeness(names, holding))
        self._found[phrase].append(Meaning("attribute", values, "|".join(names), len(holding), trust))

    def _completeness(self, names: Sequence[str], holding: Rows) -> float:
        """Of the products of the same kinds, the share that say anything under these names."""
        told_kinds = self._group[holding] >= 0
        if told_kinds.mean() < MOSTLY:
            return 0.0
        alike = np.isin(self._group, np.unique(self._group[holding][told_kinds]))
        columns = self._columns
        told = np.zeros(columns.size, dtype=np.bool_)
        for name in names:
            told |= columns.attributes.holding(name) | columns.any_variant(columns.options.holding(name))
        return round(float((told & alike).sum()) / float(alike.sum()), 3)


def _values(columns: Columns) -> Iterable[tuple[str, str, Rows]]:
    """Attribute name, text and the products that have it, for attributes that name few things."""
    for table, of_product in ((columns.attributes, None), (columns.options, columns.product_of_variant)):
        for place, name in enumerate(table.names):
            if name in RELATIONS:
                continue
            at = slice(int(table.starts[place]), int(table.starts[place + 1]))
            texts, rows = np.asarray(table.texts[at]), np.asarray(table.rows[at])
            different = np.unique(texts[texts >= 0])
            if 0 < len(different) <= MAX_VALUES:
                for text in different:
                    value = table.values[text]
                    held = rows[texts == text]
                    if len(value) <= 60 and (of_product is not None or any(letter.isalpha() for letter in value)):
                        yield name, value, np.unique(held if of_product is None else of_product[held]).astype(np.int32)


def _twins(told: Sequence[tuple[str, str, Rows]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Two values of an attribute that the same products have, one in Chinese, are one value in two languages."""
    alike: defaultdict[tuple[str, bytes], list[str]] = defaultdict(list)
    for name, value, rows in told:
        alike[name, rows.tobytes()].append(value)
    pairs = ((name, values) for (name, _), values in alike.items() if len(values) == 2)
    twins = {(name, tuple(values)) for name, values in pairs if has_han(values[0]) != has_han(values[1])}
    return {(name, one): (other,) for name, (left, right) in twins for one, other in ((left, right), (right, left))}


def _yes_attributes(columns: Columns) -> Iterable[tuple[str, tuple[str, ...], Rows]]:
    table = columns.attributes
    for place, name in enumerate(table.names):
        at = slice(int(table.starts[place]), int(table.starts[place + 1]))
        held = np.asarray(table.rows[at])[np.asarray(table.yes[at]) == 1]
        if len(held):
            yield name, table.labels[place], np.unique(held).astype(np.int32)


def _measures(table: AttributeColumns, titles: Lexical | None) -> Iterable[Measure]:
    """Attributes with numbers in a known unit; those of variants have no titles of their own."""
    common = _title_words(titles) if titles is not None else {}
    for place, name in enumerate(table.names):
        at = slice(int(table.starts[place]), int(table.starts[place + 1]))
        told = np.isfinite(table.numbers[at])
        unit = find_unit(table.units[place])
        if told.any() and told.mean() >= NUMBERED and unit is not None:
            called = {part for text in (name, *table.labels[place]) for part in phrase_of(text).split(" ")}
            holding = np.zeros(table.size, dtype=np.bool_)
            holding[table.rows[at][told]] = True
            near = {word: round(share, 3) for word, rows in common.items() if (share := holding[rows].mean()) >= NEAR}
            yield Measure(name, unit.symbol, int(told.sum()), tuple(sorted(called)), near)


def _title_words(titles: Lexical) -> dict[str, Rows]:
    """Words enough titles have to tell something by, and which."""
    least = 2 if titles.size < 2_000 else 10
    found = {term: titles.postings(term) for term in titles.vocabulary if term.isalpha()}
    return {term: held[0] for term, held in found.items() if held is not None and len(held[0]) >= least}


def _common_words(lexical: Lexical) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for term in lexical.vocabulary:
        if term.isalpha() and term.isascii() and 3 <= len(term) <= 30:
            counted[term] = lexical.documents(term)
    return {word: count for word, count in counted.items() if count >= 2 or lexical.size < 2_000}


def _specs(lexical: Lexical, columns: Columns) -> dict[str, int]:
    found: dict[str, int] = {}
    for term in lexical.vocabulary:
        mixed = term.isascii() and term.isalnum() and not term.isalpha() and not term.isdigit()
        held = lexical.postings(term) if mixed and 2 <= len(term) <= LONGEST_SPEC else None
        if held is not None and len(held[0]) >= SHARED and len(np.unique(columns.brand[held[0]])) >= BRANDS:
            found[term] = len(held[0])
    return found


def _split_words(texts: Sequence[str], known: Mapping[str, int]) -> dict[str, int]:
    """Neighbours that the catalogue also writes as one word: `head set` where `headset` is known."""
    counted: Counter[str] = Counter()
    for text in texts:
        parts = phrase_of(text).split(" ")
        counted.update({f"{left} {right}" for left, right in pairwise(parts) if left + right in known})
    return dict(counted)
