"""Numbers in a text with what they count: money, percent, stars, a measure, pieces, or nothing in particular."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from agent.grounding.numbers import CHINESE, ENGLISH, from_chinese, from_digits, from_english

Kind = Literal["money", "percent", "rating", "measure", "count", "number"]


@dataclass(frozen=True)
class Quantity:
    """`value` in base units for a measure (grams, millimetres, minutes, days ...), in major units for money."""

    kind: Kind
    value: Decimal
    unit: str
    start: int
    end: int
    text: str
    in_words: bool = False
    decimals: int = 0


SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "₹": "INR", "₩": "KRW"}
MONEY_WORDS = {
    "dollars": "USD", "dollar": "USD", "bucks": "USD", "usd": "USD", "euros": "EUR", "euro": "EUR", "eur": "EUR", "pounds": "GBP",
    "gbp": "GBP", "yuan": "CNY", "rmb": "CNY", "cny": "CNY", "元": "CNY", "块钱": "CNY", "块": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR",
}  # fmt: skip
MEASURES: dict[str, tuple[str, Decimal]] = {}
_SPELLED: dict[str, dict[str, int | str]] = {
    "g": {"g gram grams 克": 1, "kg kilo kilos kilogram kilograms 公斤 千克": 1000, "斤": 500, "oz ounce ounces": "28.3495", "lb lbs": "453.592"},
    "mm": {"mm 毫米": 1, "cm 厘米 公分": 10, "m metre metres meter meters 米": 1000, "km 公里": 1_000_000, "inch inches 英寸 寸": "25.4"},
    "ml": {"ml 毫升": 1, "cl": 10, "l litre litres liter liters 升": 1000},
    "min": {"min mins minute minutes 分钟": 1, "h hr hrs hour hours 小时 个小时": 60},
    "day": {"day days 天 日": 1, "workday workdays": 1, "week weeks 周 星期 个星期": 7},
    "month": {"month months 个月 月": 1, "year years 年": 12},
    "w": {"w watt watts 瓦": 1, "kw 千瓦": 1000},
    "mah": {"mah 毫安时 毫安": 1}, "gb": {"gb": 1, "tb": 1000}, "mb": {"mb": 1}, "mp": {"mp megapixel megapixels 万像素": 1},
    "hz": {"hz 赫兹": 1, "khz": 1000, "mhz": 1_000_000, "ghz": 1_000_000_000}, "db": {"db 分贝": 1}, "v": {"v volt volts 伏": 1},
    "c": {"°c ℃ degrees 度": 1}, "person": {"person persons 人份": 1}, "bar": {"bar": 1}, "rpm": {"rpm": 1}, "layer": {"层": 1},
}  # fmt: skip
for _base, _names in _SPELLED.items():
    for _spelled, _factor in _names.items():
        MEASURES.update({_name: (_base, Decimal(_factor)) for _name in _spelled.split()})
COUNTED = {
    "reviews review ratings opinions 条评价 条评论 评价": "reviews",
    "buyers customers people shoppers users 位买家 人 位顾客 个人 位": "people",
    "left remaining in-stock pieces piece units pcs 件 只 台 双 个": "pieces",
    "orders order 个订单 单 笔订单": "orders",
    "products items results options models matches 款 种": "items",
}
NOUNS = {name.replace("-", " "): kind for names, kind in COUNTED.items() for name in names.split()}
_NUMBER = r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?k?|(?<![\d.])\d+(?:\.\d+)?(?:k\b|万|千(?!克|瓦|米))?"
_ALTERNATIVES = "|".join(re.escape(name) for name in sorted(MONEY_WORDS, key=len, reverse=True))
AMOUNT = rf"(?:{_NUMBER}|{ENGLISH.pattern}|{CHINESE.pattern})"
MONEY = re.compile(
    rf"(?:(?:US|CN|RMB)?(?P<symbol>[$€£¥￥₹₩])\s?|\b(?P<code>USD|EUR|GBP|CNY|RMB)\s)(?P<first>{_NUMBER})"
    rf"|(?P<second>{AMOUNT})\s?(?P<word>{_ALTERNATIVES})(?![a-z])(?:(?<=块)(?P<tenths>[1-9])(?!\d|[个件张])|\s?(?:and\s)?(?P<cents>\d{{1,2}}|{ENGLISH.pattern})\s?(?:cents?|分))?",
    re.IGNORECASE,
)
PERCENT = re.compile(
    rf"(?P<first>{AMOUNT})\s?(?:%|％|per ?cent\b)|百分之(?P<second>{_NUMBER}|{CHINESE.pattern})|(?P<zhe>\d(?:\.\d|\d)?|[一二三四五六七八九]{{1,2}})折",
    re.IGNORECASE,
)
RATING = re.compile(
    r"(?P<first>\d(?:\.\d{1,2})?)\s?(?:-\s?)?(?:stars?\b|★|out of (?:5|five)|/\s?5(?!\d)|分(?!钟|之))"
    r"|(?:rated|rating(?: of| is)?|scores?|评分(?:为|是|高达)?|打了?)\s*(?:it\s)?(?P<second>\d(?:\.\d{1,2})?)(?![\d%])",
    re.IGNORECASE,
)
_UNITS = "|".join(re.escape(name) for name in sorted(MEASURES, key=len, reverse=True))
MEASURE = re.compile(
    rf"(?P<number>{AMOUNT})\s?-?\s?(?:(?:working|business|calendar|full)\s|个?工作)?(?P<unit>{_UNITS})(?![a-z0-9])",
    re.IGNORECASE,
)
_NOUNS = "|".join(re.escape(name) for name in sorted(NOUNS, key=len, reverse=True))
COUNT = re.compile(
    rf"(?P<number>{AMOUNT})\s?(?:(?:more|other|happy|verified|different|open|such|matching)\s)?(?P<noun>{_NOUNS})(?![a-z])",
    re.IGNORECASE,
)
LEFT = re.compile(
    rf"(?P<number>{AMOUNT})\s(?:[\w'-]+\s){{0,5}}?(?:are |is )?(?:left|remaining|in stock)\b", re.IGNORECASE
)
CLOCK = re.compile(
    rf"\b(?P<hour>\d{{1,2}})(?:[:.](?P<m1>\d{{2}}))?\s?(?P<half>am|pm|a\.m\.|p\.m\.)|\b(?P<h24>\d{{1,2}}):(?P<m2>\d{{2}})\b"
    rf"|(?P<day>上午|下午|晚上|早上|中午)(?P<han>\d{{1,2}}|{CHINESE.pattern})点(?P<zhhalf>半)?",
    re.IGNORECASE,
)
PLAIN = re.compile(_NUMBER)
RANGE = re.compile(rf"(?P<low>{AMOUNT})\s?(?:to|-|–|or|~|到|至)\s?(?={AMOUNT}\s?(?P<tail>.{{0,14}}))", re.IGNORECASE)


def value_of(text: str) -> tuple[Decimal | None, bool]:
    """The number and whether it was written in words."""
    if re.match(r"\d", text):
        return from_digits(text), False
    if CHINESE.fullmatch(text):
        return from_chinese(text), True
    words = from_english(text)
    return (Decimal(words) if words is not None else None), True


def quantities(text: str) -> list[Quantity]:
    """All of them, each character used once, the most telling reading first; in the order of the text."""
    taken: list[Quantity] = []
    for read in (_clock, _money, _percent, _rating, _halves, _measures, _counts, _plain):
        for found in read(text):
            if all(found.end <= one.start or found.start >= one.end for one in taken):
                taken.append(found)
    return sorted(taken, key=lambda one: one.start)


def _money(text: str) -> Iterator[Quantity]:
    for match in MONEY.finditer(text):
        raw = match["first"] or match["second"]
        value, in_words = value_of(raw)
        if value is None:
            continue
        if match["cents"]:
            cents, _ = value_of(match["cents"])
            value += (cents or Decimal(0)) / 100
        if match["tenths"]:
            value += Decimal(match["tenths"]) / 10
        named = (
            (match["symbol"] and SYMBOLS[match["symbol"]])
            or match["code"]
            or MONEY_WORDS[(match["word"] or "").lower()]
        )
        yield _quantity("money", value, named.upper().replace("RMB", "CNY"), match, raw, in_words=in_words)


def _percent(text: str) -> Iterator[Quantity]:
    for match in PERCENT.finditer(text):
        if match["zhe"]:
            value, _ = value_of(match["zhe"])
            tenths = Decimal(0) if value is None else value if value < 10 else value / 10
            yield _quantity("percent", 100 - tenths * 10, "%", match, match["zhe"])
            continue
        value, in_words = value_of(match["first"] or match["second"])
        if value is not None:
            yield _quantity("percent", value, "%", match, match["first"] or match["second"], in_words=in_words)


def _rating(text: str) -> Iterator[Quantity]:
    for match in RATING.finditer(text):
        raw = match["first"] or match["second"]
        value, _ = value_of(raw)
        if value is not None and value <= 5:
            yield _quantity("rating", value, "stars", match, raw)


def _clock(text: str) -> Iterator[Quantity]:
    """A time of day, in minutes: `2 pm`, `14:30`, `下午两点`."""
    for match in CLOCK.finditer(text):
        hour, _ = value_of(match["hour"] or match["h24"] or match["han"])
        if hour is None or hour > 24:
            continue
        late = (match["half"] or "").lower().startswith("p") or (match["day"] or "") in {"下午", "晚上"}
        minutes = (
            (hour % 12 + 12 if late else hour) * 60
            + int(match["m1"] or match["m2"] or 0)
            + (30 if match["zhhalf"] else 0)
        )
        yield _quantity("measure", minutes, "clock", match, match.group())


def _measures(text: str) -> Iterator[Quantity]:
    for match in MEASURE.finditer(text):
        value, in_words = value_of(match["number"])
        if value is None:
            continue
        base, factor = MEASURES[match["unit"].lower()]
        yield _quantity("measure", value * factor, base, match, match["number"], in_words=in_words)
        low = _range_start(text, match.start("number"))
        if low is not None:
            yield Quantity("measure", low[0] * factor, base, low[1], low[1] + len(low[2]), low[2], decimals=0)


HALVES = re.compile(
    r"\bhalf an? (?P<en>hour|day|year|litre|liter|kilo)\b|半个?(?P<zh>小时|天|年|月|升|公斤|斤|米)", re.IGNORECASE
)


def _halves(text: str) -> Iterator[Quantity]:
    """`half an hour`, `半小时`."""
    for match in HALVES.finditer(text):
        base, factor = MEASURES[(match["en"] or match["zh"]).lower()]
        yield _quantity("measure", factor / 2, base, match, "", in_words=True)


def _range_start(text: str, number_start: int) -> tuple[Decimal, int, str] | None:
    """The `3` of `3 to 5 working days`."""
    before = re.search(rf"(?P<low>{AMOUNT})\s?(?:to|-|–|~|到|至|or)\s?$", text[:number_start], re.IGNORECASE)
    if before is None:
        return None
    value, _ = value_of(before["low"])
    return (value, before.start("low"), before["low"]) if value is not None else None


def _counts(text: str) -> Iterator[Quantity]:
    for match in LEFT.finditer(text):
        value, in_words = value_of(match["number"])
        if value is not None:
            number = Quantity("count", value, "pieces", match.start("number"), match.end("number"), match.group())
            yield replace(number, in_words=in_words)
    for match in COUNT.finditer(text):
        value, in_words = value_of(match["number"])
        if value is not None:
            yield _quantity("count", value, NOUNS[match["noun"].lower()], match, match["number"], in_words=in_words)


def _plain(text: str) -> Iterator[Quantity]:
    for match in PLAIN.finditer(text):
        value, _ = value_of(match.group())
        if value is not None:
            yield _quantity("number", value, "", match, match.group())


def _quantity(
    kind: Kind, value: Decimal, unit: str, match: re.Match[str], raw: str, *, in_words: bool = False
) -> Quantity:
    decimals = len(raw.partition(".")[2].rstrip("k万千")) if "." in raw else 0
    return Quantity(kind, value, unit, match.start(), match.end(), match.group(), in_words, decimals)
