"""By which way money may move: only the shopper's own, a gift card only as far as it reaches."""

from collections.abc import Sequence

from shop.customers import PaymentMethod, payment_methods_of
from shop.orders import Order, Payment, payments_of, still_owed
from shop.payments import give_back, take
from shop.writes.deed import Deed, MoneyMove


def own_method(deed: Deed, payment_method_id: str | None) -> PaymentMethod:
    """Raises `Refused` G1 for what is not saved in the shopper's account."""
    wanted = (payment_method_id or "").strip().casefold()
    for method in payment_methods_of(deed.session, deed.customer_id):
        if method.payment_method_id.casefold() == wanted:
            return method
    raise deed.refuse("G1")


def check_covers(deed: Deed, method: PaymentMethod, amount_minor: int) -> None:
    """Raises `Refused` G2 where a gift card holds less than what is to be paid."""
    if method.kind == "gift_card" and amount_minor > (method.balance_minor or 0):
        raise deed.refuse("G2")


def refund_method(deed: Deed, payments: Sequence[Payment], payment_method_id: str | None) -> tuple[str | None, str]:
    """Where a refund goes, by id and by name; the way it was paid where none is named.

    Raises:
        Refused: G1 for a way that is not theirs, G3 for one that is neither how they paid nor a gift card.
    """
    paid = [payment for payment, _ in still_owed(payments)]
    if payment_method_id is None and paid:
        return paid[0].payment_method_id, paid[0].method
    for payment in paid:
        if payment.payment_method_id and payment.payment_method_id == payment_method_id:
            return payment.payment_method_id, payment.method
    method = own_method(deed, payment_method_id)
    if method.kind != "gift_card" or not deed.rules.refund_to_gift_card:
        raise deed.refuse("G3")
    return method.payment_method_id, method.label()


def settling(deed: Deed, difference_minor: int, method: PaymentMethod) -> tuple[MoneyMove, ...]:
    """The price difference as the confirmation shows it; nothing where there is none."""
    if not difference_minor:
        return ()
    label = deed.say("To pay", "需补差价") if difference_minor > 0 else deed.say("Refund", "退差价")
    return (MoneyMove(label, -difference_minor, method.label(deed.language)),)


def settle(deed: Deed, order: Order, method: PaymentMethod | None, difference_minor: int) -> None:
    """Move the price difference: taken where it is positive, given back where it is negative."""
    if method is not None and difference_minor > 0:
        take(deed.session, order.order_id, method, difference_minor, provider=deed.payments)
    elif method is not None and difference_minor < 0:
        give_back(
            deed.session,
            order.order_id,
            payment_method_id=method.payment_method_id,
            label=method.label(),
            amount_minor=-difference_minor,
            provider=deed.payments,
        )


def settled_by(deed: Deed, order: Order, payment_method_id: str | None, difference_minor: int) -> PaymentMethod | None:
    """The way that pays or gets back a price difference: the one named, else the way the order was paid.

    Raises:
        Refused: G1 for one that is not theirs, or where a difference has no way at all; G2 for too small a gift card.
    """
    if payment_method_id is not None:
        method: PaymentMethod | None = own_method(deed, payment_method_id)
    else:
        method = _original_method(deed, payments_of(deed.session, order.order_id))
    if method is None and difference_minor:
        raise deed.refuse("G1")
    if method is not None:
        check_covers(deed, method, difference_minor)
    return method


def _original_method(deed: Deed, payments: Sequence[Payment]) -> PaymentMethod | None:
    """How the order was paid, where that way is still in the account."""
    saved = {method.payment_method_id: method for method in payment_methods_of(deed.session, deed.customer_id)}
    return next((saved[p.payment_method_id] for p in payments if p.payment_method_id in saved), None)
