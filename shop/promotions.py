"""Offers: what the shop allows, for whom, and the ledger of what was actually given."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from shop.columns import AsJson, UtcTime, now
from shop.customers import take_turn
from shop.errors import Conflict, NotFound
from shop.orders import Order
from shop.policies.parameters import PARAMETERS, Parameters, rules_of
from shop.policies.rules import delivery_minor

LOYAL_ORDERS = 5


class Campaign(SQLModel, table=True):
    campaign_id: str = Field(primary_key=True)
    name: str
    name_zh: str | None = None
    story: str = ""
    story_zh: str | None = None
    starts_at: datetime = Field(sa_type=UtcTime)
    ends_at: datetime = Field(sa_type=UtcTime)


class Promotion(SQLModel, table=True):
    """One offer as a rule. Nothing about it is ever decided by a model."""

    __table_args__ = (
        CheckConstraint("percent is null or (percent > 0 and percent <= 100)", name="percent_is_1_to_100"),
        CheckConstraint("amount_minor is null or amount_minor > 0", name="amount_is_positive"),
    )

    promotion_id: str = Field(primary_key=True)
    campaign_id: str | None = Field(default=None, foreign_key="campaign.campaign_id")
    kind: str
    """`percent`, `amount`, `free_shipping`, `bundle`."""
    title: str
    title_zh: str | None = None
    terms: str
    terms_zh: str | None = None
    percent: int | None = None
    amount_minor: int | None = None
    category_ids: list[str] = Field(default_factory=list, sa_type=AsJson(list[str]))
    brand_ids: list[str] = Field(default_factory=list, sa_type=AsJson(list[str]))
    product_ids: list[str] = Field(default_factory=list, sa_type=AsJson(list[str]))
    """Empty scopes: the whole cart. A bundle needs every product in `product_ids`."""
    minimum_minor: int = 0
    audience: str = "everyone"
    """`everyone`, `new` (no order yet), `returning` (at least one), `loyal` (at least five)."""
    margin_floor_percent: int = 0
    """The cart's margin after the discount may not fall below this share of its price."""
    budget_minor: int | None = None
    spent_minor: int = 0
    per_customer: int = 1
    code_prefix: str = "AISLE"
    valid_days: int = 7
    """How long an issued code stays good, at most until `ends_at`."""
    starts_at: datetime = Field(sa_type=UtcTime)
    ends_at: datetime = Field(sa_type=UtcTime)
    paused: bool = False


