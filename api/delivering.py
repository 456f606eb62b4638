"""Sends what shoppers have said yes to on to the shop's own order system, and their news back to them."""

import asyncio
import logging

from api.services import Services
from shop.connectors.deliver import deliver_due
from shop.errors import ShopError

ROUND_S = 1.0
log = logging.getLogger(__name__)


async def deliver(house: Services) -> None:
    """For as long as the server runs; nothing to do where Aisle keeps the orders itself."""
    system = house.systems.orders
    while system is not None:
        try:
            database = await house.shop.get()
            frames = await asyncio.to_thread(
                deliver_due, database, system, is_busy=lambda key: house.live.running(key) is not None
            )
            house.live.tell(frames)
        except ShopError as trouble:  # the database is away: `/health/ready` says so too, the next round comes
            log.warning("The outbox waits: %s", trouble)
        except Exception:
            log.exception("A round of the outbox failed; the next one comes.")
        await asyncio.sleep(ROUND_S)
