"""From what a message asks of the catalogue to the wishes in force."""

import re
from dataclasses import replace

from agent.dialogue import DialogueState, Shown, SlateRef, Wants
from agent.understanding import Critique, Understanding
from agent.wish import Wish
from retrieval.dimensions import DIMENSIONS, measured_by
from retrieval.filters import AttributeFilter, Filters
from retrieval.tokens import stem
from retrieval.tokens import words as words_of

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
LONGEST_QUERY = 400
GOES_ON = re.compile(
    r"^\W*(?:and |but |ok(?:ay)? |also |preferably |ideally )*(?:for\b|with\b|without\b|in\b|that\b|which\b"
    r"|it (?:should|must|has|needs)|should\b|must\b|has to|have to"
    r"|needs? to|only\b|the ones?\b|ones?\b|not\b|no\b|more\b|less\b|under\b|around\b|max)|^\W*(?:要|不要|能"
    r"|可以|带|得|最好|只要|适合)",
    re.IGNORECASE,
)
"""Begins like something said of what is being looked for."""
PERMITS = re.compile(
    r"\b(?:fine|ok(?:ay)?|alright|all right|good|welcome|after all)\b|也行|也可以|可以的|没关系|无所谓", re.IGNORECASE
)
BACK_TO = re.compile(r"\bback to\b|回到", re.IGNORECASE)
BARE_AMOUNT = re.compile(r"(?<![\w.])(?P<amount>\d{1,6}(?:\.\d{1,2})?)(?![\w.%]*\d)")
ABOUT = re.compile(r"\b(?:around|about|roughly|approx\w*|or so|ish)\b|左右|上下|大概|大约", re.IGNORECASE)
AROUND_SHARE = 1.2


def intent_names(understanding: Understanding) -> frozenset[str]:
    return frozenset(intent.name for intent in understanding.intents)


def settled_wants(state: DialogueState, understanding: Understanding, wish: Wish, *, text: str) -> Wants:
    """The wishes after this message: begun anew, narrowed, corrected or left as they are."""
    intents = intent_names(understanding)
    if "start_over" in intents:
        return Wants()
    detail = understanding.intent.detail
    if detail == "again" and state.earlier_slate is not None:
        return state.earlier_slate.wants_then
    if not intents & (SEARCHING | {"recommend", "count"}) or detail == "vague":
        asks_anew = bool(intents & NEEDING_WORDS) and (wish.names_kind or bool(wish.filters.brands))
        return _begun(state, understanding, wish) if asks_anew else state.wants
    if detail == "named":
        named = tuple(str(one.value) for one in understanding.references if one.kind == "product")
        return Wants().with_filters(Filters(product_ids=named))
    if not wish.filters and (budget := _budget(state, text)) is not None:
        return state.wants.with_filters(replace(state.wants.filters, price_max_minor=budget))
    if _goes_on(state, understanding, wish, text):
        return _narrowed(state, understanding, wish, text)
    return _begun(state, understanding, wish)


def _begun(state: DialogueState, understanding: Understanding, wish: Wish) -> Wants:
    """Another need. Within a talk about a gift, who it is for and what it may cost stay."""
    gift = state.wants.gift or "gift" in intent_names(understanding)
    filters = wish.filters
    if state.wants.gift and not (filters.price_max_minor or filters.price_min_minor):
        held = state.wants.filters
        filters = replace(filters, price_min_minor=held.price_min_minor, price_max_minor=held.price_max_minor)
    words = wish.words
    if wish.giving:
        filters, words = replace(filters, attributes=(*filters.attributes, *wish.giving)), ""
    fresh = Wants(words=words[:LONGEST_QUERY], called=wish.called, sort=wish.sort, by=wish.by, gift=gift)
    fresh = fresh.with_filters(filters)
    return fresh.model_copy(update=_people(understanding, state.wants if gift else Wants()))


