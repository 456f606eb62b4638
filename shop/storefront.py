"""What this shop is: its name, its one currency, its languages, and whether it is the demo."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel

from shop.columns import AsJson, UtcTime, now
from shop.errors import Unavailable


class Storefront(SQLModel, table=True):
    """One row. A shop has one currency; an import into the demo shop must be forced."""

    storefront_id: int = Field(default=1, primary_key=True)
    name: str
    currency: str = Field(min_length=3, max_length=3)
    languages: list[str] = Field(default_factory=lambda: ["en", "zh"], sa_type=AsJson(list[str]))
    kind: str = "imported"
    """`demo` or `imported`."""
    preset: str | None = None
    """The importer's preset that filled it (`tau-retail`): some rules depend on what the source can tell."""
    time_zone: str = "UTC"
    rules: dict[str, Any] = Field(default_factory=dict, sa_type=AsJson(dict[str, Any]))
    """Where this shop's rules differ from the defaults; read by `shop.policies.parameters`."""
    created_at: datetime = Field(default_factory=now, sa_type=UtcTime)


def get_storefront(session: Session) -> Storefront:
    found = find_storefront(session)
    if found is None:
        raise Unavailable("shop", "it is empty.", "run `aisle demo`, or `aisle import products PATH --currency USD`.")
    return found


def find_storefront(session: Session) -> Storefront | None:
    return session.get(Storefront, 1)


def currency_of(session: Session) -> str:
    """The shop's one currency; `USD` while it is empty."""
    shop = find_storefront(session)
    return shop.currency if shop else "USD"
