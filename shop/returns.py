"""Goods on their way back."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import AsJson, UtcTime
from shop.errors import NotFound


class Return(SQLModel, table=True):
    """One return or exchange (`kind`) of some lines of a delivered order."""

    return_id: str = Field(primary_key=True)
    order_id: str = Field(foreign_key="order.order_id", index=True)
    customer_id: str = Field(foreign_key="customer.customer_id", index=True)
    kind: str = "return"
    state: str = "requested"
    """`requested`, `received`, `refunded`, `rejected`."""
    quantities: dict[str, int] = Field(default_factory=dict, sa_type=AsJson(dict[str, int]))
    """Pieces by line id."""
    new_skus: dict[str, str] = Field(default_factory=dict, sa_type=AsJson(dict[str, str]))
    """For an exchange: the sku wanted instead, by line id."""
    reason: str = ""
    refund_minor: int = 0
    """Paid back when the goods are here; negative where an exchange costs more."""
    payment_method_id: str | None = None
    requested_at: datetime | None = Field(default=None, sa_type=UtcTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcTime)


def get_return(session: Session, return_id: str) -> Return:
    found = session.get(Return, return_id)
    if found is None:
        raise NotFound("return", return_id)
    return found


def returns_of(session: Session, customer_id: str) -> list[Return]:
    return list(
        session.exec(select(Return).where(Return.customer_id == customer_id).order_by(col(Return.return_id).desc()))
    )


def returns_of_order(session: Session, order_id: str) -> list[Return]:
    """The earliest first."""
    return list(session.exec(select(Return).where(Return.order_id == order_id).order_by(col(Return.return_id))))
