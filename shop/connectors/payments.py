"""A payment provider behind HTTP. The reference names the movement for good: asked twice, it happens once."""

from typing import Any

from shop.connectors.over_http import HttpSystem, reason_in
from shop.errors import Conflict


class HttpPayments:
    """`POST /charges` and `POST /refunds` with `{payment_method_id, amount_minor, reference}`; 4xx is a decline."""

    def __init__(self, system: HttpSystem) -> None:
        self._system = system

    def take(self, payment_method_id: str, amount_minor: int, *, reference: str) -> None:
        self._move("/charges", payment_method_id, amount_minor, reference)

    def give_back(self, payment_method_id: str | None, amount_minor: int, *, reference: str) -> None:
        self._move("/refunds", payment_method_id, amount_minor, reference)

    def _move(self, path: str, payment_method_id: str | None, amount_minor: int, reference: str) -> None:
        body: dict[str, Any] = {
            "payment_method_id": payment_method_id,
            "amount_minor": amount_minor,
            "reference": reference,
        }
        status, told = self._system.write(path, body, key=reference)
        if status >= 400:
            raise Conflict(f"The payment was declined: {reason_in(told) or 'no reason was given'}.")
