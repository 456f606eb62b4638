"""Questions about what was bought: tracking numbers, what was paid, what comes back in all, options chosen."""

import re
from collections.abc import Callable, Generator, Sequence

import wire
from agent.brains.offline.job import Job
from agent.brains.offline.order_choice import offer
from agent.brains.offline.orders_meant import OrdersMeant, orders_meant
from agent.brains.offline.purchases_named import Mention, described_lines, mended, mentions
from agent.brains.offline.replay import Ahead, Flow, Said
from agent.brains.offline.variants_wanted import CHEAPEST, DEAREST, named_options
from agent.brains.offline.view import View
from agent.turn import Call, Turn
from shop.money import Money
from tools.account import Account
from tools.orders import Orders
from tools.purchases import Sum
from tools.result import ToolResult

TRACKING = re.compile(
    r"\btracking (?:number|code|id|no\b|info\w*)|\btrack(?:ing)? #|运单号|快递单号|物流单号", re.IGNORECASE
)
_AMOUNT = re.compile(
    r"\bhow much\b|\btotal\b|\bamount\b|\bsum\b|\bprice\b|\bcosts?\b|\bdid i pay\b|多少钱|总共|一共|金额", re.IGNORECASE
)
_BACK = re.compile(
    r"\b(?:get|gets|getting|receiv\w*|have|money|refund\w*|owe\w*)\b[^.?!]*\bback\b|\brefund\w*\b|\bi'?(?:ll| will)? (?:get|receive)\b|退(?:回|给|多少)|退款",
    re.IGNORECASE,
)
_OWED = re.compile(
    r"\b(?:have to|must|need to|will i|do i|should i) pay\b|\bcost me\b|\bi (?:have|need) to pay\b|要(?:付|补)",
    re.IGNORECASE,
)
_IN_ALL = re.compile(
    r"\b(?:total|altogether|in all|all of (?:that|this|it|them)|together|overall|everything|sum|all)\b|总共|一共|合计",
    re.IGNORECASE,
)
_REMAINING = re.compile(
    r"\b(?:remaining|rest|left over|keep|kept|keeping|other items|not returning)\b|剩下|留下", re.IGNORECASE
)
_PAID = re.compile(
    r"\b(?:i|i've|we) (?:have )?(?:paid|pay|spent|bought|ordered|purchased)\b|\bdid i (?:pay|spend)\b|\bi (?:bought|ordered)\b|\bmy (?:order|purchase)|"
    r"\b(?:was|were)\b|\border\b|买的|付了|花了",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?:how many|number of|count of)\b[^.?!]*\b(?:options?|variants?|versions?|kinds?|types?|choices|styles?|variations?)\b|"
    r"几种|多少种|几款|多少款",
    re.IGNORECASE,
)
_WHICH_OPTION = re.compile(r"\b(?:what|which)\b|什么|哪", re.IGNORECASE)
_MINE = re.compile(
    r"\bi (?:have )?(?:ordered|bought|purchased|chose|got|choose)\b|\bdid i (?:order|buy|choose|get)\b|\bmy\b|我(?:买|订|选)",
    re.IGNORECASE,
)
_WHERE_TO = re.compile(
    r"\b(?:what|which|where)\b[^.?!]*\baddress\b[^.?!]*\border|\b(?:what|which)\b[^.?!]*\border[^.?!]*\baddress\b|"
    r"\bwhere (?:was|is|are|were|did)\b[^.?!]*\border[^.?!]*\b(?:sent|shipped|delivered|going) to\b|订单.*(?:寄到|送到)哪",
    re.IGNORECASE,
)
_RIGHT_NOW = re.compile(
    r"\b(?:what|which|how much)\b[^.?!]*\b(?:available|right now|in stock|options?|variant|version)\b|"
    r"\bhow much (?:is|are|does|would)\b[^.?!]*\b(?:with|in)\b",
    re.IGNORECASE,
)
_BALANCE = re.compile(
    r"\b(?:balance|left|remaining)\b[^.?!]*\bgift ?card|\bgift ?card\b[^.?!]*\b(?:balance|left|remaining)|礼品卡.*(?:余额|还有|剩)",
    re.IGNORECASE,
)
EVERY_STATE = frozenset(
    ["pending", "processed", "shipped", "delivered", "cancelled", "return_requested", "returned", "exchange_requested", "exchanged"]
)  # fmt: skip

_WORDS = frozenset(
    ["tracking", "number", "total", "refund", "balance", "remaining", "price", "amount", "money", "ordered", "bought"]
)
_KINDS = frozenset(["options", "variants", "versions", "choices", "styles", "variations", "tracking", "number"])

Step = Generator[Call | Ahead, ToolResult, "wire.Item | None"]
Answer = Callable[[View, Sequence[wire.OrderItem]], Flow]


