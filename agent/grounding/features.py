"""What a product is said to have or be: the yes or no, and the value, of that attribute of that product."""

import re
from collections.abc import Iterator, Sequence

from agent.grounding.evidence import folded
from agent.grounding.lexicon import opposites, synonyms
from agent.grounding.scope import Scope
from agent.grounding.states import is_hypothetical, is_negated, is_supposed
from tools.result import Fact

PREFIX = "attribute:"
SHORTEST_VALUE = 3
LONGEST_COMMON = 5
"""A synonym of one short English word says too many other things to stand for an attribute."""


def feature_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip().endswith(("?", "？")):
        return
    facts = [
        fact for fact in scope.evidence.facts if fact.field.startswith(PREFIX) and not fact.field.endswith(":unit")
    ]
    yield from _yes_no_faults(scope, facts)
    yield from _value_faults(scope, facts)
    yield from _denied_faults(scope, facts)


LACKING = re.compile(
    r"\b(?:no|without|lacks?|(?:does not|doesn't|do not|don't) (?:have|need)|needs? no)\s+(?:an?\s|any\s)?$|(?:没有|无|不需要|不用)$",
    re.IGNORECASE,
)


def _denied_faults(scope: Scope, facts: Sequence[Fact]) -> Iterator[str]:
    """`needs no charging` of what has a battery life."""
    for name in dict.fromkeys(fact.field for fact in facts if bool_of(fact.value) is None and fact.value):
        for start, _ in spans_of(scope, name):
            about = scope.entities_at(start) or (
                scope.widened(scope.earlier) if scope.starts_with_pronoun else frozenset()
            )
            told = [fact for fact in facts if fact.field == name and fact.entity in about]
            if told and LACKING.search(scope.sentence[:start].replace("\u2019", "'")):
                yield f"the record gives it a {name.removeprefix(PREFIX)}: {told[0].value}"


def _yes_no_faults(scope: Scope, facts: Sequence[Fact]) -> Iterator[str]:
    names = dict.fromkeys(
        fact.field for fact in facts if isinstance(fact.value, bool) or bool_of(fact.value) is not None
    )
    for name in names:
        named = [(span, True) for span in spans_of(scope, name)]
        for (start, end), same in [*named, *((span, False) for span in _opposite_spans(scope, name))]:
            in_a_name = any(mention.start <= start and end <= mention.end for mention in scope.mentions)
            if in_a_name or is_hypothetical(scope.sentence, start, end):
                continue
            fault = _yes_no_fault(scope, facts, name, start, end, same=same)
            if fault:
                yield fault


def _yes_no_fault(
    scope: Scope, facts: Sequence[Fact], name: str, start: int, end: int, *, same: bool = True
) -> str | None:
    about = scope.entities_at(start) or (scope.widened(scope.earlier) if scope.starts_with_pronoun else frozenset())
    known = {fact.entity: bool_of(fact.value) for fact in facts if fact.field == name and fact.entity in about}
    told = {value for value in known.values() if value is not None}
    if not told:
        return None
    claimed = is_negated(scope.sentence, start, end) != same
    if claimed in told and (len(told) == 1 or not _speaks_of_all(scope, about)):
        return None
    said = "has" if claimed else "has no"
    return f"it says it {said} {name.removeprefix(PREFIX)}, the record says the opposite"


def _speaks_of_all(scope: Scope, about: frozenset[str]) -> bool:
    return sum(1 for entity in about if entity.startswith("product:")) > 1 and not re.search(
        r"\b(?:or|one of)\b|之一", scope.sentence
    )


