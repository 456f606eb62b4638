"""Numbers with a bound: prices, star ratings and measures such as `17 inch or larger`."""

from dataclasses import dataclass

from retrieval.filters import AttributeFilter
from retrieval.need import Wish
from retrieval.query import words as say
from retrieval.query.bilingual import in_english
from retrieval.query.measures import LINKS, SYNONYMS, beside, kind_of, measure_for, senses
from retrieval.query.numbers import carried, read_number, read_rest
from retrieval.query.reading import Reading
from retrieval.units import UNITS, find_unit
from retrieval.vocabulary import Measure

AROUND_SHARE = 0.2
"""`around 60` prefers 48 to 72."""
MAX_STARS = 5
NEGATED_WITHIN = 5
"""How many words before a bound may turn it round."""


@dataclass(frozen=True)
class Amount:
    """One bounded number: tokens `start` to `end`, `low` or `high` missing where open."""

    start: int
    end: int
    low: float | None
    high: float | None
    unit: str | None
    currencies: tuple[str, ...] | None
    """`None` without a word or sign of money; empty for the shop's own."""
    bounded: bool


def read_amounts(reading: Reading) -> None:
    """Take every bounded number, left to right."""
    at = 0
    while at < len(reading.tokens):
        amount = _range_at(reading, at) or _bound_at(reading, at) if reading.free(at, at + 1) else None
        if amount is None or not _understood(reading, amount):
            at += 1
        else:
            at = amount.end


def _range_at(reading: Reading, at: int) -> Amount | None:
    """`between 20 and 40`, `100到200块`, `13-15 inch`."""
    tokens = reading.tokens
    opening = say.match(tokens, at, say.BETWEEN) or say.match(tokens, at, say.BUDGET)
    first = _number_with_money(reading, at + opening)
    if first is None:
        return None
    low, after, money_before, unit_before = first
    joint = say.match(tokens, after, say.TO)
    if not joint or (not opening and tokens[after].text == "and"):
        return None
    second = _number_with_money(reading, after + joint)
    if second is None:
        return None
    high, end, money, unit = second
    low = carried(low, tokens[after + joint : end], high)
    closing = say.match(tokens, end, say.BETWEEN_END)
    end += closing
    if high < low:
        low, high = high, low
    found = money if money is not None else money_before
    is_plain = found is None and unit is None and unit_before is None and not (opening or closing)
    return None if is_plain else Amount(at, end, low, high, unit or unit_before, found, bounded=True)


def _bound_at(reading: Reading, at: int) -> Amount | None:
    """`under $60`, `17 inch or larger`, `三百块以内`, `around 60`, and a bare `16GB`."""
    tokens = reading.tokens
    opening = say.match(tokens, at, say.BEFORE)
    bound = _negated(reading, at, say.BEFORE[say.phrase_at(tokens, at, opening)]) if opening else None
    start = at + opening
    while bound and start < len(tokens) and tokens[start].text in {"a", "of", "the", "than", "是", "在"}:
        start += 1
    number = _number_with_money(reading, start)
    if number is None:
        return None
    value, end, money, unit = number
    stars = say.match(tokens, end, say.STARS)
    closing = _closing(reading, end + stars)
    if not closing and unit:
        named = _names_after(reading, end, unit)
        closing = _closing(reading, end + named)
        end += named if closing else 0
    if closing and stars:
        return Amount(at, end, value, None, None, None, bounded=True)
    if closing:
        after = say.AFTER[say.phrase_at(tokens, end, closing)]
        bound = bound if bound in {"max", "min"} and after != "around" else after
    if bound is None:
        return Amount(at, end, value, value, unit, money, bounded=False) if unit or money is not None else None
    low, high = _bounds(value, bound)
    return Amount(at, end + closing, low, high, unit, money, bounded=bound != "around")


def _closing(reading: Reading, at: int) -> int:
    """How many tokens bound what stands before; the first sign of a word such as `内存` bounds nothing."""
    tokens = reading.tokens
    if reading.pauses(at) and tokens[at].text not in {"or", "and"}:
        return 0  # `max 600 bucks, at least 8 GB`
    length = say.match(tokens, at, say.AFTER)
    longer = reading.words(at, at + length + 1) if length > 0 and at + length < len(reading.tokens) else ""
    return 0 if longer and in_english(longer) else length


