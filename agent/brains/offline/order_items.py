"""Which items of an order a message means, and the part of the message about each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import wire
from agent.brains.offline.purchases_named import Mention, described_lines, mentions, says_value
from agent.brains.offline.view import View
from agent.dialogue import Task

ALL = re.compile(
    r"\b(?:all(?! (?:i|we) )|everything|whole order|entire order|every item|both|the lot|all of (?:it|them))\b|"
    r"全部|全都|整单|所有|都[要想]?[退换]|都不要",
    re.IGNORECASE,
)
EXCEPT = re.compile(r"\b(?:except|but not|apart from|other than|excluding|without|all but)\b|除了", re.IGNORECASE)
_SEVERAL = re.compile(r"\b(?:both|all|two|three|2|3|every)\b[^,.;]{0,12}$", re.IGNORECASE)
_LOCATOR_LEAD = re.compile(
    r"(?:\b(?:in|from|of|for|on)\s+)?(?:\b(?:the|my|that|an?)\s+)?\b(?:orders?|purchase)\s+(?:with|of|containing|that\s+\w+|which\s+\w+|for)"
    r"\s+(?:the\s+|my\s+|an?\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Meant:
    """A line of the order, the part of the message about it, and how many pieces where that was said."""

    line: wire.OrderLineItem
    clause: str
    quantity: int | None = None


@dataclass(frozen=True)
class ItemsMeant:
    """`unclear` are lines of one name of which only some are meant, and nothing tells which."""

    lines: list[Meant] = field(default_factory=list)
    unclear: tuple[wire.OrderLineItem, ...] = ()


def items_meant(view: View, order: wire.OrderItem) -> ItemsMeant:
    """In the order of the message; the only line there is needs no name; empty where none can be told."""
    text = view.turn.text
    found = mentions(text, [order])
    named = [one for one in found if not one.locates]
    wide = without_locators(text, found)
    if len(order.lines) == 1:
        only = order.lines[0]
        return ItemsMeant([Meant(only, _about(wide, named, 0), _pieces(view, only))])
    leaving_out = EXCEPT.search(wide)
    if ALL.search(wide) and (not named or leaving_out):
        out = {line.line_id for one in named for line in order.lines if one.fits(line)} if leaving_out else set()
        return ItemsMeant([Meant(line, text) for line in order.lines if line.line_id not in out])
    return _of_mentions(view, order, named, wide)


def _of_mentions(view: View, order: wire.OrderItem, named: Sequence[Mention], wide: str) -> ItemsMeant:
    text = view.turn.text
    meant: dict[str, Meant] = {}
    unclear: list[wire.OrderLineItem] = []
    for place, one in enumerate(named):
        clause = _about(wide, named, place)
        lines = described_lines(one, order.lines, text if len(named) == 1 else clause)
        several = one.plural or _SEVERAL.search(text[max(0, one.start - 20) : one.start]) or ALL.search(one.described)
        if len({line.title for line in lines}) > 1 or (len({line.sku for line in lines}) > 1 and not several):
            unclear += lines
            continue
        taken = lines if several else [line for line in lines if line.line_id not in meant][:1]
        single = len(named) == 1
        for line in taken:
            meant[line.line_id] = Meant(line, clause, _pieces(view, line) if single else None)
    return ItemsMeant(list(meant.values()), tuple(unclear))


def without_locators(text: str, found: Sequence[Mention]) -> str:
    """The message with what only says which order blanked out, places kept."""
    for one in found:
        if one.locates:
            start = one.begins
            lead = _LOCATOR_LEAD.search(text[: max(0, start)])
            begin = lead.start() if lead else max(0, start)
            text = text[:begin] + " " * (one.end - begin) + text[one.end :]
    return text


def _about(wide: str, named: Sequence[Mention], place: int) -> str:
    """The part of the message about one thing: all of it where nothing else is named, else up to the next."""
    if not named:
        return wide
    one = named[place]
    if len(named) == 1:
        return f"{wide[: max(0, one.begins)]} {wide[one.end :]}"
    begin_next = len(wide)
    if place + 1 < len(named):
        begin_next = max(one.end, named[place + 1].begins)
    behind = wide[one.end : begin_next]
    if re.search(r"\w{2,}", re.sub(r"\b(?:and|the|my|also|to|for)\b", "", behind)):
        return behind
    if place + 1 < len(named):  # `the chair and the bed for the cheapest`: what is said of the last is said of both
        return _about(wide, named, place + 1)
    before = named[place - 1].end if place else 0
    return wide[before : max(before, one.begins)]


def _pieces(view: View, line: wire.OrderLineItem) -> int | None:
    said = view.turn.understanding.quantity
    return said if said is not None and 0 < said < line.quantity else None


def chosen_lines(view: View, task: Task, order: wire.OrderItem) -> list[wire.OrderLineItem]:
    """Of the lines that were offered as choices: by name, by what is said of them, by position; several can be."""
    found = items_meant(view, order).lines if len(order.lines) > 1 else []
    if found:
        return [one.line for one in found]
    offered = [line for line in order.lines if line.line_id in task.slots.get("offered", "").split("|")] or order.lines
    told = [sum(says_value(value, view.turn.text) for value in line.options.values()) for line in offered]
    if max(told, default=0) and told.count(max(told)) == 1:
        return [offered[told.index(max(told))]]
    for reference in view.turn.understanding.references:
        if reference.kind == "slate_position" and str(reference.value).lstrip("-").isdigit():
            place = int(str(reference.value))
            return offered[place - 1 : place] if place > 0 else []
    return []
