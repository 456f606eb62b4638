"""`All four are wireless`, `none is in stock`, `only the Keep has a mute button`: counted again over what was shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.grounding.evidence import folded
from agent.grounding.features import bool_of, spans_of
from agent.grounding.numbers import from_chinese, from_english
from agent.grounding.scope import Scope
from agent.grounding.states import IN_STOCK, SOLD_OUT, clause_of, is_hypothetical, is_negated

NUMBER = r"one|two|three|four|five|six|seven|eight|nine|\d{1,2}"
HAN_NUMBER = r"[一两二三四五六七八九]|\d{1,2}"
NONE = re.compile(
    r"\b(?:none|neither|nothing|not one|no one)\b|没有一|都(?:不|没)|均(?:不|没|无)|哪[款个]都(?:不|没)", re.IGNORECASE
)
ALL = re.compile(
    rf"\b(?:all|both|each|every(?:thing| one| single)?)\b(?: (?:of |the |these |those |them )*(?:{NUMBER})?)?|都|全都|全部|均|每[款个件]",
    re.IGNORECASE,
)
ONLY = re.compile(
    rf"\b(?:only|just) (?P<many>{NUMBER})\b(?= (?:of|is|are|has|have|can|comes?|does|\w+ ?(?:is|are|has|have)))|\bthe only (?:one|model|option|pair)\b|\bonly the\b|只有|唯一",
    re.IGNORECASE,
)
SOME = re.compile(
    rf"(?:^|[,;.:]\s*|\band )(?P<many>{NUMBER})(?: (?:of (?:the|these|those|them)(?: (?:{NUMBER}))?|models?|products?|options?|pairs?))?(?= (?:is|are|has|have|comes?|can|offer))|其中(?:有)?(?P<zh>{HAN_NUMBER})[款个件]|有(?P<zh2>{HAN_NUMBER})[款个件]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Predicate:
    """What is said of some of them: who has it (true), has not (false); whoever is missing is unknown."""

    name: str
    holds: dict[str, bool]
    start: int
    end: int


def quantifier_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip().endswith(("?", "\uff1f")):
        return
    for predicate in _predicates(scope):
        fault = _fault(predicate, scope)
        if fault:
            yield fault
    yield from _boundless(scope)


EVERY = re.compile(
    r"\b(?:fits?|suits?|works?|made|good|safe|ideal|right|perfect|matches|supports?|compatible|suitable|for|with|on|in|against) (?:\w+ )?(?:every|any|all) (?!of\b|the\b|these\b|those\b|this\b|that\b|you\b|I\b|in\b|three\b|two\b|four\b|five\b|time\b|case\b|our\b|your\b)[a-z]+"
    r"|(?:适合|适用于?|支持|兼容)(?:所有|任何|一切)",
    re.IGNORECASE,
)


def _boundless(scope: Scope) -> Iterator[str]:
    """`works for every skin type`: no result looks at all of a kind."""
    match = EVERY.search(scope.sentence)
    known = scope.evidence.all_words
    if match and not is_negated(scope.sentence, *match.span()) and folded(match.group()) not in known:
        yield f"{match.group()!r}: no result says that of all"


def _rivals(scope: Scope) -> list[str]:
    """Two and more that are named, else those on screen, else all products."""
    named = [one for mention in scope.mentions for one in mention.entities if one.startswith("product:")]
    products = [entity for entity in scope.evidence.by_entity if entity.startswith("product:")]
    shown = list(scope.evidence.on_screen) or products
    return list(dict.fromkeys(named)) if len(set(named)) > 1 else shown


def _predicates(scope: Scope) -> Iterator[Predicate]:
    rivals = _rivals(scope)
    facts = list(scope.evidence.facts_of(rivals))
    names = dict.fromkeys(
        fact.field for fact in facts if fact.field.startswith("attribute:") and bool_of(fact.value) is not None
    )
    for name in names:
        holds = {
            fact.entity: told for fact in facts if fact.field == name and (told := bool_of(fact.value)) is not None
        }
        for start, end in spans_of(scope, name):
            yield Predicate(name.removeprefix("attribute:"), holds, start, end)
    there = {
        fact.entity: bool(fact.value)
        for fact in facts
        if fact.field in {"available", "stock"} and not isinstance(fact.value, str)
    }
    for pattern, wanted in ((SOLD_OUT, False), (IN_STOCK, True)):
        for match in pattern.finditer(scope.sentence):
            if wanted and SOLD_OUT.search(scope.sentence[max(0, match.start() - 4) : match.end()]):
                continue
            yield Predicate(
                "in stock" if wanted else "sold out",
                {one: value == wanted for one, value in there.items()},
                *match.span(),
            )


def _fault(predicate: Predicate, scope: Scope) -> str | None:
    left, right = clause_of(scope.sentence, predicate.start, predicate.end)
    clause = scope.sentence[left:right]
    if is_hypothetical(scope.sentence, predicate.start, predicate.end):
        return None
    having = sum(predicate.holds.values())
    rivals = _rivals(scope)
    if len(rivals) < 2:
        return None
    if NONE.search(clause):
        return f"{having} of them: {predicate.name}" if having else None
    if (only := ONLY.search(clause)) is not None:
        return _only(only, predicate, having, scope)
    negated = is_negated(scope.sentence, predicate.start, predicate.end)
    if (every := ALL.search(clause)) is not None and (every.start() + left) < predicate.end + 8:
        wanted = [predicate.holds.get(one) for one in rivals]
        return (
            None
            if all(value is not None and value != negated for value in wanted)
            else f"not all of them: {predicate.name}"
        )
    if (some := SOME.search(clause)) is not None and not negated:
        many = _number(some["many"] or some["zh"] or some["zh2"])
        return f"it is {having}, not {many}: {predicate.name}" if many is not None and many != having else None
    return None


def _only(only: re.Match[str], predicate: Predicate, having: int, scope: Scope) -> str | None:
    many = _number(only["many"]) if only["many"] else None
    if many is not None:
        return f"it is {having}, not {many}: {predicate.name}" if many != having else None
    named = {one for mention in scope.mentions for one in mention.entities if one.startswith("product:")}
    others = [one for one in scope.evidence.on_screen if one not in named and predicate.holds.get(one)]
    return f"others have it too: {predicate.name}" if others and len(named) == 1 else None


def _number(words: str | None) -> int | None:
    if not words:
        return None
    if words.isdigit():
        return int(words)
    if words.isascii():
        return from_english(words)
    value = from_chinese(words)
    return int(value) if value is not None else None
