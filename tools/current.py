"""Orders and parcels as the shop's own systems hold them now, read before a tool tells of them."""

from collections.abc import Sequence

from shop.connectors.carriers.carrier import fresh_parcels
from shop.connectors.mirror import Freshness, fresh_orders
from tools.context import ShopContext


def current_orders(context: ShopContext) -> Freshness:
    """Raises `Unavailable` where the order system is away and nothing of this shopper was ever read."""
    return fresh_orders(context.database, context.systems.orders, context.owner.customer_id, clock=context.clock)


def current_parcels(context: ShopContext, order_ids: Sequence[str], so_far: Freshness) -> Freshness:
    """The parcels of these orders too; the older of the ages."""
    ages = [
        so_far,
        *(fresh_parcels(context.database, context.systems.carriers, key, clock=context.clock) for key in order_ids),
    ]
    old = [age.as_of for age in ages if age.as_of is not None]
    return Freshness(min(old)) if old else so_far
