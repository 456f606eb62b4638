"""Why a product is there: what it has over the others beside it, and what the shopper's own actions led to."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

import wire
from shop.catalog import Product, list_products
from shop.errors import NotFound
from shop.reviews import reviews_of
from shop.slates import Slate, SlateItem, get_slate, slates_in
from tools.context import ShopContext
from tools.result import Fact, ToolResult
from tools.search import attribute_facts
from tools.shop_tool import Answer, Shop, shop_tool
from tools.voices import Voices, most_criticised, overall, quoted, review_citation, voice_facts, voices

GOOD_STARS, ENOUGH_REVIEWS = 4.0, 5
REVIEWS_READ = 200


@dataclass(frozen=True)
class Why:
    reasons: tuple[wire.Reason, ...]
    warning: str | None = None
    """A buyer's own words against it,"""
    voices: Voices | None = None
    """and how many see it so."""


@shop_tool
def explain_choice(runtime: Shop, slate_id: str | None = None, position: int = 1) -> Answer:
    """Say why a product that was shown is there: its reasons with their evidence, and a warning if buyers gave one.

    Args:
        slate_id: The list it was shown in; left out, the latest.
        position: Its place in that list, from 1.
    """
    context = runtime.context
    with context.database.session() as session:
        slate = latest_slate(session, context, slate_id)
        item = _shown(slate, position)
        warning = _warning(session, item.product_id, context.language)
        products = {p.product_id: p for p in list_products(session, [each.product_id for each in slate.items])}
    product = products.get(item.product_id)
    label = product.name(context.language) if product else item.product_id
    stored = [wire.Reason.model_validate(reason) for reason in item.reasons]
    others = [each for key, each in products.items() if key != item.product_id]
    reasons = (
        *(outstanding(product, others, context.language) if product else ()),
        *(r for r in stored if not _is_known(r)),
    )
    facts = [
        *_why_facts(item.product_id, label, reasons),
        *(attribute_facts(product, context.language) if product else ()),
    ]
    if warning:
        facts += voice_facts(warning, f"product:{item.product_id}", label)
    critic = warning.criticism if warning else None
    quote = quoted(critic, warning.aspect) if warning and critic else None
    said = "; ".join(reason.text for reason in reasons) or "It matched the words that were searched for."
    content = f"{label}: {said}" + (f" A buyer warns: {quote!r}" if quote else "")
    if warning and warning.aspect:
        content += f" ({warning.bad} of {warning.good + warning.bad} who mention {warning.aspect} are unhappy with it.)"
    citations = (review_citation(critic, label, aspect=warning.aspect),) if warning and critic else ()
    why = Why(reasons, quote, warning)
    return content, ToolResult(tool="explain_choice", facts=tuple(facts), citations=citations, payload=why)


def outstanding(product: Product, others: Sequence[Product], language: str) -> list[wire.Reason]:
    """What it has and most of the others beside it don't, and that buyers rate it well."""
    found: list[wire.Reason] = []
    for attribute in product.attributes:
        if attribute.value is not True:
            continue
        having = sum(other.attribute(attribute.name) is not None and _has(other, attribute.name) for other in others)
        if others and having * 2 <= len(others):
            label = attribute.title(language)
            text = label if language == "zh" else f"it has {label.lower()}"
            evidence = wire.EvidenceRef(
                kind="attribute", id=f"{product.product_id}:{attribute.name}", quote=attribute.text(language)
            )
            found.append(wire.Reason(text=text, evidence=[evidence]))
    if product.rating is not None and product.rating >= GOOD_STARS and product.rating_count >= ENOUGH_REVIEWS:
        stars, count = f"{product.rating:g}", product.rating_count
        text = f"{count} 条评价，平均 {stars} 分" if language == "zh" else f"{count} buyers rate it {stars}"
        told = wire.EvidenceRef(kind="rating", id=product.product_id, quote=stars, count=count)
        found.append(wire.Reason(text=text, evidence=[told]))
    return found[:2]


def _has(product: Product, name: str) -> bool:
    attribute = product.attribute(name)
    return attribute is not None and attribute.value is True


def _is_known(reason: wire.Reason) -> bool:
    """What the shopper asked for, and what `outstanding` says anyway, is no further reason."""
    return any(each.kind in {"rating", "price"} for each in reason.evidence)


def _why_facts(product_id: str, label: str, reasons: Sequence[wire.Reason]) -> list[Fact]:
    entity = f"product:{product_id}"
    facts = [Fact(entity, "title", label, label, stable=True)]
    facts += [Fact(entity, "reason", reason.text, label, stable=True) for reason in reasons]
    for evidence in (evidence for reason in reasons for evidence in reason.evidence):
        name = "rating_count" if evidence.kind == "rating" else "count"
        facts += [Fact(entity, name, n, label, stable=True) for n in (evidence.count, evidence.of) if n is not None]
        if evidence.kind == "rating" and evidence.quote:
            facts.append(Fact(entity, "rating", float(evidence.quote), label))
    return facts


def latest_slate(session: Session, context: ShopContext, slate_id: str | None) -> Slate:
    """The slate of that id, else the latest of the conversation that holds anything."""
    if slate_id is None:
        latest = slates_in(session, context.conversation_id) if context.conversation_id else []
        shown = next((slate for slate in latest if slate.items), None)
        if shown is None:
            raise NotFound("list", "of products in this conversation")
        slate_id = shown.slate_id
    return get_slate(session, slate_id, customer_id=context.principal.customer_id)


def _shown(slate: Slate, position: int) -> SlateItem:
    found = next((item for item in slate.items if item.position == position), None)
    if found is None:
        raise NotFound("place", str(position))
    return found


def _warning(session: Session, product_id: str, language: str) -> Voices | None:
    """What most of its critics complain about, where one of them says it in the shopper's language."""
    reviews = reviews_of(session, product_id, limit=REVIEWS_READ)
    aspect = most_criticised(reviews)
    told = voices(reviews, aspect, language) if aspect else overall(reviews, language)
    return told if told.criticism else None
