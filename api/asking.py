"""Query parameters of a search as conditions, and conditions as the wire tells them back."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from fastapi import Query, Request
from pydantic import BaseModel, ConfigDict

from shop.errors import Invalid

if TYPE_CHECKING:
    from retrieval.filters import AttributeFilter, Filters

Sort = Literal["relevance", "price", "-price", "rating", "newest"]
MOST_MINOR = 10**12
MAX_ATTRIBUTES = 20
Minor: TypeAlias = Annotated[int | None, Query(ge=0, le=MOST_MINOR, description="Minor units, inclusive.")]
Names: TypeAlias = Annotated[list[str], Query(max_length=50, description="May be given several times: any of them.")]
Words: TypeAlias = Annotated[str, Query(max_length=500, description="What is looked for, in the shopper's words.")]
AskedBefore: TypeAlias = dict[str, Any]


class Asked(BaseModel):
    """A whole search; stored with its slate, so that the next page asks exactly the same."""

    model_config = ConfigDict(frozen=True)

    q: str = ""
    brand: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    price_min: int | None = None
    price_max: int | None = None
    rating_min: float | None = None
    in_stock: bool = False
    on_offer: bool = False
    attributes: dict[str, tuple[str, ...]] = {}
    sort: Sort = "relevance"

    def filters(self) -> "Filters":
        from retrieval.filters import Filters

        return Filters(
            price_min_minor=self.price_min,
            price_max_minor=self.price_max,
            brands=self.brand,
            categories=self.category,
            rating_min=self.rating_min,
            in_stock=self.in_stock,
            on_offer=self.on_offer,
            attributes=tuple(_condition(name, values) for name, values in self.attributes.items()),
        )


def _condition(name: str, values: tuple[str, ...]) -> "AttributeFilter":
    from retrieval.filters import AttributeFilter

    if len(values) == 1 and ".." in values[0]:
        low, _, high = values[0].partition("..")
        return AttributeFilter(name, minimum=_number(low, name), maximum=_number(high, name))
    return AttributeFilter(name, any_of=values)


def _number(text: str, name: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text)
    except ValueError as error:
        raise Invalid(f"attr.{name}: a range is two numbers, as in attr.{name}=10..20.") from error


def attributes_in(request: Request) -> dict[str, tuple[str, ...]]:
    """`attr.NAME=value`, several times for any of them; `attr.NAME=10..20` for a range."""
    told: dict[str, tuple[str, ...]] = {}
    for key, value in request.query_params.multi_items():
        name = key.removeprefix("attr.")
        if name != key and name and value:
            told[name] = (*told.get(name, ()), value[:200])
    if len(told) > MAX_ATTRIBUTES:
        raise Invalid(f"A search takes {MAX_ATTRIBUTES} attributes at most.")
    return told


def applied(filters: "Filters", *, sort: str) -> dict[str, Any]:
    """What holds, under the names of the query parameters."""
    told: dict[str, Any] = {
        "brand": list(filters.brands),
        "not_brand": list(filters.not_brands),
        "category": list(filters.categories),
        "not_category": list(filters.not_categories),
        "product_type": list(filters.product_types),
        "not_product_type": list(filters.not_product_types),
        "price_min": filters.price_min_minor,
        "price_max": filters.price_max_minor,
        "rating_min": filters.rating_min,
        "in_stock": filters.in_stock,
        "on_offer": filters.on_offer,
    }
    told |= dict(_attributes_told(filters.attributes))
    if sort != "relevance":
        told["sort"] = sort
    return {name: value for name, value in told.items() if value not in (None, False, [])}


def _attributes_told(conditions: "Iterable[AttributeFilter]") -> Iterable[tuple[str, Any]]:
    for condition in conditions:
        name = f"{'not_' if condition.negated else ''}attr.{condition.name}"
        if condition.any_of:
            yield name, list(condition.any_of)
        else:
            low, high = condition.minimum, condition.maximum
            unit = f" {condition.unit}" if condition.unit else ""
            yield name, f"{'' if low is None else f'{low:g}'}..{'' if high is None else f'{high:g}'}{unit}"
