"""Names of the catalogue in a query: brands, kinds, categories, values; asked for or excluded."""

from collections.abc import Sequence

from retrieval.filters import AttributeFilter
from retrieval.need import Wish
from retrieval.query import words as say
from retrieval.query.bilingual import in_english, properties, synonyms, things
from retrieval.query.reading import Reading
from retrieval.tokens import STOP_WORDS
from retrieval.vocabulary import Meaning

TRUSTED = 0.8
"""Above this a value asked for becomes a filter, below it a wish."""
BRAND_TRUSTED = 0.6
WORTH_A_WISH = 0.4
"""A value that fewer of the products that say the word have is no help."""
WORTH_NAMING = 0.05
"""A value named with a word that hardly ever means it is not what was named."""
KINDS_TOLD = 0.9
"""Kinds and values become filters only in a catalogue where nearly every product tells its own kind."""
AND = frozenset({"and", "&", "和", "跟"})
_LISTS = {"brand": "brands", "category": "categories", "product_type": "product_types"}


def read_negations(reading: Reading) -> None:
    """`not sony or bose`, `anything but red`, `不要红色的`: hard, however common the value is."""
    at = 0
    while at < len(reading.tokens):
        length = 0 if _is_no_negation(reading, at) else say.match(reading.tokens, at, say.NOT)
        at += say.match(reading.tokens, at, say.NOT_NOT)
        at = _exclude(reading, at, at + length) if length and reading.free(at, at + length) else at + 1


def _is_no_negation(reading: Reading, at: int) -> bool:
    """`无线` is wireless and `有没有` asks: a longer word that only begins, or ends, like a negation."""
    tokens = reading.tokens
    if say.match(tokens, at, say.NOT_NOT):
        return True
    length = say.match(tokens, at, say.NOT)
    return bool(length) and any(
        in_english(phrase) or reading.vocabulary.find(phrase)
        for longer in range(length + 1, min(length + 4, len(tokens) - at) + 1)
        if tokens[at].kind == "han"
        for phrase in (reading.words(at, at + longer),)
    )


def _exclude(reading: Reading, at: int, after: int) -> int:
    """Everything named after the negation that begins at `at`; returns the place to read on from."""
    tokens, begin, end = reading.tokens, at, after
    while True:
        while skipped := say.match(tokens, after, say.AFTER_NOT):
            after += skipped
        found = _longest(reading, after)
        if found is None and (length := _property_at(reading, after)):
            reading.mention(
                after, after + length, "word", in_english(reading.words(after, after + length)), negated=True
            )
            reading.take(
                begin, after + length, "attribute", reading.words(after, after + length), negated=True, hard=False
            )
            return after + length
        if found is None and not _is_plain_word(reading, after):
            return end
        end = _exclude_named(reading, begin, after, found) if found else _exclude_word(reading, begin, after)
        if end < len(tokens) and tokens[end].text in {"的", "brand", "ones", "one"}:
            reading.silent.add(end)
            end += 1
        joint = say.match(tokens, end, say.AND_NOT)
        goes_on = (
            _lists_on(reading, end, found)
            if not joint
            else (tokens[end].text not in AND or _is_alike(reading, end + joint, found))
        )
        if not goes_on:
            return end
        begin = after = end + joint


def _property_at(reading: Reading, at: int) -> int:
    """How many signs from `at` make a Chinese word for what a thing is like, that the catalogue does not have."""
    tokens = reading.tokens
    lengths = (n for n in (4, 3, 2) if at + n <= len(tokens) and tokens[at].kind == "han")
    return next((n for n in lengths if not properties().isdisjoint(in_english(reading.words(at, at + n)))), 0)


def _lists_on(reading: Reading, at: int, before: tuple[int, tuple[Meaning, ...]] | None) -> bool:
    """After a comma, more of a list that an `or` closes: `not HP, Epson or Canon` excludes all three."""
    if not reading.pauses(at) or not _is_alike(reading, at, before):
        return False
    following = _longest(reading, at)
    after = at + (following[0] if following else 0)
    joint = say.match(reading.tokens, after, say.AND_NOT)
    return bool(joint) or _lists_on(reading, after, following)


