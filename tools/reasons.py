"""Claims in the shopper's language. No evidence, no sentence; counts are only said as the evidence gives them."""

from collections.abc import Callable, Mapping

import wire
from retrieval.evidence import Claim, Evidence

Titles = Mapping[str, str]
"""Product titles in the shopper's language, by id."""


def reason(claim: Claim, *, language: str, titles: Titles) -> wire.Reason | None:
    """The claim in words with its evidence, or nothing where the words would have to guess."""
    word = (ZH if language == "zh" else EN).get(claim.kind)
    text = word(claim, titles) if word and claim.evidence else None
    return wire.Reason(text=text, evidence=[_wired(evidence) for evidence in claim.evidence]) if text else None


def _wired(evidence: Evidence) -> wire.EvidenceRef:
    return wire.EvidenceRef(
        kind=evidence.kind, id=evidence.id, quote=evidence.quote, count=evidence.count, of=evidence.of
    )


Word = Callable[[Claim, Titles], str | None]


def _counted(claim: Claim) -> tuple[int, int] | None:
    told = next((e for e in claim.evidence if e.count is not None and e.of is not None), None)
    return (told.count, told.of) if told and told.count is not None and told.of is not None else None


def _together(template: str) -> Word:
    def word(claim: Claim, titles: Titles) -> str | None:
        counted, anchor = _counted(claim), titles.get(claim.slots.get("product", ""))
        return template.format(count=counted[0], of=counted[1], product=anchor) if counted and anchor else None

    return word


def _about(template: str) -> Word:
    """A sentence about the product that led here."""

    def word(claim: Claim, titles: Titles) -> str | None:
        anchor = titles.get(claim.slots.get("product", ""))
        return template.format(product=anchor) if anchor else None

    return word


def _because(verbs: Mapping[str, str], template: str) -> Word:
    def word(claim: Claim, titles: Titles) -> str | None:
        anchor = titles.get(claim.slots.get("product", ""))
        verb = verbs.get(claim.slots.get("action", "view"), verbs["view"])
        return template.format(verb=verb, product=anchor) if anchor else None

    return word


def _matches_en(claim: Claim, _titles: Titles) -> str | None:
    value, label = claim.slots.get("value"), claim.slots.get("label", claim.slots.get("attribute", ""))
    if not value:
        return None
    if value == "yes":
        return f"{label}, as you asked"
    if value == "no":
        return f"{label}: no, as you asked"
    return value if claim.slots.get("attribute") in {"brand", "product_type", "category"} else f"{label}: {value}"


def _matches_zh(claim: Claim, _titles: Titles) -> str | None:
    value = claim.slots.get("value")
    label = claim.slots.get("label_zh") or {"price": "价格", "brand": "品牌"}.get(
        claim.slots.get("attribute", ""), claim.slots.get("label", "")
    )
    if not value:
        return None
    if value in {"yes", "是"}:
        return f"{label}：符合你的要求"
    return value if claim.slots.get("attribute") in {"product_type", "category"} else f"{label}：{value}"


def _popular_en(claim: Claim, _titles: Titles) -> str | None:
    count, days = claim.evidence[0].count, claim.slots.get("days")
    verb = "bought" if claim.slots.get("action") == "bought" else "looked at"
    return f"{count} people {verb} it" + (f" in the last {days} days" if days else "") if count else None


def _popular_zh(claim: Claim, _titles: Titles) -> str | None:
    count, days = claim.evidence[0].count, claim.slots.get("days")
    verb = "买过" if claim.slots.get("action") == "bought" else "看过"
    return (f"最近 {days} 天有 " if days else "有 ") + f"{count} 人{verb}" if count else None


def _rated_en(claim: Claim, _titles: Titles) -> str | None:
    count = claim.evidence[0].count
    return f"{claim.slots['stars']} stars from {count} reviews" if count else None


def _rated_zh(claim: Claim, _titles: Titles) -> str | None:
    count = claim.evidence[0].count
    return f"{count} 条评价，平均 {claim.slots['stars']} 分" if count else None


def _chosen_en(claim: Claim, _titles: Titles) -> str | None:
    counted = _counted(claim)
    return f"{counted[0]} of {counted[1]} people who searched for this chose it" if counted else None


def _chosen_zh(claim: Claim, _titles: Titles) -> str | None:
    counted = _counted(claim)
    return f"搜索同样内容的 {counted[1]} 人里，有 {counted[0]} 人选了它" if counted else None


def _due_en(claim: Claim, _titles: Titles) -> str | None:
    days, interval = claim.slots["days"], claim.slots["interval_days"]
    return f"you bought it {days} days ago, and people buy it again after about {interval}"


def _due_zh(claim: Claim, _titles: Titles) -> str | None:
    return f"你 {claim.slots['days']} 天前买过，大家一般约 {claim.slots['interval_days']} 天回购一次"


def _often_en(claim: Claim, _titles: Titles) -> str | None:
    return f"you bought it {claim.slots['times']} times, last {claim.slots['days']} days ago"


def _often_zh(claim: Claim, _titles: Titles) -> str | None:
    return f"你买过 {claim.slots['times']} 次，上次是 {claim.slots['days']} 天前"


def _looked_en(claim: Claim, _titles: Titles) -> str | None:
    did = "put it in your cart" if claim.slots["action"] == "cart" else "looked at it"
    return f"you {did}{_ago_en(claim.slots.get('days'))}"


def _ago_en(days: str | None) -> str:
    return {None: "", "0": " today", "1": " yesterday"}.get(days, f" {days} days ago")


def _looked_zh(claim: Claim, _titles: Titles) -> str | None:
    verb, days = VERBS_ZH.get(claim.slots["action"], VERBS_ZH["view"]), claim.slots.get("days")
    when = {None: "", "0": "今天", "1": "昨天"}.get(days, f"{days} 天前")
    return f"你{when}{verb}它"


VERBS_EN = {"view": "looked at", "click": "looked at", "cart": "put in your cart", "purchase": "bought"}
VERBS_ZH = {"view": "看过", "click": "看过", "cart": "加购了", "purchase": "买过"}

EN: dict[str, Word] = {
    "bought_together": _together("{count} of {of} people who bought the {product} also bought this"),
    "viewed_together": _together("{count} of {of} people who looked at the {product} also looked at this"),
    "because_of": _because(VERBS_EN, "because you {verb} the {product}"),
    "similar": _about("much like the {product}"),
    "made_for": _about("made to go with the {product}"),
    "is_for": _about("the {product} is made to go with it"),
    "matches": _matches_en,
    "popular": _popular_en,
    "trending": _popular_en,
    "rated": _rated_en,
    "chosen_for": _chosen_en,
    "looked_at": _looked_en,
    "due_again": _due_en,
    "bought_often": _often_en,
}
ZH: dict[str, Word] = {
    "bought_together": _together("买了{product}的 {of} 人里，有 {count} 人也买了它"),
    "viewed_together": _together("看过{product}的 {of} 人里，有 {count} 人也看了它"),
    "because_of": _because(VERBS_ZH, "因为你{verb}{product}"),
    "similar": _about("和{product}很相近"),
    "made_for": _about("专门用来搭配{product}"),
    "is_for": _about("{product}就是为它配的"),
    "matches": _matches_zh,
    "popular": _popular_zh,
    "trending": _popular_zh,
    "rated": _rated_zh,
    "chosen_for": _chosen_zh,
    "looked_at": _looked_zh,
    "due_again": _due_zh,
    "bought_often": _often_zh,
}
