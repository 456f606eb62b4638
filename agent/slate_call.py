"""The one call that brings the slate a message needs, the same for every brain; and what needs no slate at all."""

import re

from agent.absence import absent_product
from agent.deciding import AMENDING
from agent.dialogue import Bundle, Task
from agent.needs import NEEDING_WORDS, RECOMMENDING, intent_names
from agent.referring import meant_products, product_in_focus
from agent.turn import Call, Turn
from agent.understanding.addresses import read_address
from agent.understanding.service_wishes import service_wish
from agent.understanding.ways_to_pay import names_method
from retrieval.tokens import pairs

SHOWN_AT_ONCE = 6


def slate_call(turn: Turn) -> Call | None:
    """The search or recommendation this message needs; `None` if it needs no slate."""
    intents = intent_names(turn.understanding)
    settled = read_address(turn.text) is not None or service_wish(turn.text) is not None
    if settled or _answers_open_question(turn) or absent_product(turn) is not None:
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
    if task is not None and (amends(turn, task) or task.name == "prove"):
        return True
    if task is not None and task.asked in {"item", "variant", "method", "address", "postcode", "remedy", "amount"}:
        return answers_after_sale(turn, task)
    if task is None or task.asked not in {"option", "order"}:
        return False
    if task.asked == "option" and turn.understanding.options and _is_short(turn.text):
        return True
    choices = [choice.casefold() for choice in task.slots.get("choices", "").split("|") if choice]
    words = turn.text.casefold().strip(" .!?")
    return any(choice in words for choice in choices) and len(words) <= 3 * max(map(len, choices), default=0) + 20


SHORT_ANSWER_WORDS = 3
SHORT_WORDS = 8


def answers_after_sale(turn: Turn, task: Task) -> bool:
    """Whether a message answers what a return, exchange or change asked for, rather than begins something new."""
    if task.asked in {"address", "postcode"}:
        return any(character.isdigit() for character in turn.text)
    return _names_a_choice(turn, task) or (_is_short(turn.text) and not turn.text.rstrip().endswith("吗"))


def is_plain_answer(turn: Turn, task: Task) -> bool:
    """An answer or an amendment whatever the few words could otherwise mean."""
    if task.asked == "postcode":
        return re.fullmatch(r"\D*\d{4,6}\D*", turn.text) is not None
    return amends(turn, task) or bool(task.asked and _is_short(turn.text) and _names_a_choice(turn, task))


def _is_short(text: str) -> bool:
    return len(text.split()) <= SHORT_ANSWER_WORDS and not text.rstrip().endswith("?")


def _names_a_choice(turn: Turn, task: Task) -> bool:
    choices = _content_words(task.slots.get("choices", "").replace("|", " "))
    return not choices.isdisjoint(_content_words(turn.text))


def amends(turn: Turn, task: Task) -> bool:
    """Whether a message changes what has been proposed and waits for a yes."""
    if task.asked or "items" not in task.slots or not turn.dialogue.proposals or turn.text.rstrip().endswith("?"):
        return False
    return bool(AMENDING.search(turn.text)) or (names_method(turn.text) and len(turn.text.split()) <= SHORT_WORDS)


def _content_words(text: str) -> set[str]:
    latin = set(re.findall(r"[a-z0-9]{2,}", text.casefold()))
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]+", text))
    return latin | set(pairs(chinese) if len(chinese) > 1 else ())


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
