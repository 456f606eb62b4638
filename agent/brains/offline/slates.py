"""The summary line of a slate: what these are, and what divides them; all computed from the items' facts."""

import re
from collections.abc import Sequence

import wire
from agent.brains.offline.dividing import (
    YES,
    Traits,
    as_phrase,
    dividing,
    first_key,
    is_quality,
    label_in_sentence,
    small,
    traits_of,
)
from agent.brains.offline.replay import Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.grounding.comparing import RANKINGS
from agent.superlatives import read_superlative
from retrieval.filters import Filters
from tools.result import ToolResult

ENOUGH_RATINGS = 3
FEW = 8
"""With more than this many fitting products, a budget would change the slate."""


def slate_line(view: View, result: ToolResult) -> str:
    items = view.items(result)
    narrowed = view.turn.understanding.has("refine", "more")
    opening = _opening(view, items, conditions_in_words(view, view.turn.dialogue.wants.filters), narrowed=narrowed)
    return view.sentences(opening, _doubt(view, result), _divided(view, items, traits_of(view, result)))


def _opening(view: View, items: Sequence[wire.Item], conditions: str, *, narrowed: bool) -> str:
    prices = sorted(item.price.minor for item in items if item.price)
    many = len(items) > 1
    key = f"slate.{'narrowed' if narrowed else 'found'}.{'many' if many else 'one'}"
    if not prices:
        key += "_unpriced"
    elif many and prices[0] == prices[-1]:
        key += "_same_price"
    return view.say(
        key,
        N=view.count(len(items), start=True),
        n=view.count(len(items)),
        thing=thing(view, items),
        conditions=conditions,
        title=view.name(items[0].title),
        low=view.minor(prices[0]) if prices else "",
        high=view.minor(prices[-1]) if prices else "",
    )


def thing(view: View, items: Sequence[wire.Item]) -> str:
    """What they have in common by name: their category, else simply things."""
    leaves = {item.category[-1] for item in items if item.category}
    if len(leaves) == 1 and len(items) == sum(bool(item.category) for item in items):
        leaf = leaves.pop()
        return leaf if view.language == "zh" else small(leaf)
    return view.plain("slate.things")


def conditions_in_words(view: View, filters: Filters) -> str:
    """The hard conditions as the shopper set them: `under $60, none by Sony`."""
    said = [*_price_words(view, filters)]
    if filters.brands:
        said.append(view.plain("condition.brands", names=view.listed(list(filters.brands), word="or")))
    if filters.not_brands:
        said.append(view.plain("condition.not_brands", names=view.listed(list(filters.not_brands), word="or")))
    if filters.rating_min is not None:
        said.append(view.plain("condition.rating", value=f"{filters.rating_min:g}"))
    if filters.in_stock:
        said.append(view.plain("condition.in_stock"))
    joined = ("，" if view.language == "zh" else ", ").join(said)
    if not joined:
        return ""
    if view.language == "zh":
        return f"（{joined}）"
    return f", {joined}" if said[0].startswith("none") else f" {joined}"


def _price_words(view: View, filters: Filters) -> list[str]:
    low, high = filters.price_min_minor, filters.price_max_minor
    if low is not None and high is not None:
        return [view.plain("condition.between", low=view.minor(low), high=view.minor(high))]
    if high is not None:
        return [view.plain("condition.under", high=view.minor(_round(high)))]
    return [view.plain("condition.over", low=view.minor(_round(low)))] if low is not None else []


def _round(minor: int) -> int:
    """`less than $39.00` is kept as 3899 inside; people say 39."""
    return minor + 1 if minor % 100 == 99 else minor - 1 if minor % 100 == 1 else minor


def _doubt(view: View, result: ToolResult) -> str:
    if view.payload(result, "no_good_match", False):
        return view.say("slate.not_close")
    degraded = view.payload(result, "degraded", ())
    return view.plain("slate.degraded") if degraded else ""


# What divides them ------------------------------------------------------------------------------------------


