"""Offers: what the shop allows, for whom, and the ledger of what was actually given."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from shop.columns import AsJson, UtcTime, now


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
