"""`aisle import reviews`. The product must have been imported before.

| column | meaning |
|---|---|
| `product_id`, `stars` | required; 1 to 5 |
| `review_id` | left out: made from the content, so the same file twice is the same review |
| `customer_id`, `author`, `title`, `text`, `language`, `at`, `verified` | |
"""

import hashlib
from collections.abc import Iterable

from pydantic import Field
from sqlmodel import SQLModel

from shop.records.row import Row, Target, Time
from shop.reviews import Review


class ReviewRow(Row):
    review_id: str | None = None
    product_id: str = Field(min_length=1)
    stars: int = Field(ge=1, le=5)
    customer_id: str | None = None
    author: str = ""
    title: str = ""
    text: str = ""
    language: str = "en"
    verified: bool = False
    at: Time = None

    def entities(self, target: Target) -> Iterable[SQLModel]:  # noqa: ARG002  (one interface for all rows)
        content = f"{self.product_id}\n{self.author}\n{self.at}\n{self.title}\n{self.text}"
        made = hashlib.sha256(content.encode()).hexdigest()[:20]
        yield Review(review_id=self.review_id or f"r-{made}", **self.model_dump(exclude={"review_id"}))
