""" "Cheaper", "not so heavy", "another colour": which way from what is shown."""

import re

from agent.understanding.understood import Critique, Direction

_ENGLISH: tuple[tuple[str, Direction, str], ...] = (
    (
        "price",
        "less",
        (
            r"cheaper|less (?:expensive|pricey|costly)|(?:too|so|that|quite|very) (?:expensive|pricey|dear|costly|"
            r"much money)|"
            r"lower pric(?:e|ed)|more affordable|costs? less|not (?:so|that|too|as) expensive"
        ),
    ),
    (
        "price",
        "more",
        (
            r"more expensive|pricier|more (?:premium|upmarket|high[- ]end)|higher quality|better quality|too cheap|"
            r"fancier"
        ),
    ),
    ("weight", "less", r"lighter|less heavy|(?:too|so|not (?:so|that|too)) heavy|weighs? less"),
    ("weight", "more", r"heavier|too light(?:weight)?\b"),
    ("size", "less", r"smaller|more compact|less bulky|(?:too|so|not (?:so|that|too)) (?:big|large|bulky)|tinier"),
    ("size", "more", r"bigger|larger|roomier|(?:too|so) small"),
    ("length", "less", r"shorter|too long"),
    ("length", "more", r"\blonger(?! battery)|too short"),
    ("noise", "less", r"quieter|less (?:noisy|loud)|(?:too|not (?:so|that|too)) (?:loud|noisy)"),
    ("volume", "more", r"\blouder|too quiet"),
    ("battery", "more", r"(?:longer|better|more) battery(?: life)?|lasts? longer"),
    ("memory", "more", r"more (?:memory|ram)"),
    ("storage", "more", r"more (?:storage|space|capacity)|larger capacity"),
    ("warmth", "more", r"warmer|too (?:thin|cold)"),
    ("warmth", "less", r"\bcooler\b|too warm|less warm"),
    ("speed", "more", r"\bfaster|quicker|too slow"),
    ("brightness", "more", r"brighter|too d(?:im|ark)"),
    ("rating", "more", r"better[- ](?:rated|reviewed|reviews|ratings?)|higher rat(?:ed|ing)"),
    ("age", "less", r"\bnewer|more recent|less dated|more modern"),
    ("thickness", "less", r"thinner|slimmer|too thick"),
    ("thickness", "more", r"thicker"),
    ("width", "more", r"\bwider|too (?:tight|narrow)"),
    ("width", "less", r"narrower|too wide"),
    ("softness", "more", r"\bsofter|too (?:hard|stiff|firm)"),
    ("durability", "more", r"sturdier|more (?:durable|robust|solid)|stronger"),
    (
        "style",
        "less",
        (
            r"(?:less|not so|too) (?:flashy|colou?rful|loud-looking|formal)|simpler|plainer|more (?:classic|plain|"
            r"understated)"
        ),
    ),
    ("color", "other", r"(?:other|another|different|more) colou?rs?|(?:don't|do not) like the colou?r"),
    ("brand", "other", r"(?:other|another|different) brands?|(?:don't|do not) like the brand"),
    ("size", "other", r"(?:other|another|different) sizes?"),
    ("material", "other", r"(?:other|another|different) materials?"),
    ("model", "other", r"(?:other|another|different) (?:models?|styles?|designs?)"),
)
_HAN: tuple[tuple[str, Direction, str], ...] = (
    ("price", "less", r"便宜(?:一?点|一些|些)|更便宜|(?:太|有点|好)贵|低(?:一?点|一些)的?价|价格低一?点|再便宜"),
    ("price", "more", r"贵一?点|高端一?点|好一?点的|档次高|质量更?好(?:一?点|的)"),
    ("weight", "less", r"轻(?:一?点|一些|便一?点)|更轻|(?:太|有点)重"),
    ("size", "less", r"(?<!声音)(?<!噪音)小(?:一?点|一些|一号|一码)|更小|(?:太|有点)大"),
    ("size", "more", r"(?<!内存)(?<!内存要)(?<!容量)大(?:一?点|一些|一号|一码)|(?<!内存)更大|(?:太|有点)小"),
    ("length", "less", r"短(?:一?点|一些)|更短|太长"),
    ("length", "more", r"(?<!时间)(?<!续航)长(?:一?点|一些)|更长|太短"),
    ("noise", "less", r"(?:声音|噪音)(?:再|更)?[小轻低](?:一?点|一些)?|安静一?点|更安静|(?:太|有点)吵|静音一?点"),
    ("battery", "more", r"续航(?:更?长|更?久|好一?点)|电池(?:大|耐用)一?点|更耐用"),
    ("memory", "more", r"内存(?:要|再)?(?:更大|大一?点)"),
    ("storage", "more", r"容量(?:更大|大一?点)|存储大一?点"),
    ("warmth", "more", r"厚(?:一?点|实一?点)|(?:更|再)(?:暖|保暖)|暖和一?点|太薄"),
    ("warmth", "less", r"薄一?点|凉快一?点|太厚|太热"),
    ("speed", "more", r"快一?点的|更快的|太慢"),
    ("brightness", "more", r"亮一?点|更亮|太暗"),
    ("rating", "more", r"(?:评分|评价)(?:更?高|好)(?:一?点|的)?|口碑更?好"),
    ("softness", "more", r"软一?点|更软|太硬"),
    ("durability", "more", r"结实一?点|更结实|更耐用"),
    ("width", "more", r"宽(?:松)?一?点|太紧|太窄"),
    ("style", "less", r"(?:简单|素|低调)一?点|太(?:花|夸张|艳|正式)"),
    ("age", "less", r"新一?点的|更新的款"),
    ("color", "other", r"(?:别的|其他|其它|换一?[个种]?|另一种|另外的)颜色|颜色不喜欢|不喜欢这个颜色"),
    ("brand", "other", r"(?:别的|其他|其它|换一?个?|另一个)(?:牌子|品牌)"),
    ("size", "other", r"(?:别的|其他|换个?)(?:尺码|尺寸|码)"),
    ("model", "other", r"(?:别的|其他|换个?)(?:款式?|型号|样式)"),
)
_COMPILED = tuple((name, way, re.compile(words)) for name, way, words in _ENGLISH + _HAN)
_HAN_ADJECTIVES: dict[str, tuple[str, Direction]] = {
    "便宜": ("price", "less"), "贵": ("price", "more"), "轻": ("weight", "less"), "重": ("weight", "more"),
    "小": ("size", "less"), "大": ("size", "more"), "短": ("length", "less"), "长": ("length", "more"),
    "快": ("speed", "more"), "亮": ("brightness", "more"), "薄": ("thickness", "less"), "厚": ("thickness", "more"),
    "安静": ("noise", "less"), "暖和": ("warmth", "more"), "软": ("softness", "more"), "结实": ("durability", "more"),
}  # fmt: skip
_HAN_THAN = re.compile(rf"比[^,,。.??比]{{1,8}}?(?:更|还|要)?(?P<how>{'|'.join(_HAN_ADJECTIVES)})")
"""`比第二个大`: more or less than something named."""
_COMPARED = re.compile(r"\bthan the (?:first|second|third|other|last)\b|\bwhich\b|哪[个款]|比第|\bwhy\b|为什么")


def read_critiques(text: str) -> tuple[Critique, ...]:
    """All directions asked for, in the order they are said; a question which of two is lighter asks for none."""
    return () if _COMPARED.search(text.lower().replace("’", "'")) else read_comparisons(text)


def comparing_words(text: str) -> tuple[str, ...]:
    """Every phrase of the text that compares: nothing of it names a thing."""
    folded = text.lower().replace("’", "'")
    return tuple(said[0] for _, _, words in _COMPILED for said in words.finditer(folded))


def read_comparisons(text: str) -> tuple[Critique, ...]:
    """The same for any message: `is it cheaper than the first` compares prices, and asks for nothing cheaper."""
    folded = text.lower().replace("’", "'")
    found: dict[str, tuple[int, Critique]] = {}
    for match in _HAN_THAN.finditer(folded):
        attribute, direction = _HAN_ADJECTIVES[match["how"]]
        found[attribute] = (match.start(), Critique(attribute, direction, match[0]))
    for attribute, direction, words in _COMPILED:
        said = words.search(folded)
        if said and attribute not in found:
            found[attribute] = (said.start(), Critique(attribute, direction, said[0]))
    return tuple(critique for _, critique in sorted(found.values(), key=lambda pair: pair[0]))
