"""What moves money or cannot be undone: one file a write, one line in `WRITES`. Each is carried out inside the
transaction that marks its proposal done, so it happens exactly once or not at all."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from shop.writes import cancel_order, place_order

CarryOut = Callable[[Session, str, dict[str, Any]], dict[str, Any]]
"""Takes the session, the customer and the step's arguments; gives what came of it; raises `Refused` or `Conflict`."""

WRITES: dict[str, CarryOut] = {
    "cancel_order": cancel_order.carry_out,
    "place_order": place_order.carry_out,
}
