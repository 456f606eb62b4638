"""The shop's rules about orders as code: each refusal carries its id and what works instead. A shop changes them here.

`PARAMETERS` holds the numbers; the documents in `policies/default` say the same in words.
"""

from dataclasses import dataclass
from datetime import timedelta

from shop.errors import Refused
from shop.orders import Order


@dataclass(frozen=True)
class Parameters:
    cancellable_states: frozenset[str] = frozenset({"pending"})
    cancel_reasons: tuple[str, ...] = ("no longer needed", "ordered by mistake")
    return_window: timedelta = timedelta(days=30)
    proposal_valid: timedelta = timedelta(minutes=30)
    free_shipping_from_minor: int = 5_000
    shipping_minor: int = 495


PARAMETERS = Parameters()


@dataclass(frozen=True)
class Wording:
    """One refusal in both languages."""

    en: str
    zh: str
    instead_en: str = ""
    instead_zh: str = ""


WORDINGS = {
    "C1": Wording(
        "That order is being packed already, so it can't be cancelled any more (rule C1).",
        "这个订单已经在打包，不能取消了（规则 C1）。",
        "What works: refuse it at the door, or return it free of charge within 30 days.",
        "可以到货时拒收，或签收后 30 天内免费退货。",
    ),
    "C2": Wording(
        "That order has already left us, so it can't be cancelled any more (rule C2).",
        "这个订单已经发货，不能取消了（规则 C2）。",
        "What works: refuse it at the door, or return it free of charge within 30 days.",
        "可以到货时拒收，或签收后 30 天内免费退货。",
    ),
    "C3": Wording("That order is cancelled already (rule C3).", "这个订单已经取消过了（规则 C3）。"),
    "C4": Wording(
        "A cancellation needs one of two reasons: no longer needed, or ordered by mistake (rule C4).",
        "取消订单需要选择原因：不需要了，或下错单了（规则 C4）。",
    ),
    "C5": Wording(
        "That order has arrived, so it can't be cancelled (rule C5).",
        "这个订单已经签收，不能取消（规则 C5）。",
        "What works: return it within 30 days of delivery.",
        "签收后 30 天内可以退货。",
    ),
    "C6": Wording(
        "The items of that order were changed already, and after that it can't be cancelled (rule C6).",
        "这个订单已经改过商品，改过之后就不能取消了（规则 C6）。",
        "What works: refuse it at the door, or return it free of charge within 30 days.",
        "可以到货时拒收，或签收后 30 天内免费退货。",
    ),
    "O1": Wording(
        "The cart doesn't meet the terms of that code as it is now (rule O1).",
        "购物车目前不满足这个优惠码的使用条件（规则 O1）。",
    ),
    "P1": Wording(
        "The cart is empty, so there is nothing to order (rule P1).", "购物车是空的，没有可以下单的商品（规则 P1）。"
    ),
    "P2": Wording(
        "Something in the cart can't be bought any more (rule P2).",
        "购物车里有商品现在买不了（规则 P2）。",
        "Take it out of the cart or choose another variant, then try again.",
        "请先移除它或换一个款式，再下单。",
    ),
    "P3": Wording(
        "An order needs a delivery address and a way to pay on your account (rule P3).",
        "下单前账户里需要有收货地址和付款方式（规则 P3）。",
        "Add them on your account page.",
        "请先在账户页面添加。",
    ),
}


def refuse(rule_id: str, language: str = "en") -> Refused:
    """The refusal to raise."""
    told = WORDINGS[rule_id]
    zh = language == "zh"
    return Refused(rule_id, told.zh if zh else told.en, (told.instead_zh if zh else told.instead_en) or None)


def delivery_minor(goods_minor: int, *, rules: Parameters = PARAMETERS) -> int:
    """What standard delivery of goods of that worth costs."""
    return 0 if goods_minor >= rules.free_shipping_from_minor else rules.shipping_minor


def check_cancel(order: Order, reason: str, *, language: str = "en", rules: Parameters = PARAMETERS) -> None:
    """Raises `Refused` where the order may not be cancelled for this reason."""
    if order.state == "cancelled":
        raise refuse("C3", language)
    if order.state == "processed":
        raise refuse("C1", language)
    if order.state == "shipped":
        raise refuse("C2", language)
    if order.state not in rules.cancellable_states:
        raise refuse("C5", language)
    if order.items_modified:
        raise refuse("C6", language)
    if reason not in rules.cancel_reasons:
        raise refuse("C4", language)
