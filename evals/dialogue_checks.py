"""The checks a conversation may ask for. Each looks at what happened and was said, never at how it was put."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import wire
from agent.dialogue import DialogueState
from evals.dialogue_cases import Among
from evals.dialogue_shelf import Shelf
from shop.carts import CartLine


@dataclass(frozen=True)
class Seen:
    """One turn as its judge sees it: the reply, the tools that ran, and the shop's rows after it."""

    reply: wire.Reply
    tools: tuple[str, ...]
    said: str
    before: str
    """The reply before this one."""
    state: DialogueState
    conversation_state: str
    cart: tuple[CartLine, ...]
    code: str | None
    orders: dict[str, str]
    """The shopper's orders and their states."""
    profile: tuple[str, ...]
    tickets: int
    shelf: Shelf
    fill: Callable[[str], str]
    """Puts the values of `let`, the order and the names on screen into `{...}`."""

    @property
    def items(self) -> list[wire.Item]:
        parts = [part for part in self.reply.parts if isinstance(part, wire.ProductsPart)]
        return parts[-1].items if parts else []


Check = Callable[[Seen, Any], Iterator[str]]
"""Yields what is wrong, in words; nothing if all is well."""


def _tools(seen: Seen, wanted: Any) -> Iterator[str]:
    yield from (f"{name} was not called ({seen.tools})" for name in _list(wanted) if name not in seen.tools)


def _no_tools(seen: Seen, wanted: Any) -> Iterator[str]:
    yield from (f"{name} was called" for name in _list(wanted) if name in seen.tools)


def _parts(seen: Seen, wanted: Any) -> Iterator[str]:
    there = [part.type for part in seen.reply.parts]
    yield from (f"no {name} part is shown ({there})" for name in _list(wanted) if name not in there)


def _no_parts(seen: Seen, wanted: Any) -> Iterator[str]:
    there = [part.type for part in seen.reply.parts]
    yield from (f"a {name} part is shown" for name in _list(wanted) if name in there)


def _outcome(seen: Seen, wanted: Any) -> Iterator[str]:
    if seen.reply.outcome not in _list(wanted):
        yield f"outcome {seen.reply.outcome}, not {wanted}"


def _says(seen: Seen, wanted: Any) -> Iterator[str]:
    """Every value is said; of a list inside the list, any one."""
    for value in _list(wanted):
        choices = [seen.fill(str(one)) for one in _list(value)]
        if not any(is_said(one, seen.reply.text) for one in choices):
            yield f"{' / '.join(choices)} is not said"


def _says_not(seen: Seen, wanted: Any) -> Iterator[str]:
    yield from (f"{value} is said" for one in _list(wanted) if is_said(value := seen.fill(str(one)), seen.reply.text))


def is_said(value: str, text: str) -> bool:
    """As a whole word or number: `4` is not said by `$14` nor by `4.5`."""
    value, text = value.casefold(), text.casefold()
    before = r"(?<![\w.])" if value[:1].isascii() and value[:1].isalnum() else ""
    after = r"(?:\.00)?(?!\d|\.\d)" if value[-1:].isdigit() else r"(?![a-z])" if value[-1:].isascii() else ""
    if re.fullmatch(r"\d+", value) and int(value) < len(NUMBERS):
        return _found(rf"{before}{value}{after}", text) or _found(rf"\b{NUMBERS[int(value)]}\b", text)
    return _found(before + re.escape(value) + after, text)


