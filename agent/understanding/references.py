"""What a message points at: shown products, orders, lines of the cart."""

import re
from collections.abc import Sequence

from agent.understanding.options import colours_in
from agent.understanding.positions import read_places
from agent.understanding.scene import Scene, ShownItem
from agent.understanding.understood import Reference

_THIS = re.compile(
    r"\b(?:it|its|it's|this|that one|this one|that (?:product|item|thing)|this (?:product|item|thing|"
    r"model))\b|这个|这款|这件|这双|这台|它|那个|那款|那件|该商品",
)
_WEATHER = re.compile(
    r"\bit(?:'s| is)? (?:rain|snow|cold outside|hot outside|late|time|possible|ok|okay|true|urgent|been|hurts|"
    r"takes?|says?)\w*\b|"
    r"\b(?:ship|send|deliver|need|want|bring|have) it (?:to|by|before|on|here|delivered|sent)\b|"
    r"\bthis (?:time|week|morning|year|month|is)\b"
)
_BEFORE = re.compile(
    r"\b(?:the )?(?:ones|list|products|results|items) (?:before|from before|earlier|"
    r"you showed (?:me )?(?:before|earlier|first))\b|"
    r"\b(?:previous|earlier) (?:ones|list|results|products|slate)\b|"
    r"之前(?:那些|那批|的那些|看的)|前面那[几些批]|刚才那[些批几]|上一批"
)
_LAST_ORDER = re.compile(
    r"\b(?:my |the )?(?:last|latest|most recent|newest|recent|previous) (?:order|purchase|delivery|parcel|"
    r"package)\b|上一?[个次]?(?:订单|单)|最近(?:的|一个|那个|那)?(?:订单|一?单)|最新的?订单|刚下的单"
)
_THAT_ORDER = re.compile(
    r"\b(?:that|this|the|my) (?:order|parcel|package|delivery|shipment)\b|(?:那|这)个?(?:订单|快递|包裹|"
    r"单子?)|我的(?:订单|快递|包裹)|(?:它|那个)到哪"
)
_BOUGHT = (
    re.compile(
        r"\b(?:the|my|an?|those|these)\s+(?P<what>[\w'-]+(?:\s[\w'-]+){0,3}?)\s+(?:that |which )?(?:i|"
        r"we)(?:'ve| have)?\s+(?:just\s+|recently\s+)?"
        r"(?:ordered|bought|purchased|got|received|returned)\b"
    ),
    re.compile(
        r"\border (?:of|with|for) (?:the |an? )?(?P<what>[\w'-]+(?:\s[\w'-]+){0,2}?)(?=$|[,.?!]| (?:from|on|"
        r"arrive|come|please))"
    ),
    re.compile(
        r"(?:买|订|下单|购买)的(?:那[个件双台款])?(?P<what>[^,,。.??!!的了\s]{1,10}?)(?=到|在|怎么|什么|还|能|"
        r"坏|不|想|要|退|$|[,,。.??!!]|发货|寄)"
    ),
)
_SUPPORT_THING = re.compile(
    r"\b(?:where(?:'s| is)|track|return|send back|refund(?: for)?|exchange|cancel)\s+(?:the|"
    r"my)\s+(?P<what>[\w'-]+(?:\s[\w'-]+){0,2}?)(?=$|[,.?!]| (?:now|back|please|again|and|from|in|for|that|"
    r"because)\b)"
)
_NOT_A_THING = frozenset(
    re.split(
        " ",
        "order orders parcel package stuff delivery shipment purchase money refund item items thing things account "
        "last latest it product products one "
        "ones whole rest subscription newsletter payment password invoice bill address email profile status "
        "return same order's",
    )
)
_IN_CART = re.compile(
    r"\b(?:the |my |that |both )?(?P<what>[\w'-]+(?:\s[\w'-]+){0,2}?)\s+(?:from|out of|in|off)\s+(?:my|"
    r"the)\s+(?:cart|basket|bag|trolley)\b|购物车(?:里|中)?的(?P<han>[^,,。.\s]{1,8}?)(?=换|改|不要|删|去掉|"
    r"数量|$|多|减|加)"
)
_CHEAP = re.compile(r"\bthe (?:cheap(?:er|est)?|least expensive)(?: one)?\b|(?:最)?便宜的?(?:那个|那款|的那个)")
_DEAR = re.compile(
    r"\bthe (?:(?:more|most) expensive|pric(?:ier|iest)|dearer)(?: one)?\b|(?:最)?贵的?(?:那个|那款|的那个)"
)
_OTHER = re.compile(r"\bthe other(?: one)?\b(?! (?:day|week|two|side|hand|people|customers))|另(?:外)?一?(?:个|款)")
_THE_ONE = re.compile(r"\bthe (?P<what>[\w'-]+(?:\s[\w'-]+)?) one\b|(?P<han>[^,,。.\s]{1,6}?)的?那(?:个|款|件|双)")