def _is_alike(reading: Reading, at: int, before: tuple[int, tuple[Meaning, ...]] | None) -> bool:
    """`not sony and bose` excludes both, `not sony and with wifi` does not: only like joins like."""
    following = _longest(reading, at)
    return before is not None and following is not None and following[1][0].kind == before[1][0].kind


def _exclude_named(reading: Reading, begin: int, after: int, found: tuple[int, tuple[Meaning, ...]]) -> int:
    length, meanings = found
    for meaning in _of_best_kind(meanings):
        _add_exclusion(reading, meaning, after, after + length)
    said = ", ".join(map(str, meanings[0].values[:3]))
    chosen = _of_best_kind(meanings)[0]
    reading.mention(after, after + length, chosen.kind, chosen.values, chosen.name, negated=True, head=True)
    reading.take(begin, after + length, meanings[0].kind, said, negated=True)
    return after + length


def _is_plain_word(reading: Reading, at: int) -> bool:
    """Something that can be excluded by being kept out of titles."""
    if at >= len(reading.tokens) or not reading.free(at, at + 1):
        return False
    token = reading.tokens[at]
    return token.kind == "word" and len(token.text) > 2 and token.text not in STOP_WORDS | say.SAID | say.ENDS


def _exclude_word(reading: Reading, begin: int, after: int) -> int:
    """A word with no meaning of its own here; one the catalogue does not even know excludes nothing."""
    word = reading.tokens[after].folded
    if word in reading.vocabulary.words:
        reading.not_words.append(word)
    more = after + 1
    while more < min(len(reading.tokens), after + 2) and _is_plain_word(reading, more) and not reading.pauses(more):
        more += 1
    reading.mention(after, more, "word", (reading.words(after, more),), negated=True)
    reading.take(begin, after + 1, "attribute", word, hard=word in reading.vocabulary.words, negated=True)
    return after + 1


def _of_best_kind(meanings: Sequence[Meaning]) -> list[Meaning]:
    """The brand, category or kind of that name; else every attribute that has it as a value."""
    named = [meaning for meaning in meanings if meaning.kind != "attribute"]
    return named[:1] or list(meanings)


def _add_exclusion(reading: Reading, meaning: Meaning, start: int, end: int) -> None:
    if meaning.kind == "attribute":
        reading.attributes.append(AttributeFilter(meaning.name, any_of=meaning.values, negated=True))
        # Not every product has the attribute filled in; what its title says counts too.
        phrase = reading.words(start, end)
        reading.not_words += [phrase, *in_english(phrase)]
    else:
        reading.excluded.setdefault(_LISTS[meaning.kind], []).extend(map(str, meaning.values))


def read_meanings(reading: Reading) -> None:
    """Everything the catalogue has a name for; hard where the catalogue can be trusted with it, else a wish."""
    at = 0
    while at < len(reading.tokens):
        found = _longest(reading, at)
        if found is None:
            at += 1
            continue
        length, meanings = found
        if length == 1 and _is_no_name(reading, at):  # `can` asks, whatever a pair of cans may be
            at += 1
            continue
        _want(reading, at, at + length, meanings)
        at += length


def _is_no_name(reading: Reading, at: int) -> bool:
    numbered = at + 1 < len(reading.tokens) and reading.tokens[at + 1].kind == "number"
    return reading.tokens[at].text in say.ENDS or (numbered and reading.tokens[at].text in {"number", "option", "item"})


