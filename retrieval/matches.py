"""Claims that a product meets what was asked, each pointing at the attribute, price or brand that shows it."""

from collections.abc import Iterator

from retrieval.columns import NONE, Columns
from retrieval.evidence import Claim, Evidence
from retrieval.filters import Filters
from retrieval.need import Need
from shop.money import Money


def match_claims(columns: Columns, row: int, variant: int, need: Need, *, currency: str) -> tuple[Claim, ...]:
    """One claim a condition or wish that this variant is known to meet; what the catalogue does not say is no claim."""
    found = [*_by_attributes(columns, row, variant, need), *_by_product(columns, row, need.filters)]
    if (price := _by_price(columns, variant, need.filters, currency)) is not None:
        found.append(price)
    return tuple(found)


def _by_attributes(columns: Columns, row: int, variant: int, need: Need) -> Iterator[Claim]:
    asked = [condition.name for condition in need.filters.attributes if not condition.negated]
    wished = {wish.name: wish.values for wish in need.wishes if wish.kind == "attribute"}
    product_id = columns.product_ids[row]
    for name in dict.fromkeys([*asked, *wished]):
        said = columns.options.said(variant, name) or columns.attributes.said(row, name)
        table = columns.options if columns.options.said(variant, name) else columns.attributes
        for place, value in said[:1]:
            if name in asked or _same(value, wished[name]):
                evidence = Evidence("attribute", f"{product_id}:{table.names[place]}", quote=value)
                labels = table.labels[place]
                slots = {"attribute": table.names[place], "label": labels[0] if labels else name, "value": value}
                yield Claim("matches", slots, (evidence,))


def _same(value: str, wanted: tuple[str | bool, ...]) -> bool:
    told = (("yes" if each else "no") if isinstance(each, bool) else each for each in wanted)
    return any(value.lower() == each.lower() for each in told)


def _by_product(columns: Columns, row: int, filters: Filters) -> Iterator[Claim]:
    product_id = columns.product_ids[row]
    for asked, name, column, names in (
        (filters.brands, "brand", columns.brand, columns.brands),
        (filters.product_types, "product_type", columns.kind, columns.kinds),
        (filters.categories, "category", columns.category, columns.tree.names),
    ):
        if asked and column[row] != NONE:
            value = names[column[row]][0]
            evidence = Evidence("attribute", f"{product_id}:{name}", quote=value)
            yield Claim("matches", {"attribute": name, "label": name.replace("_", " "), "value": value}, (evidence,))


def _by_price(columns: Columns, variant: int, filters: Filters, currency: str) -> Claim | None:
    price = int(columns.offers.price[variant])
    if price == NONE or (filters.price_min_minor is None and filters.price_max_minor is None):
        return None
    said = str(Money(price, currency))
    evidence = Evidence("price", columns.skus[variant], quote=said)
    return Claim("matches", {"attribute": "price", "label": "price", "value": said}, (evidence,))
