"""Amounts in digits and words, English and Chinese: `1.5k`, `twenty five`, `三百五`, `两千`."""

from collections.abc import Sequence

from retrieval.query.tokens import Token

_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_LARGE = {"hundred": 100, "thousand": 1_000, "grand": 1_000}
_HAN_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}


def read_number(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """The number that begins at `at` and the place after it."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind == "number":
        return _digits(tokens, at)
    if token.kind == "han":
        return _han(tokens, at)
    return _english(tokens, at)


def _digits(tokens: Sequence[Token], at: int) -> tuple[float, int]:
    value, after = float(tokens[at].folded), at + 1
    if after < len(tokens) and tokens[after].glued and tokens[after].text == "k":
        return value * 1_000, after + 1
    while after < len(tokens) and tokens[after].text in {"千", "万", "百"}:
        value, after = value * _HAN_UNITS[tokens[after].text], after + 1
    return value, after


def _english(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    if tokens[at].text == "half" and (at + 1 == len(tokens) or tokens[at + 1].text in {"a", "an", "of"}):
        return 0.5, at + 1 + (at + 1 < len(tokens) and tokens[at + 1].text in {"a", "an"})
    total, part, after = 0.0, 0.0, at
    if tokens[at].text in {"a", "one"} and at + 1 < len(tokens) and tokens[at + 1].text in _LARGE:
        part, after = 1.0, at + 1
    while after < len(tokens):
        word = tokens[after].text
        if word in _SMALL:
            part += _SMALL[word]
        elif word in _LARGE and part:
            part *= _LARGE[word]
            if _LARGE[word] == 1_000:
                total, part = total + part, 0.0
        elif not (
            word == "and"
            and after > at
            and after + 1 < len(tokens)
            and tokens[after + 1].text in _SMALL
            and part >= 100
        ):
            break
        after += 1
    value = total + part
    return (value, after) if after > at and value > 0 else None


def _han(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """Places may be left out at the end: 三百五 is 350, 两千五 2,500, 一万二 12,000."""
    if tokens[at].text == "半":
        return 0.5, at + 1
    total, section, digit, unit, after = 0, 0, -1, 1, at
    while after < len(tokens) and tokens[after].kind == "han":
        sign = tokens[after].text
        if sign in _HAN_DIGITS:
            if digit > 0:
                break
            digit = _HAN_DIGITS[sign]
            unit = 1 if sign == "零" else unit
        elif sign in _HAN_UNITS:
            unit = _HAN_UNITS[sign]
            if unit == 10_000:
                total, section = total + (section + max(digit, 0)) * unit, 0
            else:
                section += (digit if digit >= 0 else 1) * unit
            digit = -1
        else:
            break
        after += 1
    if after == at:
        return None
    rest = 0 if digit < 0 else digit * (unit // 10 if unit >= 100 else 1)
    return float(total + section + rest), after


def read_rest(tokens: Sequence[Token], at: int) -> tuple[float, int]:
    """What is said of a Chinese amount after its unit: `两米七` is 2.7, `一公斤半` 1.5; nothing is 0."""
    if at >= len(tokens) or tokens[at].kind != "han" or (at + 1 < len(tokens) and tokens[at + 1].text in _HAN_UNITS):
        return 0.0, at
    text = tokens[at].text
    if text == "半":
        return 0.5, at + 1
    tail = tokens[at + 1].text if at + 1 < len(tokens) else ""
    return (_HAN_DIGITS[text] / 10, at + 1) if _HAN_DIGITS.get(text) and tail not in _COUNTED else (0.0, at)


_COUNTED = frozenset("个件双台本瓶盒套份只张条包支把箱袋杯罐副顶床款样")
"""After a digit these begin the count of something else."""


def carried(low: float, said: Sequence[Token], high: float) -> float:
    """`three to five hundred`, `三到五百`: the first number shares the large word of the second."""
    words = [token.text for token in said]
    large = next((size for word, size in {**_LARGE, **_HAN_UNITS}.items() if word in words and size <= high), 1)
    return low * large if low < 10 and high >= large > 10 and low * large < high else low