def _budget(state: DialogueState, text: str) -> int | None:
    """A bare number, where the price was what was asked for."""
    if state.task is None or state.task.asked != "budget":
        return None
    said = BARE_AMOUNT.search(text)
    others = re.sub(r"[^\w\u4e00-\u9fff]+", " ", BARE_AMOUNT.sub(" ", text)).split()
    if said is None or len(others) > 4:
        return None
    share = AROUND_SHARE if ABOUT.search(text) else 1.0
    return round(float(said["amount"]) * 100 * share)


def _goes_on(state: DialogueState, understanding: Understanding, wish: Wish, text: str) -> bool:
    """Whether the message narrows the open need instead of opening another."""
    if not state.wants:
        return False
    intents, asked = intent_names(understanding), wish.filters
    if "recommend" in intents and not intents & {"refine", "more"} and not asked:
        return False
    if _comes_back(state, wish, text):
        return True
    if _names_another_thing(state, asked):
        return False
    if intents & {"refine", "more"} or understanding.critiques or wish.superlative is not None:
        return True
    if asked.product_types or asked.categories:
        return False
    if re.search(r"\bones?\b", text, re.IGNORECASE):
        return True
    conditions = {part for span in wish.need.spans if span.hard for part in words_of(span.text)}
    rest = [word for word in wish.words.split() if not set(words_of(word)) <= conditions]
    return GOES_ON.search(text) is not None or not (asked.brands or rest)


def _names_another_thing(state: DialogueState, asked: Filters) -> bool:
    """A kind that the need in force does not have; a first kind is another thing too where words said one before."""
    held = state.wants.filters
    now = {*asked.product_types, *asked.categories}
    before = {*held.product_types, *held.categories}
    return bool(now) and not now & before and bool(before or state.wants.words)


def _comes_back(state: DialogueState, wish: Wish, text: str) -> bool:
    """ "Back to the lamps": the need in force, whatever lamps alone would be read as."""
    if not BACK_TO.search(text):
        return False
    held = {stem(word) for word in words_of(state.wants.words)}
    return bool(held & {stem(word) for word in words_of(f"{wish.called} {wish.words}")})


def _narrowed(state: DialogueState, understanding: Understanding, wish: Wish, text: str) -> Wants:
    held, asked = state.wants.filters, wish.filters
    back = _allowed_again(state, asked, text)
    if back:
        held = replace(held, not_brands=tuple(one for one in held.not_brands if one not in back))
        asked, wish = replace(asked, brands=()), replace(wish, words="", called="")
    if _comes_back(state, wish, text):
        asked = replace(asked, categories=(), product_types=())
        wish = replace(wish, words="", called="")
    filters = without_contradiction(held.merged(asked), asked)
    named = {one.name for one in asked.attributes}
    filters = critiqued(filters, state, understanding, but=named)
    filters = _with_hinted(filters, wish)
    if "more" in intent_names(understanding):
        shown = tuple(product_id for slate in state.slates for product_id in slate.product_ids)
        filters = replace(filters, not_product_ids=tuple(dict.fromkeys((*filters.not_product_ids, *shown))))
    elif held.not_product_ids:
        filters = replace(filters, not_product_ids=())
    sort = wish.sort if wish.sort != "relevance" else "relevance" if wish.by else state.wants.sort
    words = _joined(state.wants.words, wish, understanding)
    called = state.wants.called or wish.called
    changed = Wants(words=words, called=called, sort=sort, by=wish.by or state.wants.by)
    return changed.with_filters(filters).model_copy(
        update={**_people(understanding, state.wants), "gift": state.wants.gift}
    )


def _joined(held: str, wish: Wish, understanding: Understanding) -> str:
    """The words looked for, and what a narrowing adds to them."""
    if "more" in intent_names(understanding) or wish.hints:
        return held
    new = [word for word in wish.words.split() if word.casefold() not in held.casefold()]
    return f"{held} {' '.join(new)}".strip()[:LONGEST_QUERY]


def _allowed_again(state: DialogueState, asked: Filters, text: str) -> tuple[str, ...]:
    """ "Veltra is fine after all" allows again what was ruled out, and asks for nothing else."""
    back = tuple(one for one in asked.brands if one in state.wants.filters.not_brands)
    return back if PERMITS.search(text) else ()


