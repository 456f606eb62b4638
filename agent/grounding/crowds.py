"""What `most customers` or `all reviewers` do, and how many of a named thing there are: counted in the evidence or not said."""

import re
from collections.abc import Iterator

from agent.grounding.backing import is_number
from agent.grounding.evidence import folded
from agent.grounding.numbers import CHINESE, ENGLISH
from agent.grounding.quantities import value_of
from agent.grounding.scope import Scope

CROWD = re.compile(
    r"\b(?:most|all|every|half|plenty|lots|a lot|majority|hundreds|thousands|many|countless|no)(?: of)?(?: our| the)? (?:customers?|buyers?|shoppers?|reviewers?|owners?|users?|doctors?|experts?|athletes?|parents?)\b"
    r"|(?:大多数|大部分|很多|许多|所有|大家|不少|几乎所有|成千上万)(?:的)?(?:人|买家|顾客|用户|客户)?都|(?:买家|顾客|用户|客户)们?都",
    re.IGNORECASE,
)
BEFORE_A_NAME = re.compile(
    rf"(?P<number>\b\d{{1,3}}\b|{ENGLISH.pattern}|{CHINESE.pattern})\s?(?:×|x|(?:more |pairs? |pieces? )?of (?:the |these |our )?|pairs? of (?:the )?|个|件|套|只|双|台|张|盏|把)?\s?$",
    re.IGNORECASE,
)
LEFT = re.compile(r"\b(?:left|remain\w*|stock|available)\b|剩|库存|现货", re.IGNORECASE)
OUT_OF = re.compile(r"\b(?:out of|in|top|number|no\.|of the|last|first|next|at|for)\s*$", re.IGNORECASE)


def crowd_faults(scope: Scope) -> Iterator[str]:
    if scope.sentence.rstrip().endswith(("?", "\uff1f")):
        return
    match = CROWD.search(scope.sentence)
    if match and folded(match.group()) not in scope.evidence.all_words:
        yield f"{match.group()!r}: no result counts them"
    yield from _number_faults(scope)


def _number_faults(scope: Scope) -> Iterator[str]:
    """`one Merino Sock`, `five of the Tarn Ridge`: as many as there are in the cart, the order or in stock."""
    for mention in scope.mentions:
        before = BEFORE_A_NAME.search(scope.sentence[: mention.start])
        if before is None or OUT_OF.search(scope.sentence[: before.start()]):
            continue
        said, _ = value_of(before["number"])
        owned = re.search(
            r"\bcart\b|\border|\byou (?:have|bought)\b|\byou've got\b|购物车|订单|买了", scope.sentence, re.IGNORECASE
        )
        fields = (
            ("stock",)
            if LEFT.search(scope.sentence)
            else ("quantity", "count")
            if owned
            else ("quantity", "count", "stock")
        )
        known = {
            int(fact.value)
            for fact in scope.evidence.facts_of(scope.widened(mention.entities))
            if fact.field in fields and is_number(fact) and isinstance(fact.value, int | float)
        }
        if said is not None and known and int(said) not in known:
            yield f"{before.group().strip()} of {scope.sentence[mention.start : mention.end]}: the record says {min(known)}"
