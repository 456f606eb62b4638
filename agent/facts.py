"""Facts a turn may speak of: what tools found now, and what they found before and still holds."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel

from shop.money import Money
from tools.result import Fact

FRESH_FOR = timedelta(minutes=10)
"""How long a price or a stock may be repeated without asking again."""
KEPT = 240
"""Facts carried from turn to turn; the oldest are dropped first."""
LONGEST_TEXT = 600

Kind = Literal["money", "int", "float", "bool", "str", "time"]


class StoredFact(BaseModel):
    """A `Fact` as JSON, with the time it was true at."""

    entity: str
    field: str
    kind: Kind
    value: Any
    label: str = ""
    stable: bool = False
    at: datetime

    def holds(self, moment: datetime) -> bool:
        return self.stable or moment - self.at <= FRESH_FOR

    def fact(self) -> Fact:
        return Fact(self.entity, self.field, _revive(self.kind, self.value), label=self.label, stable=self.stable)


def still_valid(stored: Iterable[StoredFact], moment: datetime) -> list[Fact]:
    return [one.fact() for one in stored if one.holds(moment)]


def remembered(stored: Sequence[StoredFact], new: Iterable[Fact], moment: datetime) -> list[StoredFact]:
    """Newest last; what was said again replaces what was known, what no longer holds is dropped."""
    latest = {(one.entity, one.field, str(one.value)): one for one in stored if one.holds(moment)}
    fresh = [_store(fact, moment) for fact in new]
    restated = {(one.entity, one.field) for one in fresh}
    kept = [one for key, one in latest.items() if key[:2] not in restated]
    return [*kept, *fresh][-KEPT:]


def _store(fact: Fact, moment: datetime) -> StoredFact:
    kind, value = _plain(fact.value)
    return StoredFact.model_construct(
        entity=fact.entity, field=fact.field, kind=kind, value=value, label=fact.label, stable=fact.stable, at=moment
    )


def _plain(value: Money | float | bool | str | datetime) -> tuple[Kind, Any]:
    match value:
        case Money():
            return "money", [value.minor, value.currency]
        case bool():
            return "bool", value
        case int():
            return "int", value
        case float():
            return "float", value
        case datetime():
            return "time", value.astimezone(UTC).isoformat()
        case _:
            return "str", str(value)[:LONGEST_TEXT]


def _revive(kind: Kind, value: Any) -> Money | int | float | bool | str | datetime:
    if kind == "money":
        return Money(int(value[0]), str(value[1]))
    if kind == "time":
        return datetime.fromisoformat(value)
    plain: int | float | bool | str = value
    return plain
