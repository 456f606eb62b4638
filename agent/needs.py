"""From what a message asks of the catalogue to the wishes in force, and to the one call that brings the slate."""

import re
from dataclasses import replace

from agent.deciding import AMENDING
from agent.dialogue import DialogueState, Task, Wants
from agent.referring import meant_products, product_in_focus
from agent.turn import Call, Turn
from agent.understanding import Understanding
from agent.understanding.addresses import read_address
from agent.understanding.service_wishes import service_wish
from agent.understanding.ways_to_pay import names_method
from retrieval.filters import AttributeFilter, Filters
from retrieval.tokens import pairs

SEARCHING = frozenset({"find", "refine", "more", "gift", "season"})
"""Intents that a slate answers even if nothing else is said."""
NEEDING_WORDS = frozenset({"availability", "price"})
"""Intents that a slate answers only if no shown product is meant."""
RECOMMENDING = {
    "recommend": "home",
    "reorder": "reorder",
    "gift": "gift",
    "similar": "similar",
    "goes_with": "goes_with",
}
SHOWN_AT_ONCE = 6
LONGEST_QUERY = 400
FILLER = re.compile(
    r"\b(?:how many|do you (?:have|sell|carry)|are there|what(?:'s| is) (?:the|your)|what else|anything else|show me"
    r"|i(?:'m| am) looking for|i (?:want|need|would like)|i'd like|please|something|anything|any other|other ones?)\b"
    r"|有多少|有没有|还有别的|别的|给我看看|想要|想买|一共|请",
    re.IGNORECASE,
)
"""Words of asking, not of the thing asked for."""


def wants_products(turn_intents: frozenset[str]) -> bool:
    return bool(turn_intents & (SEARCHING | NEEDING_WORDS | RECOMMENDING.keys()))


def intent_names(understanding: Understanding) -> frozenset[str]:
    return frozenset(intent.name for intent in understanding.intents)


def settled_wants(state: DialogueState, understanding: Understanding, *, text: str) -> Wants:
    """The wishes after this message: begun anew, narrowed, corrected or left as they are."""
    intents = intent_names(understanding)
    if "start_over" in intents:
        return Wants()
    if not intents & (SEARCHING | NEEDING_WORDS | {"gift", "recommend", "count"}):
        return state.wants
    need = understanding.need
    asked = need.filters if need is not None else Filters()
    words = _words(understanding, text)
    if _goes_on(state, understanding, asked):
        return _narrowed(state, understanding, asked, words)
    fresh = Wants(words=words, sort=need.sort if need else "relevance").with_filters(asked)
    return fresh.model_copy(update=_people(understanding, Wants()))


def _words(understanding: Understanding, text: str) -> str:
    if "more" in intent_names(understanding) and not (understanding.need and understanding.need.filters):
        return ""
    need = understanding.need
    words = need.residual if need is not None else text
    for critique in understanding.critiques:
        words = words.replace(critique.text, " ") if critique.text else words
    kept = _of_the_wish(FILLER.sub(" ", words).split(), understanding)
    return " ".join(kept)[:LONGEST_QUERY]


def _of_the_wish(words: list[str], understanding: Understanding) -> list[str]:
    """Of a message that asks several things, the words of the part that asks for products."""
    clauses = [one.clause.casefold() for one in understanding.intents if one.name in SEARCHING | {"recommend"}]
    if len(understanding.intents) < 2 or not all(clauses) or not clauses:
        return words
    return [word for word in words if not word.isascii() or any(word.casefold() in clause for clause in clauses)]


def _goes_on(state: DialogueState, understanding: Understanding, asked: Filters) -> bool:
    """Whether the message narrows the open need instead of opening another."""
    if not state.wants:
        return False
    intents = intent_names(understanding)
    if "recommend" in intents and not intents & {"refine", "more"} and not asked:
        return False
    if "refine" in intents or "more" in intents or understanding.critique:
        return not _names_another_thing(state, asked)
    return not (asked.product_types or asked.categories or asked.brands or _words(understanding, ""))


def _names_another_thing(state: DialogueState, asked: Filters) -> bool:
    held = state.wants.filters
    for now, before in ((asked.product_types, held.product_types), (asked.categories, held.categories)):
        if now and before and not set(now) & set(before):
            return True
    return False


def _narrowed(state: DialogueState, understanding: Understanding, asked: Filters, words: str) -> Wants:
    held = state.wants.filters
    filters = without_contradiction(held.merged(asked), asked)
    filters = critiqued(filters, state, understanding)
    if "more" in intent_names(understanding):
        shown = tuple(product_id for slate in state.slates for product_id in slate.product_ids)
        filters = replace(filters, not_product_ids=tuple(dict.fromkeys((*filters.not_product_ids, *shown))))
    elif held.not_product_ids:
        filters = replace(filters, not_product_ids=())
    new_words = " ".join(word for word in words.split() if word.casefold() not in state.wants.words.casefold())
    joined = f"{state.wants.words} {new_words}".strip()[:LONGEST_QUERY]
    need = understanding.need
    sort = need.sort if need is not None and need.sort != "relevance" else state.wants.sort
    changed = Wants(words=joined, sort=sort).with_filters(filters)
    return changed.model_copy(update=_people(understanding, state.wants))


