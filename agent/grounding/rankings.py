"""`The cheapest`, `rated highest`, `cheaper than`: computed again over what was shown."""

import re
from collections.abc import Iterator

from agent.grounding.comparing import (
    ANY_MOST,
    BOUNDLESS,
    HAN_NO_MOST,
    NO_MOST,
    ONE_OF_TWO,
    RANKINGS,
    Ranking,
)
from agent.grounding.lexicon import stem, stems_known
from agent.grounding.mentions import Mention
from agent.grounding.quantities import quantities
from agent.grounding.scope import Scope
from agent.grounding.states import is_negated
from shop.money import Money


def ranking_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip().endswith(("?", "？")):
        return
    yield from _unfounded(scope)
    if not scope.mentions:
        return
    yield from _field_faults(scope)
    for ranking in RANKINGS:
        yield from _superlative_faults(ranking, scope)
        match = ranking.comparative.search(scope.sentence)
        if match and len(scope.mentions) >= 2 and _is_other_way_round(ranking, match, scope):
            yield f"it is the other way round: not {ranking.name}"


def _superlative_faults(ranking: Ranking, scope: Scope) -> Iterator[str]:
    for match in (ranking.superlative.search(scope.sentence), _one_of_two(ranking, scope)):
        if match is None or is_negated(scope.sentence, match.start(), match.end()):
            continue
        if BOUNDLESS.search(scope.sentence) and not _is_written(match.group(), scope):
            yield f"{match.group()!r} of everything: no result says that"
        elif _is_not_first(ranking, match.start(), scope):
            yield f"it is not the {match.group()} of those shown"


FIELD_MOST = re.compile(
    r"\b(?P<en>largest|biggest|highest|longest|most|greatest|smallest|lowest|shortest|least) (?P<noun>[a-z]+)"
    r"|(?P<han>[\u4e00-\u9fff]{2,4}?)(?:是)?最(?P<zh>[大高长重多小低短轻少])",
    re.IGNORECASE,
)
LEAST_WORDS = frozenset(["smallest", "lowest", "shortest", "least", *"小低短轻少"])


def _field_faults(scope: Scope) -> Iterator[str]:
    """`the largest battery`, `电池最大`: ranked by the attribute that the noun names."""
    for match in FIELD_MOST.finditer(scope.sentence):
        noun, word = (match["noun"] or match["han"]).lower(), (match["en"] or match["zh"]).lower()
        names = [name for name in _attributes(scope) if _names_field(noun, name)]
        if len(names) != 1 or is_negated(scope.sentence, *match.span()):
            continue
        best = min if word in LEAST_WORDS else max
        ranking = Ranking(f"{word} {noun}", FIELD_MOST, FIELD_MOST, re.compile(rf"^{re.escape(names[0])}$"), best)
        if _is_not_first(ranking, match.start(), scope):
            yield f"it is not the {match.group()!r} of those shown"


def _attributes(scope: Scope) -> dict[str, None]:
    fields = (fact.field for fact in scope.evidence.facts_of(_rivals(scope)))
    return dict.fromkeys(field for field in fields if field.startswith("attribute:") and not field.endswith(":unit"))


def _names_field(noun: str, field: str) -> bool:
    name = field.partition(":")[2].replace("_", " ")
    return (
        noun in name
        if not noun.isascii()
        else stem(noun) in stems_known([name]) and stem(noun) in map(stem, name.split())
    )


def _one_of_two(ranking: Ranking, scope: Scope) -> re.Match[str] | None:
    """`the cheaper one` is the cheapest of those spoken of."""
    said = (
        ranking.comparative.search(scope.sentence, found.start(), found.end())
        for found in ONE_OF_TWO.finditer(scope.sentence)
    )
    return next((match for match in said if match), None)


def _unfounded(scope: Scope) -> Iterator[str]:
    """A superlative of something that no field measures must be written somewhere."""
    taken = [match.span() for ranking in RANKINGS for match in ranking.superlative.finditer(scope.sentence)]
    names = [(mention.start, mention.end) for mention in scope.mentions]
    for match in ANY_MOST.finditer(scope.sentence):
        word = (match["long"] or match["short"] or match["zh"]).lower()
        if word in NO_MOST or word.startswith(HAN_NO_MOST) or not _claims(scope):
            continue
        if any(start < match.end() and match.start() < end for start, end in (*taken, *names)):
            continue
        if not _is_written(match.group(), scope):
            yield f"{match.group()!r}: nothing known ranks that"


def _claims(scope: Scope) -> bool:
    return bool(scope.mentions) or scope.starts_with_pronoun


def _is_written(words: str, scope: Scope) -> bool:
    evidence = scope.evidence
    told = [text.words for text in evidence.texts]
    told += [fact.value for fact in evidence.facts if isinstance(fact.value, str)]
    if not words.isascii():
        return any(words in one for one in told)
    return stem(words.split()[-1].lower()) in stems_known(told) or any(
        words.casefold() in one.casefold() for one in told
    )


def _is_not_first(ranking: Ranking, start: int, scope: Scope) -> bool:
    about = _nearest(start, scope.mentions)
    if about is None:
        return False
    values = {entity: value for entity in _rivals(scope) if (value := value_of(entity, ranking, scope)) is not None}
    own = [values[entity] for entity in about.entities if entity in values]
    return bool(own) and len(values) > 1 and ranking.best(list(values.values())) not in own


def _nearest(start: int, found: tuple[Mention, ...]) -> Mention | None:
    return min(found, key=lambda one: min(abs(one.start - start), abs(one.end - start)), default=None)


def _rivals(scope: Scope) -> list[str]:
    """Those on screen; without a screen, every product in evidence."""
    products = [entity for entity in scope.evidence.by_entity if entity.startswith("product:")]
    return list(scope.evidence.on_screen) or products


def value_of(entity: str, ranking: Ranking, scope: Scope) -> float | None:
    for fact in scope.evidence.by_entity.get(entity, ()):
        if ranking.field.search(fact.field) and not isinstance(fact.value, bool):
            if isinstance(fact.value, Money):
                return float(fact.value.minor)
            if isinstance(fact.value, int | float):
                return float(fact.value)
            told = [one for one in quantities(str(fact.value)) if one.kind == "measure"]
            if len(told) == 1:
                return float(told[0].value)
    return None


def _values(mention: Mention, ranking: Ranking, scope: Scope) -> list[float]:
    """The different values of what is named; a variant counts only where no product bears the name."""
    products = [one for one in mention.entities if one.startswith("product:")]
    found = (value_of(entity, ranking, scope) for entity in products or sorted(mention.entities))
    return sorted({value for value in found if value is not None})


def _is_other_way_round(ranking: Ranking, match: re.Match[str], scope: Scope) -> bool:
    """Only `A ... cheaper than B` and `A 比 B 便宜`; looser talk is left alone."""
    before = [one for one in scope.mentions if one.end <= match.start() or "比" in match.group()]
    than = re.search(r"\bthan\b|比", scope.sentence)
    if not before or than is None:
        return False
    behind = [one for one in scope.mentions if one.start >= than.end()]
    first = before[0]
    if not behind or behind[0] == first:
        return False
    one, other = _values(first, ranking, scope), _values(behind[0], ranking, scope)
    if len(one) != 1 or len(other) != 1 or is_negated(scope.sentence, match.start(), match.end()):
        return False
    return one[0] == other[0] or ranking.best([one[0], other[0]]) != one[0]
