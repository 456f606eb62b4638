"""A carrier, or a shop's own gateway to carriers, that answers in the form of `aisle import orders`."""

from urllib.parse import quote

from shop.connectors.over_http import HttpSystem
from shop.records.orders import ParcelRow


class PlainCarrier:
    """`GET /parcels/{tracking_number}` -> a parcel as in docs/connect.md; 404 where it is not known."""

    def __init__(self, system: HttpSystem) -> None:
        self._system = system

    def track(self, tracking_number: str) -> ParcelRow | None:
        told = self._system.read(f"/parcels/{quote(tracking_number, safe='')}")
        return None if told is None else self._system.agreed(ParcelRow, told)