def question_meant(turn: Turn) -> Answer | None:
    """The one who may know; `None` where the message asks nothing of this kind."""
    text = mended(turn.text, _WORDS)
    if not turn.principal.verified:
        return None
    if TRACKING.search(text):
        return tracking_numbers
    if _BALANCE.search(text):
        return gift_card_balance
    if _WHERE_TO.search(text):
        return where_it_goes
    if _AMOUNT.search(text) and _REMAINING.search(text):
        return what_stays
    if _AMOUNT.search(text) and (_BACK.search(text) or _OWED.search(text)):
        return what_moves
    if _AMOUNT.search(text) and _PAID.search(text):
        return what_was_paid
    if _RIGHT_NOW.search(text):
        return variant_priced
    if _WHICH_OPTION.search(text) and _MINE.search(text):
        return chosen_options
    return None


def counts_variants(turn: Turn) -> bool:
    return _COUNT.search(mended(turn.text, _KINDS)) is not None


def answering(answer: Answer, otherwise: Callable[[View], Flow]) -> Callable[[View], Flow]:
    """Where the records tell nothing of the kind, the message is answered as it would have been."""

    def flow(view: View) -> Flow:
        told = yield view.call("find_purchases")
        orders = told.payload.orders if isinstance(told.payload, Orders) else ()
        said = yield from answer(view, orders)
        if said == Said():
            return (yield from otherwise(view))
        return said

    return flow


# Parcels ----------------------------------------------------------------------------------------------------


def tracking_numbers(view: View, orders: Sequence[wire.OrderItem]) -> Flow:
    meant = orders_meant(view.turn, orders, EVERY_STATE)
    found = [one for one in meant.orders if one.shipments]
    focus = [one for one in found if one.order_id == view.turn.dialogue.focus_order]
    found = found if meant.named or not focus else focus
    if not found:
        key = "orders.no_parcel" if meant.named and meant.orders else ""
        return Said(view.say(key, order=meant.orders[0].order_id)) if key else Said()
    if len(found) > 1:
        return offer(view, Job("track_order", view.turn.text), found)
    yield view.call("track_parcel", order_id=found[0].order_id)
    numbers = [parcel.tracking_number for parcel in found[0].shipments]
    key = "orders.tracking" if len(numbers) == 1 else "orders.tracking_several"
    return Said(view.say(key, order=found[0].order_id, numbers=view.listed(numbers)))


def where_it_goes(view: View, orders: Sequence[wire.OrderItem]) -> Flow:
    """The address on the order."""
    meant = orders_meant(view.turn, orders, EVERY_STATE)
    order = meant.one_named
    if order is None or order.address is None:
        return Said()
    yield view.call("order_status", order_id=order.order_id)
    address = order.address
    parts = (
        address.line1,
        address.line2,
        address.city,
        f"{address.region} {address.postcode}".strip(),
        address.country,
    )
    return Said(view.say("orders.goes_to", address=", ".join(filter(None, parts))))


# Money ------------------------------------------------------------------------------------------------------


def what_moves(view: View, _orders: Sequence[wire.OrderItem]) -> Flow:
    """By everything agreed in this conversation."""
    told = yield view.call("total_of_changes")
    total = told.payload if isinstance(told.payload, Sum) else None
    if total is None or not total.parts:
        return Said()
    amount = view.money(Money(abs(total.amount.minor), total.amount.currency))
    return Said(view.say("orders.back_in_all" if total.amount.minor >= 0 else "orders.paid_in_all", amount=amount))


def what_stays(view: View, orders: Sequence[wire.OrderItem]) -> Flow:
    order_id = _one_order(view, orders_meant(view.turn, orders, EVERY_STATE))
    if order_id is None:
        return Said()
    told = yield view.call("total_of_purchases", order_id=order_id)
    total = told.payload if isinstance(told.payload, Sum) else None
    if total is None or total.kept is None:
        return Said()
    return Said(view.say("orders.stays", amount=view.money(total.kept)))


def _one_order(view: View, meant: OrdersMeant) -> str | None:
    """The one that is named, else the one talked about."""
    return meant.one_named.order_id if meant.one_named else view.turn.dialogue.focus_order


def what_was_paid(view: View, orders: Sequence[wire.OrderItem]) -> Flow:
    """For one thing, for all things of a kind, or for an order."""
    named = mentions(view.turn.text, orders)
    things = [one for one in named if not one.locates]
    meant = orders_meant(view.turn, orders, EVERY_STATE)
    if not things:
        order_id = _one_order(view, meant)
        if order_id is None:
            return Said()
        told = yield view.call("total_of_purchases", order_id=order_id)
        if not isinstance(told.payload, Sum) or not told.payload.parts:
            return Said()
        return Said(view.say("orders.that_order", amount=view.money(told.payload.amount)))
    lines = _lines(view, things, orders, meant.orders if any(one.locates for one in named) else orders)
    told = yield view.call("total_of_purchases", line_ids=[line.line_id for line in lines])
    return _paid(view, told.payload, view.listed(list(dict.fromkeys(view.name(line.title) for line in lines))))


