"""Answers from the shop's documents, each with the passage it comes from."""

import wire
from shop.knowledge import Document, Passage
from tools.result import Fact, Problem, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool


@shop_tool
def answer_policy(runtime: Shop, question: str) -> Answer:
    """Look up the shop's policies and frequent questions: returns, shipping, payment, warranty, privacy and the like.

    Say only what the passages say, and cite them. If nothing is found, say so plainly and offer a person.

    Args:
        question: The question in the shopper's own words.
    """
    context = runtime.context
    hits = context.retrieval.knowledge.search(question, context.language, 2)
    with context.database.session() as session:
        found = [(session.get(Passage, hit.passage_id), session.get(Document, hit.document_id)) for hit in hits]
    citations = tuple(_citation(p, document, context.language) for p, document in found if p and document)
    if not citations:
        zh, en = "店铺的说明文件里没有这个问题的答案。", "Nothing in the shop's documents answers that."
        text = zh if context.language == "zh" else en
        return text, ToolResult(tool="answer_policy", outcome="answered", problem=Problem("not_found", text))
    facts = tuple(fact for citation in citations for fact in _facts(citation))
    parts = (wire.CitationPart(citation=citations[0]),)
    content = "\n\n".join(f"[{citation.id}] {citation.title}: {citation.quote}" for citation in citations)
    return content, ToolResult(tool="answer_policy", parts=parts, facts=facts, citations=citations)


def _facts(citation: wire.Citation) -> list[Fact]:
    told = {"text": f"{citation.title}\n{citation.quote}", "title": citation.title, "quote": citation.quote}
    entity = f"passage:{citation.id}"
    return [Fact(entity, name, value, citation.title, stable=True) for name, value in told.items()]


def _citation(passage: Passage, document: Document, language: str) -> wire.Citation:
    title = (document.title_zh or document.title) if language == "zh" else document.title
    heading = passage.heading if passage.heading != title else ""
    return wire.Citation(
        kind=document.kind,
        id=passage.passage_id,
        title=f"{title}, {heading}" if heading else title,
        quote=passage.text,
        url=document.url,
    )
