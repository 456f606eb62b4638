"""Which attribute an amount is about: by the words beside it, its unit, and what products of such words tell."""

from collections.abc import Sequence
from math import log10

from retrieval.query import words as say
from retrieval.query.bilingual import in_english, synonyms, translated
from retrieval.query.reading import Reading
from retrieval.tokens import STOP_WORDS
from retrieval.units import UNITS, Unit, find_unit
from retrieval.vocabulary import Measure

SYNONYMS = {
    "ram": "memory", "screen": "display", "size": "diagonal", "disk": "storage", "drive": "storage", "hdd": "storage",
    "ssd": "storage", "内": "memory", "屏": "display", "电": "battery", "重": "weight", "heavy": "weight",
    "lighter": "weight",
    "wide": "width", "tall": "height", "high": "height", "deep": "depth", "long": "length", "capacity": "storage",
}  # fmt: skip
"""What people call a measure, to the word its attribute is named by."""

LINKS = frozenset({"of", "的"})
"""Stand between an amount and the name of what is measured."""
NAMED, BESIDE, SAME_UNIT, FOREIGN = 0.4, 0.7, 0.3, 0.5
"""What counts: a measure is called by its name, right beside the amount, kept in the unit said, of other things."""
UNSAID, COMMON = 0.1, 0.1
"""What each word of its name costs that nobody said, and what ten times as many products that tell it are worth."""
DESCRIBING = 0.1
"""What a word that only describes the next one counts in choosing a measure."""
_FOR_OTHERS = frozenset({"compatibility", "compatible", "supported", "maximum", "package", "case", "master", "pallet"})
LANGUAGE = (
    say.ENDS
    | say.SAID
    | STOP_WORDS
    | {word for table in (say.BEFORE, say.AFTER) for phrase in table for word in phrase}
)


def kind_of(measure: Measure) -> str:
    unit = find_unit(measure.unit)
    return unit.kind if unit else ""


def senses(word: str) -> set[str]:
    """The word, what it measures and what else it is called."""
    return {word, SYNONYMS.get(word, word), *synonyms().get(word, ())}


def beside(reading: Reading, start: int, end: int) -> set[str]:
    """What the words next to an amount are called: `memory` in `8 GB of memory`, `screen` in `a screen of 14 inch`."""
    tokens, before, after = reading.tokens, start - 1, end
    while before >= 0 and tokens[before].text in LINKS:
        before -= 1
    while after < len(tokens) and tokens[after].text in LINKS:
        after += 1
    # A word of a Chinese measure has two characters: `内存`.
    ends = [(before, before + 1), (before - 1, before + 1), (after, after + 1), (after, after + 2)]
    pieces = [" ".join(token.folded for token in tokens[max(low, 0) : high]) for low, high in ends]
    within = [token.folded for token in tokens[start:end] if token.kind != "number"]
    found: set[str] = set()
    for piece in (*pieces, *within):
        found |= senses(piece) | set(in_english(piece))
    return found


def _spoken(reading: Reading, alike: Sequence[Measure]) -> tuple[list[str], list[str]]:
    """The words that stand for something, and those that only describe the next one, as `memory` in `memory card`."""
    tokens, called = reading.tokens, {word for measure in alike for word in measure.words}

    def describes(place: int) -> bool:
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        return (
            following is not None
            and following.kind == "word"
            and not reading.pauses(place + 1)
            and senses(following.folded).isdisjoint(called)
            and following.text not in LANGUAGE
        )

    words = [
        (token.folded, describes(place))
        for place, token in enumerate(tokens)
        if token.kind == "word"
        and token.text not in UNITS
        and (token.text not in LANGUAGE or not senses(token.folded).isdisjoint(called))
    ]
    alone = [word for word, describing in words if not describing]
    alone += [token.folded for token in tokens if token.kind == "han"]
    describing = [word for word, describing in words if describing]
    for phrase in translated([token.folded for token in tokens if token.kind in {"word", "han"}]):
        *before, last = phrase.split(" ")
        alone.append(last)
        describing += before
    return alone, describing


def _nearness(measure: Measure, word: str) -> float:
    return max(measure.near.get(sense, 0.0) for sense in senses(word))


def measure_for(reading: Reading, unit: Unit, near: set[str]) -> Measure | None:
    """Of the attributes in that kind of unit the one that fits best what is said: beside the amount, or anywhere."""
    alike = [measure for measure in reading.vocabulary.measures if kind_of(measure) == unit.kind]
    alone, describing = _spoken(reading, alike)
    # Of things of that name only what they tell can be meant.
    told = [measure for measure in alike if any(_nearness(measure, word) > 0 for word in alone)]
    alike = told if told and near.isdisjoint({word for each in alike for word in each.words}) else alike
    spoken = set().union(*map(senses, alone))

    def fitness(measure: Measure) -> tuple[float, int]:
        own = sum(_nearness(measure, word) for word in alone)
        own += DESCRIBING * sum(_nearness(measure, word) for word in describing)
        named = NAMED * len(spoken.intersection(measure.words)) + (0.0 if near.isdisjoint(measure.words) else BESIDE)
        foreign = FOREIGN if not _FOR_OTHERS.isdisjoint(measure.words) else 0.0
        same = SAME_UNIT if find_unit(measure.unit) == unit else 0.0
        unsaid = UNSAID * sum(word not in spoken for word in measure.words if not word.isdigit())
        common = COMMON * log10(max(measure.count, 1))
        return own + named + same + common - foreign - unsaid, measure.count

    return max(alike, key=fitness, default=None)
