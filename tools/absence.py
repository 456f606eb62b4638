"""Why a product is not in a list: the rule that kept it out, or where it stands instead."""

from dataclasses import dataclass, fields, replace

from retrieval.filters import Filters
from retrieval.recommend.request import Surface
from shop.catalog import Product, get_product, variants_of
from shop.slates import Slate
from tools.context import ShopContext
from tools.explain import latest_slate
from tools.recommend import AROUND_ONE, asked_of, eligible_in
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool

RECOMMENDED: tuple[Surface, ...] = ("home", "cart", "reorder", "trending", "continue", "gift")
"""Surfaces whose slate is made anew from the shopper alone; others need a page, or were searched."""
WORDS = {
    "shown": ("it is in the list, at place {place}", "它就在列表里，排第 {place} 位"),
    "purchased": ("you bought it already", "你已经买过它了"),
    "disliked": ("you said it is not for you", "你表示过不喜欢它或这类商品"),
    "in_cart": ("it is in your cart already", "它已经在购物车里了"),
    "shown_already": ("the list is about it", "这个列表就是围绕它推荐的"),
    "out_of_stock": ("it is sold out right now", "它目前缺货"),
    "hidden": ("the shop does not offer it at the moment", "本店目前不出售它"),
    "not_deliverable": ("it is not sent to your address", "它无法寄到你的地址"),
    "filters": ("it does not meet {conditions}", "它不符合{conditions}"),
    "other_kind": ("it is another kind of thing", "它属于另一类商品"),
    "not_compatible": ("it is made for another product", "它是为其他商品配套的"),
    "more_of_the_same": ("it does the same job, so it is nothing to go with it", "它和这件用途相同，算不上搭配"),
    "near_duplicate": ("one that is nearly the same is in the list", "列表里已有一件几乎相同的"),
    "brand_cap": ("the list holds enough of that brand already", "列表里这个品牌已经够多了"),
    "popularity_cap": ("the list keeps some room for what is less known", "列表给不那么热门的商品留了位置"),
    "variety": ("others made the list more varied", "为了让列表更多样，选了别的"),
    "not_trained": ("it is newer than what recommendations have learned", "它太新，推荐还没有学到它"),
    "no_link": ("nothing you did or said leads to it", "你的浏览和说过的话都没有指向它"),
    "ranked_lower": ("others fit better", "其他商品更符合"),
}
CONDITIONS = {
    "price_min_minor": ("your lowest price", "你的最低价"),
    "price_max_minor": ("your price limit", "你的价格上限"),
    "brands": ("the brand you asked for", "你要的品牌"),
    "not_brands": ("the brands you ruled out", "你排除的品牌"),
    "categories": ("the kind you asked for", "你要的类别"),
    "not_categories": ("what you ruled out", "你排除的类别"),
    "product_types": ("the kind you asked for", "你要的品类"),
    "not_product_types": ("what you ruled out", "你排除的品类"),
    "attributes": ("the features you asked for", "你要的特点"),
    "not_words": ("what you ruled out", "你排除的词"),
    "in_stock": ("being in stock", "有现货的要求"),
    "on_offer": ("being on offer", "有优惠的要求"),
    "rating_min": ("the rating you asked for", "你要的评分"),
    "not_product_ids": ("what you turned down", "你拒绝过的商品"),
}


@dataclass(frozen=True)
class WhyNot:
    rule: str
    text: str
    """One clause in the shopper's language."""
    title: str
    place: int | None = None
    conditions: tuple[str, ...] = ()
    """Names of the conditions that it breaks."""


@shop_tool
def why_not_shown(runtime: Shop, product_id: str, slate_id: str | None = None) -> Answer:
    """Say why a product is not in a list that was shown: the rule that kept it out, or that others rank higher.

    Args:
        product_id: The product that was expected.
        slate_id: The list; left out, the latest.
    """
    context = runtime.context
    with context.database.session() as session:
        product = get_product(session, product_id)
        slate = latest_slate(session, context, slate_id)
        buyable = any(variant.can_be_bought for variant in variants_of(session, [product_id]).get(product_id, []))
    why = _worded(context, product, *_rule(context, product, slate, buyable=buyable))
    entity = f"product:{product.product_id}"
    facts = [Fact(entity, "title", why.title, why.title, stable=True), Fact(entity, "reason", why.text, why.title)]
    if why.place is not None:
        facts.append(Fact(entity, "place", why.place, why.title))
    return f"{why.title}: {why.text}.", ToolResult(tool="why_not_shown", facts=tuple(facts), payload=why)


Found = tuple[str, int | None, tuple[str, ...]]


def _rule(context: ShopContext, product: Product, slate: Slate, *, buyable: bool) -> Found:
    """What was noted when the list was made is believed first; then the rules as they hold now."""
    place = next((item.position for item in slate.items if item.product_id == product.product_id), None)
    if place is not None:
        return "shown", place, ()
    noted = {one["product_id"]: one["rule"] for one in slate.applied.get("left", ())}
    if rule := noted.get(product.product_id):
        return rule, None, _broken(context, product.product_id) if rule == "filters" else ()
    if broken := _broken(context, product.product_id):
        return "filters", None, broken
    if not buyable:
        return "out_of_stock", None, ()
    if slate.surface not in RECOMMENDED:
        return "ranked_lower", None, ()
    return _as_recommended(context, product, slate)


def _as_recommended(context: ShopContext, product: Product, slate: Slate) -> Found:
    surface = next(one for one in RECOMMENDED if one == slate.surface)
    words = slate.query or "" if surface not in AROUND_ONE else ""
    request = asked_of(context, surface, words=words, limit=max(len(slate.items), 1))
    told = context.retrieval.recommender.why_not(request, product.product_id, eligible_in(context), now=context.clock())
    return ("ranked_lower" if told.rule == "shown" else told.rule), told.place, ()


def _broken(context: ShopContext, product_id: str) -> tuple[str, ...]:
    """Which of the conditions in force the product breaks, each tried alone."""
    if not context.wants:
        return ()
    searcher = context.retrieval.searcher
    single = [
        (field.name, replace(Filters(), **{field.name: value}))
        for field in fields(Filters)
        if (value := getattr(context.wants, field.name)) not in ((), None, False)
    ]
    return tuple(name for name, filters in single if product_id not in searcher.eligible(filters))


def _worded(context: ShopContext, product: Product, rule: str, place: int | None, broken: tuple[str, ...]) -> WhyNot:
    side = _side(context.language)
    listed = ("、" if side else ", ").join(
        dict.fromkeys(CONDITIONS[name][side] for name in broken if name in CONDITIONS)
    )
    text = words_of(rule, context.language, place=place, conditions=listed)
    return WhyNot(rule, text, product.name(context.language), place, broken)


def words_of(rule: str, language: str, *, place: int | None = None, conditions: str = "") -> str:
    """The rule as a clause in the shopper's language."""
    side = _side(language)
    conditions = conditions or ("你的条件" if side else "your conditions")
    return WORDS.get(rule, WORDS["ranked_lower"])[side].format(place=place, conditions=conditions)


def _side(language: str) -> int:
    return 1 if language == "zh" else 0
