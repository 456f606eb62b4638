"""Carriers: one file each, named in `CARRIERS`; which parcel goes to which is told by `AISLE_CARRIERS`."""

from collections.abc import Callable, Mapping

from shop.connectors.carriers.carrier import Carrier
from shop.connectors.carriers.plain import PlainCarrier
from shop.connectors.over_http import HttpSystem
from shop.errors import Invalid

CARRIERS: Mapping[str, Callable[[HttpSystem], Carrier]] = {"plain": PlainCarrier}
"""By the form of the answers; the first part of an entry like `plain+https://api.example.org`."""


def carriers_of(told: Mapping[str, str], *, key: str = "", timeout_s: float = 3.0) -> dict[str, Carrier]:
    """The carriers of the setting, by the name that parcels carry, lower case.

    Raises:
        Invalid: If an entry names no form there is.
    """
    found: dict[str, Carrier] = {}
    for name, where in told.items():
        form, _, url = where.partition("+")
        if form not in CARRIERS or not url.startswith(("http://", "https://")):
            raise Invalid(f"AISLE_CARRIERS: {name!r} is at {where!r}; write it as {'|'.join(CARRIERS)}+https://host.")
        found[name.lower()] = CARRIERS[form](HttpSystem(name, url, key=key, timeout_s=timeout_s))
    return found


__all__ = ["CARRIERS", "Carrier", "carriers_of"]
