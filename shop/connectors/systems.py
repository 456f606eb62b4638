"""The shop's own systems as they are connected; by default none is, and Aisle keeps everything itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shop.connectors.carriers import Carrier, carriers_of
from shop.connectors.order_system import HttpOrderSystem, OrderSystem
from shop.connectors.over_http import HttpSystem
from shop.connectors.payments import HttpPayments
from shop.payments import SIMULATED, PaymentProvider
from shop.settings import Settings


@dataclass(frozen=True)
class Systems:
    orders: OrderSystem | None = None
    """`None`: a yes is carried out here, at once. Else it is handed over, and done when that system says so."""
    carriers: Mapping[str, Carrier] = field(default_factory=dict)
    payments: PaymentProvider = SIMULATED
    """Used where Aisle keeps the orders; a connected order system moves the money itself."""


NONE = Systems()


def systems_of(settings: Settings) -> Systems:
    """Connect what the settings name; nothing is asked yet.

    Raises:
        Invalid: If a carrier is written in a form there is not.
    """
    orders: OrderSystem | None = None
    payments: PaymentProvider = SIMULATED
    if settings.order_system_url:
        key = settings.order_system_key.get_secret_value()
        timeout_s = settings.order_system_timeout_s
        orders = HttpOrderSystem(HttpSystem("order system", settings.order_system_url, key=key, timeout_s=timeout_s))
    if settings.payments_url:
        payments = HttpPayments(
            HttpSystem("payments", settings.payments_url, key=settings.payments_key.get_secret_value())
        )
    return Systems(orders, carriers_of(settings.carriers, key=settings.carriers_key.get_secret_value()), payments)
