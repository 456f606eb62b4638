"""The catalogue's nouns. Text comes as English plus optional Chinese (`title`, `title_zh`)."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from shop.columns import AsJson, UtcTime, now


class Attribute(BaseModel):
    """One typed fact about a product: text, a number with its unit, or yes/no."""

    model_config = ConfigDict(frozen=True)

    name: str
    """Stable machine name, `battery_life`; what filters and evidence refer to."""
    label: str
    label_zh: str | None = None
    value: bool | float | str
    value_zh: str | None = None
    unit: str | None = None

    def text(self, language: str = "en") -> str:
        """The value as a person reads it: `30 h`, `waterproof: yes` is `yes`."""
        if isinstance(self.value, bool):
            return ("是" if self.value else "否") if language == "zh" else ("yes" if self.value else "no")
        if isinstance(self.value, str):
            return (self.value_zh or self.value) if language == "zh" else self.value
        return f"{self.value:g}" + (f" {self.unit}" if self.unit else "")

    def title(self, language: str = "en") -> str:
        return (self.label_zh or self.label) if language == "zh" else self.label


class Image(BaseModel):
    model_config = ConfigDict(frozen=True)

    url: str
    alt: str = ""


class Category(SQLModel, table=True):
    """A node of the category tree; departments have no parent."""

    category_id: str = Field(primary_key=True)
    parent_id: str | None = Field(default=None, foreign_key="category.category_id", index=True)
    name: str
    name_zh: str | None = None
    position: int = 0
    aliases: list[str] = Field(default_factory=list, sa_type=AsJson(list[str]))
    """Other words people use for it, in any language."""


class Brand(SQLModel, table=True):
    brand_id: str = Field(primary_key=True)
    name: str = Field(index=True)
    name_zh: str | None = None


class Product(SQLModel, table=True):
    """What a page shows; what is bought is one of its variants."""

    product_id: str = Field(primary_key=True)
    title: str
    title_zh: str | None = None
    description: str = ""
    description_zh: str | None = None
    brand_id: str | None = Field(default=None, foreign_key="brand.brand_id", index=True)
    category_id: str | None = Field(default=None, foreign_key="category.category_id", index=True)
    product_type: str | None = Field(default=None, index=True)
    """The thing itself, `running shoe`: tells a laptop from a bag for laptops."""
    product_type_zh: str | None = None
    attributes: list[Attribute] = Field(default_factory=list, sa_type=AsJson(list[Attribute]))
    keywords: list[str] = Field(default_factory=list, sa_type=AsJson(list[str]))
    """Model numbers, EANs and aliases that must be found exactly."""
    images: list[Image] = Field(default_factory=list, sa_type=AsJson(list[Image]))
    url: str | None = None
    rating_sum: int = 0
    rating_count: int = 0
    hidden: bool = False
    released_at: datetime | None = Field(default=None, sa_type=UtcTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcTime)

    def name(self, language: str = "en") -> str:
        return (self.title_zh or self.title) if language == "zh" else self.title

    @property
    def rating(self) -> float | None:
        """Mean stars, 1 to 5, one decimal; `None` before the first review."""
        return round(self.rating_sum / self.rating_count, 1) if self.rating_count else None

    def attribute(self, name: str) -> Attribute | None:
        return next((a for a in self.attributes if a.name == name), None)


class Variant(SQLModel, table=True):
    """One sku on sale. `table=True` skips pydantic's checks, so the database holds the rules."""

    __table_args__ = (
        CheckConstraint("price_minor > 0", name="price_is_positive"),
        CheckConstraint("stock >= 0", name="stock_is_not_negative"),
    )

    sku: str = Field(primary_key=True)
    product_id: str = Field(foreign_key="product.product_id", index=True)
    options: dict[str, str] = Field(default_factory=dict, sa_type=AsJson(dict[str, str]))
    """`{"color": "red", "size": "M"}`; empty for a product sold in one form."""
    options_zh: dict[str, str] = Field(default_factory=dict, sa_type=AsJson(dict[str, str]))
    price_minor: int | None = None  # None: not told, never ranked as cheap
    list_price_minor: int | None = None  # the struck-out price; None: no reduction
    cost_minor: int | None = None  # what the shop pays: the margin floor of promotions needs it, nobody sees it
    stock: int | None = None  # None: the shop does not count
    available: bool = True
    image_url: str | None = None
    position: int = 0

    @property
    def can_be_bought(self) -> bool:
        return self.available and self.price_minor is not None and (self.stock is None or self.stock > 0)

    def label(self, language: str = "en") -> str:
        """`red, M`: what tells this variant from its sisters."""
        chosen = (self.options_zh or self.options) if language == "zh" else self.options
        return ("、" if language == "zh" else ", ").join(chosen.values())
