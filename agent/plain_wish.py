"""A message without its talk: what is left for the catalogue's words to be read from.

Correcting oneself, giving ground, saying who it is for and who likes what are language and no names of things, so they
are taken out or put as the catalogue would say it before products are read: `actually I hate leather` asks for `no
leather`, `a tent for four people` for one of `at least 4 persons`.
"""

import re

from agent.understanding.numbers import small_number

_NUMBER = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)"
_PEOPLE = re.compile(
    rf"\b(?:for|sleeps?|fits?)\s+(?:a (?:family|group|party) of\s+)?(?P<n>{_NUMBER})\b"
    r"(?:\s+(?:people|persons?|adults|campers|of us|friends|guests))?(?=\s*(?:$|[,.!?]|under|below|in|with"
    r"|and|that|up))"
    r"|\b(?P<m>\d{1,2}|two|three|four|five|six)[- ](?:person|man|people)\b",
    re.IGNORECASE,
)
_HAN_PEOPLE = re.compile(r"(?<![\d第])(?P<n>\d{1,2}|[两二三四五六七八九十])个?(?:人|口之家)(?:用|住|睡|的|份)?")
_HAN_RANGE = re.compile(
    r"(?P<low>\d+)\s*(?:块|元|刀)?\s*(?:到|至|-|~)\s*(?P<high>\d+)\s*(?:块|元|刀)?\s*(?:之间|左右的?|的)"
)

_REWRITTEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:(?:s?he|they|who|i|we)(?: really| just| absolutely)? )?(?:hates?|can'?t stand|detests?|dislikes?"
                r"|(?:don'?t|doesn'?t|do not|does not)(?: really)? (?:like|want|need|wear"
                r"|use))\b", re.IGNORECASE), " not "),
    (re.compile(r"(?:我|他|她|它|我们)?(?:很|最|特别|真的?|实在)?"
                r"(?:讨厌|受不了|不喜欢|不爱|不想要|不穿|不用)"), " 不要"),
    (re.compile(r"\b(?:has to|have to|must|should|needs? to|can|to) (?:fit|hold|take|carry)\b", re.IGNORECASE),
     " for "),
    (re.compile(r"\b(?:nothing|not|never|none|no) (?:above|over|more than|beyond)\b", re.IGNORECASE), " under "),
    (re.compile(r"(?<=[\u4e00-\u9fff]{2})里(?:面|头)?(?=[^里]*(?:哪|最|有)|\s|$)"), " "),
    (re.compile(r"\bis(?:n'?t| not) for (?:me|him|her|them)\b", re.IGNORECASE), " "),
)  # fmt: skip

