"""The one call that brings the slate a message needs, the same for every brain; and what needs no slate at all."""

import re

from agent.absence import absent_product
from agent.aftersale import SERVICE, SHORT_ANSWER_WORDS, about_orders, answers_service
from agent.dialogue import Bundle
from agent.needs import NEEDING_WORDS, RECOMMENDING, intent_names
from agent.referring import meant_products, product_in_focus
from agent.turn import Call, Turn
from agent.understanding.addresses import read_address
from agent.understanding.service_wishes import service_wish

SHOWN_AT_ONCE = 6
CODE = re.compile(r"\b(?:code|coupon|voucher)\b|\u4f18\u60e0\u7801|\u6298\u6263\u7801", re.IGNORECASE)


def slate_call(turn: Turn) -> Call | None:
    """The search or recommendation this message needs; `None` if it needs no slate."""
    intents = intent_names(turn.understanding)
    settled = read_address(turn.text) is not None or service_wish(turn.text) is not None
    if about_orders(turn) or settled or _answers_open_question(turn) or absent_product(turn) is not None:
        return None
    if CODE.search(turn.text):
        return None
    if intents & {"out_of_scope", "abuse", "manipulation", "compare", "count"} and not intents & {"find", "refine"}:
        return None
    if turn.understanding.intent.detail == "bundle" and turn.dialogue.bundle is not None:
        return bundle_call(turn.dialogue.bundle)
    if _searches(turn, intents):
        return search_call(turn)
    surface = next(
        (RECOMMENDING[intent.name] for intent in turn.understanding.intents if intent.name in RECOMMENDING), None
    )
    return recommend_call(turn, surface) if surface else None


def _answers_open_question(turn: Turn) -> bool:
    """`black`, after "which colour?", is an answer and no new need."""
    task = turn.dialogue.task
    if task is not None and task.name == "prove":
        return True
    if task is not None and task.name in SERVICE and task.asked:
        return answers_service(turn, task)
    if task is None or task.asked not in {"option", "order"}:
        return False
    if task.asked == "option" and turn.understanding.options and _is_short(turn.text):
        return True
    choices = [choice.casefold() for choice in task.slots.get("choices", "").split("|") if choice]
    words = turn.text.casefold().strip(" .!?")
    return any(choice in words for choice in choices) and len(words) <= 3 * max(map(len, choices), default=0) + 20


def _is_short(text: str) -> bool:
    return len(text.split()) <= SHORT_ANSWER_WORDS and not text.rstrip().endswith("?")


def _searches(turn: Turn, intents: frozenset[str]) -> bool:
    wants = turn.dialogue.wants
    if intents & {"similar", "goes_with"} or turn.understanding.intent.detail == "vague":
        return False
    said = bool(wants.words or wants.conditions)
    if intents & {"find", "refine", "more", "gift", "season", "recommend"}:
        return said
    return bool(intents & NEEDING_WORDS) and bool(wants) and not meant_products(turn) and product_in_focus(turn) is None


def search_call(turn: Turn) -> Call:
    wants = turn.dialogue.wants
    arguments: dict[str, object] = {"query": wants.words, "count": SHOWN_AT_ONCE}
    if wants.sort != "relevance":
        arguments["sort"] = wants.sort
    if wants.by:
        arguments["by"] = wants.by
    return Call("gather", "search_products", arguments)


def bundle_call(bundle: Bundle) -> Call:
    arguments: dict[str, object] = {"pieces": [piece.words for piece in bundle.pieces]}
    if bundle.budget_minor is not None:
        arguments["budget_minor"] = bundle.budget_minor
    if bundle.about:
        arguments["about"] = bundle.about
    if bundle.not_product_ids:
        arguments["not_product_ids"] = bundle.not_product_ids
    return Call("gather", "put_together", arguments)


def recommend_call(turn: Turn, surface: str) -> Call | None:
    arguments: dict[str, object] = {"surface": surface}
    if surface in {"similar", "goes_with"}:
        product_id = product_in_focus(turn) or _first_shown(turn)
        if product_id is None:
            return None
        arguments["product_id"] = product_id
    elif surface == "gift":
        arguments["query"] = " ".join(filter(None, (turn.dialogue.wants.recipient, turn.dialogue.wants.occasion)))
    return Call("gather", "recommend_products", arguments)


def _first_shown(turn: Turn) -> str | None:
    slate = turn.dialogue.slate
    return slate.items[0].product_id if slate else None