def read_references(
    text: str,
    *,
    scene: Scene,
    order_ids: Sequence[str] = (),
    page_product: str | None = None,
    shops: bool,
    supports: bool,
) -> tuple[Reference, ...]:
    """All that is pointed at; `shops` and `supports` say whether the message is about products or about orders."""
    found = [Reference("order", order_id, order_id) for order_id in order_ids]
    found += _positions(text, scene)
    found += _described(text, scene)
    if _BEFORE.search(text.lower()):
        found.append(Reference("previous_slate", None, "before"))
    if supports and not order_ids:
        found += _orders(text, scene)
    found += _cart_lines(text)
    if shops and not found:
        found += _this(text, scene, page_product)
    return tuple(dict.fromkeys(found))


def _positions(text: str, scene: Scene) -> list[Reference]:
    shown = len(scene.recent_orders) if scene.last_list == "orders" else _shown_count(scene)
    return [
        Reference("slate_position", "last" if place.position == -1 else place.position, text[place.start : place.end])
        for place in read_places(text, shown=shown)
    ]


def _shown_count(scene: Scene) -> int:
    return len(scene.compared) or (len(scene.slates[0].items) if scene.slates else 0)


def _described(text: str, scene: Scene) -> list[Reference]:
    """ "The red one", "the cheaper one", "the other one" among what is shown."""
    if not scene.slates or not scene.slates[0].items:
        return []
    items, folded = scene.slates[0].items, text.lower()
    for words, highest in ((_CHEAP, False), (_DEAR, True)):
        said = words.search(folded)
        priced = [item for item in items if item.price_minor is not None]
        if said and priced and "more" not in said[0]:
            ranked = sorted(priced, key=lambda one: one.price_minor or 0, reverse=highest)
            return [Reference("product", ranked[0].product_id, said[0])]
    other = _OTHER.search(folded)
    if other:
        return _other(scene, items, other[0])
    return [Reference("product", item.product_id, words) for words in _ones(folded) if (item := _only(words, items))]


def _other(scene: Scene, items: Sequence[ShownItem], said: str) -> list[Reference]:
    candidates = list(scene.compared) or [item.product_id for item in items]
    rest = [product_id for product_id in candidates if product_id != scene.focus_product]
    return [Reference("product", rest[0], said)] if scene.focus_product in candidates and len(rest) == 1 else []


def _ones(folded: str) -> list[str]:
    return [match["what"] or match["han"] for match in _THE_ONE.finditer(folded)]


def _only(words: str, items: Sequence[ShownItem]) -> ShownItem | None:
    """The one item whose title or brand says the words (or their colour in the other language); none if two do."""
    colours = set(colours_in(words))
    fitting = [item for item in items if _says(item, words, colours)]
    return fitting[0] if len(fitting) == 1 else None


def _says(item: ShownItem, words: str, colours: set[str]) -> bool:
    title = f"{item.title} {item.brand or ''}".lower()
    if colours and colours & set(colours_in(title)):
        return True
    asked = [word for word in words.split() if len(word) > 1 or not word.isascii()]
    return bool(asked) and all(
        re.search(rf"\b{re.escape(word)}", title) if word.isascii() else word in title for word in asked
    )


def _orders(text: str, scene: Scene) -> list[Reference]:
    folded = text.lower().replace("’", "'")
    last = _LAST_ORDER.search(folded)
    if last:
        return [Reference("last_order", scene.recent_orders[0] if len(scene.recent_orders) == 1 else None, last[0])]
    named = _named_thing(folded)
    if named:
        return [Reference("order_words", named, named)]
    that = _THAT_ORDER.search(folded) or (_THIS.search(folded) if scene.last_list == "orders" else None)
    if that and scene.focus_order:
        return [Reference("order", scene.focus_order, that[0])]
    return []


def _named_thing(folded: str) -> str | None:
    """ "The lamp I bought": what was bought stands for the order it was in."""
    for pattern in (*_BOUGHT, _SUPPORT_THING):
        said = pattern.search(folded)
        if said and not set(said["what"].split()) & _NOT_A_THING:
            return said["what"]
    return None


def _cart_lines(text: str) -> list[Reference]:
    said = _IN_CART.search(text.lower())
    if said is None:
        return []
    words = (said["what"] or said["han"] or "").strip()
    words = re.sub(
        r"^(?:remove|delete|take|drop|throw|change|swap|make|put|get|show|what's|see|the|my|that)\s+(?:the\s+|my\s+)?",
        "",
        words,
    )
    known = words not in {
        "",
        "it",
        "that",
        "this",
        "everything",
        "one",
        "size",
        "colour",
        "color",
        "quantity",
        "one more",
        "one less",
    }
    return [Reference("cart_line", words if known else None, said[0].strip())]


def _this(text: str, scene: Scene, page_product: str | None) -> list[Reference]:
    folded = text.lower().replace("’", "'")
    said = _THIS.search(_WEATHER.sub(" ", folded))
    if said is None:
        return []
    alone = scene.slates[0].items[0].product_id if scene.slates and len(scene.slates[0].items) == 1 else None
    return [Reference("product_on_screen", page_product or scene.focus_product or alone, said[0])]
