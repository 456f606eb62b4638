"""Everything a message names, as one flat list: what the understanding holds in many fields, typed and canonical."""

import re
from collections.abc import Iterator, Sequence

from agent.understanding.critiques import read_comparisons
from agent.understanding.numbers import small_number
from agent.understanding.options import COLOURS, colours_in, read_options
from agent.understanding.people import read_recipient
from agent.understanding.understood import Critique, DateSpan, Entity, Reference, Understanding
from retrieval.need import Mention, Need
from retrieval.query.bilingual import in_english
from retrieval.vocabulary import phrase_of

_COLOUR, _SIZE = frozenset({"color", "colour"}), frozenset({"size"})
_USE = frozenset({"use", "usage", "purpose", "activity"})
_MODEL = re.compile(
    r"(?<![\w@.-])(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w@-]|\.\w)"
)
SHORTEST_MODEL = 4
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)
_COUNT = re.compile(
    r"(?<![\w.,-])(?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:pairs? of |[a-z]+ )?$"
)
_OWNED = re.compile(
    r"\b(?:i|we)(?:'ve| have)? (?:just |recently )?(?:bought|ordered|got|received|purchased)\b|"
    r"\b(?:from|of|in) (?:my )?order\b|\bmy (?:old|last|current)\b|\bbroken?\b|"
    r"(?:买|订|购|收到|下单)的|坏了|订单[^,。]{0,12}[里中]的"
)
"""Words of having: what they speak of is no wish."""
_DEMONSTRATIVE = re.compile(r"(?:\b(?:this|that|these|those)\s+|[这那](?:个|款|件|双|台|条|种)?)$", re.IGNORECASE)


def read_entities(text: str, said: Understanding, *, need: Need | None, shops: bool) -> tuple[Entity, ...]:
    """Each value once, of what was `said` and of all that was read of products, whether or not they are wanted.

    `shops` says that a kind of thing named here is one that is wanted.
    """
    found: list[Entity] = [Entity("order", one) for one in said.order_ids]
    found += [Entity("email", one) for one in said.emails]
    found += [Entity("date", _days(span)) for span in said.dates]
    found += [Entity("postcode", said.postcode)] if said.postcode else []
    mentions = need.mentions if need else ()
    found += _pointed(text, said.references, mentions)
    owned = {phrase_of(one.value) for one in found if one.type == "product"}
    quantity = _counted(text, mentions) if said.quantity is None and shops else said.quantity
    if quantity is not None and any(one.unit == "pcs" and one.name and one.low == quantity for one in mentions):
        quantity = None  # a puzzle of so many pieces
    found += [Entity("quantity", str(quantity))] if quantity is not None else []
    found += _compared(text, read_comparisons(text), mentions)
    taken = _mask(text, [*said.order_ids, *said.emails, *(span.text for span in said.dates), said.postcode or ""])
    recipient = _person(text, said.recipient, mentions)
    has_it = not shops or bool(_OWNED.search(text.lower()))
    for one in _of_mentions(text, mentions, recipient, taken):
        if one.type == "category" and has_it and not owned and not one.negated:
            found.append(Entity("product", one.value))
        elif one.type != "category" or (not has_it and phrase_of(one.value) not in owned):
            found.append(one)
    found += [Entity("function", recipient)] if recipient else []
    found += _models(text, mentions, taken)
    found += _options(text, found)
    return tuple(dict.fromkeys(found))


def _person(text: str, recipient: str | None, mentions: Sequence[Mention]) -> str | None:
    """`for a Brother printer` is for no brother."""
    brands = [text[one.start : one.end].lower() for one in mentions if one.kind == "brand"]
    return None if recipient and recipient in {read_recipient(f"for my {brand}") for brand in brands} else recipient


def _compared(text: str, critiques: Sequence[Critique], mentions: Sequence[Mention]) -> Iterator[Entity]:
    """`lighter than 1.5 kg` bounds a weight and compares nothing."""
    amounts = [(one.start, one.end) for one in mentions if one.kind in {"price", "measure"}]
    for one in critiques:
        at = text.lower().find(one.text)
        if not _inside(at, at + len(one.text), amounts):
            yield Entity("comparison", f"{one.attribute} {one.direction}")


def _days(span: DateSpan) -> str:
    if span.start == span.end:
        return str(span.start)
    return f"{span.start or ''}..{span.end or ''}"


def _pointed(text: str, references: Sequence[Reference], mentions: Sequence[Mention]) -> Iterator[Entity]:
    for one in references:
        match one.kind:
            case "slate_position":
                yield Entity("ordinal", "-1" if one.value == "last" else str(one.value))
            case "product_on_screen":
                yield Entity("product", "this")
            case "previous_slate":
                yield Entity("product", "previous")
            case "cart_line" if any(other.kind == "slate_position" for other in references):
                pass
            case "order_words" | "cart_line" if one.value:
                yield Entity("product", _thing_in(text, str(one.value), mentions))
            case "last_order":
                yield Entity("order", "last")
            case _:
                pass


def _thing_in(text: str, words: str, mentions: Sequence[Mention]) -> str:
    """Of `grey headset` the headset, where the catalogue knows it; else the words."""
    heads = [
        one.values[0]
        for one in mentions
        if one.head and one.values and text[one.start : one.end].lower() in words.lower()
    ]
    return heads[-1] if heads else words


