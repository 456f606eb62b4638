"""The system that holds the orders. By default there is none: Aisle keeps them, and a yes is carried out at once."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from shop.connectors.over_http import HttpSystem, reason_in
from shop.errors import Unavailable
from shop.records.orders import OrderRow

State = Literal["done", "accepted", "refused"]


class Answer(BaseModel):
    """What became of a write: `done`, `refused` with the reason, or `accepted`: to be told later."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    state: State
    reason: str = Field(default="", max_length=500)


@dataclass(frozen=True)
class OutgoingWrite:
    """A write as it leaves: what the shopper has said yes to, under an id that stays the same when it is sent again."""

    write_id: str
    customer_id: str
    action: str
    steps: list[dict[str, Any]]


@runtime_checkable
class OrderSystem(Protocol):
    """Every method raises `Unavailable` when nobody answers in time."""

    def orders_of(self, customer_id: str) -> list[OrderRow]: ...

    def submit(self, write: OutgoingWrite) -> Answer: ...

    def outcome(self, write_id: str) -> Answer | None:
        """What became of a write sent before; `None` where the system has never seen it."""
        ...


class HttpOrderSystem:
    """`GET /customers/{id}/orders`, `POST /writes`, `GET /writes/{id}`: the form is in docs/connect.md."""

    def __init__(self, system: HttpSystem) -> None:
        self._system = system

    def orders_of(self, customer_id: str) -> list[OrderRow]:
        told = self._system.read(f"/customers/{quote(customer_id, safe='')}/orders")
        if told is None:
            return []
        rows = [self._system.agreed(OrderRow, row) for row in self._listed(told)]
        return [row for row in rows if row.customer_id == customer_id]  # never another person's, whatever it says

    def submit(self, write: OutgoingWrite) -> Answer:
        body = {"write_id": write.write_id, "customer_id": write.customer_id, "action": write.action}
        status, told = self._system.write("/writes", {**body, "steps": write.steps}, key=write.write_id)
        if status in {200, 201, 202}:
            return self._system.agreed(Answer, told)
        reason = reason_in(told) or f"the order system said {status}."
        return Answer(state="refused", reason=reason[:500])

    def outcome(self, write_id: str) -> Answer | None:
        told = self._system.read(f"/writes/{quote(write_id, safe='')}")
        return None if told is None else self._system.agreed(Answer, told)

    def _listed(self, told: Any) -> list[Any]:
        rows = told.get("orders") if isinstance(told, dict) else None
        if not isinstance(rows, list):
            raise Unavailable(self._system.name, "its answer has no list `orders`.", "compare it with docs/connect.md")
        return rows