def bool_of(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return None if value else False  # SPF 0 is none
    word = str(value).strip().casefold()
    return {
        "yes": True,
        "true": True,
        "是": True,
        "有": True,
        "no": False,
        "false": False,
        "否": False,
        "无": False,
    }.get(word)


def spans_of(scope: Scope, name: str) -> list[tuple[int, int]]:
    """Where the sentence speaks of an attribute, by its label or by the words of its name."""
    attribute = name.removeprefix(PREFIX)
    labels = scope.evidence.attribute_words.get(attribute, ())
    patterns = [re.escape(label.casefold()) for label in labels if len(label) > 1]
    patterns += [
        _flexible(other)
        for other in synonyms(attribute)
        if " " in other or (not other.isascii() and len(other) > 1) or len(other) > LONGEST_COMMON
    ]
    words = [word for word in re.split(r"[_\s]+", attribute.casefold()) if word not in {"is", "has", "with"}]
    stems = [rf"{re.escape(_stem(word))}\w*" for word in words]
    patterns.append(r"[\s-]+(?:\w+\s)?".join(stems))
    if len(stems) == 2 and all(word.isascii() and len(word) > 2 for word in words):
        patterns.append(r"[\s-]+(?:\w+\s){0,2}".join(reversed(stems)))  # `crushes ice` has ice_crushing
    if len(words) > 1 and words[-1] in SUFFIXES:  # `comes with a footprint` says `footprint_included`
        patterns.append(r"[\s-]+".join(stems[:-1]))
    if not attribute.isascii() and (apart := _apart_zh(attribute)):
        patterns.append(apart)
    lowered = scope.sentence.casefold()
    return [match.span() for pattern in patterns if pattern for match in re.finditer(_bounded(pattern), lowered)][:3]


SUFFIXES = frozenset(["included", "includes", "supplied", "supported", "support", "function", "feature", "available"])


def _apart_zh(name: str) -> str:
    """`可拆卸帽子` is spoken of in `帽子可以拆`, too: its last word with a telling character of the rest."""
    bare = re.sub(r"^(?:是否|可以|可|能|有|带)", "", name)
    rest = "".join(one for one in bare[:-2] if one not in "的可否能有带")
    return (
        rf"{bare[-2:]}[^，。；]{{0,4}}[{rest}]|[{rest}][^，。；]{{0,4}}{bare[-2:]}" if len(bare) >= 4 and rest else ""
    )


def _bounded(pattern: str) -> str:
    """English begins a word; Chinese may follow a Latin name."""
    return rf"(?<![a-z])(?:{pattern})" if pattern[:1].isascii() else f"(?:{pattern})"


def _opposite_spans(scope: Scope, name: str) -> list[tuple[int, int]]:
    lowered = scope.sentence.casefold()
    patterns = map(_flexible, opposites(name.removeprefix(PREFIX)))
    return [match.span() for pattern in patterns for match in re.finditer(_bounded(pattern), lowered)][:2]


def _flexible(name: str) -> str:
    """`noise cancel` → also `noise-cancelling`."""
    return r"[\s-]+".join(
        rf"{re.escape(_stem(word))}\w*" if word.isascii() else re.escape(word) for word in name.split()
    )


def _stem(word: str) -> str:
    for ending in ("proof", "ing", "ed", "es", "s"):
        if word.endswith(ending) and ending != "proof" and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return {"microphone": "mic"}.get(word, word)


# Values -----------------------------------------------------------------------------------------------------


def _value_faults(scope: Scope, facts: Sequence[Fact]) -> Iterator[str]:
    """A value that another product has for an attribute, said of one that has a different value for it."""
    lowered = folded(scope.sentence)
    for fact in facts:
        value = fact.value
        if not isinstance(value, str) or len(value) < SHORTEST_VALUE or len(value) > 40 or bool_of(value) is not None:
            continue
        start = _found(value, lowered)
        if start < 0 or is_negated(lowered, start, start + len(value)):
            continue
        fault = _value_fault(scope, facts, fact, start)
        if fault:
            yield fault
            return


def _value_fault(scope: Scope, facts: Sequence[Fact], fact: Fact, start: int) -> str | None:
    about = {entity for entity in scope.entities_at(start) if entity.startswith(("product:", "variant:"))}
    if not about or fact.entity in about or is_supposed(scope.sentence, start, start):
        return None
    own = [one.value for one in facts if one.field == fact.field and one.entity in about and isinstance(one.value, str)]
    same = any(folded(str(fact.value)) in folded(value) or folded(value) in folded(str(fact.value)) for value in own)
    elsewhere = any(
        isinstance(one.value, str) and folded(str(fact.value)) in folded(one.value)
        for one in scope.evidence.facts_of(sorted(about))
    )
    if (
        not own
        or same
        or elsewhere
        or re.search(r"\b(?:than|unlike|instead|compared|against|vs)\b|比|不像|对", scope.sentence)
    ):
        return None
    return f"{fact.value} is the {fact.field.removeprefix(PREFIX)} of another product; here it is {own[0]}"


def _found(value: str, lowered: str) -> int:
    wanted = folded(value)
    if not wanted.isascii():
        return lowered.find(wanted)
    match = re.search(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", lowered)
    return match.start() if match else -1