def _negated(reading: Reading, at: int, bound: say.Bound) -> say.Bound:
    """`won't cost me more than`, `别超过`: no more is at most."""
    if bound != "min" or reading.tokens[at].text in {"at", "minimum", "min", "至", "最", "no", "not"}:
        return bound
    start = next((place for place in range(at, 0, -1) if reading.pauses(place)), 0)
    before = {token.text for token in reading.tokens[max(start, at - NEGATED_WITHIN) : at]}
    return "max" if not before.isdisjoint(say.NEGATING) else bound


def _bounds(value: float, bound: say.Bound) -> tuple[float | None, float | None]:
    if bound == "around":
        return value * (1 - AROUND_SHARE), value * (1 + AROUND_SHARE)
    return (None, value) if bound == "max" else (value, None)


def _names_after(reading: Reading, at: int, unit: str) -> int:
    """How many words from `at` only name what is measured: one in `16GB memory or more`."""
    known = find_unit(unit)
    alike = [each for each in reading.vocabulary.measures if known and kind_of(each) == known.kind]
    called = {word for measure in alike for word in measure.words}
    end = at
    while end < len(reading.tokens) and reading.free(end, end + 1):
        token = reading.tokens[end]
        if token.text not in LINKS and senses(token.folded).isdisjoint(called):
            break
        end += 1
    return end - at


def _number_with_money(reading: Reading, at: int) -> tuple[float, int, tuple[str, ...] | None, str | None] | None:
    """Value, the place after it, currencies where money was said, and the unit where one was."""
    tokens = reading.tokens
    money: tuple[str, ...] | None = None
    if at < len(tokens) and tokens[at].text in say.CURRENCY_SIGNS:
        money, at = say.CURRENCY_SIGNS[tokens[at].text], at + 1
    read = read_number(tokens, at)
    if read is None:
        return None
    value, end = read
    if not reading.free(at, end):
        return None
    if end < len(tokens) and tokens[end].text in say.CURRENCY_SIGNS:
        return value, end + 1, say.CURRENCY_SIGNS[tokens[end].text], None
    if length := say.match(tokens, end, say.CURRENCY_WORDS):
        return value, end + length, say.CURRENCY_WORDS[say.phrase_at(tokens, end, length)], None
    unit, after = (None, end) if money is not None else _unit_at(reading, end)
    if unit is not None and tokens[after - 1].kind == "han":
        rest, after = read_rest(tokens, after)
        value += rest
    if unit is not None and _is_preposition(reading, at, end, after):
        unit, after = None, end
    return value, after, money, unit


def _unit_at(reading: Reading, at: int) -> tuple[str | None, int]:
    tokens = reading.tokens
    start = at + 1 if at + 1 < len(tokens) and tokens[at].text == "-" and tokens[at].glued else at
    for length in (3, 2, 1):
        part = tokens[start : start + length]
        if len(part) == length and (length == 1 or all(token.kind == "han" for token in part)):
            text = _data_unit(reading, start) or "".join(token.text for token in part)
            if text in UNITS and text not in {"a", "'"}:
                return text, start + length
    return None, at


def _data_unit(reading: Reading, at: int) -> str:
    """`16G`, `2T` in capitals and written as one are bytes, not grams; a mobile network has a number below six."""
    token = reading.tokens[at]
    written = reading.text[token.start : token.end]
    if not token.glued or written not in {"G", "T"} or reading.tokens[at - 1].kind != "number":
        return ""
    value = float(reading.tokens[at - 1].folded)
    return "tb" if written == "T" else "gb" if value >= SMALLEST_GB else NETWORK


SMALLEST_GB = 6
NETWORK = "mobile generation"
"""`5G`: no unit of anything."""


def _is_preposition(reading: Reading, at: int, end: int, after: int) -> bool:
    """`the first one in blue`, `43 in black`: only a number in figures is followed by inches, and no word by its."""
    tokens = reading.tokens
    if tokens[end].text != "in" or tokens[end].glued:
        return False
    return tokens[at].kind != "number" or (after < len(tokens) and tokens[after].kind == "word")


def _understood(reading: Reading, amount: Amount) -> bool:
    return _as_rating(reading, amount) or _as_measure(reading, amount) or _as_price(reading, amount)


