"""Numbers in words, and how many there are of what a noun names: `three offers`, `seven speeds`, `before six`."""

import re
from collections.abc import Iterator

from agent.grounding.backing import is_number
from agent.grounding.days import days
from agent.grounding.lexicon import in_stems, stem, stems_known, talk
from agent.grounding.numbers import CHINESE, ENGLISH, from_chinese, from_english
from agent.grounding.quantities import quantities
from agent.grounding.scope import Scope

KINDS = (
    (re.compile(r"offers?|deals?|discounts?|promotions?|coupons?|codes?"), "offer:"),
    (re.compile(r"orders?"), "order:"),
    (re.compile(r"parcels?|packages?|shipments?"), "shipment:"),
)
COUNTS = re.compile(r"count|total|quantity|lines|shown|found|added|items")
NOUN = re.compile(
    r"\s+(?:(?:more|other|open|different|great|good|current|new|separate)\s+)?(?P<noun>[a-z]+)", re.IGNORECASE
)
DIGITS = re.compile(r"(?<![\w.,$€£¥-])\d{1,3}(?![\w.,%:/-])")
PLURAL_ZH = re.compile(
    rf"(?P<number>{CHINESE.pattern}|\d+)(?:多|余|几)(?:个|位|条|名|件|张)?(?:人|买家|顾客|评价|评论)"
)
UNIT_ZH = re.compile(
    rf"(?P<number>{CHINESE.pattern}|\d{{1,3}})(?P<unit>档|挡|级|倍|层|片|根|格|段|道|扇|孔|种模式|种颜色|个档|个优惠|个活动|个订单|个包裹)"
)
LEAST = 2


def tally_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip(' *_"').endswith(("?", "\uff1f")):
        return
    yield from _english(scope)
    yield from _chinese(scope)


def _english(scope: Scope) -> Iterator[str]:
    sentence = scope.without_names
    read = [(one.start, one.end) for one in quantities(sentence) if one.kind != "number"]
    read += [(day.start, day.end) for day in days(sentence, scope.evidence.moment)]
    read += [(mention.start, mention.end) for mention in scope.mentions]
    for match in [*ENGLISH.finditer(sentence), *DIGITS.finditer(sentence)]:
        if any(start < match.end() and match.start() < end for start, end in read):
            continue
        value = int(match.group()) if match.group().isdigit() else from_english(match.group())
        if value is None or value < LEAST:
            continue
        noun = NOUN.match(sentence, match.end())
        word = noun["noun"].lower() if noun else ""
        if not _is_right(value, word, match.start(), scope):
            yield f"{match.group()} {word}".strip() + ": no result counts that"


DETERMINED = re.compile(
    r"(?:^\W*|[,;:]\s*|\b(?:the|these|those|of|all|other|first|last|next|only|your|are|both|in|here|found|picked|have|and|than)\s+)$",
    re.IGNORECASE,
)
CLOCK_BEFORE = re.compile(r"\b(?:before|after|by|until|till|at|from|past)\s*$", re.IGNORECASE)


def _is_right(value: int, noun: str, start: int, scope: Scope) -> bool:
    if CLOCK_BEFORE.search(scope.sentence[:start]) and (not noun or stem(noun) in talk()) and noun != "of":
        return _is_an_hour(value, scope) or _is_written(value, noun, start, scope)
    kind = next((prefix for words, prefix in KINDS if words.fullmatch(noun)), None)
    if kind is not None:
        return value in _of_kind(kind, scope)
    if (not noun or stem(noun) in talk()) and scope.mentions and not DETERMINED.search(scope.sentence[:start]):
        verb = re.search(r"([a-z]+)\W*$", scope.sentence[:start], re.IGNORECASE)  # `the Pico sleeps two`
        wanted = verb[1].lower() if verb and stem(verb[1].lower()) not in talk() else ""
        return any(_is_written(value, wanted, mention.start, scope) for mention in scope.mentions)
    if stem(noun) in talk() or not noun or _is_a_kind_word(noun, scope):
        if value in _counts(scope) or _is_written(value, "", start, scope):
            return True
        return any(
            _is_written(value, "", mention.start, scope) for mention in scope.mentions
        )  # `and in five in the Pellow`
    return _is_written(value, noun, start, scope)


