"""How people really type: slips, dropped letters, greetings before and thanks after, no capitals, no full stops."""

import random
from collections.abc import Sequence

OPENINGS = (
    "hi, ",
    "hello, ",
    "hey ",
    "please ",
    "pls ",
    "good morning, ",
    "excuse me, ",
    "sorry, ",
    "so ",
    "ok so ",
    "um ",
    "quick question: ",
    "hi there! ",
    "can you help me? ",
    "i need help, ",
    "listen, ",
    "well, ",
)
CLOSINGS = (
    " please",
    " pls",
    " thanks",
    "?",
    "!",
    ".",
    "...",
    " asap",
    " thx",
    " :)",
    " right now",
    " ?",
    "!!",
    ", thank you",
)
OPENINGS_ZH = ("你好,", "请问", "亲,", "麻烦问下,", "那个,", "嗨,", "请问一下,", "哎,", "您好,")
CLOSINGS_ZH = ("?", "。", "!", ",谢谢", "啊", "呀", "~", "…", "吧", "呢")
_NEIGHBOURS = {
    left: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for place, left in enumerate(row)
}


def slipped(text: str, chance: random.Random, *, share: float) -> str:
    """One random edit in about `share` of the words of three letters or more."""
    return " ".join(
        _edited(word, chance) if len(word) >= 3 and word.isascii() and chance.random() < share else word
        for word in text.split(" ")
    )


def _edited(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word))
    letter = word[place].lower()
    match chance.randrange(4):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return (
                word[:place]
                + chance.choice(_NEIGHBOURS.get(letter, "") or "abcdefghijklmnopqrstuvwxyz")
                + word[place + 1 :]
            )
        case 2:
            return word[:place] + chance.choice("abcdefghijklmnopqrstuvwxyz") + word[place:]
        case _:
            place = min(place, len(word) - 2)
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def dressed(text: str, chance: random.Random, *, chinese: bool) -> str:
    """The same sentence in another dress: an opening or a closing, other capitals."""
    openings: Sequence[str] = OPENINGS_ZH if chinese else OPENINGS
    closings: Sequence[str] = CLOSINGS_ZH if chinese else CLOSINGS
    if chance.random() < 0.4:
        text = chance.choice(openings) + text
    if chance.random() < 0.5:
        text = text.rstrip("?!。.") + chance.choice(closings)
    return text.upper() if chance.random() < 0.04 else text
