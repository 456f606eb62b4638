"""Whether a message says yes or no to what was asked, and nothing else that would change it."""

import re
from typing import Literal

YesNo = Literal["yes", "no"]
_YES = (
    r"yes|yeah|yep|yup|ya|yah|yea|sure(?: thing)?|ok|okay|k|kk|alright|all right|of course|certainly|"
    r"absolutely|definitely|indeed|"
    r"correct|right|exactly|fine|agreed|confirm(?:ed)?|approved?|i (?:do|confirm|agree|accept|approve)|go "
    r"ahead|do it|do that|"
    r"please do|proceed|sounds good|that works|works for me|let'?s do (?:it|that)|why not|perfect|great|"
    r"that'?s (?:right|correct|fine|ok|good)|"
    r"make it so|go for it|yes sir|affirmative|by all means|with pleasure|y"
)
_NO = (
    r"no|nope|nah|naw|no way|never|never ?mind|not now|not yet|not really|no thanks|no thank you|don'?t|do "
    r"not|stop|forget (?:it|that)|"
    r"leave it|cancel that|rather not|better not|negative|i'?d rather not|i don'?t (?:want (?:that|it|to)|"
    r"think so)|wrong|not that(?: one)?|"
    r"that'?s (?:wrong|not right|not it)|i(?:'ve| have)? changed my mind|hold on|wait|n"
)
_AFTER_YES = (
    rf"(?:{_YES}|please|pls|thanks|thank you|thx|cheers|now|then|it|that|this|cancel (?:it|that)|return (?:it|"
    rf"them)|start (?:it|the return)|"
    r"place (?:it|the order)|order it|exchange (?:it|them)|change it|book it|send it|i'?m sure|i am sure|i "
    r"want (?:that|it|to)|"
    r"that'?s what i want|you (?:can|may)|and|so|to that|with that|both|all(?: of (?:it|them))?|everything|"
    r"the order|my order|"
    r"for sure|this time|just|i would(?: like that)?|i'd like that|mate|man|buddy|friend|!)"
)
_YES_ALONE = re.compile(rf"^(?:oh |hm+ |well |um )?(?:{_YES})(?:[\s,.!]+{_AFTER_YES})*[\s,.!]*$")
_NO_FIRST = re.compile(rf"^(?:oh |hm+ |well |um |sorry |actually |ok |okay )?,?\s*(?:{_NO})(?=$|[\s,.!])")
_NOT_NO = re.compile(
    r"^no (?:problem|worries|idea|doubt|matter|more|reviews?|brand|logo|one)|^(?:stop sending|never "
    r"(?:arrived|came|received|got))"
)
_STOPS_SHORT = re.compile(r"^(?:don'?t|do not|never|stop|wait|hold on|wrong|i'?ve changed)")
_LONGEST_HALF_NO = 6
_HAN_YES = re.compile(
    r"^(?:嗯+|哦|那|好|对)?(?:是的?|对的?|对啊|好的?|好吧|好啊|好呀|可以的?|行|行吧|没错|嗯+|当然|确认|确定|"
    r"同意|没问题|成|要的?|就这样|就这么办|办吧|帮我办吧?|"
    r"麻烦了|ok|提交吧?|是这个|就它|取消吧|退吧|下单吧)"
    r"(?:[,,。.!!~\s]*(?:谢谢|麻烦(?:你|您)?了?|就这样|就这么办|办吧|帮我(?:办|取消|退|下单)(?:了|吧)?|取消吧|"
    r"退吧|确认|提交|可以|好的|请(?:办|继续)|的|吧|啊|呀|了|没问题|我确定))*[。.!!~\s]*$",
    re.IGNORECASE,
)
_HAN_NO = re.compile(
    r"^(?:不(?:是|对|要|用|用了|行|了|要了|需要|想|可以|同意|确认|买了|退了|取消了)?|算了|别|先不要?|没有|先别|"
    r"还是算了|暂时不|再想想|我再(?:想|考虑)|不必|等等|等一下)"
    r"(?=$|[,,。.!!~\s了吧呢弄急用取退办谢])"
)


def read_yes_no(text: str) -> YesNo | None:
    """`yes` only where nothing else is said that a yes should wait for; a leading no is a no whatever follows."""
    folded = text.lower().replace("’", "'").strip()
    if not folded or "?" in folded or "?" in folded or folded.endswith(("吗", "么")):
        return None
    if _HAN_NO.match(folded):
        return "no"
    if _HAN_YES.match(folded):
        return "yes"
    if _says_no(folded):
        return "no"
    return "yes" if _YES_ALONE.match(folded) else None


def _says_no(folded: str) -> bool:
    if _NOT_NO.match(folded) or not _NO_FIRST.match(folded):
        return False
    return not _STOPS_SHORT.match(folded) or len(folded.split()) <= _LONGEST_HALF_NO
