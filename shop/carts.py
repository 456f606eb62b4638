"""Carts: one a shopper. Every change says exactly what it did and can be taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from shop.columns import AsJson, UtcTime, now


class CartLine(SQLModel, table=True):
    __table_args__ = (CheckConstraint("quantity > 0", name="cart_quantity_is_positive"),)

    line_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    sku: str = Field(foreign_key="variant.sku")
    quantity: int = 1
    added_at: datetime = Field(default_factory=now, sa_type=UtcTime)


class CartChange(SQLModel, table=True):
    """What a change replaced, so that Undo puts exactly that back."""

    change_id: int | None = Field(default=None, primary_key=True)
    customer_id: str = Field(index=True)
    sku: str
    quantity_before: int
    quantity_after: int
    undone: bool = False
    at: datetime = Field(default_factory=now, sa_type=UtcTime)


class AppliedCode(SQLModel, table=True):
    """The one promotion code a shopper has put on the cart."""

    customer_id: str = Field(primary_key=True)
    code: str
    details: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))