def _people(understanding: Understanding, held: Wants) -> dict[str, str | None]:
    return {
        "recipient": understanding.recipient or held.recipient,
        "occasion": understanding.occasion or held.occasion,
    }


def without_contradiction(filters: Filters, asked: Filters) -> Filters:
    """What was just ruled out is no longer wanted, what was just wanted is no longer ruled out."""
    lowest, highest = filters.price_min_minor, filters.price_max_minor
    if lowest is not None and highest is not None and lowest > highest:
        lowest, highest = asked.price_min_minor, asked.price_max_minor
    return replace(
        filters,
        price_min_minor=lowest,
        price_max_minor=highest,
        brands=tuple(one for one in filters.brands if one not in asked.not_brands),
        not_brands=tuple(one for one in filters.not_brands if one not in asked.brands),
        categories=tuple(one for one in filters.categories if one not in asked.not_categories),
        not_categories=tuple(one for one in filters.not_categories if one not in asked.categories),
        product_types=tuple(one for one in filters.product_types if one not in asked.not_product_types),
        not_product_types=tuple(one for one in filters.not_product_types if one not in asked.product_types),
    )


def critiqued(filters: Filters, state: DialogueState, understanding: Understanding) -> Filters:
    """ "Cheaper", "lighter": moves past the product it is said about."""
    for critique in understanding.critiques or filter(None, (understanding.critique,)):
        if critique.attribute == "price":
            filters = _by_price(filters, state, critique.direction)
        elif critique.direction != "other":
            filters = _by_attribute(filters, state, critique.attribute, critique.direction)
    return filters


def _by_price(filters: Filters, state: DialogueState, direction: str) -> Filters:
    prices = [item.price_minor for item in state.slate.items if item.price_minor] if state.slate else []
    focus = state.shown(state.focus_product) if state.focus_product else None
    if focus and focus.price_minor:
        prices = [focus.price_minor]
    if not prices:
        return filters
    if direction == "more":
        return replace(filters, price_min_minor=min(prices) + 1, price_max_minor=None)
    middle = sorted(prices)[(len(prices) - 1) // 2]
    return replace(filters, price_max_minor=max(1, middle - 1))


def _by_attribute(filters: Filters, state: DialogueState, attribute: str, direction: str) -> Filters:
    anchors = [state.focus_product] if state.focus_product else (state.slate.product_ids if state.slate else [])
    measured = [
        (stored.field.removeprefix("attribute:"), float(stored.value))
        for stored in state.facts
        if stored.kind in {"int", "float"}
        and stored.field.startswith("attribute:")
        and attribute in stored.field
        and stored.entity.removeprefix("product:") in anchors
    ]
    if not measured:
        return filters
    name, values = measured[0][0], sorted(value for _, value in measured)
    middle = values[(len(values) - 1) // 2]
    step = 1e-6 * max(1.0, abs(middle))
    bound = (
        AttributeFilter(name, minimum=middle + step)
        if direction == "more"
        else AttributeFilter(name, maximum=middle - step)
    )
    others = tuple(one for one in filters.attributes if one.name != name)
    return replace(filters, attributes=(*others, bound))


# The call ---------------------------------------------------------------------------------------------------


def slate_call(turn: Turn) -> Call | None:
    """The search or recommendation this message needs, the same for every brain; `None` if it needs no slate."""
    intents = intent_names(turn.understanding)
    if _answers_open_question(turn) or read_address(turn.text) is not None or service_wish(turn.text) is not None:
        return None
    if intents & {"out_of_scope", "abuse", "manipulation", "compare", "count"} and not intents & {"find", "refine"}:
        return None
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
    if intents & {"similar", "goes_with"}:
        return False
    if intents & {"find", "refine", "more"}:
        return bool(wants)
    if intents & {"gift", "season", "recommend"}:
        return bool(wants.words or wants.filters.product_types or wants.filters.categories)
    return bool(intents & NEEDING_WORDS) and bool(wants) and not meant_products(turn) and product_in_focus(turn) is None


def search_call(turn: Turn) -> Call:
    wants = turn.dialogue.wants
    arguments: dict[str, object] = {"query": wants.words, "count": SHOWN_AT_ONCE}
    if wants.sort != "relevance":
        arguments["sort"] = wants.sort
    return Call("gather", "search_products", arguments)


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
