"""Finding and recommending: the slate is there already, this says what it is and what divides it."""

import re

import wire
from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.slates import conditions_in_words, next_steps, nothing_fits, slate_line, slate_question
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.needs import intent_names, search_call, slate_call
from agent.referring import meant_products
from tools.result import ToolResult


def find(view: View) -> Flow:
    """Also narrows, and shows more: the wishes in force say what is looked for."""
    if not view.turn.dialogue.wants:
        return ask_what(view)
    result = yield slate_call(view.turn) or search_call(view.turn)
    return _told(view, result)


def gift(view: View) -> Flow:
    """A gift needs an interest or a price before a search means anything; without one, what others give."""
    call = slate_call(view.turn)
    if call is None:
        return ask_what(view)
    result = yield call
    said = _told(view, result)
    if view.items(result) and not said.question and call.name == "recommend_products":
        return Said(
            said.text, view.say("gift.ask"), said.suggestions, said.outcome, Task(name="gift", asked="interest")
        )
    return said


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
    return f"{opening}{'' if view.language == 'zh' else ' '}{why}"


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


def is_narrowing(view: View) -> bool:
    return bool(intent_names(view.turn.understanding) & {"refine", "more"})
