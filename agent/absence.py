"""A question why some product is not in the list: the words for it, and which product is meant."""

import re

from agent.referring import meant_products
from agent.turn import Turn

_LISTED = (
    r"(?:show|shown|list|listed|suggest|suggested|recommend|recommended|include|included|there|among|appear|appearing"
    r"|see|offer|offered|in (?:the|your|this) (?:list|results|suggestions))"
)
ABSENCE = re.compile(
    rf"\b(?:why|how come)\b.*(?:\bnot\b|n['’]?t\b|\bno\b|\bnever\b).*\b{_LISTED}\b"
    r"|\b(?:why|how come)\b.*\b(?:left out|leave out|missing|leaving out|filtered out|excluded?|skip(?:ped)?|without)\b"
    r"|(?:为什么|为啥|怎么|咋)[^，。?？]*?(?:没有?|不|漏了?)[^，。?？]*?(?:推荐|显示|列出|出现|展示|给我看|在(?:列表|里面|里头|其中)|看到)"
    r"|(?:为什么|为啥|怎么)[^，。?？]*?(?:漏掉|排除|过滤掉|去掉)",
    re.IGNORECASE,
)


def absent_product(turn: Turn) -> str | None:
    """The product asked about; `None` where the message asks no such thing or names none."""
    if turn.dialogue.slate is None or not ABSENCE.search(turn.text):
        return None
    meant = meant_products(turn)
    shown = set(turn.dialogue.slate.product_ids)
    return next((product_id for product_id in meant if product_id not in shown), next(iter(meant), None))
