"""The cart: added, changed and undone at once, told exactly; an order is only ever proposed."""

from collections.abc import Sequence

import wire
from agent.brains.offline.flows_product import fitting, which_one
from agent.brains.offline.problems import refused, trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.referring import meant_products, product_in_focus
from tools.result import ToolResult


def add_chosen(view: View) -> Flow:
    """One thing in the size and colour that were said, or the question that decides."""
    product_id = _product(view)
    if product_id is None:
        return which_one(view)
    shown = yield view.call("show_product", product_id=product_id)
    items = view.items(shown)
    if not items:
        return trouble(view, shown) or Said(view.say("trouble.not_found"))
    choice = chosen_variant(view, items[0])
    if isinstance(choice, Said):
        return choice
    quantity = view.turn.understanding.quantity or 1
    added = yield view.call("add_to_cart", sku=choice.sku, quantity=quantity)
    return _added(view, added, items[0], choice, quantity)


def _product(view: View) -> str | None:
    task = view.turn.dialogue.task
    meant = meant_products(view.turn)
    if task is not None and task.name == "cart_add" and task.slots.get("product_id") and not meant:
        return task.slots["product_id"]
    focus = product_in_focus(view.turn)
    slate = view.turn.dialogue.slate
    return focus or (slate.items[0].product_id if slate and len(slate.items) == 1 else None)


def chosen_variant(view: View, item: wire.Item, *, alone: bool = False) -> wire.VariantItem | Said:
    """Never a size that was not said: the one variant that fits, or the question that decides.

    `alone`: the message says nothing about this one.
    """
    variants = item.variants or []
    if len(variants) <= 1:
        only = variants[0] if variants else wire.VariantItem(sku=item.sku, available=item.available, price=item.price)
        return only if only.available else Said(view.say("stock.out", title=view.name(item.title)), outcome="refused")
    options = {} if alone else _options(view, variants)
    wanted = fitting(variants, options)
    there = [one for one in wanted if one.available]
    if len(there) == 1:
        return there[0]
    if options and not there:
        return _not_there(view, item, options, sold_out=bool(wanted))
    return _ask_option(view, item, there or [one for one in variants if one.available], options)


def _options(view: View, variants: Sequence[wire.VariantItem]) -> dict[str, str]:
    """Options said now or before, and option values of this very product that the message names."""
    task = view.turn.dialogue.task
    held = (
        {key: value for key, value in task.slots.items() if key.startswith("option:")}
        if task and task.name == "cart_add"
        else {}
    )
    said = {f"option:{name}": value for name, value in view.turn.understanding.options}
    found = {**held, **said}
    known = {name: value for name, value in found.items() if _known(value, variants)}
    for name, value in _named_values(view, variants).items():
        if fitting(variants, {**known, f"option:{name}": value}):
            known[f"option:{name}"] = value
    return known or found


