"""Which words of doing each write allows: a write that was done licenses its own verbs, one that waits only `passed on`."""

import re
from collections.abc import Iterator

from agent.grounding.evidence import Evidence
from agent.grounding.states import clause_of

LEAD_EN = (
    r"^\W*(?:(?:i|we)(?:'ve|'ll| have| had| will| shall)?|(?:.{0,60}?\s)?(?:is|are|been))\s+"
    r"(?:(?:just|now|already|also|even|gladly|kindly|gone ahead and)\s+)*"
)
LEAD_ZH = r"^\W*(?:已经?|刚刚?|我们?|会|将|马上|这就|立即|尽快|[帮为替给][您你]|把[^，。；]{1,16}?|办理|处理|登记|申请|办|[了好])*"


def _words(english: str, chinese: str) -> re.Pattern[str]:
    return re.compile(rf"{LEAD_EN}(?P<en>{english})|{LEAD_ZH}(?P<zh>{chinese})", re.IGNORECASE)


CHANGED = r"(?:chang|updat|correct|switch|replac|modif|sav|set)\w*(?: \S+){0,6}?"
OPENED = r"(?:start|creat|open|arrang|book|register|record|set up)\w*(?: \S+){0,4}?"
REFUNDED = r"refund\w*|(?:issued?|process\w*|sent|giv\w+|gave|paid|return\w*)(?: \S+){0,4}? (?:refund|money|amount)\b"
LICENCES = {
    "cancel_order": _words(rf"cancel\w*|{REFUNDED}", "取消|退款|退[还回给]"),
    "modify_address": _words(rf"{CHANGED} (?:address|delivery|order)", "修改|更改|更新|改"),
    "change_default_address": _words(rf"{CHANGED} address", "修改|更改|更新|改|设"),
    "modify_payment": _words(rf"{CHANGED} (?:pay\w*|card|method|order)", "修改|更改|更新|改|换"),
    "modify_items": _words(rf"(?:swap|exchang)\w*|{CHANGED} (?:items?|size|colou?r|order)", "修改|更改|更新|改|换(?!货)"),
    "return_items": _words(rf"{OPENED} return", "退货"),
    "exchange_items": _words(rf"{OPENED} exchange|exchang\w*|swap\w*", "换"),
    "place_order": _words(r"order(?:ed)?|(?:plac|submit)\w*(?: \S+){0,3}? order", "下(?:好)?(?:了)?单|提交"),
    "claim_parcel": _words(
        rf"(?:settl|report|regist|record|fil|open)\w*(?: \S+){{0,4}}? (?:claim|parcel|loss|damage)|{REFUNDED}|(?:replac|resen)\w*",
        "理赔|赔|退款|退[还回给]|补发|补寄|申报|报",
    ),
    "goodwill": _words(rf"(?:credit|compensat|reimburs)\w*|{REFUNDED}", "补偿|赔|退款|退[还回给]|返还"),
    "add_to_cart": _words(r"(?:add|put)\w*", "加|放"),
    "change_cart_line": _words(r"(?:add|put|chang|updat|set|remov|reduc|rais|took|taken)\w*", "加|放|改|减|移|拿"),
    "remove_from_cart": _words(r"remov\w*|took|taken|delet\w*", "移|拿|删|去"),
    "undo_cart_change": _words(
        r"und[io]\w*|took(?: \S+){0,3} back|taken(?: \S+){0,3} back|restor\w*|revert\w*|add\w*|put|remov\w*", "撤|恢复|还原|加|放|移|拿"
    ),
    "add_code": _words(r"(?:add|appl|activat|redeem|us)\w*|entered|put", "使用|应用|领取|加|用|输入"),
    "remove_code": _words(r"(?:remov|delet)\w*|took|taken", "移|拿|删|去|取消"),
    "find_offers": _words(r"(?:appl|activat)\w*", "使用|应用|领取"),
    "order_invoice": _words(r"(?:issu|creat|prepar|writ|generat|put|add|ma[dk]e?)\w*(?: \S+){0,6}? (?:invoice|company|it)\b|invoiced", "开|生成|出具|写"),
    "send_code": _words(r"(?:sent|send|e-?mail|text|mail)\w*(?: \S+){0,5}? code|(?:sent|e-?mailed|mailed) (?:it|one)\b", "发"),
    "check_code": _words(r"(?:check|verif|confirm|recogni[sz])\w*", "核对|验证|确认"),
    "forget_memory": _words(r"(?:forg[eo]t|delet|eras|remov|clear)\w*", "忘|删|清"),
    "allow_memory": _words(r"(?:remember|switch|turn|stop|start|sav|not)\w*", "记|开|关|停"),
    "hand_over": _words(r"(?:pass|hand|forward|escalat|transfer|connect|ask|told|tell|giv|notif|inform|alert)\w*|sent(?: \S+){0,6}? to", "转|交|通知|告诉|请|让|叫"),
}  # fmt: skip
"""Every action of `shop.writes.WRITES`, and every tool that changes something by itself."""
NO_MONEY = r"(?!(?:money|refund|credit|voucher|amount|you)\b(?! (?:request|claim)))"
PASSED_ON = re.compile(
    rf"{LEAD_EN}(?:sent|pass|hand|forward|submit|escalat|put|giv|gave)\w*(?: {NO_MONEY}\S+){{0,6}}? "
    r"(?:on\b(?! to your?\b)|(?:to|before|with) (?:an?|our|the|my) (?:\w+ ){0,2}?(?:colleague|team|staff|system)\b)"
    rf"|{LEAD_ZH}[^，。；]{{0,10}}?(?:转|提?交|发|送)[给到至]?了?(?:[^，。；]{{0,4}}(?:同事|团队|系统|人工|申请))",
    re.IGNORECASE,
)
"""A request that waits for a colleague or for the order system has been sent there, and that is all."""
CLAUSE_START = re.compile(r"[,;:，；：。]\s*|\b(?:and|but)\s+")
FIRST_WORD = re.compile(r"[\w-]+")
DONE_STATES, WAITING_STATES = frozenset(["done", "approved"]), frozenset(["confirmed", "waiting"])


