"""The kinds of ways to pay that a message can name."""

import re

KINDS = {
    "gift_card": re.compile(r"gift ?card|礼品卡|礼物卡", re.IGNORECASE),
    "paypal": re.compile(r"pay ?pal", re.IGNORECASE),
    "alipay": re.compile(r"ali ?pay|支付宝", re.IGNORECASE),
    "credit_card": re.compile(
        r"\b(?:credit|debit|bank|my|that|another|other|original|same|visa|amex|mastercard) ?card\b|"
        r"\b(?:visa|amex|mastercard|unionpay)\b|信用卡|银行卡|原卡|银联",
        re.IGNORECASE,
    ),
}


def names_method(text: str) -> bool:
    return any(words.search(text) for words in KINDS.values())
