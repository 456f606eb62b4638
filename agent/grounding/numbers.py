"""Numbers as people write them: digits, words in both languages, `1.5k`, `3万`."""

import re
from decimal import Decimal, InvalidOperation

UNITS = {name: value for value, name in enumerate(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"])}  # fmt: skip
TENS = {
    name: (index + 2) * 10
    for index, name in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_WORD = "|".join((*UNITS, *TENS, *SCALES))
ENGLISH = re.compile(rf"\b(?:an? (?=hundred|thousand))?(?:{_WORD})(?:(?:[ -]|(?: and ))(?:{_WORD}))*\b", re.IGNORECASE)
HAN = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
HAN_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万]+(?:点[零一二三四五六七八九]+)?")
DIGITS = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
SUFFIXES = {"k": 1_000, "千": 1_000, "万": 10_000, "百": 100}


def from_digits(text: str) -> Decimal | None:
    """`1,299.00`, `1.5k`, `3万`."""
    plain = text.replace(",", "").strip()
    scale = SUFFIXES.get(plain[-1:].lower(), 1)
    try:
        return Decimal(plain[:-1] if scale != 1 else plain) * scale
    except InvalidOperation:
        return None


def from_english(words: str) -> int | None:
    """`forty-one`, `a hundred and twenty`, `two thousand`."""
    total = current = 0
    for word in re.split(r"[\s-]+", words.lower().strip()):
        if word in UNITS:
            current += UNITS[word]
        elif word in TENS:
            current += TENS[word]
        elif word == "hundred":
            current = max(1, current) * 100
        elif word in SCALES:
            total, current = total + max(1, current) * SCALES[word], 0
        elif word not in {"and", "a", "an"}:
            return None
    return total + current


def from_chinese(text: str) -> Decimal | None:
    """`三百`, `两千五百`, `十二`, `一百零五`, `四点七`; `三百五` is 350."""
    whole, _, fraction = text.partition("点")
    if all(character in HAN for character in whole) and len(whole) > 1:
        value: int | None = int("".join(str(HAN[character]) for character in whole))
    else:
        value = _scaled(whole)
    if value is None:
        return None
    digits = "".join(str(HAN[character]) for character in fraction if character in HAN)
    return Decimal(f"{value}.{digits}") if digits else Decimal(value)


def _scaled(text: str) -> int | None:
    total = section = digit = 0
    last_scale = 1
    for character in text:
        if character in HAN:
            digit = HAN[character]
            last_scale = 1 if character in "零〇" else last_scale
        elif character == "万":
            total, section, digit, last_scale = (total + section + digit) * 10_000, 0, 0, 10_000
        elif character in HAN_SCALES:
            last_scale = HAN_SCALES[character]
            section += (digit or 1) * last_scale
            digit = 0
        else:
            return None
    short = digit * last_scale // 10 if last_scale >= 100 and digit else digit
    return total + section + short
