"""A right figure of another rule is a lie: it must stand in the statement that the sentence is about."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from agent.grounding.days import Day, days
from agent.grounding.moments import same_day
from agent.grounding.quantities import Quantity, quantities
from agent.grounding.scope import Scope
from agent.grounding.statements import FREE, PARTS, Statement, rarity, statements_of, telling

KINDS = frozenset(["money", "measure", "percent"])
CONTEXT = 0.2
"""What a word counts that stands in the same sentence as the figure but not in the same part."""
MARGIN = 0.3
CLEARLY = 0.2
"""By how much a statement without such a figure must be nearer."""
THINGS = ("product:", "variant:", "order:")
Test = Callable[[Statement], bool]


def alignment_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip(' *_"\n').endswith(("?", "\uff1f")) or _is_about_things(scope):
        return
    statements = [one for one in statements_of(scope.evidence) if _is_meant(one, scope)]
    if len(statements) < 2:
        return
    for found in quantities(scope.sentence):
        if (found.kind in KINDS and found.unit != "clock") or found.kind == "number":
            yield from _fault(found.text, found.start, scope, statements, _has(found), _is_like(found))
    for day in days(scope.sentence, scope.evidence.moment):
        yield from _fault(day.text, day.start, scope, statements, _is_on(day), _has_days)


def _is_on(day: Day) -> Test:
    return lambda one: any(same_day(day, other) for other in one.days)


def _has_days(one: Statement) -> bool:
    return bool(one.days)


def _is_about_things(scope: Scope) -> bool:
    return any(one.startswith(THINGS) for one in scope.named)


def _is_meant(statement: Statement, scope: Scope) -> bool:
    return not scope.named or statement.entity in scope.named or statement.entity.startswith("passage:")


def _has(found: Quantity) -> Test:
    bare = found.kind == "number"
    return lambda one: any(
        told.value == found.value and (told.unit == found.unit or (bare and told.kind == "money"))
        for told in one.figures
    )


def _is_like(found: Quantity) -> Test:
    if found.kind in {"number", "money"}:  # what is free has a price, too
        return lambda one: any(told.kind == "money" for told in one.figures) or FREE.search(one.text) is not None
    return lambda one: any(told.kind == found.kind and told.unit == found.unit for told in one.figures)


def _fault(
    text: str,
    start: int,
    scope: Scope,
    statements: Sequence[Statement],
    has: Test,
    is_like: Test,
) -> Iterator[str]:
    holders = [one for one in statements if has(one)]
    others = [one for one in statements if not has(one)]
    if not holders or not others:
        return
    known = "\n".join(one.han for one in statements)
    part, whole = telling(_part_at(scope.without_mentions, start), known), telling(scope.sentence, known)
    weights = rarity(whole, statements)
    if not any(weights.get(word) for word in part):
        return  # `otherwise $4.90`: it goes on about what was said before
    best = max(_score(one, part, whole, weights) for one in holders)
    other = max(others, key=lambda one: (_score(one, part, whole, weights), is_like(one)))
    if (rival := _rival_part(part, holders, others, is_like)) is not None:
        yield f"{text.strip()} belongs to {holders[0].text!r}; of {rival.text!r} something else is known"
        return
    lead = _score(other, part, whole, weights) - best
    if (lead > MARGIN and is_like(other)) or (best == 0 and lead >= CLEARLY):
        yield f"{text.strip()} belongs to {holders[0].text!r}; of {other.text!r} something else is known"


def _rival_part(
    part: frozenset[str], holders: Sequence[Statement], others: Sequence[Statement], is_like: Test
) -> Statement | None:
    """In one sentence, `six months for batteries, two years for the rest`: the part that has the word has the figure."""
    if any(one.part_says(word) for one in holders for word in part) or not all(telling(one.text) for one in holders):
        return None
    contexts = {one.context for one in holders}
    near = (one for one in others if one.context in contexts and is_like(one))
    return next((one for one in near if any(one.part_says(word) for word in part)), None)


STARTS = (
    re.compile(r"\b(?:deliver\w*|receipt|receiv\w+|arriv\w+|reach\w*|get it)\b|签收|收到|到货|送达", re.IGNORECASE),
    re.compile(r"\b(?:order(?:ed|ing)?|purchas\w+|bought|buy(?:ing)?|paid|payment)\b|下单|购买|付款", re.IGNORECASE),
    re.compile(r"\b(?:dispatch\w*|shipp(?:ed|ing)|sent out|leaves)\b|发货|寄出", re.IGNORECASE),
)
COUNTED_FROM = re.compile(
    r"\b(?:from|after|of|since|once|starting|starts?|begins?|counted|when|following|as soon as)\b|起|后|之内|以后|算",
    re.IGNORECASE,
)


BEGINS = re.compile(
    r"\b(?:starts?|begins?|counts?|counted|runs?) (?:from|when|with|once|on|as soon|at)\b|起算|算起|开始(?:算|计)",
    re.IGNORECASE,
)


def start_faults(scope: Scope) -> Iterator[str]:
    """`45 days from the order`, `the warranty starts with the order`, where the rule counts from the delivery."""
    if scope.sentence.rstrip().endswith(("?", "\uff1f")):
        return
    rules = [one for one in statements_of(scope.evidence) if one.entity.startswith("passage:")]
    said = [at for at, words in enumerate(STARTS) if words.search(scope.sentence)]
    if len(said) != 1 or not COUNTED_FROM.search(scope.sentence):
        return
    periods = [found for found in quantities(scope.sentence) if found.unit in {"day", "month"}]
    holders = [[one for one in rules if _has(found)(one)] for found in periods]
    if not periods and BEGINS.search(scope.sentence):
        about = telling(scope.sentence, "\n".join(one.han for one in rules))
        holders = [[one for one in rules if any(one.says(word) for word in about) and _started(one)]]
    for told in holders:
        if told and all(_started(one) and said[0] not in _started(one) for one in told):
            yield f"it is counted from something else: {told[0].context.strip()!r}"


def _started(one: Statement) -> set[int]:
    """From which kinds of day the statement counts."""
    return {at for at, words in enumerate(STARTS) if words.search(one.context)}


def _part_at(sentence: str, start: int) -> str:
    """The part of the sentence in which the figure stands."""
    left = max((match.end() for match in PARTS.finditer(sentence, 0, start)), default=0)
    right = PARTS.search(sentence, start)
    return sentence[left : right.start() if right else len(sentence)]


def _score(one: Statement, part: frozenset[str], whole: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(word, 0.0) * (1.0 if word in part else CONTEXT) for word in whole if one.says(word))
