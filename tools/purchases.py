"""Everything the shopper has bought, for finding what they mean, and sums over it: what was paid, what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass

import wire
from shop.money import Money
from shop.orders import count_orders, orders_of
from shop.proposals import Proposal, proposals_of
from shop.returns import returns_of_order
from shop.storefront import find_storefront
from tools.context import ShopContext
from tools.current import current_orders
from tools.order_facts import order_facts
from tools.order_view import order_item
from tools.orders import MOST_SEARCHED, Orders, sign_in
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool


@shop_tool
def find_purchases(runtime: Shop) -> Answer:
    """Look up all orders of the shopper with every item, to find which one they mean. Shows nothing on screen."""
    context = runtime.context
    if not context.principal.verified:
        return sign_in("find_purchases", context)
    age = current_orders(context)
    with context.database.session() as session:
        customer_id = context.principal.customer_id
        found = orders_of(session, customer_id, limit=MOST_SEARCHED)
        clock = context.clock()
        orders = tuple(order_item(session, order, context.language, clock=clock, as_of=age.as_of) for order in found)
        total = count_orders(session, customer_id)
    facts = tuple(fact for order in orders for fact in order_facts(order))
    content = "\n".join(_compact(order) for order in orders) or "The shopper has no orders."
    return content, ToolResult(tool="find_purchases", facts=facts, payload=Orders(orders, total))


def _compact(order: wire.OrderItem) -> str:
    lines = "; ".join(
        f"{line.quantity} x {line.title} ({', '.join(line.options.values())}) [{line.line_id}]" for line in order.lines
    )
    return f"{order.order_id} {order.state}: {lines}"


@dataclass(frozen=True)
class Sum:
    """Minor units; `parts` are what it is made of."""

    amount: Money
    parts: tuple[tuple[str, Money], ...] = ()
    kept: Money | None = None
    """Of one order with goods on their way back: what the items cost that stay."""


@shop_tool
def total_of_changes(runtime: Shop) -> Answer:
    """Add up what the shopper gets back (or, if negative, pays) by everything agreed in this conversation."""
    context = runtime.context
    if not context.principal.verified:
        return sign_in("total_of_changes", context)
    with context.database.session() as session:
        done = [one for one in proposals_of(session, context.conversation_id) if _counts(one, context)]
        shop = find_storefront(session)
    currency = shop.currency if shop else "USD"
    moved = [(name, Money(minor, currency)) for one in done for name, minor in _moves(one)]
    total = Money(sum(money.minor for _, money in moved), currency)
    return _summed("total_of_changes", "conversation", Sum(total, tuple(moved)))


def _counts(proposal: Proposal, context: ShopContext) -> bool:
    return proposal.state == "done" and proposal.customer_id == context.principal.customer_id


def _moves(proposal: Proposal) -> list[tuple[str, int]]:
    """Minor units back to the shopper, by what each step was about; a change of the way to pay moves nothing in all."""
    told = []
    for step in (proposal.outcome or {}).get("steps", []):
        back = step["refund_minor"] if "refund_minor" in step else -step.get("difference_minor", 0)
        if back:
            told.append((str(step.get("order_id") or proposal.action), int(back)))
    return told


@shop_tool
def total_of_purchases(runtime: Shop, line_ids: list[str] | None = None, order_id: str | None = None) -> Answer:
    """Add up what was paid: for some items by line id, or for one order with what stays of it after a return.

    Args:
        line_ids: The lines to add up, as `find_purchases` names them.
        order_id: One order instead.
    """
    context = runtime.context
    if not context.principal.verified:
        return sign_in("total_of_purchases", context)
    with context.database.session() as session:
        found = orders_of(session, context.principal.customer_id, limit=MOST_SEARCHED)
        orders = [order_item(session, order, context.language, clock=context.clock()) for order in found]
        gone = {line for order in found for row in returns_of_order(session, order.order_id) for line in row.quantities}
        shop = find_storefront(session)
    currency = shop.currency if shop else "USD"
    whole = next((one for one in orders if order_id and _is(one, order_id)), None)
    wanted = set(line_ids or ())
    lines = [line for one in orders for line in one.lines if line.line_id in wanted or one is whole]
    kept = _worth([line for line in lines if line.line_id not in gone], currency) if whole else None
    parts = tuple((line.title, Money(line.price.minor * line.quantity, currency)) for line in lines)
    total = Money(whole.total.minor, currency) if whole else _worth(lines, currency)
    # Where all are of one product, the sum may be said of it.
    alike = tuple(
        Fact(f"product:{line.product_id}", "total_paid", total, line.title)
        for line in lines[:1]
        if len({one.product_id for one in lines}) == 1
    )
    return _summed("total_of_purchases", "purchases", Sum(total, parts, kept), alike)


def _is(order: wire.OrderItem, order_id: str) -> bool:
    return order.order_id.lstrip("#").casefold() == order_id.lstrip("#").casefold()


def _worth(lines: Sequence[wire.OrderLineItem], currency: str) -> Money:
    return Money(sum(line.price.minor * line.quantity for line in lines), currency)


def _summed(tool: str, entity: str, total: Sum, more: tuple[Fact, ...] = ()) -> Answer:
    facts = [Fact(entity, "total", total.amount, stable=True)]
    facts.append(Fact(entity, "total", Money(abs(total.amount.minor), total.amount.currency), stable=True))
    facts += [Fact(entity, "amount", money, name, stable=True) for name, money in total.parts]
    if total.kept is not None:
        facts.append(Fact("purchases", "kept_total", total.kept, stable=True))
    kept = f"; of that stays {total.kept}" if total.kept is not None else ""
    content = f"{total.amount} in all{kept}: " + "; ".join(f"{name} {money}" for name, money in total.parts)
    return content, ToolResult(tool=tool, facts=(*facts, *more), payload=total)