_DROPPED: tuple[re.Pattern[str], ...] = (
    # Openings: agreement, refusal, correction.
    re.compile(
        r"^(?:(?:ok(?:ay)?|oh|well|h+m+|actually|sorry|no(?:pe)?(?=\s*[,.!;-])|yes|yeah|wait|hold on"
        r"|never ?mind|hi|hello"
        r"|hey|so|then|al(?:l )?right|thanks|thank you|sure|great|and|but|also|oops|my mistake"
        r"|scratch that)\b[\s,.!:;-]*)+",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:no,? )?not (?:that|this|those|these|it)(?: (?:one|ones))?(?=\s*(?:$|[,.;!-]|but\b|i\b))"
        r"|\bi (?:mean|meant|was"
        r" thinking of|said)\b|\b(?:instead|rather|after all|on second thoughts?|then|as well|too|please"
        r"|again)\s*[.!]*$"
        r"|\b(?:forget|never ?mind) (?:that|it|this|about (?:that|it))\b|\bback to (?:the|my|our)\b|\bchanged my mind\b"
        r"|\b(?:is|are|would be|'?s) (?:also |perfectly |totally )?(?:fine|ok(?:ay)?|alright|all right|good|great|cool)"
        r"(?: (?:too|then|with me|as well|after all))?(?=\s*(?:$|[,.;!]))",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:(?:(?:不|行|好的?|那|嗯+|哦|对|可以|不是)(?=[,，。!！、\s])|不对|算了|那就|其实|还是|对了|等等|抱歉|你好|另外)[,，。!！、\s]*)+"
        r"(?=.{2,})"
    ),
    re.compile(r"我(?:是说|说的是|指的是|要的是)|(?:也行|也可以|也成|就行|就好|吧|呗|嘛)[。!！]*$|回到(?:刚才的?)?|换个话题"),
    # Who likes what.
    re.compile(
        r"\b(?:s?he|they|who|which|it)(?:'s| is| are)?(?: really| also| just| mostly)? ?(?:(?:prefer|like"
        r"|love|enjoy|adore|want)"
        r"s?|(?:really )?(?:in)?to|fond of|crazy about|keen on|mad about|a (?:big |huge )?fan of)\b(?: to\b)?",
        re.IGNORECASE,
    ),
    re.compile(r"(?:他|她|它|对方|爸爸|妈妈|孩子)(?:平时|平常|一直|比较|很|最|更|特别)?(?:喜欢|爱好?|热爱|偏爱|想要)(?:是)?|(?<!不)喜欢"),
    # Asking.
    re.compile(
        r"\b(?:i(?:'m| am)|we(?:'re| are))? ?(?:look|search|shopp|hunt)ing for\b|\bwhat (?:do"
        r"|have) you (?:have|got|sell)(?: (?:from|by|in))?|\bdo you (?:sell|carry|stock|do)\b|\btell me about\b"
        r"|\bshow (?:me|us|them)\b(?: them)?|\bany ideas?(?: for)?\b|\b(?:no|any|out of) ideas?\b(?: what| really)?"
        r"|\bwhich (?:of (?:them|these|those)|ones?)(?: (?:is|are|have|has|comes?|can|would))?\b"
        r"|\bany of (?:them|these|those)\b"
        r"|\b(?:of|among) (?:them|these|those)\b|\bcan you (?:find|show|get)\b|\bhow much (?:are|is|do"
        r"|does)(?: your| the)?\b"
        r"|\b(?:it|this|that|they) (?:should|must|has to|have to|needs? to|ought to)(?: be| have| stay| come)?\b"
        r"|\b(?:should|must|has to|have to|needs? to) (?:be|have|fit)\b|\bi(?:'d| would) (?:like|love|prefer)\b",
        re.IGNORECASE,
    ),
    re.compile(r"(?:这|那)?(?:里面|几[个款件种双]|些)?(?:有)?(?:哪[些个款几]+|有没有)(?=.{2})|你们?(?:家|店里?)?(?:有|卖)|帮我?(?:挑|选|找|看)(?:个|一?件|一?款|份)?"
               r"|麻烦|来(?:个|一?[件款份])"),
    re.compile(r"(?<=\w) costs?\W*$", re.IGNORECASE),
    # Giving up a limit.
    re.compile(
        r"\b(?:price|budget|money|cost|brand|colou?r)s? (?:really |just )?(?:does ?n[o'’]?t matter|is (?:no"
        r"|not an?) (?:problem|issue|object))",
        re.IGNORECASE,
    ),
)  # fmt: skip
_GIFT = re.compile(
    r"\b(?:(?:birthday|christmas|xmas|wedding|anniversary|housewarming|thank[- ]you|farewell|graduation"
    r"|valentine'?s?)\s+)?"
    r"(?:gifts?|presents?)\b(?:\s+(?:idea|ideas))?(?:\s+for\b)?|(?:生日|圣诞|结婚|新年|节日|情人节|母亲节|父亲节|教师节)?(?:礼物|礼品)"
    r"|(?:想|要|该)?送(?:给)?|生日|[挑选买找]?一?[个份件]|\bhelp (?:me )?(?:to )?(?:find|choose|pick|with)\b"
    r"|\bsomething (?:nice|special)\b",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\b(?:birthday|bday|christmas|xmas|wedding|anniversary|graduation|retirement|valentine'?s?(?: day)?|easter"
    r"|mother'?s day|father'?s day|house ?warming)\b|\bturn(?:s|ing|ed)? \d+\b|\bnext (?:week|month|year)\b"
    r"|[\u4e00-\u9fff]{1,3}节|圣诞|过?生日|周年|乔迁|毕业|新年|满月|送什么|送点?什么|什么好",
    re.IGNORECASE,
)
INTEREST = re.compile(
    r"\b(?:likes?|loves?|enjoys?|prefers?|adores?|into|fond of|keen on|who|spends?|collects?|plays?|always|hobby|fan of"
    r"|something (?:to|for)|for (?!my|a|an|the|his|her|our|their)\w+)\b|喜欢|爱|平时|经常|爱好|热衷|[能可]以?用来",
    re.IGNORECASE,
)
"""Says what the person does or likes."""
_RECIPIENT = re.compile(
    r"\b(?:for|to)?\s*\b(?:my|a|an|our|his|her|their|the)\s+(?:\w+\s+)?(?:mother|mom|mum|father|dad|parents|wife|husband"
    r"|girlfriend|boyfriend|partner|grandmother|grandma|grandfather|grandpa|sister|brother|daughter|son|baby|teenager|child"
    r"|kid|nephew|niece|friend|colleague|coworker|boss|teacher|neighbou?r|uncle|aunt|cousin|roommate)\b"
    r"|\b(?:for )?(?:an? )?\d{1,2}[\s-]*years?[\s-]*olds?\b(?: (?:boy|girl|kid|child))?"
    r"|(?:给|送)?(?:我的?)?(?:爸妈|爸爸|妈妈|父亲|母亲|老爸|老妈|父母|老婆|妻子|老公|丈夫|女朋友|女友|男朋友|男友|奶奶|爷爷|外婆|外公|姐姐|妹妹"
    r"|哥哥|弟弟|女儿|儿子|宝宝|孩子|小孩|小朋友|侄子|侄女|外甥|朋友|闺蜜|同事|老板|领导|老师|邻居|舅舅|叔叔|阿姨)"
    r"|(?:\d{1,2}|[一二两三四五六七八九十]{1,3})岁的?(?:男孩|女孩|小孩|孩子|小朋友)?",
    re.IGNORECASE,
)


def plain_wish(text: str, *, gift: bool = False, aside: tuple[str, ...] = ()) -> str:
    """`text` without talk and without the phrases `aside`, which something else has understood already.

    In a talk about a gift, the words for gift and for who gets it are talk as well.
    """
    said = text.replace("’", "'")
    for phrase in filter(None, aside):
        said = re.sub(re.escape(phrase), " ", said, flags=re.IGNORECASE)
    for pattern, instead in _REWRITTEN:
        said = pattern.sub(instead, said)
    for pattern in (*_DROPPED, *((_GIFT, _RECIPIENT, _OCCASION) if gift else ())):
        said = pattern.sub(" ", said)
    return re.sub(r"\s+", " ", _measured(said)).strip(" ,.;:!?，。、！？-")


def _measured(said: str) -> str:
    """Numbers that the catalogue has an attribute for, put as it would say them."""
    said = _PEOPLE.sub(lambda found: f" at least {small_number(found['n'] or found['m'])} persons ", said)
    said = _HAN_PEOPLE.sub(lambda found: f" 至少{small_number(found['n'])}人 ", said)
    return _HAN_RANGE.sub(lambda found: f" 在{found['low']}到{found['high']}之间", said)
