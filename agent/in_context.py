"""What a message is, given what is on screen and what was asked last: what words alone cannot tell.

The classifier reads one message; here the dialogue corrects it. `the ones before` is no small talk while two lists have
been shown, `not Veltra` is no refusal while products are, and `one more` after a change of the cart is about the cart.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.dialogue import DialogueState
from agent.referring import named_products
from agent.turn import Turn
from agent.understanding import Intent, Understanding
from agent.wish import Wish
from retrieval.dimensions import DIMENSIONS

LOOSE = frozenset(
    {"yes", "no", "out_of_scope", "identity", "thanks", "greeting", "cart_undo", "similar", "goes_with", "recommend",
     "checkout", "offers", "newsletter", "review", "account", "payment_problem"}
)  # fmt: skip
"""Intents that a wish the catalogue can meet outweighs, where nothing else speaks for them."""
OF_RULES = ("return_item", "exchange_item", "refund_status", "delivery_time")
"""Read as a question about the rule where no order is meant."""
SURE = 0.75
ASKING = frozenset({"ask_product", "availability", "compare", "explain", "price", "count"})
AMONG = re.compile(
    r"\bwhich (?:of (?:them|these|those)|ones)\b|\b(?:any|some|one|all) of (?:them|these|those)\b|\bare any\b"
    r"|哪[些几]|(?:里面|其中).{0,4}有",
    re.IGNORECASE,
)
SHOW_THEM = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|yes|please|sure|then|well)[\s,]+)*(?:show|let me see|list|see)(?: me)? (?:them"
    r"|those|these|all(?: of them)?)"
    r"(?: to me| please| then| all)*\W*$|^\W*(?:好[的啊吧]?[,，]?)?(?:都?给我看看?|看看|列出来|都?看一下)\W*$",
    re.IGNORECASE,
)
CHOOSES = re.compile(
    r"\b(?:the|that) (?:\w+ )?(?:\w+er|first|second|third|last|other|more \w+) (?:one|ones)?\b|那[个件款双]"
    r"|第[一二三四五六]|\d号",
    re.IGNORECASE,
)
OWN_SIZE = re.compile(
    r"(?:by the way,? )?(?:i (?:usually |always )?(?:wear|take)|my (?:shoe )?size is|i'?m a) (?:a )?(?:size )?"
    r"(?:[a-z]{1,3}|\d{1,3}(?:\.5)?)[.!]?"
    r"|我(?:一般|平时)?(?:穿|是)\s*(?:[A-Za-z]{1,3}|\d{2,3}(?:\.5)?)\s*[码号]?的?[。!！]?",
    re.IGNORECASE,
)
TAKES = re.compile(
    r"\b(?:ok(?:ay)?|i'?ll (?:take|go with|have|get)|take|let'?s (?:take|go with))\b|就(?:要|买|选|拿)|我要|要了",
    re.IGNORECASE,
)
INTO_CART = re.compile(
    r"\b(?:add|put|throw|place|drop)\b.{0,60}\b(?:cart|basket|bag)\b|加(?:入|到|进)?购物车|放(?:到|进|入)?购物车|购物车.{0,3}加",
    re.IGNORECASE,
)
ADVICE = re.compile(
    r"\b(?:which|what) (?:one )?(?:would|do|should|of)\b|\b(?:you|your) (?:recommend|suggest|pick|choice"
    r"|take|favou?rite)\b|\bwhich (?:one )?is better\b"
    r"|(?:选|买|要|推荐)哪|哪[个款件双].{0,4}(?:好|值得|合适|推荐)|你(?:觉得|建议|会)",
    re.IGNORECASE,
)
HOW_MANY_IN_CART = re.compile(r"\b(?:in|into|to) (?:the|my) (?:cart|basket|bag)\b(?!.*\?)", re.IGNORECASE)
MORE_OF_IT = re.compile(
    r"^\W*(?:and |add |make it |i'?ll take |give me )*(?:one|two|three|four|five|\d{1,2}|another"
    r"|a few) ?(?:more|another)?"
    r"(?: of (?:it|them|those|these|that))?(?: please)?\W*$|^\W*再?(?:来|加|要)?[一两二三四五\d]{1,2}[个件份双台]\W*$",
    re.IGNORECASE,
)
RULE_ASKED = re.compile(
    r"\b(?:can|could|may|would|what if|is it possible|am i able|do you (?:take|accept))\b.*\b(?:if|when|back"
    r"|return|refund|exchange)\b"
    r"|\bhow (?:do|does|can|would)\b|\bfree\b|能不能|可不可以|可以.{0,6}吗|能.{0,6}吗|怎么|如何|要钱|免费|多久|几天",
    re.IGNORECASE,
)
IN_GENERAL = re.compile(
    r"\b(?:does|do|is|are|will) (?:your |the )?(?:standard |usual )?(?:delivery|shipping|deliveries|postage"
    r"|it|things)\b.{0,20}\b(?:take|usually|cost)"
    r"|\bhow (?:long|fast|quickly)\b.{0,24}\b(?:ship|deliver)|(?:配送|发货|送货|快递|物流)(?:一般)?(?:要"
    r"|需要)?(?:多久|几天|多长)|多久(?:能)?(?:发货|送到|到货)",
    re.IGNORECASE,
)
WHERE = re.compile(r"\bwhere\b|\bhow far\b|哪[里儿]?了|到哪|在哪|物流", re.IGNORECASE)
VERSUS = re.compile(r"\bcompar\w+|\bvs\.?\b|\bversus\b|\bor\b|\bagainst\b|还是|和.{1,20}比|对比|pk", re.IGNORECASE)
NO_IDEA = re.compile(
    r"\b(?:no|not a) (?:idea|clue)\b|\b(?:don'?t|do not) know\b|\bnot sure\b|不知道|不清楚|没想法|随便", re.IGNORECASE
)
COMPARES = re.compile(r"\bcompar\w+|\bvs\.?\b|\bversus\b|比一?[下比较]|对比", re.IGNORECASE)
LIKES = re.compile(
    r"\b(?:s?he|they)(?:'s| is| are)?(?: really| also| just)? ?(?:(?:prefer|like|love|enjoy|adore)s?|into"
    r"|fond of|keen on)\b"
    r"|\b(?:he|she|they) \w+s\b|(?:他|她|对方|喜欢|爱好)",
    re.IGNORECASE,
)
MEASURED = re.compile(
    r"多[重大长高宽厚亮久快]|续航|重吗|大吗|\bhow (?:heavy|big|large|long|wide|tall|high|thick|loud|bright"
    r"|fast|much does it weigh)\b",
    re.IGNORECASE,
)
POINTS = re.compile(r"\b(?:it|its|this|that)(?: one)?\b|它|这[个款件双台]|那[个款件双台]", re.IGNORECASE)
WANTING = re.compile(r"\b(?:need|want|looking for|shopping for|buy)\b|想买|要买|买点|想要", re.IGNORECASE)


def in_context(understood: Understanding, wish: Wish, turn: Turn) -> Understanding:
    """The first reading that fits, in the order of how much it takes for granted."""
    for reading in READINGS:
        if (intent := reading(understood, wish, turn)) is not None:
            changed = _as(understood, intent)
            return _with_find(changed, turn) if reading is _rule and wish.names_kind else changed
    return understood


def _as(understood: Understanding, intent: Intent) -> Understanding:
    others = tuple(one for one in understood.said_intents if one.name != intent.name and _stays_beside(one, understood))
    return replace(understood, intents=(intent, *others), said_intents=(intent, *others), abstain=False)


def _with_find(understood: Understanding, turn: Turn) -> Understanding:
    """ "Board games, and how long does delivery take": the thing that is named is wanted as well."""
    if understood.has("find"):
        return understood
    find = _intent("find", turn)
    return replace(understood, intents=(*understood.intents, find), said_intents=(find, *understood.said_intents))


def _stays_beside(other: Intent, understood: Understanding) -> bool:
    """A second wish of the same message stays; the reading that was corrected does not."""
    wrong = {understood.intent.name, *OF_RULES} if understood.has(*OF_RULES) else {understood.intent.name}
    return len(understood.intents) > 1 and other.name not in wrong | LOOSE


Reading = Callable[[Understanding, Wish, Turn], Intent | None]


def _intent(name: str, turn: Turn, detail: str = "") -> Intent:
    return Intent(name, 0.9, detail=detail, clause=turn.text)


def _is_about_orders(understood: Understanding) -> bool:
    return bool(understood.order_ids) or any(one.kind in {"order", "last_order"} for one in understood.references)


def _again(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """ "The ones before": an earlier list is shown once more."""
    before = any(one.kind == "previous_slate" for one in understood.references)
    return _intent("find", turn, "again") if before and turn.dialogue.earlier_slate is not None else None


def _show_them(_understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """What was counted, or offered as a way out, is to be seen."""
    wanted = SHOW_THEM.search(turn.text) is not None and turn.dialogue.last_list != "orders"
    return _intent("refine", turn) if wanted and turn.dialogue.wants and turn.dialogue.task is None else None


def _more_of_it(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    state = turn.dialogue
    if state.last_list != "cart" or state.focus_product is None or not MORE_OF_IT.search(turn.text):
        return None
    if state.task is not None and state.task.asked:
        return None
    is_more = understood.has("more", "find", "refine", "cart_add", "cart_change", "out_of_scope")
    return _intent("cart_change", turn, "more") if is_more else None


def _into_cart(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    counted = understood.quantity is not None and HOW_MANY_IN_CART.search(turn.text)
    if not (INTO_CART.search(turn.text) or counted) or understood.has("cart_remove", "cart_undo", "offers"):
        return None
    return _intent("cart_add", turn)


def _takes(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """ "I'll take the Court": one product by name, and the words of someone who has decided."""
    named = {one.value for one in understood.references if one.kind == "product"}
    named |= {item.product_id for item in named_products(turn.text, turn.dialogue)[:1]}
    taken = re.search(
        r"^\W*(?:i'?ll (?:take|have|get)|(?:那?就|我)要(?!求|是|怎|看)|我买|来[一个件双份])", turn.text, re.IGNORECASE
    )
    return _intent("cart_add", turn) if len(named) == 1 and taken and understood.has("find", "refine", *LOOSE) else None


def _too(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """ "And the Owl game too", right after something was put into the cart."""
    named = any(one.kind == "product" for one in understood.references)
    said = re.search(
        r"^\W*(?:and|also|plus)\b|\b(?:too|as well|also)\W*$|^\W*(?:还有|再加|加上)|也(?:要|来|加)",
        turn.text,
        re.IGNORECASE,
    )
    open_to_it = understood.abstain or understood.has("find", "refine", "more", *LOOSE)
    return _intent("cart_add", turn) if turn.dialogue.last_list == "cart" and named and said and open_to_it else None


def _versus(understood: Understanding, wish: Wish, turn: Turn) -> Intent | None:
    """Two things by name: which one is asked, unless their kind says that they are to be seen first."""
    named = [one for one in understood.references if one.kind == "product"]
    if len(named) < 2 or not VERSUS.search(turn.text) or understood.has("compare", "cart_add"):
        return None
    if COMPARES.search(turn.text):
        return _intent("compare", turn)
    kinds = any(one.kind in {"category", "product_type"} for one in wish.need.mentions)
    if kinds and understood.has("find", "ask_product"):
        return _intent("find", turn, "named")
    return _intent("compare", turn)


def _chosen(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """ "OK, the cheaper one": of what is on screen that one is taken, and nothing cheaper looked for."""
    pointed = [one for one in understood.references if one.kind in {"product", "slate_position"}]
    if len(pointed) != 1 or not understood.has("refine", "find", "more", "compare") or " but " in turn.text:
        return None
    if not CHOOSES.search(turn.text) or len(turn.text.split()) > 7:
        return None
    return _intent("cart_add" if TAKES.search(turn.text) else "ask_product", turn, "chosen")


def _advice(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """ "Which would you take?" after a comparison."""
    asks = (
        understood.has("recommend", "compare", "explain", "ask_product", "out_of_scope") and not understood.references
    )
    wanted = turn.dialogue.compared and asks and ADVICE.search(turn.text)
    return _intent("compare", turn, "choose") if wanted else None


def _option_of_one(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """ "The second one but in blue": whether that very thing is to be had so."""
    pointed = [one for one in understood.references if one.kind in {"product", "slate_position"} and one.value]
    wanted = bool(understood.options) and len(pointed) == 1 and not understood.critiques
    return _intent("availability", turn) if wanted and understood.has("refine", "find", "more") else None


def _choices_among(understood: Understanding, wish: Wish, turn: Turn) -> Intent | None:
    """ "Which of them are dimmable": the list is narrowed to those."""
    if turn.dialogue.slate is None or not understood.has(*ASKING, "find") or understood.has("count"):
        return None
    pointed = any(one.kind in {"product", "slate_position"} for one in understood.references)
    return _intent("refine", turn) if wish.narrows and not pointed and AMONG.search(turn.text) else None


def _moved(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """ "Something lighter than the Ridge": a direction from something shown."""
    if not understood.critiques or turn.dialogue.slate is None or not understood.has(*ASKING, "similar"):
        return None
    return None if re.search(r"^\W*(?:is|are|does|do|was)\b", turn.text, re.IGNORECASE) else _intent("refine", turn)


def _wished(understood: Understanding, wish: Wish, turn: Turn) -> Intent | None:
    """What the catalogue has a name for outweighs a reading that was loose anyway."""
    first = understood.intent
    if first.name not in LOOSE or not (wish.narrows or wish.names_kind) or _is_about_orders(understood):
        return None
    pointed = any(one.kind in {"product", "slate_position", "product_on_screen"} for one in understood.references)
    if first.name in {"similar", "goes_with"} and (pointed or _around(turn.dialogue)):
        return None
    if first.name in {"offers", "checkout", "recommend", "account"} and first.confidence >= SURE:
        return None
    return _intent("refine" if turn.dialogue.slate and not wish.names_kind else "find", turn)


def _something(understood: Understanding, wish: Wish, turn: Turn) -> Intent | None:
    """ "Something to cool the bedroom": a use is told, and search knows what is for it."""
    asked = re.search(
        r"\b(?:some|any)thing (?:to|for|that|which|against)\b|想?[要找]个?(?:能|可以|用来)|有没有.{0,3}(?:能|用来)",
        turn.text,
        re.IGNORECASE,
    )
    has = wish.known and re.search(r"\bdo you (?:have|stock)\b|\bhave you got\b|有没有", turn.text, re.IGNORECASE)
    out = understood.intent.name == "out_of_scope"
    return _intent("find", turn) if out and wish.words and (asked or has) else None


def _most_of_a_kind(understood: Understanding, wish: Wish, turn: Turn) -> Intent | None:
    """ "The biggest tent you have" asks to see it."""
    named = wish.superlative is not None and wish.names_kind
    pointed = any(one.kind in {"product", "slate_position"} for one in understood.references)
    asks = understood.has(*ASKING, *LOOSE) and not understood.has("count")
    return _intent("find", turn) if named and not pointed and asks else None


def _around(state: DialogueState) -> bool:
    return state.focus_product is not None or state.slate is not None


def _liked(understood: Understanding, wish: Wish, turn: Turn) -> Intent | None:
    """While a gift is looked for, what the person likes is a wish."""
    if turn.dialogue.wants.gift and NO_IDEA.search(turn.text) and understood.has("no", "refine", *LOOSE):
        return _intent("find", turn)
    if (
        not turn.dialogue.wants.gift
        or not LIKES.search(turn.text)
        or understood.has("cart_add", "return_item", "person")
    ):
        return None
    return _intent("find", turn) if wish.words and understood.intent.name != "gift" else None


def _rule(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """ "Can I return it if she doesn't like it": no order is meant, the rule is."""
    if not understood.has(*OF_RULES):
        return None
    named = any(one.kind == "order_words" for one in understood.references)
    task = turn.dialogue.task
    if _is_about_orders(understood) or named or turn.dialogue.last_list == "orders" or (task and task.asked == "order"):
        return None
    if understood.has("delivery_time"):
        return _intent("delivery_options", turn) if IN_GENERAL.search(turn.text) else None
    return _intent("policy", turn) if RULE_ASKED.search(turn.text) else None


def _parcel(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    asked = understood.has("order_status") and bool(understood.order_ids) and WHERE.search(turn.text)
    return _intent("track_order", turn) if asked else None


def _of_this(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """A question that only makes sense of the product being talked about."""
    first, state = understood.intent, turn.dialogue
    named = named_products(turn.text, state) or any(one.kind == "product" for one in understood.references)
    if understood.has("availability") and _asks_feature(understood, state):
        return _intent("ask_product", turn)
    if first.name == "policy" and state.focus_product and POINTS.search(turn.text) and _tells(state, turn.text):
        return _intent("ask_product", turn)
    loose = understood.abstain or first.name in LOOSE or first.name in {"find", "more"}
    if loose and MEASURED.search(turn.text) and (named or state.focus_product):
        return _intent("ask_product", turn)
    if (understood.abstain or first.name in LOOSE) and named and re.search(r"[?\uff1f]|吗|多|几|什么", turn.text):
        return _intent("ask_product", turn)
    return None


def _asks_feature(understood: Understanding, state: DialogueState) -> bool:
    """`does the third have a microphone` asks for no stock."""
    need = understood.need
    pointed = any(one.kind in {"slate_position", "product", "product_on_screen"} for one in understood.references)
    told = need is not None and any(True in one.any_of for one in need.filters.attributes)
    return told and (pointed or state.focus_product is not None) and not understood.options


def _tells(state: DialogueState, text: str) -> bool:
    """Whether an attribute of the product in focus is named in the text."""
    entity = f"product:{state.focus_product}"
    names = {one.field.removeprefix("attribute:") for one in state.facts if one.entity == entity}
    folded = text.casefold()
    hints = [word for name in names for words in DIMENSIONS.values() if name.split("_")[0] in words for word in words]
    return any(part in folded for part in (*hints, *(name.split("_")[0] for name in names if len(name) > 3)))


def _other_one(understood: Understanding, _wish: Wish, turn: Turn) -> Intent | None:
    """ "And the other one?": the same question about another product."""
    state = turn.dialogue
    asks = re.search(r"^\W*(?:and |what about |how about )+the |^\W*(?:那|另).{0,6}呢", turn.text, re.IGNORECASE)
    if not asks or not state.last_question or len(turn.text) > 40:
        return None
    pointed = any(one.kind in {"product", "slate_position"} for one in understood.references)
    return _intent("ask_product", turn, "same") if pointed or "other" in turn.text or "另" in turn.text else None


def _about_self(understood: Understanding, wish: Wish, turn: Turn) -> Intent | None:
    """ "I wear size 43" tells something to keep in mind and asks for nothing yet."""
    told = OWN_SIZE.fullmatch(turn.text.strip()) is not None and not wish.names_kind
    asked = turn.dialogue.task is not None and bool(turn.dialogue.task.asked)
    return _intent("noted", turn) if told and not asked and understood.has("find", "refine", *LOOSE) else None


def _vague(understood: Understanding, wish: Wish, turn: Turn) -> Intent | None:
    """ "I need something": asked for what, instead of being guessed at."""
    loose = understood.intent.name in LOOSE | {"more", "cart_add", "availability"}
    empty = not wish.words and not wish.narrows and not understood.references and understood.yes_no is None
    return (
        _intent("find", turn, "vague")
        if loose and empty and WANTING.search(turn.text) and len(turn.text) < 60
        else None
    )


READINGS: tuple[Reading, ...] = (
    _about_self, _again,
    _show_them, _more_of_it, _into_cart, _takes, _too, _versus, _other_one, _advice, _option_of_one,
    _chosen, _choices_among, _moved,
    _liked, _rule, _parcel, _most_of_a_kind, _of_this, _wished, _something, _vague,
)  # fmt: skip