def _named_values(view: View, variants: Sequence[wire.VariantItem]) -> dict[str, str]:
    """Of each option the value that the message names: `42 in ice blue` names two."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(name for one in variants for name in one.options):
        values = "|".join(dict.fromkeys(one.options[name] for one in variants if name in one.options))
        if (named := view.chosen(Task(name="cart_add", slots={"choices": values}))) is not None:
            found[name] = named
    labels = "|".join(dict.fromkeys(value for one in variants for value in _values(one)))
    named = None if found else view.chosen(Task(name="cart_add", slots={"choices": labels}))
    return found if named is None else {"named": named}


def _values(variant: wire.VariantItem) -> list[str]:
    return [*variant.options.values(), *(part for part in variant.label.replace("、", ", ").split(", ") if part)]


def _known(value: str, variants: Sequence[wire.VariantItem]) -> bool:
    return bool(fitting(variants, {"": value}))


def _not_there(view: View, item: wire.Item, options: dict[str, str], *, sold_out: bool) -> Said:
    """Says what is not there and names what is."""
    label = view.listed(list(options.values()))
    others = _other_values(item, options)
    key = "cart.sold_out" if sold_out else "cart.no_such"
    text = view.say(
        key if others else "stock.out", title=view.name(item.title), label=label, others=view.listed(others[:8])
    )
    task = Task(name="cart_add", slots={"product_id": item.product_id, "choices": "|".join(others)}, asked="option")
    return Said(text, outcome="needs_input", suggestions=tuple(others[:4]), task=task if others else None)


def _other_values(item: wire.Item, options: dict[str, str]) -> list[str]:
    """Of the option that was asked for, what there is; without such an option, the variants by name."""
    there = [one for one in item.variants or [] if one.available]
    asked = {name.removeprefix("option:") for name in options}
    for name in dict.fromkeys(name for one in there for name in one.options):
        if name in asked or {name, *asked} <= {"color", "colour", "颜色"} or {name, *asked} <= {"size", "尺码", "码数"}:
            return list(dict.fromkeys(one.options[name] for one in there if name in one.options))
    return [one.label for one in there if one.label]


def _ask_option(view: View, item: wire.Item, there: Sequence[wire.VariantItem], options: dict[str, str]) -> Said:
    name, values = _open_option(there)
    if not values:
        return Said(view.say("stock.out", title=view.name(item.title)), outcome="refused")
    key = f"cart.ask_{name}" if view.words.has(f"cart.ask_{name}") else "cart.ask_option"
    question = view.say(key, title=view.name(item.title), values=view.listed(values[:10], word="or"))
    slots = {"product_id": item.product_id, "choices": "|".join(values), **options}
    task = Task(name="cart_add", slots=slots, asked="option", question=question)
    return Said(question=question, outcome="needs_input", suggestions=tuple(values[:4]), task=task)


OPTION_NAMES = {"colour": "color", "颜色": "color", "尺码": "size", "尺寸": "size", "码数": "size"}


def _open_option(variants: Sequence[wire.VariantItem]) -> tuple[str, list[str]]:
    """The first option that still divides them, and its values."""
    for name in dict.fromkeys(name for one in variants for name in one.options):
        values = list(dict.fromkeys(one.options.get(name, "") for one in variants))
        if len(values) > 1:
            return OPTION_NAMES.get(name.casefold(), name.casefold()), [value for value in values if value]
    return "option", [one.label for one in variants if one.label]


def _added(view: View, result: ToolResult, item: wire.Item, variant: wire.VariantItem, quantity: int) -> Said:
    if result.problem is not None:
        told = trouble(view, result)
        return Said(refused(view, result), outcome="refused") if result.problem.kind == "refused" else told or Said()
    price = variant.price or item.price
    key = "cart.added" if quantity == 1 else "cart.added_several"
    if price is None:
        key += "_unpriced"
    label = view.plain("cart.label", label=variant.label) if variant.label else ""
    text = view.say(
        key, title=view.name(item.title), label=label, price=view.money(price) if price else "", quantity=quantity
    )
    steps = (
        view.plain("suggest.checkout"),
        view.plain("suggest.goes_with"),
        view.plain("suggest.undo"),
        view.plain("suggest.offers"),
    )
    return Said(text, suggestions=steps, dialogue={"focus_product": item.product_id})


# Looking, changing, undoing ---------------------------------------------------------------------------------


def cart_of(result: ToolResult) -> wire.Cart | None:
    return next((part.cart for part in result.parts if isinstance(part, wire.CartPart)), None)


def look(view: View) -> Flow:
    result = yield view.call("view_cart")
    cart = cart_of(result)
    if cart is None:
        return trouble(view, result) or Said(view.say("cart.empty"))
    return Said(cart_line(view, cart), suggestions=_cart_steps(view, cart))


def cart_line(view: View, cart: wire.Cart) -> str:
    if not cart.lines:
        return view.say("cart.empty")
    names = [_line_words(view, line) for line in cart.lines[:4]]
    key = "cart.holds" if len(cart.lines) <= 4 else "cart.holds_more"
    return view.say(key, things=view.listed(names), total=view.money(cart.total), more=len(cart.lines) - 4)


def _line_words(view: View, line: wire.CartLineItem) -> str:
    name = view.name(line.title)
    return name if line.quantity == 1 else view.plain("cart.times", quantity=line.quantity, title=name)


def _cart_steps(view: View, cart: wire.Cart) -> tuple[str, ...]:
    if not cart.lines:
        return view.words.all_of("suggest.starters")[:3]
    return (view.plain("suggest.checkout"), view.plain("suggest.offers"), view.plain("suggest.goes_with"))


def change(view: View) -> Flow:
    """A new quantity for one line."""
    held = yield view.call("view_cart")
    line = _meant_line(view, held)
    quantity = view.turn.understanding.quantity
    if isinstance(line, Said):
        return line
    if view.turn.understanding.intent.detail == "more":
        quantity = line.quantity + (quantity or 1)
    if quantity is None:
        return Said(question=view.say("cart.how_many", title=view.name(line.title)), outcome="needs_input")
    result = yield view.call("change_cart_line", line_id=line.line_id, quantity=quantity)
    return _changed(view, result, view.say("cart.changed", title=view.name(line.title), quantity=quantity))


def remove(view: View) -> Flow:
    held = yield view.call("view_cart")
    line = _meant_line(view, held)
    if isinstance(line, Said):
        return line
    result = yield view.call("remove_from_cart", line_id=line.line_id)
    return _changed(view, result, view.say("cart.removed", title=view.name(line.title)))


def _meant_line(view: View, held: ToolResult) -> wire.CartLineItem | Said:
    cart = cart_of(held)
    if cart is None:
        return trouble(view, held) or Said(view.say("cart.empty"))
    if not cart.lines:
        return Said(view.say("cart.empty"), suggestions=view.words.all_of("suggest.starters")[:3])
    meant = meant_products(view.turn)
    folded = view.turn.text.casefold()
    named = [line for line in cart.lines if line.product_id in meant or _is_named(line, folded)]
    if len(named) == 1 or len(cart.lines) == 1:
        return (named or cart.lines)[0]
    focus = [line for line in cart.lines if line.product_id == view.turn.dialogue.focus_product]
    if focus and not named:
        return focus[0]
    names = [view.name(line.title) for line in (named or cart.lines)[:4]]
    return Said(
        question=view.say("cart.which_line", names=view.listed(names, word="or")),
        outcome="needs_input",
        suggestions=tuple(names),
    )


def _is_named(line: wire.CartLineItem, folded: str) -> bool:
    from agent.referring import name_parts

    parts = name_parts(line.title)
    return any(part in folded for part in parts)


def undo(view: View) -> Flow:
    result = yield view.call("undo_cart_change")
    if result.problem is not None and result.problem.kind == "not_found":
        return Said(view.say("cart.nothing_to_undo"), suggestions=(view.plain("suggest.cart"),))
    return _changed(view, result, view.say("cart.undone"))


def _changed(view: View, result: ToolResult, text: str) -> Said:
    if result.problem is not None:
        if result.problem.kind in {"refused", "not_found", "invalid"}:
            return Said(refused(view, result), outcome="refused")
        return trouble(view, result) or Said()
    cart = cart_of(result)
    total = view.say("cart.total_now", total=view.money(cart.total)) if cart and cart.lines else ""
    return Said(
        view.sentences(text, total),
        suggestions=_cart_steps(view, cart or wire.Cart(subtotal=_zero(view), total=_zero(view))),
    )


def _zero(view: View) -> wire.Amount:
    return wire.Amount(minor=0, currency=view.turn.currency)
