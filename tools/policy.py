"""Answers from the shop's documents, each with the passage it comes from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

import wire
from retrieval.knowledge import PassageHit
from retrieval.tokens import has_han
from shop.knowledge import Document, Passage, editions_of, link_to, passages_in
from tools.context import ShopContext
from tools.result import Fact, Problem, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool

CITED = 2
LOOKED_AT = 6
Found = tuple[Passage, Document]
MANUAL_WORDS = {"manual", "user", "guide", "instructions", "handbook", "the", "and", "for", "with"}


@shop_tool
def answer_policy(runtime: Shop, question: str) -> Answer:
    """Look up the shop's policies and frequent questions: returns, shipping, payment, warranty, privacy and the like.

    Say only what the passages say, and cite them. If nothing is found, say so plainly and offer a person.

    Args:
        question: The question in the shopper's own words.
    """
    context = runtime.context
    hits = _search(context, question)
    with context.database.session() as session:
        found = _spoken(session, passages_of(session, [hit.passage_id for hit in hits]), context.language)
        fitting = [(passage, document) for passage, document in found if _concerns(document, question)]
        fitting = _from_the_start(session, fitting, question, context.language)[:CITED]
        elsewhere = tuple(fact for passage, document in fitting for fact in edition_facts(session, passage, document))
    citations = tuple(cited(passage, document, context.language) for passage, document in fitting)
    if not citations:
        zh, en = "店铺的说明文件里没有这个问题的答案。", "Nothing in the shop's documents answers that."
        text = zh if context.language == "zh" else en
        return text, ToolResult(tool="answer_policy", outcome="answered", problem=Problem("not_found", text))
    facts = (*(fact for citation in citations for fact in passage_facts(citation)), *elsewhere)
    overview = bool(fitting) and _asks_in_general(fitting[0][1], question)
    parts = (wire.CitationPart(citation=citations[0]),)
    content = "\n\n".join(f"[{citation.id}] {citation.title}: {citation.quote}" for citation in citations)
    return content, ToolResult(
        tool="answer_policy", parts=parts, facts=facts, citations=citations, payload=Rule(overview)
    )


@dataclass(frozen=True)
class Rule:
    overview: bool
    """The question is about all of a document: the first citations are its beginning."""


def _from_the_start(
    session: Session, found: list[tuple[Passage, Document]], question: str, language: str
) -> list[tuple[Passage, Document]]:
    """A question about no more than the topic itself (`how do returns work`) is answered from the beginning."""
    about = next((document for _, document in found if _asks_in_general(document, question)), None)
    if about is None:
        return found
    return [(passage, about) for passage in passages_in(session, about.document_id, language)[:CITED]]


def _asks_in_general(document: Document, question: str) -> bool:
    if document.product_id is not None:
        return False
    asked = {_stem(word) for word in re.findall(r"[a-z]{2,}", question.lower())} - GENERAL
    titled = {_stem(word) for word in re.findall(r"[a-z]{2,}", document.title.lower())}
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]", GENERAL_ZH.sub("", question)))
    return bool(asked and asked <= titled) or bool(chinese and not asked and chinese == document.title_zh)


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


GENERAL = frozenset(
    [
        "how",
        "do",
        "does",
        "it",
        "work",
        "what",
        "is",
        "are",
        "your",
        "the",
        "policy",
        "rule",
        "about",
        "tell",
        "me",
        "can",
        "you",
        "explain",
        "and",
        "of",
        "a",
        "an",
        "for",
    ]
) | {"rules"}
GENERAL_ZH = re.compile(
    r"怎么|如何|怎样|你们的?|政策|规定|规则|流程|是什么|什么|吗|呢|的|请问|介绍一下|一下|[?？。,，]"
)


def _search(context: ShopContext, question: str) -> list[PassageHit]:
    """In the shopper's language; where that finds nothing, in that of the question: a model may ask in English."""
    knowledge = context.retrieval.knowledge
    other = "zh" if has_han(question) else "en"
    return knowledge.search(question, context.language, LOOKED_AT) or (
        knowledge.search(question, other, LOOKED_AT) if other != context.language else []
    )


def _spoken(session: Session, found: list[Found], language: str) -> list[Found]:
    """Each passage in the shopper's language, where its document has it in that."""
    return [
        (next((one for one in editions_of(session, passage) if one.language == language), passage), document)
        if passage.language != language
        else (passage, document)
        for passage, document in found
    ]


def passage_facts(citation: wire.Citation) -> list[Fact]:
    told = {"text": f"{citation.title}\n{citation.quote}", "title": citation.title, "quote": citation.quote}
    entity = f"passage:{citation.id}"
    return [Fact(entity, name, value, citation.title, stable=True) for name, value in told.items()]


def edition_facts(session: Session, passage: Passage, document: Document) -> list[Fact]:
    """The same section in the document's other languages: an answer in one of them is held against its own words."""
    return [
        Fact(
            f"passage:{one.passage_id}", "text", f"{one.heading}\n{one.text}", document.named(one.language), stable=True
        )
        for one in editions_of(session, passage)
    ]


def passages_of(session: Session, passage_ids: Sequence[str]) -> list[Found]:
    """In the order of the ids; one that is gone since the index was made is left out."""
    found = [session.get(Passage, passage_id) for passage_id in passage_ids]
    pairs = [(passage, session.get(Document, passage.document_id)) for passage in found if passage]
    return [(passage, document) for passage, document in pairs if document]


def _concerns(document: Document, question: str) -> bool:
    """A product's manual answers only where the question names that product."""
    if document.product_id is None:
        return True
    asked = set(re.findall(r"[a-z0-9]{3,}", question.lower()))
    named = set(re.findall(r"[a-z0-9]{3,}", document.title.lower())) - MANUAL_WORDS
    chinese = re.findall(r"[\u4e00-\u9fff]{2,}", document.title_zh or "")
    return bool(asked & named) or any(part in question for part in chinese)


def cited(passage: Passage, document: Document, language: str) -> wire.Citation:
    title = document.named(language)
    heading = passage.heading if passage.heading != title else ""
    return wire.Citation(
        kind=document.kind,
        id=passage.passage_id,
        title=f"{title}, {heading}" if heading else title,
        quote=passage.text,
        url=link_to(document, passage),
    )
