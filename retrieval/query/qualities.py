"""Properties without a value in the catalogue: shared codes, counted parts, words that stand alone."""

import re

from retrieval.query import words as say
from retrieval.query.bilingual import in_english, properties, things
from retrieval.query.numbers import read_number
from retrieval.query.reading import Reading
from retrieval.tokens import STOP_WORDS

MOST_WORDS = 3
MOST_PARTS = 100
RELATIVE = frozenset({"large", "small", "light"})
"""Only more or less than something else."""
_CODE = re.compile(r"(?<![A-Za-z0-9.-])(?!x\d)[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*(?![A-Za-z0-9])")
_PART_KINDS = frozenset({"brand", "price", "measure", "id", "use"})


def read_qualities(reading: Reading) -> None:
    """Mentions only: a property nobody can check bounds no search."""
    _mention_codes(reading)
    _mention_properties(reading)
    if not any(one.head for one in reading.mentions):
        return
    _mention_parts(reading)
    for run in (*_lone_words(reading), *_before_thing(reading)):
        words = reading.text[reading.tokens[run[0]].start : reading.tokens[run[-1]].end].lower()
        reading.mention(run[0], run[-1] + 1, "word", (words,))


def _mention_codes(reading: Reading) -> None:
    """`A3`, `cat6`, `1080p`, `DDR4`: what several brands write is no model of one."""
    for match in _CODE.finditer(reading.text):
        code = re.sub(r"[.-]", "", match[0].lower())
        places = [at for at, token in enumerate(reading.tokens) if match.start() <= token.start < match.end()]
        if code in reading.vocabulary.specs and places and not _told(reading, places[0], all_kinds=False):
            first, last = reading.tokens[places[0]].start, reading.tokens[places[-1]].end
            reading.mentions = [
                one for one in reading.mentions if not (first <= one.start and one.end <= last and not one.negated)
            ]
            reading.mention(places[0], places[-1] + 1, "word", (match[0],))


def _mention_properties(reading: Reading) -> None:
    """Words of the language for what a thing is like, where the catalogue has no value of that name."""
    at = 0
    while at < len(reading.tokens):
        length, value = next(((n, found) for n in (4, 3, 2, 1) if (found := _property(reading, at, at + n))), (1, ""))
        if value:
            reading.mention(at, at + length, "word", (value,))
        at += length


def _property(reading: Reading, start: int, end: int) -> str:
    if end > len(reading.tokens) or any(_told(reading, at) for at in range(start, end)):
        return ""
    phrase = reading.words(start, end)
    return next((each for each in (phrase, *in_english(phrase)) if each in properties() - RELATIVE), "")


def _before_thing(reading: Reading) -> list[list[int]]:
    """`noise cancelling` before `headphones`: what stands right before the thing says what kind of it."""
    heads = {one.start for one in reading.mentions if one.head and not one.negated}
    found: list[list[int]] = []
    for place, token in enumerate(reading.tokens):
        run: list[int] = []
        at = place - 1
        while token.start in heads and at >= 0 and _is_quality(reading, at) and not _told(reading, at):
            if reading.pauses(at + 1) or at in reading.silent:
                break
            run.insert(0, at)
            at -= 1
        if 0 < len(run) <= MOST_WORDS:
            found.append(run)
    return found


def _mention_parts(reading: Reading) -> None:
    """`8 outlets`, `two sockets`, `4 slices`: a number of something that is not the thing itself."""
    at = 0
    while at < len(reading.tokens):
        read = read_number(reading.tokens, at)
        if (
            read is None
            or not 1 < read[0] <= MOST_PARTS
            or _told(reading, at)
            or _is_numbered(reading, at)
            or not _is_part_name(reading, read[1])
        ):
            at += 1 if read is None else max(1, read[1] - at)
            continue
        value, end = read
        reading.mention(at, end + 1, "measure", bounds=(value, value), unit=reading.tokens[end].text)
        at = end + 1


def _counts_parts(reading: Reading, at: int, value: float, end: int) -> bool:
    free = not _told(reading, at) and not _is_numbered(reading, at)
    return 1 < value <= MOST_PARTS and free and _is_part_name(reading, end)


def _is_numbered(reading: Reading, at: int) -> bool:
    return at > 0 and reading.tokens[at - 1].text in {"number", "option", "no", "item", "size"}


def _is_part_name(reading: Reading, at: int) -> bool:
    if at >= len(reading.tokens) or reading.pauses(at):
        return False
    token = reading.tokens[at]
    follows = at + 1 < len(reading.tokens) and reading.tokens[at + 1].kind == "word" and not reading.pauses(at + 1)
    goes_on = follows and reading.tokens[at + 1].text not in say.ENDS and not say.match(reading.tokens, at + 1, say.FOR)
    named = token.folded in things() or token.folded in reading.vocabulary.kind_heads
    plain = token.kind == "word" and len(token.text) > 2 and token.text not in say.SAID | say.ENDS | STOP_WORDS
    return plain and not named and not (goes_on and token.text == token.folded)


def _lone_words(reading: Reading) -> list[list[int]]:
    """Up to three words between two pauses, or behind `with`, that nothing explains and that are no talk."""
    found: list[list[int]] = []
    for segment in _segments(reading):
        content = [at for at in segment if not _is_glue(reading, at)]
        alone = segment[0] > 0 and not any(_told(reading, at) or at in reading.silent for at in content)
        if 0 < len(content) <= MOST_WORDS and alone and all(_is_quality(reading, at) for at in content):
            found.append(list(range(content[0], content[-1] + 1)))
    return found


def _segments(reading: Reading) -> list[list[int]]:
    segments: list[list[int]] = []
    for at, token in enumerate(reading.tokens):
        if not segments or reading.pauses(at) or token.text in {"with", "without", "and", "or", "but"}:
            segments.append([at])
        else:
            segments[-1].append(at)
    return segments


def _is_glue(reading: Reading, at: int) -> bool:
    return (
        reading.tokens[at].text in {"with", "and", "or", "a", "an", "the", "-", "to"}
        or reading.tokens[at].kind == "sign"
    )


def _is_quality(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if token.kind == "sign" or token.glued:
        return token.kind != "han"
    told = {token.text, token.folded}.intersection(say.SAID | say.ENDS | STOP_WORDS)
    return token.kind == "word" and len(token.text) > 2 and not told and read_number(reading.tokens, at) is None


def _told(reading: Reading, at: int, *, all_kinds: bool = True) -> bool:
    start = reading.tokens[at].start
    return any(
        one.start <= start < one.end for one in reading.mentions if all_kinds or one.kind in _PART_KINDS or one.negated
    )
