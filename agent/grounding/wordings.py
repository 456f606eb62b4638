"""Words put into someone's mouth, and names of things that are in no result."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from agent.grounding.evidence import folded
from agent.grounding.lexicon import talk
from agent.grounding.scope import Scope
from agent.grounding.states import is_negated, is_supposed

QUOTED = re.compile(r"[\"“]([^\"“”]{8,240})[\"”]|「([^」]{4,160})」")
LEAST_WORDS = 3
PROPER = re.compile(r"\b[A-Z][a-zA-Z0-9'’&+-]*(?:\s+(?:[A-Z0-9][a-zA-Z0-9'’&+-]*|of|de|&)(?=\s|[^\w]|$))+")
BOLD = re.compile(r"\*\*([^*]{3,80})\*\*|《([^》]{2,40})》")
LATIN_IN_HAN = re.compile(r"[A-Z][A-Za-z0-9-]{2,}(?:\s+[A-Z0-9][A-Za-z0-9-]+)*")


@cache
def everyday() -> frozenset[str]:
    """Capitalised words that name no product; `everyday.txt` lists them."""
    lines = (files("agent.grounding") / "everyday.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


COLOURS = frozenset(
    [
        "red",
        "blue",
        "green",
        "black",
        "white",
        "yellow",
        "orange",
        "purple",
        "pink",
        "brown",
        "grey",
        "gray",
        "beige",
        "navy",
        "teal",
        "turquoise",
        "gold",
        "silver",
        "ivory",
        "burgundy",
        "khaki",
        "olive",
    ]
)
MATERIALS = frozenset(
    [
        "leather",
        "suede",
        "cotton",
        "wool",
        "linen",
        "silk",
        "polyester",
        "nylon",
        "steel",
        "aluminium",
        "aluminum",
        "titanium",
        "plastic",
        "wood",
        "wooden",
        "bamboo",
        "ceramic",
        "porcelain",
        "glass",
        "marble",
        "rubber",
        "silicone",
        "canvas",
        "denim",
        "velvet",
        "cashmere",
        "merino",
        "oak",
        "walnut",
        "copper",
        "brass",
        "iron",
    ]
)
HAN_VALUES = (("红色", "蓝色", "绿色", "黑色", "白色", "黄色", "橙色", "紫色", "粉色", "棕色", "灰色", "米色"), ("真皮", "牛皮", "纯棉", "羊毛", "亚麻", "真丝", "涤纶", "尼龙", "不锈钢", "铝合金", "塑料", "实木", "竹制", "陶瓷", "玻璃", "橡胶", "硅胶", "帆布"))  # fmt: skip
HAN_NAME = re.compile(r"[\u4e00-\u9fff]+(?:\s[\u4e00-\u9fff]+)*")


def wording_faults(scope: Scope) -> Iterator[str]:
    yield from _quote_faults(scope)
    yield from _name_faults(scope)
    yield from _material_faults(scope)
    yield from _company_faults(scope)


def _quote_faults(scope: Scope) -> Iterator[str]:
    for match in QUOTED.finditer(scope.sentence):
        said = folded(match.group(1) or match.group(2)).strip(" .,!?…")
        enough = len(said.split()) >= LEAST_WORDS or not said.isascii()
        if enough and said not in scope.evidence.all_words:
            yield f"the words {match.group()} are in no result"


def _name_faults(scope: Scope) -> Iterator[str]:
    """Capitalised names of two words and more of which no word is known from the evidence."""
    found = [match.group() for match in PROPER.finditer(scope.sentence)]
    found += [match.group(1) or match.group(2) for match in BOLD.finditer(scope.sentence)]
    if not scope.sentence.isascii():
        found += LATIN_IN_HAN.findall(scope.sentence)
    yield from _chinese_name_faults(scope)
    for name in dict.fromkeys(found):
        fault = _name_fault(name, scope)
        if fault:
            yield fault


def _chinese_name_faults(scope: Scope) -> Iterator[str]:
    """Between English words, Chinese characters are a name, an address or somebody's words."""
    if not any(_is_english(stretch) for stretch in HAN_NAME.split(scope.without_mentions)):
        return
    for run in HAN_NAME.findall(scope.without_mentions):
        if folded(run) not in scope.evidence.all_words:
            yield f"{run!r} is the name of nothing in any result"


