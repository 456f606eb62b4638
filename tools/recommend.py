"""Recommendations with reasons that can be checked."""

from dataclasses import replace

from sqlmodel import Session

from retrieval.filters import Filters
from retrieval.recommend.asking import request_for
from retrieval.recommend.request import Eligible, Recommended, Surface
from shop.carts import lines_in_cart
from shop.catalog import find_by_sku, get_product
from shop.errors import Unavailable
from tools.context import ShopContext
from tools.result import Problem, ToolResult
from tools.search import LONGEST_QUERY, MOST_SHOWN, show_hits
from tools.shop_tool import Answer, Shop, shop_tool

AROUND_ONE = frozenset({"similar", "goes_with"})


@shop_tool
def recommend_products(
    runtime: Shop,
    surface: Surface = "home",
    product_id: str | None = None,
    query: str | None = None,
    count: int = 6,
) -> Answer:
    """Recommend products for this shopper, or around one product, each with reasons that have evidence.

    The cards are on screen as soon as this returns. Say only reasons that it gives.

    Args:
        surface: `home` for the shopper, `similar` or `goes_with` to a product, `cart` for what is in the cart,
            `reorder` for what is due again, `trending`, `gift`.
        product_id: The product for `similar` and `goes_with`.
        query: What it should be about, in the shopper's words; conditions in it (a price, a kind, a brand) hold.
        count: How many to show, 1 to 12.
    """
    context = runtime.context
    if surface in AROUND_ONE and not product_id:
        return _which_product(context)
    if product_id:
        with context.database.session() as session:
            product_id = get_product(session, product_id).product_id
    narrowed = context if surface in AROUND_ONE or not query else replace(context, wants=_wants(context, query))
    done = recommend(narrowed, surface, product_id=product_id, limit=max(1, min(count, MOST_SHOWN)))
    return show_hits("recommend_products", done.hits, narrowed, surface=surface, query=query or "")


def _wants(context: ShopContext, query: str) -> Filters:
    """What was settled before, and the conditions in these words; without an index only the former can be met."""
    from retrieval.query import read_query

    try:
        vocabulary = context.retrieval.searcher.vocabulary
    except Unavailable:
        return context.wants
    return context.wants.tightened(read_query(query[:LONGEST_QUERY], vocabulary).filters)


def _which_product(context: ShopContext) -> Answer:
    text = "是和哪一件商品相比呢？" if context.language == "zh" else "Which product should it be about?"
    problem = Problem("needs", text, missing=("product",))
    return text, ToolResult(tool="recommend_products", outcome="needs_input", problem=problem)


def recommend(context: ShopContext, surface: Surface, *, product_id: str | None = None, limit: int = 6) -> Recommended:
    """The same ranking for the chat and for REST: what the shopper did a second ago already counts.

    Raises:
        Unavailable: If neither the recommender nor its search can be used.
    """
    with context.database.session() as session:
        around = (product_id,) if product_id else tuple(_in_cart(session, context.principal.customer_id))
        request = request_for(
            session,
            context.principal.customer_id,
            surface,
            product_ids=around,
            filters=context.wants,
            limit=limit,
        )
    return context.retrieval.recommender.recommend(request, _eligible(context), now=context.clock())


def _eligible(context: ShopContext) -> Eligible | None:
    """Search meets the wishes exactly; without it there is no recommending under wishes, but there is without."""
    try:
        return context.retrieval.searcher.eligible
    except Unavailable:
        if context.wants:
            raise
        return None


def _in_cart(session: Session, customer_id: str) -> list[str]:
    found = (find_by_sku(session, line.sku) for line in lines_in_cart(session, customer_id))
    return [pair[0].product_id for pair in found if pair]
