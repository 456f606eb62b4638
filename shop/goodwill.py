"""Money given back without goods coming back: because something went wrong, or because the price went down."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import UtcTime, now


class Goodwill(SQLModel, table=True):
    goodwill_id: str = Field(primary_key=True)
    order_id: str = Field(foreign_key="order.order_id", index=True)
    customer_id: str = Field(foreign_key="customer.customer_id", index=True)
    kind: str
    """`goodwill` or `price_adjustment`."""
    amount_minor: int
    reason: str = ""
    payment_method_id: str | None = None
    """Where it went."""
    given_at: datetime = Field(default_factory=now, sa_type=UtcTime)


def goodwill_of_order(session: Session, order_id: str) -> list[Goodwill]:
    """The earliest first."""
    return list(
        session.exec(
            select(Goodwill)
            .where(Goodwill.order_id == order_id)
            .order_by(col(Goodwill.given_at), col(Goodwill.goodwill_id))
        )
    )