def _is_english(stretch: str) -> bool:
    return sum(word in talk() for word in re.findall(r"[a-z]+", stretch.casefold())) > 1


def _name_fault(name: str, scope: Scope) -> str | None:
    known = scope.evidence.all_words
    words = [
        word for word in re.findall(r"[a-z0-9][a-z0-9'+-]*|[\u4e00-\u9fff]+", folded(name)) if word not in everyday()
    ]
    words = [word.removesuffix("'s") for word in words if not word.isdigit() and word not in talk()]
    if not words or not any(word[:1].isalpha() and (not word.isascii() or len(word) > 2) for word in words):
        return None
    unknown = [word for word in words if not _is_known(word, known)]
    if len(unknown) == len(words) and (len(words) > 1 or len(name.split()) > 1 or not scope.sentence.isascii()):
        return f"{name!r} is the name of nothing in any result"
    mixed = len(unknown) >= 1 and len(words) >= 2 and words[0] not in unknown and _is_brand(words[0], scope)
    return f"{name!r} is the name of nothing in any result" if mixed and unknown[0][:1].isalpha() else None


def _is_known(word: str, known: str) -> bool:
    if not word.isascii():
        return word in known
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?:s|es|'s)?(?![a-z0-9])", known) is not None or (
        word.endswith("s") and re.search(rf"(?<![a-z0-9]){re.escape(word[:-1])}(?![a-z0-9])", known) is not None
    )


def _is_brand(word: str, scope: Scope) -> bool:
    """The word begins a product's name: a known maker with an unknown model is an invention."""
    return any(
        folded(label).startswith(f"{word} ")
        for entity, labels in scope.evidence.labels.items()
        if entity.startswith("product:")
        for label in labels
    )


def _material_faults(scope: Scope) -> Iterator[str]:
    """A colour or material the thing is said to have, that nothing known of it says, while something else is known."""
    lowered = folded(scope.sentence)
    for group in (COLOURS, MATERIALS):
        for match in re.finditer(r"[a-z]+", lowered):
            if match.group() in group and _is_invented(match.group(), match.start(), tuple(group), scope):
                yield f"{match.group()} is nothing known of it"
    for values in HAN_VALUES:
        for value in values:
            start = scope.sentence.find(value)
            if start >= 0 and _is_invented(value, start, values, scope):
                yield f"{value} is nothing known of it"


def _is_invented(value: str, start: int, group: tuple[str, ...], scope: Scope) -> bool:
    about = scope.entities_at(start) or (scope.widened(scope.earlier) if scope.starts_with_pronoun else frozenset())
    if not about or is_negated(scope.sentence, start, start + len(value)) or is_supposed(scope.sentence, start, start):
        return False
    known = folded(" ".join(_known_words(scope, about)))
    offered = re.search(
        r"\b(?:available|comes?|sold|offered|get it|have it) (?:also )?in (?:\w+ or |\w+ and )?$",
        scope.sentence[:start],
    )
    if value in known or value.rstrip("色制") in known or value in folded(scope.evidence.shopper):
        return False
    return bool(offered) or any(
        re.search(rf"(?<![a-z]){re.escape(other)}(?![a-z])", known) for other in group if other != value
    )


def _known_words(scope: Scope, about: frozenset[str]) -> Iterator[str]:
    for fact in scope.evidence.facts_of(sorted(about)):
        yield f"{fact.label} {fact.value}"
    for text in scope.evidence.texts:
        if text.entity in about:
            yield text.words


NAMED = re.compile(
    r"\b(?:visa|mastercard|amex|american express|paypal|alipay|wechat pay|apple pay|google pay|gift card|bank account|dhl|ups|fedex|usps|hermes|evri|gls|dpd|royal mail)\b|顺丰|京东快递|中通|圆通|申通|韵达|支付宝|微信支付|银行卡|信用卡|礼品卡",
    re.IGNORECASE,
)


def _company_faults(scope: Scope) -> Iterator[str]:
    """A carrier or a way of paying that no result and no word of the shopper's names."""
    if scope.sentence.rstrip().endswith(("?", "？")):
        return
    for match in NAMED.finditer(scope.sentence):
        if folded(match.group()) not in scope.evidence.all_words and not is_negated(scope.sentence, *match.span()):
            yield f"{match.group()} is named in no result"