class IssuedCode(SQLModel, table=True):
    """A code that was promised to one shopper: the ledger behind "no code is ever invented"."""

    code: str = Field(primary_key=True)
    promotion_id: str = Field(foreign_key="promotion.promotion_id", index=True)
    customer_id: str = Field(index=True)
    conversation_id: str | None = None
    discount_minor: int = 0
    """What it was worth for the cart it was issued for; booked against the budget when redeemed."""
    issued_at: datetime = Field(default_factory=now, sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    redeemed_order_id: str | None = None


@dataclass(frozen=True)
class Eligible:
    """An offer this shopper and cart may have, and what it would save now: off the goods, or off the delivery."""

    promotion: Promotion
    saves_minor: int
    free_shipping: bool = False

    @property
    def off_goods_minor(self) -> int:
        return 0 if self.free_shipping else self.saves_minor


@dataclass(frozen=True)
class Goods:
    """One cart line as the rules see it."""

    product_id: str
    category_ids: frozenset[str]
    """Its category and everything above it."""
    brand_id: str | None
    price_minor: int
    cost_minor: int | None
    quantity: int


def eligible_offers(session: Session, customer_id: str, goods: Sequence[Goods], *, moment: datetime) -> list[Eligible]:
    """What the rules, the budget and the margin floor allow, the largest saving first."""
    open_now, rules = open_offers(session, customer_id, moment=moment), rules_of(session)
    found = [offer for promotion in open_now if (offer := worth(promotion, goods, rules=rules)) is not None]
    return sorted(found, key=lambda offer: (-offer.saves_minor, offer.promotion.promotion_id))


def open_offers(session: Session, customer_id: str, *, moment: datetime) -> list[Promotion]:
    """What this shopper could get once a cart meets the terms, the largest share off first; nothing is issued."""
    running = session.exec(
        select(Promotion).where(
            col(Promotion.starts_at) <= moment, col(Promotion.ends_at) > moment, col(Promotion.paused).is_(False)
        )
    )
    orders = _orders_so_far(session, customer_id)
    found = [each for each in running if _for_whom(each, orders) and _left(session, each, customer_id)]
    return sorted(found, key=lambda each: (-(each.percent or 0), each.minimum_minor, each.promotion_id))


def issue_code(
    session: Session, offer: Eligible, customer_id: str, *, conversation_id: str | None, moment: datetime
) -> IssuedCode:
    """The shopper's own code for this offer; asked twice, or from two places at once, it is the same one."""
    take_turn(session, customer_id)
    promotion = offer.promotion
    held = next((code for code in held_codes(session, customer_id, moment=moment) if _is_of(code, promotion)), None)
    issued = held or IssuedCode(
        code=f"{promotion.code_prefix}-{secrets.token_hex(3).upper()}",
        promotion_id=promotion.promotion_id,
        customer_id=customer_id,
        conversation_id=conversation_id,
        issued_at=moment,
        expires_at=min(promotion.ends_at, moment + timedelta(days=promotion.valid_days)),
    )
    issued.discount_minor = offer.saves_minor
    session.add(issued)
    return issued


def held_codes(session: Session, customer_id: str, *, moment: datetime) -> list[IssuedCode]:
    """The shopper's own codes that can still be used."""
    return list(
        session.exec(
            select(IssuedCode)
            .where(IssuedCode.customer_id == customer_id, col(IssuedCode.redeemed_order_id).is_(None))
            .where(col(IssuedCode.expires_at) > moment)
            .order_by(col(IssuedCode.issued_at), col(IssuedCode.code))
        )
    )


def _is_of(code: IssuedCode, promotion: Promotion) -> bool:
    return code.promotion_id == promotion.promotion_id


def redeem(session: Session, code: str, *, customer_id: str, order_id: str, saves_minor: int) -> None:
    """Book what a code saved on an order against its budget.

    Raises:
        NotFound: If the code is not this shopper's.
        Conflict: If it was used before, has expired, or the budget is spent.
    """
    issued = session.get(IssuedCode, code)
    if issued is None or issued.customer_id != customer_id:
        raise NotFound("code", code)
    if issued.redeemed_order_id or issued.expires_at <= now():
        raise Conflict(f"The code {code} can't be used any more.")
    promotion = _held(session, issued.promotion_id)
    if promotion.budget_minor is not None and promotion.spent_minor + saves_minor > promotion.budget_minor:
        raise Conflict(f"The offer behind {code} has run out.")
    issued.redeemed_order_id, issued.discount_minor = order_id, saves_minor
    promotion.spent_minor += saves_minor
    session.add_all([issued, promotion])


def give_code_back(session: Session, order_id: str) -> None:
    """The order was cancelled: its code can be used again while it is valid, and the budget has its money back."""
    for issued in session.exec(select(IssuedCode).where(IssuedCode.redeemed_order_id == order_id)):
        promotion = _held(session, issued.promotion_id)
        promotion.spent_minor = max(0, promotion.spent_minor - issued.discount_minor)
        issued.redeemed_order_id = None
        session.add_all([issued, promotion])


def _held(session: Session, promotion_id: str) -> Promotion:
    """Locked until the transaction ends, so that two orders can't spend the same budget."""
    wanted = select(Promotion).where(Promotion.promotion_id == promotion_id).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one()


def _orders_so_far(session: Session, customer_id: str) -> int:
    counted = (
        select(func.count()).select_from(Order).where(Order.customer_id == customer_id, Order.state != "cancelled")
    )
    return session.exec(counted).one()


def _for_whom(promotion: Promotion, orders: int) -> bool:
    needed = {"everyone": orders >= 0, "new": orders == 0, "returning": orders >= 1, "loyal": orders >= LOYAL_ORDERS}
    return needed.get(promotion.audience, False)


def _left(session: Session, promotion: Promotion, customer_id: str) -> bool:
    """Whether budget and the shopper's own share are not used up."""
    if promotion.budget_minor is not None and promotion.spent_minor >= promotion.budget_minor:
        return False
    used = session.exec(
        select(func.count())
        .select_from(IssuedCode)
        .where(
            IssuedCode.promotion_id == promotion.promotion_id,
            IssuedCode.customer_id == customer_id,
            col(IssuedCode.redeemed_order_id).is_not(None),
        )
    ).one()
    return used < promotion.per_customer


def worth(promotion: Promotion, goods: Sequence[Goods], *, rules: Parameters = PARAMETERS) -> Eligible | None:
    """What it saves on this cart; nothing where the cart does not fit, or too little margin would be left.

    The minimum counts the goods in scope only: "from $80 of shoes" is not met by a tent.
    """
    fitting = [line for line in goods if _in_scope(promotion, line)]
    total = sum(line.price_minor * line.quantity for line in goods)
    base = sum(line.price_minor * line.quantity for line in fitting)
    bundle_whole = {line.product_id for line in fitting} >= set(promotion.product_ids)
    if not fitting or base < promotion.minimum_minor or (promotion.kind == "bundle" and not bundle_whole):
        return None
    free_shipping = promotion.kind == "free_shipping"
    saves = delivery_minor(total, rules=rules) if free_shipping else _off(promotion, base)
    left = promotion.budget_minor - promotion.spent_minor if promotion.budget_minor is not None else saves
    if saves <= 0 or left <= 0 or (free_shipping and left < saves):
        return None
    saves = min(saves, left)
    return Eligible(promotion, saves, free_shipping) if _margin_holds(promotion, goods, total - saves) else None


def _off(promotion: Promotion, base_minor: int) -> int:
    """Rounded in the shop's favour by less than one minor unit; never more than the goods cost."""
    wanted = base_minor * promotion.percent // 100 if promotion.percent else promotion.amount_minor or 0
    return min(wanted, base_minor)


def _in_scope(promotion: Promotion, line: Goods) -> bool:
    scopes = (
        (promotion.category_ids, line.category_ids),
        (promotion.brand_ids, {line.brand_id}),
        (promotion.product_ids, {line.product_id}),
    )
    return all(not wanted or set(wanted) & set(own) for wanted, own in scopes)


def _margin_holds(promotion: Promotion, goods: Sequence[Goods], paid_minor: int) -> bool:
    """Where a cost is not known, the floor cannot be checked, so the offer is not made unless it has none."""
    if promotion.margin_floor_percent <= 0:
        return True
    if paid_minor <= 0 or any(line.cost_minor is None for line in goods):
        return False
    cost = sum((line.cost_minor or 0) * line.quantity for line in goods)
    return (paid_minor - cost) * 100 >= promotion.margin_floor_percent * paid_minor
