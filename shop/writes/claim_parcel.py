"""Make good a parcel that was lost or came damaged: the money back, or the same goods again free of charge."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shop.approvals import asked_before
from shop.catalog import Variant
from shop.claims import Claim, claimed_pieces, claims_of_order
from shop.orders import Order, get_order, kept_minor, lines_of, payments_of
from shop.payments import give_back
from shop.policies.rules import days_since
from shop.shelves import can_be_had, move_stock
from shop.shipments import Shipment, late_days, shipments_of
from shop.writes.deed import Deed, MoneyMove, Plan, Step
from shop.writes.goods_back import check_unclaimed, delivered_at, refund_minor
from shop.writes.items import Pieces, piece_words, pieces_meant
from shop.writes.methods import refund_method
from shop.writes.replacement import send_again

CLAIMABLE = frozenset({"shipped", "delivered", "return_requested", "exchange_requested"})


@dataclass(frozen=True)
class Meant:
    """What is claimed, checked: `refund` is in minor units, `method` id and name of where it goes."""

    order: Order
    parcel: Shipment | None
    kind: str
    remedy: str
    pieces: tuple[Pieces, ...]
    refund: int
    method: tuple[str | None, str]


def plan(deed: Deed, step: Step) -> Plan:
    meant = _checked(deed, step)
    again = meant.remedy == "replacement"
    kinds = {"lost": ("Report a lost parcel", "申报包裹丢失"), "damaged": ("Report damaged goods", "申报商品破损")}
    en, zh = kinds[meant.kind]
    told = deed.say("The same items are sent again free of charge", "免费补发同样的商品")
    return Plan(
        summary=deed.say(f"{en} of order {meant.order.order_id}", f"{zh}（订单 {meant.order.order_id}）"),
        details=(*(piece_words(deed, one) for one in meant.pieces), *((told,) if again else ())),
        money=() if again else (MoneyMove(deed.say("Refund", "退款"), meant.refund, meant.method[1]),),
        goods_minor=meant.refund if again else 0,
    )


def carry_out(deed: Deed, step: Step) -> dict[str, Any]:
    meant = _checked(deed, step)
    order_id = meant.order.order_id
    again = send_again(deed, meant.order, meant.pieces) if meant.remedy == "replacement" else None
    if again is None:
        give_back(
            deed.session, order_id, payment_method_id=meant.method[0], label=meant.method[1],
            amount_minor=meant.refund, provider=deed.payments,
        )  # fmt: skip
    else:
        move_stock(deed.session, Counter({sku: -pieces for sku, pieces in _by_sku(meant.pieces).items()}))
    claim = Claim(
        claim_id=f"cl-{deed.key or order_id.lstrip('#')}-{len(claims_of_order(deed.session, order_id)) + 1}",
        order_id=order_id,
        customer_id=deed.customer_id,
        shipment_id=meant.parcel.shipment_id if meant.parcel else None,
        kind=meant.kind,
        remedy=meant.remedy,
        quantities={one.line.line_id: one.quantity for one in meant.pieces},
        reason=str(step.get("reason", ""))[:500],
        refund_minor=0 if again else meant.refund,
        replacement_order_id=again.order_id if again else None,
        made_at=deed.moment,
    )
    deed.session.add(claim)
    return {
        "order_id": order_id, "claim_id": claim.claim_id, "refund_minor": claim.refund_minor,
        "replacement_order_id": claim.replacement_order_id,
    }  # fmt: skip


def _checked(deed: Deed, step: Step) -> Meant:
    order = get_order(deed.session, str(step["order_id"]), customer_id=deed.customer_id)
    if order.state not in CLAIMABLE:
        raise deed.refuse("L4", state=order.state)
    kind, remedy = str(step["kind"]), str(step.get("remedy") or "refund")
    parcels = shipments_of(deed.session, order.order_id)
    parcel = _parcel(deed, order, parcels, step.get("shipment_id"), kind)
    pieces = _pieces(deed, order, parcel, step)
    if asked_before(deed.session, order.order_id, "claim_parcel", but=deed.key):
        raise deed.refuse("L3")
    check_unclaimed(deed, order, pieces)
    _check_cause(deed, order, parcel, pieces, kind)
    if remedy == "replacement" and not _on_shelf(deed, pieces):
        raise deed.refuse("L6")
    refund = refund_minor(deed, order, pieces)
    if _is_everything(deed, order, pieces):  # nothing of the order came well, so what its delivery cost is given back
        refund = min(refund + order.shipping_minor, kept_minor(payments_of(deed.session, order.order_id)))
    method = refund_method(deed, payments_of(deed.session, order.order_id), None) if remedy == "refund" else (None, "")
    return Meant(order, parcel, kind, remedy, tuple(pieces), refund, method)


def _parcel(deed: Deed, order: Order, parcels: Sequence[Shipment], named: str | None, kind: str) -> Shipment | None:
    """The one named, else the one the claim can be about; `None` where the source knows no parcels.

    Raises:
        Refused: L4 where nothing has left yet.
    """
    if named:
        wanted = named.strip().casefold()
        found = [one for one in parcels if wanted in {one.shipment_id.casefold(), one.tracking_number.casefold()}]
        if not found:
            raise deed.refuse("L4")
        return found[0]
    if not parcels and order.state == "shipped" and kind == "lost":
        raise deed.refuse("L1")  # on its way, and nobody knows how late
    claimed = {claim.shipment_id for claim in claims_of_order(deed.session, order.order_id)}
    fitting = [one for one in parcels if _may_be(deed, one, kind) and one.shipment_id not in claimed]
    return next(iter(fitting or [one for one in parcels if one.shipment_id not in claimed] or parcels), None)


def _may_be(deed: Deed, parcel: Shipment, kind: str) -> bool:
    return parcel.state == "delivered" if kind == "damaged" else _is_lost(deed, parcel)


def _is_lost(deed: Deed, parcel: Shipment) -> bool:
    """The carrier says so, or it is far later than promised."""
    if parcel.state in {"delivered", "returned_to_sender"}:
        return False
    return parcel.state == "lost" or late_days(parcel, deed.moment) >= deed.rules.lost_after_late_days


def _pieces(deed: Deed, order: Order, parcel: Shipment | None, step: Step) -> list[Pieces]:
    """Those named, else all of the parcel that was not made good yet. Raises `Refused` L3 where that is nothing."""
    if step.get("items"):
        meant = pieces_meant(deed, order, step)
        if parcel and any(one.line.line_id not in parcel.line_ids for one in meant) and parcel.line_ids:
            raise deed.refuse("I1")
        return meant
    claimed = claimed_pieces(deed.session, order.order_id)
    inside = set(parcel.line_ids) if parcel and parcel.line_ids else None
    lines = [one for one in lines_of(deed.session, order.order_id) if inside is None or one.line_id in inside]
    left = [(line, line.quantity - claimed.get(line.line_id, 0)) for line in lines]
    meant = [Pieces(line, quantity) for line, quantity in left if quantity > 0]
    if not meant:
        raise deed.refuse("L3")
    return meant


def _check_cause(deed: Deed, order: Order, parcel: Shipment | None, pieces: Sequence[Pieces], kind: str) -> None:
    """Raises `Refused`: L1 for what is not lost, L2 for damage to what has not come or came too long ago."""
    if kind == "lost":
        if parcel is None or not _is_lost(deed, parcel):
            raise deed.refuse("L1")
        return
    if (parcel.state if parcel else order.state) != "delivered":
        raise deed.refuse("L2")
    for one in pieces:
        passed = days_since(delivered_at(deed, order, one.line), deed.moment)
        if passed is not None and passed > deed.rules.claim_days:
            raise deed.refuse("L2")


def _on_shelf(deed: Deed, pieces: Sequence[Pieces]) -> bool:
    wanted = _by_sku(pieces)
    variants = [deed.session.get(Variant, sku) for sku in wanted]
    return all(variant is not None and can_be_had(variant, wanted[variant.sku]) for variant in variants)


def _by_sku(pieces: Sequence[Pieces]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for one in pieces:
        counted[one.line.sku] += one.quantity
    return counted


def _is_everything(deed: Deed, order: Order, pieces: Sequence[Pieces]) -> bool:
    """Whether with these pieces nothing of the order is left."""
    claimed = claimed_pieces(deed.session, order.order_id)
    for one in pieces:
        claimed[one.line.line_id] = claimed.get(one.line.line_id, 0) + one.quantity
    return all(claimed.get(line.line_id, 0) >= line.quantity for line in lines_of(deed.session, order.order_id))
