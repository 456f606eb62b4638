"""Recommendations with reasons that can be checked."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from retrieval.filters import Filters
from retrieval.recommend.asking import request_for
from retrieval.recommend.request import Eligible, Recommended, Request, Surface
from retrieval.recommend.stated import read_stated
from shop.carts import lines_in_cart
from shop.catalog import find_by_sku, get_product
from shop.errors import Unavailable
from tools.context import ShopContext
from tools.result import Problem, ToolResult
from tools.search import LONGEST_QUERY, MOST_SHOWN, show_hits
from tools.shop_tool import Answer, Shop, shop_tool

AROUND_ONE = frozenset({"similar", "goes_with"})
ASKED_DEPTH = 30
"""Products that the words of a gift may lead to."""
DOUBTFUL = 0.5


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
            `reorder` for what is due again, `continue` for what they looked at last, `trending`, `gift`.
        product_id: The product for `similar` and `goes_with`.
        query: What it should be about, in the shopper's words; conditions in it (a price, a kind, a brand) hold, and
            for a gift the rest (whom it is for, what they like) leads to products.
        count: How many to show, 1 to 12.
    """
    context = runtime.context
    if surface in AROUND_ONE and not product_id:
        return _which_product(context)
    if product_id:
        with context.database.session() as session:
            product_id = get_product(session, product_id).product_id
    narrowed = context if surface in AROUND_ONE or not query else replace(context, wants=wants_of(context, query))
    limit = max(1, min(count, MOST_SHOWN))
    done = recommend(narrowed, surface, product_id=product_id, words=query or "", limit=limit)
    return show_hits("recommend_products", done.hits, narrowed, surface=surface, query=query or "", left=done.left)


def wants_of(context: ShopContext, query: str) -> Filters:
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


def recommend(
    context: ShopContext, surface: Surface, *, product_id: str | None = None, words: str = "", limit: int = 6
) -> Recommended:
    """The same ranking for the chat and for REST: what the shopper did a second ago already counts.

    Raises:
        Unavailable: If neither the recommender nor its search can be used.
    """
    request = asked_of(context, surface, product_id=product_id, words=words, limit=limit)
    return context.retrieval.recommender.recommend(request, eligible_in(context), now=context.clock())


def asked_of(
    context: ShopContext,
    surface: Surface,
    *,
    product_id: str | None = None,
    words: str = "",
    limit: int = 6,
    customer_id: str | None = None,
) -> Request:
    """The request as the recommender takes it, for the caller or, at the desk, for another shopper."""
    customer_id = customer_id or context.principal.customer_id
    with context.database.session() as session:
        around = (product_id,) if product_id else tuple(_in_cart(session, customer_id))
        request = request_for(
            session,
            customer_id,
            surface,
            product_ids=around,
            filters=context.wants,
            limit=limit,
            asked=_led_to(context, words) if surface == "gift" and words.strip() else None,
            stage=context.stage,
        )
    return _with_stated(context, request)


def _with_stated(context: ShopContext, request: Request) -> Request:
    """Likes and dislikes said in words, as facts of the catalogue; without an index the words lead nowhere."""
    try:
        stated = read_stated(request.facts, context.retrieval.searcher)
    except Unavailable:
        return request
    return replace(request, facts=stated.facts, meant=stated.meant)


def _led_to(context: ShopContext, words: str) -> dict[str, float]:
    """What search finds for the words, its best as 1, or as `DOUBTFUL` where it says itself that nothing fits well."""
    try:
        found = context.retrieval.searcher.search(words[:LONGEST_QUERY], filters=context.wants, limit=ASKED_DEPTH)
    except Unavailable:
        return {}
    if not found.hits:
        return {}
    best, trust = max(found.hits[0].score, 1e-9), DOUBTFUL if found.no_good_match else 1.0
    return {hit.product_id: trust * max(hit.score, 0.0) / best for hit in found.hits}


def eligible_in(context: ShopContext) -> Eligible | None:
    """Search meets the wishes exactly; without it there is no recommending under wishes, but there is without."""
    try:
        return context.retrieval.searcher.eligible
    except Unavailable:
        if context.wants:
            raise
        return None


def _in_cart(session: Session, customer_id: str) -> Sequence[str]:
    found = (find_by_sku(session, line.sku) for line in lines_in_cart(session, customer_id))
    return [pair[0].product_id for pair in found if pair]
