"""A shopper's slate as the desk inspects it: scores by source, claims with their weight, what was left out and why."""

from typing import TYPE_CHECKING, Any

import wire
from shop.catalog import get_product, list_products
from shop.customers import get_customer

if TYPE_CHECKING:
    from retrieval.evidence import Claim
    from retrieval.hits import Hit
    from tools.context import ShopContext


def inspect(
    context: "ShopContext", customer_id: str, surface: Any, *, product_id: str | None, missing: str | None, limit: int
) -> wire.InspectedSlate:
    """The slate that `customer_id` would get now; nothing is stored, and nothing counts as shown.

    Raises:
        NotFound: If the customer, `product_id` or `missing` is not there. Unavailable: If nothing was trained.
    """
    from tools.recommend import asked_of, eligible_in

    with context.database.session() as session:
        get_customer(session, customer_id)
        for key in filter(None, (product_id, missing)):
            get_product(session, key)
    engine = context.retrieval.recommender
    request = asked_of(context, surface, product_id=product_id, limit=limit, customer_id=customer_id)
    eligible = eligible_in(context)
    done = engine.recommend(request, eligible, now=context.clock())
    titles = _titles(context, done, missing)
    return wire.InspectedSlate(
        items=[_item(hit, place, titles, context.language) for place, hit in enumerate(done.hits, start=1)],
        left=[
            wire.LeftOut(
                product_id=one.product_id,
                title=titles.get(one.product_id, one.product_id),
                rule=one.rule,
                text=rule_text(one.rule, context.language),
            )
            for one in done.left
        ],
        absence=_absence(context, engine.why_not(request, missing, eligible, now=context.clock()), missing, titles)
        if missing
        else None,
        version=engine.version,
        degraded=done.degraded,
    )


def rule_text(rule: str, language: str, *, place: int | None = None) -> str:
    from tools.absence import words_of

    return words_of(rule, language, place=place)


def _titles(context: "ShopContext", done: Any, missing: str | None) -> dict[str, str]:
    named = {hit.product_id for hit in done.hits} | {one.product_id for one in done.left} | {missing or ""}
    named |= {claim.slots["product"] for hit in done.hits for claim in hit.claims if "product" in claim.slots}
    with context.database.session() as session:
        return {row.product_id: row.name(context.language) for row in list_products(session, sorted(named))}


def _item(hit: "Hit", place: int, titles: dict[str, str], language: str) -> wire.InspectedItem:
    return wire.InspectedItem(
        position=place,
        product_id=hit.product_id,
        title=titles.get(hit.product_id, hit.product_id),
        score=round(hit.score, 6),
        sources={name: round(share, 4) for name, share in hit.sources.items()},
        claims=[_claim(claim, titles, language) for claim in hit.claims],
        propensity=hit.propensity,
    )


def _claim(claim: "Claim", titles: dict[str, str], language: str) -> wire.InspectedClaim:
    from tools.reasons import reason

    worded = reason(claim, language=language, titles=titles)
    return wire.InspectedClaim(
        kind=claim.kind,
        text=worded.text if worded else None,
        weight=round(claim.weight, 4),
        evidence=[
            wire.EvidenceRef(kind=one.kind, id=one.id, quote=one.quote, count=one.count, of=one.of)
            for one in claim.evidence
        ],
    )


def _absence(context: "ShopContext", found: Any, missing: str, titles: dict[str, str]) -> wire.Absence:
    return wire.Absence(
        product_id=missing,
        title=titles.get(missing, missing),
        rule=found.rule,
        text=rule_text(found.rule, context.language, place=found.place),
        place=found.place,
        score=round(found.score, 6),
        lowest=round(found.lowest, 6),
    )
