"""Words that rank things, by the field they rank: `lighter` is less weight, `longest-lasting` more battery life."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Best = Callable[[Sequence[float]], float]


@dataclass(frozen=True)
class Ranking:
    name: str
    comparative: re.Pattern[str]
    superlative: re.Pattern[str]
    field: re.Pattern[str]
    best: Best


def _ranking(name: str, more: str, most: str, field: str, best: Best) -> Ranking:
    return Ranking(name, re.compile(more, re.IGNORECASE), re.compile(most, re.IGNORECASE), re.compile(field), best)


WEIGHT = r"attribute:(?:.*weight(?!_capacity|.*:unit)|重量|净重)"
RUNTIME = r"attribute:(?:.*(?:battery|runtime|run_time|burn_time|playtime)(?!.*:unit)|续航|电池)"
ROOM = r"attribute:(?:.*(?:capacity|volume(?!_limit))(?!.*:unit)|容量|容积)"
HEIGHT = r"attribute:(?:.*(?:height|length|size)(?!.*:unit)|高度|长度|尺寸)"
POWER = r"attribute:(?:.*(?:power|wattage)(?!.*:unit)|功率)"
NOISE = r"attribute:(?:.*(?:noise_level|noise_db|loudness|sound_level)(?!.*:unit)|噪音|噪声|分贝)"
WARRANTY = r"attribute:(?:.*warranty(?!.*:unit)|质保|保修)"
RANKINGS = (
    _ranking("quieter", r"\bquieter\b|更安静|比.{1,40}安静", r"\bquietest\b|最安静", NOISE, min),
    _ranking("louder", r"\b(?:louder|noisier)\b|更吵|比.{1,40}吵", r"\b(?:loudest|noisiest)\b|最吵", NOISE, max),
    _ranking("longer covered", r"\blonger (?:warranty|guarantee)\b|质保更长", r"\blongest (?:warranty|guarantee)\b|质保最长", WARRANTY, max),
    _ranking("cheaper", r"\b(?:cheaper|less expensive|more affordable|costs? (?:\w+ )?less)\b|更便宜|便宜一些|比.{1,40}便宜",
             r"\b(?:cheapest|least expensive|lowest[- ]priced|most affordable|lowest price)\b|最便宜|最低价|价格最低", r"^price$", min),
    _ranking("more expensive", r"\b(?:more expensive|dearer|pricier|costs? (?:\w+ )?more)\b|更贵|比.{1,40}贵",
             r"\b(?:most expensive|dearest|priciest|highest[- ]priced|highest price)\b|最贵|价格最高", r"^price$", max),
    _ranking("better rated", r"\b(?:(?:better|higher)[- ]rated|rated (?:better|higher))\b|评分更高|比.{1,40}评分高",
             r"\b(?:(?:best|highest|top)[- ]rated|rated (?:the )?(?:highest|best)|(?:highest|best|top) (?:rating|score)s?)\b|评分(?:是)?最高|口碑最好|评价最好", r"^rating$", max),
    _ranking("worse rated", r"\b(?:worse|lower)[- ]rated\b|评分更低|比.{1,40}评分低", r"\b(?:(?:worst|lowest)[- ]rated|(?:lowest|worst) (?:rating|score))\b|评分最低", r"^rating$", min),
    _ranking("more reviewed", r"\bmore reviews\b|评价更多", r"\bmost (?:reviews|reviewed)\b|\breviewed most\b|(?:评价|评论)最多", r"^(?:rating_count|review_count)$", max),
    _ranking("lighter", r"\blighter\b|更轻|比.{1,40}轻", r"\blightest\b|最轻", WEIGHT, min),
    _ranking("heavier", r"\bheavier\b|更重|比.{1,40}重", r"\bheaviest\b|最重", WEIGHT, max),
    _ranking("longer running", r"\b(?:lasts|runs|plays|burns)(?: \w+){0,3} longer\b|\blonger (?:battery|runtime)|续航更长|更持久|比.{1,40}续航长",
             r"\b(?:lasts|runs|burns) (?:the )?longest\b|\blongest[- ](?:lasting|running|battery|runtime)|续航最(?:长|久|强)|最持久", RUNTIME, max),
    _ranking("shorter running", r"\b(?:lasts|runs|burns)(?: \w+){0,2} (?:shorter|less)\b|续航更短|比.{1,40}短", r"\bshortest (?:battery|runtime)|续航最短", RUNTIME, min),
    _ranking("roomier", r"\b(?:bigger|larger|roomier|more spacious|(?:holds?|fits?|carries|carry|takes?) (?:\w+ ){0,4}more|more (?:room|space|volume|capacity))\b|更大|更能装|比.{1,40}大", r"\b(?:biggest|largest|roomiest|most spacious)\b|容量最大|最能装|最大", ROOM, max),
    _ranking("smaller", r"\bsmaller\b|更小|比.{1,40}小", r"\bsmallest\b|容量最小|最小", ROOM, min),
    _ranking("taller", r"\b(?:taller|higher up)\b|更高|比.{1,40}高(?!分)", r"\btallest\b|最高的", HEIGHT, max),
    _ranking("more powerful", r"\b(?:stronger|more powerful)\b|功率更大", r"\b(?:strongest|most powerful)\b|功率最大", POWER, max),
    _ranking("quicker", r"\b(?:faster|quicker)\b|更快|比.{1,40}快", r"\b(?:fastest|quickest|least time)\b|最快", r"attribute:(?:.*time(?!.*:unit)|烧水时间)", min),
    _ranking("slower", r"\b(?:slower|takes? (?:\w+ ){0,2}longer)\b|更慢|比.{1,40}慢", r"\b(?:slowest|takes? (?:the )?longest|most time)\b|最慢", r"attribute:.*time(?!.*:unit)", max),
)  # fmt: skip
ANY_MOST = re.compile(
    r"\b(?:most|least) (?P<long>[a-z]{5,})\b|\b(?P<short>[a-z]{3,}est)\b|最(?P<zh>[\u4e00-\u9fff]{1,3})",
    re.IGNORECASE,
)
NO_MOST = frozenset(
    [
        "best",
        "rest",
        "test",
        "latest",
        "earliest",
        "interest",
        "interested",
        "request",
        "suggest",
        "guest",
        "west",
        "forest",
        "honest",
        "harvest",
        "invest",
        "modest",
        "nearest",
        "closest",
        "contest",
        "protest",
        "digest",
        "arrest",
        "highest",
        "lowest",
        "likely",
        "important",
        "customers",
        "people",
        "shoppers",
        "buyers",
        "chest",
        "longest",
        "shortest",
        "newest",
        "weakest",
    ]
)
HAN_NO_MOST = (
    "多",
    "少",
    "后",
    "近",
    "新",
    "好",
    "高",
    "低",
    "晚",
    "早",
    "迟",
    "终",
    "合适",
    "适合",
    "接近",
    "推荐",
    "实用",
    "划算",
)
"""`at most`, `最多`, `最合适`: limits, opinions and nearness, no rank."""
BOUNDLESS = re.compile(
    r"\b(?:we(?:'ve| have) ever|ever (?:made|sold|built|seen)|on the market|in the (?:world|shop|store|country)|anywhere|of all time|we (?:have|sell|carry|stock)|in our (?:range|shop|store|catalogue))\b"
    r"|全网|全店|店里最|市面上|世界上|史上",
    re.IGNORECASE,
)
ONE_OF_TWO = re.compile(
    r"\bthe [a-z-]+(?: [a-z]+)? (?:one|option|choice|of the two)\b|\bthe (?:[a-z-]+er|more [a-z]+|less [a-z]+) (?!the\b|than\b|you\b)[a-z]+",
    re.IGNORECASE,
)
