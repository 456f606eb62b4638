"""Finding products: search, one product, recommendations, categories, suggestions, pictures."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

import wire
from api import shelf
from api.asking import Asked, Minor, Names, Sort, Words, attributes_in
from api.contexts import Context
from api.guards import DatabaseDep, Shopper
from api.pages import MAX_CURSOR_CHARS, Limit
from shop.catalog import list_categories, products_by_category
from shop.errors import NotFound

router = APIRouter(prefix="/v1", tags=["Products"])
ProductId = Annotated[str, Path(max_length=200)]
Surface = Literal["home", "similar", "goes_with", "cart", "reorder", "trending", "continue", "gift"]
SLATE = 8
DAY = "public, max-age=86400"


@router.get("/search")
def search_catalog(
    request: Request,
    context: Context,
    q: Words = "",
    brand: Names = [],  # noqa: B006  (FastAPI copies it)
    category: Names = [],  # noqa: B006  (as above)
    price_min: Minor = None,
    price_max: Minor = None,
    rating_min: Annotated[float | None, Query(ge=0, le=5)] = None,
    in_stock: bool = False,
    on_offer: bool = False,
    sort: Sort = "relevance",
    limit: Limit = 20,
    cursor: Annotated[str | None, Query(max_length=MAX_CURSOR_CHARS)] = None,
) -> wire.SearchPage:
    """Search with conditions that no result violates.

    Attributes are conditions too: `attr.NAME=value`, several times for any of them, `attr.NAME=10..20` for a range;
    names and values are those of `facets`. With a `cursor` the rest is not needed: it knows its search.
    """
    if cursor is not None:
        return shelf.search_on(context, cursor, limit=limit)
    asked = Asked(
        q=q, brand=tuple(brand), category=tuple(category), price_min=price_min, price_max=price_max,
        rating_min=rating_min, in_stock=in_stock, on_offer=on_offer, attributes=attributes_in(request), sort=sort,
    )  # fmt: skip
    return shelf.search(context, asked, limit=limit)


@router.get("/suggest")
def suggest_queries(
    context: Context, q: Annotated[str, Query(max_length=100)] = "", limit: Annotated[int, Query(ge=1, le=20)] = 8
) -> wire.Suggestions:
    """What a beginning could become, from the shop's own catalogue."""
    return wire.Suggestions(items=list(context.retrieval.searcher.suggest(q, limit)) if q.strip() else [])


@router.get("/products/{product_id}")
def read_product(product_id: ProductId, context: Context) -> wire.ProductDetail:
    """One product with its variants, attributes and latest reviews."""
    return shelf.product(context, product_id)


@router.get("/products/{product_id}/similar")
def list_similar(product_id: ProductId, context: Context, limit: Limit = SLATE) -> wire.Recommendations:
    """What is much like it."""
    return shelf.recommended(context, "similar", product_id=product_id, limit=limit)


@router.get("/products/{product_id}/goes-with")
def list_goes_with(product_id: ProductId, context: Context, limit: Limit = SLATE) -> wire.Recommendations:
    """What is bought with it."""
    return shelf.recommended(context, "goes_with", product_id=product_id, limit=limit)


@router.get("/recommendations")
def recommend(
    context: Context,
    surface: Surface = "home",
    product_id: Annotated[str | None, Query(max_length=200)] = None,
    q: Words = "",
    price_max: Minor = None,
    limit: Limit = SLATE,
) -> wire.Recommendations:
    """For this shopper, a place in the shop, or around one product; each with reasons that have evidence.

    `q` says what it should be about, for a gift also whom it is for (`for my sister who likes tea`); conditions in it
    and `price_max` hold.
    """
    asked = Asked(q=q, price_max=price_max)
    return shelf.recommended(context, surface, product_id=product_id, asked=asked, limit=limit)


@router.get("/catalog/categories")
def list_catalog_categories(
    _caller: Shopper, database: DatabaseDep, response: Response
) -> wire.Page[wire.CategoryItem]:
    """The category tree, flat, with how many products each subtree holds."""
    with database.session() as session:
        categories = list_categories(session)
        counts, pictures = products_by_category(session, categories)
    response.headers["Cache-Control"] = "private, max-age=60"
    items = [
        wire.CategoryItem(
            category_id=row.category_id,
            name=row.name,
            name_zh=row.name_zh,
            parent_id=row.parent_id,
            image_url=pictures.get(row.category_id),
            product_count=counts.get(row.category_id, 0),
        )
        for row in categories
    ]
    return wire.Page(items=items)


@router.get("/images/{image_id}.svg", response_class=Response)
def read_image(image_id: Annotated[str, Path(max_length=200, pattern=r"^[\w.-]+$")], database: DatabaseDep) -> Response:
    """A picture of the demo shop, drawn from its description."""
    from api.drawings import drawn

    svg = drawn(database, image_id)
    if svg is None:
        raise NotFound("image", image_id)
    return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": DAY})
