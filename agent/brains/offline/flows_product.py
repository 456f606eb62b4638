"""Questions about one product: what it has, what it costs, whether it is there, why it was shown."""

from collections.abc import Callable, Sequence

import wire
from agent.brains.offline import flows_find
from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.referring import meant_products, product_in_focus
from agent.understanding.options import colours_in
from tools.result import ToolResult

LOW_STOCK = 5


def _meant(view: View) -> str | None:
    meant = product_in_focus(view.turn)
    if meant is None and view.turn.dialogue.slate is not None and not view.turn.dialogue.wants.words:
        return view.turn.dialogue.slate.items[0].product_id
    return meant


def which_one(view: View) -> Said:
    """Several products are on screen and none is meant."""
    slate = view.turn.dialogue.slate
    if slate is None or not slate.items:
        return Said(question=view.say("product.none_yet"), outcome="needs_input", suggestions=())
    names = [view.name(item.title) for item in slate.items[:3]]
    question = view.say("product.which", names=view.listed(names, word="or"))
    return Said(question=question, outcome="needs_input", suggestions=view.words.all_of("suggest.positions")[:3])


def ask(view: View) -> Flow:
    if view.turn.understanding.intent.detail == "chosen":
        told: Said = yield from _of_one(view, _price_line)
        return told
    product_id = _meant(view)
    if product_id is None:
        return which_one(view)
    question = view.turn.dialogue.last_question if view.turn.understanding.intent.detail == "same" else view.turn.text
    result = yield view.call("product_question", product_id=product_id, question=question)
    if result.problem is not None:
        return trouble(view, result) or Said()
    answer = view.payload(result, "answer")
    title = _title(view, product_id, result)
    text = str(answer) if answer else view.say("product.not_told", title=title)
    return Said(text, suggestions=_next(view), dialogue={"focus_product": product_id, "last_question": question})


def price(view: View) -> Flow:
    if _is_about_new_products(view):
        said: Said = yield from flows_find.find(view)
        return said
    told: Said = yield from _of_one(view, _price_line)
    return told


def _of_one(view: View, line: Callable[[View, wire.Item], str]) -> Flow:
    """One sentence about the product that is meant, from what the shop tells of it now."""
    product_id = _meant(view)
    if product_id is None:
        return which_one(view)
    result = yield view.call("show_product", product_id=product_id)
    items = view.items(result)
    if not items:
        return trouble(view, result) or Said(view.say("trouble.not_found"))
    return Said(line(view, items[0]), suggestions=_next(view), dialogue={"focus_product": product_id})


def _price_line(view: View, item: wire.Item) -> str:
    title = view.name(item.title)
    prices = sorted({variant.price.minor for variant in item.variants or [] if variant.price})
    if item.price is None and not prices:
        return view.say("product.no_price", title=title)
    if len(prices) > 1:
        return view.say("product.price_range", title=title, low=view.minor(prices[0]), high=view.minor(prices[-1]))
    amount = view.money(item.price) if item.price else view.minor(prices[0])
    if item.list_price and item.price and item.list_price.minor > item.price.minor:
        return view.say("product.price_reduced", title=title, price=amount, list_price=view.money(item.list_price))
    return view.say("product.price", title=title, price=amount)


def _is_about_new_products(view: View) -> bool:
    """`how much are your kettles`: a need in the message and no shown product meant."""
    need = view.turn.understanding.need
    named = need is not None and bool(need.filters.product_types or need.filters.categories or need.filters.brands)
    return named and not meant_products(view.turn)


def availability(view: View) -> Flow:
    if _is_about_new_products(view) or (product_in_focus(view.turn) is None and view.turn.dialogue.wants):
        said: Said = yield from flows_find.find(view)
        return said
    told: Said = yield from _of_one(view, _stock_line)
    return told


def _stock_line(view: View, item: wire.Item) -> str:
    title, variants = view.name(item.title), item.variants or []
    wanted = fitting(variants, dict(view.turn.understanding.options))
    if len(wanted) == 1 and len(variants) > 1:
        one = wanted[0]
        if not one.available:
            others = [variant.label for variant in variants if variant.available and variant.label]
            key = "stock.variant_out" if others else "stock.out"
            return view.say(key, title=title, label=one.label, others=view.listed(others[:8]))
        return view.say(_stock_key("stock.variant", one.stock), title=title, label=one.label, stock=one.stock)
    there = [variant for variant in variants if variant.available]
    if not item.available and not there:
        return view.say("stock.out", title=title)
    if len(variants) > 1:
        return view.say("stock.several", title=title, others=view.listed([one.label for one in there[:8]]))
    return view.say(_stock_key("stock.product", item.stock), title=title, stock=item.stock)


def _stock_key(key: str, stock: int | None) -> str:
    return f"{key}_low" if stock is not None and 0 < stock <= LOW_STOCK else f"{key}_in"


def fitting(variants: Sequence[wire.VariantItem], options: dict[str, str]) -> list[wire.VariantItem]:
    """The variants that carry every option named, by value, whatever the option is called."""
    wanted = [value.casefold() for value in options.values()]
    return [one for one in variants if all(_has(one, value) for value in wanted)]


def _has(variant: wire.VariantItem, value: str) -> bool:
    said = [*variant.options.values(), *variant.label.replace("、", ", ").split(", ")]
    return any(value == one.casefold() or _same_size(value, one.casefold()) or value in colours_in(one) for one in said)


def _same_size(value: str, option: str) -> bool:
    """`43` is `EU 43` and `43码`; `blue` is `navy blue` but not `bluetooth`."""
    if value.replace(".", "").isdigit():
        digits = "".join(part for part in option if part.isdigit() or part == ".").strip(".")
        return digits == value
    return value in option.split() or (not value.isascii() and value in option)


def explain(view: View) -> Flow:
    slate = view.turn.dialogue.slate
    if slate is None:
        return which_one(view)
    meant = product_in_focus(view.turn) or slate.items[0].product_id
    holder = next((one for one in view.turn.dialogue.slates if meant in one.product_ids), slate)
    position = holder.product_ids.index(meant) + 1 if meant in holder.product_ids else 1
    result = yield view.call("explain_choice", slate_id=holder.slate_id, position=position)
    if result.problem is not None:
        return trouble(view, result) or Said()
    title = view.name(holder.items[position - 1].title)
    return Said(_why(view, result, title), suggestions=_next(view), dialogue={"focus_product": meant})


def _why(view: View, result: ToolResult, title: str) -> str:
    told = view.payload(result, "reasons", ())
    listed = told if isinstance(told, tuple | list) else ()
    reasons = [str(getattr(one, "text", one)).strip().rstrip(".。") for one in listed]
    if not reasons:
        said = view.say("explain.nothing", title=title)
    else:
        reason = ("；" if view.language == "zh" else "; ").join(flows_find.lowered(view, one) for one in reasons[:2])
        said = view.say("explain.first", title=title, reason=reason)
    warning = view.payload(result, "warning")
    return view.sentences(said, view.say("explain.warning", quote=str(warning)) if warning else "")


def _title(view: View, product_id: str, result: ToolResult) -> str:
    shown = view.shown(product_id)
    label = next((fact.label for fact in result.facts if fact.entity == f"product:{product_id}" and fact.label), "")
    return view.name(shown.title if shown else label) if shown or label else view.plain("product.this")


def _next(view: View) -> tuple[str, ...]:
    return (view.plain("suggest.add_it"), view.plain("suggest.similar"), view.plain("suggest.goes_with"))
