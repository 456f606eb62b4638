"""Placing an order from the cart waits for a yes: priced and shown with every detail, never done here."""

import wire
from shop.codes import apply_best_held
from shop.money import Money
from shop.storefront import get_storefront
from shop.writes.place_order import Basket, basket, fingerprint
from tools.cart_view import cart_facts, cart_view
from tools.context import ShopContext
from tools.orders import sign_in
from tools.proposing import confirmation, proposed, store
from tools.result import Fact
from tools.shop_tool import Answer, Shop, shop_tool


@shop_tool
def propose_checkout(runtime: Shop) -> Answer:
    """Ask the shopper to confirm ordering what is in the cart. Nothing is ordered or charged by this call.

    The best promotion code the shopper holds is put on the cart if none is on it.
    """
    context = runtime.context
    if not context.principal.verified:
        return sign_in("propose_checkout", context)
    with context.database.writing() as session:
        currency = get_storefront(session).currency
        apply_best_held(session, context.principal.customer_id, moment=context.clock())
        session.flush()
        wanted = basket(session, context.principal.customer_id, language=context.language)
        cart = cart_view(session, context.principal.customer_id, context.language)
        part = _checkout_part(context, wanted, currency)
        step = {"action": "place_order", "fingerprint": fingerprint(wanted), "language": context.language}
        store(session, context, part, [step])
    facts = cart_facts(cart) + [
        Fact(f"proposal:{part.confirmation_id}", name, Money(minor, currency))
        for name, minor in (("total", wanted.total_minor), ("goods", wanted.goods_minor),
                            ("shipping", wanted.shipping_minor), ("discount", wanted.discount_minor))
        if minor
    ]  # fmt: skip
    return proposed("propose_checkout", part, tuple(facts))


def _checkout_part(context: ShopContext, wanted: Basket, currency: str) -> wire.ConfirmationPart:
    zh = context.language == "zh"
    details = [
        f"{line.quantity} × {product.name(context.language)}"
        + (f" ({label})" if (label := variant.label(context.language)) else "")
        for line, product, variant in wanted.rows
    ]
    if wanted.discount:
        title = wanted.discount.title(context.language)
        details.append(f"{'优惠码' if zh else 'Code'} {wanted.discount.code.code}: {title}")
    details.append(f"{'送到' if zh else 'To'}: {wanted.address.postal().one_line()}")
    amounts = (
        ("商品" if zh else "Goods", wanted.goods_minor),
        ("优惠" if zh else "Discount", -wanted.discount_minor),
        ("运费" if zh else "Shipping", wanted.shipping_minor),
    )
    money = [_line(label, minor, currency) for label, minor in amounts if minor]
    method = wanted.method.label(context.language)
    total = _line("合计" if zh else "Total", wanted.total_minor, currency, method)
    said = Money(wanted.total_minor, currency)
    summary = f"下单，共 {said}，用{method}支付" if zh else f"Order for {said}, paid by {method}"
    return confirmation(context, action="place_order", summary=summary, details=details, money=[*money, total])


def _line(label: str, minor: int, currency: str, method: str | None = None) -> wire.MoneyLine:
    return wire.MoneyLine(label=label, amount=wire.Amount(minor=minor, currency=currency), method=method)
