"""Rules of the shop with their source, a person where one is needed, and what the assistant cannot do itself."""

import re
from collections.abc import Callable
from datetime import datetime

from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.turn import Turn
from tools.result import ToolResult

LONGEST_QUOTE = 260
TEAM = {
    "track_order": "delivery",
    "delivery_time": "delivery",
    "payment_problem": "billing",
    "refund_status": "billing",
    "invoice": "billing",
}
UPSET, FURIOUS = 0.5, 0.85
"""Of `Understanding.frustration`."""
HARM = re.compile(
    r"\b(?:caught|catches|set|is on|was on) fire\b|\bexplod\w+\b|"
    r"\b(?:started|starts|began|is|was) (?:smoking|burning|sparking)\b|"
    r"\belectric(?:al)? shock\b|\b(?:burn(?:ed|t)|hurt|injured|cut|poisoned|shocked) (?:me|my|myself|us|our|him|her)\b|"
    r"\b(?:i|my \w+|we) (?:got|was|were) (?:burned|burnt|hurt|injured|poisoned|shocked)\b|"
    r"着火|起火|冒烟|爆炸|触电|漏电|烫伤|烧伤|割伤|受伤|中毒|过敏了",
    re.IGNORECASE,
)
LAW = re.compile(
    r"\b(?:my|a|our) (?:lawyer|solicitor|attorney)\b|\b(?:sue|suing|take (?:you|this|it) to court|legal action|"
    r"small claims|consumer (?:protection|rights) (?:agency|office|association|authority)|ombudsman|chargeback|"
    r"report you to)\b|律师|起诉|告你们|法院|消协|消费者协会|12315|工商局|市场监管",
    re.IGNORECASE,
)


def policy(view: View) -> Flow:
    result = yield view.call("answer_policy", question=view.turn.text)
    return policy_told(view, result)


