"""What buyers say about one side of a product: how many praise it, how many don't, each with their own words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import wire
from shop.reviews import Review
from tools.result import Fact

LONGEST_QUOTE = 200
ASPECTS_ZH = {
    "battery": ("续航", "电池", "电量"), "sound": ("音质", "声音"), "comfort": ("舒适", "舒服"),
    "fit": ("尺码", "合身", "版型"), "warmth": ("保暖",), "rain": ("防水", "防雨"), "weight": ("重量", "轻重"),
    "build": ("做工", "质量", "结实"), "delivery": ("物流", "快递", "配送"), "value": ("性价比", "值不值"),
    "speed": ("速度", "快慢"), "cleaning": ("清洁", "清洗"), "look": ("外观", "颜值"), "setup": ("安装", "设置"),
    "picture": ("屏幕", "画质"), "skin": ("肤感", "皮肤"), "grip": ("抓地", "防滑"), "smell": ("气味", "味道"),
    "noise": ("噪音", "噪声"), "light": ("亮度", "光线"), "taste": ("口味", "口感"), "room": ("空间", "容量"),
}  # fmt: skip
"""Words by which Chinese shoppers name what reviews are labelled with."""
SAME_EN = {
    "quality": "build", "sturdy": "build", "durable": "build", "comfortable": "comfort", "size": "fit", "sizing": "fit",
    "heavy": "weight", "screen": "picture", "display": "picture", "loud": "noise", "noisy": "noise", "warm": "warmth",
    "shipping": "delivery", "price": "value", "waterproof": "rain", "space": "room", "flavour": "taste",
}  # fmt: skip


@dataclass(frozen=True)
class Voices:
    """`good` and `bad` of the reviews that speak about `aspect`; one quote for each side that has any."""

    aspect: str
    good: int
    bad: int
    praise: Review | None
    criticism: Review | None


def named_aspects(question: str) -> set[str]:
    """Every aspect the words name, by whatever word: `how heavy` is about the weight, `电池` about the battery."""
    words = re.findall(r"[a-z]+", question.lower())
    chinese = {name for name, said in ASPECTS_ZH.items() if any(word in question for word in said)}
    return chinese | {SAME_EN[word] for word in words if word in SAME_EN}


def asked_aspect(reviews: Sequence[Review], question: str) -> str | None:
    """The aspect the question names, of those the reviews speak about."""
    known = {aspect for review in reviews for aspect in review.aspects}
    words = re.findall(r"[a-z]+", question.lower())
    for word in words:
        meant = SAME_EN.get(word, word.removesuffix("s"))
        if meant in known:
            return str(meant)
    return next((name for name in sorted(known) if any(w in question for w in ASPECTS_ZH.get(name, ()))), None)


def most_criticised(reviews: Sequence[Review]) -> str | None:
    """What most reviews complain about; the alphabet decides between equals."""
    blamed = Counter(aspect for review in reviews for aspect, how in review.aspects.items() if how < 0)
    return min(blamed, key=lambda aspect: (-blamed[aspect], aspect), default=None)


def voices(reviews: Sequence[Review], aspect: str, language: str) -> Voices:
    good = [review for review in reviews if review.aspects.get(aspect, 0) > 0]
    bad = [review for review in reviews if review.aspects.get(aspect, 0) < 0]
    praise = _plainest(good, language, kindest=True)
    return Voices(aspect, len(good), len(bad), praise, _plainest(bad, language, kindest=False))


def _plainest(reviews: Sequence[Review], language: str, *, kindest: bool) -> Review | None:
    """In the shopper's own language, of those who feel strongest about it, the shortest."""
    told = [review for review in reviews if review.text and review.language == language]
    return min(told, key=lambda r: (-r.stars if kindest else r.stars, len(r.text), r.review_id), default=None)


def quoted(review: Review, aspect: str = "") -> str:
    """Their own words: the sentence that names `aspect` where there is one, else the review or how it begins."""
    sentences = re.findall(r".+?(?:[.!?](?=\s|$)|[。！？!?]|$)\s*", review.text, re.DOTALL)
    naming = [sentence for sentence in sentences if _names(sentence, aspect)]
    if naming:
        return str(naming[0]).strip()[: 2 * LONGEST_QUOTE]
    kept = ""
    for sentence in sentences:
        if kept and len(kept) + len(sentence) > LONGEST_QUOTE:
            break
        kept += sentence
    return kept.strip()[: 2 * LONGEST_QUOTE]


def _names(sentence: str, aspect: str) -> bool:
    if not aspect:
        return False
    words = {aspect, *(word for word, meant in SAME_EN.items() if meant == aspect)}
    said = set(re.findall(r"[a-z]+", sentence.lower()))
    return bool(words & said) or any(word in sentence for word in ASPECTS_ZH.get(aspect, ()))


def overall(reviews: Sequence[Review], language: str) -> Voices:
    """Of all reviews, those with four or five stars against those with one or two."""
    good, bad = [r for r in reviews if r.stars >= 4], [r for r in reviews if r.stars <= 2]
    praise = _plainest(good, language, kindest=True)
    return Voices("", len(good), len(bad), praise, _plainest(bad, language, kindest=False))


def in_words(told: Voices, language: str, *, opening: str | None = None) -> str:
    """`7 buyers mention battery: 5 happy with it, 2 not. "..." (5 stars)`; `opening` in place of the counts."""
    zh = language == "zh"
    said = [_quote_words(review, told.aspect, zh=zh) for review in (told.praise, told.criticism) if review]
    return ("" if zh else " ").join([opening or _counted(told, zh=zh), *said])


def _counted(told: Voices, *, zh: bool) -> str:
    name = ASPECTS_ZH.get(told.aspect, (told.aspect,))[0] if zh else told.aspect
    of = told.good + told.bad
    if zh:
        return f"{of} 位买家提到{name}:{told.good} 位满意，{told.bad} 位不满意。"
    who = "1 buyer mentions" if of == 1 else f"{of} buyers mention"
    return f"{who} {name}: {told.good} happy with it, {told.bad} not."


def _quote_words(review: Review, aspect: str, *, zh: bool) -> str:
    quote = quoted(review, aspect)
    return f"“{quote}”（{review.stars} 星）" if zh else f'"{quote}" ({review.stars} star{"s" * (review.stars != 1)})'


def voice_facts(told: Voices, entity: str, label: str) -> list[Fact]:
    counts = (told.good, told.bad, told.good + told.bad)
    facts = [Fact(entity, f"voices:{told.aspect or 'all'}", count, label, stable=True) for count in counts]
    both = [review for review in (told.praise, told.criticism) if review]
    return facts + [fact for review in both for fact in review_facts(review, entity, label, aspect=told.aspect)]


def review_facts(review: Review, entity: str, label: str, *, aspect: str = "") -> list[Fact]:
    return [
        Fact(entity, "review", quoted(review, aspect), label, stable=True),
        Fact(entity, "review_stars", review.stars, label, stable=True),
    ]


def review_citation(review: Review, label: str, *, aspect: str = "") -> wire.Citation:
    quote = quoted(review, aspect)
    return wire.Citation(kind="review", id=review.review_id, title=review.title or label, quote=quote)
