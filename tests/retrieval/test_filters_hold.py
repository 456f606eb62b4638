"""Whatever the catalogue, the filters and the words: nothing that violates an active filter is ever returned."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from retrieval.filters import AttributeFilter, Filters, Sort
from retrieval.hits import Hit
from retrieval.listing import Listing
from shop.catalog import Variant
from tests.retrieval.catalogue import number, product, searcher, text

BRANDS, COLORS, WORDS = ("Norrin", "Veltra", "Tarn"), ("red", "blue", "black"), ("laptop", "bag", "shoes", "red", "")
SORTS: tuple[Sort, ...] = ("relevance", "price", "rating")
prices = some.none() | some.integers(1, 20)


@some.composite
def listings(draw: some.DrawFn) -> list[Listing]:
    made = []
    for key in range(draw(some.integers(1, 8))):
        attributes = [number("weight", draw(some.integers(1, 5)), draw(some.sampled_from(["kg", "g"])))]
        if draw(some.booleans()):
            attributes.append(text("color", draw(some.sampled_from(COLORS))))
        variants = [
            Variant(
                sku=f"{key}-{place}",
                product_id=str(key),
                options=draw(some.sampled_from([{}, *({"color": color} for color in COLORS)])),
                price_minor=draw(prices),
                list_price_minor=draw(prices),
                stock=draw(some.none() | some.integers(0, 1)),
                available=draw(some.booleans()),
            )
            for place in range(draw(some.integers(1, 3)))
        ]
        made.append(
            product(
                str(key),
                " ".join(draw(some.lists(some.sampled_from(WORDS), min_size=1, max_size=3))) or "thing",
                brand=draw(some.sampled_from(BRANDS)),
                category=draw(some.sampled_from(["laptops", "bags", "electronics", "shoes"])),
                rating=draw(some.none() | some.integers(1, 5)),
                attributes=attributes,
                variants=variants,
            )
        )
    return made


colours = some.builds(
    AttributeFilter,
    some.just("color"),
    any_of=some.lists(some.sampled_from(COLORS), min_size=1, max_size=2).map(tuple),
    negated=some.booleans(),
)
weights = some.builds(
    AttributeFilter,
    some.just("weight"),
    maximum=some.integers(1, 4).map(float),
    unit=some.just("kg"),
    negated=some.booleans(),
)
filters = some.builds(
    Filters,
    price_min_minor=prices,
    price_max_minor=prices,
    brands=some.lists(some.sampled_from(BRANDS), max_size=2).map(tuple),
    not_brands=some.lists(some.sampled_from(BRANDS), max_size=1).map(tuple),
    categories=some.lists(some.sampled_from(["electronics", "bags"]), max_size=1).map(tuple),
    not_categories=some.lists(some.sampled_from(["electronics", "bags"]), max_size=1).map(tuple),
    attributes=some.tuples(colours, weights) | some.tuples(colours) | some.just(()),
    in_stock=some.booleans(),
    on_offer=some.booleans(),
    rating_min=some.none() | some.integers(1, 5).map(float),
    not_words=some.lists(some.sampled_from(["laptop", "red"]), max_size=1).map(tuple),
)


def colour_of(listing: Listing, variant: Variant) -> str | None:
    own = listing.product.attribute("color")
    return variant.options.get("color") or (str(own.value) if own else None)


def weight_kg(listing: Listing) -> float:
    told = listing.product.attribute("weight")
    assert told is not None
    return float(told.value) / (1_000 if told.unit == "g" else 1)


def violations(listing: Listing, variant: Variant, wanted: Filters) -> list[str]:
    """Said again in plain Python, without an array."""
    path = {node.category_id for node in listing.path}
    brand = listing.brand.name if listing.brand else None
    price, stars = variant.price_minor, listing.product.rating
    told = {
        "price_min": wanted.price_min_minor is not None and (price is None or price < wanted.price_min_minor),
        "price_max": wanted.price_max_minor is not None and (price is None or price > wanted.price_max_minor),
        "brands": bool(wanted.brands) and brand not in wanted.brands,
        "not_brands": brand in wanted.not_brands,
        "categories": bool(wanted.categories) and path.isdisjoint(wanted.categories),
        "not_categories": not path.isdisjoint(wanted.not_categories),
        "in_stock": wanted.in_stock and not variant.can_be_bought,
        "on_offer": wanted.on_offer and (price is None or (variant.list_price_minor or 0) <= price),
        "rating": wanted.rating_min is not None and (stars is None or stars < wanted.rating_min),
        "words": any(word in listing.product.title.split() for word in wanted.not_words),
    }
    for condition in wanted.attributes:
        if condition.name == "color":
            met = colour_of(listing, variant) in condition.any_of
        else:
            met = weight_kg(listing) <= (condition.maximum or 0) * 1.001
        told[condition.name] = met == condition.negated
    return [name for name, broken in told.items() if broken]


def check(hit: Hit, shelf: dict[str, Listing], wanted: Filters) -> None:
    listing = shelf[hit.product_id]
    (variant,) = [each for each in listing.variants if each.sku == hit.sku]
    assert violations(listing, variant, wanted) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(listings(), filters, some.sampled_from(["", "laptop", "red bag", "cheap shoes", "不要红色", "bag under 0.1"]))
def test_no_hit_violates_an_active_filter(made: list[Listing], wanted: Filters, query: str) -> None:
    shelf = {listing.product.product_id: listing for listing in made}
    with TemporaryDirectory() as folder:
        opened = searcher(Path(folder), made)
        for sort in SORTS:
            for hit in opened.search(query, filters=wanted, sort=sort).hits:
                check(hit, shelf, wanted)
        fitting = {
            key
            for key, listing in shelf.items()
            if any(not violations(listing, each, wanted) for each in listing.variants)
        }
        assert {hit.product_id for hit in opened.search("", filters=wanted).hits} == fitting
        assert opened.count(wanted) == len(fitting)
