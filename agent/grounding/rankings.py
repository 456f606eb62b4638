"""`The cheapest`, `rated highest`, `cheaper than`: computed again over what was shown."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from agent.grounding.mentions import Mention
from agent.grounding.quantities import quantities
from agent.grounding.scope import Scope
from agent.grounding.states import is_negated
from shop.money import Money


@dataclass(frozen=True)
class Ranking:
    name: str
    words: re.Pattern[str]
    field: re.Pattern[str]
    best: Callable[[Sequence[float]], float]


def _ranking(name: str, words: str, field: str, best: Callable[[Sequence[float]], float]) -> Ranking:
    return Ranking(name, re.compile(words, re.IGNORECASE), re.compile(field), best)


SUPERLATIVES = (
    _ranking("cheapest", r"\b(?:cheapest|least expensive|lowest[- ]priced|most affordable)\b|最便宜|最低价|价格最低", r"^price$", min),
    _ranking("most expensive", r"\b(?:most expensive|dearest|priciest|highest[- ]priced)\b|最贵|价格最高", r"^price$", max),
    _ranking("best rated", r"\b(?:best|highest|top)[- ]rated\b|\brated (?:highest|best)\b|\bhighest rating\b|\bhas the best rating\b|评分最高|口碑最好|评价最好", r"^rating$", max),
    _ranking("most reviewed", r"\bmost reviews\b|\bmost reviewed\b|\breviewed most\b|评价最多|评论最多", r"^(?:rating_count|review_count)$", max),
    _ranking("lightest", r"\blightest\b|最轻", r"attribute:.*weight(?!_capacity|.*:unit)", min),
    _ranking("heaviest", r"\bheaviest\b|最重", r"attribute:.*weight(?!.*:unit)", max),
)  # fmt: skip
COMPARATIVES = (
    _ranking("cheaper", r"\b(?:cheaper|less expensive|costs? (?:\w+ )?less)\b|更便宜|便宜一些|比.{1,20}便宜", r"^price$", min),
    _ranking("more expensive", r"\b(?:more expensive|dearer|pricier|costs? (?:\w+ )?more)\b|更贵|比.{1,20}贵", r"^price$", max),
    _ranking("lighter", r"\blighter\b|更轻|比.{1,20}轻", r"attribute:.*weight(?!.*:unit)", min),
    _ranking("heavier", r"\bheavier\b|更重|比.{1,20}重", r"attribute:.*weight(?!.*:unit)", max),
    _ranking("better rated", r"\b(?:better|higher)[- ]rated\b|\brated (?:better|higher)\b|评分更高|比.{1,20}评分高", r"^rating$", max),
)  # fmt: skip


def ranking_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip().endswith(("?", "？")) or not scope.mentions:
        return
    for ranking in SUPERLATIVES:
        match = ranking.words.search(scope.sentence)
        if (
            match
            and not is_negated(scope.sentence, match.start(), match.end())
            and _is_not_first(ranking, match.start(), scope)
        ):
            yield f"it is not the {ranking.name} of those shown"
    for ranking in COMPARATIVES:
        match = ranking.words.search(scope.sentence)
        if match and len(scope.mentions) >= 2 and _is_other_way_round(ranking, match, scope):
            yield f"it is the other way round: not {ranking.name}"


def _is_not_first(ranking: Ranking, start: int, scope: Scope) -> bool:
    about = _nearest(start, scope.mentions)
    if about is None:
        return False
    values = {entity: value for entity in _rivals(scope) if (value := _value(entity, ranking, scope)) is not None}
    own = [values[entity] for entity in about.entities if entity in values]
    return bool(own) and len(values) > 1 and ranking.best(list(values.values())) not in own


def _nearest(start: int, found: Sequence[Mention]) -> Mention | None:
    return min(found, key=lambda one: min(abs(one.start - start), abs(one.end - start)), default=None)


def _rivals(scope: Scope) -> list[str]:
    """Those on screen; without a screen, every product in evidence."""
    products = [entity for entity in scope.evidence.by_entity if entity.startswith("product:")]
    return list(scope.evidence.on_screen) or products


def _value(entity: str, ranking: Ranking, scope: Scope) -> float | None:
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
    one = [value for entity in first.entities if (value := _value(entity, ranking, scope)) is not None]
    other = [value for entity in behind[0].entities if (value := _value(entity, ranking, scope)) is not None]
    if len(one) != 1 or len(other) != 1 or is_negated(scope.sentence, match.start(), match.end()):
        return False
    return one[0] == other[0] or ranking.best([one[0], other[0]]) != one[0]
