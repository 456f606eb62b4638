"""Money in and out of an order. Who moves it is behind `PaymentProvider`; no card number passes here."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from sqlmodel import Session

from shop.columns import now
from shop.customers import PaymentMethod
from shop.orders import Payment, payments_of


@runtime_checkable
class PaymentProvider(Protocol):
    """Moves money. `reference` is the same when the same movement is asked for again, so it happens once."""

    def take(self, payment_method_id: str, amount_minor: int, *, reference: str) -> None:
        """Raises `Conflict` when it is declined, `Unavailable` when nobody answers."""

    def give_back(self, payment_method_id: str | None, amount_minor: int, *, reference: str) -> None:
        """Raises as `take`."""


@dataclass(frozen=True)
class SimulatedPayments:
    """Says yes to everything; nothing is charged anywhere."""

    def take(self, payment_method_id: str, amount_minor: int, *, reference: str) -> None:
        """Nothing to do."""

    def give_back(self, payment_method_id: str | None, amount_minor: int, *, reference: str) -> None:
        """Nothing to do."""


SIMULATED = SimulatedPayments()


def take(
    session: Session, order_id: str, method: PaymentMethod, amount_minor: int, *, provider: PaymentProvider = SIMULATED
) -> Payment:
    """One more payment of an order; a gift card has less at once. The caller has checked that it has enough."""
    row = _row(session, order_id, "payment", method.payment_method_id, method.label(), amount_minor)
    provider.take(method.payment_method_id, amount_minor, reference=row.payment_id)
    _move_balance(session, method, -amount_minor)
    return row


def give_back(
    session: Session,
    order_id: str,
    *,
    payment_method_id: str | None,
    label: str,
    amount_minor: int,
    provider: PaymentProvider = SIMULATED,
) -> Payment:
    """One more refund of an order; a gift card has more at once."""
    row = _row(session, order_id, "refund", payment_method_id, label, amount_minor)
    provider.give_back(payment_method_id, amount_minor, reference=row.payment_id)
    if payment_method_id and (method := session.get(PaymentMethod, payment_method_id)):
        _move_balance(session, method, amount_minor)
    return row


def _row(session: Session, order_id: str, kind: str, method_id: str | None, label: str, amount_minor: int) -> Payment:
    session.flush()
    position = len(payments_of(session, order_id))
    row = Payment(
        payment_id=f"{order_id}-p{position + 1}",
        order_id=order_id,
        kind=kind,
        payment_method_id=method_id,
        method=label,
        amount_minor=amount_minor,
        at=now(),
        position=position,
    )
    session.add(row)
    session.flush()
    return row


def _move_balance(session: Session, method: PaymentMethod, amount_minor: int) -> None:
    if method.kind == "gift_card" and method.balance_minor is not None:
        method.balance_minor += amount_minor
        session.add(method)
