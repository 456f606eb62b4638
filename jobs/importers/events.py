"""`aisle import events`: the behaviour log.

| column | meaning |
|---|---|
| `event_id`, `customer_id`, `kind`, `at` | required; kinds as in the wire |
| `product_id`, `sku`, `query`, `slate_id`, `position`, `arm`, `properties` | |
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from sqlmodel import SQLModel

from shop.events import Event, fault
from shop.records.row import Count, Row, Target, as_utc


class EventRow(Row):
    event_id: str = Field(min_length=1, max_length=200)
    customer_id: str = Field(min_length=1)
    kind: str
    at: Annotated[datetime, AfterValidator(as_utc)]
    product_id: str | None = None
    sku: str | None = None
    query: str | None = None
    slate_id: str | None = None
    position: Count = None
    arm: str | None = None
    properties: dict[str, Any] = {}

    def entities(self, target: Target) -> Iterable[SQLModel]:  # noqa: ARG002  (one interface for all rows)
        event = Event(**self.model_dump())
        if reason := fault(event):
            raise ValueError(reason)
        yield event
