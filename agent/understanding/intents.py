"""From scores to intents: several in one message, and what the catalogue and the dialogue know better than words do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.understanding.agreement import YesNo
from agent.understanding.clauses import clauses
from agent.understanding.model import IntentModel, Scores
from agent.understanding.scene import Scene
from agent.understanding.taxonomy import REFUSING, family, parted
from agent.understanding.understood import Intent
from retrieval.need import Need

SURE = 0.4
"""A clause counts as a wish of its own from here on."""
LIKELY = 0.3
"""What word pieces alone must say of a clause for it to be read on its own."""
TALK_BESIDE = frozenset({"greeting", "thanks", "goodbye", "yes", "no", "out_of_scope", "identity"})
"""Said beside a wish these are courtesy."""
NARROWING = frozenset({"price", "stock", "attribute", "rating", "offer", "sort", "cheap", "brand"})
NAMING = frozenset({"product_type", "category", "id"})
SHORT_WORDS = 7
COUNTS = re.compile(r"\b(?:how many|how big|how large|number|count|total)\b|多少|几[个款种件双只]|总共|一共|数量")
"""Who wants a number asks for one; `tents under 200` wants tents."""
LONGEST_PHRASE = 5
NO_PRODUCT = 0.95
"""A bare phrase may be a thing this shop lacks, unless it is as surely something else as this."""
SENTENCE_WORDS = frozenset(
    re.split(
        " ",
        "i you he she it we they me my your who what when where why how which is are was were am be do does did can "
        "could will would should has have had lol hi hey hello tell write make play call set turn open translate sing "
        "draw book calculate solve remind send give say read teach explain define spell joke poem weather please",
    )
)
EVEN = 0.5
"""Below this the words alone are no better than a coin, and a thing of the catalogue that is named decides."""


@dataclass(frozen=True)
class SaidIntents:
    intents: tuple[Intent, ...]
    """Strongest first, never empty."""
    in_order: tuple[Intent, ...]
    out_of_scope: float
    abstain: bool
    abuse: float


def read_intents(
    text: str,
    *,
    model: IntentModel,
    scene: Scene,
    need: Need | None = None,
    yes_no: YesNo | None = None,
    order_ids: Sequence[str] = (),
    critiqued: bool = False,
    foreign: bool = False,
) -> SaidIntents:
    whole, parts = _heard(text, model)
    said = _said(text, whole, parts)
    said, rescued = _corrected(
        said, whole, text, scene=scene, need=need, yes_no=yes_no, order_ids=order_ids, critiqued=critiqued
    )
    wishes = [intent for intent in said if intent.name not in TALK_BESIDE] or said
    refused = said[0].name in REFUSING
    ranked = sorted({intent.name: intent for intent in reversed(wishes)}.values(), key=lambda one: -one.confidence)
    return SaidIntents(
        intents=tuple(ranked),
        in_order=tuple(said),
        out_of_scope=0.0 if rescued else round(whole.out_of_scope, 4),
        abstain=not rescued and not refused and (whole.doubtful or foreign) and len(ranked) == 1,
        abuse=round(dict(whole.ranked).get("abuse", 0.0), 4),
    )


def _heard(text: str, model: IntentModel) -> tuple[Scores, list[tuple[str, Scores]]]:
    """Scores of the whole message, and of its clauses where those seem to want different things."""
    parts = clauses(text)
    if len(parts) < 2 or not _may_want_more(model.quick(parts)):
        return model.score(text), []
    whole, *each = model.score_many([text, *parts])
    return whole, list(zip(parts, each, strict=True))


def _said(text: str, whole: Scores, parts: Sequence[tuple[str, Scores]]) -> list[Intent]:
    """One intent a clause where clauses clearly want different things, else that of the whole message."""
    strongest = best_intent(whole, text)
    if not parts or strongest.name == "manipulation":
        return [strongest]
    found: list[Intent] = []
    for part, scores in parts:
        intent = best_intent(replace(scores, refused=scores.best == "out_of_scope"), part)
        if intent.confidence >= SURE and not (found and found[-1].name == intent.name):
            found.append(intent)
    names = {intent.name for intent in found}
    if "manipulation" in names:
        return [intent for intent in found if intent.name == "manipulation"][:1]
    if not names - TALK_BESIDE:
        return [strongest]
    if (
        strongest.name not in names
        and strongest.confidence >= SURE
        and strongest.name not in TALK_BESIDE
        and len(names - TALK_BESIDE) < 2
    ):
        return [strongest]
    return _joined(found)


def _joined(found: list[Intent]) -> list[Intent]:
    """Finding and narrowing in one message is finding."""
    names = {intent.name for intent in found}
    dropped = {"refine", "recommend"} if "find" in names or "gift" in names else set()
    return [intent for intent in found if intent.name not in dropped]


def _may_want_more(quick: Sequence[Scores]) -> bool:
    """Whether clauses seem to want different things: only then are they worth reading one by one."""
    names = {parted(scores.best)[0] for scores in quick if scores.ranked[0][1] >= LIKELY}
    return len(names) > 1 and bool(names - TALK_BESIDE)


def best_intent(scores: Scores, clause: str) -> Intent:
    """Details of one intent vote together; what is not refused is never `out_of_scope`."""
    summed: dict[str, float] = {}
    details: dict[str, str] = {}
    for named, chance in scores.ranked:
        name, detail = parted(named)
        summed[name] = summed.get(name, 0.0) + chance
        details.setdefault(name, detail)
    if scores.refused and summed.get("out_of_scope", 0.0) > 0:
        return Intent("out_of_scope", round(summed["out_of_scope"], 4), clause=clause)
    inside = {name: chance for name, chance in summed.items() if name != "out_of_scope"}
    name = max(inside, key=lambda one: inside[one])
    return Intent(name, round(min(inside[name], 1.0), 4), details[name], clause)


def _corrected(
    said: list[Intent],
    whole: Scores,
    text: str,
    *,
    scene: Scene,
    need: Need | None,
    yes_no: YesNo | None,
    order_ids: Sequence[str],
    critiqued: bool,
) -> tuple[list[Intent], bool]:
    """What is known beside the words: a bare yes, a bare order number, things the catalogue has, a slate to refine."""
    first = said[0]
    if (
        yes_no
        and len(said) == 1
        and len(text.split()) <= SHORT_WORDS
        and (first.name in {"yes", "no"} or whole.doubtful or yes_no == "yes")
    ):
        return [Intent(yes_no, max(first.confidence, 0.9), clause=text)], True
    if order_ids and len(text.split()) <= 2 and family(first.name) != "support":
        return [Intent("order_status", 0.8, clause=text)], True
    if order_ids and first.name in {"out_of_scope", "find", "refine"} and (whole.refused or whole.doubtful):
        return [Intent("order_status", 0.6, clause=text)], True
    kinds = {span.kind for span in need.spans} if need else set()
    names_thing = bool(kinds & NAMING or (need and need.exact_ids))
    narrows = bool(kinds & NARROWING) or critiqued
    if first.name == "out_of_scope" or whole.doubtful or (names_thing and first.confidence < EVEN):
        rescued = _rescued(text, scene, names_thing=names_thing, narrows=narrows)
        if rescued:
            return [rescued], True
    if first.name == "out_of_scope" and whole.out_of_scope < NO_PRODUCT and is_bare_phrase(text):
        return [Intent("find", 0.5, clause=text)], True
    if first.name == "count" and names_thing and not COUNTS.search(text.lower()):
        return [replace(first, name="find"), *said[1:]], True
    return [_placed(intent, scene) for intent in said], False


def _rescued(text: str, scene: Scene, *, names_thing: bool, narrows: bool) -> Intent | None:
    """A few words of the catalogue are a wish for it, whatever the classifier makes of them."""
    short = len(text.split()) <= SHORT_WORDS and len(text) <= 60
    if narrows and not names_thing and scene.slates and short:
        return Intent("refine", 0.6, clause=text)
    if (names_thing or narrows) and short:
        return Intent("find", 0.6, clause=text)
    return None


def is_bare_phrase(text: str) -> bool:
    """`spicy ramen bowl`: a few words that are no sentence, as one types into a search box."""
    words = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", text.lower())
    return (
        bool(words)
        and text.isascii()
        and len(words) <= LONGEST_PHRASE
        and "?" not in text
        and not SENTENCE_WORDS.intersection(words)
        and any(len(word) >= 3 and re.search("[aeiouy]", word) for word in words)
    )


def _placed(intent: Intent, scene: Scene) -> Intent:
    """Nothing can be refined before something is shown."""
    if intent.name == "refine" and not scene.slates:
        return replace(intent, name="find")
    return intent
