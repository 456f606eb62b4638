"""Products as REST shows them: the same cards, slates and ranking as in the chat."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import wire
from api.asking import Asked, applied
from api.pages import cursor_of, place_in
from shop.catalog import get_product, variants_of
from shop.errors import Invalid, NotFound
from shop.reviews import reviews_of
from shop.slates import Slate, get_slate
from shop.storefront import get_storefront

if TYPE_CHECKING:
    from retrieval.hits import Hit
    from retrieval.personal import Tastes
    from retrieval.search import Found
    from tools.context import ShopContext

SURFACE = "search"
DEEPEST = 1_000
"""Products one slate may grow to by its pages."""
REVIEWS_SHOWN = 20
AROUND_ONE = frozenset({"similar", "goes_with"})


def search(context: "ShopContext", asked: Asked, *, limit: int) -> wire.SearchPage:
    """The first page, with what it was narrowed to and what could narrow it further."""
    found = context.retrieval.searcher.search(
        asked.q, filters=asked.filters(), sort=asked.sort, limit=limit, tastes=_tastes(context)
    )
    with context.database.writing() as session:
        items = _cards(context, session, found.hits)
        slate = _new_slate(context, asked, items, found.hits)
        session.add(slate)
    told = applied(found.applied, sort=found.need.sort)
    return _page(slate.slate_id, items, found, told, language=context.language, shown=len(found.hits))


def search_on(context: "ShopContext", cursor: str, *, limit: int) -> wire.SearchPage:
    """The next page of a slate: nothing that was shown comes again, and the same cursor gives the same page.

    Raises:
        Invalid: If the cursor is not one of ours. NotFound: If its slate is not theirs.
    """
    slate_id, offset = _place(cursor)
    with context.database.session() as session:
        slate = get_slate(session, slate_id, customer_id=context.principal.customer_id)
    if slate.surface != SURFACE:
        raise NotFound("slate", slate_id)
    asked = Asked.model_validate(slate.applied["asked"])
    found = context.retrieval.searcher.search(
        asked.q,
        filters=asked.filters(),
        sort=asked.sort,
        limit=min(offset + 2 * limit, DEEPEST),
        tastes=_tastes(context),
    )
    items = _extended(context, slate_id, found.hits, offset=offset, limit=limit)
    told = applied(found.applied, sort=found.need.sort)
    return _page(slate_id, items, found, told, language=context.language, shown=offset + len(items))


def _tastes(context: "ShopContext") -> "Tastes":
    from tools.tastes import tastes_of

    with context.database.session() as session:
        return tastes_of(session, context.principal.customer_id, now=context.clock())


def _place(cursor: str) -> tuple[str, int]:
    match place_in(cursor):
        case [str(slate_id), int(offset)] if 0 <= offset <= DEEPEST:
            return slate_id, offset
        case _:
            raise Invalid("The cursor is not one of ours; begin again without it.")


def _extended(
    context: "ShopContext", slate_id: str, hits: "Sequence[Hit]", *, offset: int, limit: int
) -> list[wire.Item]:
    """Positions of the slate from `offset`; those that were not shown yet are added to it."""
    from retrieval.hits import Hit
    from tools.cards import slate_items

    with context.database.writing() as session:
        slate = get_slate(session, slate_id, customer_id=context.principal.customer_id)
        shown = slate.items[offset : offset + limit]
        page = [Hit(item.product_id, item.sku, item.score, item.sources) for item in shown]
        seen = {item.product_id for item in slate.items}
        page += [hit for hit in hits if hit.product_id not in seen][: limit - len(page)]
        items = _cards(context, session, page, first_position=offset + 1)
        new = [item for item in items if item.product_id not in seen]
        if new:
            slate.items = [*slate.items, *slate_items(new, page)]
            session.add(slate)
    told = {item.product_id: [wire.Reason.model_validate(each) for each in item.reasons] for item in shown}
    return [item.model_copy(update={"reasons": told.get(item.product_id, item.reasons)}) for item in items]


def _cards(context: "ShopContext", session: Any, hits: "Sequence[Hit]", *, first_position: int = 1) -> list[wire.Item]:
    from tools.cards import Cards

    shop = get_storefront(session)
    return Cards(session, context.language, shop.currency).items(hits, first_position=first_position)


def _new_slate(context: "ShopContext", asked: Asked, items: list[wire.Item], hits: "Sequence[Hit]") -> Slate:
    from tools.cards import slate_items

    return Slate(
        slate_id=f"s-{uuid4().hex[:16]}",
        customer_id=context.principal.customer_id,
        surface=SURFACE,
        query=asked.q or None,
        applied={"asked": asked.model_dump(mode="json")},
        arm=context.arm,
        items=slate_items(items, hits),
    )


def _page(
    slate_id: str, items: list[wire.Item], found: "Found", told: dict[str, Any], *, language: str, shown: int
) -> wire.SearchPage:
    from tools.search import opened

    more = items and found.total > shown and shown < DEEPEST
    notice = found.degraded or (NO_GOOD_MATCH[language] if found.no_good_match else None)
    return wire.SearchPage(
        slate_id=slate_id,
        items=items,
        facets={
            name: [wire.Facet(value=facet.value, label=facet.label, count=facet.count) for facet in facets]
            for name, facets in found.facets.items()
        },
        applied=told,
        relaxations=[
            wire.Relaxation(name=each.name, text=each.text, count=each.count) for each in map(opened, found.relaxations)
        ],
        total=found.total,
        next_cursor=cursor_of(slate_id, shown) if more else None,
        notice=notice,
    )


NO_GOOD_MATCH = {
    "en": "Nothing answers these words exactly; these come closest.",
    "zh": "没有完全符合的商品，以下最为接近。",
}


def recommended(
    context: "ShopContext", surface: Any, *, product_id: str | None = None, asked: Asked | None = None, limit: int
) -> wire.Recommendations:
    """A slate with reasons; `similar` and `goes_with` are about a product that must be there."""
    from tools.recommend import recommend, wants_of
    from tools.search import show_hits

    if product_id is None and surface in AROUND_ONE:
        raise Invalid(f"surface={surface} is about one product: add its product_id.")
    if product_id is not None:
        with context.database.session() as session:
            get_product(session, product_id)
    words = asked.q if asked else ""
    if asked and surface not in AROUND_ONE:
        context = replace(context, wants=wants_of(context, words).tightened(asked.filters()))
    done = recommend(context, surface, product_id=product_id, words=words, limit=limit)
    _words, result = show_hits("recommend_products", done.hits, context, surface=surface, query=words, left=done.left)
    items = [item for part in result.parts if isinstance(part, wire.ProductsPart) for item in part.items]
    slate_id = getattr(result.payload, "slate_id", "")
    return wire.Recommendations(slate_id=slate_id, items=items, notice=done.degraded)


def product(context: "ShopContext", product_id: str) -> wire.ProductDetail:
    """Everything the shop says about one product."""
    from retrieval.hits import Hit
    from tools.cards import Cards, best_variant

    language = context.language
    with context.database.session() as session:
        row = get_product(session, product_id)
        variants = variants_of(session, [product_id]).get(product_id, [])
        if not variants:
            raise NotFound("product", product_id)
        hit = Hit(product_id, best_variant(variants).sku, 0.0)
        shop = get_storefront(session)
        card = Cards(session, language, shop.currency).items([hit], variants=True)[0]
        reviews = reviews_of(session, product_id, limit=REVIEWS_SHOWN)
    return wire.ProductDetail(
        **card.model_dump(exclude={"score"}),
        description=(row.description_zh or row.description) if language == "zh" else row.description,
        attributes=[
            wire.AttributeValue(
                name=each.name, label=each.title(language), value=each.text(language), raw=each.value, unit=each.unit
            )
            for each in row.attributes
        ],
        images=[image.url for image in row.images],
        reviews=[
            wire.ReviewItem(
                review_id=each.review_id, author=each.author, stars=each.stars, title=each.title, text=each.text,
                language=each.language, at=each.at, verified=each.verified,
            )
            for each in reviews
        ],
    )  # fmt: skip