NUMBERS = ("no|none|zero|没有", "one|一", "two|两", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _found(pattern: str, text: str) -> bool:
    return re.search(re.sub(r"\\b(.*[\u4e00-\u9fff].*)\\b", r"(?:\1)", pattern), text, re.ASCII) is not None


def _all(seen: Seen, wanted: Any) -> Iterator[str]:
    among = Among.model_validate(wanted)
    if not seen.items:
        yield "nothing is shown"
    yield from (f"{one.title} is shown, against {wanted}" for one in seen.items if not _is_one(seen, one, among))


def _none(seen: Seen, wanted: Any) -> Iterator[str]:
    among = Among.model_validate(wanted)
    yield from (f"{one.title} is shown, being {wanted}" for one in seen.items if _is_one(seen, one, among))


def _some(seen: Seen, wanted: Any) -> Iterator[str]:
    for one in wanted if isinstance(wanted, list) else [wanted]:
        among = Among.model_validate(one)
        if not any(_is_one(seen, item, among) for item in seen.items):
            yield f"nothing shown is {one} ({[item.title for item in seen.items]})"


def _first(seen: Seen, wanted: Any) -> Iterator[str]:
    if not seen.items or not _is_one(seen, seen.items[0], Among.model_validate(wanted)):
        yield f"the first shown is not {wanted} ({[item.title for item in seen.items]})"


def _is_one(seen: Seen, item: wire.Item, among: Among) -> bool:
    return seen.shelf.is_one(item.product_id, among)


def _shown(seen: Seen, wanted: Any) -> Iterator[str]:
    """`{min, max}` of how many cards."""
    low, high = wanted.get("min", 0), wanted.get("max", 99)
    if not low <= len(seen.items) <= high:
        yield f"{len(seen.items)} are shown, not {low} to {high}"


def _ordered(seen: Seen, wanted: Any) -> Iterator[str]:
    prices = [item.price.minor for item in seen.items if item.price]
    if prices != sorted(prices, reverse=str(wanted).startswith("-")):
        yield f"not ordered by {wanted}: {prices}"


def _sum_max(seen: Seen, wanted: Any) -> Iterator[str]:
    """What is shown together costs no more, in major units."""
    total = sum(item.price.minor for item in seen.items if item.price)
    if not seen.items or total > wanted * 100:
        yield f"what is shown costs {total / 100:g} together, the budget is {wanted}"


def _sum_said(seen: Seen, wanted: Any) -> Iterator[str]:
    total = seen.shelf.money(sum(item.price.minor for item in seen.items if item.price))
    if bool(wanted) and not is_said(total, seen.reply.text):
        yield f"the total {total} is not said"


def _new_items(seen: Seen, wanted: Any) -> Iterator[str]:
    """True: nothing on screen was on the slate before."""
    earlier = {one for slate in seen.state.slates[1:] for one in slate.product_ids}
    again = [item.title for item in seen.items if item.product_id in earlier]
    if bool(wanted) and (again or not seen.items):
        yield f"shown again: {again}" if again else "nothing is shown"


def _wants(seen: Seen, wanted: Any) -> Iterator[str]:
    """The wishes in force: fields of the filters, `words`, `recipient`, `occasion`."""
    held = {**vars(seen.state.wants.filters), **seen.state.wants.model_dump(exclude={"conditions"})}
    for name, value in wanted.items():
        there = held.get(name)
        fits = (
            all(str(one).casefold() in str(there).casefold() for one in _list(value))
            if isinstance(there, str | tuple)
            else there == value
        )
        if not fits:
            yield f"{name} is {there!r}, not {value!r}"


def _cart(seen: Seen, wanted: Any) -> Iterator[str]:
    """`lines`, `pieces`, `holds` (a list of conditions, each met by a line), `total_max`."""
    pieces = [(line, _product_of(seen, line.sku)) for line in seen.cart]
    if "lines" in wanted and len(pieces) != wanted["lines"]:
        yield f"{len(pieces)} lines in the cart, not {wanted['lines']}"
    if "pieces" in wanted and sum(line.quantity for line, _ in pieces) != wanted["pieces"]:
        yield f"{sum(line.quantity for line, _ in pieces)} pieces in the cart, not {wanted['pieces']}"
    for told in wanted.get("holds", []):
        condition = {key: value for key, value in told.items() if key != "option"}
        option = told.get("option")
        among = Among.model_validate({key: _filled(seen, value) for key, value in condition.items()})
        meeting = [line for line, product in pieces if seen.shelf.is_one(product, among) and _has(seen, line, option)]
        if not meeting:
            yield f"the cart has no {condition} {option or ''} ({[line.sku for line, _ in pieces]})"
    total = sum(line.quantity * (_price_of(seen, line.sku) or 0) for line, _ in pieces)
    if total > wanted.get("total_max", 10**7) * 100:
        yield f"the cart is {total / 100:g}"


def _filled(seen: Seen, value: Any) -> Any:
    return seen.fill(value) if isinstance(value, str) else value


def _product_of(seen: Seen, sku: str) -> str:
    return next((key for key, rows in seen.shelf.variants.items() if any(row.sku == sku for row in rows)), "")


def _price_of(seen: Seen, sku: str) -> int | None:
    return next((row.price_minor for rows in seen.shelf.variants.values() for row in rows if row.sku == sku), None)


def _has(seen: Seen, line: CartLine, option: str | None) -> bool:
    rows = [row for rows in seen.shelf.variants.values() for row in rows if row.sku == line.sku]
    return option is None or any(str(option) in row.options.values() for row in rows)


def _code(seen: Seen, wanted: Any) -> Iterator[str]:
    if (seen.code is not None) != bool(wanted):
        yield f"the code on the cart is {seen.code}"


def _order(seen: Seen, wanted: Any) -> Iterator[str]:
    state = seen.orders.get(seen.fill("{order}"))
    if state != wanted:
        yield f"the order is {state}, not {wanted}"


def _orders_count(seen: Seen, wanted: Any) -> Iterator[str]:
    if len(seen.orders) != wanted:
        yield f"{len(seen.orders)} orders, not {wanted}"


def _ticket(seen: Seen, wanted: Any) -> Iterator[str]:
    if (seen.tickets > 0) != bool(wanted):
        yield f"{seen.tickets} tickets"


def _profile(seen: Seen, wanted: Any) -> Iterator[str]:
    yield from (f"{one} is not kept ({seen.profile})" for one in _list(wanted) if one not in seen.profile)


def _task(seen: Seen, wanted: Any) -> Iterator[str]:
    """What is open, by the slot that was asked for; `none` if nothing is."""
    asked = seen.state.task.asked if seen.state.task else None
    if (asked or "none") not in _list(wanted):
        yield f"asked for {asked}, not {wanted}"


def _asks(seen: Seen, wanted: Any) -> Iterator[str]:
    if (re.search(r"[?\uff1f]", seen.reply.text) is not None) != bool(wanted):
        yield "asks" if not wanted else "asks nothing"


def _suggests(seen: Seen, wanted: Any) -> Iterator[str]:
    """At least so many suggestions, or one of them with these words."""
    if isinstance(wanted, int):
        if len(seen.reply.suggestions) < wanted:
            yield f"{len(seen.reply.suggestions)} suggestions"
        return
    offered = " | ".join(seen.reply.suggestions).casefold()
    for value in _list(wanted):
        if not any(seen.fill(str(one)).casefold() in offered for one in _list(value)):
            yield f"{value} is not suggested ({offered})"


def _cites(seen: Seen, wanted: Any) -> Iterator[str]:
    if bool(seen.reply.citations) != bool(wanted):
        yield f"{len(seen.reply.citations)} citations"


def _conversation(seen: Seen, wanted: Any) -> Iterator[str]:
    if seen.conversation_state != wanted:
        yield f"the conversation is {seen.conversation_state}, not {wanted}"


CHECKS: dict[str, Check] = {
    "tools": _tools,
    "no_tools": _no_tools,
    "parts": _parts,
    "no_parts": _no_parts,
    "outcome": _outcome,
    "says": _says,
    "says_not": _says_not,
    "all": _all,
    "none": _none,
    "some": _some,
    "first": _first,
    "shown": _shown,
    "ordered": _ordered,
    "sum_max": _sum_max,
    "sum_said": _sum_said,
    "new_items": _new_items,
    "wants": _wants,
    "cart": _cart,
    "code": _code,
    "order": _order,
    "orders": _orders_count,
    "ticket": _ticket,
    "profile": _profile,
    "task": _task,
    "asks": _asks,
    "suggests": _suggests,
    "cites": _cites,
    "conversation": _conversation,
}


def always(seen: Seen, language: str) -> Iterator[str]:
    """What holds for every reply: said, in the shopper's language, not the same as before, one question at most."""
    text = seen.reply.text
    if not text.strip() and seen.conversation_state == "bot":
        yield "nothing is said"
    if text and text == seen.before:
        yield "the same words as the reply before"
    if len(re.findall(r"[?\uff1f]", _unquoted(text))) > 1:
        yield "more than one question"
    if re.search(r"\{\w*\}|\bNone\b(?! )|Traceback", text):
        yield "a template shows through"
    if text and (re.search(r"[\u4e00-\u9fff]", text) is not None) != (language == "zh"):
        yield f"not in {language}"


def _unquoted(text: str) -> str:
    """Without what reviews and rules are quoted with."""
    return re.sub(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|\u300c[^\u300d]*\u300d", "", text)


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]