def _divided(view: View, items: Sequence[wire.Item], traits: Traits) -> str:
    if len(items) < 2:
        return _single(view, items)
    if by := view.turn.dialogue.wants.by:
        return _measured_by(view, items, traits, by)
    if (sort := view.turn.dialogue.wants.sort) != "relevance":
        return _sorted_by(view, items, sort)
    divide = dividing(items, traits, view)
    if divide is None:
        return _best_rated(view, items)
    names = view.listed([view.the(items[index].title) for index in divide.having])
    value, one = divide.value, len(divide.having) == 1
    phrase = as_phrase(view, divide.label, many=not one) if value in YES else None
    if phrase is not None:
        said = view.say("divide.only_does" if one else "divide.some_do", names=names, phrase=phrase)
        return said[:1].upper() + said[1:]
    if value in YES and is_quality(view, divide.label):
        key = "divide.only_quality" if one else first_key("divide.some_quality", divide)
    elif value in YES:
        key = "divide.only_has" if one else first_key("divide.some_have", divide)
    else:
        key = "divide.only_is" if one else first_key("divide.some_are", divide)
    label = label_in_sentence(view, divide.label)
    said = view.say(key, names=names, label=label, value=value, n=view.count(len(divide.having)))
    return said[:1].upper() + said[1:]


def _sorted_by(view: View, items: Sequence[wire.Item], sort: str) -> str:
    """`the cheapest` was asked for: which one it is."""
    first = items[0]
    if sort in {"price", "-price"} and first.price:
        key = "slate.cheapest" if sort == "price" else "slate.dearest"
        return view.say(key, name=view.name(first.title), price=view.money(first.price))
    return _best_rated(view, items) if sort == "rating" else ""


def _measured_by(view: View, items: Sequence[wire.Item], traits: Traits, by: str) -> str:
    """`the lightest` was asked for: which one it is, and by how much it says so itself."""
    told = traits.get(items[0].product_id, {}).get(by.removeprefix("-"))
    if told is None:
        return ""
    label, value = told
    said = read_superlative(view.turn.text)
    named = bool(said and measure_for_words(said.named, by))
    how = re.sub(r"^(?:with |has |have )?(?:the )?", "", (said.longer if named else said.text) if said else "")
    if "weight" not in by or not any(ranking.superlative.search(how) for ranking in RANKINGS):
        label = label_in_sentence(view, label)
        return view.say("slate.first_by", name=view.name(items[0].title), label=label, value=value)
    how = how.removesuffix("的") if view.language == "zh" else how[:1].upper() + how[1:]
    return view.say("slate.measured", how=how, name=view.name(items[0].title), value=value)


def measure_for_words(words: Sequence[str], by: str) -> bool:
    """Whether the words beside the superlative are what it was measured by."""
    return any(word.replace(" ", "_") in by for word in words)


def _single(view: View, items: Sequence[wire.Item]) -> str:
    item = items[0]
    if item.rating is None or not item.rating_count:
        return ""
    return view.say("slate.single_rated", rating=f"{item.rating:g}", count=item.rating_count)


def _best_rated(view: View, items: Sequence[wire.Item]) -> str:
    """The highest rating of all that are shown; where few people gave it, that is told too."""
    rated = [item for item in items if item.rating is not None and item.rating_count]
    if not rated:
        return ""
    best = max(rated, key=lambda item: (item.rating or 0, item.rating_count or 0))
    key = "slate.best_rated" if (best.rating_count or 0) >= ENOUGH_RATINGS else "slate.best_rated_by_few"
    return view.say(key, name=view.name(best.title), rating=f"{best.rating:g}", count=best.rating_count)


# What next --------------------------------------------------------------------------------------------------


