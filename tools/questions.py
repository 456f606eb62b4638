"""Questions about one product, answered from its attributes, its description and what buyers wrote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import wire
from shop.catalog import Attribute, Product, Variant, variants_of
from shop.reviews import Review, reviews_of
from tools.context import ShopContext
from tools.product import product_of
from tools.result import Fact, ToolResult
from tools.search import attribute_facts
from tools.shop_tool import Answer, Shop, shop_tool

REVIEWS_READ = 200


@dataclass(frozen=True)
class Answered:
    """`answer` is empty where neither attributes, description nor reviews say anything."""

    answer: str
    source: str = ""
    """`attribute`, `description` or `review`."""


@shop_tool
def product_question(runtime: Shop, product_id: str, question: str) -> Answer:
    """Answer a question about one product from its attributes, its description and what buyers wrote.

    Args:
        product_id: The product.
        question: The question in the shopper's own words.
    """
    context = runtime.context
    with context.database.session() as session:
        product, _ = product_of(session, product_id)
        reviews = reviews_of(session, product.product_id, limit=REVIEWS_READ)
        variants = variants_of(session, [product.product_id]).get(product.product_id, [])
    label = product.name(context.language)
    asked = _words(question)
    known = (*product.attributes, *_options(variants, context.language))
    answered, fact, evidence = _answer(product, known, reviews, asked, question, context)
    facts = [*attribute_facts(product, context.language), *([fact] if fact else [])]
    content = answered.answer or f"Nothing on record about {label} answers that."
    citations = (evidence,) if evidence else ()
    return content, ToolResult(tool="product_question", facts=tuple(facts), citations=citations, payload=answered)


def _options(variants: Sequence[Variant], language: str) -> tuple[Attribute, ...]:
    """What a product can be had in answers questions like an attribute: `color: black, sand`."""
    values: dict[str, dict[str, None]] = {}
    for variant in variants:
        chosen = (variant.options_zh or variant.options) if language == "zh" else variant.options
        for name, value in chosen.items():
            values.setdefault(name, {})[value] = None
    joint = "、" if language == "zh" else ", "
    return tuple(Attribute(name=n, label=n.capitalize(), value=joint.join(found)) for n, found in values.items())


def _answer(
    product: Product,
    known: Sequence[Attribute],
    reviews: Sequence[Review],
    asked: set[str],
    question: str,
    context: ShopContext,
) -> tuple[Answered, Fact | None, wire.Citation | None]:
    language, label = context.language, product.name(context.language)
    entity = f"product:{product.product_id}"
    about_buyers = bool(re.search(r"review|buyer|people (say|think)|customers|评价|买家|口碑|大家", question.lower()))
    if not about_buyers and (attribute := _fitting(known, asked, language)):
        answer = _attribute_answer(label, attribute, language)
        return Answered(answer, "attribute"), Fact(entity, "text", answer, label, stable=True), None
    if not about_buyers and (sentence := _sentence(product, asked, language)):
        quote = f"描述里写着:“{sentence}”" if language == "zh" else f'Its description says: "{sentence}"'
        return Answered(quote, "description"), Fact(entity, "text", sentence, label, stable=True), None
    review = _review(reviews, asked, language, any_topic=about_buyers)
    if review is None:
        return Answered(""), None, None
    quote = (
        f"有买家写道:“{review.text}”({review.stars} 星)"
        if language == "zh"
        else (f'A buyer wrote: "{review.text}" ({review.stars} stars)')
    )
    citation = wire.Citation(kind="review", id=review.review_id, title=review.title or label, quote=review.text)
    return Answered(quote, "review"), Fact(entity, "review", review.text, label, stable=True), citation


def _attribute_answer(label: str, attribute: Attribute, language: str) -> str:
    name, text = attribute.title(language), attribute.text(language)
    if language == "zh":
        return f"{label}的{name}:{text}。"
    if isinstance(attribute.value, bool):
        return f"{'Yes' if attribute.value else 'No'}: {name.lower()} is listed as {text} for the {label}."
    return f"{name} of the {label}: {text}."


STOP = frozenset(
    re.findall(
        r"\w+",
        "the a an is are it its this that does do have has what which how many much of for with in on to and or can i "
        "be there one second first any you tell me about",
    )
)


def _words(text: str) -> set[str]:
    latin = {_stem(word) for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in STOP}
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]", text))
    return latin | {chinese[i : i + 2] for i in range(len(chinese) - 1)}


def _stem(word: str) -> str:
    return re.sub(r"(ing|ed|es|s)$", "", word) if len(word) > 4 else word


def _fitting(attributes: Sequence[Attribute], asked: set[str], language: str) -> Attribute | None:
    """The attribute whose name or value shares most with the question."""

    def shared(attribute: Attribute) -> float:
        name = _words(f"{attribute.name.replace('_', ' ')} {attribute.label} {attribute.label_zh or ''}")
        value = _words(attribute.text(language)) if isinstance(attribute.value, str) else set()
        near = sum(
            2 for word in asked for own in name if len(word) > 2 and (own.startswith(word) or word.startswith(own))
        )
        return len(name & asked) * 2 + near + len(value & asked)

    best = max(attributes, key=shared, default=None)
    return best if best is not None and shared(best) >= 2 else None


def _sentence(product: Product, asked: set[str], language: str) -> str | None:
    text = (product.description_zh or product.description) if language == "zh" else product.description
    sentences = [s.strip() for s in re.findall(r".+?(?:[.!?](?=\s|$)|[。!?！？]|$)", text) if s.strip()]
    best = max(sentences, key=lambda s: len(_words(s) & asked), default=None)
    return best if best is not None and len(_words(best) & asked) >= max(1, len(asked) // 3) else None


def _review(reviews: Sequence[Review], asked: set[str], language: str, *, any_topic: bool) -> Review | None:
    """The review that says most about it, in the shopper's language where there is one."""
    told = [review for review in reviews if review.text]
    scored = [(len((_words(r.text) | {_stem(a) for a in r.aspects}) & asked), r.language == language, r) for r in told]
    best = max(scored, key=lambda each: each[:2], default=None)
    return best[2] if best and (best[0] or any_topic) else None