def _is_an_hour(value: int, scope: Scope) -> bool:
    hours = {value * 60, (value + 12) * 60}
    return any(found.unit == "clock" and found.value in hours for _, found in scope.evidence.text_quantities)


def _of_kind(prefix: str, scope: Scope) -> set[int]:
    name = prefix.rstrip(":")
    found = {sum(entity.startswith(prefix) for entity in scope.evidence.by_entity)}
    return found | {
        int(fact.value)
        for fact in scope.evidence.facts
        if is_number(fact) and isinstance(fact.value, int | float) and name in fact.field
    }


def _counts(scope: Scope) -> set[int]:
    """All that is counted or can be counted: things shown, named, ordered, found."""
    evidence = scope.evidence
    kinds = ("product:", "order:", "shipment:", "offer:", "line:")
    found = {sum(entity.startswith(kind) for entity in evidence.by_entity) for kind in kinds}
    found |= {len(evidence.on_screen), evidence.shown, len(scope.mentions)}
    found |= {len(evidence.on_screen) - len({one for m in scope.mentions for one in m.entities})}
    found |= set(range(1, len(evidence.on_screen))) if PART.search(scope.sentence) else set()
    return found | {
        int(fact.value)
        for fact in evidence.facts
        if is_number(fact) and isinstance(fact.value, int | float) and COUNTS.search(fact.field)
    }


PART = re.compile(r"\bof (?:the|these|those|them)\b|\bthe (?:first|other|last)\b", re.IGNORECASE)
"""`two of the three`: how many of them is counted with the quantifiers."""


def _is_a_kind_word(noun: str, scope: Scope) -> bool:
    return in_stems(noun) in in_stems(scope.evidence.kinds).split() or any(
        in_stems(noun) in in_stems(str(fact.value).casefold()).split()
        for fact in scope.evidence.facts
        if fact.field in {"category", "title"}
    )


def _is_written(value: int, noun: str, start: int, scope: Scope) -> bool:
    """The same number of the same thing: in a text or field of whom it is about, or in the shopper's own words."""
    wanted = stem(noun) if noun else ""
    for fact in scope.facts_at(start):
        if (
            is_number(fact)
            and fact.value == value
            and (not wanted or wanted in stems_known([fact.field.replace("_", " ").replace(":", " ")]))
        ):
            return True
    known = scope.known_words_at(start)
    for match in [*ENGLISH.finditer(known), *re.finditer(r"\d+", known)]:
        said = int(match.group()) if match.group().isdigit() else from_english(match.group())
        if said == value and (
            not wanted
            or wanted in in_stems(known[match.end() : match.end() + 40])
            or wanted in in_stems(known[max(0, match.start() - 24) : match.start()])
        ):
            return True
    return False


def _chinese(scope: Scope) -> Iterator[str]:
    for match in PLURAL_ZH.finditer(scope.sentence):
        low = int(match["number"]) if match["number"].isdigit() else int(from_chinese(match["number"]) or 0)
        step = 10 ** (len(str(low)) - len(str(low).rstrip("0")))
        counted = [
            fact.value
            for fact in scope.facts_at(match.start())
            if is_number(fact) and isinstance(fact.value, int | float) and re.search("count|people|of$", fact.field)
        ]
        if not any(low < value < low + step for value in counted):
            yield f"{match.group()}: no result counts so many"
    for match in UNIT_ZH.finditer(scope.sentence):
        value = int(match["number"]) if match["number"].isdigit() else int(from_chinese(match["number"]) or 0)
        kind = {"个优惠": "offer:", "个活动": "offer:", "个订单": "order:", "个包裹": "shipment:"}.get(match["unit"])
        if kind is not None:
            right = value in _of_kind(kind, scope)
        else:
            right = any(
                f"{number}{match['unit'][:1]}" in scope.known_words_at(match.start())
                for number in (match["number"], str(value))
            ) or _is_written(value, "", match.start(), scope)
        if value >= LEAST and not right:
            yield f"{match.group()}: no result counts that"
