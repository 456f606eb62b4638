"""Words of the two languages that bound, negate, sort or merely ask: language, not catalogue."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from retrieval.query.tokens import Token, tokenize

Bound = Literal["max", "min", "around"]
Phrase = tuple[str, ...]


def phrases(*texts: str) -> frozenset[Phrase]:
    return frozenset(tuple(token.text for token in tokenize(text)) for text in texts)


def _table(table: Mapping[Bound, Sequence[str]]) -> dict[Phrase, Bound]:
    return {phrase: bound for bound, texts in table.items() for phrase in phrases(*texts)}


MORE = (
    "bigger", "larger", "longer", "greater", "heavier", "higher", "taller", "wider", "deeper", "thicker", "faster",
    "brighter", "louder", "stronger", "older", "pricier", "dearer", "more", "more expensive",
)  # fmt: skip
LESS = (
    "smaller", "shorter", "lighter", "lower", "narrower", "thinner", "slower", "dimmer", "quieter", "weaker", "newer",
    "cheaper", "less", "fewer", "less expensive",
)  # fmt: skip
"""Comparatives: `longer than` bounds from below, `no longer than` and `shorter than` from above."""


def _than(words: Sequence[str], *, negated: bool) -> list[str]:
    return [f"{no}{word} than" for word in words for no in (("no ", "not ") if negated else ("",))]


def _or(words: Sequence[str]) -> list[str]:
    return [f"{joint} {word}" for word in words for joint in ("or", "and")]


BEFORE = _table(
    {
        "max": [
            *_than(LESS, negated=False), *_than(MORE, negated=True),
            "under", "below", "up to", "at most", "not over", "not above", "no over", "maximum", "maximum of", "max",
            "within", "<", "<=", "≤", "budget of", "budget is", "my budget is", "budget",
            "不超过", "低于", "少于", "小于", "最多", "不高于", "不到", "预算", "轻于", "不大于",
        ],
        "min": [
            *_than(MORE, negated=False), *_than(LESS, negated=True),
            "over", "above", "at least", "minimum", "minimum of", "min", "not under", "not below", "starting at",
            ">", ">=", "≥", "超过", "高于", "大于", "至少", "不低于", "不少于", "多于", "最少",
        ],
        "around": ["around", "about", "roughly", "approximately", "approx", "circa", "~", "near", "大约", "大概",
        "约", "差不多"],
    }
)  # fmt: skip
"""Stand before the number."""

AFTER = _table(
    {
        "max": [*_or(LESS), "or under", "or below", "max", "maximum",
                "at most", "and under", "and below", "tops", "is my limit",
                "is the limit", "is my maximum", "is my max", "is my budget", "limit",
                "以内", "以下", "之内", "之下", "内", "或以下"],
        "min": [*_or(MORE), "or above", "or better", "or over", "and up", "and above", "and over", "plus", "+",
                "minimum", "at least", "以上", "起", "或以上", "之上"],
        "around": ["or so", "左右", "上下"],
    }
)  # fmt: skip
"""Stand after the number and its unit."""

BETWEEN = phrases("between", "from", "在", "从")
BUDGET = phrases("budget of", "budget is", "my budget is", "budget", "预算", "预算在", "预算是")
BETWEEN_END = phrases("间", "之间", "的样子")
NEGATING = frozenset(
    {
        "not",
        "no",
        "never",
        "won't",
        "don't",
        "doesn't",
        "can't",
        "cannot",
        "shouldn't",
        "nothing",
        "without",
        "别",
        "不",
        "勿",
    }
)
"""Before `more than` they make it `at most`."""
TO = phrases("to", "and", "-", "~", "到", "至", "和")
CURRENCY_SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"), "€": ("EUR",), "£": ("GBP",), "¥": ("CNY",
    "JPY"), "₹": ("INR",), "₩": ("KRW",)}  # fmt: skip
CURRENCY_WORDS: dict[Phrase, tuple[str, ...]] = {
    phrase: codes
    for texts, codes in (
        (("dollars", "dollar", "usd", "us dollars", "美元", "美金", "刀"), CURRENCY_SIGNS["$"]),
        (("euros", "euro", "eur", "欧元"), ("EUR",)),
        (("pounds", "pound", "gbp", "quid", "英镑"), ("GBP",)),
        (("yuan", "rmb", "cny", "人民币"), ("CNY",)),
        (("yen", "jpy", "日元"), ("JPY",)),
        (("bucks", "块", "块钱", "元", "元钱"), ()),
    )
    for phrase in phrases(*texts)
}
"""Which currencies a word can mean; none named means the shop's own, whatever it is."""

