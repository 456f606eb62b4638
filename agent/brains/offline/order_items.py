"""Which items of an order a message means, and which variant it wants instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import wire
from agent.brains.offline.flows_product import fitting
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.referring import name_parts

ALL = re.compile(
    r"\b(?:all|everything|whole order|entire order|every item|both|the lot)\b|"
    r"全部|全都|整单|所有|都[要想]?[退换]|都不要",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Meant:
    """A line of the order, the part of the message about it, and how many pieces where that was said."""

    line: wire.OrderLineItem
    clause: str
    quantity: int | None = None


def meant_lines(view: View, order: wire.OrderItem) -> list[Meant]:
    """In the order of the message; the only line there is needs no name; empty where none can be told."""
    text = view.turn.text
    if len(order.lines) == 1:
        return [Meant(order.lines[0], text, _pieces(view, order.lines[0]))]
    placed = _placed(order.lines, text)
    if placed:
        ends = [start for start, _ in placed[1:]] + [len(text)]
        clauses = [text[start:end] for (start, _), end in zip(placed, ends, strict=True)]
        single = len(placed) == 1
        return [
            Meant(line, text if single else clause, _pieces(view, line) if single else None)
            for (_, line), clause in zip(placed, clauses, strict=True)
        ]
    return [Meant(line, text) for line in order.lines] if ALL.search(text) else []


def _placed(lines: Sequence[wire.OrderLineItem], text: str) -> list[tuple[int, wire.OrderLineItem]]:
    """Lines the text names, by the first place it does; of lines with one title, those whose options are named."""
    found = [(place, line) for line in lines if (place := _place(line, lines, text)) is not None]
    for title in {line.title for _, line in found}:
        same = [(place, line) for place, line in found if line.title == title]
        told = [pair for pair in same if any(_says(value, text) for value in pair[1].options.values())]
        if len(same) > 1 and told and len(told) < len(same):
            found = [pair for pair in found if pair not in same or pair in told]
    return sorted(found, key=lambda pair: pair[0])


def _place(line: wire.OrderLineItem, lines: Sequence[wire.OrderLineItem], text: str) -> int | None:
    """Where a word stands that names this line and no line of another title."""
    folded = text.casefold()
    if (whole := folded.find(line.title.casefold())) >= 0:
        return whole
    others = {part for other in lines if other.title != line.title for part in name_parts(other.title)}
    own = [part for part in name_parts(line.title) if part not in others]
    places = [found.start() for part in own if (found := _word(part, folded))]
    return min(places, default=None)


def _word(part: str, folded: str) -> re.Match[str] | None:
    """`kettles` names the kettle; a Chinese name is also said by its last two characters."""
    if part.isascii():
        return re.search(rf"\b{re.escape(part.removesuffix('s'))}(?:s|es)?\b", folded)
    return re.search(re.escape(part), folded) or (re.search(re.escape(part[-2:]), folded) if len(part) > 2 else None)


def _says(value: str, text: str) -> bool:
    folded = text.casefold()
    if not value.isascii():
        return value in folded
    loose = re.escape(value.casefold()).replace(r"\ ", r"\s*")
    return re.search(rf"(?<![\w.]){loose}(?!\w)", folded) is not None


def _pieces(view: View, line: wire.OrderLineItem) -> int | None:
    said = view.turn.understanding.quantity
    return said if said is not None and 0 < said < line.quantity else None


def wanted_variants(view: View, item: wire.Item, line: wire.OrderLineItem, clause: str) -> list[wire.VariantItem]:
    """Variants that carry what the clause names and are otherwise as the line; several where it is not clear."""
    named = _named_options(view, item, line, clause)
    if not named:
        return []
    others = [one for one in item.variants or [] if one.sku != line.sku]
    fits = fitting(others, dict(named))
    kept = [one for one in fits if _differences(one, line, {name for name, _ in named}) == 0]
    return kept or fits


def _named_options(view: View, item: wire.Item, line: wire.OrderLineItem, clause: str) -> list[tuple[str, str]]:
    """Option values of this product that the clause names; of two values of one option, the one it is not now."""
    said: dict[str, list[str]] = {}
    for variant in item.variants or []:
        for name, value in variant.options.items():
            if value not in said.get(name, []) and _says_option(view, value, clause):
                said.setdefault(name, []).append(value)
    chosen: list[tuple[str, str]] = []
    for name, values in said.items():
        new = [value for value in values if value.casefold() != line.options.get(name, "").casefold()]
        longest = max(new, key=len, default=None)
        if longest is not None:
            chosen.append((name, longest))
    return chosen


def _says_option(view: View, value: str, clause: str) -> bool:
    if _says(value, clause):
        return True
    return view.turn.text == clause and any(
        fitting([wire.VariantItem(sku="", available=True, options={"": value})], {"": told})
        for _, told in view.turn.understanding.options
    )


def _differences(variant: wire.VariantItem, line: wire.OrderLineItem, named: set[str]) -> int:
    return sum(
        variant.options.get(name, "").casefold() != value.casefold()
        for name, value in line.options.items()
        if name not in named
    )


def chosen_line(view: View, task: Task, order: wire.OrderItem) -> wire.OrderLineItem | None:
    """Of the lines that were offered as choices: by name or by position."""
    named = view.chosen(task)
    folded = (named or "").casefold()
    by_name = next((line for line in order.lines if view.name(line.title).casefold() == folded), None)
    if by_name is not None:
        return by_name
    for reference in view.turn.understanding.references:
        if reference.kind == "slate_position" and str(reference.value).isdigit():
            place = int(str(reference.value))
            return order.lines[place - 1] if 0 < place <= len(order.lines) else None
    return None
