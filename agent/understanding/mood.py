"""How upset a message sounds, and whether it insults."""

import re

_UPSET: tuple[tuple[float, re.Pattern[str]], ...] = (
    (
        0.5,
        re.compile(
            r"\b(?:ridiculous|unacceptable|outrageous|furious|disgrace(?:ful)?|appalling|fed up|sick (?:and tired "
            r")?of|scam|rip[- ]?off|"
            r"last straw|worst|pathetic|joke of|disgusting|lied to me|shameful|incompetent)\b"
        ),
    ),
    (
        0.5,
        re.compile(
            r"\b(?:third|fourth|fifth|3rd|4th|5th|umpteenth|tenth|hundredth) time\b|\b(?:three|four|five|several|"
            r"many) times\b"
        ),
    ),
    (
        0.35,
        re.compile(
            r"\b(?:terrible|awful|horrible|useless|angry|annoy(?:ed|ing)|upset|frustrat(?:ed|ing)|disappoint(?:ed|"
            r"ing)|hopeless|"
            r"never again|wtf|what the (?:hell|heck|fuck)|damn|for god'?s sake|come on|seriously|"
            r"unbelievable|nobody (?:answers|cares|helps|replies))\b"
        ),
    ),
    (
        0.2,
        re.compile(
            r"\b(?:still (?:waiting|not|no|nothing|hasn'?t)|again|already told|how many times|not working|keeps? "
            r"(?:failing|happening)|weeks ago|"
            r"you (?:don'?t|do not) (?:understand|listen|get it)|wrong again|not happy|unhappy)\b"
        ),
    ),
    (
        0.5,
        re.compile(
            r"太(?:差|过分|气人|离谱|坑|失望|垃圾|慢)|受不了|气死|火大|骗(?:人|子|钱)|忍无可忍|什么(?:破|垃圾|鬼)|"
            r"投诉|差评"
        ),
    ),
    (
        0.35,
        re.compile(
            r"第[三四五六]次|好几次|搞什么|怎么(?:搞|回事)|到底|烦死|无语|服了|说了(?:多少|几)遍|没人(?:管|理|回)|"
            r"失望|生气|不满"
        ),
    ),
    (0.2, re.compile(r"还没(?:到|收到|退|处理|解决)|怎么还|又(?:坏|错|丢|失败)|都(?:几天|多久|半个月)了|听不懂")),
)
_INSULT = re.compile(
    r"\b(?:idiots?|morons?|stupid|dumb(?:ass)?|asshole|arsehole|bastards?|bitch|fuck(?:ing|er|ers)?|f\*+k?|"
    r"shit(?:ty)?|bullshit|cunt|dick(?:head)?|wank(?:er|ers)?|"
    r"piss off|screw you|shut up|go to hell|retard(?:ed)?|trash|garbage|crap)\b|傻逼|傻瓜|笨蛋|白痴|智障|废物|"
    r"王八蛋|混蛋|他妈|妈的|操你|滚蛋|去死|脑残|煞笔|sb(?![a-z])",
)
_AT_YOU = re.compile(
    r"\b(?:you|your|u)\b|你|^\W*(?:idiot|moron|asshole|bastard|bitch|stupid|fuck|傻|滚|笨|白痴|智障|废物|混蛋|"
    r"王八)|\b(?:bot|machine|robot)\b"
)
_SHOUTING_LETTERS = 8


def read_frustration(text: str) -> float:
    """0 calm to 1 furious: words, exclamation marks, capitals."""
    folded = text.lower().replace("’", "'")
    score = sum(weight for weight, words in _UPSET if words.search(folded))
    score += min(0.3, 0.12 * len(re.findall(r"[!!]", text)))
    letters = [letter for letter in text if letter.isalpha() and letter.isascii()]
    if len(letters) >= _SHOUTING_LETTERS and sum(letter.isupper() for letter in letters) > 0.7 * len(letters):
        score += 0.3
    if _INSULT.search(folded):
        score += 0.4
    return round(min(1.0, score), 2)


def read_abuse(text: str) -> float:
    """0 to 1: an insult counts fully where it is aimed at whoever answers, and half where it is said of a thing."""
    folded = text.lower()
    if not _INSULT.search(folded):
        return 0.0
    return 1.0 if _AT_YOU.search(folded) else 0.5
