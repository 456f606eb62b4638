"""What words say about the state of an order, a parcel or a stock, and when they only suppose it."""

import re
from dataclasses import dataclass

NEGATION = re.compile(
    r"\b(?:not|never|no|none|neither|nor|without|cannot|isn't|aren't|wasn't|weren't|hasn't|haven't|doesn't|don't|didn't|won't|can't|couldn't|lacks?|yet to be)\b|n't\b"
    r"|不(?!锈|过|仅|但|只是|错|少|同|多|妨|然|论)|没(?!问题)|未(?!来)|无(?!线|论|缝|痕|糖)|别(?!的|致|人|忘)",
    re.IGNORECASE,
)
SUPPOSED = re.compile(
    r"\b(?:if|once|when|whenever|after|until|before|unless|whether|would|could|can|may|might|should|must|shall|will|want|like to|to be|orders? (?:that|which)|in case|as soon as|any order|how|cannot|can't)\b"
    r"|如果|若|一旦|之后|以后|后|之前|前|可以|能|会|要|想|是否|吗|应该|将|需|申请",
    re.IGNORECASE,
)


HYPOTHETICAL = re.compile(
    r"\b(?:if|once|when|whenever|unless|whether|would|should|must|want|wants|like to|need|needs|in case|prefer|rather|looking for|care about|matters?|information|listing|tell|know)\b"
    r"|如果|若|一旦|想要|需要|是否|吗|看重|更在意|要是|没写|没有写|没说|没提|资料",
    re.IGNORECASE,
)
"""Before a feature: it is wished for or asked for, and not said of the thing. `can be dimmed` is a claim."""


def is_hypothetical(sentence: str, start: int, end: int) -> bool:
    left, _ = clause_of(sentence, start, end)
    before = sentence[left:start]
    return HYPOTHETICAL.search(before) is not None or sentence.rstrip().endswith(("?", "\uff1f"))


@dataclass(frozen=True)
class StateWords:
    """A phrase and the states of records under which it is true."""

    pattern: re.Pattern[str]
    states: frozenset[str]
    name: str


def _state(name: str, states: str, pattern: str) -> StateWords:
    return StateWords(re.compile(pattern, re.IGNORECASE), frozenset(states.split()), name)


ORDER_STATES = (
    _state("out for delivery", "out_for_delivery", r"\bout for delivery\b|\bwith the driver\b|派送中|正在派送|派送路上|派件"),
    _state("returned to sender", "returned_to_sender returned", r"\breturned to (?:the )?sender\b|\b(?:back to us|on its way back)\b|退回(?:我们|寄件)"),
    _state("delivered", "delivered", r"\b(?:been |was |were |is |are )?delivered\b|\bhas arrived\b|\barrived\b(?! in| at the)|已签收|已送达|已经送到|已到货|签收了"),
    _state("attempted", "attempted delivery_attempted failed", r"\b(?:tried|attempted|failed) to deliver\b|\bdelivery attempt\b|投递失败|派送失败|无人签收"),
    _state("received", "received", r"\b(?:have|has|was|been|haven't|hasn't|already|not) received\b|\breached us\b|我们(?:已经|已|还没|还未|没有|没)?收到"),
    _state("cancelled", "cancelled", r"\bcancel(?:l)?ed\b|已取消|取消了|已经取消"),
    _state("delayed", "delayed", r"\b(?:is|are|been|got) (?:held up and )?delayed\b|\bis late\b|延误了|有延误|已延误"),
    _state("lost", "lost", r"\b(?:is|was|been|as|got|gone) lost\b|已丢失|丢失了|弄丢了|登记为丢失"),
    _state("not shipped", "pending processed label_created", r"\b(?:still |being )?(?:pending|prepared|packed|processed)\b|\bnot (?:left|shipped|packed)\b|备货|待处理|还没发|未发货|等待发货"),
    _state(
        "shipped",
        "shipped in_transit out_for_delivery delayed delivered returned_to_sender lost",
        r"\b(?:been |was |has |have |is |are |already )(?:been )?(?:shipped|dispatched|sent out)\b|\bleft (?:us|our|the warehouse)\b|\bhas already left\b|\bshipped (?:on|yesterday|today)\b|已发货|发货了|已经发出|已寄出",
    ),
    _state("still under way", "pending processed label_created shipped in_transit out_for_delivery delayed", r"\b(?:are |is )?still under way\b"),
    _state("under way", "shipped in_transit out_for_delivery delayed", r"\bon (?:its|the|their) way\b(?! back)|\bunder way\b|\bin transit\b|运输中|在路上|在途"),
    _state("return requested", "return_requested", r"\breturn (?:has been |was |is )?requested\b|申请退货|退货申请"),
    _state("refunded", "refunded returned cancelled", r"\b(?:been|was|is) refunded\b|已退款|退款已|退回到"),
)  # fmt: skip
IN_STOCK = re.compile(
    r"\b(?:is |are |be )?(?:in stock|available|on hand|can be ordered)\b|有现货|(?<!没)有货|有库存|(?<!无)现货",
    re.IGNORECASE,
)
SOLD_OUT = re.compile(
    r"\bsold[ -]out\b|\bout of stock\b|\bunavailable\b|\bno longer available\b|缺货|卖完|卖光|售罄|没货|没有货|没有现货|无货|断货|no stock|not in stock",
    re.IGNORECASE,
)
SPECIFIC = re.compile(
    r"\b(?:your|the|this|that|it|order|parcel|package|they|both)\b|您|你的|这|它|订单|包裹", re.IGNORECASE
)


def clause_of(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a span: up to the nearest comma, semicolon, colon or `but`."""
    breaks = [
        match.span()
        for match in re.finditer(r"[,;:，；：、]\s?|\s[-–—]\s|\b(?:but|while|whereas|and)\b|但是?|而且?", sentence)
    ]
    left = max((stop for _, stop in breaks if stop <= start), default=0)
    right = min((begin for begin, _ in breaks if begin >= end), default=len(sentence))
    return left, right


def is_negated(sentence: str, start: int, end: int) -> bool:
    """A negation in the same clause shortly before the span, or at its start."""
    return is_negated_before(sentence, start) or NEGATION.match(sentence[start:end]) is not None


def is_negated_before(sentence: str, start: int) -> bool:
    left, _ = clause_of(sentence, start, start)
    before = sentence[left:start]
    window = before[-45:] if before.isascii() else before[-8:]
    return NEGATION.search(window) is not None


def is_supposed(sentence: str, start: int, end: int) -> bool:
    """`once it is delivered`, `can be cancelled`, `is it shipped?`: nothing is claimed."""
    left, _ = clause_of(sentence, start, end)
    if SUPPOSED.search(sentence[left:start]):
        return True
    behind = sentence[end : end + 3]
    return bool(re.match(r"\s*(?:后|之前|前|的话)", behind)) or sentence.rstrip().endswith(("?", "？"))
