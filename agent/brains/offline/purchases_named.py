"""Things the shopper has bought, as a message names them: what is meant, and what only says which order."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import wire
from agent.referring import name_parts
from agent.understanding.options import COLOURS
from agent.understanding.spelling import one_slip

WORD = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*|[\u4e00-\u9fff]+", re.IGNORECASE)
SHORTEST_MENDED = 5
"""Letters: shorter words are too near to others to be taken for a slip."""
LONGEST_DESCRIPTION = 70
"""Characters before a name that may describe it: `the blue small v-neck t-shirt`."""
BEGINS_PHRASE = re.compile(
    r"(?:\b(?:the|my|that|this|those|these|a|an|both|all|of|for|to|with|and|or|from|in|return|exchange|change|modify)\b|"
    r"[,.;:!?，。、])",
    re.IGNORECASE,
)
_LOCATES = re.compile(
    r"(?:\b(?:orders?|purchase|parcel|package|delivery|shipment)\s+(?:with|of|containing|including|that\s+(?:has|had|have|"
    r"contains?|contained|includes?|included|also\s+has)|which\s+(?:has|had|contains?)|where\s+i\s+(?:bought|ordered|got)|"
    r"i\s+(?:bought|ordered|got)|for|has|had)|\b(?:as|like)\s+the\s+order\s+of)\s+(?:(?:the|my|an?|that|those|these|some)\s+)?$",
    re.IGNORECASE,
)
_IS_ORDER = re.compile(r"^\s*(?:order\b|purchase\b|的?(?:那个|这个|那)?(?:订单|单子?)|那单)", re.IGNORECASE)
_WITH_IT = re.compile(
    r"\b(?:received|bought|ordered|came|got|arrived|along|together)\s+(?:it\s+)?with\s+(?:(?:the|my|an?)\s+)?$",
    re.IGNORECASE,
)
_AND = re.compile(r"^\s*(?:,|and|,\s*and)\s+(?:(?:the|an?|my)\s+)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """A stretch of the message that names something bought."""

    start: int
    end: int
    titles: frozenset[str]
    """Folded; several where the words fit more than one product."""
    described: str = ""
    """What is said of it in the same breath: `blue small`."""
    locates: bool = False
    """It only tells which order is meant: `the order with the lamp`."""
    plural: bool = False
    whole: bool = False
    """The name in full."""

    @property
    def begins(self) -> int:
        """Where what is said of it begins."""
        return self.start - (len(self.described) + 1 if self.described else 0)

    def fits(self, line: wire.OrderLineItem) -> bool:
        return line.title.casefold() in self.titles


def mentions(text: str, orders: Iterable[wire.OrderItem]) -> list[Mention]:
    """In the order of the message."""
    lines = [line for order in orders for line in order.lines]
    titles = sorted({line.title.casefold() for line in lines})
    found = _runs(text, titles) + _han(text, titles)
    found = sorted(_apart(found), key=lambda one: one.start)
    found = _without_values(text, found, lines)
    found = [replace(one, whole=_is_whole(text, one)) for one in found]
    return _located(text, [_described(text, one, lines) for one in found])


def _without_values(text: str, found: Sequence[Mention], lines: Sequence[wire.OrderLineItem]) -> list[Mention]:
    """`camera` after another name is what a backpack has room for, where a name in full would be no value of an option."""
    values = {_key(value) for line in lines for value in line.options.values()}
    whole = [
        one
        for place, one in enumerate(found)
        if _is_whole(text, one)
        or not (_key(text[one.start : one.end]) in values or (place and _is_told_of(text, found[place - 1], one)))
    ]
    return [one for one in found if one in whole or not whole]


_TOLD_OF = re.compile(r"\b(?:for|to|into|with|but|one|instead)\b", re.IGNORECASE)
_BEFORE_NAME = re.compile(
    r"(?:\b(?:the|my|an?|both|also|and|return|exchange|change|cancel|order)|[,;])\s*$", re.IGNORECASE
)


def _is_told_of(text: str, before: Mention, one: Mention) -> bool:
    """Part of how another thing should be: `the backpack for one with compartment camera`."""
    between = text[before.end : one.start]
    return _TOLD_OF.search(between) is not None and _BEFORE_NAME.search(between) is None


def _is_whole(text: str, one: Mention) -> bool:
    said = [_key(word) for word in WORD.findall(text[one.start : one.end])]
    return any([_key(word) for word in WORD.findall(title)] == said for title in one.titles)


# Names ------------------------------------------------------------------------------------------------------


def _runs(text: str, titles: Sequence[str]) -> list[Mention]:
    """Neighbouring words that belong to one title; a word of several titles is told by those beside it."""
    parts = {title: _parts(title) for title in titles}
    words = [match for match in WORD.finditer(text) if match[0].isascii()]
    found: list[Mention] = []
    place = 0
    while place < len(words):
        size, fitting = _longest(words, place, parts)
        if not fitting:
            place += 1
            continue
        last = words[place + size - 1]
        found.append(Mention(words[place].start(), last.end(), fitting, plural=_is_plural(last[0], fitting)))
        place += size
    return found


def _longest(words: Sequence[re.Match[str]], place: int, parts: dict[str, list[str]]) -> tuple[int, frozenset[str]]:
    """How many words from `place` on name something, and which titles they fit."""
    fitting: frozenset[str] = frozenset()
    size = 0
    said: list[str] = []
    for word in words[place : place + 6]:
        key = _key(word[0])
        joined = _key(said[-1] + word[0]) if said else ""
        titles = frozenset(t for t, own in parts.items() if any(_same(key, one) or joined == one for one in own))
        both = titles & fitting if size else titles
        if not both:
            break
        fitting, size = both, size + 1
        said.append(word[0])
    if not size:
        pair = "".join(word[0] for word in words[place : place + 2])  # `t shirt`
        titles = frozenset(t for t, own in parts.items() if _key(pair) in own)
        return (2, titles) if titles and len(words) > place + 1 else (0, frozenset())
    keys = {_key(one) for one in said}
    return size, _told(fitting, keys, parts)


def _told(fitting: frozenset[str], said: set[str], parts: dict[str, list[str]]) -> frozenset[str]:
    """Titles said in full win; a word that is not the thing itself must belong to one title alone."""
    whole = frozenset(t for t in fitting if all(any(_same(one, key) for key in said) for one in parts[t]))
    if whole:
        return whole
    heads = frozenset(t for t in fitting if any(_same(parts[t][-1], key) for key in said))
    if heads:
        return heads
    return fitting if len(fitting) == 1 and not said & _PLAIN_WORDS else frozenset()


_PLAIN_WORDS = frozenset(
    ["smart", "light", "digital", "action", "office", "garden", "portable", "wireless", "electric", "gaming", "indoor",
     "outdoor", "home", "return", "order", "card", "box", "large", "small", "medium", *COLOURS]
)  # fmt: skip
"""Words of a title that describe many things: alone they name nothing."""


def _parts(title: str) -> list[str]:
    found = [_key(part) for part in name_parts(title)] or [_key(word) for word in WORD.findall(title)]
    return [part for part in found if part]


def _key(word: str) -> str:
    """`T-Shirts`, `tshirt` → `tshirt`; `bookshelves` → `bookshelf`."""
    plain = re.sub(r"['’-]", "", word.casefold())
    if plain.endswith("lves"):
        return plain[:-3] + "f"
    if plain.endswith(("ches", "shes", "xes", "sses")):
        return plain[:-2]
    return plain[:-1] if plain.endswith("s") and not plain.endswith("ss") and len(plain) > 3 else plain


def _same(said: str, own: str) -> bool:
    if said == own:
        return True
    return len(said) >= SHORTEST_MENDED and len(own) >= SHORTEST_MENDED and said[0] == own[0] and one_slip(said, own)


def _is_plural(word: str, titles: frozenset[str]) -> bool:
    """`lamps` of a `Desk Lamp`; the `headphones` are one pair."""
    return word.casefold().endswith("s") and not any(title.endswith(word.casefold()) for title in titles)


def _han(text: str, titles: Sequence[str]) -> list[Mention]:
    """Chinese names have no spaces: said in full, by a part, or by the last two characters."""
    found: list[Mention] = []
    for title in titles:
        parts = [part for part in name_parts(title) if not part.isascii()]
        for part in parts:
            spot = text.find(part)
            said = part
            if spot < 0 and len(part) > 2:
                said = part[-2:]
                spot = text.find(said)
            if spot >= 0:
                found.append(Mention(spot, spot + len(said), frozenset({title})))
                break
    return found


def _apart(found: Sequence[Mention]) -> list[Mention]:
    """Of mentions that share characters the longest; equal ones are one that fits several."""
    kept: list[Mention] = []
    for one in sorted(found, key=lambda m: (m.start - m.end, m.start)):
        same = next((k for k in kept if (k.start, k.end) == (one.start, one.end)), None)
        if same is not None:
            kept[kept.index(same)] = replace(same, titles=same.titles | one.titles)
        elif all(one.end <= k.start or one.start >= k.end for k in kept):
            kept.append(one)
    return kept


# What is said of them ---------------------------------------------------------------------------------------


def _described(text: str, one: Mention, lines: Sequence[wire.OrderLineItem]) -> Mention:
    """The words before the name that are options of it, and what stands in brackets behind it."""
    before = text[max(0, one.start - LONGEST_DESCRIPTION) : one.start]
    known = {value.casefold() for line in lines if one.fits(line) for value in line.options.values()}
    start = len(before)
    for match in [*BEGINS_PHRASE.finditer(before)][::-1]:
        if match.end() <= start and not _within_value(before, match, known):
            start = match.end()
            break
    else:
        start = 0 if len(before) < LONGEST_DESCRIPTION else len(before)
    behind = re.match(r"\s*(?:\(([^)]{1,90})\)|\{([^}]{1,120})\})", text[one.end :])
    aside = (behind[1] or behind[2]) if behind else ""
    end = one.end + (behind.end() if behind else 0)
    return replace(one, described=f"{before[start:].strip()} {aside}".strip(), end=end)


def _within_value(before: str, match: re.Match[str], known: set[str]) -> bool:
    """A comma in a list of options of the same thing does not begin another."""
    rest = before[match.end() :].strip().casefold()
    return match[0] == "," and bool(rest) and rest in known


def _located(text: str, found: Sequence[Mention]) -> list[Mention]:
    told: list[Mention] = []
    for one in found:
        phrase = one.start - (len(one.described) + 1 if one.described and "(" not in text[one.start : one.end] else 0)
        lead = text[: max(0, phrase)]
        lead = lead if lead.endswith(" ") else f"{lead} "
        behind = text[one.end :]
        locates = bool(_LOCATES.search(lead) or _IS_ORDER.search(behind) or _WITH_IT.search(lead))
        previous = told[-1] if told else None
        if not locates and previous is not None and previous.locates:
            between = text[previous.end : max(previous.end, phrase)]
            locates = bool(_AND.search(f"{between.rstrip()} ")) and not _IS_ORDER.search(text[previous.end :])
        told.append(replace(one, locates=locates))
    return told


def mended(text: str, words: Collection[str]) -> str:
    """The text with each long word that is one slip from exactly one of `words` replaced by it."""

    def right(match: re.Match[str]) -> str:
        said = match[0].casefold()
        near = [word for word in words if len(word) >= SHORTEST_MENDED and one_slip(said, word)]
        return near[0] if said not in words and len(near) == 1 else match[0]

    return re.sub(r"[A-Za-z]{5,}", right, text)


def says_value(value: str, text: str) -> bool:
    """Whether the text names an option value."""
    return bool(value.strip(" -")) and re.search(value_pattern(value), text.casefold()) is not None


def value_pattern(value: str) -> str:
    """How folded text says an option value; letter case, spaces and hyphens do not matter: `750 ml`, `v neck`."""
    if not value.isascii():
        return re.escape(value)
    parts = re.findall(r"[a-z]+|\d+(?:\.\d+)?|[^\sa-z\d-]", value.casefold())
    loose = r"[\s-]*".join(map(re.escape, parts))
    return rf"(?<![\w.]){loose}(?![\w%]|\.\d)"


def described_lines(one: Mention, lines: Sequence[wire.OrderLineItem], beside: str = "") -> list[wire.OrderLineItem]:
    """Of the lines it fits those that share most of what is said of it; all of them where that tells nothing."""
    fits = [line for line in lines if one.fits(line)]
    if len(fits) < 2:
        return fits
    text = f"{one.described} {beside}"
    scores = [sum(says_value(value, text) for value in line.options.values()) for line in fits]
    most = max(scores)
    kept = [line for line, score in zip(fits, scores, strict=True) if score == most] if most else fits
    return _by_price(kept, text)


_DEARER = re.compile(r"\b(?:more|most) expensive\b|\b(?:pricier|priciest|dearer)\b", re.IGNORECASE)
_CHEAPER = re.compile(r"\b(?:cheaper|cheapest|less expensive|least expensive)\b", re.IGNORECASE)


def _by_price(lines: list[wire.OrderLineItem], text: str) -> list[wire.OrderLineItem]:
    if len(lines) < 2 or not (_DEARER.search(text) or _CHEAPER.search(text)):
        return lines
    ranked = sorted(lines, key=lambda line: line.price.minor)
    return [ranked[-1] if _DEARER.search(text) else ranked[0]]