def _longest(reading: Reading, at: int) -> tuple[int, tuple[Meaning, ...]] | None:
    """The longest phrase from `at` that the catalogue knows, in its own words or through the other language."""
    limit = min(max(reading.vocabulary.longest, 6), len(reading.tokens) - at)
    for length in range(limit, 0, -1):
        if reading.free(at, at + length):
            phrase = reading.words(at, at + length)
            found = reading.vocabulary.find(phrase)
            for other in in_english(phrase):
                found = _both(found, reading.vocabulary.find(other))
            if not any(meaning.kind != "attribute" for meaning in found):
                # `laptop` may be a mere value somewhere and still mean the kind that is called notebook here.
                others = [m for other in synonyms().get(phrase, ()) for m in reading.vocabulary.find(other)]
                found = (*(meaning for meaning in others if meaning.kind in {"category", "product_type"}), *found)
            if found:
                return length, found
    return None


def _both(own: tuple[Meaning, ...], translated: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """The meanings of a word and of its translation; a value in two languages is one value."""
    if not own or not translated or own[0].kind != "attribute" or translated[0].kind != "attribute":
        return own or translated
    first, other = own[0], translated[0]
    names = dict.fromkeys([*first.name.split("|"), *other.name.split("|")])
    values = tuple(dict.fromkeys([*first.values, *other.values]))
    count, trust = max(first.count, other.count), max(first.trust, other.trust)
    return (Meaning("attribute", values, "|".join(names), count, trust), *own[1:])


def _want(reading: Reading, start: int, end: int, meanings: tuple[Meaning, ...]) -> None:
    meaning = _chosen(reading, start, end, meanings)
    hard = _is_hard(reading, start, end, meaning)
    head = meaning.kind in {"category", "product_type"} and _is_head(reading, start, end)
    _mention(reading, start, end, meaning)
    if not hard and not _helps(reading, start, end, meaning):
        return
    values = tuple(map(str, meaning.values))
    if not hard:
        reading.wishes.append(Wish(meaning.kind, meaning.values, meaning.name))
    elif meaning.kind == "attribute":
        reading.attributes.append(AttributeFilter(meaning.name, any_of=meaning.values))
    else:
        reading.wanted.setdefault(_LISTS[meaning.kind], []).extend(values)
    if head:
        reading.head = reading.tokens[end - 1].folded
    said = meaning.name or ", ".join(values[:3])
    reading.take(start, end, meaning.kind, said, hard=hard, silent=False)


def _mention(reading: Reading, start: int, end: int, meaning: Meaning) -> None:
    if meaning.kind == "attribute" and (meaning.trust < WORTH_NAMING or _is_talk(reading, start, end)):
        return
    kind = meaning.kind
    if kind == "attribute" and end - start > 1:
        _mention_maker(reading, start, end)
    if kind == "attribute" and _tells_kind(meaning) and _names_thing(reading, start, end):
        kind = "product_type"
    head = kind in {"category", "product_type"} and _is_head(reading, start, end)
    reading.mention(start, end, kind, meaning.values, meaning.name, head=head)


def _tells_kind(meaning: Meaning) -> bool:
    """The value of a `case_type` or `device_type` is the name of a kind."""
    return any(name.rpartition("_")[2].lower() == "type" for name in meaning.name.split("|"))


def _mention_maker(reading: Reading, start: int, end: int) -> None:
    """A value such as `Intel Core i5` begins with a brand, and names it."""
    for length in range(end - start - 1, 0, -1):
        named = reading.vocabulary.find(reading.words(start, start + length))
        brand = next((one for one in named if one.kind == "brand"), None)
        if brand is not None:
            reading.mention(start, start + length, "brand", brand.values)
            return


def _names_thing(reading: Reading, start: int, end: int) -> bool:
    """`laser printer`, and not `original` or `mechanical`, though both are types of something: it ends in the name of
    a thing, and nothing it could belong to follows."""
    last = reading.tokens[end - 1]
    english = (
        [last.folded]
        if last.kind == "word"
        else [one.rpartition(" ")[2] for one in in_english(reading.words(start, end))]
    )
    follows = end < len(reading.tokens) and reading.tokens[end].kind in {"word", "han"} and not reading.pauses(end)
    ends = not follows or say.match(reading.tokens, end, say.FILLER) or reading.tokens[end].text in say.ENDS | {"的"}
    return bool(ends) and _is_head(reading, start, end) and not things().isdisjoint(english)


def _is_talk(reading: Reading, start: int, end: int) -> bool:
    return all(token.folded in say.SAID | STOP_WORDS or token.text in say.SAID for token in reading.tokens[start:end])


def _chosen(reading: Reading, start: int, end: int, meanings: tuple[Meaning, ...]) -> Meaning:
    """A kind of thing where it stands for one, the narrower first; else a brand, else the value most products have."""
    kinds = [m for m in meanings if m.kind in {"category", "product_type"} and m.count > 1]
    if kinds and _is_head(reading, start, end):
        return min(kinds, key=lambda meaning: (meaning.count, meaning.kind))
    order = {"brand": 0, "attribute": 1, "category": 2, "product_type": 3}
    if _is_head(reading, start, end):
        order = {"category": 0, "product_type": 1, "brand": 2, "attribute": 3}
    return min(meanings, key=lambda meaning: (order[meaning.kind], -meaning.count))


def _is_hard(reading: Reading, start: int, end: int, meaning: Meaning) -> bool:
    if _is_for(reading, start):
        return False
    if meaning.kind == "brand":
        # A brand alone may be asked for what goes with it; with anything beside it, it is meant.
        return meaning.trust >= BRAND_TRUSTED and len(reading.tokens) - len(reading.silent) > end - start
    if reading.vocabulary.kinds_told < KINDS_TOLD:
        return False
    return meaning.trust >= TRUSTED if meaning.kind == "attribute" else _is_head(reading, start, end)


def _helps(reading: Reading, start: int, end: int, meaning: Meaning) -> bool:
    """Whether to lean towards what has it: a kind few products tell only repeats the words, unless they say another."""
    if meaning.kind in {"brand", "attribute"}:
        return meaning.trust >= WORTH_A_WISH and len(reading.tokens) > end - start
    told = reading.vocabulary.kinds_told >= KINDS_TOLD
    return _is_head(reading, start, end) and (told or meaning not in reading.vocabulary.find(reading.words(start, end)))


def _is_for(reading: Reading, start: int) -> bool:
    """`for iphone`: what it is for is not what it is."""
    tokens = reading.tokens
    back = start - 1
    while back >= 0 and tokens[back].text in {"a", "an", "the", "my", "your", "his", "her"}:
        back -= 1
    return any(back - n + 1 >= 0 and say.phrase_at(tokens, back - n + 1, n) in say.FOR for n in (1, 2, 3) if back >= 0)


def _is_part(reading: Reading, start: int) -> bool:
    """`with a screen`: what it has is not what it is."""
    back = start - 1
    while back >= 0 and reading.tokens[back].text in {"a", "an", "the"}:
        back -= 1
    return back >= 0 and reading.tokens[back].text in {"with", "without", "including", "\u5e26"}


def _is_head(reading: Reading, start: int, end: int) -> bool:
    """Whether tokens `start` to `end` name the thing itself: `bag` in `laptop bag for work`, not `laptop`."""
    if _is_for(reading, start) or _is_part(reading, start):
        return False
    tokens = reading.tokens
    if end >= len(tokens) or end in reading.silent or not tokens[end].kind.startswith(("word", "han")):
        return True
    if (
        say.match(tokens, end, say.FOR)
        or say.match(tokens, end, say.FILLER)
        or tokens[end].text in say.ENDS
        or reading.pauses(end)
    ):
        return True
    if say.match(tokens, end, say.BEFORE) or say.match(tokens, end, say.NOT) or say.match(tokens, end, say.SORTS):
        return True
    following = _longest(reading, end)
    # A value may follow what it describes; a word that mostly means something else is the thing: `laptop bag`.
    return following is not None and all(
        meaning.kind == "attribute" and meaning.trust >= WORTH_A_WISH for meaning in following[1][:1]
    )
