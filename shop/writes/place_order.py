"""Place an order from the cart. Payment is simulated: the method is named, nothing is charged."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from shop.carts import CartLine, empty_cart, lines_in_cart
from shop.catalog import Product, Variant, find_by_sku
from shop.codes import Discount, discount_on_cart
from shop.columns import now
from shop.customers import Address, PaymentMethod, addresses_of, payment_methods_of
from shop.errors import Conflict
from shop.events import Event
from shop.orders import Order, OrderLine, order_key
from shop.payments import take
from shop.policies.parameters import rules_of
from shop.policies.rules import delivery_minor, refuse
from shop.promotions import redeem
from shop.shelves import can_be_had
from shop.writes.deed import Deed, Step
from shop.writes.replacement import free_number, next_in_line

Row = tuple[CartLine, Product, Variant]


@dataclass(frozen=True)
class Basket:
    """What would be ordered, priced now."""

    rows: tuple[Row, ...]
    goods_minor: int
    shipping_minor: int
    discount: Discount | None
    address: Address
    method: PaymentMethod

    @property
    def discount_minor(self) -> int:
        """Off the goods; free delivery shows in `shipping_minor`."""
        return self.discount.offer.off_goods_minor if self.discount else 0

    @property
    def total_minor(self) -> int:
        return self.goods_minor + self.shipping_minor - self.discount_minor


def basket(session: Session, customer_id: str, *, language: str = "en") -> Basket:
    """Raises `Refused` where nothing can be ordered."""
    found = [(line, find_by_sku(session, line.sku)) for line in lines_in_cart(session, customer_id)]
    rows = tuple((line, *pair) for line, pair in found if pair)
    if not rows:
        raise refuse("P1", language)
    if any(not can_be_had(variant, line.quantity) for line, _, variant in rows):
        raise refuse("P2", language)
    addresses, methods = addresses_of(session, customer_id), payment_methods_of(session, customer_id)
    paying = [method for method in methods if method.kind != "gift_card"]
    if not addresses or not paying:
        raise refuse("P3", language)
    goods = sum((variant.price_minor or 0) * line.quantity for line, _, variant in rows)
    discount = discount_on_cart(session, customer_id, moment=now())
    shipping = 0 if discount and discount.offer.free_shipping else delivery_minor(goods, rules=rules_of(session))
    return Basket(rows, goods, shipping, discount, addresses[0], paying[0])


def carry_out(deed: Deed, step: Step) -> dict[str, Any]:
    """Raises `Conflict` when the cart or a price is not what was confirmed."""
    session, customer_id = deed.session, deed.customer_id
    _hold_shelves(session, customer_id)
    wanted = basket(session, customer_id, language=deed.language)
    if fingerprint(wanted) != step["fingerprint"]:
        raise Conflict("The cart or a price has changed since you were asked; please look at it again.")
    order = _order(session, customer_id, wanted)
    session.add(order)
    session.flush()
    for position, (line, product, variant) in enumerate(wanted.rows):
        _sell(session, order, position, line, product, variant)
    take(session, order.order_id, wanted.method, wanted.total_minor, provider=deed.payments)
    if wanted.discount:
        code, saves_minor = wanted.discount.code.code, wanted.discount.offer.saves_minor
        redeem(session, code, customer_id=customer_id, order_id=order.order_id, saves_minor=saves_minor)
    empty_cart(session, customer_id)
    return {"order_id": order.order_id, "total_minor": wanted.total_minor}


def fingerprint(wanted: Basket) -> str:
    """Changes whenever what the shopper said yes to would not be what happens."""
    lines = ",".join(f"{line.sku}x{line.quantity}@{variant.price_minor}" for line, _, variant in wanted.rows)
    code = wanted.discount.code.code if wanted.discount else ""
    return f"{lines}|{wanted.total_minor}|{code}|{wanted.address.address_id}|{wanted.method.payment_method_id}"


def _hold_shelves(session: Session, customer_id: str) -> None:
    """Lock what is about to be sold, always in the same order, and read its stock and price afresh."""
    skus = [line.sku for line in lines_in_cart(session, customer_id)]
    wanted = select(Variant).where(col(Variant.sku).in_(skus)).order_by(col(Variant.sku)).with_for_update()
    session.exec(wanted.execution_options(populate_existing=True)).all()


def _order(session: Session, customer_id: str, wanted: Basket) -> Order:
    order_id = free_number(session)
    return Order(
        order_id=order_id,
        order_key=order_key(order_id),
        customer_id=customer_id,
        state="pending",
        placed_at=now(),
        sequence=next_in_line(session, customer_id),
        address=wanted.address.postal(),
        shipping_minor=wanted.shipping_minor,
        discount_minor=wanted.discount_minor,
        promotion_code=wanted.discount.code.code if wanted.discount else None,
    )


def _sell(session: Session, order: Order, position: int, line: CartLine, product: Product, variant: Variant) -> None:
    session.add(
        OrderLine(
            line_id=f"{order.order_id}-{position + 1}",
            order_id=order.order_id,
            position=position,
            sku=variant.sku,
            product_id=product.product_id,
            title=product.title,
            title_zh=product.title_zh,
            options=variant.options,
            quantity=line.quantity,
            price_minor=variant.price_minor or 0,
        )
    )
    if variant.stock is not None:
        variant.stock -= line.quantity
        session.add(variant)
    session.add(
        Event(
            event_id=f"bought-{order.order_id}-{position}",
            customer_id=order.customer_id,
            kind="purchase",
            product_id=product.product_id,
            sku=variant.sku,
            at=now(),
            properties={"quantity": line.quantity},
        )
    )
