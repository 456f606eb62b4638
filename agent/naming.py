"""A product's name as one says it in a sentence: its title without the tail of specifications."""

import re

LONGEST_EN, LONGEST_ZH = 44, 18
TAIL = re.compile(r"\s*(?:[,|(\[/:;]|\s[-–—]\s|\uff0c|\uff08|【).*$")


def short_name(title: str, language: str) -> str:
    """The first words of the title, always a prefix of it, so that it can be found again."""
    head = TAIL.sub("", title).strip() or title
    longest = LONGEST_ZH if language == "zh" and not head.isascii() else LONGEST_EN
    if len(head) <= longest:
        return head
    cut = head[:longest]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).strip(" -–,&")