def slate_question(view: View, result: ToolResult) -> str:
    """A budget is asked for once a need, and only if it would change what is shown."""
    wants, items = view.turn.dialogue.wants, view.items(result)
    total = view.payload(result, "total", 0)
    asked = view.turn.dialogue.task is not None and view.turn.dialogue.task.asked == "budget"
    priced = wants.filters.price_max_minor is not None or wants.filters.price_min_minor is not None
    prices = sorted(item.price.minor for item in items if item.price)
    if (
        priced
        or asked
        or wants.by
        or wants.sort != "relevance"
        or len(prices) < 4
        or not isinstance(total, int)
        or total <= FEW
    ):
        return ""
    if prices[-1] < 1.5 * prices[0]:
        return ""
    return view.say("slate.ask_budget", amount=view.minor(round_amount(prices[len(prices) // 2])))


def round_amount(minor: int) -> int:
    """Two leading digits of the major amount: 5490 → 5500, 26800 → 27000."""
    step = 100
    while minor >= step * 100:
        step *= 10
    return max(step, round(minor / step) * step)


def next_steps(view: View, result: ToolResult) -> tuple[str, ...]:
    items = view.items(result)
    prices = sorted(item.price.minor for item in items if item.price)
    steps: list[str] = []
    if len(prices) > 2 and view.turn.dialogue.wants.filters.price_max_minor is None:
        steps.append(view.plain("suggest.under", amount=view.minor(round_amount(prices[len(prices) // 2]))))
    if len(items) > 1:
        steps += [view.plain("suggest.compare_first_two"), view.plain("suggest.why_first")]
    elif items:
        steps += [view.plain("suggest.similar"), view.plain("suggest.add_it")]
    divide = dividing(items, traits_of(view, result), view) if len(items) > 2 else None
    if divide is not None and divide.value in YES:
        kind = "suggest.only" if is_quality(view, divide.label) else "suggest.with"
        steps.append(view.plain(kind, label=label_in_sentence(view, divide.label)))
    steps.append(view.plain("suggest.more"))
    return tuple(steps[:4])


def nothing_fits(view: View, result: ToolResult) -> Said:
    """Nothing is shown that breaks a wish; instead: what there would be if one were open."""
    relaxations = view.payload(result, "relaxations", ())
    given = relaxations if isinstance(relaxations, tuple | list) else ()
    open_ones = [one for one in given if getattr(one, "count", 0) and _may_open(str(getattr(one, "name", "")))]
    if view.turn.understanding.has("more"):
        return Said(view.say("nothing.no_more"), suggestions=(view.plain("suggest.start_over"),))
    what = _wished(view) or view.plain("slate.things")
    conditions = conditions_in_words(view, view.turn.dialogue.wants.filters)
    opening = view.say("nothing.opening", what=what, conditions=conditions)
    if not open_ones and view.turn.dialogue.wants.filters.price_max_minor is not None:
        any_price = view.plain("suggest.any_price")
        task = Task(name="relax", asked="yes", slots={"drop": "price"})
        return Said(opening, question=view.say("nothing.ask_price"), suggestions=(any_price,), task=task)
    if not open_ones:
        return Said(opening + view.plain("nothing.else"), suggestions=(view.plain("suggest.start_over"),))
    offers = [_relaxed(view, one) for one in open_ones[:2]]
    joiner = "；" if view.language == "zh" else "; "
    names = [str(getattr(one, "name", "")) for one in open_ones[:3]]
    taps = [view.plain("suggest.without", what=_relaxation_name(view, one)) for one in open_ones[:3]]
    ways = {f"tap:{text.casefold()}": name for text, name in zip(taps, names, strict=True)}
    return Said(
        f"{opening}{_sentence(view, joiner.join(offers))}",
        question=view.say("nothing.ask"),
        suggestions=tuple(taps),
        task=Task(name="relax", asked="yes", slots={"drop": names[0], **ways}),
    )


NOT_TO_OPEN = frozenset(["not_product_ids", "product_ids", "not_brands", "not_categories", "not_product_types"])
"""What the shopper has ruled out stays so."""


def _may_open(name: str) -> bool:
    """Nobody who wants a backpack is offered something else, as long as another wish can give."""
    return not set(name.split("+")) & (NOT_TO_OPEN | {"categories", "product_types"})


def _wished(view: View) -> str:
    """The words looked for, in the shopper's language alone: search may have added the other one's."""
    wants = view.turn.dialogue.wants
    words = wants.called or wants.words
    chinese = "".join(re.findall(r"[\u4e00-\u9fff0-9]+", words))
    return chinese if view.language == "zh" and re.search(r"[\u4e00-\u9fff]", words) else words


def _sentence(view: View, words: str) -> str:
    return f"{words}。" if view.language == "zh" else f" {words[:1].upper()}{words[1:]}."


def _relaxed(view: View, relaxation: object) -> str:
    count = int(getattr(relaxation, "count", 0))
    key = "nothing.relaxed_one" if count == 1 else "nothing.relaxed"
    return view.plain(key, what=_relaxation_name(view, relaxation), n=view.count(count))


def _relaxation_name(view: View, relaxation: object) -> str:
    name = str(getattr(relaxation, "name", ""))
    if "+" in name:
        texts = str(getattr(relaxation, "text", "")).split(", ")
        pairs = zip(name.split("+"), texts, strict=False)
        return view.listed([_condition_name(view, one, text) for one, text in pairs])
    return _condition_name(view, name, str(getattr(relaxation, "text", "")))


def _condition_name(view: View, name: str, text: str) -> str:
    key = f"relax.{name.split(':')[0]}"
    if view.words.has(key):
        return view.plain(key)
    words = name.removeprefix("attribute:").replace("_", " ")
    told = text if text and text not in {"True", "False"} else words
    if view.language == "zh":
        chinese = next((part for part in text.split(", ") if not part.isascii()), "")
        return chinese or words
    return told
