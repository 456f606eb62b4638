""" "The second one", "it", "that order": which thing on screen or in memory is meant."""

import re
from collections.abc import Iterable

from agent.dialogue import DialogueState, Shown
from agent.turn import Turn
from agent.understanding import Reference

SHORTEST_NAME_PART = 3


def meant_products(turn: Turn) -> list[str]:
    """Products the message points at, in the order they are pointed at; empty if it points at none."""
    pointed = [found for reference in turn.understanding.references for found in _product(reference, turn)]
    named = [item.product_id for item in named_products(turn.text, turn.dialogue)]
    return list(dict.fromkeys([*pointed, *named]))


def product_in_focus(turn: Turn) -> str | None:
    """The one product talked about: pointed at, else the page's, else the last one in focus or alone on screen."""
    meant = meant_products(turn)
    if meant:
        return meant[0]
    if turn.page and turn.page.product_id:
        return turn.page.product_id
    if turn.dialogue.focus_product:
        return turn.dialogue.focus_product
    slate = turn.dialogue.slate
    return slate.items[0].product_id if slate and len(slate.items) == 1 else None


def _product(reference: Reference, turn: Turn) -> list[str]:
    match reference.kind:
        case "slate_position":
            return _at_position(turn.dialogue, reference.value)
        case "product_on_screen" if reference.value:
            return [str(reference.value)]
        case "product_on_screen":
            return [turn.page.product_id] if turn.page and turn.page.product_id else _focus(turn.dialogue)
        case "product":
            return [str(reference.value)]
        case _:
            return []


def _focus(state: DialogueState) -> list[str]:
    if state.focus_product:
        return [state.focus_product]
    return state.slate.product_ids[:1] if state.slate and len(state.slate.items) == 1 else []


def _at_position(state: DialogueState, value: object) -> list[str]:
    slate = state.slate
    if slate is None:
        return []
    if value == "last":
        return slate.product_ids[-1:]
    position = int(str(value)) if str(value).lstrip("-").isdigit() else 0
    if position < 0:
        return slate.product_ids[position:][:1]
    return slate.product_ids[position - 1 : position] if position else []


def named_products(text: str, state: DialogueState) -> list[Shown]:
    """Shown products whose name, or the part of it no other shown product has, is in the message."""
    folded = text.casefold()
    items = {item.product_id: item for slate in state.slates for item in slate.items}
    scored = [(_overlap(folded, item, items.values()), item) for item in items.values()]
    return [item for score, item in sorted(scored, key=lambda pair: -pair[0]) if score > 0]


def _overlap(folded: str, item: Shown, others: Iterable[Shown]) -> float:
    title = item.title.casefold()
    if title in folded:
        return 2.0
    shared = {part for other in others if other.product_id != item.product_id for part in name_parts(other.title)}
    own = [part for part in name_parts(item.title) if part not in shared]
    return sum(_is_said(part, folded) for part in own[:3]) / 3


def _is_said(part: str, folded: str) -> bool:
    if not part.isascii():
        return part in folded
    return re.search(rf"(?<![a-z0-9]){re.escape(part)}(?![a-z0-9])", folded) is not None


GENERIC = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "black",
        "white",
        "red",
        "blue",
        "green",
        "size",
        "new",
        "set",
        "pack",
        "one",
        "two",
        "men",
        "women",
        "kids",
    ]
)


def name_parts(title: str) -> list[str]:
    """Words of a title that can stand for it: long enough, no colour or filler, no bare number."""
    words = re.findall(r"[a-z][a-z0-9'-]+|[\u4e00-\u9fff]{2,}", title.casefold())
    return [word for word in words if word not in GENERIC and (len(word) >= SHORTEST_NAME_PART or not word.isascii())]


def meant_order(turn: Turn) -> str | None:
    """The order the message names, points at, or that is still being talked about."""
    if turn.understanding.order_ids:
        return turn.understanding.order_ids[0]
    for reference in turn.understanding.references:
        if reference.kind in {"order", "last_order"} and reference.value:
            return str(reference.value)
        if reference.kind == "slate_position" and turn.dialogue.last_list == "orders":
            return _order_at(turn.dialogue, reference.value)
    if order_words(turn):
        return None
    return turn.dialogue.focus_order if turn.dialogue.last_list == "orders" else None


ANYTHING = frozenset(
    ["东西", "商品", "货", "订单", "包裹", "thing", "things", "stuff", "item", "items", "it", "order", "parcel"]
)


def order_words(turn: Turn) -> str | None:
    """Words that name what was in the order: "the lamp I bought"."""
    for reference in turn.understanding.references:
        if reference.kind == "order_words" and reference.value and str(reference.value).casefold() not in ANYTHING:
            return str(reference.value)
    return None


def _order_at(state: DialogueState, value: object) -> str | None:
    position = int(str(value)) if str(value).isdigit() else 1
    return state.recent_orders[position - 1] if 0 < position <= len(state.recent_orders) else None
