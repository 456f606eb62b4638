"""Attributes and variant options as columns: every value typed, exact conditions on them in one pass over an array.

One entry is one value of one attribute on one row (a product, or a variant for options). A text that lists several
values (`Black, Silver`) has an entry for each and one for the whole, and so has a translated value.
"""

import json
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.filters import AttributeFilter
from retrieval.tokens import normalised, stem, words
from retrieval.tokens import words as words_of
from retrieval.units import converted, find_unit

Mask = NDArray[np.bool_]
_NUMBER = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*([^\d\s]{0,12})\s*$")
_LIST = re.compile(r"\s*[,;/、，；]\s*")
DECLARED = 1_000
SEEN_SHARE = 0.42
ARRAYS = ("starts", "rows", "numbers", "texts", "yes")


@dataclass(frozen=True)
class AttributeColumns:
    names: Sequence[str]
    labels: Sequence[tuple[str, ...]]
    """What people call each attribute, in any language."""
    units: Sequence[str | None]
    """The unit every number of the attribute is in."""
    values: Sequence[str]
    """Each text once, as a person reads it; `texts` points here."""
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    numbers: NDArray[np.float64]
    """NaN where the value is no number."""
    texts: NDArray[np.int32]
    """-1 where the value is no text."""
    yes: NDArray[np.int8]
    """1 yes, 0 no, -1 neither."""
    size: int

    def resolve(self, name: str) -> tuple[int, ...]:
        """The attributes a person means by `name`: that very name, else that label, else all that end in it.

        So `colour` asks `product_colour` and `cable_colour` at once, where no attribute is just called that;
        `cable_colour|product_colour` says which ones.
        """
        if "|" in name:
            return tuple(dict.fromkeys(place for part in name.split("|") for place in self.resolve(part)))
        if (exact := self._by_name.get(name)) is not None:
            return (exact,)
        wanted = folded_name(name)
        if wanted in self._by_folded:
            return self._by_folded[wanted]
        return tuple(place for key, places in self._by_folded.items() if key.endswith(" " + wanted) for place in places)

    def holding(self, name: str) -> Mask:
        """Rows that say anything about it."""
        found = np.zeros(self.size, dtype=np.bool_)
        for place in self.resolve(name):
            found[self.rows[self.starts[place] : self.starts[place + 1]]] = True
        return found

    def meeting(self, condition: AttributeFilter) -> Mask:
        """Rows with a value that fits, `negated` left out of account."""
        found = np.zeros(self.size, dtype=np.bool_)
        for place in self.resolve(condition.name):
            at = slice(int(self.starts[place]), int(self.starts[place + 1]))
            found[self.rows[at][self._fits(condition, place, at)]] = True
        return found

    def _fits(self, condition: AttributeFilter, place: int, at: slice) -> Mask:
        if condition.any_of:
            fits = np.zeros(at.stop - at.start, dtype=np.bool_)
            for value in condition.any_of:
                fits |= self._equals(value, place, at)
            return fits
        low = _bound(condition.minimum, condition.unit, self.units[place], -np.inf)
        high = _bound(condition.maximum, condition.unit, self.units[place], np.inf)
        numbers = self.numbers[at]
        if low is None or high is None:
            return np.zeros(len(numbers), dtype=np.bool_)
        # A tolerance of a thousandth lets 17 inch meet 43.18 cm stored as 43.2.
        met: Mask = (numbers >= low - abs(low) * 1e-3) & (numbers <= high + abs(high) * 1e-3)
        return met

    def _equals(self, value: str | bool, place: int, at: slice) -> Mask:
        if isinstance(value, bool):
            same: Mask = self.yes[at] == int(value)
            return same
        found: Mask = self.texts[at] == self.text_ids.get(normalised(value).strip(), -2)
        if (truth := truth_of(value)) is not None:
            found = found | (self.yes[at] == int(truth))
        if (number := parse_number(value)) is not None:
            wanted = converted(number[0], number[1] or None, self.units[place])
            found = found | (np.isclose(self.numbers[at], wanted) if wanted is not None else False)
        return found

    def number_of(self, name: str) -> NDArray[np.float64]:
        """The largest number each row has under `name`, NaN where it has none."""
        found = np.full(self.size, np.nan)
        for place in self.resolve(name):
            at = slice(int(self.starts[place]), int(self.starts[place + 1]))
            told = np.isfinite(self.numbers[at])
            np.fmax.at(found, self.rows[at][told], self.numbers[at][told])
        return found

    def numbers_told(self, among: Mask) -> dict[str, int]:
        """How many of the rows `among` tell a number under each name; names that none tells are left out."""
        found: dict[str, int] = {}
        for place, name in enumerate(self.names):
            at = slice(int(self.starts[place]), int(self.starts[place + 1]))
            count = int((np.isfinite(self.numbers[at]) & among[self.rows[at]]).sum())
            if count:
                found[name] = found.get(name, 0) + count
        return found

    def dividing_named(self, among: Mask, words: str) -> tuple[str, ...]:
        """Yes/no attributes with both answers among the rows, whose name or label shares a word with `words`."""
        stems = {stem(word) for word in words_of(words) if word.isascii() and len(word) > 3}
        runs = [word for word in words_of(words) if not word.isascii() and len(word) > 1]
        found = []
        for place, name in enumerate(self.names):
            at = slice(int(self.starts[place]), int(self.starts[place + 1]))
            answers = set(self.yes[at][among[self.rows[at]]].tolist())
            called = (folded_name(name), *(folded_name(label) for label in self.labels[place]))
            if {0, 1} <= answers and any(_shares(text, stems, runs) for text in called):
                found.append(name)
        return tuple(found)

    def names_saying(self, text: str) -> list[str]:
        """Attributes with `text` among their values."""
        wanted = self.text_ids.get(normalised(text).strip(), -2)
        starts = self.starts
        return [
            name
            for place, name in enumerate(self.names)
            if wanted >= 0 and bool((self.texts[int(starts[place]) : int(starts[place + 1])] == wanted).any())
        ]

    def said(self, row: int, name: str) -> list[tuple[int, str]]:
        """Every value of one row under `name`, as text: `(attribute, "30 h")`."""
        found = []
        for place in self.resolve(name):
            start, end = int(self.starts[place]), int(self.starts[place + 1])
            low, high = np.searchsorted(self.rows[start:end], (row, row + 1))
            found += [(place, self.text(start + entry)) for entry in range(int(low), int(high))]
        return found

    def text(self, entry: int) -> str:
        if self.yes[entry] >= 0:
            return "yes" if self.yes[entry] else "no"
        if self.texts[entry] >= 0:
            return str(self.values[self.texts[entry]])
        place = int(np.searchsorted(self.starts, entry, side="right")) - 1
        unit = self.units[place]
        return f"{self.numbers[entry]:g}" + (f" {unit}" if unit else "")

    @cached_property
    def _by_name(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def _by_folded(self) -> dict[str, tuple[int, ...]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self.names):
            for key in {folded_name(name), *(folded_name(label) for label in self.labels[place])}:
                found[key].append(place)
        return {key: tuple(places) for key, places in found.items()}

    @cached_property
    def text_ids(self) -> dict[str, int]:
        return {normalised(value): place for place, value in enumerate(self.values)}

    def save(self, folder: Path, prefix: str) -> None:
        told = {name: list(getattr(self, name)) for name in ("names", "labels", "units", "values")}
        (folder / f"{prefix}.json").write_text(json.dumps(told | {"size": self.size}, ensure_ascii=False), "utf-8")
        for name in ARRAYS:
            np.save(folder / f"{prefix}.{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, folder: Path, prefix: str) -> "AttributeColumns":
        told = json.loads((folder / f"{prefix}.json").read_text(encoding="utf-8"))
        told["labels"] = [tuple(labels) for labels in told["labels"]]
        arrays: dict[str, Any] = {
            name: np.asarray(np.load(folder / f"{prefix}.{name}.npy", mmap_mode="r")) for name in ARRAYS
        }
        return cls(**told, **arrays)


class AttributeBuilder:
    """Takes values row by row, in any order of attributes."""

    def __init__(self) -> None:
        self._places: defaultdict[str, int] = defaultdict(lambda: len(self._places))
        self._labels: defaultdict[int, dict[str, None]] = defaultdict(dict)
        self._units: defaultdict[int, Counter[str]] = defaultdict(Counter)
        self._numbered: Counter[int] = Counter()
        self._text_places: dict[str, int] = {}
        self._values: list[str] = []
        self._of, self._rows, self._texts, self._yes = array("i"), array("i"), array("i"), array("b")
        self._numbers, self._entry_units = array("d"), array("i")
        self._unit_names: dict[str, int] = {}

    def add(
        self,
        row: int,
        name: str,
        value: bool | float | str,
        *,
        unit: str | None = None,
        seen_unit: str | None = None,
        labels: Sequence[str] = (),
    ) -> None:
        """`unit` is what the shop declares; `seen_unit` is what stands behind that number in the product's own text."""
        place = self._places[name]
        self._labels[place].update(dict.fromkeys(labels))
        if isinstance(value, bool):
            self._entry(place, row, yes=int(value))
        elif isinstance(value, str):
            self._add_text(place, row, value)
        else:
            self._entry(place, row, number=float(value), unit=unit or seen_unit)
            self._numbered[place] += 1
            if unit or seen_unit:
                # What the shop declares outweighs what was seen.
                self._units[place][str(unit or seen_unit)] += DECLARED if unit else 1

    def _add_text(self, place: int, row: int, value: str) -> None:
        number = parse_number(value)
        for part in text_parts(value):
            is_whole = part == value.strip()
            told = number if is_whole else None
            unit = (told[1] or None) if told else None
            self._entry(place, row, text=part, number=told[0] if told else np.nan, unit=unit)
            if unit and find_unit(unit):
                self._units[place][unit] += DECLARED

    def _entry(
        self,
        place: int,
        row: int,
        *,
        number: float = np.nan,
        text: str | None = None,
        yes: int = -1,
        unit: str | None = None,
    ) -> None:
        self._of.append(place)
        self._rows.append(row)
        self._numbers.append(number)
        self._yes.append(yes)
        self._texts.append(-1 if text is None else self._text(text))
        self._entry_units.append(-1 if unit is None else self._unit_names.setdefault(unit, len(self._unit_names)))

    def _text(self, value: str) -> int:
        key = normalised(value)
        if key not in self._text_places:
            self._text_places[key] = len(self._values)
            self._values.append(value)
        return self._text_places[key]

    def finish(self, size: int) -> AttributeColumns:
        of = np.asarray(self._of, dtype=np.int32)
        rows = np.asarray(self._rows, dtype=np.int32)
        order = np.lexsort((rows, of))
        units = [self._unit(place) for place in range(len(self._places))]
        return AttributeColumns(
            names=list(self._places),
            labels=[tuple(self._labels[place]) for place in range(len(self._places))],
            units=units,
            values=self._values,
            starts=np.searchsorted(of[order], np.arange(len(self._places) + 1)).astype(np.int64),
            rows=rows[order],
            numbers=self._in_one_unit(of, units)[order],
            texts=np.asarray(self._texts, dtype=np.int32)[order],
            yes=np.asarray(self._yes, dtype=np.int8)[order],
            size=size,
        )

    def _unit(self, place: int) -> str | None:
        """The commonest; one that was only seen must be seen often, as four cores may stand beside 4 GB."""
        counted = self._units[place].most_common(1)
        return counted[0][0] if counted and counted[0][1] >= SEEN_SHARE * self._numbered[place] else None

    def _in_one_unit(self, of: NDArray[np.int32], units: Sequence[str | None]) -> NDArray[np.float64]:
        """Numbers in the attribute's own unit; one that cannot be turned into it becomes NaN."""
        numbers = np.array(self._numbers, dtype=np.float64)
        given = np.asarray(self._entry_units, dtype=np.int32)
        names = list(self._unit_names)
        for entry in np.flatnonzero((given >= 0) & np.array([unit is not None for unit in units], dtype=np.bool_)[of]):
            into = converted(numbers[entry], names[given[entry]], units[of[entry]])
            numbers[entry] = np.nan if into is None else into
        return numbers


def parse_number(text: str) -> tuple[float, str] | None:
    """`"2.5 GHz"` is `(2.5, "GHz")`, `"2"` is `(2.0, "")`; anything longer is no number."""
    found = _NUMBER.match(text)
    return (float(found[1]), found[2].strip()) if found else None


def text_parts(value: str) -> list[str]:
    """The text itself, then each part of a list in it."""
    whole = value.strip()
    parts = [part for part in _LIST.split(whole) if part] if len(whole) <= 200 else []
    return list(dict.fromkeys([whole, *parts])) if whole else []


def truth_of(text: str) -> bool | None:
    return {"yes": True, "true": True, "是": True, "有": True, "no": False, "false": False, "否": False}.get(
        normalised(text).strip()
    )


@lru_cache(maxsize=50_000)
def folded_name(name: str) -> str:
    """`Product_Colour`, `product colors` and `product colour` are one name."""
    return " ".join(stem(word) for word in words(name.replace("_", " ")))


def _shares(called: str, stems: set[str], runs: Sequence[str]) -> bool:
    return bool(stems & set(called.split(" "))) or any(run in called for run in runs)


def _bound(value: float | None, unit: str | None, into: str | None, missing: float) -> float | None:
    return missing if value is None else converted(value, unit, into)
