"""Who something is for, and on what occasion."""

import re

_RECIPIENTS: dict[str, str] = {
    "mother": r"mother|mom|mum|mommy|mummy|妈妈|母亲|老妈|我妈",
    "father": r"father|dad|daddy|爸爸|父亲|老爸|我爸",
    "parents": r"parents|爸妈|父母",
    "wife": r"wife|老婆|妻子|太太",
    "husband": r"husband|老公|丈夫|先生",
    "girlfriend": r"girlfriend|gf|女朋友|女友|对象",
    "boyfriend": r"boyfriend|bf|男朋友|男友",
    "partner": r"partner|fianc[eé]e?|spouse|伴侣|爱人",
    "grandmother": r"grandmother|grandma|granny|nana|奶奶|外婆|姥姥",
    "grandfather": r"grandfather|grandpa|grandad|爷爷|外公|姥爷",
    "sister": r"sister|姐姐|妹妹",
    "brother": r"brother|哥哥|弟弟",
    "daughter": r"daughter|女儿|闺女",
    "son": r"son|儿子",
    "baby": r"baby|newborn|infant|宝宝|婴儿|新生儿",
    "teenager": r"teenager|teen|青少年",
    "child": r"child|kid|kids|children|toddler|little (?:boy|girl)|nephew|niece|grandson|granddaughter|boy|girl|"
    r"孩子|男孩|女孩|小孩|小朋友|侄子|侄女|外甥",
    "friend": r"friend|best friend|buddy|mate|朋友|闺蜜|哥们|兄弟",
    "colleague": r"colleague|coworker|co-worker|同事",
    "boss": r"boss|manager|老板|领导|上司",
    "teacher": r"teacher|老师",
    "neighbour": r"neighbou?r|邻居",
    "couple": r"couple|newlyweds|新人|夫妻",
    "dog": r"dog|puppy|狗狗|狗",
    "cat": r"cat|kitten|猫咪|猫",
}
_FOR = r"\b(?:for|to|give|get|buy|gift for|present for|is for)\s+(?:my|a|an|our|the|his|her|their)?\s*(?:\w+\s+)?"
_ENGLISH = {
    name: re.compile(rf"{_FOR}(?:{'|'.join(part for part in words.split('|') if part.isascii() or 'é' in part)})\b")
    for name, words in _RECIPIENTS.items()
}
_MINE = {
    name: re.compile(
        rf"\bmy (?:{'|'.join(part for part in words.split('|') if part.isascii() or 'é' in part)})\b(?!'?s? "
        rf"(?:account|order))"
    )
    for name, words in _RECIPIENTS.items()
}
_HAN = {
    name: tuple(part for part in words.split("|") if not part.isascii() and "é" not in part)
    for name, words in _RECIPIENTS.items()
}
_AGE = re.compile(
    r"\b(?P<age>\d{1,2})[\s-]*(?:years?[\s-]*olds?|y/?o|yr[\s-]*old)\b|\b(?:aged?|turn(?:s|ed|ing)?|"
    r"(?:boy|girl|son|daughter|child|kid|baby|nephew|niece|grandson|granddaughter)(?: of| is|,)) "
    r"(?P<aged>\d{1,2})\b(?!\s*(?:%|usd))"
)
_HAN_AGE = re.compile(r"(?P<age>\d{1,2}|[一二两三四五六七八九十]{1,3})岁")
_OCCASIONS: dict[str, str] = {
    "christmas": r"\b(?:christmas|xmas)\b|圣诞",
    "birthday": r"\b(?:birthday|bday|b-day)\b|生日",
    "wedding": r"\b(?:wedding|bridal)\b|结婚|婚礼|新婚",
    "anniversary": r"\banniversary\b|纪念日",
    "valentine": r"\bvalentine'?s?\b|情人节|七夕",
    "mothers day": r"\bmother'?s'? day\b|母亲节",
    "fathers day": r"\bfather'?s'? day\b|父亲节",
    "graduation": r"\bgraduat(?:ion|ing)\b|毕业",
    "housewarming": r"\b(?:house ?warming|new (?:home|flat|house))\b|乔迁|搬新家",
    "baby shower": r"\bbaby shower\b|满月|百日",
    "new year": r"\bnew year'?s?\b|新年|春节|过年|元旦",
    "mid-autumn": r"\bmid-?autumn\b|中秋",
    "easter": r"\beaster\b|复活节",
    "halloween": r"\bhalloween\b|万圣",
    "retirement": r"\bretirement\b|退休",
    "farewell": r"\b(?:farewell|goodbye present|leaving (?:gift|party))\b|离职|送别",
    "thank you": r"\bthank[- ]you (?:gift|present)\b|谢礼",
}
_OCCASION = {name: re.compile(words) for name, words in _OCCASIONS.items()}
_GROWN_AGE = 18


def read_recipient(text: str) -> str | None:
    """`father`, `child of 10`; a plain English word whatever the message's language."""
    folded = text.lower().replace("’", "'")
    named = next((name for name, words in _ENGLISH.items() if words.search(folded)), None)
    named = named or next((name for name, words in _MINE.items() if words.search(folded)), None)
    named = named or next((name for name, words in _HAN.items() if any(word in folded for word in words)), None)
    age = _age(folded)
    if age is None:
        return named
    return f"{named if named not in (None, 'teenager') else 'child' if age < _GROWN_AGE else 'person'} of {age}"


def _age(folded: str) -> int | None:
    found = _AGE.search(folded)
    if found:
        return int(found["age"] or found["aged"])
    han = _HAN_AGE.search(folded)
    return _han_number(han["age"]) if han else None


def _han_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    digits = {letter: value for value, letter in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
    tens, ten, ones = text.partition("十")
    if not ten:
        return digits.get(text[0], 0)
    return digits.get(tens, 1) * 10 + digits.get(ones, 0)


def read_occasion(text: str) -> str | None:
    folded = text.lower().replace("’", "'")
    return next((name for name, words in _OCCASION.items() if words.search(folded)), None)
