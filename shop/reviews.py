"""What buyers wrote. Foreign text: quoted as evidence, never obeyed."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import AsJson, UtcTime


class Review(SQLModel, table=True):
    __table_args__ = (CheckConstraint("stars between 1 and 5", name="stars_are_1_to_5"),)

    review_id: str = Field(primary_key=True)
    product_id: str = Field(foreign_key="product.product_id", index=True)
    customer_id: str | None = Field(default=None, index=True)
    author: str = ""
    stars: int
    title: str = ""
    text: str = ""
    language: str = "en"
    aspects: dict[str, int] = Field(default_factory=dict, sa_type=AsJson(dict[str, int]))
    """What it talks about and how: `{"battery": 1, "comfort": -1}`."""
    verified: bool = False
    at: datetime | None = Field(default=None, sa_type=UtcTime)


def reviews_of(session: Session, product_id: str, *, limit: int = 50) -> list[Review]:
    """The newest first."""
    return list(
        session.exec(
            select(Review)
            .where(Review.product_id == product_id)
            .order_by(col(Review.at).desc().nulls_last(), col(Review.review_id))
            .limit(limit)
        )
    )
