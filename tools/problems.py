"""Failures in the shopper's language; never an id a mile long, never a word about how the shop is built."""

from shop.errors import Conflict, Gone, NotFound, OutOfStock, Refused, ShopError

LONGEST_KEY = 60
KINDS_ZH = {
    "order": "订单", "article": "商品", "product": "商品", "line": "购物车里的这一项", "code": "优惠码",
    "change": "可以撤销的更改", "slate": "商品列表", "list": "商品列表", "place": "位置", "conversation": "对话",
    "confirmation": "待确认事项", "passage": "条文",
}  # fmt: skip


def said(error: ShopError, language: str = "en") -> str:
    """What went wrong, as the shopper may read it; a technical failure keeps the shop's own words for the log."""
    if isinstance(error, Refused):
        return error.reason
    if isinstance(error, NotFound):
        return _not_there(error, zh=language == "zh")
    if isinstance(error, OutOfStock):
        return _too_few(error, zh=language == "zh")
    if language == "zh" and isinstance(error, Gone):
        return "这个确认已经过期，请重新发起，我们会重新核对。"
    if language == "zh" and isinstance(error, Conflict):
        return "情况和刚才不一样了，什么都没有改动，请再看一下。"
    return str(error)


def _not_there(error: NotFound, *, zh: bool) -> str:
    key = error.key if len(error.key) <= LONGEST_KEY else f"{error.key[:LONGEST_KEY]}…"
    if zh:
        kind = KINDS_ZH.get(error.kind, error.kind)
        return f"没有找到{kind}“{key}”。" if key.isalnum() or not key.isascii() else f"没有找到{kind} {key}。"
    return f"There is no {error.kind} {key!r} here."


def _too_few(error: OutOfStock, *, zh: bool) -> str:
    if error.left < 1:
        return "这一款已经售罄。" if zh else "That one is sold out."
    if zh:
        return f"只剩 {error.left} 件，不够 {error.wanted} 件。"
    return f"Only {error.left} left, and {error.wanted} would be needed."
