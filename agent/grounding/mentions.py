"""Which entity a sentence speaks of, and which of several a number belongs to."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.grounding.evidence import Evidence
from agent.grounding.lexicon import talk

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "1st": 1, "2nd": 2, "3rd": 3,
    "第一": 1, "第二": 2, "第三": 3, "第四": 4, "第五": 5, "第六": 6,
}  # fmt: skip
POSITION = re.compile(
    r"\bthe (?:first|1st)(?: (?P<many>two|three|four|five|\d))?\b|\bthe (?P<one>second|third|fourth|fifth|sixth|2nd|3rd)\b"
    r"|前(?P<han>[两二三四五六2-6])[件款个]|(?P<zh>第[一二三四五六])",
    re.IGNORECASE,
)
MANY = {"two": 2, "three": 3, "four": 4, "five": 5, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
WORD = re.compile(r"[a-z0-9][a-z0-9'’.+-]*[a-z0-9+]|[a-z0-9]|[\u4e00-\u9fff]", re.IGNORECASE)
COORDINATED = re.compile(
    r"^\W*(?:,\s*)?(?:and|but|yet|which|that)\s+(?:also\s+)?(?:costs?|is|has|comes|weighs|lasts|was|are|have|cost)\b",
    re.IGNORECASE,
)
PLAIN_NOUNS = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "for",
        "with",
        "in",
        "on",
        "set",
        "pack",
        "pair",
        "case",
        "bag",
        "shoes",
        "shoe",
        "headphones",
        "lamp",
        "kettle",
        "mug",
        "cable",
        "wireless",
        "bluetooth",
        "mini",
        "pro",
        "plus",
        "max",
        "new",
        "black",
        "white",
        "red",
        "blue",
        "green",
        "grey",
        "gray",
        "silver",
        "gold",
        "small",
        "large",
        "light",
        "portable",
        "digital",
        "smart",
        "black-and-white",
        "order",
        "orders",
        "your",
        "my",
        "off",
        "free",
        "percent",
        "until",
        "over",
        "delivery",
        "shipping",
        "returns",
    ]
)


Owners = dict[str, set[str]]
RECORDS = ("order:", "shipment:")
NO_CONTENT = frozenset(
    ["order", "orders", "parcel", "with", "from", "that", "this", "your", "black", "white", "small", "large", "size"]
)


@dataclass(frozen=True)
class Mention:
    start: int
    end: int
    entities: frozenset[str]
    """More than one where the words fit several, or several are meant together."""
    together: bool = False


def mentions(sentence: str, evidence: Evidence) -> list[Mention]:
    """In the order of the sentence, without overlaps, the longest name first."""
    named = _named(sentence, evidence)
    found = [*named, *_positions(sentence, evidence), *_others(sentence, named, evidence)]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(mention.end <= one.start or mention.start >= one.end for one in kept):
            kept.append(mention)
    return sorted(kept, key=lambda one: one.start)


def _named(sentence: str, evidence: Evidence) -> list[Mention]:
    names = {
        (entity, name): _words(name)
        for entity, labels in evidence.labels.items()
        if not entity.startswith("passage:")  # `Returns` over a passage is what it is about, and names nothing
        for name in labels
    }
    owners: Owners = {}
    for (entity, _), words in names.items():
        pairs = [first + second for first, second in pairwise(words) if not first.isascii()]
        for word in (*words, *pairs):
            owners.setdefault(word, set()).add(entity)
    tokens = [_token(match, owners) for match in WORD.finditer(sentence)]
    runs: dict[tuple[int, int], set[str]] = {}
    for (entity, _), words in names.items():
        for start, end in _runs(
            tokens, words, owners, sentence, loosely=entity.startswith((*RECORDS, "line:")), kinds=evidence.kinds
        ):
            runs.setdefault((start, end), set()).add(entity)
    return [Mention(start, end, frozenset(entities)) for (start, end), entities in runs.items()]


def _token(match: re.Match[str], known: Container[str]) -> tuple[str, int, int]:
    """`Calm's` is the Calm, and so are two `Calms`."""
    said = match.group().casefold().replace("\u2019", "'")
    bare = said.removesuffix("'s")
    end = match.end() - (len(said) - len(bare))
    if bare not in known and bare.removesuffix("s") in known:
        bare = bare.removesuffix("s")
    return bare, match.start(), end


def _words(name: str) -> tuple[str, ...]:
    return tuple(match.group().casefold() for match in WORD.finditer(name))


def _runs(
    tokens: Sequence[tuple[str, int, int]],
    words: Sequence[str],
    owners: Owners,
    sentence: str,
    *,
    loosely: bool,
    kinds: str,
) -> list[tuple[int, int]]:
    """The longest stretches of the sentence that are stretches of the name and tell enough."""
    found: list[tuple[int, int]] = []
    known = set(words)
    index = 0
    while index < len(tokens):
        if tokens[index][0] not in known:
            index += 1
            continue
        length = max(_run_length(tokens, index, words, at) for at, word in enumerate(words) if word == tokens[index][0])
        run = tokens[index : index + length]
        said = [token for token, _, _ in run]
        if len(run) < len(words) and _is_kind(said, kinds):
            index += length
            continue
        if _tells(said, words, owners, sentence[run[0][1] : run[-1][2]]) or (loosely and _tells_an_order(said, owners)):
            found.append((run[0][1], run[-1][2]))
        index += length
    return found


def _run_length(tokens: Sequence[tuple[str, int, int]], index: int, words: Sequence[str], at: int) -> int:
    length = 0
    while index + length < len(tokens) and at + length < len(words) and tokens[index + length][0] == words[at + length]:
        length += 1
    return length


def _tells(run: Sequence[str], words: Sequence[str], owners: Owners, raw: str) -> bool:
    """Whether these words name the entity rather than a kind of thing."""
    if len(run) == len(words):
        return True
    if not run[0].isascii():
        unique = _things(owners.get("".join(run[:2]), set())) <= 1
        return len(run) >= 3 or (len(run) == 2 and (len(words) <= 5 or (tuple(run) == tuple(words[:2]) and unique)))
    telling = [word for word in run if word not in PLAIN_NOUNS and len(word) > 1]
    if (
        len(run) >= 2
        and any(not word.isdigit() for word in telling)
        and (raw[:1].isupper() or any(character.isdigit() for character in raw))
    ):
        return True
    return (
        len(telling) == 1 and len(run) == 1 and _things(owners[run[0]]) == 1 and len(run[0]) >= 3 and raw[:1].isupper()
    )


def _things(entities: set[str]) -> int:
    """A product, its variants and its lines in orders and carts are one thing."""
    products = {entity for entity in entities if entity.startswith("product:")}
    others = {entity for entity in entities if not entity.startswith(("product:", "variant:", "line:", "cart"))}
    variants = len(entities) - len(products) - len(others)
    return max(len(products), min(variants, 1)) + len(others)


def _is_kind(run: Sequence[str], kinds: str) -> bool:
    joined = ("" if not run[0].isascii() else " ").join(run)
    return bool(kinds) and joined in kinds


def _tells_an_order(run: Sequence[str], owners: Owners) -> bool:
    """People call an order by what was in it, `the backpack`, if nothing else in the talk is called so."""
    telling = [
        word for word in run if len(word) >= 3 and word not in talk() and word.isascii() and word not in NO_CONTENT
    ]
    kinds = [{owner.partition(":")[0] for owner in owners[word]} for word in telling]
    counts = [sum(owner.startswith(("order:", "line:")) for owner in owners[word]) for word in telling]
    return (
        bool(telling)
        and all(count == 1 for count in counts)
        and all(kind <= {"order", "product", "shipment", "line", "variant"} for kind in kinds)
    )


def _positions(sentence: str, evidence: Evidence) -> list[Mention]:
    found: list[Mention] = []
    for match in POSITION.finditer(sentence):
        many = match["many"] or match["han"]
        word = (match["one"] or match["zh"] or "first").lower()
        if many:
            count = MANY.get(many.lower()) or (int(many) if many.isdigit() else 1)
            meant = evidence.on_screen[:count]
        else:
            meant = evidence.on_screen[ORDINALS[word] - 1 : ORDINALS[word]]
        if meant:
            found.append(Mention(match.start(), match.end(), frozenset(meant), together=bool(many)))
    return found


OTHERS = re.compile(
    r"\bthe (?:other (?:two|three|four|five|\d|ones?|models?)|others|rest)\b|(?:另外|其他|其余|另)(?:[两二三四五]|几|一)?[款件个套]",
    re.IGNORECASE,
)


def _others(sentence: str, named: Sequence[Mention], evidence: Evidence) -> Iterator[Mention]:
    """`the other two` are those on screen that the sentence has not named."""
    said = {one for mention in named for one in mention.entities}
    left = frozenset(one for one in evidence.on_screen if one not in said)
    if said & set(evidence.on_screen) and left:
        for match in OTHERS.finditer(sentence):
            yield Mention(match.start(), match.end(), left, together=len(left) > 1)


COMPARED = re.compile(r"\s*(?:的?[^\s，。；]{0,4})?比\s*")
"""`A比B便宜200元` goes on about A."""
ATTRIBUTED = re.compile(r"[^,;.!?\uff0c\uff1b\u3002\uff01\uff1f]{0,16}的\s*")


def bound(sentence: str, start: int, found: Sequence[Mention]) -> frozenset[str]:
    """The entities a claim at `start` is about: the nearest name before it, else the nearest behind it.

    `the Calm beats the Stay and costs $54.90` goes on about the Calm.
    """
    for mention in found:  # Chinese says it before the name: `11月22日的纸尿裤`
        if mention.start > start and ATTRIBUTED.fullmatch(sentence[start : mention.start]):
            return mention.entities
    before = [mention for mention in found if mention.start <= start]
    if not before:
        return found[0].entities if found else frozenset()
    nearest = before[-1]
    if len(before) > 1 and COORDINATED.match(sentence[nearest.end : start]):
        return before[0].entities | nearest.entities
    if len(before) > 1 and COMPARED.fullmatch(sentence[before[-2].end : nearest.start]):
        return before[-2].entities
    joined = nearest.entities
    for earlier in reversed(before[:-1]):
        between = sentence[earlier.end : nearest.start].strip().casefold()
        if between not in {"and", ",", "&", "和", "、", "与", "and the", ", the", "or", "or the"}:
            break
        joined |= earlier.entities
        nearest = earlier
    return joined