def is_licensed(said: str, evidence: Evidence) -> bool:
    """`said` starts at the words of doing (`I've cancelled ...`, `已经帮您...`) and ends with its clause."""
    return any(LICENCES[action].search(said) for action in done_actions(evidence) if action in LICENCES) or (
        _waits(evidence) and PASSED_ON.search(said) is not None
    )


def clause_at(said: re.Match[str]) -> str:
    """From a match to the end of its clause, with straight apostrophes."""
    _, end = clause_of(said.string, *said.span())
    return said.string[said.start() : end].replace("\u2019", "'")


def licensed_spans(sentence: str, evidence: Evidence) -> Iterator[tuple[int, int]]:
    """The verbs that what was done allows: no text has to have them."""
    starts = [0, *(match.end() for match in CLAUSE_START.finditer(sentence))]
    allowed = [LICENCES[action] for action in done_actions(evidence) if action in LICENCES]
    for start in starts:
        for words in allowed:
            if match := words.search(sentence[start:].replace("\u2019", "'")):
                begin, end = _verb(match)
                yield start + begin, start + end


def _verb(match: re.Match[str]) -> tuple[int, int]:
    """In English the first word; in Chinese with the words before it (`办理`, `登记`), unless a thing is among them."""
    if match["en"] is not None:
        first = FIRST_WORD.match(match.string, match.start("en"))
        return first.span() if first else match.span("en")
    return match.span("zh") if "把" in match.group() else match.span()


def done_actions(evidence: Evidence) -> Iterator[str]:
    """Tools that have succeeded in this turn, and the actions of the proposals that were carried out."""
    yield from sorted(evidence.tools)
    for entity, facts in evidence.by_entity.items():
        if entity.startswith("proposal:") and any(
            fact.field == "state" and fact.value in DONE_STATES for fact in facts
        ):
            yield from (str(fact.value) for fact in facts if fact.field == "action")


def _waits(evidence: Evidence) -> bool:
    return any(
        fact.entity.startswith("proposal:") and fact.field == "state" and fact.value in WAITING_STATES
        for fact in evidence.facts
    )
