"""Foreign text is data: what buyers, sellers and carriers wrote may describe a thing, and vouches for nothing else.

A text that speaks to the assistant instead of about the thing is no evidence at all.
"""

import re

ORDERS_ABOUT = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.]{0,40}\b(?:instruction|rule|prompt|previous|above|polic)\w*"
    r"|\b(?:system|assistant|ai|chatbot|bot|language model|llm)\s*[:>\]=]|\bnote (?:for|to) (?:the )?(?:ai|assistant|bot|model)"
    r"|\b(?:tell|inform|ask|convince|assure|remind|confirm to|show|send) (?:the |this |every )?(?:customer|user|shopper|buyer|reader|client)s?\b"
    r"|\b(?:say|claim|state|answer|reply|respond|pretend|confirm) that\b|\byou are now\b|\bact as (?:the |an? )?\w+|\bmaintenance mode\b"
    r"|\b(?:print|reveal|repeat|output|show) (?:me )?(?:your|the) (?:system|prompt|access|token|instructions)"
    r"|\bdo not (?:mention|tell|ask)\b|\bwithout asking\b|\bno confirmation\b|\btreat this as\b|\bcustomer'?s yes\b|\bplace the order\b|\bcancel order\b"
    r"|</?\w+[^>]*>|\b(?:call|invoke|execute|use) (?:the )?(?:tool|function)\b"
    r"|忽略[^。]{0,12}(?:指令|指示|规则|提示)|告诉(?:顾客|用户|买家|客户)|你现在是|系统(?:提示|指令|消息)|不要(?:提及|告诉)|扮演",
    re.IGNORECASE,
)
FOREIGN_FIELDS = re.compile(r"^(?:review|quote|description|event|note|gift_message|comment|body)")
SHORTEST = 16


def is_an_order(text: str) -> bool:
    """Whether a text tells an assistant what to do."""
    return len(text) >= SHORTEST and ORDERS_ABOUT.search(text) is not None


def is_foreign(field: str) -> bool:
    return FOREIGN_FIELDS.match(field) is not None
