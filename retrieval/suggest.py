"""Completions while typing, from names the catalogue itself uses."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.columns import Columns
from retrieval.tokens import normalised
from retrieval.vocabulary import Vocabulary


@dataclass(frozen=True)
class Suggester:
    keys: Sequence[str]
    """Lower case, sorted."""
    names: Sequence[tuple[str, int]]
    """As written, and how many products they stand for."""

    @classmethod
    def of(cls, vocabulary: Vocabulary, columns: Columns) -> "Suggester":
        counts: dict[str, tuple[str, int]] = {}
        shown = {row_id: names[0] for row_id, names in zip(columns.tree.ids, columns.tree.names, strict=True) if names}
        for found in vocabulary.meanings.values():
            for meaning in found:
                if meaning.kind != "attribute" and meaning.values:
                    name = shown.get(str(meaning.values[0]), str(meaning.values[0]))
                    counts[normalised(name)] = (name, meaning.count)
        for names in (*columns.tree.names, *columns.brands, *columns.kinds):
            for name in names[1:2]:
                counts.setdefault(normalised(name), (name, 1))
        for word, count in vocabulary.words.items():
            counts.setdefault(word, (word, count))
        ordered = sorted(counts)
        return cls(ordered, [counts[key] for key in ordered])

    def complete(self, prefix: str, limit: int) -> tuple[str, ...]:
        """The last word is completed, what stands before it is kept."""
        wanted = normalised(prefix).lstrip()
        if not wanted:
            return ()
        whole = self._starting(wanted)
        if whole or " " not in wanted:
            return tuple(name for name, _ in whole[:limit])
        before, _, last = wanted.rpartition(" ")
        return tuple(f"{before} {name}" for name, _ in self._starting(last)[:limit]) if last else ()

    def _starting(self, prefix: str) -> list[tuple[str, int]]:
        start, end = bisect_left(self.keys, prefix), bisect_left(self.keys, prefix + "\U0010ffff")
        return sorted(self.names[start:end], key=lambda pair: (-pair[1], pair[0]))
