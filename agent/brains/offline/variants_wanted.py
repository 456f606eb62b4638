"""Which variant of a product a shopper wants instead: by options in so many words, by what is compared, by price."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import wire
from agent.brains.offline.flows_product import fitting
from agent.brains.offline.purchases_named import mended, value_pattern

CHEAPEST = re.compile(
    r"\b(?:cheapest|least expensive|lowest[- ]priced?|most affordable|least costly|lowest price)\b|最便宜",
    re.IGNORECASE,
)
DEAREST = re.compile(r"\b(?:most expensive|priciest|highest[- ]priced?|dearest|most costly)\b|最贵", re.IGNORECASE)
_MORE = re.compile(
    r"\b(?:bigger|larger|brighter|longer|higher|taller|stronger|greater|wider|heavier|more|one size (?:up|larger|bigger))\b",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"\b(?:smaller|less bright|dimmer|shorter|lower|less|fewer|slower|lighter|narrower|one size (?:down|smaller))\b",
    re.IGNORECASE,
)
_MOST = re.compile(r"\b(?:biggest|largest|brightest|longest|highest|tallest|maximum|max|greatest)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:smallest|dimmest|shortest|lowest|minimum|min|fewest)\b", re.IGNORECASE)
_SCALES = (
    ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"),
    ("mini", "small", "medium", "large", "extra large"),
    ("low", "medium", "high"),
    ("beginner", "intermediate", "expert"),
)
_NOT_WANTED = re.compile(r"\b(?:instead of|rather than|not(?: the)?|no longer|from)\s+(?:the |an? )?", re.IGNORECASE)
_BARE = frozenset(["yes", "no", "none"])
_NO_WORD = re.compile(r"\b(?:no|not|non|without|isn't|un)[\s-]*$", re.IGNORECASE)
SHORTEST_STEM = 4


@dataclass(frozen=True)
class Wanted:
    """`fits` can be had, best first; `gone` fit as well but are sold out."""

    fits: tuple[wire.VariantItem, ...] = ()
    gone: tuple[wire.VariantItem, ...] = ()
    said: bool = False
    """Whether the words say anything about a variant at all."""
    compared: bool = False
    """By price or size rather than by name: the first of `fits` is the one."""


def wanted_variants(
    item: wire.Item, line: wire.OrderLineItem, text: str, options: Sequence[tuple[str, str]] = ()
) -> Wanted:
    """`options` are those that understanding has read in the whole message, whatever they are called here."""
    others = [one for one in item.variants or [] if one.sku != line.sku]
    by_number = [one for one in others if re.search(rf"(?<!\w){re.escape(one.sku)}(?!\w)", text)]
    if by_number:
        return _parted(by_number, said=True)
    named = named_options(item, line, text) or _read_options(item, line, options)
    fits = [one for one in others if all(_has_one(one, name, values) for name, values in named.items())]
    ranked, compared = _compared(fits, line, text, set(named))
    if not named and not compared:
        return Wanted()
    fits = ranked if compared else _like(fits, line, set(named))
    return _parted(_by_preference(fits, named), said=True, compared=compared)


def _parted(found: Sequence[wire.VariantItem], *, said: bool, compared: bool = False) -> Wanted:
    there = tuple(one for one in found if one.available)
    return Wanted(there, tuple(one for one in found if not one.available), said, compared)


def _like(fits: list[wire.VariantItem], line: wire.OrderLineItem, named: set[str]) -> list[wire.VariantItem]:
    """Those that are otherwise as what was bought, where there are any."""
    same = [one for one in fits if all(_same(one, line, name) for name in line.options if name not in named)]
    return same or fits


def _same(variant: wire.VariantItem, line: wire.OrderLineItem, name: str) -> bool:
    return variant.options.get(name, "").casefold() == line.options.get(name, "").casefold()


def _has_one(variant: wire.VariantItem, name: str, values: Sequence[str]) -> bool:
    return variant.options.get(name, "").casefold() in {value.casefold() for value in values}


def _by_preference(found: list[wire.VariantItem], named: dict[str, list[str]]) -> list[wire.VariantItem]:
    """ "8 bar, if not then 9": what was said first, as far as it can be had."""
    for name, values in named.items():
        if len(values) > 1:
            ranked = [[one for one in found if _has_one(one, name, [value])] for value in values]
            found = next((some for some in ranked if any(one.available for one in some)), found)
    return found


# Options in words -------------------------------------------------------------------------------------------


def named_options(item: wire.Item, line: wire.OrderLineItem, text: str) -> dict[str, list[str]]:
    """By option, the values the text wants, in its order; what it has now and what is ruled out are not wanted."""
    values: dict[str, dict[str, None]] = {}
    for variant in item.variants or []:
        for name, value in variant.options.items():
            values.setdefault(name, {})[value] = None
    known = " ".join([*values, *(value for found in values.values() for value in found)]).casefold()
    text = mended(text, set(re.findall(r"[a-z]{5,}", known)))
    spots = [spot for name, found in values.items() for value in found for spot in _spots(name, value, text)]
    kept = [one for one in spots if not any(_inside(one, other) for other in spots)]
    chosen: dict[str, list[str]] = {}
    for name, value, start, _ in sorted(kept, key=lambda one: one[2]):
        if value not in chosen.get(name, []) and not _ruled_out(text, start):
            chosen.setdefault(name, []).append(value)
    return {name: told for name, found in chosen.items() if (told := _new(name, found, line))}


Spot = tuple[str, str, int, int]


def _spots(name: str, value: str, text: str) -> list[Spot]:
    """Where the text says that value; a value that could be anything needs the name of its option beside it."""
    folded = text.casefold()
    if value.casefold() in _BARE:
        return _bare_spots(name, value, folded)
    said = _said_letter(value, text) if _is_letter(value) else re.finditer(value_pattern(value), folded)
    found = [(name, value, match.start(), match.end()) for match in said]
    return [one for one in found if _beside(name, folded, one[2], one[3])] or found


def _is_letter(value: str) -> bool:
    return len(value) == 1 and value.isascii() and value.isalpha()


def _said_letter(value: str, text: str) -> Iterator[re.Match[str]]:
    """`S`, `M`, `L`: read only as capitals, or every `s` would be a size."""
    return re.finditer(rf"(?<![\w'’]){value}(?![\w'’])", text)


def _beside(name: str, folded: str, start: int, end: int) -> bool:
    around = f"{folded[max(0, start - 30) : start]} {folded[end : end + 20]}"
    return any(word in around for word in _words(name))


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]+", name.casefold()) if len(word) >= SHORTEST_STEM] or [name.casefold()]


def _bare_spots(name: str, value: str, folded: str) -> list[Spot]:
    """`waterproof yes`, `a waterproof one`, `no backlight`, `not waterproof`."""
    found: list[Spot] = []
    for match in re.finditer("|".join(rf"\b{re.escape(word)}\w*" for word in _words(name)), folded):
        said = re.match(r"[\s:=]*(yes|no|none)\b", folded[match.end() :])
        negated = bool(_NO_WORD.search(folded[max(0, match.start() - 10) : match.start()]))
        told = said[1] if said else ("none" if value == "none" else "no") if negated else "yes"
        if told == value.casefold() or {told, value.casefold()} == {"no", "none"}:
            found.append((name, value, match.start(), match.end()))
    return found


def _inside(one: Spot, other: Spot) -> bool:
    """`size` in `full size`: the longer one is meant."""
    longer = other[3] - other[2] > one[3] - one[2]
    return longer and other[2] <= one[2] and one[3] <= other[3]


def _ruled_out(text: str, start: int) -> bool:
    before = text[max(0, start - 24) : start]
    return any(found.end() == len(before) for found in _NOT_WANTED.finditer(before))


def _new(name: str, values: list[str], line: wire.OrderLineItem) -> list[str]:
    """Without what it is now, unless that is all that was said: then it is to stay."""
    now = line.options.get(name, "").casefold()
    return [value for value in values if value.casefold() != now] or values


def _read_options(
    item: wire.Item, line: wire.OrderLineItem, options: Sequence[tuple[str, str]]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for variant in item.variants or []:
        for name, value in variant.options.items():
            alone = wire.VariantItem(sku="", available=True, options={"": value})
            if any(fitting([alone], {"": told}) for _, told in options) and value not in found.get(name, []):
                found.setdefault(name, []).append(value)
    new = {name: [one for one in values if one.casefold() != line.options.get(name, "").casefold()]
           for name, values in found.items()}  # fmt: skip
    return {name: values for name, values in new.items() if values}


# By price and by size ---------------------------------------------------------------------------------------


def _compared(
    fits: list[wire.VariantItem], line: wire.OrderLineItem, text: str, named: set[str]
) -> tuple[list[wire.VariantItem], bool]:
    """Ranked with the one that is meant first, where the words compare."""
    priced = [one for one in fits if one.price is not None and one.available]
    if priced and (CHEAPEST.search(text) or DEAREST.search(text)):
        if re.search(r"\bsame\b|otherwise|\bkeep", text, re.IGNORECASE):
            priced = _like(priced, line, named)
        high = CHEAPEST.search(text) is None
        return sorted(priced, key=lambda one: one.price.minor if one.price else 0, reverse=high), True
    for name in line.options:
        if name not in named and (ranked := _along(fits, line, name, text)):
            return ranked, True
    return fits, False


def _along(fits: list[wire.VariantItem], line: wire.OrderLineItem, name: str, text: str) -> list[wire.VariantItem]:
    """Variants otherwise alike, further along one measured option: the nearest for `bigger`, the last for `biggest`."""
    here = _measure(line.options[name], line.options[name])
    alike = [one for one in fits if all(_same(one, line, other) for other in line.options if other != name)]
    placed = [
        (found, one) for one in alike if (found := _measure(one.options.get(name, ""), line.options[name])) is not None
    ]
    if here is None or not placed or not _is_about(name, line, text, fits):
        return []
    there = [(value, one) for value, one in placed if one.available]
    up = [one for value, one in sorted(there, key=lambda pair: pair[0]) if value > here]
    down = [one for value, one in sorted(there, key=lambda pair: -pair[0]) if value < here]
    if _MOST.search(text):
        return up[::-1]
    if _LEAST.search(text):
        return down[::-1]
    return up if _MORE.search(text) else down if _LESS.search(text) else []


def _is_about(name: str, line: wire.OrderLineItem, text: str, fits: list[wire.VariantItem]) -> bool:
    """The option is named, or is the only one that can be measured."""
    folded = text.casefold()
    if any(word[:SHORTEST_STEM] in folded for word in _words(name)):
        return True
    measured = [
        other for other, value in line.options.items()
        if _measure(value, value) is not None and len({one.options.get(other) for one in fits}) > 1
    ]  # fmt: skip
    return measured == [name]


def _measure(value: str, like: str) -> float | None:
    folded = value.casefold()
    for scale in _SCALES:
        if folded in scale and like.casefold() in scale:
            return float(scale.index(folded))
    number = re.match(r"\D{0,3}(\d+(?:\.\d+)?)\s*([a-z\"'-]*)", folded)
    unit = re.match(r"\D{0,3}\d+(?:\.\d+)?\s*([a-z\"'-]*)", like.casefold())
    if number is None or unit is None:
        return None
    return float(number[1]) * _UNITS.get(number[2], 1.0)


_UNITS = {"l": 1000.0, "ml": 1.0, "tb": 1000.0, "gb": 1.0, "kg": 1000.0, "g": 1.0}
