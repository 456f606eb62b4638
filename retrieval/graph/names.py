"""Which products a piece of text names, by their model names and codes."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.graph.goods import Good

LONGEST = 5
"""Words of a name, at most."""
SHARED_BY = 12
"""What more products are called by is a standard or a series, not the name of one."""
UNNUMBERED_SHARED_BY = 3
"""The same for names without a number, which are more often a whole line of products."""
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)?[a-z]{0,4}")
_CODE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9]{3,}|\d{5,}")
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """A name in a text, `words[start:end]`, and the products that bear it."""

    start: int
    end: int
    phrase: Phrase
    products: tuple[str, ...]


class NameIndex:
    """Runs of words in product titles that are names: after the maker's, with a model number, or a bare code."""

    def __init__(self, goods: Sequence[Good]) -> None:
        holders: defaultdict[Phrase, list[Good]] = defaultdict(list)
        for good in goods:
            for phrase in _names_in(good):
                holders[phrase].append(good)
        self._names: Mapping[Phrase, tuple[str, ...]] = {
            phrase: tuple(good.product_id for good in bearers)
            for phrase, own in holders.items()
            if len(bearers := _bearers(phrase, own)) <= (SHARED_BY if _numbered(phrase) else UNNUMBERED_SHARED_BY)
        }
        self._brands = {good.product_id: good.brand for good in goods}

    def named_in(self, text: Phrase, *, maker: Phrase = ()) -> Iterator[Named]:
        """The longest name at each place, of products whose maker the text names or is `maker`."""
        start = 0
        while start < len(text):
            found = self._at(text, start, maker)
            if found is not None:
                yield found
            start = found.end if found else start + 1

    def _at(self, text: Phrase, start: int, maker: Phrase) -> Named | None:
        for end in range(min(len(text), start + LONGEST), start, -1):
            products = [
                product_id
                for product_id in self._names.get(text[start:end], ())
                if self._maker_fits(product_id, text, maker)
            ]
            if products:
                return Named(start, end, text[start:end], tuple(products))
        return None

    def _maker_fits(self, product_id: str, text: Phrase, maker: Phrase) -> bool:
        brand = self._brands[product_id]
        return not brand or brand == maker or holds(text, brand)


def _bearers(phrase: Phrase, own: Sequence[Good]) -> list[Good]:
    """Where a product is called exactly this, longer titles that only begin so are other products."""
    exact = [good for good in own if good.own == phrase]
    return exact or list(own)


def _names_in(good: Good) -> set[Phrase]:
    own, size = good.own, len(good.brand)
    found: set[Phrase] = set()
    for start in range(len(own)):
        for end in range(start + 1, min(len(own), start + LONGEST) + 1):
            phrase = own[start:end]
            branded = bool(size) and phrase[:size] == good.brand
            whole = own == phrase and len(phrase) > size
            if _is_code(phrase) or _is_model(phrase) or (branded and (whole or len(phrase) >= size + 2)):
                found.add(phrase)
    return found


def _numbered(phrase: Phrase) -> bool:
    return any(any(letter.isdigit() for letter in word) for word in phrase)


def _is_code(phrase: Phrase) -> bool:
    return len(phrase) == 1 and bool(_CODE.fullmatch(phrase[0])) and not _AMOUNT.fullmatch(phrase[0])


def _is_model(phrase: Phrase) -> bool:
    """`laserjet 5200`, `leaf 11`, `dv7 1211ea`: begins with a word, holds a number that is no amount of a unit."""
    if len(phrase) < 2 or not phrase[0][:1].isalpha():
        return False
    last = phrase[-1]
    return (last.isdigit() and len(last) > 1) or _is_code((last,))


def holds(text: Phrase, part: Phrase) -> bool:
    """Whether the words of `part` stand side by side in `text`."""
    return any(text[at : at + len(part)] == part for at in range(len(text) - len(part) + 1))
