"""What a thing is for, and the thing where the catalogue has no kind of that name: mentions, never conditions."""

import re

from retrieval.need import Mention
from retrieval.query import words as say
from retrieval.query.bilingual import in_english, synonyms, things
from retrieval.query.numbers import read_number
from retrieval.query.qualities import read_qualities
from retrieval.query.reading import Reading
from retrieval.query.tokens import Token
from retrieval.tokens import STOP_WORDS
from retrieval.vocabulary import phrase_of

MOST_WORDS = 4
_OF_IT = frozenset({"more", "less", "with", "without", "lower", "higher", "better", "including"})
"""What follows is something of the thing."""
_ARTICLES = frozenset({"a", "an", "the", "my", "our", "your", "his", "her", "their", "some"})
_FOR = say.phrases(
    "for", "compatible with", "suitable for", "works with", "work with", "fits", "fit", "to use with", "to go with",
    "meant for", "made for",
)  # fmt: skip
_NO_USE = frozenset(
    re.split(
        " ",
        "me us it you them sale free now today tomorrow later less more both all one two example instance "
        "sure real this that these those him her long good ever everyone",
    )
)
_PART = r"(?:[A-Z][\w-]*|[A-Za-z]*\d[\w-]*)"
_NAME = re.compile(rf"\s+(?P<name>{_PART}(?:\s+{_PART}){{0,2}})")
_HAN_USES = (
    re.compile(r"(?:适合|适用于|用来|用于|专门)(?P<use>[^\s,.!?;、。\d]{1,8}?)(?:的|用|穿|使用|时|$|[,.!?;、。])"),
    re.compile(
        r"(?:给|配|帮|送)(?!我?[查看找]|[到货])(?:我|你|他|她)?(?:的|家)?(?P<use>[^\s,.!?;、。\d]{1,6}?)(?:用|买|配|的|穿|选|挑|$|[,.!?;、。])"
    ),
    re.compile(
        r"(?:^|[\s,.;、。])装?(?P<use>(?!能|可|不|有|没|通|好|在|什么)[^\s,.!?;、。\d的要想买]{1,5}?)(?:专)?(?<![能可以])用(?=$|[\s,.!?;、。])"
    ),
    re.compile(r"(?P<use>[^\s,.!?;、。\d的要想买找款个双件台条把]{2,4})(?:时候|时)?(?:用|穿|戴|背)的"),
)


def read_uses(reading: Reading) -> None:
    """Mention what follows `for` (in Chinese what `用`, `穿` or `适合` marks), then the thing that is wanted."""
    _mention_names(reading)
    used = _english_uses(reading) | _han_uses(reading)
    places = {reading.tokens[at].start for at in used}
    if not any(one.head and not one.negated and one.start not in places for one in reading.mentions):
        _mention_thing(reading, used)
    read_qualities(reading)


def _mention_names(reading: Reading) -> None:
    """`Feather 13` after its brand: words with a capital or a figure that name no kind and no amount."""
    for brand in [one for one in reading.mentions if one.kind == "brand" and not one.negated]:
        match = _NAME.match(reading.text, brand.end)
        if match is None:
            continue
        start, end = match.span("name")
        places = [at for at, token in enumerate(reading.tokens) if start <= token.start < end]
        is_kind = len(places) == 1 and _is_thing(reading, places)
        if places and not is_kind and not any(_is_told(reading, at) for at in places) and places[0] > 0:
            reading.mention(places[0], places[-1] + 1, "id", (match["name"],))


def _is_told(reading: Reading, place: int) -> bool:
    token = reading.tokens[place]
    told = ("price", "measure", "attribute", "brand")
    return token.text in say.SAID | say.ENDS or any(
        one.start <= token.start < one.end and (one.kind in told or one.head) for one in reading.mentions
    )


def _english_uses(reading: Reading) -> set[int]:
    tokens, used = reading.tokens, set[int]()
    for at in range(len(tokens)):
        start = at + say.match(tokens, at, _FOR)
        if start == at or at in used:
            continue
        while start < len(tokens) and (tokens[start].text in _ARTICLES or _is_amount(reading, start)):
            start += 1
            if reading.pauses(start):
                break
        if reading.pauses(start) or (start < len(tokens) and tokens[start].kind == "number"):
            continue
        end = start
        while end < len(tokens) and end - start < MOST_WORDS and _goes_on(reading, end):
            end += 1
            if reading.pauses(end):
                break
        if end > start and tokens[start].text not in _NO_USE:
            words = reading.text[tokens[start].start : tokens[end - 1].end].lower()
            reading.mention(start, end, "use", (words,))
            used.update(range(start, end))
    return used