NOT = phrases(
    "not", "no", "without", "except", "except for", "anything but", "other than", "excluding", "don't want",
    "do not want",
    "don't like", "non", "nothing from", "no more", "isn't", "never", "avoid", "minus", "but not", "apart from",
    "not interested in", "forget", "forget about",
    "rather than", "instead of", "any color but", "any colour but", "any brand but", "all but",
    "不要", "不想要", "不喜欢", "除了", "非", "别要", "不是", "没有", "不带", "无", "别", "不含", "排除",
)  # fmt: skip
AFTER_NOT = phrases(
    "a", "an", "any", "the", "from", "by", "made of", "made by", "in", "made from", "of", "with", "的", "是", "用"
)
AND_NOT = phrases("or", "and", "nor", ",", "/", "&", "和", "或", "或者", "跟", "、")
NOT_NOT = phrases(
    "no problem", "not sure", "no idea", "no rush", "not only", "no matter", "why not", "not really", "no brand",
    "no preference", "非常", "别的", "不错", "别人", "有没有", "不知道", "没问题", "非得", "没有问题", "无所谓",
)  # fmt: skip
"""Begin like a negation and are none."""
ENDS = frozenset(
    re.split(
        " ",
        "with in from by under that which or who and but at on as if so because when not without is are it i "
        "you we he she they can could would should does did do have has please thanks thank that's it's "
        "which's where while for",
    )
)
"""Where the name of a thing, or of what it is for, is over."""
SAID = frozenset(
    re.split(
        " ",
        "there here yes no ok okay much many very really too so just only also still again maybe thing things "
        "stuff kind sort type what which who where when why how will would should can could may might must do "
        "does did done doing has have had having was were been being am let lets go going come came coming "
        "see like love hate prefer think know tell say said ask help compare add put take make get got give "
        "send ship order orders ordered return track cancel buy bought pay use using used work works fit fits "
        "cost costs look looks feel between than then but if because about into onto over under up down out "
        "off new good great best better nice big small large long short other another others more most less "
        "least few bit lot lots same different something anything nothing everything whatever else brand "
        "brands price prices option options product products item items model models store shop budget "
        "quality color size version today tomorrow yesterday parcel package delivery address cart basket mine "
        "gift instead first second third fourth fifth sixth next last previous one ones this that these those "
        "that's it's heavy light lighter heavier cheaper bigger smaller larger longer shorter quieter faster "
        "expensive silent quiet cheap please thanks sure exactly both either neither each every ever arrive "
        "arrived show showing want need pair pairs piece pieces pack recommend suggest rather actually anyone "
        "someone today's ever stock available before after during since until them listed place placed number swap "
        "deliver delivered sell sells likes dozen half zip code postcode email mail write version part broken missing",
    )
)
"""Words of talk and of comparing: never the name of a thing."""
FOR = phrases(
    "for", "compatible with", "fits", "to fit", "suitable for", "works with", "to go with", "适合", "适用于", "配",
    "用于", "给")  # fmt: skip
IN_STOCK = phrases("in stock", "available now", "available", "in store", "有货", "现货", "有现货", "有库存")
ON_OFFER = phrases(
    "on sale", "on offer", "discounted", "reduced", "deals", "with discount", "special offer", "special offers",
    "打折", "特价", "促销", "优惠", "折扣", "降价",
)  # fmt: skip
CHEAP = phrases(
    "cheap", "affordable", "inexpensive", "not too expensive", "not expensive", "low cost", "low priced", "good value",
    "on a budget", "budget friendly", "reasonably priced", "便宜", "便宜点", "便宜一点", "实惠", "平价", "不贵",
    "不太贵", "性价比高", "划算",
)  # fmt: skip
SORTS: dict[Phrase, Literal["price", "-price", "rating", "newest"]] = {
    **dict.fromkeys(
        phrases(
            "cheapest", "lowest price", "lowest priced", "least expensive", "cheapest first", "最便宜", "价格最低",
            "最低价"),
        "price",
    ),
    **dict.fromkeys(phrases("most expensive", "priciest", "highest price", "最贵", "价格最高"), "-price"),
    **dict.fromkeys(
        phrases(
            "best rated", "top rated", "highest rated", "best reviewed", "highly rated", "评分最高", "评价最好",
            "口碑最好", "好评最多"),
        "rating",
    ),
    **dict.fromkeys(phrases("newest", "latest", "most recent", "最新", "最新款", "新款"), "newest"),
}  # fmt: skip
STARS = phrases("stars", "star", "星", "分", "颗星")
RATED = phrases("rating", "rated", "rating of", "a rating of", "reviews", "评分", "评价")
FILLER = phrases(
    "i", "i'm", "i am", "i'd like", "i want", "i need", "i would like", "looking for", "look for", "show me", "find me",
    "can you", "could you", "please", "do you have", "have you got", "is there", "are there", "any", "some", "a", "an",
    "the", "me", "my", "something", "give me", "search for", "want to buy", "need", "want", "get me", "buy",
    "recommend",
    "suggest", "hi", "hello", "hey", "thanks", "thank you", "that is", "that are", "which is", "which are", "price",
    "priced", "costs", "costing", "ones", "one", "anything", "what about", "how about", "got", "it", "but", "and", "or",
    "that", "must be", "should be", "to", "of", "by", "is", "be", "show", "find", "are",
    "我想要", "我想买", "我要", "我想", "想要", "想买", "买", "要", "请", "请问", "帮我", "帮我找", "找", "有没有",
    "有", "推荐", "一个", "一款",
    "一台", "一双", "一件", "一条", "一副", "一只", "给我", "我", "的", "吗", "呢", "吧", "啊", "了", "价格", "价钱",
    "可以", "能", "看看",
    "东西", "点东西", "好东西", "商品",
    "想", "求", "哪个", "哪些", "什么", "点", "一点", "那种", "款", "在", "是", "个", "台", "双", "件",
)  # fmt: skip
"""Courtesies and glue: said around a need, never part of it."""


def match(tokens: Sequence[Token], at: int, phrases: "frozenset[Phrase] | Mapping[Phrase, object]") -> int:
    """How many tokens from `at` make the longest of `phrases`; 0 for none."""
    for length in range(min(5, len(tokens) - at), 0, -1):
        if tuple(token.text for token in tokens[at : at + length]) in phrases:
            return length
    return 0


def phrase_at(tokens: Sequence[Token], at: int, length: int) -> Phrase:
    return tuple(token.text for token in tokens[at : at + length])
