"""Why a product was left out: the rule that forbids it, else where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.recommend.bans import Asked
from retrieval.slate import Ban

SHOWN, NOT_TRAINED, NO_LINK, RANKED_LOWER = "shown", "not_trained", "no_link", "ranked_lower"


@dataclass(frozen=True)
class Absence:
    """`rule` is a ban of the slate (`purchased`, `filters` ...), a rule of arranging (`variety`, `near_duplicate`), or

    `shown`, `not_trained` (newer than the models), `no_link` (nothing leads from the shopper to it), `ranked_lower`.
    """

    rule: str
    place: int | None = None
    """Its place by score alone, from 1."""
    score: float = 0.0
    lowest: float = 0.0
    """The score of the last product that was shown."""


def why_absent(asked: Asked, bans: Sequence[Ban], row: int, *, told: str | None, lowest: float) -> Absence:
    """The first ban on `row`, else `told` (what arranging or the shop's stock said), else its place."""
    score = float(asked.total[row])
    place = int((asked.total > score).sum()) + 1
    forbidden = next((ban.rule for ban in bans if ban.forbids[row]), None)
    rule = forbidden or told or (RANKED_LOWER if score > 0 else NO_LINK)
    return Absence(rule, place if score > 0 else None, score, lowest)