def _with_hinted(filters: Filters, wish: Wish) -> Filters:
    """`that block out noise`: a word of the name of what such things have or lack, where nothing else was read."""
    known = {one.name for one in filters.attributes}
    if wish.filters or wish.superlative is not None or len(wish.hints) != 1 or wish.hints[0] in known:
        return filters
    return replace(filters, attributes=(*filters.attributes, AttributeFilter(wish.hints[0], any_of=(True,))))


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


# Critique ---------------------------------------------------------------------------------------------------


def critiqued(filters: Filters, state: DialogueState, understanding: Understanding, *, but: set[str]) -> Filters:
    """ "Cheaper", "lighter": moves past the product it is said about; `but` are measures said in so many words."""
    anchors = _anchors(state, understanding)
    for critique in understanding.critiques:
        if critique.attribute == "price":
            filters = _by_price(filters, anchors, critique.direction)
        elif critique.direction == "other":
            filters = _by_another(filters, anchors, critique)
        else:
            filters = _by_attribute(filters, state, anchors, critique, but=but)
    return filters


def _anchors(state: DialogueState, understanding: Understanding) -> list[Shown]:
    """What is moved away from: the thing pointed at, else the one in focus, else all on screen."""
    slate = state.slate
    pointed = [found for one in understanding.references if (found := _pointed(slate, state, one.kind, one.value))]
    if pointed:
        return pointed[:1]
    focus = state.shown(state.focus_product) if state.focus_product else None
    return [focus] if focus else list(slate.items) if slate else []


def _pointed(slate: SlateRef | None, state: DialogueState, kind: str, value: object) -> Shown | None:
    if kind == "product":
        return state.shown(str(value))
    position = str(value)
    if kind != "slate_position" or slate is None or not position.isdigit() or int(position) > len(slate.items):
        return None
    return slate.items[int(position) - 1]


def _by_price(filters: Filters, anchors: list[Shown], direction: str) -> Filters:
    prices = sorted(item.price_minor for item in anchors if item.price_minor)
    if not prices:
        return filters
    if direction == "more":
        return replace(filters, price_min_minor=prices[0] + 1, price_max_minor=None)
    middle = prices[(len(prices) - 1) // 2]
    return replace(filters, price_max_minor=max(1, middle - 1))


def _by_another(filters: Filters, anchors: list[Shown], critique: Critique) -> Filters:
    brands = tuple(dict.fromkeys(item.brand for item in anchors if item.brand))
    if critique.attribute == "brand":
        return replace(filters, brands=(), not_brands=tuple(dict.fromkeys((*filters.not_brands, *brands))))
    if critique.attribute == "model":
        shown = tuple(item.product_id for item in anchors)
        return replace(filters, not_product_ids=tuple(dict.fromkeys((*filters.not_product_ids, *shown))))
    return filters


def _by_attribute(
    filters: Filters, state: DialogueState, anchors: list[Shown], critique: Critique, *, but: set[str]
) -> Filters:
    ids = [item.product_id for item in anchors]
    measured: dict[str, list[float]] = {}
    for stored in state.facts:
        name = stored.field.removeprefix("attribute:")
        if name != stored.field and stored.kind in {"int", "float"} and stored.entity.removeprefix("product:") in ids:
            measured.setdefault(name, []).append(float(stored.value))
    words = DIMENSIONS.get(critique.attribute, (critique.attribute,))
    about = measured_by(words, {one: len(values) for one, values in measured.items()}, {})
    if about is None or about in but:
        return filters
    values = sorted(measured[about])
    middle = values[(len(values) - 1) // 2]
    step = 2e-3 * abs(middle)  # past the tolerance with which bounds are met
    bound = (
        AttributeFilter(about, minimum=middle + step)
        if critique.direction == "more"
        else AttributeFilter(about, maximum=middle - step)
    )
    others = tuple(one for one in filters.attributes if one.name != about)
    return replace(filters, attributes=(*others, bound))