def _as_rating(reading: Reading, amount: Amount) -> bool:
    tokens = reading.tokens
    stars = say.match(tokens, amount.end, say.STARS)
    before = max(
        (n for n in (1, 2, 3) if amount.start >= n and say.phrase_at(tokens, amount.start - n, n) in say.RATED),
        default=0,
    )
    value = amount.low if amount.low is not None else amount.high
    if not (stars or before) or amount.unit or amount.currencies is not None or value is None or value > MAX_STARS:
        return False
    end = amount.end + stars
    end += say.match(tokens, end, say.AFTER)
    reading.rating_min = value
    reading.take(amount.start - before, end, "rating", f">= {value:g}")
    return True


def _as_price(reading: Reading, amount: Amount) -> bool:
    if amount.unit is not None or (amount.currencies is None and not amount.bounded and amount.low == amount.high):
        return False
    unit = amount.currencies[0] if amount.currencies else ""
    bounds = (amount.low, amount.high)
    if not amount.bounded and amount.low is not None and amount.high is not None:
        bounds = ((amount.low + amount.high) / 2,) * 2
    around = not amount.bounded and amount.low != amount.high
    reading.mention(amount.start, amount.end, "price", bounds=bounds, unit=unit, around=around)
    if amount.currencies and reading.vocabulary.currency not in amount.currencies:
        reading.take(amount.start, amount.end, "price", f"not in {reading.vocabulary.currency}", hard=False)
        return True
    said = " to ".join(f"{bound:g}" for bound in (amount.low, amount.high) if bound is not None)
    if not amount.bounded:
        middle = ((amount.low or 0) + (amount.high or 0)) / 2
        reading.wishes.append(Wish("price_around", amount_minor=_minor(reading, middle)))
        reading.take(amount.start, amount.end, "price", f"around {middle:g}", hard=False)
        return True
    reading.price_min = amount.low if amount.low is not None else reading.price_min
    reading.price_max = amount.high if amount.high is not None else reading.price_max
    reading.take(amount.start, amount.end, "price", said)
    return True


def _minor(reading: Reading, amount: float) -> int:
    from shop.money import to_minor

    return to_minor(amount, reading.vocabulary.currency)


def _as_measure(reading: Reading, amount: Amount) -> bool:
    """A bound on the attribute meant, or words to rank by where the catalogue has none in such a unit."""
    unit = find_unit(amount.unit)
    if unit is None:
        return False
    chosen = measure_for(reading, unit, beside(reading, amount.start, amount.end))
    name = chosen.name if chosen else ""
    bounds = (amount.low, amount.high)
    if unit.kind != "pieces" or reading.tokens[amount.end - 1].kind != "han":
        reading.mention(amount.start, amount.end, "measure", (), name, bounds=bounds, unit=unit.symbol)
    if chosen is None or not amount.bounded:
        # Not taken: `16 GB` stays among the words, and a condition nobody can check is none.
        return False
    condition = AttributeFilter(chosen.name, minimum=amount.low, maximum=amount.high, unit=unit.symbol)
    reading.attributes.append(condition)
    limits = (
        f">= {amount.low:g}" if amount.low is not None else "",
        f"<= {amount.high:g}" if amount.high is not None else "",
    )
    said = " ".join(limit for limit in limits if limit)
    start, end = _with_its_name(reading, amount, chosen)
    reading.take(start, end, "attribute", f"{chosen.name} {said} {unit.symbol}")
    return True


def _with_its_name(reading: Reading, amount: Amount, measure: Measure) -> tuple[int, int]:
    """The amount together with the words beside it that only name what is measured: `at least 16GB ram`."""
    start, end, tokens = amount.start, amount.end, reading.tokens

    def names_it(place: int) -> bool:
        # Not every synonym: a `27 inch monitor` is a monitor, however its display is measured.
        called = {tokens[place].folded, SYNONYMS.get(tokens[place].folded, "")}
        return reading.free(place, place + 1) and not called.isdisjoint(measure.words)

    def in_chinese(first: int, last: int) -> bool:
        if first < 0 or last > len(tokens) or not reading.free(first, last):
            return False
        named = {word for phrase in in_english(reading.words(first, last)) for word in phrase.split(" ")}
        return not {SYNONYMS.get(word, word) for word in named}.isdisjoint(measure.words)

    while end < len(tokens) and names_it(end):
        end += 1
    while start > 0 and names_it(start - 1):
        start -= 1
    # A word of a Chinese measure has two characters: `内存`.
    start -= 2 if in_chinese(start - 2, start) else 0
    end += 2 if in_chinese(end, end + 2) else 0
    return start, end
