"""Several things together: what they are and come to, and all of them into the cart at once."""

import re
from collections.abc import Sequence
from dataclasses import replace

import wire
from agent.brains.offline.flows_cart import add_chosen, cart_of, chosen_variant
from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Ahead, Flow, Said
from agent.brains.offline.view import View
from agent.dialogue import Bundle, BundlePiece, Task
from agent.referring import meant_products
from agent.slate_call import bundle_call
from agent.turn import Turn
from tools.bundle import Bundled
from tools.result import ToolResult


def together(view: View) -> Flow:
    bundle = view.turn.dialogue.bundle
    if bundle is None:
        return Said(question=view.say("find.what"), outcome="needs_input")
    result = yield bundle_call(bundle)
    if result.problem is not None:
        return trouble(view, result) or Said()
    told = result.payload
    if not isinstance(told, Bundled):
        return Said(view.say("trouble.unknown"), outcome="failed")
    if told.least_minor is not None:
        return _too_little(view, bundle, told.least_minor)
    lost = [
        piece for piece, now in zip(bundle.pieces, told.pieces, strict=False) if piece.product_id and not now.product_id
    ]
    if not lost:
        return _shown(view, bundle, told, result)
    kept = yield bundle_call(_kept(bundle, lost))
    said = _shown(view, _kept(bundle, lost), kept.payload, kept) if isinstance(kept.payload, Bundled) else Said()
    shown = view.shown(lost[0].product_id or "")
    note = view.say("bundle.no_cheaper", name=lost[0].name, title=view.name(shown.title) if shown else lost[0].name)
    return replace(said, text=view.sentences(note, said.text), dialogue={"bundle": _kept(bundle, lost).after(kept)})


def _kept(bundle: Bundle, lost: Sequence[BundlePiece]) -> Bundle:
    """With what was there before, where nothing else fits."""
    pieces = [one.model_copy(update={"words": one.name}) if one in lost else one for one in bundle.pieces]
    gone = {one.product_id for one in lost}
    return bundle.model_copy(
        update={"pieces": pieces, "not_product_ids": [one for one in bundle.not_product_ids if one not in gone]}
    )


def _too_little(view: View, bundle: Bundle, least_minor: int) -> Said:
    """Says what the cheapest come to, and what could give."""
    names = view.listed([one.name for one in bundle.pieces])
    budget = view.minor(bundle.budget_minor or 0)
    up_to = view.plain("suggest.up_to", amount=view.minor(least_minor))
    without = [view.plain("suggest.without_piece", name=one.name) for one in bundle.pieces if len(bundle.pieces) > 1]
    return Said(
        view.say("bundle.too_little", names=names, least=view.minor(least_minor), budget=budget),
        question=view.say("bundle.ask_more"),
        suggestions=(up_to, *without[:3]),
        outcome="needs_input",
        task=Task(name="bundle", asked="yes", slots={"budget": str(least_minor)}),
    )


def _shown(view: View, bundle: Bundle, told: Bundled, result: ToolResult) -> Said:
    items = view.items(result)
    missing = [one.name for one, piece in zip(bundle.pieces, told.pieces, strict=False) if piece.product_id is None]
    if not items:
        return Said(view.say("bundle.none", names=view.listed(missing, word="or")), suggestions=())
    total = view.minor(told.total_minor)
    count = {"n": view.count(len(items)), "N": view.count(len(items), start=True)}
    if bundle.budget_minor is not None:
        opening = view.say("bundle.within", total=total, budget=view.minor(bundle.budget_minor), **count)
    else:
        opening = view.say("bundle.plain", total=total, **count)
    gaps = view.say("bundle.missing", names=view.listed(missing, word="or")) if missing else ""
    question = view.say("bundle.ask_budget") if bundle.budget_minor is None else ""
    return Said(
        view.sentences(opening, gaps, _weightiest(view, items)),
        question=question,
        suggestions=_steps(view, bundle, items),
    )


def _weightiest(view: View, items: list[wire.Item]) -> str:
    """Where the money goes: what a shopper would change first."""
    priced = [item for item in items if item.price]
    if len(priced) < 2:
        return ""
    dearest = max(priced, key=lambda item: item.price.minor if item.price else 0)
    price = view.money(dearest.price) if dearest.price else ""
    return view.say("bundle.dearest", name=view.name(dearest.title), price=price)


