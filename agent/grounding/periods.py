"""Times without a date, `next month`, `soon`, `from Monday on`: what no text says is no more known than a date would be."""

import re
from collections.abc import Iterator
from datetime import datetime

from agent.grounding.evidence import folded
from agent.grounding.scope import Scope
from agent.grounding.states import is_hypothetical, is_negated_before
from tools.result import Fact

NOON, EVENING = 12, 18

PERIOD = re.compile(
    r"\b(?:(?:next|this|last|coming|past) (?:week|weekend|month|year|season|spring|summer|autumn|fall|winter|christmas)"
    r"|(?:very |quite )?soon|shortly|any (?:day|moment|minute) now|(?:later|early|late) (?:today|tonight|this week|next week)|within the hour|in a (?:few|couple of) (?:days|hours|minutes|weeks)"
    r"|any minute|right away|immediately|instantly|overnight|the same day|around the clock|24/7|all (?:day|night|year)|this (?:morning|afternoon|evening))\b"
    r"|(?:下|这|本|上)个?(?:周(?![一二三四五六日天末])|星期(?![一二三四五六日天])|月|季)|明年|今年|去年|年底|最近|即将|很快|马上(?!为|帮|给)|立刻|立即|当天|当日|随时(?=退|换|送|取消)|全天|24小时",
    re.IGNORECASE,
)
OURS = re.compile(r"\b(?:i|we|let me|see you|back)\b|我|再见|欢迎", re.IGNORECASE)
"""What we do in this talk is done in it: `I'll look it up right away`."""


def period_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip().endswith(("?", "\uff1f")):
        return
    known = _known(scope)
    for match in PERIOD.finditer(scope.sentence):
        if (
            folded(match.group()) in known
            or is_negated_before(scope.sentence, match.start())
            or is_hypothetical(scope.sentence, *match.span())
            or OURS.search(scope.sentence[: match.start()])
        ):
            continue
        yield f"{match.group().strip()!r}: no result gives that time"


def _known(scope: Scope) -> str:
    """Of whom it is about, with the part of the day of its moments; the shopper's own words say when they want it."""
    named = scope.named
    facts = [
        fact for fact in scope.evidence.facts if not named or fact.entity in named or fact.entity.startswith("passage:")
    ]
    told = [str(fact.value) for fact in facts]
    told += [text.words for text in scope.evidence.texts if not named or text.entity in named or ":" not in text.entity]
    return folded(" ".join([*told, *(name for fact in facts for name in _part_of_day(fact, scope))]))


def _part_of_day(fact: Fact, scope: Scope) -> Iterator[str]:
    """What happened today at nine happened this morning."""
    if not isinstance(fact.value, datetime) or fact.value.date() != scope.evidence.moment.date():
        return
    hour = fact.value.hour
    yield "this morning" if hour < NOON else "this afternoon" if hour < EVENING else "this evening"
    yield "今天"
