"""What every row kind shares: a pydantic model that knows its entities, and values people really write."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from sqlmodel import SQLModel

from shop.money import to_minor

NULLS = {"", "null", "none", "nan", "n/a", "-"}


@dataclass(frozen=True)
class Target:
    """What the rows are written into."""

    currency: str

    def minor(self, amount: Decimal) -> int:
        return to_minor(amount, self.currency)

    def minor_if_told(self, amount: Decimal | None) -> int | None:
        return None if amount is None else to_minor(amount, self.currency)


class Cells(BaseModel):
    """A record, or a part of one. Unknown columns are ignored; wrong ones are named in the error."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True, coerce_numbers_to_str=True)


class Row(Cells):
    """One documented record of a file."""

    @abstractmethod
    def entities(self, target: Target) -> Iterable[SQLModel]:
        """The shop's rows this record stands for, parents first."""


def empty_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip().lower() in NULLS else value


def _as_amount(value: Any) -> Any:
    """`$1,299.00` and `1299` are amounts; a comma as decimal sign is refused rather than guessed."""
    value = empty_is_none(value)
    return value.strip().lstrip("$€£¥").replace(",", "") if isinstance(value, str) else value


def as_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _positive(value: Decimal | None) -> Decimal | None:
    if value is not None and (not value.is_finite() or value <= 0):
        raise ValueError("a price must be above zero; leave it out when it is not known")
    return value


def _as_list(value: Any) -> Any:
    """`a|b` in a CSV cell is a list."""
    return [part.strip() for part in value.split("|") if part.strip()] if isinstance(value, str) else (value or [])


Price = Annotated[Decimal | None, BeforeValidator(_as_amount), AfterValidator(_positive)]
Amount = Annotated[Decimal, BeforeValidator(_as_amount)]
Time = Annotated[datetime | None, BeforeValidator(empty_is_none), AfterValidator(as_utc)]
Count = Annotated[int | None, BeforeValidator(empty_is_none)]
Words = Annotated[list[str], BeforeValidator(_as_list)]