def _steps(view: View, bundle: Bundle, items: list[wire.Item]) -> tuple[str, ...]:
    names = {piece.product_id: piece.name for piece in bundle.pieces}
    priced = sorted((item for item in items if item.price), key=lambda item: -(item.price.minor if item.price else 0))
    cheaper = [view.plain("suggest.cheaper_piece", name=_piece_name(view, one, names)) for one in priced[:1]]
    without = [view.plain("suggest.without_piece", name=one.name) for one in bundle.pieces[-1:] if len(items) > 2]
    return (view.plain("suggest.add_all"), *cheaper, *without)


def _piece_name(view: View, item: wire.Item, names: dict[str | None, str]) -> str:
    return names.get(item.product_id) or view.name(item.title)


# All of it into the cart ------------------------------------------------------------------------------------


ALL_OF_IT = re.compile(
    r"\b(?:all(?: of (?:it|them|these|those))?|everything|both(?: of (?:them|these))?|the (?:lot"
    r"|whole (?:set|thing|lot))|them all|these \w+)\b"
    r"|全部|都(?:要|加|放|买)|一起|整套|两个都|所有|全都",
    re.IGNORECASE,
)
MOST_AT_ONCE = 4


def means_all(turn: Turn) -> bool:
    """Several things at once: named so, or all of a bundle, a comparison or a short list."""
    if len(meant_products(turn)) > 1:
        return True
    state = turn.dialogue
    few = state.slate is not None and len(state.slate.items) <= MOST_AT_ONCE
    return ALL_OF_IT.search(turn.text) is not None and (state.bundle_on_screen or bool(state.compared) or few)


def add_all(view: View) -> Flow:
    """What needs no choice is put in at once; for the rest one open size or colour is asked for at a time."""
    shown = [view.call("show_product", product_id=product_id) for product_id in _all_meant(view)]
    yield Ahead(tuple(shown))
    choices: list[tuple[wire.Item, wire.VariantItem | Said]] = []
    for call in shown:
        told = yield call
        choices += [(item, chosen_variant(view, item, alone=True)) for item in view.items(told)[:1]]
    adds = [
        view.call("add_to_cart", sku=choice.sku, quantity=1) for _, choice in choices if not isinstance(choice, Said)
    ]
    yield Ahead(tuple(adds))
    result: ToolResult | None = None
    for add_call in adds:
        result = yield add_call
    added = [item for item, choice in choices if not isinstance(choice, Said)]
    waiting = [(item.product_id, choice) for item, choice in choices if isinstance(choice, Said)]
    return _all_told(view, added, waiting, result)


def _all_meant(view: View) -> list[str]:
    meant = meant_products(view.turn)
    if len(meant) > 1:
        return meant
    slate = view.turn.dialogue.slate
    return view.turn.dialogue.compared or (slate.product_ids if slate else [])


def _all_told(view: View, added: list[wire.Item], waiting: list[tuple[str, Said]], result: ToolResult | None) -> Said:
    cart = cart_of(result) if result is not None else None
    names = view.listed([view.name(item.title) for item in added])
    text = view.say("cart.added_all", names=names, total=view.money(cart.total)) if added and cart else ""
    asking = next((choice for _, choice in waiting if choice.task is not None), None)
    if asking is None or asking.task is None:
        steps = (view.plain("suggest.checkout"), view.plain("suggest.offers"), view.plain("suggest.undo"))
        return Said(text or view.say("cart.nothing_added"), suggestions=steps)
    others = [product_id for product_id, choice in waiting if choice is not asking and choice.task is not None]
    task = asking.task.model_copy(update={"slots": {**asking.task.slots, "then": "|".join(others)}})
    question = asking.question or asking.text
    return Said(text, question=question, suggestions=asking.suggestions, task=task, outcome="needs_input")


def add(view: View) -> Flow:
    """One thing; where more wait for their size or colour, the next is asked for."""
    said: Said = yield from add_chosen(view)
    task = view.turn.dialogue.task
    waiting = [one for one in (task.slots.get("then", "") if task else "").split("|") if one]
    if not waiting or said.task is not None or said.outcome == "refused":
        return said
    shown = yield view.call("show_product", product_id=waiting[0])
    item = next(iter(view.items(shown)), None)
    choice = chosen_variant(view, item, alone=True) if item is not None else None
    if not isinstance(choice, Said) or choice.task is None:
        return said
    following = choice.task.model_copy(update={"slots": {**choice.task.slots, "then": "|".join(waiting[1:])}})
    return Said(
        said.text,
        question=choice.question or choice.text,
        suggestions=choice.suggestions,
        task=following,
        outcome="needs_input",
    )
