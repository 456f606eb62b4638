"""Small numbers in digits and words, and how many of a thing are wanted."""

import re

WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "couple": 2, "both": 2, "pair": 2, "dozen": 12,
}  # fmt: skip
HAN_DIGITS = {
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
    "十": 10,
}
_WORD = "|".join(word for word in WORDS if word not in {"a", "an", "both", "pair"})
_MEASURE = "节块个件双台本瓶盒套份只张条包支把箱袋杯罐副顶床款样"
_ENGLISH = (
    re.compile(
        rf"\b(?P<n>\d{{1,3}}|{_WORD})\s+(?:(?:\w+\s+)?of\s+(?:them|these|those|it|the|that)|pieces?|pcs|units?|copies|"
        rf"(?:more|less)(?: of\b| please|[.!]?$))"
    ),
    re.compile(r"(?:^|[\s(])(?:x\s?(?P<n>\d{1,3})|(?P<m>\d{1,3})\s?x)(?=$|[\s,.!?)])(?!\s*\d)"),
    re.compile(rf"\b(?:quantity|qty|amount)\s*(?:to|of|is|=|:)?\s*(?P<n>\d{{1,3}}|{_WORD})\b"),
    re.compile(rf"\b(?:make|set|change)\s+(?:it|that|the \w+)\s+(?:to\s+)?(?P<n>\d{{1,2}}|{_WORD})(?!\s*[%$€£\w])"),
    re.compile(
        rf"\b(?:add|take|buy|order|get|want|need|give me|have)\s+(?:me\s+)?(?P<n>\d{{1,2}}|{_WORD})"
        r"(?!\s*(?:$|one|in\b|inch|cm|mm|kg|g\b|gb|tb|l\b|ml|days?|weeks?|hours?|dollars?|bucks|euros?|"
        r"pounds?|%|years?)|[.,]?\d)"
    ),
    re.compile(rf"\b(?:add|take|buy|order|get|want|need|give me)\s+(?P<n>\d{{1,2}}|{_WORD})\s*(?:please|pls)?[.!]?$"),
    re.compile(rf"^(?P<n>\d{{1,2}}|{_WORD})(?:\s+(?:please|pls|pieces))?[.!]?$"),
)
_COUPLE = re.compile(
    r"\b(?P<half>half )?a (?P<n>couple|dozen|pair) (?:of\b|more\b)|\b(?P<halved>half )?a (?P<d>dozen)\b"
)
_HAN = re.compile(
    rf"(?<![第这那前后哪几十百千万换上下另])(?!一[样些])(?P<n>\d{{1,3}}|"
    rf"[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])(?:{'|'.join(_MEASURE)})(?![月年天小岁钟礼装])"
)
_HAN_SET = re.compile(r"(?:改成|换成|数量|要|买|来|加)(?P<n>\d{1,3}|[二两三四五六七八九十])(?:[个件双份]|$)")


def small_number(text: str) -> int | None:
    text = text.lower()
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if ten and text != "十":
        return HAN_DIGITS.get(tens, 1) * 10 + HAN_DIGITS.get(ones, 0)
    return WORDS.get(text, HAN_DIGITS.get(text))


def read_quantity(text: str) -> int | None:
    """How many pieces are meant; `None` where the message does not say, never 1 by default."""
    folded = text.lower().strip()
    for pattern in (*_ENGLISH, _COUPLE, _HAN_SET, _HAN):
        found = pattern.search(folded)
        if found:
            named = {name: value for name, value in found.groupdict().items() if value}
            halved = bool(named.keys() & {"half", "halved"})
            said = next(value for name, value in named.items() if name not in {"half", "halved"})
            count = small_number(said)
            return count // 2 if halved and count else count
    return None