def _lines(
    view: View, things: Sequence[Mention], orders: Sequence[wire.OrderItem], within: Sequence[wire.OrderItem]
) -> list[wire.OrderLineItem]:
    lines = [line for order in (within or orders) for line in order.lines]
    every = _IN_ALL.search(view.turn.text) or any(one.plural for one in things)
    if every:
        return [line for line in lines if any(one.fits(line) for one in things)]
    return [line for one in things for line in described_lines(one, lines)[:1]]


def _paid(view: View, payload: object, things: str) -> Said:
    if not isinstance(payload, Sum) or not payload.parts:
        return Said()
    return Said(view.say("orders.paid_for", amount=view.money(payload.amount), things=things))


def gift_card_balance(view: View, _orders: Sequence[wire.OrderItem]) -> Flow:
    told = yield view.call("show_account")
    cards = (
        [one for one in told.payload.methods if one.balance is not None] if isinstance(told.payload, Account) else []
    )
    if not cards:
        return Said()
    texts = [
        view.say("orders.balance", amount=view.money(one.balance), label=one.label) for one in cards if one.balance
    ]
    return Said(view.sentences(*texts))


# Options ----------------------------------------------------------------------------------------------------


def chosen_options(view: View, orders: Sequence[wire.OrderItem]) -> Flow:
    """Which material the t-shirts have that were ordered."""
    named = mentions(view.turn.text, orders)
    things = [one for one in named if not one.locates]
    meant = orders_meant(view.turn, orders, EVERY_STATE)
    lines = [line for order in (meant.orders if meant.named else orders) for line in order.lines]
    found = [
        line for one in things for line in (lines if one.plural else described_lines(one, lines)) if one.fits(line)
    ]
    folded = view.turn.text.casefold()
    told = [
        view.say("orders.option", title=view.name(line.title), name=name, value=value)
        for line in {one.line_id: one for one in found}.values()
        for name, value in line.options.items()
        if re.search(rf"\b{re.escape(name.casefold())}s?\b", folded)
    ]
    if not told:
        return Said()
    order_ids = list(dict.fromkeys(one.order_id for one in orders for line in one.lines if line in found))
    for order_id in order_ids[:3]:
        yield view.call("order_status", order_id=order_id)
    return Said(view.sentences(*told))


def _product_meant(view: View, orders: Sequence[wire.OrderItem], words: str) -> Step:
    """With its variants: what they bought by that name, else the first that search finds."""
    named = mentions(view.turn.text, orders)
    lines = [line for one in named for order in orders for line in order.lines if one.fits(line)]
    product_id = lines[0].product_id if lines else None
    if product_id is None:
        found = yield view.call("search_products", query=words, count=1)
        items = view.items(found)
        product_id = items[0].product_id if items else None
    if product_id is None:
        return None
    shown = yield view.call("show_product", product_id=product_id)
    return next(iter(view.items(shown)), None)


def variant_priced(view: View, orders: Sequence[wire.OrderItem]) -> Flow:
    """The cheapest or the dearest variant of a product that is named in full, or the one whose options are named."""
    whole = [one for one in mentions(view.turn.text, orders) if one.whole and not one.locates]
    lines = [line for one in whole for order in orders for line in order.lines if one.fits(line)]
    if not lines:
        return Said()
    item = yield from _product_meant(view, orders, "")
    there = [one for one in (item.variants or []) if one.available and one.price] if item else []
    if item is None or len(there) < 2:
        return Said()
    ranked = sorted(there, key=lambda one: one.price.minor if one.price else 0)
    cheap = CHEAPEST.search(view.turn.text) is not None
    if cheap or DEAREST.search(view.turn.text):
        return _variant_price(view, item, ranked[0] if cheap else ranked[-1], "cheapest" if cheap else "dearest")
    options = named_options(item, lines[0].model_copy(update={"options": {}}), view.turn.text)
    fits = [one for one in there if all(one.options.get(name) in values for name, values in options.items())]
    return _variant_price(view, item, fits[0], "named") if options and len(fits) == 1 else Said()


def _variant_price(view: View, item: wire.Item, variant: wire.VariantItem, how: str) -> Said:
    if variant.price is None:
        return Said()
    label = ", ".join(variant.options.values())
    amount = view.money(variant.price)
    return Said(view.say(f"orders.{how}_variant", title=view.name(item.title), amount=amount, label=label))


def variants_counted(view: View) -> Flow:
    """How many variants of a product can be had now."""
    purchases = yield view.call("find_purchases")
    orders = purchases.payload.orders if isinstance(purchases.payload, Orders) else ()
    item = yield from _product_meant(view, orders, _COUNT.sub(" ", view.turn.text))
    if item is None:
        return Said(view.say("not_understood.plain"))
    there = sum(one.available for one in item.variants or [])
    return Said(view.say("orders.variants", n=there, title=view.name(item.title)))
