"""Finding and recommending: the slate is there already, this says what it is and what divides it."""

import re
from dataclasses import replace

import wire
from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.slates import conditions_in_words, next_steps, nothing_fits, slate_line, slate_question
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.referring import meant_products
from agent.slate_call import recommend_call, search_call, slate_call
from agent.superlatives import read_superlative
from tools.result import ToolResult


def find(view: View) -> Flow:
    """Also narrows, and shows more: the wishes in force say what is looked for."""
    wants = view.turn.dialogue.wants
    if wants.gift:
        said: Said = yield from gift(view)
        return said
    if not wants or view.turn.understanding.intent.detail == "vague":
        return ask_what(view)
    result = yield slate_call(view.turn) or search_call(view.turn)
    return _told(view, result)


GIFT_QUESTIONS = ("who", "interest", "budget")
"""In this order, one at a time, and only what has not been told."""


def gift(view: View) -> Flow:
    """What fits what is known is shown at once; what is not known yet is asked for, one thing at a time."""
    wants = view.turn.dialogue.wants
    if wants.words or wants.conditions:
        result = yield search_call(view.turn)
    else:
        result = yield recommend_call(view.turn, "gift") or search_call(view.turn)
    if not view.items(result) and not wants.conditions:  # words the catalogue says nothing of
        result = yield recommend_call(view.turn, "gift") or search_call(view.turn)
    said = _told(view, result)
    if not view.items(result):
        return said
    asked = _gift_question(view)
    if asked is None:
        return replace(said, question="", task=None)
    question = slate_question(view, result) if asked == "budget" else view.say(f"gift.ask_{asked}")
    task = Task(name="gift", asked=asked) if question else None
    return replace(said, question=question, task=task)


def _gift_question(view: View) -> str | None:
    """The first thing that is missing and comes after what was asked last: who cannot say is not asked again."""
    wants, task = view.turn.dialogue.wants, view.turn.dialogue.task
    last = task.asked if task is not None and task.name == "gift" else None
    rest = GIFT_QUESTIONS[GIFT_QUESTIONS.index(last) + 1 :] if last in GIFT_QUESTIONS else GIFT_QUESTIONS
    filters = wants.filters
    narrowed = bool(wants.words or filters.categories or filters.product_types)
    priced = filters.price_max_minor is not None or filters.price_min_minor is not None
    known = {"who": bool(wants.recipient) or narrowed, "interest": narrowed, "budget": priced}
    return next((one for one in rest if not known[one]), None)


def recommend(view: View) -> Flow:
    call = slate_call(view.turn)
    if call is None:
        return Said(question=view.say("recommend.which"), outcome="needs_input", suggestions=_starters(view))
    result = yield call
    if call.name == "search_products":
        return _told(view, result)
    items, surface = view.items(result), str(call.arguments.get("surface", "home"))
    if not items:
        key = "recommend.none_around" if surface in {"similar", "goes_with"} else "recommend.none"
        return trouble(view, result) or Said(view.say(key), suggestions=_starters(view))
    return Said(_picks(view, items, surface), suggestions=next_steps(view, result))


def _picks(view: View, items: list[wire.Item], surface: str) -> str:
    anchor = _anchor_name(view, surface)
    key = f"recommend.{surface}" if view.words.has(f"recommend.{surface}") else "recommend.home"
    opening = view.say(key, n=view.count(len(items)), N=view.count(len(items), start=True), anchor=anchor)
    first = next((item for item in items if item.reasons), None)
    if first is None:
        return opening
    reason = first.reasons[0].text.strip().rstrip(".。")
    why = view.say("recommend.because", title=view.name(first.title), reason=lowered(view, reason))
    return view.sentences(opening, why)


def lowered(view: View, reason: str) -> str:
    """A reason inside a sentence: small at the start unless that is a name, and without its own "because"."""
    reason = reason.removeprefix("因为").removeprefix("because ")
    first, _, rest = reason.partition(" ")
    plain = view.language == "en" and first[:1].isupper() and first[1:].islower() and bool(rest)
    return f"{first.lower()} {rest}" if plain and not re.match(r"[A-Z]", rest) else reason


def _anchor_name(view: View, surface: str) -> str:
    if surface not in {"similar", "goes_with"}:
        return ""
    call = slate_call(view.turn)
    shown = view.shown(str(call.arguments.get("product_id"))) if call else None
    return view.name(shown.title) if shown else view.plain("product.this")


def _told(view: View, result: ToolResult) -> Said:
    items = view.items(result)
    if result.problem is not None and not items:
        told = trouble(view, result)
        if told is not None:
            return told
    if not items:
        return nothing_fits(view, result)
    question = slate_question(view, result)
    named = [item.product_id for item in items if item.product_id in meant_products(view.turn)]
    if view.turn.dialogue.wants.by and read_superlative(view.turn.text) is not None:
        named = [items[0].product_id]  # the lightest was asked for: "it" is that one from here on
    return Said(
        slate_line(view, result),
        question=question,
        suggestions=next_steps(view, result),
        task=Task(name="find", asked="budget", question="") if question else None,
        dialogue={"focus_product": named[0]} if len(named) == 1 else {},
    )


def count(view: View) -> Flow:
    """Counts are computed over the whole catalogue, not over what is on screen."""
    query = view.turn.dialogue.wants.words or view.turn.text
    result = yield view.call("count_products", query=query)
    number = view.payload(result, "count")
    if not isinstance(number, int):
        return trouble(view, result) or Said(view.say("trouble.unknown"), outcome="failed")
    key = "count.none" if number == 0 else "count.one" if number == 1 else "count.some"
    return Said(
        view.say(key, n=number, conditions=conditions_in_words(view, view.turn.dialogue.wants.filters)),
        suggestions=(view.plain("suggest.show_them"),) if number else (),
    )


def ask_what(view: View) -> Said:
    return Said(
        question=view.say("find.what"),
        suggestions=_starters(view),
        outcome="needs_input",
        task=Task(name="find", asked="need"),
    )


def _starters(view: View) -> tuple[str, ...]:
    return view.words.all_of("suggest.starters")[:4]
