"""What the shop knows about a shopper: facts with a source, each of which can be deleted."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import UtcTime, now
from shop.errors import NotFound


class ProfileFact(SQLModel, table=True):
    fact_id: str = Field(primary_key=True)
    customer_id: str = Field(index=True)
    kind: str
    """`likes`, `dislikes`, `size`, `budget`, `owns`, `buys_for` ..."""
    name: str
    """What it is about: `brand`, `color`, `category`, `shoe_size`."""
    value: str
    source: str
    """`stated` (said in a conversation), `inferred` (from events), `imported`."""
    source_id: str | None = None
    """The message or event it came from."""
    weight: float = 1.0
    at: datetime = Field(default_factory=now, sa_type=UtcTime)


def facts_of(session: Session, customer_id: str) -> list[ProfileFact]:
    """Newest first."""
    return list(
        session.exec(
            select(ProfileFact)
            .where(ProfileFact.customer_id == customer_id)
            .order_by(col(ProfileFact.at).desc(), col(ProfileFact.fact_id))
        )
    )


def forget_fact(session: Session, fact_id: str, *, customer_id: str) -> None:
    found = session.get(ProfileFact, fact_id)
    if found is None or found.customer_id != customer_id:
        raise NotFound("fact", fact_id)
    session.delete(found)
