"""Rules of the shop with their source, a person where one is needed, and what the assistant cannot do itself."""

import re

from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from tools.result import ToolResult

LONGEST_QUOTE = 260
TEAM = {
    "track_order": "delivery",
    "delivery_time": "delivery",
    "payment_problem": "billing",
    "refund_status": "billing",
    "invoice": "billing",
}
BEYOND_ALONE = frozenset({"review", "newsletter", "account"})
"""What the shop's pages do and the assistant does not."""


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
    return Said(
        view.say("policy.quoted", quote=quote, title=source.title),
        suggestions=(view.plain("suggest.my_orders"), view.plain("suggest.person")),
    )


def first_sentences(passage: str) -> str:
    """Whole sentences up to a length one still reads; markdown signs are dropped."""
    text = re.sub(r"^#+ .*$|[*_`>]", "", passage, flags=re.MULTILINE)
    text = re.sub(r"\s+", " ", text).strip()
    sentences = re.findall(r".+?(?:[.!?](?=\s|$)|[。！？]|$)", text)
    said = ""
    for sentence in sentences:
        if said and len(said) + len(sentence) > LONGEST_QUOTE:
            break
        said += sentence
    return said.strip() or text[:LONGEST_QUOTE]


def beyond(view: View) -> Flow:
    """Not something the assistant can do yet: says so first, then what the shop's rule is, then offers a person."""
    name = view.turn.understanding.intents[0].name if view.turn.understanding.intents else "other"
    result = yield view.call("answer_policy", question=view.turn.text)
    key = f"beyond.{name}" if view.words.has(f"beyond.{name}") else "beyond.other"
    joiner = "" if view.language == "zh" else " "
    quoted = (
        view.say("policy.short", quote=first_sentences(result.citations[0].quote), title=result.citations[0].title)
        if result.citations
        else ""
    )
    return Said(
        joiner.join(filter(None, (view.say(key), quoted))),
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
    frustrated = view.turn.understanding.frustration >= 0.5
    reason = held.get("reason") or ("frustration" if frustrated else "asked_for_person")
    result = yield view.call("hand_over", reason=reason, team=_team(view), summary=held.get("about") or summary(view))
    if result.problem is not None:
        return trouble(view, result) or Said(outcome="failed")
    ticket = next((part.ticket_id for part in result.parts if part.type == "handoff"), "")
    key = "person.handed_over_sorry" if frustrated else "person.handed_over"
    return Said(view.say(key, ticket=ticket), outcome="handed_off")


def complaint(view: View) -> Flow:
    """An angry shopper is not asked twice; another is offered a person."""
    if view.turn.understanding.frustration >= 0.5:
        said: Said = yield from person(view)
        return said
    return Said(
        view.say("complaint.sorry"),
        question=view.say("complaint.ask"),
        suggestions=(view.plain("suggest.person"), view.plain("suggest.my_orders")),
        task=_person_task(view),
    )


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
