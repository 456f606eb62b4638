"""What the assistant says it has done or will do: only what a tool has done in this turn or a record shows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.grounding.licences import clause_at, is_licensed
from agent.grounding.scope import Scope
from agent.grounding.states import is_negated, is_negated_before, is_supposed
from shop.money import Money
from tools.result import Fact

I_HAVE = r"\b(?:i've|i have|we've|we have|i|we)\s+(?:just |now |already |gone ahead and )?"
DONE_ZH = r"(?:已经?(?:[帮为给][您你])?|我?[帮为给][您你]|刚刚?)(?:把[^，。；,;]{1,12})?"


@dataclass(frozen=True)
class Deed:
    """Words for something done, the tools that do it, and the facts that show it."""

    name: str
    words: re.Pattern[str]
    tools: tuple[str, ...]
    entities: re.Pattern[str]
    fields: re.Pattern[str]
    values: re.Pattern[str] | None = None


def _deed(name: str, words: str, tools: str, entities: str, fields: str, values: str | None = None) -> Deed:
    return Deed(
        name,
        re.compile(words, re.IGNORECASE),
        tuple(tools.split()),
        re.compile(entities),
        re.compile(fields),
        re.compile(values, re.IGNORECASE) if values else None,
    )


DEEDS = (
    _deed(
        "cancelled",
        rf"{I_HAVE}cancel(?:l)?ed\b|\b(?:order|it) (?:is|has been) (?:now )?cancel(?:l)?ed(?: now)?\b|{DONE_ZH}取消",
        "", r"order|proposal|line", r"state|status|action", r"cancel|done",
    ),
    _deed(
        "refunded",
        rf"{I_HAVE}(?:refunded|issued (?:a |the |your )?(?:full |partial )?refund|processed (?:a |the |your )?(?:full |partial )?refund|sent (?:you )?(?:the |your )?money)|{DONE_ZH}(?:办理|处理|申请)?(?:了|好)?退款",
        "", r"order|refund|payment|proposal|return", r"refund|state|kind", r"refund|done|[0-9$€¥]",
    ),
    _deed(
        "added to the cart",
        rf"{I_HAVE}(?:added|put)\b|^\W*(?:done[.:,] )?added\b|\b(?:is|are) (?:now )?in your cart\b|(?:已|加好了|放进|加入).{{0,16}}购物车|^加好了",
        "add_to_cart change_cart_line undo_cart_change view_cart", r"cart|line", r".", None,
    ),
    _deed(
        "removed from the cart", rf"{I_HAVE}(?:removed|taken out|took)\b|\b(?:is|are) out of your cart\b|已把.{{1,20}}拿出|已移除",
        "remove_from_cart change_cart_line undo_cart_change", r"cart", r"removed|change|undone", None,
    ),
    _deed("undone", r"^\W*undone\b|\btaken back\b|已撤销|撤回了", "undo_cart_change", r"cart", r"undone|change", None),
    _deed(
        "ordered", rf"{I_HAVE}(?:placed|submitted) (?:the|your|an) order|\byour order (?:is|has been) placed\b|{DONE_ZH}下(?:好)?(?:了)?单|订单已提交",
        "", r"order|proposal", r"state|action", r"^done$|^place|^pending$",
    ),
    _deed(
        "handed over",
        rf"{I_HAVE}(?:passed|handed|forwarded|escalated|transferred|connected)\b|\b(?:our|the) team has it now\b|{DONE_ZH}[^，。；]{{0,10}}转(?:给|接|人工)|同事已经接到",
        "hand_over", r"ticket|handoff|conversation", r".", None,
    ),
    _deed(
        "returned", rf"{I_HAVE}(?:started|created|opened|arranged|booked|set up) (?:a |the |your )?(?:return|exchange)|return (?:of .{{1,40}} )?(?:is|has been) started|{DONE_ZH}(?:登记|办理|申请)(?:好)?(?:了)?(?:退|换)货",
        "", r"return|proposal|order", r"state|action|return", r"return|exchange|done",
    ),
    _deed(
        "changed", rf"{I_HAVE}(?:changed|updated|corrected) (?:the|your) (?:address|payment|order|delivery|e-?mail|account)|{DONE_ZH}(?:修改|更改|更新)",
        "", r"order|proposal|customer|address", r"address|action|state|payment", r"modif|chang|done|\d",
    ),
    _deed(
        "sent", rf"{I_HAVE}(?:sent|e-?mailed|texted|mailed|shipped) (?:you|your|the|a)\b|{DONE_ZH}(?:发送|发到|发了)", "", r"mail|notification|shipment|message", r"sent|state|email", None,
    ),
    _deed(
        "applied", rf"{I_HAVE}(?:applied|activated|added) (?:a |the |your |an )?(?:\S+ )?(?:discount|code|coupon|voucher|credit)|{DONE_ZH}(?:使用|应用|领取)(?:了)?优惠",
        "find_offers", r"offer|cart|code", r"applied|discount|code", None,
    ),
)  # fmt: skip
STANDING = re.compile(
    r"\byou(?:'re| are)(?: now)? (?:signed|logged) in\b|\byou(?:'re| are)(?: now)? (?:verified|an? (?:admin\w*|staff|vip)|the admin\w*|in (?:maintenance|developer|admin) mode)\b|您?已(?:经)?(?:登录为|成为管理员|切换)",
    re.IGNORECASE,
)
"""Who somebody is, the server knows; no sentence changes it."""
VOWS = re.compile(
    r"\b(?:i|we) (?:promise|guarantee|assure|swear)\b|\bguaranteed?\b|\byou(?:'ll| will) (?:definitely |certainly |also |soon )*(?:get|receive) (?:a |your |the )?(?:[$€£¥\w.,]+ ){0,3}(?:refund|voucher|gift|credit|compensation|replacement|discount|coupon)\b"
    r"|\b(?:i|we)(?:'ll| will) (?:refund|compensate|replace|reimburse|send you|credit|cancel|give you|call you|e-?mail you|ship)\b|\bwithout fail\b"
    r"|保证|承诺|一定(?:会|能)|肯定(?:会|能)|包(?:您|你)|我(?:们)?会(?:给[您你]|为[您你]|帮[您你])?(?:退款|赔偿|补偿|赔|送[您你]|寄)",
    re.IGNORECASE,
)
FREE = re.compile(
    r"\b(?:free|complimentary) (?:shipping|delivery|returns?|gift|exchange|repair|replacement|sample|express)\w*|\b(?:shipping|delivery|returns?) (?:is|are) free\b|free of charge|包邮|免运费|免费(?:退|换|配送|送|维修|寄)|赠送",
    re.IGNORECASE,
)


def promise_faults(scope: Scope) -> Iterator[str]:
    asks = scope.sentence.rstrip().endswith(("?", "？"))
    for deed in DEEDS:
        match = deed.words.search(scope.sentence)
        if (
            match
            and not asks
            and not is_negated(scope.sentence, match.start(), match.end())
            and not is_supposed(scope.sentence, match.start(), match.end())
            and not is_licensed(clause_at(match), scope.evidence)
            and not _shown(deed, scope, by_us=OWN_DEED.search(match.group()) is not None)
        ):
            yield f"it says something was {deed.name}, and no tool has done that"
    vow = VOWS.search(scope.sentence)
    if vow and not asks and not is_negated_before(scope.sentence, vow.start()) and not _in_writing(vow.group(), scope):
        yield f"{vow.group()!r} promises what no result promises"
    standing = STANDING.search(scope.sentence)
    if standing and not asks and not is_supposed(scope.sentence, *standing.span()):
        yield "it says who the shopper is, and no result does"
    free = FREE.search(scope.sentence)
    if free and not is_negated(scope.sentence, free.start(), free.end()) and not _free_in_writing(free.group(), scope):
        yield f"{free.group()!r} is in no result"


OWN_DEED = re.compile(r"\b(?:i|we)(?:'ve)?\b|[帮为给][您你]|^\W*(?:done[.:,] )?added\b", re.IGNORECASE)
"""The assistant says that it did it itself: a record that looks so from before proves nothing."""
CARRIED_OUT = re.compile(
    r"^(?:proposal|return|refund|ticket|handoff|conversation|mail|notification|message|customer|address)"
)


def _shown(deed: Deed, scope: Scope, *, by_us: bool) -> bool:
    if any(tool in scope.evidence.tools for tool in deed.tools):
        return True
    named = {entity for mention in scope.mentions for entity in scope.widened(mention.entities)}
    about_named = [fact for fact in scope.evidence.facts if fact.entity in named]
    facts = about_named if _has_records(named) else scope.evidence.facts
    facts = [fact for fact in facts if not fact.entity.startswith("proposal:")]  # each licenses its own words
    if by_us and deed.name in {"cancelled", "ordered", "added to the cart"}:
        facts = [fact for fact in facts if CARRIED_OUT.match(fact.entity) or fact.field in {"change", "action", "done"}]
    return any(_shows(deed, fact) for fact in facts)


def _has_records(named: set[str]) -> bool:
    return any(entity.startswith(("order:", "return:")) for entity in named)


def _shows(deed: Deed, fact: Fact) -> bool:
    kind = fact.entity.partition(":")[0]
    if not deed.entities.search(kind) or not deed.fields.search(fact.field):
        return False
    if deed.name == "cancelled" and fact.field == "action":
        return False
    return deed.values is None or deed.values.search(str(fact.value)) is not None


def _in_writing(words: str, scope: Scope) -> bool:
    """A warranty in the shop's own text may be repeated; a vow of the assistant's own may not."""
    own = re.search(r"\b(?:i|we)\b|我", words, re.IGNORECASE)
    stem = re.sub(r"[^a-z\u4e00-\u9fff ]", "", words.casefold())
    known = scope.evidence.trusted_words
    return not own and (stem in known or ("guarant" in stem and "guarant" in known))


def _free_in_writing(words: str, scope: Scope) -> bool:
    if any(
        fact.field == "shipping" and isinstance(fact.value, Money) and not fact.value.minor
        for fact in scope.evidence.facts
    ):
        return True
    said, known = words.casefold(), scope.evidence.trusted_words
    noun = next(
        (
            one
            for one in (
                "shipping",
                "delivery",
                "return",
                "gift",
                "exchange",
                "repair",
                "replacement",
                "sample",
                "express",
                "charge",
            )
            if one in said
        ),
        "",
    )
    if noun:
        same = ("shipping", "delivery", "postage") if noun in {"shipping", "delivery"} else (noun,)
        return ("free" in known and any(one in known for one in same)) or bool(re.search(r"包邮|免运费|免费", known))
    return any(one in known for one in ("包邮", "免运费", "免费", "赠", "free"))
