"""Words that are kept longer than the talk they were said in, without what could tell whose they are."""

import re

from agent.understanding.addresses import read_address
from agent.understanding.identifiers import read_emails

ADDRESS = "[address]"
EMAIL = "[e-mail]"
NUMBER = "[number]"
LONG_NUMBER = re.compile(r"(?<![\w#])\+?\d(?:[\d\s().-]{5,}\d)(?!\w)")
"""A telephone, card or identity number; a price and most order numbers are shorter."""
FEWEST_DIGITS = 7


def redacted(text: str) -> str:
    if read_address(text) is not None:
        return ADDRESS
    for email in read_emails(text):
        text = text.replace(email, EMAIL)
    return LONG_NUMBER.sub(lambda match: NUMBER if _is_long(match[0]) else match[0], text)


def _is_long(number: str) -> bool:
    return sum(character.isdigit() for character in number) >= FEWEST_DIGITS