def _is_amount(reading: Reading, place: int) -> bool:
    start = reading.tokens[place].start
    return any(one.kind == "measure" and one.start <= start < one.end for one in reading.mentions)


def _goes_on(reading: Reading, place: int) -> bool:
    token = reading.tokens[place]
    bounded = any(
        one.kind in {"price", "measure"} and one.start <= token.start < one.end for one in reading.mentions
    ) or say.match(reading.tokens, place, say.BEFORE)
    if token.kind == "sign":
        return token.text in "-/&" and token.glued
    return not bounded and token.kind in {"word", "number"} and token.text not in say.ENDS


def _han_uses(reading: Reading) -> set[int]:
    used = set[int]()
    for pattern in _HAN_USES:
        for match in pattern.finditer(reading.text):
            start, end = match.span("use")
            places = [at for at, token in enumerate(reading.tokens) if start <= token.start < end]
            if places and not used.intersection(places) and all(reading.tokens[at].kind == "han" for at in places):
                reading.mention(places[0], places[-1] + 1, "use", (match["use"],))
                used.update(places)
    return used


def _mention_thing(reading: Reading, used: set[int]) -> None:
    """The last noun of the first run of words that are nothing else: one that things are called by rather than any."""
    told = {at for at, token in enumerate(reading.tokens) if _explained(reading, token)} | used | reading.silent
    runs = [run for run in _runs(reading, told) if run[0] == 0 or reading.tokens[run[0] - 1].text not in _OF_IT]
    for run in runs:
        if _is_thing(reading, run) and _take_thing(reading, run):
            return
    for run in runs:
        if _take_thing(reading, run):
            return


def _is_thing(reading: Reading, run: list[int]) -> bool:
    last = reading.tokens[run[-1]]
    return last.kind == "han" or last.folded in things() or last.folded in reading.vocabulary.kind_heads


def _runs(reading: Reading, told: set[int]) -> list[list[int]]:
    """Places side by side that nothing explains, without a pause between."""
    runs: list[list[int]] = []
    for at, token in enumerate(reading.tokens):
        if at in told or token.kind not in {"word", "han"}:
            continue
        if runs and runs[-1][-1] == at - 1 and not reading.pauses(at) and token.text not in say.ENDS:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _explained(reading: Reading, token: Token) -> bool:
    """A value that is also the name of a thing (`scanner` as some printer's function) explains nothing."""
    return any(
        one.start <= token.start < one.end
        for one in reading.mentions
        if one.kind not in {"category", "product_type"} or one.negated
        if one.kind != "attribute" or one.negated or not _called_thing(one)
    )


def _called_thing(one: Mention) -> bool:
    said = {value.lower() for value in one.values}
    names = {phrase_of(value) for value in said} | {
        english for value in said for english in in_english(phrase_of(value))
    }
    return any(name.rpartition(" ")[2] in things() for name in names)


def _take_thing(reading: Reading, run: list[int]) -> bool:
    for end in range(run[-1] + 1, run[0], -1):
        for start in range(max(run[0], end - 6), end):
            if name := _noun(reading, start, end):
                _forget_values(reading, start, end)
                reading.mention(start, end, "product_type", (name,), head=True)
                return True
        if reading.tokens[end - 1].kind == "word" and _is_said(reading.tokens[end - 1]):
            continue
        if reading.tokens[end - 1].kind == "word":
            return False
    return False


def _forget_values(reading: Reading, start: int, end: int) -> None:
    """A word that names the thing is no property of it."""
    first, last = reading.tokens[start].start, reading.tokens[end - 1].end
    reading.mentions = [
        one for one in reading.mentions if not (one.kind == "attribute" and first <= one.start and one.end <= last)
    ]


def _noun(reading: Reading, start: int, end: int) -> str:
    """English for a run of Chinese that the dictionary has, or one English word that products are called by."""
    vocabulary, phrase = reading.vocabulary, reading.words(start, end)
    if reading.tokens[end - 1].kind == "han":
        for english in in_english(phrase):
            if english.rpartition(" ")[2] in things() and english not in say.SAID:
                return english
        return ""
    token = reading.tokens[start]
    if end - start > 1 or _is_said(token):
        return ""
    known = vocabulary.words.get(phrase, 0) >= 2 or phrase in things() or phrase in synonyms()
    return phrase if known and read_number(reading.tokens, start) is None else ""


def _is_said(token: Token) -> bool:
    return len(token.text) < 2 or not {token.folded, token.text}.isdisjoint(say.SAID | say.ENDS | STOP_WORDS)
