"""What a message wants after the sale besides the common things: a claim, money back for a reason, a paper.

A report is told from a question about the rules: "my parcel is lost" wants something done, "what if a parcel is lost?"
wants to know. Words are typed (what happened, to what, what is wanted) and combined, never whole phrases.
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["claim_parcel", "goodwill", "invoice", "requests"]
Remedy = Literal["refund", "replacement"]
FLAGS = re.IGNORECASE
ASKING_FOR_RULES = re.compile(
    r"^\W*(?:what|when|how (?:long|much|do|does|many)|which|who|why|is there|are there|do you|does)\b|"
    r"\b(?:if|in case|whenever|should (?:a|an|my|it))\b|"
    r"如果|要是|万一|的话|怎么算|多久|是什么|有没有规定|会怎么|什么情况",
    FLAGS,
)
THING = r"(?:parcel|package|order|delivery|shipment|box|item|items|it|they|one|[\w'-]+)"
BROKEN = (
    r"(?:broken|damaged|smashed|cracked|shattered|dented|crushed|torn|ripped|leaking|chipped|scratched|bent|"
    r"in (?:\w+ )?(?:pieces|bits|shards))"
)
ARRIVED = r"(?:arriv\w+|came|come|got here|turned up|showed up|reached|was delivered|were delivered|unpacked|opened)"
DAMAGED = re.compile(
    rf"\b{ARRIVED}\b.{{0,25}}\b{BROKEN}\b|"
    rf"\b{BROKEN}\b.{{0,30}}\b(?:when|on|upon) (?:it |they |we |i )?(?:{ARRIVED}|arrival)\b|"
    rf"\b(?:received|got|delivered)\b.{{0,25}}\b{BROKEN}\b|\b(?:is|are|was|were|it's)\b(?: \w+){{0,2}} {BROKEN}\b|"
    rf"\b(?:report|claim|complain).{{0,25}}\b(?:damage\w*|{BROKEN})\b|"
    r"(?:收到|到货|到了|送到|寄来|拆开|打开|寄到)[^。？?]{0,14}(?:碎|坏|破|裂|烂|漏|压扁|变形|摔|损)|"
    r"(?:碎|坏|破|裂|烂|压扁|变形|摔坏|损坏|破损)了",
    FLAGS,
)
LOST = re.compile(
    rf"\b(?:{THING}) (?:is|was|are|were|got|has been|have been|must be|seems|went|has gone|has)\b(?: \w+){{0,2}} "
    r"(?:lost|missing)\b|"
    r"\blost (?:my|the|our) (?:parcel|package|order|delivery)\b|"
    r"(?<!refund )(?<!money )(?<!code )(?<!mail )(?<!answer )(?<!reply )"
    r"\bnever (?:arrived|came|showed up|turned up|got here|reached me|received|got)\b"
    r"(?! (?:my |the |an? |any |your )?(?:refund|money|code|e-?mail|mail|newsletter|answer|reply|password|link))|"
    r"\b(?:report|claim).{0,25}\blost\b|\blost (?:parcel|package)\b|"
    r"(?:快递|包裹|货|东西|订单|件)[^。？?]{0,8}(?:丢|弄丢|遗失|不见)|丢件|"
    r"(?<!退款)(?<!钱)(?<!验证码)(?<!邮件)(?:一直|从来|根本|始终)没(?:有)?(?:收到|到|送到)(?!.{0,3}(?:退款|钱|验证码|邮件|回复|短信))",
    FLAGS,
)
CHEAPER = re.compile(
    r"\bprice (?:match|adjust\w*|protect\w*|differ\w*|guarantee)\b|"
    r"\b(?:refund|back|give|get|pay|return)\b.{0,20}\bdifference\b|"
    r"\b(?:bought|ordered|paid|purchased)\b.{0,40}\b(?:it|it's|they|that|price|which)\b.{0,25}\b(?:cheaper|dropped|"
    r"went down|gone down|came down|lower|reduced|fell|fallen|on sale)\b|"
    r"\b(?:cheaper|dropped|went down|gone down|reduced|lower(?:ed)?|on sale)\b.{0,40}\b(?:after|since|than) (?:i|we) "
    r"(?:bought|ordered|paid)\b|"
    r"(?:买|下单|付款)(?:了|的|过|完|后|之后|就)[^。？?]{0,16}(?:降价|便宜了|跌)|(?:补|退|返)[^。？?]{0,6}差价|价保|保价|差价",
    FLAGS,
)
MAKE_UP = re.compile(
    r"\bcompensat\w+\b|\bgoodwill\b|\bmake (?:it )?up (?:for|to me)\b|\bmake it right\b|\bpartial refund\b|"
    r"\b(?:part|some|half|\d+ ?%|\d+ percent) of (?:my|the|what i|it)\b.{0,20}\bback\b|"
    r"\b(?:something|money|discount|voucher|credit|refund)\b.{0,25}\bfor (?:the|my|all this|this) "
    r"(?:trouble|inconvenience|delay|wait|hassle)\b|"
    r"补偿|赔偿|赔点|赔我|赔一点|退(?:一|点|部分|一部分)(?:点|些)?钱|部分退款|退一部分",
    FLAGS,
)
INVOICE = re.compile(r"\binvoices?\b|发票|开票", FLAGS)
REQUESTS = re.compile(
    r"\b(?:my|that|our) (?:claim|request|goodwill|compensation|case|approval)\b|"
    r"\b(?:has|did) (?:a|the|your|anyone|somebody|someone) ?(?:colleague|person)? ?(?:decide|approve|look)\w*\b|"
    r"(?:申请|理赔|补偿|赔偿)[^。？?]{0,8}(?:怎么样|进度|结果|批|处理|到哪|多久|下来)",
    FLAGS,
)
STATUS = re.compile(
    r"\b(?:what|status|news|progress|happen\w*|decid\w*|approv\w*|where|how|any|yet|hear\w*)\b|怎么样|进度|结果|批|处理|到哪|下来",
    FLAGS,
)
AGAIN = re.compile(
    r"\b(?:replace(?:ment|d)?|send (?:me )?(?:a |another|the|it|them|new)?\s*(?:new|another|again|same)|resend|re-send|"
    r"new one|another one|same (?:again|items?)|same thing)\b|补发|重发|再(?:发|寄)|换个?新|重新(?:发|寄)",
    FLAGS,
)
MONEY = re.compile(r"\b(?:refund\w*|money back|my money|reimburse\w*)\b|退款|退钱|退给我|还钱", FLAGS)
PERCENT = re.compile(r"(?P<number>\d{1,3})\s?(?:%|％|percent|per cent)|百分之(?P<han>\d{1,3})", FLAGS)
AMOUNT = re.compile(
    r"[$€£¥￥]\s?(?P<before>\d{1,6}(?:[.,]\d{1,2})?)|"
    r"(?P<after>\d{1,6}(?:\.\d{1,2})?)\s?(?:dollars?|usd|euros?|eur|pounds?|bucks|yuan|rmb|cny|美元|美金|元|块)",
    FLAGS,
)
HALF = re.compile(r"\bhalf\b|一半", FLAGS)


YES_NO_QUESTION = re.compile(r"^\W*(?:is|are|can|could|will|would|does|do|am)\b.*\?\W*$", FLAGS)
ON_ARRIVAL = re.compile(rf"\b(?:{ARRIVED}|received|got|my)\b", FLAGS)
"""What came to somebody: without it a question about breaking is one about the goods."""
UNDO = re.compile(
    r"\b(?:undo|revert|take (?:it|that|this) back|change (?:it|that) back|put (?:it|that) back)\b|撤销|撤回|改回|恢复",
    FLAGS,
)
OF_THE_CART = re.compile(r"\b(?:cart|basket|bag)\b|购物车", FLAGS)


@dataclass(frozen=True)
class ServiceWish:
    kind: Kind
    cause: str = ""
    """`lost`, `damaged`, `price_adjustment` or `goodwill`."""


def service_wish(text: str) -> ServiceWish | None:
    """`None` where nothing of the kind is wanted, or only the rule is asked for."""
    if INVOICE.search(text):
        return None if ASKING_FOR_RULES.search(text) else ServiceWish("invoice")
    if REQUESTS.search(text) and STATUS.search(text):
        return ServiceWish("requests")
    if ASKING_FOR_RULES.search(text):
        return None
    if CHEAPER.search(text):
        return ServiceWish("goodwill", "price_adjustment")
    if YES_NO_QUESTION.search(text) and not ON_ARRIVAL.search(text):
        return None
    if DAMAGED.search(text):
        return ServiceWish("claim_parcel", "damaged")
    if LOST.search(text):
        return ServiceWish("claim_parcel", "lost")
    return ServiceWish("goodwill", "goodwill") if MAKE_UP.search(text) else None


def read_remedy(text: str) -> Remedy | None:
    if AGAIN.search(text):
        return "replacement"
    return "refund" if MONEY.search(text) else None


def read_percent(text: str) -> int | None:
    found = PERCENT.search(text)
    if found:
        return int(found["number"] or found["han"])
    return 50 if HALF.search(text) else None


def read_amount_minor(text: str, *, decimals: int = 2) -> int | None:
    """An amount of money that is named as one."""
    found = AMOUNT.search(text)
    if not found:
        return None
    told = float((found["before"] or found["after"]).replace(",", "."))
    return round(told * int(10**decimals))