def _mask(text: str, said: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand that are something else already."""
    spans: list[tuple[int, int]] = []
    folded = text.lower()
    for words in said:
        at = folded.find(words.lower()) if words else -1
        if at >= 0:
            spans.append((at, at + len(words)))
    return spans


def _inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(left < end and start < right for left, right in spans)


def _of_mentions(
    text: str, mentions: Sequence[Mention], recipient: str | None, taken: Sequence[tuple[int, int]]
) -> Iterator[Entity]:
    uses = [(one.start, one.end) for one in mentions if one.kind == "use"]
    named = [(one.start, one.end) for one in mentions if one.kind in {"brand", "id"}]
    amounts = [(one.start, one.end) for one in mentions if one.kind in {"measure", "price"}]
    for one in mentions:
        if _inside(one.start, one.end, taken) or _is_age(one, recipient):
            continue
        if one.kind == "attribute" and (_inside(one.start, one.end, amounts) or _in_code(text, one)):
            continue  # `28 cm` is one value, however many attributes hold it
        if one.kind == "use":
            if recipient is None and not _inside(one.start, one.end, named):
                yield Entity("function", (in_english(phrase_of(one.values[0])) or one.values)[0])
        elif one.kind in {"brand", "id", "price", "measure"} or not _inside(one.start, one.end, uses):
            yield from _of_mention(text, one)


def _in_code(text: str, one: Mention) -> bool:
    """`CE` of `CE285A`."""
    return any(
        match.start() <= one.start and one.end <= match.end() and match.end() - match.start() > one.end - one.start
        for match in _MODEL.finditer(text)
    )


def _is_age(one: Mention, recipient: str | None) -> bool:
    return one.kind == "measure" and one.unit == "year" and recipient is not None and " of " in recipient


def _of_mention(text: str, one: Mention) -> Iterator[Entity]:
    said = text[one.start : one.end]
    match one.kind:
        case "price":
            yield Entity("price", f"{_bounds(one)} {one.unit}".strip())
        case "measure":
            yield Entity("attribute", f"{_bounds(one)} {one.unit}", one.negated, one.name)
        case "brand":
            yield Entity("brand", one.values[0], one.negated)
        case "category" | "product_type":
            if one.head and not _DEMONSTRATIVE.search(text[: one.start]):
                yield Entity("category", one.values[0], one.negated)
        case "id":
            yield Entity("model", said.strip())
        case "word":
            yield Entity("colour" if colours_in(said.lower()) else "attribute", one.values[0], one.negated)
        case "attribute":
            kind = _type_of(one.name)
            if kind == "function" and one.values[0] == "gift":
                return
            yield Entity(kind, _shown(one, said), one.negated, one.name)


def _type_of(names: str) -> str:
    heads = {phrase_of(name).rpartition(" ")[2] for name in names.split("|")}
    if heads & _COLOUR:
        return "colour"
    if heads <= _SIZE:
        return "size"
    return "function" if heads & _USE else "attribute"


def _shown(one: Mention, said: str) -> str:
    """The value in the catalogue's words where it has one, the first that is not Chinese."""
    plain = [value for value in one.values if value.isascii()]
    return (plain or list(one.values) or [said])[0]


def _bounds(one: Mention) -> str:
    low, high = (
        "" if bound is None else f"{bound:g}" if bound < 1e6 else f"{bound:.0f}" for bound in (one.low, one.high)
    )
    if one.around:
        return f"~{low}"
    if low == high:
        return low
    if low and high:
        return f"{low}..{high}"
    return f">={low}" if low else f"<={high}"


def _models(text: str, mentions: Sequence[Mention], taken: Sequence[tuple[int, int]]) -> Iterator[Entity]:
    """Codes of letters and digits that are nothing else."""
    for match in _MODEL.finditer(text):
        code = match[0]
        whole = [one for one in mentions if one.start <= match.start() and match.end() <= one.end]
        known = [*taken, *((one.start, one.end) for one in whole if one.kind not in {"use", "brand"})]
        known += [(one.start, one.end) for one in mentions if one.kind in {"measure", "price"}]
        if len(code) >= SHORTEST_MODEL and not _ORDINAL.fullmatch(code) and not _inside(*match.span(), known):
            yield Entity("model", code)


def _counted(text: str, mentions: Sequence[Mention]) -> int | None:
    """`two surge protectors`: a number right before the thing, that measures nothing."""
    for one in mentions:
        if one.head and not one.negated and (match := _COUNT.search(text[: one.start].lower())):
            inside = any(
                other.start < match.end("n") and match.start("n") < other.end for other in mentions if other is not one
            )
            return None if inside else small_number(match["n"])
    return None


def _options(text: str, found: Sequence[Entity]) -> Iterator[Entity]:
    """Sizes and colours that no catalogue value has explained."""
    colours = {word for one in found if one.type == "colour" for word in phrase_of(one.value).split(" ")}
    sizes = {one.value.upper() for one in found if one.type == "size"}
    for name, value in read_options(text):
        if name == "size" and value.upper() not in sizes and not any(s.endswith(f" {value}") for s in sizes):
            yield Entity("size", value)
        elif name == "color" and not colours.intersection(_same_colour(value)):
            yield Entity("colour", value)


def _same_colour(value: str) -> set[str]:
    return {phrase_of(word) for word in (value, *COLOURS.get(value, ()))}