def policy_told(view: View, result: ToolResult) -> Said:
    """The passage's own first sentences, with its title as the source."""
    if not result.citations:
        unknown = result.problem is None or result.problem.kind in {"not_found", "invalid"}
        if not unknown:
            return trouble(view, result) or Said()
        return Said(view.say("policy.unknown"), suggestions=(view.plain("suggest.person"),))
    source = result.citations[0]
    quote = first_sentences(source.quote)
    if view.payload(result, "overview", False) and len(result.citations) > 1:
        quote = view.sentences(
            *(first_sentences(one.quote, longest=LONGEST_QUOTE // 2) for one in result.citations[:2])
        )
    return Said(
        view.say("policy.quoted", quote=quote, title=source.title),
        suggestions=(view.plain("suggest.my_orders"), view.plain("suggest.person")),
    )


def first_sentences(passage: str, *, longest: int = LONGEST_QUOTE) -> str:
    """Whole sentences up to a length one still reads; markdown signs are dropped."""
    text = re.sub(r"^#+ .*$|[*_`>]", "", passage, flags=re.MULTILINE)
    text = re.sub(r"\s+", " ", text).strip()
    sentences = re.findall(r".+?(?:[.!?](?=\s|$)|[。！？]|$)", text)
    said = ""
    for sentence in sentences:
        if said and len(said) + len(sentence) > longest:
            break
        said += sentence
    return said.strip() or text[:LONGEST_QUOTE]


def beyond(view: View) -> Flow:
    """Not something the assistant can do yet: says so first, then what the shop's rule is, then offers a person."""
    name = view.turn.understanding.intents[0].name if view.turn.understanding.intents else "other"
    result = yield view.call("answer_policy", question=view.turn.text)
    key = f"beyond.{name}" if view.words.has(f"beyond.{name}") else "beyond.other"
    quoted = (
        view.say("policy.short", quote=first_sentences(result.citations[0].quote), title=result.citations[0].title)
        if result.citations
        else ""
    )
    return Said(
        view.sentences(view.say(key), quoted),
        question=view.say("beyond.ask_person"),
        suggestions=(view.plain("suggest.person"), view.plain("suggest.my_orders")),
        outcome="answered",
        task=_person_task(view),
    )


def _person_task(view: View) -> Task:
    return Task(name="person", slots={"reason": "beyond_rules", "about": view.turn.text[:300]}, asked="yes")


def person(view: View) -> Flow:
    task = view.turn.dialogue.task
    held = task.slots if task is not None and task.name == "person" else {}
    frustrated = view.turn.understanding.frustration >= UPSET
    reason = held.get("reason") or ("frustration" if frustrated else "asked_for_person")
    return (yield from passed_on(view, reason, about=held.get("about", "")))


def passed_on(view: View, reason: str, *, about: str = "") -> Flow:
    """The ticket stands before the shopper is told; outside the desk's hours they are told when it opens."""
    result = yield view.call(
        "hand_over", reason=reason, team=_team(view), summary=about or summary(view),
        open_questions=open_questions(view), evidence=evidence(view),
    )  # fmt: skip
    if result.problem is not None:
        return trouble(view, result) or Said(outcome="failed")
    ticket = next((part.ticket_id for part in result.parts if part.type == "handoff"), "")
    sorry = view.turn.understanding.frustration >= UPSET or reason in {"legal_or_safety", "high_value"}
    text = view.say("person.handed_over_sorry" if sorry else "person.handed_over", ticket=ticket)
    opens = view.payload(result, "answers_from")
    if isinstance(opens, datetime):
        later = view.say("person.later", day=view.day(opens), hour=f"{opens:%H:%M}")
        text = view.sentences(text, later)
    return Said(text, outcome="handed_off")


def by_rule(turn: Turn) -> Callable[[View], Flow] | None:
    """Law, safety and fury are no matter for a program, whatever else the message asks."""
    if HARM.search(turn.text) or LAW.search(turn.text):
        return lambda view: passed_on(view, "legal_or_safety")
    furious = turn.understanding.frustration >= FURIOUS and turn.understanding.abuse < 1.0
    return (lambda view: passed_on(view, "frustration")) if furious else None


def complaint(view: View) -> Flow:
    """An angry shopper is not asked twice, nor one with much at stake; another is offered a person."""
    if view.turn.understanding.frustration >= UPSET:
        said: Said = yield from person(view)
        return said
    tried = yield view.call(
        "hand_over", reason="high_value", team=_team(view), summary=summary(view),
        open_questions=open_questions(view), evidence=evidence(view),
    )  # fmt: skip
    if tried.problem is None:
        return (yield from passed_on(view, "high_value"))
    return Said(
        view.say("complaint.sorry"),
        question=view.say("complaint.ask"),
        suggestions=(view.plain("suggest.person"), view.plain("suggest.my_orders")),
        task=_person_task(view),
    )


def open_questions(view: View) -> list[str]:
    """What was asked last and what was still being settled."""
    task = view.turn.dialogue.task
    waiting = [one.summary for one in view.turn.dialogue.proposals if one.summary]
    asked = [task.question] if task is not None and task.question else []
    return [view.turn.text[:300], *asked, *(f"Not confirmed: {one}" for one in waiting)]


def evidence(view: View) -> list[str]:
    """Ids of the orders and products the talk was about, the latest first."""
    dialogue = view.turn.dialogue
    orders = [*view.turn.understanding.order_ids, dialogue.focus_order or "", *dialogue.recent_orders[:3]]
    found = [f"order:{one}" for one in orders if one]
    if dialogue.focus_product:
        found.append(f"product:{dialogue.focus_product}")
    return list(dict.fromkeys(found))


def _team(view: View) -> str:
    names = [intent.name for intent in view.turn.understanding.intents]
    return next((TEAM[name] for name in names if name in TEAM), "support")


def summary(view: View) -> str:
    """For the member of staff: what was said last, and what is open."""
    dialogue = view.turn.dialogue
    parts = [view.turn.text[:300]]
    if dialogue.focus_order:
        parts.append(f"Order {dialogue.focus_order}.")
    if dialogue.wants.words:
        parts.append(f"Was looking for: {dialogue.wants.words}.")
    if dialogue.task is not None:
        parts.append(f"Open: {dialogue.task.name}.")
    return " ".join(parts)
